# shellcheck shell=bash
# The linters, with OCA's rules, on the files that git knows or would add. No finding passes.

gates() {
    step "Lint"
    local failed=0
    git -C "$ROOT" rev-parse 2>/dev/null || die "git cannot tell which files to lint in $ROOT"
    gate "ruff check" run_on '*.py' -- ruff check --output-format concise || failed=1
    gate "ruff format" run_on '*.py' -- ruff format --check || failed=1
    # a README.rst is made from readme/ when a wheel is
    gate "pylint-odoo" run_on 'antcrm*/*.py' -- pylint --jobs "$(nproc)" --disable missing-readme || failed=1
    gate "shellcheck" shell_scripts || failed=1
    gate "prettier" run_on '*.xml' '*.js' '*.cjs' '*.scss' '*.css' '*.json' -- \
        prettier --check --log-level warn || failed=1
    gate "eslint" run_on '*.js' -- eslint --max-warnings 0 || failed=1
    return $failed
}

# gate NAME COMMAND...
gate() {
    note "$1"
    shift
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
    mapfile -t files < <(lintable "${patterns[@]}")
    [[ ${#files[@]} == 0 ]] || "$@" "${files[@]}"
}

shell_scripts() {
    local files
    mapfile -t files < <(lintable setup .ci | xargs grep --files-with-matches -E '^#!.*bash|^# shellcheck shell=bash')
    shellcheck "${files[@]}"
}

# lintable PATTERN...: files that are there, of others' libraries none
lintable() {
    git ls-files --cached --others --exclude-standard --deduplicate -- "$@" ':!:*/static/lib/*' |
        while IFS= read -r file; do
            [[ ! -f $file ]] || printf '%s\n' "$file"
        done
}
