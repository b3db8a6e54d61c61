# shellcheck shell=bash
# The linters, with OCA's rules, on what git knows or would add. No finding is allowed.

gates() {
    step "Lint"
    local failed=0
    gate "ruff check" ruff check . || failed=1
    gate "ruff format" ruff format --check . || failed=1
    gate pylint-odoo run_pylint || failed=1
    gate shellcheck run_on setup .ci -- shellcheck || failed=1
    gate prettier run_on '*.xml' '*.js' '*.cjs' '*.scss' '*.css' '*.json' -- prettier --check --log-level warn || failed=1
    gate eslint run_on '*.js' '*.cjs' -- eslint --max-warnings 0 || failed=1
    return $failed
}

gate() {
    local name=$1
    shift
    note "$name"
    (cd "$ROOT" && "$@")
}

# run_on PATTERN... -- COMMAND...: on the files that match, if any
run_on() {
    local patterns=() files
    while [[ $1 != -- ]]; do
        patterns+=("$1")
        shift
    done
    shift
    mapfile -t files < <(git ls-files --cached --others --exclude-standard -- "${patterns[@]}")
    [[ ${#files[@]} == 0 ]] || "$@" "${files[@]}"
}
