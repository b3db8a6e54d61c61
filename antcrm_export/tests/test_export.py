import csv
import io
import json

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.http import Request
from odoo.tests import HttpCase, new_test_user, tagged

from odoo.addons.antcrm_customers.tests.common import CustomersCommon, RestoredRegistry

from ..tools import sheet


class ExportCommon(CustomersCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user_exporter = new_test_user(
            cls.env,
            "antcrm_exporter",
            groups="antcrm_share.group_user,base.group_allow_export",
            name="Eva Exporter",
            tz="Europe/Berlin",
        )

    def export(self, records, kind="contact", file_type="csv", user=None):
        """Return the file that a user gets."""
        self.env.flush_all()
        self.env.invalidate_all()
        stream = io.BytesIO()
        user = user or self.user_exporter
        Sheet = self.as_user("antcrm.sheet", user)
        Sheet._write_sheet(stream, kind, records.with_env(Sheet.env), file_type)
        return stream.getvalue()

    def export_rows(self, records, kind="contact", user=None):
        """Return the rows that a user gets, as dicts."""
        data = self.export(records, kind, user=user).decode("utf-8-sig")
        return list(csv.DictReader(io.StringIO(data, newline="")))


@tagged("post_install", "-at_install")
class TestExport(RestoredRegistry, ExportCommon):
    def test_columns(self):
        """Everything that an import reads, as many columns as there are values."""
        account = self.as_user("res.partner").create(
            {"name": "Ant Ltd", "is_company": True}
        )
        contact = self.create_contact(
            "0912 345 678",
            "+33 1 41 68 12 30",
            lastname="Nguyễn",
            email_ids=self.typed("ida@example.com"),
            social_ids=self.typed("https://facebook.com/Ida"),
            parent_id=account.id,
            gender="female",
            birthdate_date="1990-02-03",
            category_id=[
                Command.create({"name": "Fair, 2026"}),
                Command.create({"name": "Big"}),
            ],
            user_id=self.user_sales.id,
            comment="<p>Likes <b>boats</b></p>",
        )
        self.as_user("res.partner").create(
            {"parent_id": contact.id, "type": "delivery", "city": "Huế"}
        )
        other = self.create_contact(firstname="Bob")
        row, empty = self.export_rows(contact | other)
        for header, value in {
            "Name": "Ida",
            "Surname": "Nguyễn",
            "Phone 1": "'+84 912 345 678",
            "Phone 2": "'+33 1 41 68 12 30",
            "Email 1": "ida@example.com",
            "Social network 1": "https://facebook.com/Ida",
            "Account": "Ant Ltd",
            "Gender": "Female",
            "Date of Birth": "1990-02-03",
            "Tags": 'Big, "Fair, 2026"',
            "PIC (person in charge)": "Sara Sales",
            "Notes": "Likes *boats*",
            "Address 2: City": "Huế",
        }.items():
            self.assertEqual(row[header], value, header)
        self.assertNotIn("Address 3: City", row)
        self.assertNotIn("Phone 3", row)
        self.assertRegex(row["Record Key"], r"^C[0-9]+-[0-9a-f]{12}$")
        self.assertEqual(empty["Phone 2"], "")
        self.assertEqual(list(row)[0], "Record Key")

    def test_same_labels(self):
        """A custom field with the name of another column has a column of its own."""
        self.env["antcrm.custom.field"].create(
            {
                "label": "city!",
                "type": "char",
                "kinds": [
                    Command.link(self.env.ref("antcrm_customers.kind_contact").id)
                ],
            }
        )
        contact = self.create_contact(city="Huế", x_city="Đà Nẵng")
        (row,) = self.export_rows(contact)
        self.assertEqual((row["City"], row["x_city"]), ("Huế", "Đà Nẵng"))

    def test_right(self):
        """Who may not export by the host's rights gets nothing, on no way."""
        contact = self.create_contact()
        Sheet = self.as_user("antcrm.sheet")
        with self.assertRaises(AccessError):
            Sheet._search_exported("contact", [])
        with self.assertRaises(AccessError):
            self.export(contact, user=self.user_sales)

    def test_search_and_share(self):
        """What the page finds, as far as the user may see it; a hidden account shows
        its name alone."""
        account = self.as_user("res.partner").create(
            {
                "name": "Hidden Ltd",
                "is_company": True,
                "share_mode": "me",
                "phone_ids": self.typed("024 3825 3535"),
            }
        )
        mine = self.create_contact(
            "0912 345 678", firstname="Mine", share_mode="me", function="Zookeeper"
        )
        shared = self.create_contact(
            firstname="Shared",
            parent_id=account.id,
            share_mode="all",
            function="Zookeeper",
        )
        other = self.create_contact(
            firstname="Other", share_mode="all", function="Chef"
        )
        Sheet = self.as_user("antcrm.sheet", self.user_exporter)
        domain = [("function", "=", "Zookeeper")]
        self.assertEqual(Sheet._search_exported("contact", domain), shared)
        chosen = Sheet._search_exported("contact", domain, (mine | other).ids)
        self.assertEqual(chosen, other)
        (row,) = self.export_rows(shared)
        self.assertEqual(row["Account"], "Hidden Ltd")
        self.assertFalse(any("3825" in value for value in row.values()))
        with self.assertRaises(AccessError):
            self.export(mine)

    def test_other_kinds(self):
        """Nothing but customers of the kind, whatever is asked for."""
        Sheet = self.as_user("antcrm.sheet", self.user_exporter)
        ids = (self.user_sales.partner_id | self.env.company.partner_id).ids
        self.assertFalse(Sheet._search_exported("contact", [], ids))
        self.assertFalse(Sheet._search_exported("account", [], ids))
        with self.assertRaises(ValueError):
            Sheet._search_exported("res.users", [])

    def test_formulas(self):
        """No text is a formula for a spreadsheet program, and each comes back."""
        for text in (
            "=cmd|' /C calc'!A0",
            "+1+1",
            "-2",
            "@SUM(A1)",
            "'=1",
            "''=1",
            " =1",
            "\t=1",
            "＝1",
        ):
            escaped = sheet.escape_formula(text)
            self.assertTrue(escaped.startswith("'"), text)
            self.assertEqual(sheet.unescape_formula(escaped), text)
        for text in ("'quoted'", "a=1", "", "O'Hara", "'"):
            self.assertEqual(sheet.escape_formula(text), text)
            self.assertEqual(sheet.unescape_formula(text), text)

    def test_long_text(self):
        """A text that no cell holds is left out, not cut off."""
        contact = self.create_contact(comment=f"<p>{'x' * 40000}</p>")
        (row,) = self.export_rows(contact)
        self.assertEqual(row["Notes"], "")

    def test_keys(self):
        """A key is of one database, one model and one customer."""
        contact, lead = self.create_contact(), self.create_lead()
        Sheet = self.as_user("antcrm.sheet", self.user_exporter)
        key = Sheet._get_record_key(contact)
        self.assertEqual(Sheet._read_record_keys("contact", [key]), {key: contact})
        self.assertFalse(Sheet._read_record_keys("account", [key]))
        self.assertFalse(Sheet._read_record_keys("lead", [key]))
        lead_key = Sheet._get_record_key(lead)
        forged = lead_key.replace(str(lead.id), str(lead.id + 1), 1)
        for wrong in (forged, key.replace("C", "L"), "C1-", "", "C9" * 50, 7):
            self.assertFalse(Sheet._read_record_keys("contact", [wrong]), wrong)
        contact.sudo().write({"share_mode": "me"})
        self.assertFalse(Sheet._read_record_keys("contact", [key]))

    def test_queries(self):
        """The number of queries does not grow with the customers."""
        tags = self.env["res.partner.category"].create({"name": "Fair"})
        contacts = self.as_user("res.partner").create(
            [
                {
                    "firstname": f"Ida {number}",
                    "phone_ids": self.typed(f"09123{number:05d}"),
                    "category_id": tags.ids,
                    "country_id": self.env.ref("base.vn").id,
                }
                for number in range(60)
            ]
        )
        self.as_user("res.partner").create(
            [
                {"parent_id": contact.id, "type": "other", "city": "Huế"}
                for contact in contacts
            ]
        )

        def count(records):
            self.export(records)
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.export(records)
            return self.env.cr.sql_log_count - before

        few, many = count(contacts[:3]), count(contacts)
        self.assertEqual(few, many)
        self.assertLess(many, 60)


@tagged("post_install", "-at_install")
class TestExportRoute(ExportCommon, HttpCase):
    def get_file(self, **options):
        data = {"kind": "contact", "file_type": "csv", "ids": False, **options}
        return self.url_open(
            "/antcrm/export",
            {"data": json.dumps(data), "csrf_token": Request.csrf_token(self)},
        )

    def test_route(self):
        contact = self.create_contact(firstname="=Ida", function="Zookeeper")
        domain = [["function", "=", "Zookeeper"]]
        self.authenticate("antcrm_exporter", "antcrm_exporter")
        response = self.get_file(domain=domain)
        self.assertEqual(response.status_code, 200)
        self.assertIn("attachment", response.headers["Content-Disposition"])
        self.assertIn(".csv", response.headers["Content-Disposition"])
        self.assertIn("'=Ida", response.content.decode("utf-8-sig"))
        self.assertEqual(response.content, self.export(contact))
        response = self.get_file(domain=domain, file_type="xlsx")
        self.assertTrue(response.content.startswith(b"PK"))
        for wrong in (
            {"kind": "res.users"},
            {"file_type": "exe"},
            {"domain": [["share_id", "=", 1]]},
            {"ids": "all"},
            {"domain": [["id", "in", "abc"]]},
            {"domain": [["name", "=", "a\x00b"]]},
            {"context": 7},
        ):
            response = self.get_file(**wrong)
            status = 403 if "share_id" in str(wrong) else 400
            self.assertEqual(response.status_code, status, wrong)
            self.assertNotIn("Traceback", response.text)
        response = self.url_open(
            "/antcrm/export", {"csrf_token": Request.csrf_token(self)}
        )
        self.assertEqual(response.status_code, 400)

    def test_route_without_right(self):
        self.create_contact(firstname="Ida")
        self.authenticate("antcrm_sales", "antcrm_sales")
        response = self.get_file()
        self.assertEqual(response.status_code, 403)
        self.assertNotIn("Ida", response.text)
