from psycopg2.errors import UniqueViolation

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import ContactPointCommon


@tagged("-at_install", "post_install")
class TestMirroring(ContactPointCommon):
    """The host's own columns and our points say the same, whoever changes which."""

    def test_typed_points_fill_the_host_columns(self):
        contact = self.create_contact(
            "0901 234 567",
            "0902 234 567",
            email_ids=self.typed("Ida@Example.com", "i@example.org"),
        )
        self.assertEqual(contact.phone, "+84 901 234 567")
        self.assertEqual(contact.email, "Ida@example.com")
        self.assertEqual(self.points(contact), ["+84 901 234 567", "+84 902 234 567"])
        self.assertEqual(
            contact.email_ids.mapped("normalized"), ["ida@example.com", "i@example.org"]
        )

    def test_host_columns_make_points_as_they_stand(self):
        contact = self.as_user("res.partner").create(
            {"name": "Ida", "phone": " 0901.234.567 (home)", "email": "nonsense"}
        )
        self.assertEqual(self.points(contact), [" 0901.234.567 (home)"])
        self.assertEqual(self.points(contact, "email"), ["nonsense"])
        self.assertEqual(contact.phone, " 0901.234.567 (home)")
        self.assertFalse(contact.email_ids.normalized)

    def test_replacing_the_host_value_replaces_the_primary(self):
        contact = self.create_contact("0901234567", "0902234567")
        contact.phone = "0903 234 567"
        self.assertEqual(self.points(contact), ["0903 234 567", "+84 902 234 567"])
        self.assertEqual(contact.phone_ids.mapped("exclusive"), [False, True])

    def test_writing_a_known_value_brings_it_to_the_front(self):
        contact = self.create_contact("0901234567", "0902234567")
        contact.phone = "0902234567"
        self.assertEqual(self.points(contact), ["0902234567", "+84 901 234 567"])
        self.assertEqual(contact.phone, "0902234567")

    def test_emptying_the_host_value_moves_the_next_one_up(self):
        contact = self.create_contact("0901234567", "0902234567")
        contact.phone = False
        self.assertEqual(self.points(contact), ["+84 902 234 567"])
        self.assertEqual(contact.phone, "+84 902 234 567")
        contact.phone = False
        self.assertFalse(self.points(contact) or contact.phone)

    def test_reordering_and_removing_points_changes_the_host_value(self):
        contact = self.create_contact("0901234567", "0902234567")
        first, second = contact.phone_ids
        contact.phone_ids = [Command.update(second.id, {"sequence": 1})]
        self.assertEqual(contact.phone, "+84 902 234 567")
        contact.phone_ids = [Command.delete(second.id)]
        self.assertEqual(contact.phone, "+84 901 234 567")
        contact.phone_ids = [Command.update(first.id, {"value": "0905 234 567"})]
        self.assertEqual(contact.phone, "+84 905 234 567")
        contact.phone_ids = [Command.clear()]
        self.assertFalse(contact.phone)

    def test_defaults_of_the_customer_are_not_those_of_its_points(self):
        """A lead made from a partner's form comes with a default partner."""
        partner = self.create_contact("0901234567")
        lead = (
            self.as_user("crm.lead")
            .with_context(default_partner_id=partner.id, default_type="lead")
            .create({"name": "Ida", "email_from": "ida@example.com"})
        )
        self.env.flush_all()
        self.assertEqual(lead.email_ids.mapped("value"), ["ida@example.com"])
        self.assertFalse(lead.email_ids.partner_id)

    def test_both_given_loses_neither(self):
        contact = self.create_contact("0901234567", phone="0902234567")
        self.assertEqual(self.points(contact), ["+84 902 234 567", "+84 901 234 567"])

    def test_one_change_of_a_partner_reaches_its_leads(self):
        contact = self.create_contact("0901234567")
        leads = self.as_user("crm.lead").create(
            [{"name": f"Deal {n}", "partner_id": contact.id} for n in range(3)]
        )
        self.assertEqual(
            [self.points(lead) for lead in leads], [["+84 901 234 567"]] * 3
        )
        contact.phone = "0902 234 567"
        self.assertEqual([self.points(lead) for lead in leads], [["0902 234 567"]] * 3)
        leads[0].phone_ids = [Command.clear(), *self.typed("0903 234 567")]
        self.assertEqual(self.points(contact), ["+84 903 234 567"])

    def test_country_set_later_normalises_the_number(self):
        self.env.company.country_id = False
        contact = self.as_user("res.partner").create(
            {"name": "X", "phone": "0901234567"}
        )
        self.env.flush_all()
        self.assertFalse(contact.phone_ids.normalized)
        contact.country_id = self.env.ref("base.vn")
        self.env.flush_all()
        self.assertEqual(contact.phone_ids.normalized, "+84901234567")
        self.assertEqual(contact.phone, "0901234567")

    def test_batch_is_mirrored_with_a_constant_number_of_queries(self):
        def count(number):
            vals_list = [
                {"name": f"P{n}", "phone": f"0901 {n:06}", "email": f"p{n}@example.com"}
                for n in range(number)
            ]
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            partners = self.env["res.partner"].create(vals_list)
            self.env.flush_all()
            self.assertEqual(len(partners.phone_ids), number)
            return self.cr.sql_log_count - before

        count(1)  # warms caches
        # the ORM inserts a hundred rows in one statement
        self.assertEqual(count(100), count(10))


