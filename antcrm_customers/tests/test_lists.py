from pathlib import Path

import polib
from lxml import etree

from odoo.tests import tagged
from odoo.tools.misc import file_path

from .common import CustomersCommon
from .registry import get_excused, has_all_addons, our_modules

#: the columns of the first phone and email, and what shows them where customers are
#: listed: a list is where people call from
VALUES = {"phone", "email", "email_from"}
#: the types of views that are lists, or have cards
CARDS = ("kanban", "hierarchy")
TYPES = ("list", *CARDS)
WIDGETS = {
    "res.partner": "antcrm_customer_value",
    "crm.lead": "antcrm_customer_value",
}
#: texts of cards, which are of any length
TEXTS = {
    *("name", "contact_name", "account_name", "partner_name", "function", "parent_id"),
}
SHORT = {"antcrm_card_text", "antcrm_card_second"}
#: the columns that say whose people customers are: the host has other words for it
ACCOUNTS = {"parent_id", "partner_name"}
LINES = "antcrm.customer.line"
PICTURES = ("avatar_128", "antcrm_lead_picture", "customer_ref")
#: of the lists that customers are chosen from and called from
CUSTOMER_LISTS = (
    *("customer_list", "customer_lines_list"),
    *("customer_kanban", "customer_lines_kanban"),
)
#: pixels that the host's lists give to columns of numbers, whatever their heading, and
#: that a letter of a heading takes
NUMBERS = {"integer": 71, "float": 93, "monetary": 105}
LETTER = 7
#: menus of what is set once, by few people
CONFIGURATIONS = (
    "antcrm_customers.menu_configuration",
    "contacts.res_partner_menu_config",
    "crm.crm_menu_config",
)
#: lists of partners that are no customers: their further addresses
ADDRESSES = {"address_ids"}


