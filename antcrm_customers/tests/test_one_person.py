import unicodedata
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import BaseCase, tagged

from odoo.addons.antcrm_contact_point.tools.contact_values import read_email

from ..tools.intake_entry import IntakeOptions
from ..tools.names import is_other_person
from ..tools.text import compose_text
from .common import CustomersCommon
from .test_lead_convert_existing import ExistingCommon

RECEPTION = "028 3822 0199"


class TestReaders(BaseCase):
    """One reader for what mails, the host and people write."""

    def test_displayed_email(self):
        for text in (
            '"Known Sender" <known@Example.com>',
            "Known Sender <known@example.com>",
            "<known@example.com>",
            " Nguyễn Văn A < known@example.com > ",
        ):
            with self.subTest(text=text):
                reading = read_email(text)
                self.assertEqual(reading.normalized, "known@example.com")
                self.assertEqual(reading.value, "known@example.com")
        for text in ("a <x@example.com>, b <y@example.com>", "Known <nobody>", "<>"):
            with self.subTest(text=text):
                self.assertTrue(read_email(text).error)

    def test_composed(self):
        for text in ("Nguyễn Đặng Tuyết", "Ida", ""):
            decomposed = unicodedata.normalize("NFD", text)
            self.assertEqual(compose_text(decomposed), text)

    def test_other_person(self):
        for first, second in (
            ("Nguyễn Văn Nam", "nguyen van nam"),
            ("Nam Nguyễn", "Nguyễn Văn Nam"),
            ("Mr. John Smith", "Smith, John"),
            ("J. Smith", "John Smith"),
            ("Jon Smith", "John Smith"),
            ("", "John Smith"),
            (False, "John Smith"),
        ):
            with self.subTest(first=first, second=second):
                self.assertFalse(is_other_person(first, second))
                self.assertFalse(is_other_person(second, first))
        for first, second in (
            ("Nguyễn Văn Nam", "Nguyễn Văn Lâm"),
            ("Lan Nguyễn", "Hùng Nguyễn"),
            ("Ida Berg", "Eva Ek"),
        ):
            with self.subTest(first=first, second=second):
                self.assertTrue(is_other_person(first, second))
                self.assertTrue(is_other_person(second, first))


