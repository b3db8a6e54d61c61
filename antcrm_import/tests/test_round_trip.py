import csv
import io
import math
from datetime import date, datetime

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from odoo.fields import Command
from odoo.tests import new_test_user, tagged
from odoo.tools import html2plaintext

from . import files
from .common import ImportCommon

FIELD_TYPES = (
    "char",
    "text",
    "integer",
    "float",
    "date",
    "datetime",
    "boolean",
    "choice",
    "choices",
    "customer",
    "employee",
)
# what spreadsheets and programs that read them stumble over
PIECES = st.sampled_from(
    ["=", "+1", "-", "@x", "'", '"', ",", ";", "|", "\n", "\r\n", "\t", " ", "_x0041_"]
    + ["Đỗ", "é", "\u0301", "😀", "1.234", "1,5", "TRUE", "2026-01-02", "00123", "<b>"]
    + ["\x0b", "\x1f", "\ufeff", "\u00a0", "\u2028", "NULL", "https://a.b/@1,2;3"]
)
TEXTS = st.one_of(
    st.lists(PIECES, min_size=1, max_size=5).map("".join),
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")),
).filter(str.strip)
OPTIONAL = st.one_of(st.just(False), TEXTS)
CUSTOMER = st.fixed_dictionaries(
    {
        "firstname": TEXTS,
        "lastname": OPTIONAL,
        "function": OPTIONAL,
        "identity_number": OPTIONAL,
        "comment": OPTIONAL,
        "gender": st.sampled_from([False, "male", "female", "other"]),
        "birthdate_date": st.one_of(
            st.just(False), st.dates(date(1850, 1, 1), date(2020, 1, 1))
        ),
        "phones": st.integers(0, 3),
        "emails": st.integers(0, 2),
        "socials": st.lists(
            st.sampled_from(["facebook.com/a", "maps.example/@1,2;3", "x.com/|"]),
            unique=True,
        ),
        "tags": st.lists(st.integers(0, 5), unique=True, max_size=3),
        "address": st.lists(OPTIONAL, min_size=4, max_size=4),
        "addresses": st.lists(OPTIONAL, max_size=3),
        "country": st.integers(0, 3),
        "x_char": OPTIONAL,
        "x_text": OPTIONAL,
        "x_integer": st.integers(-(2**31) + 1, 2**31 - 1),
        "x_float": st.floats(-1e15, 1e15),
        "x_date": st.one_of(
            st.just(False), st.dates(date(1000, 1, 1), date(2999, 12, 31))
        ),
        "x_datetime": st.one_of(
            st.just(False),
            st.datetimes(datetime(1950, 1, 1), datetime(2090, 1, 1)).map(
                lambda value: value.replace(microsecond=0)
            ),
            # the clocks of Berlin show this hour twice
            st.just(datetime(2026, 10, 25, 0, 30)),
            st.just(datetime(2026, 10, 25, 1, 30)),
        ),
        "x_boolean": st.booleans(),
        "x_choice": st.integers(0, 2),
        "x_choices": st.lists(st.integers(0, 2), unique=True),
        "x_customer": st.booleans(),
        "x_employee": st.booleans(),
    }
)


