import re

from lxml import etree

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain
from odoo.tests import Form, tagged
from odoo.tools.safe_eval import safe_eval

from .common import CustomersCommon

ACTIONS = {
    "lead": "antcrm_customers.crm_lead_action",
    "contact": "antcrm_customers.res_partner_action_contact",
    "account": "antcrm_customers.res_partner_action_account",
}
FORMS = {
    "lead": "antcrm_customers.crm_lead_view_form",
    "contact": "antcrm_customers.res_partner_view_form_contact",
    "account": "antcrm_customers.res_partner_view_form_account",
}


class ViewsCommon(CustomersCommon):
    def _get_context(self, kind):
        return safe_eval(self.env.ref(ACTIONS[kind]).context)

    def _open(self, kind, record=None, user=None, **context):
        """Return the form of a kind as the app opens it."""
        model = "crm.lead" if kind == "lead" else "res.partner"
        records = self.as_user(model, user) if record is None else record
        return Form(
            records.with_context(**self._get_context(kind), **context),
            view=FORMS[kind],
        )

    def _enter(self, lines, *values):
        for value in values:
            with lines.new() as line:
                line.value = value

    def _get_arch(self, model, view, view_type="form", user=None):
        view_id = self.env.ref(view).id if view else None
        arch = self.as_user(model, user).get_view(view_id, view_type)["arch"]
        return etree.fromstring(arch)


