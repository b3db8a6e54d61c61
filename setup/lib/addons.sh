# shellcheck shell=bash
# Which addons there are, and what they were made from.

addons() {
    "$VENV/bin/python" "$ROOT/setup/lib/addons.py" "$ODOO_HOME" "$@"
}