class RoundTripCommon(ImportCommon):
    """Somebody who may export and import, and nothing else."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user_importer = new_test_user(
            cls.env,
            "antcrm_round_trip",
            groups="antcrm_share.group_user,antcrm_customers.group_import,"
            "base.group_allow_export",
            name="Rita Round",
            tz="Europe/Berlin",
        )

    def export(self, records, kind="contact", file_type="csv"):
        self.env.flush_all()
        self.env.invalidate_all()
        stream = io.BytesIO()
        Sheet = self.as_user("antcrm.sheet", self.user_importer)
        Sheet = Sheet.with_context(tz=self.user_importer.tz)
        Sheet._write_sheet(stream, kind, records.with_env(Sheet.env), file_type)
        return stream.getvalue()

    def bring_back(self, data, kind="contact", policy="overwrite", **values):
        """Import a file as the wizard proposes it; return the run, done."""
        wizard = self.open_wizard(data, kind=kind, duplicate_policy=policy, **values)
        wizard.action_next()
        wizard.action_next()
        run = wizard.env["antcrm.import"].browse(wizard.action_review()["res_id"])
        run.action_run()
        while run.run_chunk():
            pass
        self.env.flush_all()
        self.env.invalidate_all()
        return run

    def state_of(self, records):
        """Return all that is stored of customers, their addresses included."""
        self.env.flush_all()
        Undo = self.env["antcrm.import.undo"]
        addresses = records.sudo().address_ids
        return Undo._read_values(records), Undo._read_values(addresses)


@tagged("post_install", "-at_install")
class TestRoundTrip(RoundTripCommon):
    def change(self, data, changes):
        """Return a CSV file with other cells: ``{(row, header): text}``."""
        text = data.decode("utf-8-sig")
        rows = list(csv.reader(io.StringIO(text, newline="")))
        for (row, header), value in changes.items():
            rows[row][rows[0].index(header)] = value
        stream = io.StringIO(newline="")
        csv.writer(stream).writerows(rows)
        return stream.getvalue().encode()

    def test_unchanged(self):
        """Whoever has neither number nor address is found again as well, and a hidden
        account stays the account."""
        account = self.as_user("res.partner").create(
            {"name": "Hidden Ltd", "is_company": True, "share_mode": "me"}
        )
        contacts = self.create_contact(
            firstname="Müller, Jörg", parent_id=account.id, share_mode="all"
        )
        # a full name is kept as it is written
        contacts |= self.as_user("res.partner").create(
            {"name": "  Dr.   Ann  van  Dijk ", "share_mode": "all"}
        )
        twin = {"firstname": "Twin", "city": "Huế", "share_mode": "all"}
        contacts |= self.create_contact(**twin) | self.create_contact(**twin)
        before = self.state_of(contacts)
        count = self.env["res.partner"].search_count([])
        for file_type in ("csv", "xlsx"):
            run = self.bring_back(self.export(contacts, file_type=file_type))
            self.assertEqual(self.counts(run), {"overwritten": 4})
            self.assertFalse(run.row_ids.filtered("previous"))
            self.assertEqual(self.state_of(contacts), before)
        self.assertEqual(self.env["res.partner"].search_count([]), count)

    def save_in_spreadsheet(self, data):
        """Return a CSV file as a spreadsheet program opens and saves it: LibreOffice
        and Excel write what looks like a number as one."""

        def save(cell):
            if cell.strip().lower() in ("true", "false"):
                return cell.strip().upper()
            try:
                number = float(cell.strip().replace(",", ""))
            except ValueError:
                return cell.replace("\r\n", "\n")
            if not math.isfinite(number):
                return cell
            if abs(number) >= 1e15:
                return f"{number:.14E}"
            return f"{number:.15g}"

        rows = csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""))
        stream = io.StringIO(newline="")
        csv.writer(stream).writerows([list(map(save, row)) for row in rows])
        return stream.getvalue().encode()

    def test_after_a_spreadsheet_program(self):
        """A file that was opened and saved, and otherwise left alone, changes nothing:
        neither identity cards and zips, nor texts that look like numbers."""
        texts = ("001090012345", "01234", "0042", "1.50", "12345678901234567890", "1e5")
        texts += ("+84 90 123 45 67", "007", "100%", "true", "0", "=1+1", "1,234.50")
        contacts = self.env["res.partner"]
        for number, text in enumerate(texts):
            contacts |= self.create_contact(
                f"+8490222{number:04d}",
                user=self.user_importer,
                firstname=f"P{number}",
                identity_number=text,
                zip=text,
                street=text,
                function=text,
                comment=f"<p>{text}</p>",
                share_mode="all",
            )
        before = self.state_of(contacts)
        saved = self.save_in_spreadsheet(self.export(contacts))
        self.assertNotIn(b"001090012345", saved)
        run = self.bring_back(saved)
        self.assertEqual(self.counts(run), {"overwritten": len(texts)})
        for name in before[0][contacts[0].id]:
            for contact in contacts:
                self.assertEqual(
                    self.state_of(contact)[0][contact.id].get(name),
                    before[0][contact.id].get(name),
                    (contact.name, name),
                )
        # who changes a number changes it
        cells = {(1, "Identity Card"): "1090012346"}
        self.bring_back(self.change(self.export(contacts), cells))
        self.assertEqual(contacts[0].identity_number, "1090012346")

    def test_notes_are_text(self):
        """Notes are read in a file as on the screen, and keep their form."""
        contact = self.create_contact(
            user=self.user_importer,
            firstname="Noa",
            comment="<p>likes <i>tea</i></p><p>call &amp; visit</p>",
            share_mode="all",
        )
        data = self.export(contact)
        self.assertIn("call & visit", data.decode())
        self.assertNotIn("<p>", data.decode())
        before = contact.comment
        self.bring_back(data)
        self.assertEqual(contact.comment, before)
        self.bring_back(self.change(data, {(1, "Notes"): "likes coffee"}))
        self.assertEqual(html2plaintext(contact.comment).strip(), "likes coffee")

    def test_changed(self):
        """What is changed in the file is changed, and nothing else; undo restores."""
        contact, other = (
            self.create_contact(
                f"091234567{number}",
                f"091234568{number}",
                firstname="Ida",
                lastname="Nguyễn",
                city="Huế",
                email_ids=self.typed(f"ida{number}@example.com"),
                category_id=[Command.create({"name": f"A, {number}"})],
                share_mode="all",
            )
            for number in range(2)
        )
        before = self.state_of(contact | other)
        data = self.change(
            self.export(contact | other),
            {
                (1, "Surname"): "Trần",
                (1, "Phone 2"): "+84 912 345 699",
                (1, "City"): "",
                (1, "Tags"): '"A, 0", New',
                (1, "Position"): "=Chef",
            },
        )
        run = self.bring_back(data)
        self.assertEqual(self.counts(run), {"overwritten": 2})
        self.assertEqual((contact.firstname, contact.lastname), ("Ida", "Trần"))
        self.assertEqual(self.points(contact), ["+84 912 345 670", "+84 912 345 699"])
        self.assertEqual(contact.city, "Huế", "an empty cell says nothing")
        self.assertEqual(contact.category_id.mapped("name"), ["A, 0", "New"])
        self.assertEqual(contact.function, "=Chef")
        self.assertEqual(self.state_of(other), ({other.id: before[0][other.id]}, {}))
        run.action_undo()
        while run.undo_chunk():
            pass
        self.assertEqual(self.state_of(contact | other), before)

    def undo(self, run):
        run.action_undo()
        while run.undo_chunk():
            pass
        self.env.invalidate_all()

    def test_order(self):
        """The first phone and e-mail of a file are the first ones of the customer."""
        contact = self.create_contact(
            "0912345670",
            "0912345671",
            email_ids=self.typed("a@example.com", "b@example.com"),
            share_mode="all",
        )
        before = self.state_of(contact), self.points(contact)
        data = self.export(contact)
        first, second = "+84 912 345 670", "+84 912 345 671"
        for changes, phones, emails in (
            # swapped
            (
                {"Phone 1": second, "Phone 2": first},
                [second, first],
                ["a@example.com", "b@example.com"],
            ),
            # another one in the first place
            (
                {"Phone 1": "+84 912 345 699", "Email 1": "c@example.com"},
                ["+84 912 345 699", second],
                ["c@example.com", "b@example.com"],
            ),
            # the first one taken out
            (
                {"Phone 1": "", "Email 1": ""},
                [second],
                ["b@example.com"],
            ),
        ):
            data_changed = self.change(
                data, {(1, header): text for header, text in changes.items()}
            )
            run = self.bring_back(data_changed)
            self.assertEqual(self.points(contact), phones)
            self.assertEqual(self.points(contact, "email"), emails)
            self.assertEqual((contact.phone, contact.email), (phones[0], emails[0]))
            self.undo(run)
            self.assertEqual((self.state_of(contact), self.points(contact)), before)

    def test_accounts(self):
        """Accounts with their contacts and a parent: what is changed is changed."""
        parent, account = self.as_user("res.partner").create(
            [
                {
                    "name": name,
                    "is_company": True,
                    "street": f"1 {name} Street",
                    "city": "Huế",
                    "comment": "<p>First<br>Second</p>",
                    "phone_ids": self.typed(phone),
                    "share_mode": "all",
                }
                for name, phone in (("Parent", "0912345670"), ("Branch", "0912345671"))
            ]
        )
        account.with_context(antcrm_keep_account=True).parent_id = parent
        contact = self.create_contact(
            "0912345672", parent_id=account.id, share_mode="all"
        )
        accounts = parent | account
        before = self.state_of(accounts | contact)
        data = self.export(accounts, "account")
        run = self.bring_back(data, "account")
        self.assertEqual(self.counts(run), {"overwritten": 2})
        self.assertFalse(run.row_ids.filtered("previous"))
        self.assertEqual(self.state_of(accounts | contact), before)
        street = "Apartment Number, Street"
        data = self.change(
            data,
            {
                (2, "Name"): "Branch 2",
                (2, street): "2 Branch Street",
                (2, "Phone 1"): "+84 912 345 699",
            },
        )
        run = self.bring_back(data, "account")
        self.assertEqual(account.name, "Branch 2")
        self.assertEqual(account.phone, "+84 912 345 699")
        self.assertEqual(
            (accounts | contact).mapped("street"),
            ["1 Parent Street", "2 Branch Street", "2 Branch Street"],
        )
        self.undo(run)
        self.assertEqual(self.state_of(accounts | contact), before)

    def test_address_of_an_account_s_contact(self):
        """Another main address is kept beside the account's, as a whole."""
        account = self.as_user("res.partner").create(
            {
                "name": "ACME",
                "is_company": True,
                "street": "1 First Street",
                "city": "Huế",
                "country_id": self.env.ref("base.vn").id,
                "share_mode": "all",
            }
        )
        contacts = self.create_contact(
            "0912345670", parent_id=account.id, share_mode="all"
        ) | self.create_contact("0912345671", parent_id=account.id, share_mode="all")
        before = self.state_of(account | contacts)
        data = self.change(
            self.export(contacts), {(1, "Apartment Number, Street"): "2 New Street"}
        )
        run = self.bring_back(data)
        self.assertEqual(self.state_of(account | contacts)[0], before[0])
        address = contacts.child_ids
        self.assertEqual(address.parent_id, contacts[0])
        self.assertEqual(
            (address.street, address.city, address.country_id),
            ("2 New Street", "Huế", account.country_id),
        )
        self.undo(run)
        self.assertEqual(self.state_of(account | contacts), before)

    def test_changed_addresses(self):
        """A further address that was changed in the file is changed, not added; one
        that was cleared stays. Undo restores what nobody changed since."""
        vn, fr = self.env.ref("base.vn"), self.env.ref("base.fr")
        contact = self.create_contact(city="Huế", country_id=vn.id, share_mode="all")
        addresses = self.env["res.partner"].create(
            [
                {"parent_id": contact.id, "type": "other", "street": text, **place}
                for text, place in (
                    ("1 First Street", {"city": "Huế"}),
                    ("2 Second Street", {"city": "Vinh", "country_id": vn.id}),
                    ("3 Third Street", {"city": "Hội An"}),
                )
            ]
        )
        lead = self.as_user("crm.lead").create(
            {
                "firstname": "Lea",
                "type": "lead",
                "share_mode": "all",
                "address_ids": [
                    Command.create({"street": "7", "city": "Huế"}),
                    Command.create({"street": "8", "city": "Huế"}),
                ],
            }
        )
        part = "Address {}: {}".format
        street, country = "Apartment Number, Street", "Country"
        for customer, kind, changes, expected in (
            (
                contact,
                "contact",
                {
                    (1, part(2, street)): "",
                    (1, part(2, "City")): "",
                    (1, part(3, street)): "22 Second Street",
                    # the same address in another country
                    (1, part(4, country)): "France",
                },
                ["1 First Street", "22 Second Street", "3 Third Street"],
            ),
            (lead, "lead", {(1, part(3, street)): "9"}, ["7", "9"]),
        ):
            before = self.state_of(customer)
            data = self.export(customer, kind)
            for undone_after in (False, True):
                run = self.bring_back(self.change(data, changes), kind)
                now = customer.address_ids.sorted("id")
                self.assertEqual(now.mapped("street"), expected)
                if undone_after:
                    now[1].street = "Somewhere else"
                run.action_undo()
                while run.undo_chunk():
                    pass
                if undone_after:
                    self.assertEqual(run.left_count, 1)
                    self.assertEqual(now[1].street, "Somewhere else")
                else:
                    self.assertEqual(self.state_of(customer), before)
        self.assertEqual(addresses[2].country_id, fr)
        self.assertEqual(addresses[1].city, "Vinh")

    def test_leads(self):
        """A lead without the name of a person, and one whose title is its own."""
        leads = self.as_user("crm.lead").create(
            [
                {"name": "Boats", "type": "lead", "share_mode": "all"},
                {
                    "name": "Big deal",
                    "firstname": "Leo",
                    "partner_name": "Ant Ltd",
                    "type": "lead",
                    "share_mode": "all",
                    "address_ids": [Command.create({"city": "Huế"})],
                },
                {"firstname": "Lea", "type": "lead", "share_mode": "all"},
            ]
        )
        before = self.state_of(leads)
        data = self.export(leads, "lead")
        run = self.bring_back(data, "lead")
        self.assertEqual(self.counts(run), {"overwritten": 3})
        self.assertEqual(self.state_of(leads), before)
        data = self.change(
            data, {(1, "Position"): "Chef", (2, "Name"): "Lee", (3, "Name"): "Lia"}
        )
        self.bring_back(data, "lead")
        self.assertEqual(leads.mapped("name"), ["Boats", "Big deal", "Lia"])
        self.assertEqual(leads.mapped("contact_name"), [False, "Lee", "Lia"])
        self.assertEqual(leads[0].function, "Chef")

    def test_other_policies(self):
        contact = self.create_contact(share_mode="all", city="Huế")
        data = self.change(
            self.export(contact), {(1, "City"): "Đà Nẵng", (1, "Position"): "Chef"}
        )
        run = self.bring_back(data, policy="skip")
        self.assertEqual(self.counts(run), {"skipped": 1})
        run = self.bring_back(data, policy="merge")
        self.assertEqual(self.counts(run), {"merged": 1})
        self.assertEqual((contact.city, contact.function), ("Huế", "Chef"))
        run = self.bring_back(data, policy="duplicate")
        self.assertEqual(self.counts(run), {"created": 1})

    def test_keys_of_others(self):
        """A key says nothing about customers that the user may not see or change, nor
        about those of another database."""
        hidden = self.create_contact(firstname="Hidden", share_mode="me")
        key = self.env["antcrm.sheet"]._get_record_key(hidden)
        forged = f"C{self.env.company.partner_id.id}-000000000000"
        run = self.bring_back(
            files.csv_file(
                "Record Key,Name,Surname",
                f"{key},Bob,One",
                f"{forged},Bob,Two",
            )
        )
        self.assertEqual(hidden.firstname, "Hidden")
        self.assertEqual(self.counts(run), {"created": 2, "warning": 2})
        first, second = run.row_ids.mapped("reason")
        self.assertEqual(
            first.replace(key, ""), second.replace(forged, ""), "no difference"
        )

    def test_keys_by_other_doors(self):
        """Nobody but an import names customers by their keys."""
        contact = self.create_contact()
        key = self.env["antcrm.sheet"]._get_record_key(contact)
        candidates = [{"firstname": "Bob", "record_key": key}]
        with self.assertRaises(ValueError):
            self.as_user("antcrm.intake").apply("contact", candidates)

    def test_remembered_columns(self):
        """What the user chose for another file does not mix up an exported one."""
        run = self.review("Name,Surname", "Ann,Bee", mapping={"Surname": "function"})
        run.action_run()
        contact = self.create_contact(lastname="Nguyễn", share_mode="all")
        before = self.state_of(contact)
        self.bring_back(self.export(contact))
        self.assertEqual(self.state_of(contact), before)

    def test_queries(self):
        """The number of queries does not grow with the rows."""
        contacts = self.as_user("res.partner").create(
            [
                {
                    "firstname": f"Ida {number}",
                    "phone_ids": self.typed(f"09123{number:05d}"),
                    "share_mode": "all",
                }
                for number in range(40)
            ]
        )

        def count(records):
            data = self.export(records)
            self.bring_back(data)
            wizard = self.open_wizard(data, duplicate_policy="overwrite")
            wizard.action_next()
            wizard.action_next()
            action = wizard.action_review()
            run = wizard.env["antcrm.import"].browse(action["res_id"])
            run.action_run()
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            run.run_chunk()
            return self.env.cr.sql_log_count - before

        few, many = count(contacts[:2]), count(contacts)
        self.assertLessEqual(many, few + 2)

    # ------------------------------------------------------------------
    # Anything that customers may hold
    # ------------------------------------------------------------------

    def make_custom_fields(self):
        kind = self.env.ref("antcrm_customers.kind_contact")
        choices = [Command.create({"name": name}) for name in ("=A", "B; C", "Đ")]
        definitions = self.env["antcrm.custom.field"].create(
            [
                {
                    "label": field_type,
                    "type": field_type,
                    "kinds": [Command.link(kind.id)],
                    "choice_ids": choices if field_type.startswith("choice") else [],
                }
                for field_type in FIELD_TYPES
            ]
        )
        return {field.type: field for field in definitions}

    def prepare_customer(self, values, number, fields_, tags):
        """Return the values of a customer for what was drawn."""
        vn, us = self.env.ref("base.vn"), self.env.ref("base.us")
        choice, choices = fields_["choice"], fields_["choices"]
        address = dict(
            zip(("street", "street2", "city", "zip"), values["address"], strict=True)
        )
        country = [
            {},
            {"country_id": vn.id},
            {"country_id": us.id, "state_id": us.state_ids[0].id},
            {"state_id": us.state_ids[1].id},
        ][values["country"]]
        plain = ("firstname", "lastname", "function", "identity_number", "comment")
        plain += ("gender", "birthdate_date")
        columns = ("char", "text", "integer", "float", "date", "datetime", "boolean")
        return {
            **{name: values[name] for name in plain},
            **address,
            **country,
            **{fields_[name].field_name: values[f"x_{name}"] for name in columns},
            choice.field_name: choice.choice_ids[values["x_choice"]].key,
            choices.field_name: [
                Command.set(choices.choice_ids[i].id for i in values["x_choices"])
            ],
            fields_["customer"].field_name: values["x_customer"] and self.account.id,
            fields_["employee"].field_name: (
                values["x_employee"] and self.user_sales.id
            ),
            "phone_ids": self.typed(
                *(f"+84 912{number:04d}{at:02d}" for at in range(values["phones"]))
            ),
            "email_ids": self.typed(
                *(f"M{number}.{at}@Example.com" for at in range(values["emails"]))
            ),
            "social_ids": self.typed(*values["socials"]),
            "category_id": [Command.set(tags[at].id for at in values["tags"])],
            "child_ids": [
                Command.create({"type": "other", "street": street, "city": "Huế"})
                for street in values["addresses"]
            ],
            "share_mode": "all",
        }

    def test_anything(self):
        """Export, then import with "overwrite", is the identity."""
        fields_ = self.make_custom_fields()
        names = ["=1", "A, B", 'say "hi"', "Twin", "Twin", "tưng"]
        tags = self.env["res.partner.category"].create(
            [{"name": name} for name in names]
        )
        self.account = self.as_user("res.partner").create(
            {"name": "Twins; Ltd", "is_company": True}
        )
        numbers = iter(range(10000))

        @settings(
            max_examples=10,
            # what fails is shown as it is found: to make it smaller takes minutes
            phases=[Phase.explicit, Phase.generate],
            deadline=None,
            derandomize=True,
            database=None,
            suppress_health_check=list(HealthCheck),
        )
        @given(
            st.lists(CUSTOMER, min_size=4, max_size=8),
            st.sampled_from(["csv", "xlsx"]),
        )
        def check(customers, file_type):
            contacts = self.as_user("res.partner").create(
                [
                    self.prepare_customer(values, next(numbers), fields_, tags)
                    for values in customers
                ]
            )
            before = self.state_of(contacts)
            run = self.bring_back(self.export(contacts, file_type=file_type))
            self.assertEqual(self.counts(run), {"overwritten": len(contacts)})
            self.assertFalse(
                [row.previous for row in run.row_ids if row.previous], "changed"
            )
            self.assertEqual(self.state_of(contacts), before)

        check()
