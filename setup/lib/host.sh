# shellcheck shell=bash
# Odoo 19 itself: Debian's package, unpacked below .host/odoo and never into the system.
# ODOO_PATH: use that Odoo instead, a folder with the Python package "odoo" in it. The checkout
# remembers it for its other commands; an empty one goes back to Debian's.

# Debian's unstable suite has Odoo and a font that its stable suite lacks; Ubuntu calls it "devel".
# The rest comes from the machine's own suite: in unstable the files of Font Awesome have moved,
# and Odoo's links to them would lead nowhere.
UNSTABLE_PACKAGES=(odoo-19 fonts-montserrat)
OWN_PACKAGES=(libjs-jquery libjs-jquery-form libjs-underscore fonts-font-awesome
    fonts-roboto-unhinted fonts-inconsolata fonts-ocr-b)

ODOO_PATH=${ODOO_PATH-$(cat "$HOST/odoo-path" 2>/dev/null || true)}

host() {
    step "Odoo 19"
    local key
    if [[ -n $ODOO_PATH ]]; then
        ODOO_HOME=$(cd "$ODOO_PATH" 2>/dev/null && pwd -P) || die "ODOO_PATH: no folder $ODOO_PATH"
        grep -qs '^version_info = (19, 0,' "$ODOO_HOME/odoo/release.py" ||
            die "ODOO_PATH: no Odoo 19.0 in $ODOO_PATH (its odoo/release.py says what it is)"
        echo "$ODOO_HOME" >"$HOST/odoo-path"
    else
        rm -f "$HOST/odoo-path"
        ODOO_HOME=$HOST/odoo/usr/lib/python3/dist-packages
        key=$(echo "${UNSTABLE_PACKAGES[@]}" "${OWN_PACKAGES[@]}" | hash_of)
        is_done "$HOST/odoo/.done" "$key" || get_host "$key"
    fi
    write_settings
}

get_host() {
    command -v apt-get >/dev/null ||
        die "apt-get not found: Odoo comes from Debian's packages; elsewhere set ODOO_PATH"
    rm -rf "$HOST/odoo.new"
    mkdir -p "$HOST"/apt/{state/lists/partial,cache/archives/partial,packages} "$HOST/odoo.new"
    note "downloading Debian's package odoo-19"
    fetched host-download "cannot download odoo-19 from Debian's unstable suite" download_host
    note "unpacking it (1.2 GB)"
    logged host-unpack "cannot unpack odoo-19" unpack_host
    mark_done "$HOST/odoo.new/.done" "$1"
    rm -rf "$HOST/odoo" "$HOST/apt"
    mv "$HOST/odoo.new" "$HOST/odoo"
}

# Ask apt itself, with folders of its own: it checks the signatures, the system stays as it is.
# The mirror is the machine's.
download_host() (
    local own unstable=unstable components=main keyring mirror
    . /etc/os-release
    own=${VERSION_CODENAME:-unstable}
    [[ $ID != ubuntu ]] || unstable=devel components="main universe"
    keyring=/usr/share/keyrings/$ID-archive-keyring.gpg
    : >"$HOST/apt/status"
    cd "$HOST/apt/packages" || exit
    # shellcheck disable=SC2016 # apt fills these in
    for mirror in $(apt-get indextargets --format '$(RELEASE) $(COMPONENT) $(REPO_URI)' 'Created-By: Packages' |
        awk -v own="$own" '$1 == own && $2 == "main" && !seen[$3]++ { print $3 }'); do
        printf '%s\n' "Types: deb" "URIs: $mirror" "Suites: $own $unstable" \
            "Components: $components" >"$HOST/apt/host.sources"
        [[ ! -f $keyring ]] || echo "Signed-By: $keyring" >>"$HOST/apt/host.sources"
        own_apt update && own_apt download "${UNSTABLE_PACKAGES[@]/%//$unstable}" \
            "${OWN_PACKAGES[@]/%//$own}" && exit
    done
    exit 1
)

own_apt() {
    apt-get -o Dir::State="$HOST/apt/state" -o Dir::State::status="$HOST/apt/status" \
        -o Dir::Cache="$HOST/apt/cache" -o Dir::Etc::sourcelist="$HOST/apt/host.sources" \
        -o Dir::Etc::sourceparts=/dev/null -o APT::Update::Error-Mode=any \
        -o APT::Sandbox::User=root "$@"
}

unpack_host() {
    local name package links
    for name in "${UNSTABLE_PACKAGES[@]}" "${OWN_PACKAGES[@]}"; do
        # the newest: an interrupted download may have left an older one
        package=$(find "$HOST/apt/packages" -name "${name}_*.deb" -printf '%T@ %p\n' | sort -n | tail -n 1)
        dpkg-deb --extract "${package#* }" "$HOST/odoo.new" || return
    done
    links=$(find "$HOST"/odoo.new/usr/lib/python3/dist-packages/odoo/addons/web/static -xtype l)
    [[ -z $links ]] || echo "links of Odoo's web client that lead nowhere: $links"
    [[ -z $links ]]
}

# Everything that runs Odoo finds it, its settings and our addons through these.
write_settings() {
    export PYTHONPATH=$ODOO_HOME ODOO_RC=$HOST/odoo.conf
    cat >"$ODOO_RC" <<END
[options]
addons_path = $ROOT
data_dir = $HOST/data
http_interface = 127.0.0.1
list_db = False
screenshots = $LOGS/screenshots
END
}
