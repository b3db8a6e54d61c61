from ast import literal_eval

from lxml import etree

from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form, new_test_user, tagged
from odoo.tools.safe_eval import safe_eval

from .common import OTHER_TIN, TIN, QualificationCommon

VIEW = "antcrm_qualification.crm_lead_view_form_qualification"
ROLES = ("marketeer", "salesperson", "manager", "administrator")


@tagged("post_install", "-at_install")
class TestPage(QualificationCommon):
    """The page of a lead guides, and never stands in the way."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.users_by_role = {
            role: new_test_user(
                cls.env, f"page_{role}", groups=f"antcrm_qualification.group_{role}"
            )
            for role in ROLES
        }
        cls.complete = {
            "source_id": cls.source.id,
            "sales_direction_id": cls.services.id,
            "is_new_company": True,
            "company_name": "Đông Á",
            "website": "https://donga.example.com",
            "vat": TIN,
            "is_new_contact": True,
            "firstname": "Leo",
            "lastname": "Lind",
            "phone": "0901 234 561",
        }

    def open_form(self, lead):
        return Form(lead.with_context(antcrm_kind="lead"), view=VIEW)

    # ------------------------------------------------------------------
    # Buttons
    # ------------------------------------------------------------------

    def get_buttons(self, lead):
        """Return the buttons that the page of a lead shows: pairs of method and
        context."""
        arch = etree.fromstring(
            lead.get_view(self.env.ref(VIEW).id, "form", options={})["arch"]
        )
        names = {node.get("name") for node in arch.iter("field")}
        [values] = lead.read([name for name in names if name in lead._fields])
        values = {
            name: value[0] if isinstance(value, tuple) else value
            for name, value in values.items()
        } | {"context": {}, "uid": self.env.uid}
        buttons = []
        for node in arch.xpath("//button[@type='object' or @type='action']"):
            hiding = [
                one.get("invisible")
                for one in (node, *node.iterancestors())
                if one.get("invisible")
            ]
            if not any(safe_eval(text, values) for text in hiding):
                context = literal_eval(node.get("context") or "{}")
                buttons.append((node.get("type"), node.get("name"), context))
        return buttons

    def test_every_button_works(self):
        """For each role, on a lead that lacks everything and on one that lacks
        nothing: the host saves before it calls, and refuses what is required."""
        for role, user in self.users_by_role.items():
            for values in ({}, self.complete):
                lead = self.make_lead(user, **values)
                pressed = set()
                buttons = self.get_buttons(lead)
                for kind, name, context in buttons:
                    with self.subTest(role=role, button=name, complete=bool(values)):
                        with self.env.cr.savepoint() as savepoint:
                            form = self.open_form(lead)
                            form.customer_requirements = "Half of it"
                            saved = form.save()
                            if kind == "object":
                                getattr(saved.with_context(**context), name)()
                            pressed.add(name)
                            savepoint.rollback()
                            self.env.invalidate_all()
                self.assertLessEqual(
                    {"action_qualify", "action_disqualify", "action_view_tasks"}
                    | {"action_view_emails", "action_view_calls"}
                    | {"action_view_meetings"},
                    pressed,
                )

    def test_half_a_lead_is_saved(self):
        form = Form(
            self.as_user("crm.lead").with_context(
                default_type="lead", antcrm_kind="lead"
            ),
            view=VIEW,
        )
        with form.phone_ids.new() as line:
            line.value = "0901 234 567"
        lead = form.save()
        self.assertEqual(lead.phone, "+84 901 234 567")
        self.assertTrue(lead.name)
        self.assertEqual(self.make_lead(name=False).name, "New lead")
        lead.name = False
        self.assertTrue(lead.name)

    # ------------------------------------------------------------------
    # What is missing
    # ------------------------------------------------------------------

    def test_what_is_missing_is_listed(self):
        lead = self.make_lead()
        names = [one["name"] for one in lead.missing_fields]
        self.assertEqual(len(names), lead.missing_count)
        self.assertLessEqual({"source_id", "vat", "existing_contact_id"}, {*names})
        arch = etree.fromstring(lead.get_view(self.env.ref(VIEW).id, "form")["arch"])
        shown = {node.get("name") for node in arch.iter("field")}
        self.assertLessEqual({*names}, shown)
        notice = lead.with_context(antcrm_guide=True).action_qualify()
        self.assertIn("Lead Source", notice["params"]["message"])
        self.assertEqual(lead.type, "lead")
        with self.assert_refused(UserError, "Lead Source"):
            lead.action_qualify()
        with self.open_form(lead) as form:
            form.source_id = self.source
            self.assertEqual(form.missing_count, len(names) - 1)
        lead.write(self.complete)
        self.assertFalse(lead.missing_fields or lead.missing_count)
        lead.with_context(antcrm_guide=True).action_qualify()
        self.assertEqual((lead.type, lead.missing_count), ("opportunity", 0))

    def test_described_is_as_good_as_new(self):
        lead = self.make_lead(
            **{**self.complete, "is_new_company": False, "is_new_contact": False}
        )
        self.assertFalse(lead.missing_count)
        lead.action_qualify()
        self.assertEqual(lead.existing_company_id.name, "Đông Á")
        self.assertEqual(lead.existing_contact_id.name, "Leo Lind")

    # ------------------------------------------------------------------
    # Who is there already
    # ------------------------------------------------------------------

    def test_matches_are_shown_and_taken(self):
        company = self.make_company(
            TIN, name="Acme", website="https://acme.example.com"
        )
        contact = self.create_contact(
            "0901 234 561", firstname="Leo", lastname="Lind", parent_id=company.id
        )
        lead = self.make_lead()
        with self.open_form(lead) as form:
            form.vat = TIN
            self.assertEqual(form.company_match_id, company)
            self.assertEqual(form.company_match_text, "same tax number")
            form.vat = OTHER_TIN
            self.assertFalse(form.company_match_id)
            self.assertIn("will be created", form.company_match_text)
            form.vat = False
            form.company_name = "acme"
            form.website = "acme.example.com"
            self.assertEqual(form.company_match_id, company)
            form.firstname, form.lastname = "Leo", "Lind"
            self.assertIn("will be created", form.contact_match_text)
            with form.phone_ids.new() as line:
                line.value = "0901 234 561"
            self.assertEqual(form.contact_match_id, contact)
            self.assertEqual(form.contact_match_text, "same phone + name")
        self.assertFalse(lead.existing_company_id | lead.existing_contact_id)
        lead.action_use_contact_match()
        self.assertEqual(lead.existing_contact_id, contact)
        self.assertEqual(lead.existing_company_id, company)
        self.assertEqual((lead.company_origin, lead.contact_origin), ("chosen",) * 2)

    def test_matches_tell_nothing_of_the_hidden(self):
        self.make_company(OTHER_TIN, user=self.user_colleague, share_mode="me")
        self.create_contact(
            "0901 234 561",
            user=self.user_colleague,
            share_mode="me",
            firstname="Leo",
            lastname="Lind",
        )

        def get_answers(**values):
            with self.open_form(self.make_lead()) as form:
                for name, value in values.items():
                    if name == "phone":
                        with form.phone_ids.new() as line:
                            line.value = value
                    else:
                        form[name] = value
                return [
                    *(form.company_match_id, form.company_match_text),
                    *(form.contact_match_id, form.contact_match_text),
                ]

        person = {"firstname": "Leo", "lastname": "Lind"}
        self.assertEqual(
            get_answers(vat=OTHER_TIN, **person, phone="0901 234 561"),
            get_answers(vat="0109109106", **person, phone="0901 234 569"),
        )

    def test_matches_are_counted(self):
        lead = self.make_lead(company_name="Acme", website="acme.example.com")
        self.set_budget(0)
        self.env.invalidate_all()
        # the page opens all the same
        self.assertIn("Too many", lead.company_match_text)
        self.assertFalse(lead.company_match_id)

    def test_it_says_whether_they_were_found_or_created(self):
        company = self.make_company(TIN)
        lead = self.make_lead(**self.complete)
        self.assertEqual(lead.existing_company_id, company)
        self.assertEqual(lead.company_origin, "found")
        self.assertEqual(lead.contact_origin, "created")
        again = self.make_lead(**self.complete)
        self.assertEqual(again.contact_origin, "found")

    def test_inactive_ones_are_told(self):
        contact = self.create_contact("0901 234 561", firstname="Leo", lastname="Lind")
        lead = self.make_lead(existing_contact_id=contact.id)
        self.assertFalse(lead.inactive_warning)
        self.put_out_of_use(contact)
        self.env.invalidate_all()
        self.assertIn("Leo Lind", lead.inactive_warning)

    # ------------------------------------------------------------------
    # Every door
    # ------------------------------------------------------------------

    def test_contact_of_the_company(self):
        acme, other = self.make_company(TIN), self.make_company(OTHER_TIN)
        contact = self.create_contact(
            "0901 234 561", firstname="Leo", lastname="Lind", parent_id=acme.id
        )
        values = {"existing_contact_id": contact.id}
        with self.assert_refused(ValidationError, "another company"):
            self.make_lead(existing_company_id=other.id, **values)
        lead = self.make_lead(existing_company_id=acme.id, **values)
        with self.open_form(lead) as form:
            form.existing_company_id = other
            self.assertFalse(form.existing_contact_id)
        lead = self.make_lead(existing_company_id=acme.id, **values)
        lead.existing_company_id = other
        self.assertFalse(lead.existing_contact_id)
        with self.assert_refused(ValidationError, "another company"):
            lead.existing_contact_id = contact
        # whoever works elsewhere is shown, and is a contact of this company as well
        # only when the lead is qualified
        lead = self.make_lead(**{**self.complete, "vat": OTHER_TIN})
        self.assertFalse(lead.existing_contact_id)
        self.assertIn("but works for", lead.contact_match_text)
        lead.action_qualify()
        self.assertNotEqual(lead.existing_contact_id, contact)
        self.assertEqual(lead.existing_contact_id.parent_id, other)

    def test_chosen_company_is_not_replaced(self):
        self.make_company(TIN)
        chosen = self.make_company(False, name="Chosen")
        lead = self.make_lead(existing_company_id=chosen.id, vat=TIN)
        self.assertEqual(lead.existing_company_id, chosen)
        lead.vat = f"{TIN[:4]} {TIN[4:]}"
        self.assertEqual(lead.existing_company_id, chosen)
        lead.vat = OTHER_TIN
        self.assertEqual(lead.existing_company_id, chosen)

    def test_owner_is_there(self):
        lead = self.make_lead()
        self.user_colleague.sudo().active = False
        with self.assert_refused(ValidationError, "does not work here"):
            lead.with_user(self.user_administrator).user_id = self.user_colleague
        with self.assert_refused(ValidationError, "does not work here"):
            self.make_lead(self.user_administrator, user_id=self.user_colleague.id)

    def test_sources(self):
        Source = self.as_user("utm.source").with_context(antcrm_lead_sources=True)
        own = self.env["utm.source"].create({"name": "Aardvark fair"})
        found = Source.name_search("", [("is_lead_source", "=", True)], limit=100)
        self.assertEqual(
            [name for _id, name in found[:8]],
            [
                *("Self-generation", "Email", "Call", "Chat", "Vendor", "Partner"),
                *("Website form", "Social media"),
            ],
        )
        self.assertIn(own.id, [id_ for id_, _name in found])
        made_by_addons = self.env.ref("utm.utm_source_search_engine")
        self.assertNotIn(made_by_addons.id, [id_ for id_, _name in found])
        self.assertTrue(own.is_lead_source)
        self.assertFalse(made_by_addons.is_lead_source)
        self.assertEqual(len(Source.name_search("", limit=3)), 3)

    # ------------------------------------------------------------------
    # One page
    # ------------------------------------------------------------------

    def test_one_page_one_way(self):
        """The menu of leads opens the page of qualification, and nothing else converts
        leads: no button, no action of lists."""
        Menu = self.env["ir.ui.menu"].with_user(self.users_by_role["marketeer"])
        tree = Menu.load_menus(False)
        ids = [self.env.ref("antcrm_customers.menu_root").id]
        for id_ in ids:
            ids += tree[id_]["children"]
        pages = [
            menu
            for menu in self.env["ir.ui.menu"].browse(ids)
            if menu.action
            and menu.action._name == "ir.actions.act_window"
            and menu.action.res_model == "crm.lead"
        ]
        self.assertEqual(pages, [self.env.ref("antcrm_customers.menu_leads")])
        converting = {
            self.env.ref("antcrm_customers.antcrm_lead_convert_action").id,
            self.env.ref("crm.action_crm_lead2opportunity_partner").id,
            self.env.ref("crm.action_crm_send_mass_convert").id,
        }
        for role, user in self.users_by_role.items():
            Lead = self.env["crm.lead"].with_user(user)
            views = pages[0].action.views
            answer = Lead.get_views(
                [(view_id, kind) for view_id, kind in views], {"toolbar": True}
            )
            for kind in ("list", "kanban", "form"):
                toolbar = answer["views"][kind].get("toolbar", {})
                offered = {one["id"] for one in toolbar.get("action", ())}
                self.assertFalse(offered & converting, (role, kind))
            for values in ({}, self.complete):
                lead = self.make_lead(user, **values)
                names = {name for _kind, name, _c in self.get_buttons(lead)}
                self.assertFalse(names & {str(id_) for id_ in converting}, role)
                self.assertIn("action_qualify", names)
