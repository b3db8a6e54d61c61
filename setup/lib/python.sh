# shellcheck shell=bash
# The virtual environment, with the packages that the requirements files pin.

# python_packages FILE...
python_packages() {
    step "Python packages"
    local file key options
    key=$("$PYTHON" -c 'import sys; print(sys.version, sys.prefix)' | cat - <(echo "$ROOT") | hash_of)
    if ! is_done "$VENV/.done" "$key"; then
        note "making a virtual environment of $("$PYTHON" -V)"
        rm -rf "$VENV"
        logged venv "cannot make a virtual environment" "$PYTHON" -m venv "$VENV"
        mark_done "$VENV/.done" "$key"
    fi
    for file in "$@"; do
        key=$(hash_of "$ROOT/$file")
        is_done "$VENV/.done-$file" "$key" && continue
        note "installing $file"
        options=()
        [[ $file != *-addons.txt ]] || options=(--no-deps)
        fetched "pip-$file" "cannot install $file" "$VENV/bin/python" -m pip install \
            --disable-pip-version-check "${options[@]}" --requirement "$ROOT/$file"
        mark_done "$VENV/.done-$file" "$key"
    done
    export PATH=$VENV/bin:$PATH
}
