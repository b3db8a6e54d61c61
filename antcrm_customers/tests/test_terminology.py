from lxml import etree

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import HttpCase, tagged
from odoo.tools.convert import convert_file

from ..models.antcrm_customer_kind import WORD
from .common import CustomersCommon


@tagged("post_install", "-at_install")
class TestTerminology(CustomersCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("vi_VN")
        cls.kinds = cls.as_user("antcrm.customer.kind", cls.user_administrator)
        cls.lead = cls.kinds.search([("code", "=", "lead")])
        cls.account = cls.kinds.search([("code", "=", "account")])

    def get_menu(self, xml_id, lang="en_US", user=None):
        """Return the name of a menu as the web client gets it."""
        menus = self.as_user("ir.ui.menu", user).with_context(lang=lang)
        menu = self.env.ref(f"antcrm_customers.{xml_id}")
        return menus.load_web_menus(False)[menu.id]["name"]

    def get_title(self, xml_id, lang="en_US"):
        """Return the title of an action as the web client gets it."""
        actions = self.as_user("ir.actions.actions").with_context(lang=lang)
        action = actions._for_xml_id(f"antcrm_customers.{xml_id}")
        self.assertEqual(action["display_name"], action["name"])
        return action["name"]

    def test_shipped(self):
        labels = self.as_user("antcrm.customer.kind").get_labels()
        self.assertEqual(
            labels["account"],
            {
                "singular": "Account",
                "plural": "Accounts",
                "singular_inline": "account",
                "plural_inline": "accounts",
            },
        )
        self.assertEqual(self.get_menu("menu_leads"), "Leads")
        self.assertEqual(self.get_title("crm_lead_action"), "Leads")

    def test_rename(self):
        """Menus, titles and labels follow at once, in each language its own."""
        self.get_menu("menu_leads")
        self.get_title("crm_lead_action")
        self.lead.write({"name": "Patient", "plural_name": "Patients"})
        self.assertEqual(self.get_menu("menu_leads"), "Patients")
        self.assertEqual(self.get_title("crm_lead_action"), "Patients")
        self.assertEqual(
            self.get_title("antcrm_custom_field_action_lead"), "Patient Fields"
        )
        self.assertEqual(self.get_menu("menu_contacts"), "Contacts")
        self.lead.with_context(lang="vi_VN").write(
            {"name": "Bệnh nhân", "plural_name": "Các bệnh nhân"}
        )
        self.assertEqual(self.get_menu("menu_leads", "vi_VN"), "Các bệnh nhân")
        self.assertEqual(self.get_title("crm_lead_action", "vi_VN"), "Các bệnh nhân")
        self.assertEqual(self.get_menu("menu_leads"), "Patients")
        self.lead.action_reset_words()
        self.assertEqual(self.get_menu("menu_leads"), "Leads")
        self.assertEqual(self.get_title("crm_lead_action"), "Leads")
        self.assertEqual(self.get_menu("menu_leads", "vi_VN"), "Khách hàng tiềm năng")

    def test_translation_dialog(self):
        self.get_menu("menu_accounts", "vi_VN")
        self.account.update_field_translations(
            "plural_name", {"en_US": "Schools", "vi_VN": "Trường"}
        )
        self.assertEqual(self.get_menu("menu_accounts"), "Schools")
        self.assertEqual(self.get_menu("menu_accounts", "vi_VN"), "Trường")

    def test_nothing_is_written_to_menus_and_actions(self):
        menu = self.env.ref("antcrm_customers.menu_leads")
        self.lead.write({"name": "Patient", "plural_name": "Patients"})
        self.assertEqual(menu.name, "Leads")

    def test_update_keeps_the_words(self):
        """An update of the addon loads its data and its translations again."""
        self.lead.write({"name": "Patient", "plural_name": "Patients"})
        self.lead.with_context(lang="vi_VN").plural_name = "Các bệnh nhân"
        self.env.flush_all()
        for file_name in ("data/antcrm_customer_kind_data.xml", "views/menus.xml"):
            convert_file(
                self.env,
                "antcrm_customers",
                file_name,
                {},
                mode="update",
                noupdate=False,
            )
        self.env["ir.module.module"]._load_module_terms(
            ["antcrm_customers"], ["vi_VN"], overwrite=True
        )
        self.env.invalidate_all()
        self.assertEqual(self.get_menu("menu_leads"), "Patients")
        self.assertEqual(self.get_menu("menu_leads", "vi_VN"), "Các bệnh nhân")

    def test_other_processes_and_browsers_are_told(self):
        """Browsers keep menus, actions and views for as long as the registry has the
        same number."""
        self.registry.registry_invalidated = False
        self.lead.name = "Patient"
        self.assertTrue(self.registry.registry_invalidated)

    def test_rights(self):
        for user in (self.user_sales, self.user_internal):
            mine = self.lead.with_user(user)
            self.assertEqual(mine.name, "Lead")
            with self.assertRaises(AccessError):
                mine.name = "Patient"
            with self.assertRaises(AccessError):
                mine.action_reset_words()
        for operation in ("create", "unlink"):
            self.assertFalse(self.kinds.has_access(operation))
        with self.assertRaises(AccessError):
            self.as_user("antcrm.customer.kind", self.user_portal).search([])

    def test_refused(self):
        with self.assertRaises(UserError):
            self.lead.code = "account"
        with self.assertRaises(ValidationError):
            self.lead.name = "  "

    def test_inline(self):
        make = self.kinds._make_inline
        self.assertEqual(make("Patient"), "patient")
        self.assertEqual(make("Business Partner"), "business partner")
        self.assertEqual(make("VIP"), "VIP")
        self.assertEqual(make("VIP Guest"), "VIP guest")
        self.assertEqual(make("Khách hàng"), "khách hàng")
        self.assertEqual(
            self.kinds.with_context(lang="de_DE")._make_inline("Kunde"), "Kunde"
        )

    def test_words_in_views(self):
        """Labels of views use the words, and so do help texts of actions."""
        view = self.env["ir.ui.view"].create(
            {
                "name": "test",
                "model": "res.partner",
                "type": "form",
                "arch": """
                    <form>
                        <field name="name" placeholder="Name of the {account}" />
                        <field
                            name="parent_id"
                            string="{Account}"
                            options="{'no_create': True}"
                        />
                        <div>All {accounts} and {other}</div>
                    </form>
                """,
            }
        )
        partners = self.as_user("res.partner")
        partners.get_views([[view.id, "form"]])
        self.account.write({"name": "School <b>", "plural_name": "Schools"})
        result = partners.get_views([[view.id, "form"]])
        arch = etree.fromstring(result["views"]["form"]["arch"])
        [parent] = arch.xpath("//field[@name='parent_id']")
        self.assertEqual(parent.get("string"), "School <b>")
        self.assertEqual(parent.get("options"), "{'no_create': True}")
        [name] = arch.xpath("//field[@name='name']")
        self.assertEqual(name.get("placeholder"), "Name of the school <b>")
        self.assertEqual(arch.find("div").text, "All schools and {other}")
        actions = self.as_user("ir.actions.actions", self.user_administrator)
        action = actions._for_xml_id(
            "antcrm_customers.antcrm_custom_field_action_customer"
        )
        self.assertIn("contacts and schools", action["help"])
        self.account.plural_name = "<b>Schools</b>"
        action = actions._for_xml_id(
            "antcrm_customers.antcrm_custom_field_action_customer"
        )
        self.assertIn("contacts and &lt;b&gt;Schools&lt;/b&gt;", action["help"])

    def test_words_in_filters_by_kind(self):
        self.account.name = "School"
        described = self.as_user("res.partner").fields_get(["customer_kind"])
        self.assertIn(("account", "School"), described["customer_kind"]["selection"])

    def test_every_view_has_the_words(self):
        """No view shows the place of a word instead of the word."""
        views = self.env["ir.ui.view"].search(
            [("arch_db", "like", "{"), ("type", "!=", "qweb"), ("model", "!=", False)]
        )
        views = views.filtered(lambda view: WORD.search(view.arch_db))
        self.assertIn("antcrm.lead.convert", views.mapped("model"))
        for view in views:
            root = view
            while root.mode == "extension":
                root = root.inherit_id
            result = self.env[view.model].get_view(root.id, root.type)
            self.assertFalse(WORD.search(result["arch"]), view.xml_id)

    def test_query_count(self):
        kinds = self.as_user("antcrm.customer.kind")
        kinds.get_labels()
        with self.assertQueryCount(0):
            kinds.get_labels()

    def test_menus_without_renaming_are_the_hosts_own(self):
        """Nothing is copied or looked up as long as the words are the shipped ones."""
        self.assertFalse(self.kinds._get_titles_by_record())


@tagged("post_install", "-at_install")
class TestTerminologyWeb(HttpCase):
    def test_session_info(self):
        self.authenticate("admin", "admin")
        info = self.make_jsonrpc_request("/web/session/get_session_info")
        self.assertEqual(info["antcrm_labels"]["lead"]["plural"], "Leads")

    def test_language_changed_since_the_login(self):
        """The session still has the language of before; the page has the new one."""
        self.env["res.lang"]._activate_lang("vi_VN")
        lead = self.env["antcrm.customer.kind"].search([("code", "=", "lead")])
        lead.with_context(lang="vi_VN").name = "Bệnh nhân"
        lead.invalidate_recordset()
        self.authenticate("admin", "admin")
        self.env.ref("base.user_admin").lang = "vi_VN"
        info = self.make_jsonrpc_request("/web/session/get_session_info")
        self.assertEqual(info["user_context"]["lang"], "vi_VN")
        self.assertEqual(info["antcrm_labels"]["lead"]["singular_inline"], "bệnh nhân")
