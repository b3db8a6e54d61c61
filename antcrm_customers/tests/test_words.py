"""One word for one thing: what docs/glossary.md says a thing is not called, no text of
ours calls it."""

import re
import unittest
from pathlib import Path

from lxml import etree

from odoo.tests import TransactionCase, new_test_user, tagged
from odoo.tools.translate import TranslationModuleReader

from .registry import get_excused, has_all_addons, our_modules

GLOSSARY = Path(__file__).resolve().parents[2] / "docs" / "glossary.md"
# fields of the host whose own name no page of ours shows, or shows under another one
UNSHOWN = {
    ("crm.team", "crm_team_member_ids"),
    ("crm.team", "member_ids"),
    ("crm.team", "name"),
}
# pages with opportunities on them, as the host shows those
HOST_PAGES = {"antcrm_share.crm_lead_action_orphaned"}
# the PIC in the host's word: where no label is shown, and on the lowest addon's page
PIC = {"user_id", "salesperson"}
PIC_PLACES = {
    *("kanban", "activity", "graph"),
    "antcrm_share.res_partner_action_orphaned",
}
NOT_TEXT = re.compile(r"%\(\w+\)s|%s|\{\w+\}|<[^>]*>|\$\{[^}]*\}")


@tagged("post_install", "-at_install")
class TestWords(TransactionCase):
    def setUp(self):
        super().setUp()
        self.allowed = get_excused(self.env, "WORDS")

    def read_glossary(self):
        """Return the words of the glossary, and what stands under "not": lower case."""
        if not GLOSSARY.exists():
            raise unittest.SkipTest("the glossary is in the checkout only")
        rows = [
            [cell.strip() for cell in line.strip("|\n").split("|")]
            for line in GLOSSARY.read_text().splitlines()
            if line.startswith("|") and not line.startswith("|---")
        ][1:]
        self.assertGreaterEqual(len(rows), 30)
        words = {re.sub(r"\s*\(.*\)", "", row[0]).lower() for row in rows}
        others = {
            word.strip().lower()
            for row in rows
            for word in re.sub(r"\s*\(.*?\)", "", row[3]).split(",")
            if word.strip()
        }
        return words, others - words

    def read_texts(self):
        """Yield (where, text) of all that people read: views, fields, menus, messages,
        also those of JavaScript."""
        modules = [name for name in our_modules(self.env) if name.startswith("antcrm")]
        with self.env.cr.savepoint():
            reader = TranslationModuleReader(self.env.cr, modules=modules)
        for module, kind, name, res_id, source, _value, _comments in reader:
            if name == "ir.model,name":
                continue  # the host's own models have the host's words
            yield f"{module} {kind} {name} {res_id}", source

    def find_wrong_words(self, text, words, others):
        """Return the words of a text that the glossary has another one for."""
        text = " ".join(NOT_TEXT.sub(" ", text).split())
        for allowed in self.allowed:
            if allowed == text or " " in allowed:
                text = text.replace(allowed, " ")
        for word in sorted(words, key=len, reverse=True):
            if " " in word:
                text = re.sub(rf"\b{re.escape(word)}s?\b", " ", text, flags=re.I)
        return {
            word
            for word in others
            if re.search(rf"(?<![\w-]){re.escape(word)}s?(?![\w-])", text, re.I)
        }

    def test_texts(self):
        words, others = self.read_glossary()
        self.assertLessEqual({"e-mail", "group", "team", "owner", "client"}, others)
        texts = list(self.read_texts())
        self.assertGreater(len(texts), 2000 if has_all_addons(self.env) else 1000)
        wrong = [
            f"{where}: {', '.join(sorted(found))} in {text!r}"
            for where, text in texts
            if (found := self.find_wrong_words(text, words, others))
        ]
        self.assertEqual(wrong, [], "\n".join(wrong))

    def hides(self, parent):
        """Whether a node holds fields of lines, or of opportunities."""
        invisible = parent.get("invisible") or ""
        return parent.tag == "field" or "type == 'lead'" in invisible

    def read_pages(self):
        """Yield (where, label) of what the pages of our menus show of the host's."""
        user = new_test_user(
            self.env, "words", groups="antcrm_share.group_administrator"
        )
        root = self.env.ref("antcrm_customers.menu_root")
        for menu in self.env["ir.ui.menu"].search([("id", "child_of", root.id)]):
            action = menu.action
            if not action or action._name != "ir.actions.act_window":
                continue
            if action.xml_id in HOST_PAGES:
                continue
            Model = self.env[action.res_model].with_user(user)
            if not Model.has_access("read"):
                continue
            labels = Model.fields_get(attributes=["string"])
            for view_id, kind in [*action.views, (action.search_view_id.id, "search")]:
                arch = etree.fromstring(Model.get_view(view_id, kind)["arch"])
                for node in arch.iter("field", "filter"):
                    name = node.get("name")
                    hidden = (node.get("invisible"), node.get("column_invisible"))
                    if (
                        any(self.hides(parent) for parent in node.iterancestors())
                        or {"1", "True"} & {*hidden}
                        or (Model._name, name) in UNSHOWN
                    ):
                        continue
                    if name in PIC and {kind, action.xml_id} & PIC_PLACES:
                        continue
                    label = node.get("string") or labels.get(name, {}).get("string")
                    yield f"{menu.complete_name} {kind} {name}", label or ""

    def test_labels_of_the_host(self):
        """Nor do our pages call it so where they show fields of the host."""
        words, others = self.read_glossary()
        # of opportunities, whose pages are the host's
        others = others - {"stage"}
        pages = list(self.read_pages())
        self.assertGreater(len(pages), 200)
        wrong = [
            f"{where}: {', '.join(sorted(found))} in {label!r}"
            for where, label in pages
            if (found := self.find_wrong_words(label, words, others))
        ]
        self.assertEqual(wrong, [], "\n".join(wrong))

    def test_exceptions_are_still_there(self):
        texts = [" ".join(text.split()) for _where, text in self.read_texts()]
        for allowed in self.allowed:
            with self.subTest(allowed=allowed):
                self.assertTrue(any(allowed in text for text in texts))

    def test_search_itself(self):
        words, others = self.read_glossary()
        for text, wrong in (
            ("Choose a group", {"group"}),
            ("Choose a sales group, or two Sales Groups", set()),
            ("Ask a Data Owner", set()),
            ("The owner's e-mail", {"owner", "e-mail"}),
            ("<group>Fields</group> %(group)s", set()),
        ):
            self.assertEqual(self.find_wrong_words(text, words, others), wrong, text)