@tagged("post_install", "-at_install")
class TestForms(ViewsCommon):
    def test_contact(self):
        account = self.as_user("res.partner").create(
            {"name": "Views Ltd", "is_company": True}
        )
        form = self._open("contact")
        form.firstname = "Minh Anh"
        form.lastname = "Nguyễn"
        form.parent_id = account
        form.function = "Buyer"
        form.gender = "female"
        form.birthdate_date = "1990-01-31"
        form.identity_number = "079190001234"
        self._enter(form.phone_ids, "0901 234 567", "028 3822 0188")
        self._enter(form.email_ids, "anh@views.example", "anh@example.com")
        self._enter(form.social_ids, "https://www.facebook.com/anh.views")
        contact = form.save()
        self.assertEqual(contact.customer_kind, "contact")
        self.assertEqual(contact.name, "Minh Anh Nguyễn")
        self.assertEqual(contact.status_id.category, "new")
        self.assertEqual(self.points(contact), ["+84 901 234 567", "+84 28 3822 0188"])
        self.assertEqual(contact.phone, "+84 901 234 567")
        self.assertEqual(contact.email, "anh@views.example")
        self.assertEqual(contact.social_ids.label, "Facebook")

    def test_contact_reordered(self):
        contact = self.create_contact("0901 234 567", "0901 234 568")
        form = self._open("contact", contact)
        with form.phone_ids.edit(1) as line:
            line.sequence = 0
        form.save()
        self.assertEqual(contact.phone, "+84 901 234 568")

    def test_contact_needs_a_name(self):
        form = self._open("contact")
        with self.assertRaisesRegex(AssertionError, "firstname"):
            form.save()
        # a surname alone is one, as at every door
        form.lastname = "Nguyễn"
        self.assertEqual(form.save().name, "Nguyễn")

    def test_impossible_number_is_refused(self):
        form = self._open("contact")
        form.firstname = "Ida"
        self._enter(form.phone_ids, "0901 23")
        with self.assertRaisesRegex(ValidationError, "0901 23"):
            form.save()

    def test_number_in_use_is_refused(self):
        self.create_contact("0901 234 567", firstname="Holder")
        form = self._open("contact")
        form.firstname = "Ida"
        self._enter(form.phone_ids, "+84 90-123-4567")
        with self.assertRaisesRegex(UserError, "Holder"):
            form.save()

    def test_twin_without_number_warns(self):
        account = self.as_user("res.partner").create(
            {"name": "Twins Ltd", "is_company": True}
        )
        self.create_contact(firstname="Tom", lastname="Twin", parent_id=account.id)
        form = self._open("contact")
        form.firstname = "Tom"
        form.lastname = "Twin"
        self.assertFalse(form.duplicate_warning, "another account")
        form.parent_id = account
        self.assertIn("Tom Twin", form.duplicate_warning)
        self._enter(form.email_ids, "tom@twins.example")
        self.assertFalse(form.duplicate_warning, "an address tells them apart")
        form.email_ids.remove(0)
        self.assertTrue(form.save(), "a warning, not a refusal")

    def test_account(self):
        form = self._open("account")
        form.name = "Views Account"
        self._enter(form.phone_ids, "024 3936 2345", "0901 234 999")
        self._enter(form.email_ids, "info@views.example")
        account = form.save()
        self.assertEqual(account.customer_kind, "account")
        self.assertEqual(account.phone, "+84 24 3936 2345")
        self.assertFalse(account.firstname)

    def test_account_is_no_person(self):
        arch = self._get_arch("res.partner", FORMS["account"])
        for name in ("firstname", "birthdate_date", "gender", "identity_number"):
            self.assertFalse(arch.xpath(f"//field[@name='{name}']"), name)
        own = "//field[@name='{}'][not(ancestor::field)]"
        for name in ("parent_id", "function"):
            for node in arch.xpath(own.format(name)):
                self.assertIn(node.get("invisible"), ("1", "True", "is_company"), name)

    def test_contact_of_an_account(self):
        """The button of the account's Contacts page starts a contact of the account."""
        account = self.as_user("res.partner").create(
            {"name": "Parent Ltd", "is_company": True, "district": "District 1"}
        )
        form = self._open("contact", default_parent_id=account.id)
        form.firstname = "Ida"
        contact = form.save()
        self.assertEqual(contact.parent_id, account)
        self.assertEqual(contact.district, "District 1")

    def test_lead(self):
        form = self._open("lead")
        form.firstname = "Leo"
        form.lastname = "Lead"
        form.partner_name = "Lead Ltd"
        self._enter(form.phone_ids, "0901 234 567", "0901 234 568")
        self._enter(form.email_ids, "leo@lead.example")
        with form.address_ids.new() as address:
            address.type = "delivery"
            address.street = "5 Lê Lợi"
            # where there are districts
            address.country_id = self.env.ref("base.th")
            address.district = "Quận 1"
        lead = form.save()
        self.assertEqual(lead.type, "lead")
        self.assertEqual(lead.name, "Leo Lead")
        self.assertEqual(lead.contact_name, "Leo Lead")
        self.assertEqual(lead.email_from, "leo@lead.example")
        self.assertEqual(len(lead.phone_ids), 2)
        self.assertEqual(lead.address_ids.district, "Quận 1")

    def test_lead_keeps_its_title(self):
        form = self._open("lead")
        form.name = "200 chairs"
        form.firstname = "Leo"
        lead = form.save()
        self.assertEqual((lead.name, lead.contact_name), ("200 chairs", "Leo"))
        form = self._open("lead", lead)
        form.firstname = "Lea"
        form.save()
        self.assertEqual((lead.name, lead.contact_name), ("200 chairs", "Lea"))

    def test_lead_needs_a_name(self):
        if "qualification_state" in self.env["crm.lead"]:
            self.skipTest("half a lead is saved where leads are qualified")
        form = self._open("lead")
        form.name = "200 chairs"
        with self.assertRaisesRegex(AssertionError, "firstname"):
            form.save()

    def test_duplicates_open_in_our_views(self):
        contact = self.create_contact(firstname="Tom", lastname="Twin")
        twin = self.create_contact(firstname="Tom", lastname="Twin")
        action = contact.action_view_duplicates()
        self.assertEqual(contact.search(action["domain"]), contact | twin)
        self.assertIn((self.env.ref(FORMS["contact"]).id, "form"), action["views"])

    def test_other_addresses(self):
        contact = self.create_contact()
        form = self._open("contact", contact)
        with form.address_ids.new() as address:
            self.assertEqual(address.type, "other")
            address.name = "Holiday home"
            address.street = "5 Lê Lợi"
            # where there are districts
            address.country_id = self.env.ref("base.th")
            address.district = "Quận 1"
        form.save()
        address = contact.address_ids
        self.assertEqual(address.district, "Quận 1")
        self.assertFalse(address.customer_kind)

    def test_host_forms(self):
        """The host's own forms still create what they created."""
        form = Form(self.as_user("res.partner"), view="base.view_partner_form")
        form.company_type = "person"
        form.name = "Host Person"
        form.phone = "+84 901 234 111"
        partner = form.save()
        self.assertEqual(partner.phone_ids.normalized, "+84901234111")
        form = Form(
            self.as_user("crm.lead").with_context(default_type="lead"),
            view="crm.crm_lead_view_form",
        )
        form.name = "Host lead"
        form.email_from = "host@example.com"
        self.assertEqual(form.save().email_ids.normalized, "host@example.com")

    def test_host_parts_still_show(self):
        for kind, view in FORMS.items():
            model = "crm.lead" if kind == "lead" else "res.partner"
            arch = self._get_arch(model, view)
            self.assertTrue(arch.xpath("//chatter"), kind)
            self.assertTrue(arch.xpath("//div[@name='button_box']/button"), kind)

    def test_district_in_address_blocks(self):
        for model, view in (
            ("res.partner", "base.view_partner_form"),
            ("res.partner", "base.view_partner_address_form"),
            ("crm.lead", "crm.crm_lead_view_form"),
            ("res.partner", FORMS["contact"]),
            ("res.partner", FORMS["account"]),
            ("crm.lead", FORMS["lead"]),
        ):
            blocks = self._get_arch(model, view).xpath(
                "//div[contains(@class, 'o_address_format')]"
            )
            self.assertTrue(blocks, view)
            for block in blocks:
                names = block.xpath(".//field/@name")
                self.assertEqual(names.count("district"), 1, view)
                self.assertEqual(
                    block.xpath(".//field[@name='street2']/@placeholder"), ["Ward"]
                )

    def test_surname_first(self):
        """The form asks for the names in the order of the user's language."""
        self.env["res.lang"]._activate_lang("vi_VN")
        for lang, expected in (
            ("en_US", ["firstname", "lastname"]),
            ("vi_VN", ["lastname", "firstname"]),
        ):
            for kind in ("lead", "contact"):
                model = "crm.lead" if kind == "lead" else "res.partner"
                arch = (
                    self.as_user(model)
                    .with_context(lang=lang)
                    .get_view(self.env.ref(FORMS[kind]).id, "form")["arch"]
                )
                names = etree.fromstring(arch).xpath(
                    "//div[@name='antcrm_names']//field/@name"
                )
                self.assertEqual(names, expected)

    def test_no_district_where_there_is_none(self):
        arch = self._get_arch("res.company", None, user=self.env.ref("base.user_admin"))
        self.assertFalse(arch.xpath("//field[@name='district']"))

    def test_links_open_our_forms(self):
        contact = self.create_contact()
        account = self.as_user("res.partner").create(
            {"name": "Linked Ltd", "is_company": True}
        )
        lead = self.create_lead()
        records = {"contact": contact, "account": account, "lead": lead}
        for kind, record in records.items():
            inside = record.with_context(antcrm_kind="lead")
            self.assertEqual(inside.get_formview_id(), self.env.ref(FORMS[kind]).id)
            self.assertNotEqual(record.get_formview_id(), self.env.ref(FORMS[kind]).id)
        colleague = self.user_colleague.partner_id.with_context(antcrm_kind="lead")
        ours = [self.env.ref(view).id for view in FORMS.values()]
        self.assertNotIn(colleague.get_formview_id(), ours)