@tagged("post_install", "-at_install")
class TestListsOfCustomers(CustomersCommon):
    """Every list and card of customers, of whatever addon of ours and in whichever
    form, has phones and emails that call, write and are noted."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.widgets = WIDGETS | {
            name: "antcrm_line_value"
            for name in cls.registry.descendants([LINES], "_inherit")
            if name != LINES
        }

    def get_views(self):
        """Yield the views that our addons bring, as their clients get them."""
        data = self.env["ir.model.data"].search(
            [("model", "=", "ir.ui.view"), ("module", "in", [*our_modules(self.env)])]
        )
        views = self.env["ir.ui.view"].browse(data.mapped("res_id"))
        for view in views.filtered(
            lambda view: (
                view.type in (*TYPES, "form")
                and view.model in self.env
                and view.mode == "primary"
            )
        ):
            arch = self.env[view.model].get_view(view.id, view.type)["arch"]
            yield view, etree.fromstring(arch)

    def find_lists(self, arch, model):
        """Yield the lists and cards in a view: pairs of their element and model."""
        if arch.tag in TYPES:
            yield arch, model
        for node in arch.iter("field"):
            field = self.env[model]._fields.get(node.get("name"))
            if field is None or field.type not in ("one2many", "many2many"):
                continue
            if field.name in ADDRESSES:
                continue
            if any(parent.tag == "field" for parent in node.iterancestors()):
                continue  # a list in a list: of its own model
            for child in node:
                if child.tag in TYPES:
                    yield from self.find_lists(child, field.comodel_name)

    def find_shown(self, names):
        """Yield where fields of some names are shown: the view, the element and model
        of the list or card, the element of the field."""
        for view, arch in self.get_views():
            for element, model in self.find_lists(arch, view.model):
                for node in element.iter("field"):
                    if (
                        model in self.widgets
                        and node.get("name") in names
                        and node.get("column_invisible") not in ("1", "True")
                        # cards declare at their top what they show below
                        and (
                            element.tag not in CARDS
                            or any(a.tag == "templates" for a in node.iterancestors())
                        )
                    ):
                        yield view, element, model, node

    def test_phones_and_emails(self):
        found = set()
        for view, element, model, node in self.find_shown(VALUES):
            found.add((view.model, model, element.tag))
            with self.subTest(view=view.xml_id, field=node.get("name")):
                self.assertEqual(node.get("widget"), self.widgets[model])
        # where each of them is: an empty search would pass
        self.assertLessEqual(
            {
                ("crm.lead", "crm.lead", "list"),
                ("crm.lead", "crm.lead", "kanban"),
                ("res.partner", "res.partner", "list"),
                ("res.partner", "res.partner", "kanban"),
                ("antcrm.day", "antcrm.day", "list"),
                ("antcrm.recent", "antcrm.recent", "kanban"),
            },
            found,
        )
        if has_all_addons(self.env):
            parts = {model for parent, model, _tag in found if parent != model}
            self.assertLessEqual(WIDGETS.keys(), parts)
            self.assertIn(("res.partner", "res.partner", "hierarchy"), found)

    def test_texts_of_cards_are_short(self):
        """A name of two hundred letters leaves room for the other cards."""
        found = set()
        for view, element, model, node in self.find_shown(TEXTS):
            if element.tag in CARDS:
                found.add((model, element.tag))
                parents = [node, *node.iterancestors()]
                classes = {w for a in parents for w in a.get("class", "").split()}
                with self.subTest(view=view.xml_id, field=node.get("name")):
                    self.assertTrue(SHORT & classes)
        self.assertLessEqual({(model, "kanban") for model in self.widgets}, found)

    def test_names_have_pictures(self):
        """In the lists of customers, and on their cards, a picture stands before the
        name."""
        found = set()
        for view, arch in self.get_views():
            if not arch.get("js_class", "").endswith(CUSTOMER_LISTS):
                continue
            shown = [
                node.get("name")
                for node in arch.xpath("/list/* | //t[@t-name='card']//*")
                if node.tag in ("field", "widget")
                and node.get("name") != "web_ribbon"
                and node.get("column_invisible") not in ("1", "True")
                and node.get("optional") != "hide"
            ]
            found.add((view.model, view.type))
            with self.subTest(view=view.xml_id):
                self.assertIn(shown[0], PICTURES)
        self.assertEqual(
            found,
            {(model, kind) for model in self.widgets for kind in ("list", "kanban")},
        )

    def test_pages_have_cards(self):
        """A page that people work with has cards, which a phone shows: a list has to be
        moved sideways there. What is set once may be one."""
        data = self.env["ir.model.data"].search(
            [("model", "=", "ir.ui.menu"), ("module", "in", [*our_modules(self.env)])]
        )
        menus = self.env["ir.ui.menu"].browse(data.mapped("res_id"))
        configurations = tuple(
            self.env.ref(xml_id).parent_path for xml_id in CONFIGURATIONS
        )
        found = set()
        for menu in menus:
            action = menu.action
            if (
                action
                and action._name == "ir.actions.act_window"
                and not menu.parent_path.startswith(configurations)
                and action.view_mode.startswith("list")
            ):
                found.add(action.res_model)
                with self.subTest(menu=menu.complete_name):
                    self.assertIn("kanban", action.view_mode.split(","))
        self.assertLessEqual({"res.partner", "crm.lead", "antcrm.change"}, found)

    def test_accounts_have_their_name(self):
        """Columns say whose people customers are in the company's own word."""
        word = self.env["antcrm.customer.kind"]._fill_words("{Account}")
        found = set()
        for view, element, model, node in self.find_shown(ACCOUNTS):
            if element.tag == "list":
                found.add(model)
                with self.subTest(view=view.xml_id, field=node.get("name")):
                    self.assertEqual(node.get("string"), word)
        self.assertLessEqual(WIDGETS.keys(), found)

    def test_headings_of_numbers_fit(self):
        """A column of numbers is as wide as its heading, in English and Vietnamese."""
        paths = [
            Path(file_path(name), "i18n", "vi.po") for name in our_modules(self.env)
        ]
        vietnamese = {
            entry.msgid: entry.msgstr
            for path in paths
            if path.exists()
            for entry in polib.pofile(str(path))
        }
        found = set()
        for view, arch in self.get_views():
            for element, model in self.find_lists(arch, view.model):
                if element.tag != "list":
                    continue
                for node in element.iterchildren("field"):
                    field = self.env[model]._fields[node.get("name")]
                    if node.get("widget", field.type) not in NUMBERS or node.get(
                        "column_invisible"
                    ) in ("1", "True"):
                        continue
                    found.add(model)
                    label = node.get("string")
                    label = label or field.get_description(self.env)["string"]
                    letters = max(len(label), len(vietnamese.get(label, "")))
                    width = node.get("width", "").removesuffix("px")
                    with self.subTest(view=view.xml_id, field=field.name, label=label):
                        self.assertLessEqual(
                            letters * LETTER,
                            int(width or NUMBERS[field.type]),
                            "give it a width",
                        )
        self.assertTrue(found)

    def test_cards_do_what_rows_do(self):
        """On a phone there are cards instead of rows: what a row can do, a card does,
        or the form that it opens."""
        others = get_excused(self.env, "FORM_BUTTONS")
        found = set()
        for action in self.env["ir.actions.act_window"].search([]):
            if action.xml_id.partition(".")[0] not in our_modules(self.env):
                continue
            types = action.view_mode.split(",")
            if not {"list", "kanban"} <= set(types):
                continue
            views = self.env[action.res_model].get_views(action.views)["views"]
            archs = {
                name: etree.fromstring(view["arch"]) for name, view in views.items()
            }
            found.add(action.res_model)
            places = [archs["kanban"]]
            if "form" in archs and not archs["kanban"].get("action"):
                places.append(archs["form"])
            offered = {b.get("name") for place in places for b in place.iter("button")}
            offered |= {link.get("name") for link in archs["kanban"].iter("a")}
            for button in archs["list"].iterchildren("button"):
                with self.subTest(action=action.xml_id, button=button.get("name")):
                    name = button.get("name")
                    self.assertTrue({name, others.get(name)} & offered)
        self.assertTrue(found)
