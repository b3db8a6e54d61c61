import ast
import re
from pathlib import Path

from odoo.modules.module import get_module_path
from odoo.tests import TransactionCase, tagged

from .registry import get_excused, our_modules

#: what changes rows, as SQL is written here: in capitals
WRITES = re.compile(
    r"\b(?:INSERT\s+INTO|DELETE\s+FROM|TRUNCATE|MERGE\s+INTO|COPY)\s"
    r"|(?<!DO\s)(?<!FOR\s)\bUPDATE\s+[^\s,;)]"
)
#: what runs while an addon is installed or updated, when there is no batch
NO_BATCH = {"_auto_init", "_register_hook", "init"}
LEFT_OUT = {"hooks.py", "migrations", "tests"}


def find_writes(path, name):
    """Return the functions of a file that change rows by SQL of their own.

    :param str name: the file's, with dots
    """
    found = set()

    def visit(node, function):
        for child in ast.iter_child_nodes(node):
            inner = function
            if isinstance(child, ast.FunctionDef):
                inner = child.name
            elif (
                isinstance(child, ast.Constant)
                and isinstance(child.value, str)
                and WRITES.search(child.value)
            ):
                found.add(f"{name}.{function}")
            visit(child, inner)

    visit(ast.parse(path.read_text(encoding="utf-8")), None)
    return found


@tagged("-at_install", "post_install")
class TestJournalWrites(TransactionCase):
    """The journal hears of what passes through the ORM. What changes rows in SQL passes
    by it: it tells the recorder, or ``SQL_WRITES`` of the addon's ``excused.py`` says
    why no undo needs it."""

    def test_writes_are_told_or_excused(self):
        found = set()
        for module in our_modules(self.env):
            folder = Path(get_module_path(module))
            for path in folder.rglob("*.py"):
                parts = path.relative_to(folder.parent).with_suffix("").parts
                if LEFT_OUT.isdisjoint({*parts, path.name}):
                    found |= find_writes(path, ".".join(parts))
        found = {name for name in found if name.rpartition(".")[2] not in NO_BATCH}
        excused = get_excused(self.env, "SQL_WRITES")
        self.assertEqual(found - excused.keys(), set(), "say why, or tell the journal")
        self.assertEqual(excused.keys() - found, set(), "there is no such write")
        self.assertTrue(all(excused.values()))
