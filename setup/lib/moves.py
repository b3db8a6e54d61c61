"""Say what of an addon belongs to other addons of ours in a later database.

Usage: moves.py ADDON OLD_DATABASE NEW_DATABASE

OLD_DATABASE is of the code before a part of ADDON became an addon of its own,
NEW_DATABASE one where all addons were installed afresh from the code after it; both
with demo data, so that this moves as well. Prints the table that the migration of ADDON
reads: see "Migrations" in CONTRIBUTING.md.
"""

import csv
import sys

import psycopg2

# kind: what belongs to which addon, (name, what it is, addon)
QUERIES = {
    "xmlid": "SELECT name, model, module FROM ir_model_data WHERE res_id IS NOT NULL",
    "constraint": (
        "SELECT c.name, c.type, m.name FROM ir_model_constraint c "
        "JOIN ir_module_module m ON m.id = c.module"
    ),
    "relation": (
        "SELECT r.name, '', m.name FROM ir_model_relation r "
        "JOIN ir_module_module m ON m.id = r.module"
    ),
}
# the addons of the new database, those that others build on first
ADDONS = """
    WITH RECURSIVE depths AS (
        SELECT name, 0 AS depth FROM ir_module_module WHERE name LIKE %s
         UNION
        SELECT m.name, depths.depth + 1
          FROM depths
          JOIN ir_module_module_dependency d ON d.name = depths.name
          JOIN ir_module_module m ON m.id = d.module_id AND m.state = 'installed'
    )
    SELECT name FROM depths GROUP BY name ORDER BY max(depth), name
"""


def fetch(database, query, parameters=()):
    with psycopg2.connect(dbname=database) as connection, connection.cursor() as cursor:
        cursor.execute(query, parameters)
        return cursor.fetchall()


def find_moves(addon, old, new):
    """Yield ``(addon, kind, name)`` of what is no longer of the addon."""
    prefix = addon.split("_")[0] + "%"
    addons = [name for (name,) in fetch(new, ADDONS, [prefix])]
    for kind, query in QUERIES.items():
        owners = {}
        for name, what, owner in fetch(new, query):
            owners.setdefault((name, what), set()).add(owner)
        for name, what, owner in fetch(old, query):
            now = owners.get((name, what), set())
            if owner != addon:
                continue
            found = [other for other in addons if other in now]
            # models and fields are of each addon that adds to them; another record that
            # has two owners is of the first, and the other calls it by its old name
            is_kept = addon in now and (not what or what.startswith("ir.model"))
            if found and found[0] != addon and not is_kept:
                yield found[0], kind, name


def main(addon, old, new):
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(("addon", "kind", "name"))
    writer.writerows(sorted(find_moves(addon, old, new)))


if __name__ == "__main__":
    main(*sys.argv[1:])