@tagged("post_install", "-at_install")
class TestPages(ViewsCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.account = cls.as_user("res.partner").create(
            {"name": "Pages Ltd", "is_company": True}
        )
        cls.contact = cls.create_contact(parent_id=cls.account.id)
        cls.address = cls.as_user("res.partner").create(
            {"name": "Gate 3", "type": "delivery", "parent_id": cls.account.id}
        )
        cls.lead = cls.create_lead(user_id=cls.user_sales.id)

    def _load(self, kind, user=None):
        action = self.env.ref(ACTIONS[kind])
        views = [(view_id, mode) for view_id, mode in action.views]
        views.append((action.search_view_id.id, "search"))
        model = self.as_user(action.res_model, user).with_context(
            **safe_eval(action.context)
        )
        return action, model, model.get_views(views)["views"]

    def _search_page(self, kind, user=None):
        action, model, _views = self._load(kind, user)
        return model.search(safe_eval(action.domain))

    def test_pages_show_their_kind(self):
        contacts = self._search_page("contact")
        self.assertIn(self.contact, contacts)
        accounts = self._search_page("account")
        self.assertIn(self.account, accounts)
        self.assertNotIn(self.account, contacts)
        for other in (self.address, self.user_internal.partner_id):
            self.assertNotIn(other, contacts | accounts)
        opportunity = self.as_user("crm.lead").create(
            {"name": "Opportunity", "type": "opportunity"}
        )
        leads = self._search_page("lead")
        self.assertIn(self.lead, leads)
        self.assertNotIn(opportunity, leads)

    def test_views_load(self):
        """Every view of every page, and nothing is left of the places for custom
        fields, which the browser does not know."""
        for kind in ACTIONS:
            for user in (self.user_sales, self.user_administrator):
                _action, _model, views = self._load(kind, user)
                self.assertIn("kanban", views)
                for view_type in ("list", "search"):
                    self.assertNotIn("antcrm_custom_fields", views[view_type]["arch"])

    def test_filters_and_groups(self):
        """Every filter can be applied, and every group opened."""
        for kind in ACTIONS:
            action, model, views = self._load(kind)
            domain = Domain(safe_eval(action.domain))
            arch = etree.fromstring(views["search"]["arch"])
            names = set()
            for node in arch.iter("filter"):
                names.add(node.get("name"))
                with self.subTest(kind=kind, filter=node.get("name")):
                    own = safe_eval(node.get("domain") or "[]", {"uid": model.env.uid})
                    model.search_count(domain & Domain(own))
                    context = safe_eval(node.get("context") or "{}")
                    group = context.get("group_by", "")
                    if ":" not in group and group in model._fields:
                        is_date = model._fields[group].type in ("date", "datetime")
                        group = f"{group}:month" if is_date else group
                    if group and "properties" not in group:
                        model.formatted_read_group(
                            domain, groupby=[group], aggregates=["__count"]
                        )
            self.assertLessEqual(
                {
                    "my_customers",
                    "without_contact_point",
                    "created_this_month",
                    "last_interaction",
                    "inactive",
                    "group_status",
                    "group_tag",
                    "group_industry",
                },
                names,
            )

    def test_quick_search(self):
        """The first line of the search box finds names and numbers."""
        self.contact.phone_ids = self.typed("0901 234 567")
        for kind, found in (("contact", self.contact), ("lead", self.lead)):
            _action, model, views = self._load(kind)
            node = etree.fromstring(views["search"]["arch"]).find("field")
            self.lead.phone_ids = [(5,), *self.typed("0901 234 568")]
            for text in (found.firstname, "0901 234 56"):
                domain = safe_eval(node.get("filter_domain"), {"self": text})
                self.assertIn(found, model.search(domain))

    def test_without_contact_point(self):
        self.assertFalse(self.contact.phone)
        _action, model, views = self._load("contact")
        arch = etree.fromstring(views["search"]["arch"])
        (node,) = arch.xpath("//filter[@name='without_contact_point']")
        domain = safe_eval(node.get("domain"))
        self.assertIn(self.contact, model.search(domain))
        self.contact.email_ids = self.typed("ida@pages.example")
        self.assertNotIn(self.contact, model.search(domain))

    def test_kanban_columns(self):
        """Every status is a column, in its order, also without customers."""
        for kind in ACTIONS:
            action, model, _views = self._load(kind)
            groups = model.with_context(read_group_expand=True).web_read_group(
                safe_eval(action.domain), groupby=["status_id"], aggregates=[]
            )["groups"]
            statuses = self.env["antcrm.status"].search(
                [("kind", "=", "lead" if kind == "lead" else "customer")]
            )
            ids = [group["status_id"][0] for group in groups if group["status_id"]]
            self.assertEqual(ids, statuses.ids)

    def test_menus(self):
        def names(user):
            menus = self.env["ir.ui.menu"].with_user(user)._visible_menu_ids()
            return {
                name
                for name in ("menu_root", "menu_leads", "menu_configuration")
                if self.env.ref(f"antcrm_customers.{name}").id in menus
            }

        self.assertEqual(names(self.user_internal), set())
        self.assertEqual(names(self.user_sales), {"menu_root", "menu_leads"})
        self.assertIn("menu_configuration", names(self.user_administrator))

    def test_industries_and_tags(self):
        """Administrators set up what the menu Configuration offers."""
        for model in ("res.partner.industry", "utm.source", "crm.tag"):
            self.as_user(model, self.user_administrator).create({"name": "New one"})
        with self.assertRaises(AccessError):
            self.as_user("res.partner.industry").create({"name": "Not by a user"})

    def test_points_to_check(self):
        self.env["res.partner"].create({"name": "Odd", "phone": "ask at the desk"})
        self.env.flush_all()
        action = self.env.ref("antcrm_contact_point.antcrm_contact_point_action_check")
        points = self.as_user("antcrm.contact.point", self.user_administrator)
        found = points.search(safe_eval(action.domain))
        self.assertIn("ask at the desk", found.mapped("value"))
        point = found.filtered(lambda point: point.value == "ask at the desk")
        point.value = "0901 234 777"
        self.assertNotIn(point, points.search(safe_eval(action.domain)))
        self.assertEqual(point.partner_id.phone, "+84 901 234 777")

    def test_actions_of_selections(self):
        """Those that are put into groups, and are called by a word, are there."""
        installed = self.env["ir.module.module"].search([("state", "=", "installed")])
        modules = set(installed.mapped("name"))
        for name in self.env["crm.lead"]._get_selection_actions():
            if name.partition(".")[0] in modules:
                with self.subTest(name):
                    self.assertTrue(self.env.ref(name, raise_if_not_found=False))

    def test_what_cards_read_is_there(self):
        """A card that asks for a field that its view does not load shows nothing, and
        nothing else is shown either. Over all cards of all models of ours."""
        tried = 0
        views = self.env["ir.ui.view"].search([("type", "=", "kanban")])
        for view in views.filtered(lambda view: view.model in self.env):
            if not (view.xml_id or "").startswith("antcrm"):
                continue
            arch = self.env[view.model].get_view(view.id, "kanban")["arch"]
            loaded = {node.get("name") for node in etree.fromstring(arch).iter("field")}
            for name in re.findall(r"\brecord\.(\w+)\.(?:raw_)?value\b", arch):
                tried += 1
                with self.subTest(view=view.xml_id, field=name):
                    self.assertIn(name, loaded)
        self.assertTrue(tried)
