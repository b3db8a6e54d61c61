from lxml import etree

from odoo.tests import Form, tagged

from .test_custom_field import CustomFieldCommon

#: a value of each type
VALUES = {
    "char": "abc",
    "text": "abc",
    "integer": 0,
    "float": 0.0,
    "date": "2030-01-31",
    "datetime": "2030-01-31 10:00:00",
}
VIEWS = {
    "lead": ("crm.lead", "antcrm_customers.crm_lead_view_form"),
    "contact": ("res.partner", "antcrm_customers.res_partner_view_form_contact"),
    "account": ("res.partner", "antcrm_customers.res_partner_view_form_account"),
}
SEARCHES = {
    "lead": "antcrm_customers.crm_lead_action",
    "contact": "antcrm_customers.res_partner_action_contact",
    "account": "antcrm_customers.res_partner_action_account",
}


@tagged("post_install", "-at_install")
class TestRequired(CustomFieldCommon):
    """Required fields bind people at a form of ours, and nothing that comes in."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.budget = cls.create_field("Budget", required=True)

    def setUp(self):
        super().setUp()
        self.Intake = self.as_user("antcrm.intake")

    def take_in(self, kind, candidate=(), **options):
        [outcome] = self.Intake.apply(
            kind, [{"name": "Ida Doe", **dict(candidate)}], options
        )
        record = outcome["record"]
        return outcome, record and self.as_user(record["model"]).browse(record["id"])

    def open_form(self, kind, record=None, **context):
        model, view = VIEWS[kind]
        defaults = {
            "lead": {"default_type": "lead"},
            "contact": {"default_is_company": False},
            "account": {"default_is_company": True},
        }
        records = record or self.as_user(model)
        return Form(records.with_context(**defaults[kind], **context), view=view)

    def assert_incomplete(self, record, labels):
        self.assertEqual(record.missing_values, labels)
        self.assertEqual(record.is_incomplete, bool(labels))
        domain = [("id", "=", record.id)]
        found = record.search([*domain, ("is_incomplete", "=", True)])
        self.assertEqual(bool(found), bool(labels))
        found = record.search([*domain, ("is_incomplete", "=", False)])
        self.assertEqual(bool(found), not labels)

    # ------------------------------------------------------------------
    # Doors
    # ------------------------------------------------------------------

    def test_forms_ask_for_it(self):
        for kind in VIEWS:
            with self.subTest(kind):
                form = self.open_form(kind)
                form["firstname" if kind != "account" else "name"] = "Ida"
                message = "x_budget is a required field"
                with self.assertRaisesRegex(AssertionError, message):
                    form.save()
                form.x_budget = "5"
                self.assert_incomplete(form.save(), False)

    def test_quick_create_asks_for_it(self):
        for kind in VIEWS:
            with self.subTest(kind):
                outcome, record = self.take_in(kind, required_values="reject")
                self.assertEqual(outcome["action"], "rejected")
                self.assertEqual(outcome["reasons"], ["Budget is missing."])
                self.assertFalse(record)

    def test_whoever_comes_in_is_incomplete(self):
        for kind in VIEWS:
            with self.subTest(kind):
                outcome, record = self.take_in(kind)
                self.assertEqual(outcome["action"], "created")
                self.assertEqual(outcome["reasons"], ["Budget is missing."])
                self.assert_incomplete(record, "Budget")
                record.x_budget = "5"
                self.assert_incomplete(record, False)
                outcome, record = self.take_in(kind, {"x_budget": "7"})
                self.assertEqual(outcome["reasons"], [])
                self.assert_incomplete(record, False)

    def test_existing_customers_are_not_frozen(self):
        for kind in VIEWS:
            with self.subTest(kind):
                _outcome, record = self.take_in(kind)
                form = self.open_form(kind, record)
                form.website = "https://ida.example"
                form.save()
                self.assert_incomplete(record, "Budget")

    def test_host_and_its_quick_create(self):
        partner = self.env["res.partner"].browse(
            self.as_user("res.partner").name_create("Ida")[0]
        )
        self.assert_incomplete(partner.with_user(self.user_sales), "Budget")
        # neither an opportunity nor a colleague is a customer
        deal = self.as_user("crm.lead").create({"name": "Deal", "type": "opportunity"})
        self.assert_incomplete(deal, False)
        self.assert_incomplete(self.user_sales.partner_id, False)

    def test_convert(self):
        _outcome, lead = self.take_in("lead", {"partner_name": "Acme"})
        wizard = Form(
            self.as_user("antcrm.lead.convert").with_context(
                active_model="crm.lead", active_ids=lead.ids
            )
        )
        wizard.save().action_convert()
        self.assert_incomplete(lead.converted_contact_id, "Budget")
        self.assert_incomplete(lead.converted_account_id, "Budget")

    def test_known_customers_are_not_held_up(self):
        _outcome, known = self.take_in(
            "contact", {"emails": ["ida@example.com"], "x_budget": "5"}
        )
        outcome, record = self.take_in(
            "contact",
            {"emails": ["ida@example.com"], "phones": ["+84912345678"]},
            duplicate_policy="merge",
        )
        self.assertEqual((outcome["action"], record), ("merged", known))
        self.assertEqual(outcome["reasons"], [])
        self.assert_incomplete(known, False)

    def test_a_default_completes(self):
        self.budget.default_value = "10"
        outcome, record = self.take_in("lead")
        self.assertEqual(outcome["reasons"], [])
        self.assert_incomplete(record, False)

    # ------------------------------------------------------------------
    # Types
    # ------------------------------------------------------------------

    def test_types(self):
        """Zero is a value, and a box that is not ticked an answer."""
        self.budget.required = False
        made = {
            type_: self.create_field(f"Must {type_}", type_, required=True)
            for type_ in (*VALUES, "boolean", "choice", "choices", "employee")
        }
        made["choice"].choice_ids = made["choices"].choice_ids = [
            (0, 0, {"name": "One"})
        ]
        values = VALUES | {
            "boolean": False,
            "choice": "One",
            "choices": ["One"],
            "employee": self.user_sales.name,
        }
        for type_, field in made.items():
            (
                self.env["antcrm.custom.field"].union(*made.values()) - field
            ).sudo().write({"required": False})
            field.sudo().required = True
            for kind in VIEWS:
                with self.subTest(type_, kind=kind):
                    _outcome, record = self.take_in(kind)
                    missing = False if type_ == "boolean" else field.label
                    self.assert_incomplete(record, missing)
                    outcome, record = self.take_in(
                        kind, {field.field_name: values[type_]}
                    )
                    self.assertEqual(outcome["reasons"], [])
                    self.assert_incomplete(record, False)

    # ------------------------------------------------------------------
    # At a status
    # ------------------------------------------------------------------

    def test_required_at_a_status(self):
        statuses = self.env["antcrm.status"].search([("kind", "=", "lead")])
        self.budget.write(
            {"required": False, "required_status_ids": [(6, 0, statuses[1].ids)]}
        )
        _outcome, lead = self.take_in("lead", {"status_id": statuses[0].id})
        self.assert_incomplete(lead, False)
        form = self.open_form("lead", lead)
        form.status_id = statuses[1]
        with self.assertRaisesRegex(AssertionError, "x_budget is a required field"):
            form.save()
        form.x_budget = "5"
        form.save()
        # what comes in with that status is incomplete, and not frozen
        _outcome, lead = self.take_in("lead", {"status_id": statuses[1].id})
        self.assert_incomplete(lead, "Budget")
        form = self.open_form("lead", lead)
        form.website = "https://ida.example"
        form.save()

    # ------------------------------------------------------------------
    # What people see
    # ------------------------------------------------------------------

    def test_forms_and_lists_tell(self):
        for kind, (model, view) in VIEWS.items():
            action = self.env.ref(SEARCHES[kind])
            views = self.as_user(model).get_views(
                [
                    [self.env.ref(view).id, "form"],
                    [action.search_view_id.id, "search"],
                ]
            )["views"]
            with self.subTest(kind):
                form = etree.fromstring(views["form"]["arch"])
                [banner] = form.xpath("//div[@name='antcrm_incomplete']")
                self.assertTrue(banner.xpath(".//field[@name='missing_values']"))
                search = etree.fromstring(views["search"]["arch"])
                self.assertEqual(
                    len(search.xpath("//filter[@name='incomplete_customers']")), 1
                )

    def test_responsible_is_told(self):
        for pic in (True, False):
            self.user_colleague.notification_type = "inbox"
            options = {"responsible_id": self.user_colleague.id}
            if pic:
                options |= {"pic_mode": "user", "pic_user_id": self.user_colleague.id}
            for kind in VIEWS:
                with self.subTest(kind, pic=pic):
                    self.env["mail.message"].search(
                        [("message_type", "=", "user_notification")]
                    ).unlink()
                    self.Intake.apply(
                        kind, [{"name": f"N{n}"} for n in (1, 2)], options
                    )
                    message = self.env["mail.message"].search(
                        [
                            ("message_type", "=", "user_notification"),
                            ("partner_ids", "in", self.user_colleague.partner_id.ids),
                        ]
                    )
                    self.assertEqual(len(message), 1)
                    self.assertIn("Budget", message.body)
                    self.assertIn("N2", message.body)

    def test_nobody_hears_of_what_is_closed_to_them(self):
        options = {"responsible_id": self.user_colleague.id, "share_mode": "employee"}
        options["share_user_ids"] = self.user_sales.ids
        _outcome, record = self.take_in("lead", **options)
        told = self.env["mail.message"].search(
            [
                ("message_type", "=", "user_notification"),
                ("partner_ids", "in", self.user_colleague.partner_id.ids),
            ]
        )
        may_read = record.with_user(self.user_colleague).has_access("read")
        self.assertEqual(bool(told), may_read)

    def test_queries(self):
        """A list of incomplete customers costs no query for each."""
        self.create_field("Rooms", "integer", required=True)
        self.Intake.apply("contact", [{"name": f"Name {n}"} for n in range(20)])
        records = self.as_user("res.partner").search([("is_incomplete", "=", True)])
        self.assertGreaterEqual(len(records), 20)
        counts = []
        for number in (2, 20):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.assertIn("Rooms", records[:number].mapped("missing_values")[0])
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[0], counts[1])
