import ast
from pathlib import Path

from lxml import etree

from odoo.tests import TransactionCase, tagged
from odoo.tools.misc import file_path

from .registry import our_modules


@tagged("post_install", "-at_install")
class TestTemplates(TransactionCase):
    """Templates show what they are given, not what the host puts in its place."""

    def get_reserved(self):
        """Return the names that the host gives each template, whatever it is given."""
        given = dict.fromkeys(
            ("request", "env", "lang", "json", "time", "datetime", "debug"), "ours"
        )
        values = {**given}
        self.env["ir.qweb"]._prepare_environment(values)
        return {name for name, value in values.items() if given.get(name) != value}

    def test_names_of_the_host(self):
        reserved = self.get_reserved()
        self.assertIn("request", reserved)
        modules = our_modules(self.env)
        for module in modules:
            for path in Path(file_path(module)).rglob("*.py"):
                for node in ast.walk(ast.parse(path.read_text())):
                    if isinstance(node, ast.Call) and "_render" in ast.dump(node.func):
                        taken = {word.arg for word in node.keywords} & reserved
                        self.assertFalse(taken, f"{path.name}:{node.lineno}")

    def test_what_is_shown(self):
        reserved = self.get_reserved() - {"true", "false"}
        views = self.env["ir.ui.view"].search([("type", "=", "qweb")])
        modules = our_modules(self.env)
        seen = 0
        for view in views.filtered(lambda view: view.key):
            if view.key.split(".")[0] not in modules:
                continue
            for node in etree.fromstring(view.arch_db).iter():
                for name in ("t-out", "t-esc", "t-raw"):
                    if name in node.attrib:
                        seen += 1
                        with self.subTest(view.key, shown=node.get(name)):
                            self.assertNotIn(node.get(name).strip(), reserved)
        self.assertTrue(seen)
