# shellcheck shell=bash
# What the machine must have: a Python, disk space, a few of its own packages.

MIN_DISK_MB=${ANTCRM_MIN_DISK_MB:-4000}

# machine [for-tests]: check the machine, install what it lacks
machine() {
    step "This machine"
    local free missing=()
    if [[ ! -d $HOST/odoo && -z $ODOO_PATH ]]; then
        free=$(df --output=avail -m "$HOST" | tail -n 1)
        ((free >= MIN_DISK_MB)) ||
            die "too little disk: $((free)) MB free under $ROOT, $MIN_DISK_MB MB needed"
    fi
    if [[ -z ${PYTHON:-} ]] && ! command -v python3 >/dev/null; then
        missing+=(python3 python3-venv)
    else
        PYTHON=$(suitable_python)
        "$PYTHON" -c 'import ensurepip, venv' 2>/dev/null || missing+=(python3-venv)
    fi
    if [[ -n $OTHER_SERVER ]]; then
        command -v createdb >/dev/null || missing+=(postgresql-client)
    else
        postgres_programs >/dev/null || missing+=(postgresql)
    fi
    if [[ ${1:-} == for-tests ]]; then
        chromium_program >/dev/null || [[ $(distribution) == ubuntu ]] || missing+=(chromium)
        command -v git >/dev/null || missing+=(git)
    fi
    [[ ${#missing[@]} == 0 ]] || install_packages "${missing[@]}"
    if [[ ${1:-} == for-tests ]]; then
        mailbox_server
        headless_shell
    fi
    PYTHON=$(suitable_python)
    [[ -z $OTHER_SERVER ]] || check_other_server
}

# A real mailbox for the tests that fetch mail; without it they say that they are left out.
mailbox_server() {
    [[ -x /usr/sbin/dovecot ]] || command -v dovecot >/dev/null ||
        (install_packages dovecot-imapd) ||
        note "without dovecot-imapd, tests that fetch mail are left out"
}

# Chromium without windows: in one that nobody sees, a page was once not drawn any more.
headless_shell() {
    command -v chromium-headless-shell >/dev/null || [[ $(distribution) != debian ]] ||
        (install_packages chromium-headless-shell) ||
        note "without chromium-headless-shell, tests in a browser take Chromium"
}

# The first Python that Odoo 19 runs on.
suitable_python() {
    local name
    for name in ${PYTHON:-python3 python3.13 python3.12 python3.11 python3.10}; do
        if "$name" -c 'import sys; sys.exit(not (3, 10) <= sys.version_info < (3, 14))' 2>/dev/null; then
            command -v "$name"
            return
        fi
    done
    die "no suitable Python: ${PYTHON:-python3} is $("${PYTHON:-python3}" -V 2>&1 || true)," \
        "Odoo 19 needs 3.10 to 3.13 (PYTHON=/path/to/python chooses one)"
}

distribution() {
    (. /etc/os-release && echo "$ID")
}

# Ubuntu's own Chromium is a snap, which does not start everywhere; there Playwright brings one.
browser() {
    export PATH=$PATH:$HOST/bin
    chromium_program >/dev/null && return
    note "downloading Chromium"
    fetched chromium "cannot get Chromium (any chromium or google-chrome in PATH will do)" \
        env PLAYWRIGHT_BROWSERS_PATH="$HOST/chromium" playwright install --with-deps chromium
    mkdir -p "$HOST/bin"
    ln -sf "$HOST"/chromium/chromium-*/chrome-linux*/chrome "$HOST/bin/chromium"
}

# What Odoo's own tests drive.
chromium_program() {
    command -v google-chrome || command -v chromium || command -v chromium-browser ||
        command -v google-chrome-stable
}

# What Playwright drives.
headless_program() {
    command -v chromium-headless-shell || chromium_program
}

install_packages() {
    local as_root=()
    command -v apt-get >/dev/null ||
        die "apt-get not found: this needs Debian or Ubuntu, or these installed by hand: $*"
    if ((EUID != 0)); then
        command -v sudo >/dev/null || die "neither root nor sudo: as root, run apt-get install $*"
        as_root=(sudo)
    fi
    note "installing $*"
    fetched apt-update "cannot update apt's lists" "${as_root[@]}" apt-get update
    fetched apt-install "cannot install $*" "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
        apt-get install --yes --no-install-recommends "$@"
}