@tagged("-at_install", "post_install")
class TestTypedEntry(ContactPointCommon):
    """What people type is checked, and stands with one customer of a kind."""

    def test_impossible_values_are_refused_by_name_rule_and_example(self):
        for field, value, rule, example in (
            ("phone_ids", "12", "too few digits", "+84"),
            ("phone_ids", "+999 1234567", "country prefix", "+84"),
            ("email_ids", "ida@", "needs a name, an @ and a domain", "ida@example.com"),
            ("social_ids", "nothing", "not the address of a profile", "https://"),
        ):
            with self.subTest(value=value):
                with self.assertRaisesRegex(ValidationError, rule) as caught:
                    self.create_contact(**{field: self.typed(value)})
                self.assertIn(value, str(caught.exception))
                self.assertIn(example, str(caught.exception))

    def test_number_is_read_for_the_country_of_the_customer(self):
        contact = self.create_contact(
            "(504) 621-8927 ext 3", country_id=self.env.ref("base.us").id
        )
        self.assertEqual(contact.phone_ids.normalized, "+15046218927;ext=3")
        # what the host makes of its column has no extension
        self.assertEqual(contact.phone_sanitized, "+15046218927")
        contact.phone = "(504) 621-8927 ext 4"
        self.assertEqual(contact.phone_ids.normalized, "+15046218927;ext=4")

    def test_kind_is_that_of_the_list(self):
        self.assertEqual(self.create_contact("0901234567").phone_ids.kind, "phone")
        with self.assertRaises(ValidationError):
            self.create_contact(
                phone_ids=[Command.create({"value": "a@example.com", "kind": "email"})]
            )

    def test_twice_on_one_customer(self):
        with self.assertRaisesRegex(ValidationError, "stands twice"):
            self.create_contact("0901234567", "+84 901 234 567")
        contact = self.create_contact("0901234567")
        with self.assertRaisesRegex(ValidationError, "stands twice"):
            contact.phone_ids = self.typed("0901 234 567")
        lead = self.create_lead("0901234567")
        with self.assertRaisesRegex(ValidationError, "stands twice"):
            lead.phone_ids = self.typed("0901 234 567")

    def test_twice_among_customers_of_one_kind(self):
        for name, create in (
            ("contact", self.create_contact),
            ("lead", self.create_lead),
            ("account", lambda *p: self.create_contact(*p, name="A", is_company=True)),
        ):
            with self.subTest(kind=name):
                holder = create("0901234567")
                self.assertTrue(holder.phone_ids.exclusive)
                with self.assertRaisesRegex(UserError, holder.display_name):
                    create("+84 901 234 567")

    def test_twice_in_one_call(self):
        with self.assertRaises(UserError):
            self.as_user("res.partner").create(
                [
                    {"name": name, "phone_ids": self.typed("0901234567")}
                    for name in ("Ida", "Bo")
                ]
            )

    def test_kinds_may_share(self):
        contact = self.create_contact("0901234567")
        account = self.create_contact("0901234567", name="Acme", is_company=True)
        lead = self.create_lead("0901234567")
        points = (contact | account).phone_ids | lead.phone_ids
        self.assertEqual(points.mapped("scope"), ["contact", "account", "lead"])
        self.assertTrue(all(points.mapped("exclusive")))

    def test_mirrored_value_is_enough_to_refuse(self):
        self.as_user("res.partner").create({"name": "Ida", "phone": "0901234567"})
        with self.assertRaises(UserError):
            self.create_contact("0901234567")

    def test_host_flows_never_fail_on_it(self):
        first = self.create_contact("0901234567")
        second = self.as_user("res.partner").create(
            {"name": "Bo", "phone": "0901234567"}
        )
        self.env.flush_all()
        self.assertFalse(second.phone_ids.exclusive)
        self.assertTrue(first.phone_ids.exclusive)

    def test_retired_customers_let_go(self):
        for index, retire in enumerate(
            (
                lambda c: c.action_archive(),
                lambda c: c.write({"is_company": True}),
                lambda c: c.write({"type": "other"}),
            )
        ):
            with self.subTest(index=index):
                number = f"090123456{index}"
                holder = self.create_contact(number)
                retire(holder)
                self.env.flush_all()
                self.assertFalse(holder.phone_ids.exclusive)
                self.assertTrue(self.create_contact(number).phone_ids.exclusive)
        for index, retire in enumerate(
            (
                lambda lead: lead.action_set_lost(),
                lambda lead: lead.convert_opportunity(False),
            )
        ):
            with self.subTest(lead=index):
                number = f"090223456{index}"
                holder = self.create_lead(number)
                retire(holder)
                self.env.flush_all()
                self.assertFalse(holder.phone_ids.exclusive)
                self.assertTrue(self.create_lead(number).phone_ids.exclusive)

    def test_derived_values_cannot_be_sent(self):
        contact = self.create_contact()
        contact.phone_ids = [
            Command.create(
                {"value": "0901234567", "normalized": "+1", "exclusive": False}
            )
        ]
        self.assertEqual(contact.phone_ids.normalized, "+84901234567")
        self.assertTrue(contact.phone_ids.exclusive)
        contact.phone_ids.write(
            {"exclusive": False, "normalized": "+1", "scope": "lead"}
        )
        self.assertEqual(contact.phone_ids.normalized, "+84901234567")
        self.assertTrue(contact.phone_ids.exclusive)

    def test_context_cannot_bypass_the_checks(self):
        with self.assertRaises(ValidationError):
            self.as_user("antcrm.contact.point").with_context(antcrm_entry=True).create(
                {
                    "partner_id": self.create_contact().id,
                    "kind": "phone",
                    "value": "12",
                }
            )

    @mute_logger("odoo.sql_db")
    def test_the_index_is_the_last_line(self):
        points = self.create_contact("0901234567").phone_ids
        points |= self.create_contact("0902234567").phone_ids
        with self.assertRaises(UniqueViolation):
            points.sudo()._trusted().write({"normalized": "+84901234567"})
            self.env.flush_all()