@tagged("post_install", "-at_install")
class TestOnePerson(CustomersCommon):
    """Two people behind one number stay two."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.account = cls.as_user("res.partner").create(
            {"name": "Reception Ropes", "is_company": True}
        )
        cls.minh = cls.create_contact(
            RECEPTION, firstname="Minh", lastname="Lê", parent_id=cls.account.id
        )

    def take_in(self, *candidates, kind="contact", user=None, **options):
        return self.as_user("antcrm.intake", user).apply(
            kind, list(candidates), options
        )

    def test_texts_are_composed_on_every_way_in(self):
        name = "Đặng Thị Tuyết"
        decomposed = unicodedata.normalize("NFD", name)
        partner = self.as_user("res.partner").create({"name": decomposed})
        self.assertEqual(partner.name, name)
        partner.write({"street": unicodedata.normalize("NFD", "Đường Lê Lợi")})
        self.assertEqual(partner.street, "Đường Lê Lợi")
        lead = self.as_user("crm.lead").create(
            {"name": decomposed, "contact_name": decomposed, "type": "lead"}
        )
        self.assertEqual((lead.name, lead.contact_name), (name, name))
        [outcome] = self.take_in({"name": decomposed, "phones": ["0901 236 001"]})
        record = self.env["res.partner"].browse(outcome["record"]["id"])
        self.assertEqual(record.name, name)

    def test_colleagues_share_the_reception(self):
        lan = self.create_contact(
            RECEPTION, firstname="Lan", lastname="Trần", parent_id=self.account.id
        )
        self.assertEqual(lan.phone_ids.normalized, self.minh.phone_ids.normalized)
        self.assertTrue(self.minh.phone_ids.exclusive)
        self.assertFalse(lan.phone_ids.exclusive)

    def test_the_reception_is_nobody_elses(self):
        other = self.as_user("res.partner").create(
            {"name": "Another Ltd", "is_company": True}
        )
        for values in (
            # of another account, of none, and the same person once more
            {"firstname": "Lan", "parent_id": other.id},
            {"firstname": "Lan"},
            {"firstname": "Minh", "lastname": "Lê", "parent_id": self.account.id},
        ):
            with self.subTest(values=values), self.assertRaises(UserError):
                with self.env.cr.savepoint():
                    self.create_contact(RECEPTION, **values)

    def test_hidden_colleague(self):
        """The number of somebody hidden is refused, as any other."""
        self.minh.share_mode = "me"
        self.account.share_mode = "all"
        with self.assertRaises(UserError):
            self.create_contact(
                RECEPTION,
                user=self.user_colleague,
                firstname="Lan",
                parent_id=self.account.id,
            )

    def test_colleagues_in_the_intake(self):
        rows = [
            {"name": "Lan Trần", "parent_id": "Reception Ropes", "phones": [RECEPTION]},
            {"name": "Hoa Vũ", "parent_id": "Reception Ropes", "phones": [RECEPTION]},
            {"name": "Minh Lê", "parent_id": "Reception Ropes", "phones": [RECEPTION]},
            {"name": "Lan Trần", "parent_id": "Reception Ropes", "phones": [RECEPTION]},
        ]
        for policy, known in (
            ("skip", "skipped"),
            ("merge", "merged"),
            ("overwrite", "overwritten"),
        ):
            expected = ["created", "created", known, known]
            with self.subTest(policy=policy):
                savepoint = self.env.cr.savepoint()
                planned = self.as_user("antcrm.intake").plan(
                    "contact", rows, {"duplicate_policy": policy}
                )
                done = self.take_in(*rows, duplicate_policy=policy)
                for outcomes in (planned, done):
                    self.assertEqual([o["action"] for o in outcomes], expected)
                self.assertEqual(done[3]["record"], done[0]["record"])
                self.assertEqual(done[2]["record"]["id"], self.minh.id)
                self.assertEqual(self.minh.name, "Minh Lê")
                # in two batches of one file, and once more
                again = self.take_in(*rows[:2], duplicate_policy=policy)
                self.assertEqual([o["action"] for o in again], [known, known])
                savepoint.rollback()
                self.env.invalidate_all()

    def test_colleagues_of_a_new_account(self):
        rows = [
            {"name": "Lan Trần", "parent_id": "Brand New", "phones": ["0283822 0200"]},
            {"name": "Hoa Vũ", "parent_id": "Brand New", "phones": ["0283822 0200"]},
        ]
        outcomes = self.take_in(*rows, duplicate_policy="overwrite")
        self.assertEqual([o["action"] for o in outcomes], ["created", "created"])
        self.assertNotEqual(outcomes[0]["record"], outcomes[1]["record"])

    def test_batches_of_one_plan(self):
        """What a review shows in several batches is what a run does."""
        rows = [
            {"name": name, "parent_id": "Brand New", "phones": ["028 3822 0201"]}
            for name in ("Lan Trần", "Hoa Vũ", "Lan Trần")
        ]
        Intake = self.as_user("antcrm.intake")
        seen, actions = {}, []
        for offset, row in enumerate(rows):
            options = IntakeOptions(seen=seen, offset=offset, duplicate_policy="merge")
            [outcome] = Intake.plan("contact", [row], options)
            actions.append(outcome["action"])
        self.assertEqual(actions, ["created", "created", "merged"])

    def test_extensions_are_people(self):
        base = "028 3822 0202"
        eleven = self.create_contact(f"{base} ext 11", firstname="Eleven")
        self.take_in(
            {"name": "Fourteen", "phones": [f"{base} ext. 14"]},
            duplicate_policy="overwrite",
        )
        self.assertEqual(eleven.firstname, "Eleven")
        self.assertEqual(
            self.env["res.partner"].search_count(
                [("phone_ids.normalized", "=like", "+842838220202%")]
            ),
            2,
        )

    def test_nobody_is_replaced_on_a_number_of_several(self):
        lan = self.create_contact(
            RECEPTION, firstname="Lan", lastname="Trần", parent_id=self.account.id
        )
        [outcome] = self.take_in(
            {"name": "Eva Ek", "phones": [RECEPTION], "city": "Huế"},
            duplicate_policy="overwrite",
        )
        self.assertEqual(outcome["action"], "skipped")
        self.assertEqual(outcome["issues"][0]["code"], "shared_phone")
        # whoever is called so is meant, and not the oldest
        [outcome] = self.take_in(
            {"name": "Lan Trần", "phones": [RECEPTION], "city": "Huế"},
            duplicate_policy="overwrite",
        )
        self.assertEqual(outcome["record"]["id"], lan.id)
        self.assertEqual((lan.city, self.minh.city), ("Huế", False))

    def test_queries_do_not_grow_with_colleagues(self):
        def count(number):
            rows = [
                {
                    "name": f"{chr(65 + at)}{chr(66 + at)} Trần",
                    "parent_id": "Reception Ropes",
                    "phones": [RECEPTION],
                }
                for at in range(number)
            ]
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.as_user("antcrm.intake").plan("contact", rows)
            return self.env.cr.sql_log_count - before

        count(1)
        self.assertLessEqual(count(12), count(1))


@tagged("post_install", "-at_install")
class TestHostConversions(ExistingCommon):
    """The host's dialogs find whom ours would."""

    def make_plain(self, **values):
        return self.as_user("crm.lead").create(
            {"name": "Ropes", "type": "lead", "contact_name": "Kim Ek", **values}
        )

    def test_leads_of_an_existing_account(self):
        account = self.create_account()
        leads = self.make_plain(partner_name="LIND ROPES", website="https://a.example")
        leads |= self.make_plain(partner_name="Lind Ropes", contact_name="Bo Bak")
        self.convert_in_mass_by_host(leads)
        self.assertEqual(leads.converted_account_id, account)
        self.assertEqual(len(leads.converted_contact_id), 2)
        self.assertEqual(leads.converted_contact_id.parent_id, account)
        self.assertEqual(account.website, "https://a.example")
        self.assertFalse(account.phone)

    def test_leads_of_a_new_account(self):
        leads = self.make_plain(partner_name="Quite New Ropes")
        leads |= self.make_plain(partner_name="Quite New Ropes", contact_name="Bo Bak")
        self.convert_in_mass_by_host(leads)
        self.assertEqual(len(leads.converted_account_id), 1)

    def test_looked_up_once(self):
        """Whom many leads are is asked for all of them, not lead by lead."""
        Lead = self.env.registry["crm.lead"]
        for number in (2, 5):
            leads = self.env["crm.lead"].union(
                *(self.make_plain(contact_name=f"Kim {n}") for n in range(number))
            )
            with patch.object(
                Lead, "_find_customers", autospec=True, side_effect=Lead._find_customers
            ) as find:
                self.convert_in_mass_by_host(leads)
            self.assertEqual(find.call_count, 1)
            self.assertEqual(len(leads.converted_contact_id), number)

    def test_account_in_the_single_dialog(self):
        account = self.create_account()
        lead = self.make_plain(partner_name="Lind Ropes")
        self.convert_by_host(lead, action="create")
        self.assertEqual(lead.converted_account_id, account)
        self.assertEqual(lead.converted_contact_id.name, "Kim Ek")

    def test_company_alone(self):
        account = self.create_account()
        lead = self.make_plain(
            partner_name="Lind Ropes", contact_name=False, phone="0901 236 010"
        )
        self.convert_by_host(lead)
        self.assertEqual(lead.partner_id, account)
        self.assertFalse(lead.converted_contact_id)
        self.assertEqual(account.phone, "0901 236 010")

    def test_contact_by_a_further_phone(self):
        contact = self.create_contact("0901 236 011", "0901 236 012", firstname="Kim")
        for number, convert in (
            ("0901236012", self.convert_by_host),
            ("+84 901 236 012", self.convert_in_mass_by_host),
            ("(0901) 236-012", self.convert),
        ):
            lead = self.make_plain(phone=number)
            with self.subTest(number=number):
                convert(lead)
                self.assertEqual(lead.converted_contact_id, contact)

    def test_known_sender(self):
        """A lead that a mail made is of the contact who wrote it."""
        contact = self.create_contact(
            firstname="Known",
            lastname="Sender",
            email_ids=self.typed("first@example.com", "known1@example.com"),
        )
        for convert in (self.convert, self.convert_by_host):
            lead = self.make_plain(
                name="Hello there",
                contact_name=False,
                email_from='"Known Sender" <known1@example.com>',
            )
            convert(lead)
            self.assertEqual(lead.converted_contact_id, contact)

    def test_new_sender_is_called_as_he_writes(self):
        lead = self.make_plain(
            name="Hello there",
            contact_name=False,
            email_from='"New Sender" <new1@example.com>',
        )
        self.convert(lead)
        self.assertEqual(lead.converted_contact_id.name, "New Sender")

    def test_hidden_customers_are_not_found(self):
        account = self.create_account(user=self.user_colleague, share_mode="me")
        self.create_contact("0901 236 013", user=self.user_colleague, share_mode="me")
        lead = self.make_plain(partner_name="Lind Ropes", phone="0901 236 013")
        self.convert_by_host(lead)
        self.assertTrue(lead.converted_contact_id)
        self.assertNotEqual(lead.converted_account_id, account)
