# shellcheck shell=bash
# The host's own tests of what our addons touch: they pass with our addons as they do without.

HOST_TESTS=(
    base/tests/test_{acl,expression,res_partner,res_partner_merge,res_users,search,user_has_group}.py
    contacts/tests
    crm/tests
    mail/tests
    project/tests
)
# What fails on this host without our addons, a test a line
HOST_BASELINE=$ROOT/tests/host_baseline.txt

# host_tests DATABASE [PATH...]: run them, or those below paths such as sale/tests, on a clone of
# it, with the addons that the paths are of; what fails without our addons is the baseline
host_tests() {
    local source=$1 report=$LOGS/host-tests-$1.xml options=() addons
    shift
    [[ $source != antcrm_host ]] || options=(--write)
    if (($#)); then options+=(--some); else set -- "${HOST_TESTS[@]}"; fi
    export ANTCRM_RUN=antcrm_run_$$
    trap 'drop_run $$' EXIT
    clone_database "$source" "$ANTCRM_RUN"
    addons=$(printf '%s\n' "${@%%/*}" | sort -u | paste -sd ,)
    logged host-tests-addons "the host's addons do not install" \
        odoo --database "$ANTCRM_RUN" --init "$addons" --stop-after-init --no-http
    unlock
    # 1: some fail, which the caller judges
    "$VENV/bin/python" -m pytest -p no:cacheprovider --rootdir "$ODOO_HOME" --quiet --tb short \
        --numprocesses "${JOBS:-$(nproc)}" --odoo-database "$ANTCRM_RUN" --odoo-http \
        --junit-xml "$report" "${@/#/$ODOO_HOME/odoo/addons/}" >"$LOGS/host-tests-$source.log" 2>&1 ||
        (($? == 1)) || die "the host's tests did not run to their end (see $LOGS/host-tests-$source.log)"
    "$VENV/bin/python" "$ROOT/setup/lib/host_tests.py" "$report" "$HOST_BASELINE" "${options[@]}"
}
