# shellcheck shell=bash
# Databases. What a database was made from is kept in its comment, written when it is complete:
# an interrupted one has none and is made anew.
#   antcrm_host      the host's addons that ours depend on
#   antcrm_template  a clone of it with our addons; every test run gets a clone of this one
#   antcrm_demo      our addons with demo data, for "run" and "shell"

DEMO_LANGUAGES=${DEMO_LANGUAGES:-vi_VN}

odoo() {
    "$VENV/bin/python" -m odoo "$@"
}

made_from() {
    query postgres "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = '$1'"
}

mark_database() {
    query postgres "COMMENT ON DATABASE \"$1\" IS '$2'"
}

# clone_database FROM TO: with its attachments
clone_database() {
    drop_database "$2"
    createdb --template "$1" "$2"
    [[ ! -d $HOST/data/filestore/$1 ]] || cp -R "$HOST/data/filestore/$1" "$HOST/data/filestore/$2"
}

drop_database() {
    PGOPTIONS="-c client_min_messages=warning" dropdb --if-exists --force "$1"
    rm -rf "${HOST:?}/data/filestore/$1"
}

# What the host's addons in a database were made from.
host_key() {
    hash_of "$ODOO_HOME/odoo/release.py" "$ROOT/requirements.txt" - \
        < <(
            echo "$ODOO_HOME"
            cat "$HOST/odoo/.done" 2>/dev/null
            addons host
        )
}

test_template() {
    step "Test database"
    local host ours
    host=$(host_key)
    ours=$(addons ours)
    if [[ $(made_from antcrm_host) != "$host" ]]; then
        note "installing the host's addons"
        drop_database antcrm_host
        logged database-host "the host's addons do not install" odoo --database antcrm_host \
            --init "$(addons host)" --stop-after-init --no-http
        drop_missing_asset antcrm_host
        mark_database antcrm_host "$host"
    fi
    if [[ $(made_from antcrm_template) != "$host $(addons key)" ]]; then
        note "installing ${ours:-nothing yet}"
        clone_database antcrm_host antcrm_template
        [[ -z $ours ]] || install_ours antcrm_template --init "$ours"
        mark_database antcrm_template "$host $(addons key)"
    fi
    drop_stale_runs
}

# The bundles of the web client, made once instead of by every test run that opens a page.
test_assets() {
    local key
    key=$(addons files)
    is_done "$HOST/data/filestore/antcrm_template/.assets" "$key" && return
    note "making the web client's bundles"
    make_assets antcrm_template
    mark_done "$HOST/data/filestore/antcrm_template/.assets" "$key"
}

make_assets() {
    logged "assets-${1#antcrm_}" "cannot make the web client's bundles" \
        odoo_script "$ROOT/setup/lib/assets.py" "$1"
}

# odoo_script FILE DATABASE: run it in the host's shell
odoo_script() {
    odoo shell --database "$2" --no-http <"$1"
}

# demo_database [as-it-is]: made where there is none, and brought up to date unless it is wanted as it is
demo_database() {
    step "Demo database"
    local key ours made
    key="$(host_key) $(addons key)"
    ours=$(addons ours)
    made=$(made_from antcrm_demo)
    [[ $made != "$key" ]] || return 0
    if [[ -n $made && ${1:-} == as-it-is ]]; then
        note "the addons have changed since it was made: ./setup/run updates it"
        return
    fi
    stop_server
    if [[ -z $made ]]; then
        note "installing ${ours:-the host alone} with demo data"
        drop_database antcrm_demo
        install_ours antcrm_demo --init "${ours:-base}" --with-demo \
            --load-language "en_US,$DEMO_LANGUAGES" # the first becomes everybody's
        drop_missing_asset antcrm_demo
        note "making the web client's bundles"
        make_assets antcrm_demo
    else
        note "updating $ours"
        install_ours antcrm_demo --init "$ours" --update "$ours" --with-demo
    fi
    mark_database antcrm_demo "$key"
}

# install_ours DATABASE OPTION...: an error in the log is a failure too
install_ours() {
    local database=$1
    shift
    logged "database-${database#antcrm_}" "the addons do not install" \
        odoo_without_errors --database "$database" --stop-after-init --no-http "$@"
}

odoo_without_errors() {
    odoo "$@" 2>&1 | tee "$LOGS/odoo.log" || return
    ! grep -E '^[-0-9]+ [:,0-9]+ [0-9]+ (ERROR|CRITICAL) ' "$LOGS/odoo.log"
}

# Debian leaves one file out of Odoo as it is not free. The web client names it, so our databases
# take it off the list.
drop_missing_asset() {
    local path=mail/static/lib/selfie_segmentation/selfie_segmentation.js
    [[ -f $ODOO_HOME/odoo/addons/$path || -f $ODOO_HOME/addons/$path ]] ||
        query "$1" "INSERT INTO ir_asset (name, bundle, directive, path, sequence, active)
            VALUES ('Not in Debian', 'web.assets_backend', 'remove', '$path', 16, true)"
}

# Test runs call their databases antcrm_run_<process>...; drop_run PROCESS
drop_run() {
    local name
    for name in $(query postgres "SELECT datname FROM pg_database WHERE datname ~ '^antcrm_run_$1(-|\$)'"); do
        drop_database "$name"
    done
}

# Those of runs that were killed; on a server that is not ours they may be another machine's.
drop_stale_runs() {
    local process
    [[ -z $OTHER_SERVER ]] || return 0
    for process in $(query postgres "SELECT DISTINCT substring(datname FROM '^antcrm_run_(\d+)') FROM pg_database"); do
        kill -0 "$process" 2>/dev/null || drop_run "$process"
    done
}