@tagged("-at_install", "post_install")
class TestContactPointAccess(ContactPointCommon):
    """A point is as open as its customer, and a refusal tells nothing more."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # the host hides leads of others from who has "own documents only"
        cls.hidden = cls.create_lead(
            "0901234567", user=cls.user_colleague, name="Hidden"
        )
        cls.hidden.user_id = cls.user_colleague

    def test_points_of_hidden_customers_do_not_exist(self):
        Point = self.as_user("antcrm.contact.point")
        self.assertFalse(Point.search([("normalized", "=", "+84901234567")]))
        self.assertFalse(Point.search_count([("lead_id", "=", self.hidden.id)]))
        point = Point.browse(self.hidden.phone_ids.id)
        for operation in (
            lambda: point.read(["value"]),
            lambda: point.write({"value": "0902234567"}),
            lambda: point.unlink(),
            lambda: Point.create(
                {"lead_id": self.hidden.id, "kind": "phone", "value": "0902234567"}
            ),
        ):
            with self.assertRaises(AccessError):
                operation()

    def test_parts_do_not_move_to_customers_of_others(self):
        lead = self.create_lead(
            "0902234567",
            social_ids=self.typed("https://facebook.com/ida"),
        )
        for part in (lead.social_ids, lead.phone_ids):
            with self.assertRaises(AccessError):
                part.write({"lead_id": self.hidden.id, "sequence": 99})

    def test_numbers_of_hidden_customers_cannot_be_tried_out(self):
        Point = self.as_user("antcrm.contact.point")
        for value in ("0901234567", "0902234567"):
            with self.assertRaises(AccessError):
                Point.create(
                    {"lead_id": self.hidden.id, "kind": "phone", "value": value}
                )

    def test_reading_is_not_writing(self):
        contact = self.create_contact("0901234567")
        point = contact.phone_ids.with_user(self.user_internal)
        self.assertEqual(point.value, "+84 901 234 567")
        with self.assertRaises(AccessError):
            point.write({"value": "0902234567"})
        with self.assertRaises(AccessError):
            point.unlink()

    def test_portal_reads_none(self):
        with self.assertRaises(AccessError):
            self.as_user("antcrm.contact.point", self.user_portal).search([])

    def test_refusal_names_the_customer_only_to_who_may_read_it(self):
        with self.assertRaises(UserError) as caught:
            self.create_lead("0901234567")
        self.assertNotIn("Hidden", str(caught.exception))
        self.assertIn("another customer", str(caught.exception))


@tagged("-at_install", "post_install")
class TestMergePoints(ContactPointCommon):
    """The host's merges lose no point."""

    def test_partners(self):
        destination = self.create_contact(
            "0901234567", email_ids=self.typed("a@example.com")
        )
        source = self.as_user("res.partner").create(
            {"name": "Source", "phone": "0901234567", "email": "b@example.com"}
        )
        source.phone_ids = self.typed("0902234567")
        source.social_ids = self.typed("https://facebook.com/ida")
        self.env.flush_all()
        self.env["base.partner.merge.automatic.wizard"]._merge(
            (destination | source).ids, destination
        )
        self.env.invalidate_all()
        self.assertFalse(source.exists())
        self.assertEqual(
            self.points(destination), ["+84 901 234 567", "+84 902 234 567"]
        )
        self.assertEqual(
            self.points(destination, "email"), ["a@example.com", "b@example.com"]
        )
        self.assertEqual(len(destination.social_ids), 1)
        self.assertEqual(destination.phone, "+84 901 234 567")

    def test_leads(self):
        leads = self.create_lead("0901234567") | self.create_lead("0902234567")
        leads[1].phone_ids = [
            Command.clear(),
            *self.typed("0903234567", "0904234567"),
        ]
        self.env.flush_all()
        merged = leads.with_env(self.env).merge_opportunity()
        self.assertEqual(
            set(merged.phone_ids.mapped("normalized")),
            {"+84901234567", "+84903234567", "+84904234567"},
        )
        self.assertEqual(merged.phone, self.points(merged)[0])


@tagged("-at_install", "post_install")
class TestFurtherCounts(ContactPointCommon):
    """How many a customer has beside the first one."""

    def test_counts(self):
        contact = self.create_contact(
            "0901 234 561",
            "0901 234 562",
            "0901 234 563",
            email_ids=self.typed("ida@example.com"),
        )
        lead = self.create_lead("0901 234 564", "0901 234 565")
        none = self.create_contact()
        for customer, phones, emails in ((contact, 2, 0), (lead, 1, 0), (none, 0, 0)):
            self.assertEqual(customer.further_phone_count, phones)
            self.assertEqual(customer.further_email_count, emails)
        self.assertEqual(self.env["res.partner"].new({}).further_phone_count, 0)

    def test_one_query_for_a_list(self):
        contacts = self.env["res.partner"].concat(
            *(self.create_contact(f"0901 234 6{n:02}") for n in range(10))
        )
        contacts.flush_recordset()
        contacts.mapped("phone")
        contacts.invalidate_recordset(["further_phone_count", "further_email_count"])
        with self.assertQueryCount(1):
            contacts.mapped("further_phone_count")
            contacts.mapped("further_email_count")
