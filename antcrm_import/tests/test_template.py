import csv
import io
from unittest.mock import patch

from openpyxl import load_workbook

from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Command
from odoo.tests import HttpCase, tagged

from ..tools import reader
from ..wizard import antcrm_import_template
from . import files
from .common import ImportCommon


@tagged("post_install", "-at_install")
class TestTemplate(ImportCommon):
    @classmethod
    def make_template(cls, kind="contact", context=None, **values):
        """Return the template of the importer."""
        Template = cls.env["antcrm.import.template"].with_user(cls.user_importer)
        return Template.with_context(**(context or {})).create({"kind": kind, **values})

    @staticmethod
    def open_workbook(template):
        return load_workbook(io.BytesIO(template._get_file()))

    @classmethod
    def headers(cls, template):
        sheet = cls.open_workbook(template).worksheets[0]
        return [cell.value for cell in sheet[1]]

    def drop_downs(self, template):
        """Return {header: choices} of the columns with a drop-down."""
        book = self.open_workbook(template)
        sheet = book.worksheets[0]
        result = {}
        for validation in sheet.data_validations.dataValidation:
            column = str(validation.sqref).split(":")[0].rstrip("0123456789")
            name, area = validation.formula1.lstrip("=").split("!")
            result[sheet[f"{column}1"].value] = [
                row[0].value for row in book[name][area.replace("$", "")]
            ]
        return result

    def test_columns(self):
        """As many phones, e-mails and addresses as wanted, and all are understood."""
        for kind in ("lead", "contact", "account"):
            template = self.make_template(
                kind, phone_count=3, email_count=2, social_count=0, address_count=2
            )
            headers = self.headers(template)
            self.assertEqual(len(set(headers)), len(headers))
            self.assertEqual(
                [h for h in headers if h.startswith("Phone")][2], "Phone 3"
            )
            self.assertIn("Email 2", headers)
            self.assertNotIn("Social network 1", headers)
            self.assertIn("Address 2: Ward", headers)
            self.assertNotIn("Address 3: Ward", headers)
            wizard = self.open_wizard(
                files.xlsx_file([headers, ["x"] * len(headers)]), kind=kind
            )
            wizard.action_next()
            fields_ = {entry["header"]: entry["field"] for entry in wizard.mapping}
            labels = {
                field["label"]: field["name"]
                for field in self.env["antcrm.sheet"]._get_import_fields(kind)
            }
            for header, field in fields_.items():
                if header[:-2] in ("Phone", "Email"):
                    self.assertEqual(field, f"{header[:-2].lower()}s")
                elif header == "Name":
                    self.assertEqual(
                        field, "name" if kind == "account" else "firstname"
                    )
                else:
                    self.assertEqual(field, labels[header], header)

    def test_round_trip(self):
        """A template that is filled in comes in as it is, further addresses too."""
        template = self.make_template(address_count=3)
        book = self.open_workbook(template)
        sheet = book.worksheets[0]
        values = {
            "Name": "Ann",
            "Surname": "Nguyễn",
            "Gender": "Female",
            "Phone 1": "0912 345 678",
            "Phone 2": "0912 345 679",
            "Email 1": "ann@example.com",
            "Country": "Vietnam",
            "Address 2: Apartment Number, Street": "2 Hai Street",
            "Address 2: Country": "France",
            "Address 3: City": "Huế",
        }
        for column, header in enumerate(self.headers(template), start=1):
            if header in values:
                sheet.cell(3, column, values[header])
        wizard = self.open_wizard(files.save_workbook(book), file_name="filled.xlsx")
        self.assertEqual(wizard.sheet_names[0], "Contacts")
        wizard.action_next()
        wizard.action_next()
        run = wizard.env["antcrm.import"].browse(wizard.action_review()["res_id"])
        example, row = run.row_ids
        self.assertEqual((example.mark, example.planned_action), ("example", "skipped"))
        self.assertFalse(row.reason)
        run.action_run()
        run.run_chunk()
        self.assertFalse(example.record)
        contact = row.record
        self.assertEqual((contact.firstname, contact.lastname), ("Ann", "Nguyễn"))
        self.assertEqual(contact.gender, "female")
        self.assertEqual(len(contact.phone_ids), 2)
        self.assertEqual(contact.country_id.code, "VN")
        self.assertEqual(
            {(a.street, a.city, a.country_id.code) for a in contact.address_ids},
            {("2 Hai Street", False, "FR"), (False, "Huế", False)},
        )

    def test_example(self):
        """The same in both files, of every kind; overwritten, it is a customer."""
        for kind in ("lead", "contact", "account"):
            for file_type in ("xlsx", "csv"):
                with self.subTest(kind=kind, file_type=file_type):
                    template = self.make_template(kind, file_type=file_type)
                    wizard = self.open_wizard(template._get_file(), kind=kind)
                    wizard.action_next()
                    wizard.action_next()
                    wizard.action_review()
                    row = wizard.import_id.row_ids
                    self.assertEqual(
                        (row.mark, row.planned_action), ("example", "skipped")
                    )
                    self.assertIn("example", row.reason)
                    # its values are ones that the import can read
                    wizard.import_id.set_error_choice("example", "keep")
                    self.assertEqual(row.planned_action, "created")
                    self.assertFalse(
                        {issue["code"] for issue in row.errors or ()} - {"new_value"}
                    )

    def test_drop_downs(self):
        self.env["utm.source"].create({"name": "=Fair"})
        choices = self.drop_downs(self.make_template(address_count=2))
        self.assertEqual(choices["Gender"], ["Male", "Female", "Other"])
        self.assertIn("Vietnam", choices["Country"])
        self.assertEqual(choices["Country"], choices["Address 2: Country"])
        statuses = self.env["antcrm.status"].search([("kind", "=", "customer")])
        self.assertEqual(choices["Status"], statuses.mapped("name"))
        self.assertIn("=Fair", choices["Source"])
        self.env["antcrm.status"].create({"name": "Cold", "kind": "lead"})
        self.assertIn("Cold", self.drop_downs(self.make_template("lead"))["Status"])
        self.assertNotIn("Cold", self.drop_downs(self.make_template())["Status"])

    def test_custom_fields(self):
        kinds = self.env["antcrm.customer.kind"].search([("code", "=", "contact")])
        self.env["antcrm.custom.field"].create(
            [
                {
                    "label": "=1+1",
                    "type": "choice",
                    "kinds": [Command.set(kinds.ids)],
                    "choice_ids": [
                        Command.create({"name": name}) for name in ("Gold", "Silver")
                    ],
                },
                {
                    "label": "Met on",
                    "type": "date",
                    "kinds": [Command.set(kinds.ids)],
                },
            ]
        )
        template = self.make_template()
        self.assertEqual(self.drop_downs(template)["=1+1"], ["Gold", "Silver"])
        sheet = self.open_workbook(template).worksheets[0]
        cells = {cell.value: cell for cell in sheet[1]}
        self.assertEqual(cells["=1+1"].data_type, "s")
        column = sheet.column_dimensions[cells["Met on"].column_letter]
        self.assertEqual(column.number_format, "yyyy-mm-dd")
        column = sheet.column_dimensions[cells["Phone 1"].column_letter]
        self.assertEqual(column.number_format, "@")
        # and not for others
        self.assertNotIn("Met on", self.headers(self.make_template("account")))

    def test_language_of_the_user(self):
        self.env["res.lang"]._activate_lang("vi_VN")
        template = self.make_template(context={"lang": "vi_VN"})
        headers = self.headers(template)
        self.assertIn("Điện thoại 1", headers)
        wizard = self.open_wizard(
            files.xlsx_file([headers, ["x"] * len(headers)]), context={"lang": "vi_VN"}
        )
        wizard.action_next()
        self.assertEqual(
            [e["header"] for e in wizard.mapping if not e["field"]],
            [],
            "every header is understood in its own language",
        )

    def test_every_column_in_vietnamese(self):
        """Each goes to its own field, custom ones with names that mean much too."""
        self.env["res.lang"]._activate_lang("vi_VN")
        kinds = self.env["antcrm.customer.kind"].search([])
        # as Sales calls it: a name that the city has already
        labels = ("Zalo", "Nhóm", "Domain", "Thành phố", "Ghi chú")
        self.env["antcrm.custom.field"].create(
            [
                {"label": label, "type": "char", "kinds": [Command.set(kinds.ids)]}
                for label in labels
            ]
        )
        for kind in ("lead", "contact", "account"):
            template = self.make_template(
                kind,
                context={"lang": "vi_VN"},
                phone_count=3,
                address_count=2,
            )
            columns = template._get_columns()
            headers = self.headers(template)
            self.assertEqual(len(set(headers)), len(headers))
            wizard = self.open_wizard(
                files.xlsx_file([headers, ["x"] * len(headers)]),
                kind=kind,
                context={"lang": "vi_VN"},
            )
            wizard.action_next()
            found = [(entry["header"], entry["field"]) for entry in wizard.mapping]
            expected = [(column["header"], column["field"]) for column in columns]
            self.assertEqual(found, expected)

    def test_lists_of_other_models(self):
        """Short ones have a drop-down, which leaves other values to the review; there
        is none of customers."""
        kinds = self.env["antcrm.customer.kind"].search([("code", "=", "contact")])
        self.env["antcrm.custom.field"].create(
            {"label": "Guide", "type": "customer", "kinds": [Command.set(kinds.ids)]}
        )
        self.env["res.country.state"].search([]).write({"name": "Same"})
        choices = self.drop_downs(self.make_template())
        self.assertNotIn("Province", choices)
        limit = self.env["res.country.state"].search_count([])
        with patch.object(antcrm_import_template, "MAX_OTHER_CHOICES", limit):
            template = self.make_template()
            choices = self.drop_downs(template)
            strict = {c["header"]: c["strict"] for c in template._get_columns()}
        self.assertEqual(choices["Province"], ["Same"])
        self.assertFalse(strict["Province"])
        self.assertTrue(strict["Status"])
        self.assertNotIn("Guide", choices)
        self.assertNotIn("Account", choices)

    def test_instructions(self):
        book = self.open_workbook(self.make_template())
        self.assertEqual(book.sheetnames, ["Contacts", "Instructions", "Lists"])
        self.assertEqual(book["Lists"].sheet_state, "hidden")
        texts = [row[0].value for row in book["Instructions"].rows]
        self.assertLessEqual(set(self.headers(self.make_template())), set(texts))

    def test_csv(self):
        template = self.make_template(file_type="csv", phone_count=1)
        data = template._get_file()
        self.assertTrue(data.startswith(b"\xef\xbb\xbf"))
        template.file_type = "xlsx"
        sheet = self.open_workbook(template).worksheets[0]
        expected = [[cell.value or "" for cell in row] for row in sheet[1:2]]
        self.assertEqual(reader.read(data).rows, expected)
        # what begins as a formula is guarded
        [_header, example] = csv.reader(io.StringIO(data.decode("utf-8-sig")))
        self.assertIn("'+84 901 234 567", example)

    def test_of_an_account(self):
        template = self.make_template(context={"antcrm_account_id": 1})
        self.assertNotIn("Account", self.headers(template))
        self.assertIn("Account", self.headers(self.make_template()))

    def test_counts(self):
        for values in ({"phone_count": 11}, {"address_count": 6}, {"email_count": -1}):
            with self.assertRaises(ValidationError):
                self.make_template(**values)

    def test_rights(self):
        template = self.make_template()
        for user in (self.user_sales, self.user_portal):
            with self.assertRaises(AccessError):
                self.env["antcrm.import.template"].with_user(user).create({})
            with self.assertRaises(AccessError):
                template.with_user(user).read(["kind"])


@tagged("post_install", "-at_install")
class TestTemplateDownload(HttpCase, ImportCommon):
    def test_download(self):
        template = TestTemplate.make_template.__func__(type(self))
        self.authenticate("antcrm_importer", "antcrm_importer")
        response = self.url_open(template.action_download()["url"])
        self.assertEqual(response.status_code, 200)
        self.assertIn("Contacts.xlsx", response.headers["Content-Disposition"])
        self.assertEqual(reader.detect_type(response.content), "xlsx")
        self.authenticate("antcrm_sales", "antcrm_sales")
        self.assertEqual(
            self.url_open(template.action_download()["url"]).status_code, 404
        )
