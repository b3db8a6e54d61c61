from odoo.exceptions import UserError
from odoo.tests import tagged

from .test_intake import IntakeCommon

PHONE = "0901 238 131"
EMAIL = "kim@kinds.example"
NEW = {"name": "Kim Kinds", "phones": [PHONE], "function": "Buyer"}


@tagged("-at_install", "post_install")
class TestOtherKinds(IntakeCommon):
    """A lead who is a contact already, and a contact who is an open lead."""

    def known(self, kind, phone=PHONE, **values):
        if kind == "lead":
            return self.create_lead(phone, **values)
        if kind == "account":
            values = {"name": "Kinds Ltd", "is_company": True, **values}
        return self.create_contact(phone, **values)

    def take_one(self, kind, values=None, **options):
        [outcome] = self.take_in(values or NEW, kind=kind, **options)
        return outcome

    def test_linked(self):
        """A new lead belongs to its contact or account, and keeps what is its own."""
        for position, other in enumerate(("contact", "account")):
            known = self.known(
                other,
                f"0901 238 14{position}",
                email="old@kinds.example",
                street="1 Secret Street",
                function=False if other == "account" else "Director",
            )
            values = {
                "name": "Kim Kinds",
                "phones": [f"0901 238 14{position}"],
                "emails": [f"new{position}@kinds.example"],
            }
            outcome = self.take_one("lead", values)
            self.assertEqual(outcome["action"], "created")
            self.assertEqual(self.codes(outcome), ["other_kind"])
            self.assertIn(known.name, outcome["reasons"][0])
            lead = self.record(outcome)
            self.assertEqual(lead.partner_id, known)
            self.assertEqual(lead.email_from, f"new{position}@kinds.example")
            self.assertEqual(known.email, "old@kinds.example")
            self.assertEqual(lead.contact_name, "Kim Kinds")
            # what the lead does not say, it has not
            self.assertFalse(lead.street)
            self.assertFalse(lead.function)

    def test_contact_before_account(self):
        account = self.known("account")
        contact = self.known("contact", parent_id=account.id)
        lead = self.record(self.take_one("lead"))
        self.assertEqual(lead.partner_id, contact)

    def test_beside_an_open_lead(self):
        for position, kind in enumerate(("contact", "account")):
            phone = f"0901 238 15{position}"
            lead = self.known("lead", phone)
            outcome = self.take_one(kind, {"name": "Kim Kinds", "phones": [phone]})
            self.assertEqual(outcome["action"], "created")
            self.assertIn(lead.display_name, outcome["reasons"][0])
            self.assertFalse(lead.partner_id)

    def test_attached(self):
        pairs = (("lead", "contact"), ("lead", "account"), ("contact", "lead"))
        for position, (kind, other) in enumerate(pairs):
            phone = f"0901 238 16{position}"
            known = self.known(other, phone)
            count = self.env[self.record_model(kind)].search_count([])
            values = {**NEW, "phones": [phone], "emails": ["<b>kim@kinds.example"]}
            values |= {"industry_id": "Construction", "website": "<i>x</i>"}
            outcome = self.take_one(kind, values, other_kinds="attach")
            self.assertEqual(outcome["action"], "skipped")
            self.assertEqual(self.record(outcome), known)
            self.assertIn("history", outcome["reasons"][-1])
            self.assertEqual(self.env[self.record_model(kind)].search_count([]), count)
            body = known.message_ids[0].body
            for text in ("Kim Kinds", "Buyer", "Construction", "&lt;i&gt;x", "+84"):
                self.assertIn(text, body)
            self.assertEqual(known.message_ids[0].author_id, self.user_sales.partner_id)

    def record_model(self, kind):
        return "crm.lead" if kind == "lead" else "res.partner"

    def test_attached_twice_in_one_batch(self):
        known = self.known("contact")
        outcomes = self.take_in(NEW, NEW, kind="lead", other_kinds="attach")
        self.assertEqual(self.actions(outcomes), ["skipped"] * 2)
        self.assertEqual(known.message_ids[0].body.count("Kim Kinds"), 2)

    def test_skipped(self):
        for kind, other in (("lead", "contact"), ("contact", "lead")):
            phone = f"0901 238 17{len(kind) % 10}"
            known = self.known(other, phone)
            messages = known.message_ids
            outcome = self.take_one(
                kind, {**NEW, "phones": [phone]}, other_kinds="skip"
            )
            self.assertEqual(outcome["action"], "skipped")
            self.assertEqual(self.record(outcome), known)
            self.assertIn(known.display_name, outcome["reasons"][0])
            self.assertEqual(known.message_ids, messages)

    def test_own_kind_comes_first(self):
        self.known("contact")
        lead = self.known("lead")
        for choice in ("link", "attach", "skip"):
            outcome = self.take_one(
                "lead", duplicate_policy="merge", other_kinds=choice
            )
            self.assertEqual(outcome["action"], "merged")
            self.assertEqual(self.record(outcome), lead)

    def test_closed_ones_do_not_count(self):
        lead = self.known("lead")
        lead.action_set_lost()
        self.env.flush_all()
        for choice in ("link", "attach", "skip"):
            outcome = self.take_one(
                "contact", {**NEW, "phones": [PHONE]}, other_kinds=choice
            )
            self.assertFalse(self.codes(outcome))
            self.record(outcome).unlink()
        contact = self.known("contact", "0901 238 181")
        contact.active = False
        self.env.flush_all()
        outcome = self.take_one("lead", {**NEW, "phones": ["0901 238 181"]})
        self.assertFalse(self.record(outcome).partner_id)

    def test_hidden_customers_are_as_if_not_there(self):
        hidden = self.create_contact(
            PHONE, user=self.user_colleague, share_mode="me", firstname="Hilda"
        )
        messages = hidden.message_ids
        for choice in ("link", "attach", "skip"):
            outcome = self.take_one("lead", other_kinds=choice)
            self.assertEqual(outcome["action"], "created")
            self.assertFalse(outcome["issues"])
            lead = self.record(outcome)
            self.assertFalse(lead.sudo().partner_id)
            lead.sudo().unlink()
        self.assertEqual(hidden.message_ids, messages)

    def test_strangers_by_the_eyes_of_the_responsible(self):
        hidden = self.create_contact(PHONE, user=self.user_colleague, share_mode="me")
        intake = self.env["antcrm.intake"]
        for user, partner in (
            (self.user_sales, hidden.browse()),
            (self.user_colleague, hidden),
        ):
            [outcome] = intake.apply("lead", [NEW], {"responsible_id": user.id})
            lead = self.env["crm.lead"].browse(outcome["record"]["id"])
            self.assertEqual(lead.partner_id, partner)
            lead.unlink()

    def test_colleagues_are_no_customers(self):
        self.user_colleague.partner_id.phone = PHONE
        self.env.flush_all()
        outcome = self.take_one("lead")
        self.assertFalse(self.record(outcome).partner_id)
        self.assertFalse(self.codes(outcome))

    def test_programs(self):
        known = self.known("contact")
        enter = self.intake.enter
        answer = enter("lead", NEW, options={"other_kinds": "attach"})
        self.assertEqual(
            answer, {"model": "res.partner", "id": known.id, "created": False}
        )
        with self.assertRaises(UserError):
            enter("lead", NEW, options={"other_kinds": "skip"})
        answer = enter("lead", NEW, "return", options={"other_kinds": "skip"})
        self.assertEqual(answer["id"], known.id)
        with self.assertRaises(UserError):
            enter("lead", NEW, options={"other_kinds": "merge"})
        self.assertTrue(enter("lead", NEW)["created"])

    def test_queries_do_not_grow(self):
        def take_in(start, count, **options):
            candidates = []
            for number in range(start, start + count):
                phone = f"0902 {number:06}"
                self.known("contact", phone)
                candidates.append({"name": "Q", "phones": [phone]})
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self.intake.apply("lead", candidates, options)
            self.env.flush_all()
            return self.cr.sql_log_count - before

        for position, choice in enumerate(("link", "attach", "skip")):
            start = 100 * position
            take_in(start, 2, other_kinds=choice)
            few = take_in(start + 10, 3, other_kinds=choice)
            many = take_in(start + 20, 30, other_kinds=choice)
            self.assertLessEqual(many, few + 8, choice)
