from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import MergeCommon

PHONE = "+84 905 118 204"
PERSON = {"firstname": "Vera", "lastname": "Quill"}


@tagged("-at_install", "post_install")
class TestDuplicateAcross(MergeCommon):
    """An open lead, and the contact or the account that it is already."""

    def find(self, kind="lead_contact", user=None):
        self.env.flush_all()
        self.env["antcrm.duplicate"]._find(kind)
        return self.get_open(kind, user)

    def compare(self, kind="lead_contact", user=None):
        """Compare those that were changed, some minutes later."""
        self.env.flush_all()
        self.env["antcrm.duplicate"]._cron_compare_changed()
        return self.get_open(kind, user)

    def get_open(self, kind, user=None):
        return self.as_user("antcrm.duplicate", user).search(
            [("kind", "=", kind), ("state", "=", "open")]
        )

    def age(self, *customers):
        """Let customers be written in a later transaction."""
        self.env.flush_all()
        for customer in customers:
            self.env.cr.execute(
                f"UPDATE {customer._table} "
                "SET write_date = write_date + interval '1 minute' WHERE id = %s",
                [customer.id],
            )

    def create_both(self, phone=PHONE, **values):
        """Return a lead and a contact that are one person."""
        values = {**PERSON, **values}
        return self.create_lead(phone, **values), self.create_contact(phone, **values)

    def create_account(self, name, *phones, **values):
        return self.as_user("res.partner").create(
            {
                "name": name,
                "is_company": True,
                "phone_ids": self.typed(*phones),
                **values,
            }
        )

    def open_convert(self, pair):
        action = pair.action_convert()
        wizard = self.as_user(action["res_model"]).with_context(**action["context"])
        return wizard.create({})

    def test_contact(self):
        lead, contact = self.create_both(city="Huế", birthdate_date="1990-02-03")
        [pair] = self.find()
        self.assertEqual(pair._get_customers(), (lead, contact))
        self.assertTrue(pair.is_across)
        self.assertGreater(pair.probability, 99)
        self.assertEqual(
            set(pair.reasons.split(", ")),
            {"same name", "same phone", "same city", "same date of birth"},
        )
        self.assertIn("Quill", pair.customer_text)
        self.assertIn("Quill", pair.other_text)
        # not what is merged without being looked at
        self.assertTrue(pair.search([("probability", ">=", 99)]))
        self.assertFalse(pair.search(pair._get_sure_domain(99)))
        self.assertFalse(pair._find_groups([("id", "=", pair.id)]))

    def test_number_of_several(self):
        """What several have is told as such, and those of other names are unlikely."""
        _lead, contact = self.create_both()
        [pair] = self.find()
        for _number in range(3):
            other = self.create_lead(firstname="Bob", lastname="Ross")
            other.phone = PHONE
            self.env.flush_all()
        pairs = self.find()
        self.assertEqual(len(pairs), 4)
        self.assertIn("phone of several", pair.reasons)
        for other in pairs - pair:
            self.assertLess(other.probability, 50)
            self.assertEqual(other.partner_id, contact)

    def test_similar_names(self):
        dates = {"birthdate_date": "1990-02-03", "city": "Huế"}
        lead = self.create_lead(firstname="Vera", lastname="Quillmann", **dates)
        contact = self.create_contact(firstname="Vera", lastname="Quillmamn", **dates)
        self.create_contact(firstname="Bob", lastname="Ross", **dates)
        pairs = self.find()
        pair = pairs.filtered(lambda pair: pair.partner_id == contact)
        self.assertEqual(pair.lead_id, lead)
        self.assertIn("name misspelt", pair.reasons)

    def test_employer(self):
        """The account that a lead names is compared with that of the contact."""
        account = self.create_account("Dong A Trading Co., Ltd")
        self.create_both()
        [pair] = self.find()
        before = pair.score
        pair.partner_id.parent_id = account
        pair.lead_id.partner_name = "Công ty TNHH Đông Á Trading"
        [pair] = self.find()
        self.assertIn("same account", pair.reasons)
        self.assertGreater(pair.score, before)

    def test_account(self):
        """A lead that names no person may be an account; one that does is compared
        with those alone that have its number."""
        account = self.create_account("Dong A Trading Co., Ltd", PHONE, city="Huế")
        values = {"partner_name": "Công ty TNHH Đông Á Trading", "city": "Huế"}
        company = self.create_lead(firstname=False, name="Ropes", **values)
        self.create_lead(firstname="Bob", **values)
        caller = self.create_lead(PHONE, firstname="Ida", **values)
        found = {pair.lead_id: pair for pair in self.find("lead_account")}
        self.assertEqual(found.keys(), {company, caller})
        self.assertEqual({pair.partner_id for pair in found.values()}, {account})
        self.assertEqual(
            set(found[company].reasons.split(", ")), {"same name", "same city"}
        )
        self.assertEqual(
            set(found[caller].reasons.split(", ")),
            {"same name", "same phone", "same city"},
        )

    def test_convert_into(self):
        lead, contact = self.create_both()
        [pair] = self.find()
        self.assertEqual(pair.action_merge(), pair.action_convert())
        wizard = self.open_convert(pair)
        self.assertEqual(wizard.contact_action, "link")
        self.assertEqual(wizard.contact_id, contact)
        wizard.action_convert()
        self.assertEqual(lead.converted_contact_id, contact)
        self.assertFalse(pair.exists())
        self.assertFalse(self.find())

    def test_convert_into_an_account(self):
        account = self.create_account("Quill Ropes", PHONE)
        lead = self.create_lead(PHONE, firstname=False, name="x", partner_name="Quill")
        lead.partner_name = "Quill Ropes"
        [pair] = self.find("lead_account")
        self.open_convert(pair).action_convert()
        self.assertEqual(lead.converted_account_id, account)
        self.assertFalse(pair.exists())

    def test_attach(self):
        """The lead stays open, belongs to the customer, and neither takes over what
        the other says."""
        lead, contact = self.create_both()
        lead.write({"email_from": "vera@lead.example", "street": "1 Lead Street"})
        contact.write(
            {
                "email": "vera@contact.example",
                "street": "2 Contact Street",
                "website": "https://contact.example",
                "phone_ids": self.typed("+84 905 118 999"),
            }
        )
        [pair] = self.find()
        pair.action_attach()
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual(lead.partner_id, contact)
        self.assertTrue(lead.active)
        self.assertFalse(lead.converted_date)
        self.assertEqual(lead.email_ids.mapped("value"), ["vera@lead.example"])
        self.assertEqual(lead.street, "1 Lead Street")
        self.assertFalse(lead.website)
        self.assertEqual(lead.phone_ids.mapped("normalized"), ["+84905118204"])
        self.assertEqual(contact.email, "vera@contact.example")
        self.assertEqual(contact.street, "2 Contact Street")
        self.assertFalse(pair.exists())
        self.assertFalse(self.find())

    def test_who_belongs_to_a_customer_is_not_proposed(self):
        account = self.create_account("Quill Ropes", PHONE)
        lead, contact = self.create_both()
        lead.partner_name = account.name
        contact.parent_id = account
        self.assertTrue(self.find() and self.find("lead_account"))
        # by hand: the pairs go within minutes
        lead.partner_id = contact
        self.assertFalse(self.compare())
        self.assertFalse(self.compare("lead_account"))
        self.assertFalse(self.find())
        self.assertFalse(self.find("lead_account"))
        other = self.create_lead(**PERSON)
        other.phone = PHONE
        self.assertEqual(self.find().lead_id, other)
        other.action_set_lost()
        self.assertFalse(self.find())

    def test_not_a_duplicate_is_remembered(self):
        lead, contact = self.create_both()
        [pair] = self.find()
        pair.action_dismiss()
        self.assertEqual(pair.dismissed_by, self.user_sales)
        self.assertFalse(self.find())
        self.assertFalse(self.compare())
        # of whom is merged, too
        twin = self.create_contact(**PERSON)
        twin.phone = PHONE
        self.env.flush_all()
        self.assertEqual(self.find().partner_id, twin)
        self.merge(contact, twin)
        self.assertFalse(self.find())
        pair.action_reopen()
        self.assertEqual(self.find(), pair)
        # it says nothing about others of a kind
        self.assertEqual(lead._get_dismissed_duplicates(), {lead.id: set()})

    def test_pairs_move_with_a_merge(self):
        lead, contact = self.create_both()
        [pair] = self.find()
        other = self.create_lead(firstname="Eda")
        self.merge(other, lead)
        self.assertEqual(self.get_open("lead_contact"), pair)
        self.assertEqual(pair._get_customers(), (other, contact))
        merge = self.as_user("antcrm.merge").search([], limit=1)
        merge.action_undo()
        self.env.invalidate_all()
        self.assertEqual(pair._get_customers(), (lead, contact))

    def test_only_who_reads_both_sees_the_pair(self):
        for hidden in (0, 1):
            phone = f"+84 905 118 30{hidden}"
            shares = [{"share_mode": "all"}, {"share_mode": "all"}]
            shares[hidden] = {"share_mode": "me"}
            values = {"user": self.user_colleague, "lastname": ("Quill", "Ash")[hidden]}
            lead = self.create_lead(phone, **values, **shares[0])
            self.create_contact(phone, **values, **shares[1])
            pairs = self.find(user=self.user_colleague)
            [pair] = pairs.filtered(lambda p, lead=lead: p.lead_id == lead)
            for user in (self.user_sales, self.user_administrator):
                with self.subTest(hidden=hidden, user=user.login):
                    self.env.invalidate_all()
                    other = pair.with_user(user)
                    self.assertNotIn(other, self.get_open("lead_contact", user))
                    for method in (
                        *("action_merge", "action_convert", "action_attach"),
                        *("action_dismiss", "action_reopen"),
                    ):
                        with self.assertRaises(AccessError):
                            getattr(other, method)()
                    with self.assertRaises(AccessError):
                        other.read(["customer_text", "other_text"])

    def test_pairs_of_a_kind_are_not_attached(self):
        one, two = self.create_pair("contact")
        self.env["antcrm.duplicate"]._find("contact")
        pair = self.as_user("antcrm.duplicate").search(
            [("partner_id", "=", one.id), ("other_partner_id", "=", two.id)]
        )
        for method in ("action_convert", "action_attach"):
            with self.assertRaises(UserError):
                getattr(pair, method)()

    def test_compared_at_once(self):
        """Between two searches, whoever is new or changed meets the other kind."""
        self.find()
        self.find("lead_account")
        self.assertFalse(self.compare())
        dates = {"birthdate_date": "1990-02-03", "city": "Huế"}
        lead = self.create_lead(firstname="Vera", lastname="Quillmann", **dates)
        self.assertFalse(self.compare())
        contact = self.create_contact(firstname="Vera", lastname="Quillmamn", **dates)
        [pair] = self.compare()
        self.assertEqual(pair._get_customers(), (lead, contact))
        self.assertIn("name misspelt", pair.reasons)
        # what was there stays the same pair, and what is no longer so goes
        contact.phone_ids = self.typed(PHONE)
        self.age(contact)
        lead.phone_ids = self.typed(PHONE)
        self.age(lead)
        self.assertEqual(self.compare(), pair)
        self.assertIn("same phone", pair.reasons)
        contact.write({"firstname": "Bob", "birthdate_date": False})
        contact.phone_ids.unlink()
        self.age(contact, contact)
        self.assertFalse(self.compare())
        # a person meets an account that gets the same number
        account = self.create_account("Quill Ropes", PHONE)
        lead.partner_name = "Quill Ropes"
        self.age(lead)
        [pair] = self.compare("lead_account")
        self.assertEqual(pair._get_customers(), (lead, account))
        # what was compared is not compared again
        Search = type(self.env["antcrm.duplicate.search"])
        with patch.object(Search, "_save_pairs") as save_pairs:
            self.compare()
        save_pairs.assert_not_called()

    def test_buckets_of_two_kinds_meet(self):
        """However many buckets each kind has, names of one city meet in one."""
        lead = self.create_lead(firstname="Vera Quillmann", lastname="", city="Huế")
        contact = self.create_contact(firstname="Vera Quillmamn", city="Huế")
        Search = self.env["antcrm.duplicate.search"]
        restart = type(Search)._restart
        for counts in ((8, 2), (1, 16), (4, 4)):
            buckets = dict(zip(("lead", "contact"), counts, strict=True))
            with (
                self.subTest(counts),
                patch.object(
                    type(Search),
                    "_restart",
                    lambda search, count, buckets=buckets: restart(
                        search, buckets.get(search.kind, count)
                    ),
                ),
            ):
                self.env["antcrm.duplicate"].sudo().search([]).unlink()
                [pair] = self.find()
                self.assertEqual(pair._get_customers(), (lead, contact))

    def test_scheduled_action(self):
        lead, contact = self.create_both()
        self.env.flush_all()
        cron = self.env.ref("antcrm_merge.ir_cron_find_duplicates")
        with self.enter_registry_test_mode():
            cron.method_direct_trigger()
        pairs = self.get_open("lead_contact")
        self.assertEqual(pairs._get_customers(), (lead, contact))
