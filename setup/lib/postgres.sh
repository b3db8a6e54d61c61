# shellcheck shell=bash
# PostgreSQL: two private clusters, reached through a Unix socket only. What "run" shows lives in
# one with PostgreSQL's own settings; tests use one that trades safety for speed.
# PGHOST (PGPORT, PGUSER, PGPASSWORD): use that server for both instead.

OTHER_SERVER=${PGHOST:-}
RECOVERY_SECONDS=600
# force_custom_plan: a test fills a table in one transaction, and plans that PostgreSQL keeps from
# when it was empty, as for references, would read all of it for each row
TEST_SETTINGS="-c fsync=off -c synchronous_commit=off -c full_page_writes=off
    -c max_wal_size=4GB -c checkpoint_timeout=1h -c shared_buffers=512MB -c autovacuum_naptime=5min
    -c plan_cache_mode=force_custom_plan"

# postgres demo|test: have that server running, and let every later command use it
postgres() {
    step "PostgreSQL"
    [[ -z $OTHER_SERVER ]] || return 0
    local port=5431
    [[ $1 == demo ]] || port=5432
    choose_folders
    export PGHOST=$SOCKETS PGPORT=$port PGUSER=odoo
    [[ -f $CLUSTERS/$1/PG_VERSION ]] || make_cluster "$1"
    wait_for_recovery
    pg_isready --quiet || start_cluster "$1"
}

# A server that was killed reads its log before it answers; starting it anew would begin that again.
wait_for_recovery() {
    local status waited
    for ((waited = 0; waited < RECOVERY_SECONDS; waited++)); do
        status=0
        pg_isready --quiet || status=$?
        ((status == 1)) || return 0 # 1: it is there and takes no connections yet
        ((waited)) || note "waiting for PostgreSQL, which is recovering"
        sleep 1
    done
    die "PostgreSQL is still recovering, try again later ($CLUSTERS)"
}

check_other_server() {
    [[ $(query postgres "SELECT rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user" 2>&1) == t ]] ||
        die "PGHOST: no PostgreSQL server at $PGHOST, or its role may not create databases"
}

# query DATABASE SQL
query() {
    psql --no-psqlrc --quiet --tuples-only --no-align --set ON_ERROR_STOP=1 --dbname "$1" --command "$2"
}

# PostgreSQL refuses to run as root: then somebody else owns the clusters.
as_server() {
    if ((EUID == 0)); then
        (cd / && runuser -u "$(server_user)" -- "$@")
    else
        "$@"
    fi
}

server_user() {
    if ((EUID)); then id -un; elif id -u postgres >/dev/null 2>&1; then echo postgres; else echo nobody; fi
}

# The clusters are in the checkout, unless their owner cannot reach it (as below /root); the sockets
# are beside them, unless the path gets too long: that of a socket is 107 bytes at most.
# Links in .host tell where both are.
choose_folders() {
    if [[ ! -d $HOST/pg ]]; then
        rm -f "$HOST/pg"
        if as_server test -x "$HOST"; then
            mkdir "$HOST/pg"
        else
            ln -s "$(mktemp -d /var/tmp/antcrm-pg.XXXXXX)" "$HOST/pg"
        fi
    fi
    CLUSTERS=$(cd "$HOST/pg" && pwd -P)
    if [[ ! -d $HOST/pg-sockets ]]; then
        SOCKETS=$CLUSTERS
        ((${#CLUSTERS} < 90)) || SOCKETS=$(mktemp -d /tmp/antcrm-pg.XXXXXX)
        ln -sfn "$SOCKETS" "$HOST/pg-sockets"
    fi
    SOCKETS=$(cd "$HOST/pg-sockets" && pwd -P)
    ((EUID)) || chown "$(server_user)": "$CLUSTERS" "$SOCKETS"
    chmod 700 "$CLUSTERS" # whoever reaches a socket is trusted
}

# The folder of the programs of PostgreSQL, of the newest version here.
postgres_programs() {
    local folder
    for folder in $(printf '%s\n' /usr/lib/postgresql/*/bin | sort --version-sort --reverse); do
        [[ -x $folder/initdb && -x $folder/postgres ]] && echo "$folder" && return
    done
    folder=$(command -v initdb) && dirname "$(realpath "$folder")"
}

make_cluster() {
    note "making the $1 cluster"
    as_server rm -rf "$CLUSTERS/$1.new"
    logged "pg-$1-init" "cannot make a PostgreSQL cluster" as_server "$(postgres_programs)/initdb" \
        --pgdata "$CLUSTERS/$1.new" --username odoo --auth trust --encoding UTF8 --locale C.UTF-8
    as_server mv "$CLUSTERS/$1.new" "$CLUSTERS/$1"
}

# pg_control demo|test ARGUMENT...: pg_ctl of the version that made the cluster
pg_control() {
    local cluster=$CLUSTERS/$1 programs version
    shift
    version=$(as_server cat "$cluster/PG_VERSION")
    programs=/usr/lib/postgresql/$version/bin
    [[ -d $programs ]] || programs=$(postgres_programs)
    as_server "$programs/pg_ctl" --pgdata "$cluster" "$@"
}

start_cluster() {
    local settings="-k $SOCKETS -p $PGPORT -c listen_addresses='' -c max_connections=200"
    [[ $1 == demo ]] || settings+=" ${TEST_SETTINGS//$'\n'/ }"
    # restart: one that lost its sockets, to a cleaning of /tmp, still runs
    # 9>&-: the server outlives this command and must not keep its lock
    logged "pg-$1-start" "cannot start PostgreSQL" pg_control "$1" restart --wait --silent --mode fast \
        --timeout $RECOVERY_SECONDS --log "$CLUSTERS/$1.log" --options "$settings" 9>&-
}

stop_clusters() {
    local name
    [[ -d $HOST/pg ]] || return 0
    choose_folders
    for name in demo test; do
        if as_server test -f "$CLUSTERS/$name/postmaster.pid"; then
            logged "pg-$name-stop" "cannot stop PostgreSQL" pg_control "$name" stop --mode fast
        fi
    done
    rm "$HOST/pg-sockets"
    rmdir "$SOCKETS" 2>/dev/null || true # not empty where the clusters are in it
}
