"""Files as programs and people make them, through the wizard, the review and the run.

The files are written here, each of a kind of its own; those of ``data/files`` are as
their programs wrote them, with invented people.
"""

import base64
import json

import openpyxl
from openpyxl.styles import Font

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import html2plaintext

from ..tools import profiles
from . import files
from .common import ImportCommon
from .exports import HUBSPOT, KNOWN, OTHERS

COLLECTION = files.DATA / "files"


class RealFilesCommon(ImportCommon):
    def import_file(self, data, file_name="customers.csv", kind="contact", **values):
        """Import a file as the wizard suggests it; return the wizard and the run."""
        wizard = self.open_wizard(data, file_name=file_name, kind=kind, **values)
        self.assertFalse(wizard.file_error)
        return wizard, self.go_on(wizard)

    def go_on(self, wizard):
        """Go through the steps of the wizard as it suggests; return the run."""
        wizard.action_next()
        wizard.action_next()
        return wizard.env["antcrm.import"].browse(wizard.action_review()["res_id"])

    def finish(self, run):
        """Import what was reviewed; return the customers in the order of the file."""
        run.action_run()
        self.run_cron()
        self.assertEqual(run.state, "done")
        # superuser: rows are seen by their importer
        rows = run.sudo().row_ids.sorted("number")
        return [row.record for row in rows if row.record]

    def describe(self, partner):
        people = partner.child_ids.filtered(lambda child: child.type == "contact")
        return {
            "name": partner.name,
            "people": [
                (
                    person.name,
                    person.phone_ids.mapped("normalized"),
                    person.email_ids.mapped("normalized"),
                )
                for person in people
            ],
            "firstname": partner.firstname,
            "lastname": partner.lastname,
            "account": partner.parent_id.name or False,
            "account_phones": partner.parent_id.phone_ids.mapped("normalized"),
            "account_website": partner.parent_id.website,
            "account_street": partner.parent_id.street,
            "function": partner.function,
            "emails": partner.email_ids.mapped("normalized"),
            "phones": partner.phone_ids.mapped("normalized"),
            "socials": len(partner.social_ids),
            "tags": sorted(partner.category_id.mapped("name")),
            "street": partner.street,
            "city": partner.city,
            "zip": partner.zip,
            "state": partner.state_id.name or False,
            "country": partner.country_id.code,
            "website": partner.website,
            "identity": partner.identity_number,
            "birthday": str(partner.birthdate_date or ""),
            "pic": partner.user_id.name or False,
            "note": html2plaintext(partner.comment or "").split("\n")[-1],
            "addresses": [
                (address.street, address.city) for address in partner.address_ids
            ],
        }


@tagged("post_install", "-at_install")
class TestRealFiles(RealFilesCommon):
    def test_exports(self):
        """Exports come in as the users of the programs expect, of those that are known
        and of others."""
        cases = [(program, "contact", *case) for program, case in KNOWN.items()]
        cases += [(program, *case) for program, case in OTHERS.items()]
        for program, kind, lines, expected in cases:
            with self.subTest(program):
                savepoint = self.env.cr.savepoint()
                try:
                    wizard, run = self.import_file(files.csv_file(*lines), kind=kind)
                    if program in KNOWN:
                        self.assertIn(program, wizard.profile_notice or "")
                    found = self.describe(self.finish(run)[0])
                    self.assertEqual({name: found[name] for name in expected}, expected)
                finally:
                    savepoint.close(rollback=True)
                    self.env.invalidate_all(flush=False)

    def test_profiles_are_sound(self):
        """Each profile knows its own file, and only fields that there are."""
        fields = {
            name
            for kind in ("lead", "contact", "account")
            for name in (
                field["name"] for field in self.env["antcrm.intake"].get_fields(kind)
            )
        } | set(profiles.CONCEPTS)
        for profile in profiles.load():
            for columns in profile.columns.values():
                self.assertIn(columns or "name", fields, profile.name)
        self.assertEqual(len(KNOWN), len(profiles.load()))

    def test_profiles_of_a_company(self):
        """An addon adds the exports of its own programs."""
        own = profiles.Profile(
            {
                "name": "House CRM",
                "marks": [["Kdnr", "Ansprache"]],
                "columns": {"Ansprache": "", "Wer": "lastname", "Kdnr": ""},
            }
        )
        Wizard = self.registry["antcrm.import.wizard"]
        original = Wizard._get_export_profiles
        self.patch(
            Wizard, "_get_export_profiles", lambda wizard: [*original(wizard), own]
        )
        wizard = self.open_wizard(
            files.csv_file("Kdnr,Ansprache,Wer,Mail", "1,Herr,Haus,haus@example.com")
        )
        wizard.action_next()
        self.assertIn("House CRM", wizard.profile_notice)
        self.assertEqual(
            [entry["field"] for entry in wizard.mapping],
            [False, False, "lastname", "emails"],
        )

    def test_owner_is_nobodys_email(self):
        """The address of our own salesperson makes no customers of one address."""
        _wizard, run = self.import_file(files.csv_file(*HUBSPOT))
        self.assertEqual(self.counts(run).get("created"), 2)
        self.assertEqual(run.rejected_count + run.skipped_count, 0)

    def test_columns_without_a_field(self):
        """What nothing takes is named at the top of the review, with how much it is."""
        _wizard, run = self.import_file(
            files.csv_file(
                "Name,Email,Shoe size,Empty,Fax",
                "Ann,ann@example.com,38,,028 3822 0001",
                "Bo,bo@example.com,,,028 3822 0002",
            )
        )
        self.assertEqual(
            run.notices["columns"],
            [{"header": "Shoe size", "count": 1}, {"header": "Fax", "count": 2}],
        )
        self.assertIn("Shoe size", run.notices_html)
        self.assertNotIn("Empty", run.notices_html)

    def test_shared_number(self):
        """A phone that stands in many rows is asked about."""
        wizard, run = self.import_file(
            files.csv_file(
                "Name,Phone",
                *(f"Person {number},028 3822 1000" for number in range(4)),
            )
        )
        self.assertEqual(wizard.mapping[1]["shared"], ["028 3822 1000", 4])
        self.assertIn("4", run.notices_html)

    def test_placeholders(self):
        """Cells that say there is nothing are empty, which is said once."""
        _wizard, run = self.import_file(
            files.csv_file(
                "Name,Email,Phone,Birthday,Company,City",
                "No One,N/A,N/A,N/A,N/A,N/A",
                "Dash Two,-,-,-,-,-",
                "Ko Three,không có,không,chưa rõ,không,0",
                "Zero Four,,,00/00/0000,#N/A,#REF!",
            )
        )
        self.assertEqual(self.counts(run), {"created": 4})
        self.assertEqual(run.notices["placeholder_count"], 18)
        before = self.env["res.partner"].search_count([("is_company", "=", True)])
        self.finish(run)
        after = self.env["res.partner"].search_count([("is_company", "=", True)])
        self.assertEqual(after, before)

    def test_words_beside_numbers(self):
        """What a cell says beside its numbers and addresses is told before it is left
        out; what belongs to another field goes there."""
        _wizard, run = self.import_file(
            files.csv_file(
                "Name,Phone,Email",
                "Cell One,0902221201 (anh Nam),one@cell.example",
                "Cell Two,Mobile: 0902221202,mailto:two@cell.example",
                "Cell Three,three@cell.example,0902221203",
            )
        )
        self.assertEqual(run.notices["beside_count"], 1)
        self.assertEqual(run.notices["beside"], ["0902221201 (anh Nam)"])
        self.assertIn("anh Nam", run.notices_html)
        found = [self.describe(customer) for customer in self.finish(run)]
        self.assertEqual(
            [(one["phones"], one["emails"]) for one in found],
            [
                ([f"+8490222120{number}"], [f"{name}@cell.example"])
                for number, name in enumerate(("one", "two", "three"), 1)
            ],
        )

    def test_rows_that_are_no_customers(self):
        """Totals, notes, a second header and rows with a cell too many are left out,
        unless they are kept; each with its number."""
        lines = (
            "Name,Phone,Address,City,Email",
            "An Nguyen,0902220020,12 Le Loi, Q1, HCMC,an@example.com",
            "Binh Tran,0902220021,5 Hai Ba Trung,Hanoi,binh@example.com",
            "Khu vực Hà Nội (12),,,,",
            "Name,Phone,Address,City,Email",
            "Cu Tran,0902220022,6 Hai Ba Trung,Hanoi,cu@example.com",
            "Tổng cộng,2,,,",
            "Ghi chú: danh sách tháng 3,,,,",
        )
        _wizard, run = self.import_file(files.csv_file(*lines))
        rows = {row.number: row for row in run.sudo().row_ids}
        self.assertEqual(
            {number: row.mark for number, row in rows.items() if row.mark},
            {2: "ragged", 4: "note", 5: "header", 7: "total", 8: "note"},
        )
        self.assertEqual(self.counts(run), {"created": 2, "skipped": 5})
        kinds = {kind["code"]: kind for kind in run.error_kinds}
        self.assertEqual(kinds["note"]["count"], 2)
        self.assertEqual(kinds["ragged"]["choice"], "skip")
        self.assertIn("more cells", rows[2].reason)
        run.set_error_choice("ragged", "keep")
        self.assertEqual((run.created_count, run.skipped_count), (3, 4))
        # a row that somebody corrects is one of them
        rows[8].with_user(self.user_importer).set_cells({0: "Real Name"})
        self.assertEqual(run.created_count, 4)
        self.assertEqual(len(self.finish(run)), 4)

    def test_spreadsheet_as_it_shows(self):
        """Formats, merged cells, links, hidden rows and formulas without a value."""
        workbook = openpyxl.Workbook()
        sheet = workbook.active
        sheet.append(["Khách hàng tháng 3"])
        sheet.merge_cells("A1:E1")
        sheet.append(["Công ty", "Họ tên", "CCCD", "Email", "Website", "Mã bưu điện"])
        for number in range(3):
            sheet.append(
                ["", f"Người {number}", 1090012345 + number, "write", "our site"]
            )
            cell = sheet.cell(3 + number, 3)
            cell.number_format = "000000000000"
            mail = sheet.cell(3 + number, 4)
            mail.hyperlink = f"mailto:nguoi{number}@example.com?subject=x"
            mail.font = Font(underline="single")
            sheet.cell(3 + number, 5).hyperlink = f"https://n{number}.example.com"
            zip_code = sheet.cell(3 + number, 6, 1234)
            zip_code.number_format = "00000"
        sheet["A3"] = "Công ty Gộp_x000D_"
        sheet.merge_cells("A3:A5")
        sheet.row_dimensions[5].hidden = True
        sheet["B4"] = "=IF(1,2"
        sheet["B4"].data_type = "f"
        sheet["B4"] = "Người 1"
        data = files.save_workbook(workbook)
        _wizard, run = self.import_file(data, "list.xlsx")
        kinds = {kind["code"]: kind for kind in run.error_kinds}
        self.assertEqual(kinds["hidden"]["count"], 1)
        run.set_error_choice("hidden", "skip")
        self.assertEqual(self.counts(run), {"created": 2, "skipped": 1})
        first, second = map(self.describe, self.finish(run))
        for number, found in enumerate((first, second)):
            self.assertEqual(found["account"], "Công ty Gộp")
            self.assertEqual(found["identity"], f"00109001234{5 + number}")
            self.assertEqual(found["zip"], "01234")
            self.assertEqual(found["emails"], [f"nguoi{number}@example.com"])
            self.assertEqual(found["website"], f"https://n{number}.example.com")

    def test_encoding_is_chosen(self):
        """What was found is shown, and can be changed, as can the delimiter."""
        data = "Имя|Телефон\nИван|+7 912 345-67-89".encode("cp1251")
        wizard = self.open_wizard(data)
        self.assertEqual((wizard.encoding, wizard.delimiter), ("cp1251", "pipe"))
        self.assertIn("Иван", wizard.preview)
        wizard.encoding = "cp1252"
        self.assertIn("Èâàí", wizard.preview)
        wizard.delimiter = "comma"
        self.assertEqual(len(wizard.head["rows"][0]), 1)
        wizard.write({"encoding": "cp1251", "delimiter": "pipe"})
        wizard.action_next()
        self.assertEqual(
            [entry["field"] for entry in wizard.mapping], ["firstname", "phones"]
        )
        # another file is looked at anew
        wizard.file_data = base64.b64encode(b"Name;Email\nAnn;ann@example.com")
        self.assertEqual((wizard.encoding, wizard.delimiter), ("utf-8", "semicolon"))
        # of a spreadsheet there is nothing to choose
        wizard.file_data = base64.b64encode(files.xlsx_file([["Name"], ["Ann"]]))
        self.assertFalse(wizard.encoding or wizard.delimiter)

    def test_old_font_is_mended(self):
        data = "Ho ten,Phone\nNguyÔn V¨n B¶y,1\nTrÇn ThÞ H­êng,2".encode("cp1252")
        wizard = self.open_wizard(data)
        self.assertIn("TCVN3", wizard.damage_notice)
        self.assertIn("Nguyễn Văn Bảy", wizard.preview)
        wizard.mend_texts = False
        self.assertIn("NguyÔn V¨n B¶y", wizard.preview)

    def test_suggestions_are_not_remembered(self):
        """Of an import only what a person chose, and started, counts for the next."""
        odd = ("Account,Title,Email", ",Ms.,odd@example.com")
        _wizard, _run = self.import_file(files.csv_file("Name," + odd[0], "A" + odd[1]))
        plain = files.csv_file(
            "First Name,Last Name,Company,Job Title,Title,Email",
            "Ann,Lee,Acme Ltd,CEO,Ms.,ann9@example.com",
        )
        wizard = self.open_wizard(plain)
        wizard.action_next()
        fields = {entry["header"]: entry["field"] for entry in wizard.mapping}
        self.assertEqual(fields["Company"], "parent_id")
        self.assertEqual(fields["Job Title"], "function")
        self.assertFalse(fields["Title"])
        # a choice in an import that was started
        run = self.review(
            "Name,Code,Email", "Rem,7,rem@example.com", mapping={"Code": "zip"}
        )
        wizard = self.open_wizard(files.csv_file("Code,Name", "8,Bo"))
        wizard.action_next()
        self.assertFalse(wizard.mapping[0]["field"])
        self.finish(run)
        wizard = self.open_wizard(files.csv_file("Code,Name", "8,Bo"))
        wizard.action_next()
        self.assertEqual(wizard.mapping[0]["field"], "zip")

    def test_nameless_columns(self):
        """What stands in a column without a name is named, and moves nothing; without
        any names, the column with the names is suggested."""
        _wizard, run = self.import_file(
            files.csv_file(",Name,,Phone,", ",Fe,,0902220930,", ",Di,x,0902220931,y")
        )
        self.assertEqual(self.counts(run), {"created": 2})
        self.assertEqual(len(run.notices["columns"]), 2)
        for lines, fields in (
            (
                ("Hue,Tran Thi An,0902220940,a@example.com", "Vinh,Le Bo,0902220941,"),
                [False, "name", "phones", "emails"],
            ),
            (("Ann,0902220942", "Bo,0902220943"), ["name", "phones"]),
        ):
            wizard = self.open_wizard(files.csv_file(*lines))
            wizard.action_next()
            self.assertEqual([entry["field"] for entry in wizard.mapping], fields)

    def test_destroyed_number(self):
        """A number that Excel has cut says what has happened to it."""
        _wizard, run = self.import_file(
            files.csv_file("Name,Phone", "Sci One,8.49123E+10", "Two,0901234567")
        )
        reasons = run.sudo().row_ids.sorted("number").mapped("reason")
        self.assertIn("Excel", reasons[0])
        self.assertFalse(reasons[1])

    def test_places(self):
        """Usual names of countries and provinces are known."""
        names = {
            "US": "USA U.S.A. America Mỹ",
            "GB": "UK England",
            "KR": "Korea",
            "DE": "Deutschland",
            "CZ": "Tschechien",
            "VN": "VNM VIETNAM",
        }
        lines = ["Name,Country,Email"]
        expected = []
        for code, words in names.items():
            for word in words.split():
                lines.append(f"P {word},{word},p{len(lines)}@example.com")
                expected.append(code)
        lines.append(f"P both,Vietnam (Việt Nam),p{len(lines)}@example.com")
        _wizard, run = self.import_file(files.csv_file(*lines))
        countries = [partner.country_id.code for partner in self.finish(run)]
        self.assertEqual(countries, [*expected, "VN"])

    def test_numbers_after_a_spreadsheet_program(self):
        """Identity cards and zips that a spreadsheet program took for numbers are as
        they were."""
        Intake = self.env["antcrm.intake"]
        for value, other, same in (
            ("001090012345", "1090012345", True),
            ("01234", "1234", True),
            ("1.50", "1.5", True),
            ("12345678901234567890", "1.23456789012346E+19", True),
            ("12", "13", False),
            ("0", "", False),
            ("A01", "A1", False),
        ):
            self.assertEqual(Intake._is_same(value, other), same, (value, other))


#: what is too big to keep
MADE = {"empty_formatted.xlsx": files.formatted_xlsx_file}
#: of the files of the collection: {file: {number of a row: some values of its customer,
#: or what it is marked as}}
COLLECTION_ROWS = {
    "google_2024.csv": {
        2: {
            "lastname": "Sample",
            "account": "Sample Clinic",
            "function": "Head Nurse",
            "emails": ["gina@example.com", "gina.s@example.org", "g@example.net"],
            "phones": ["+84901112201", "+84901112202", "+842838220001"],
            "tags": ["Suppliers"],
            "street": "12 Le Loi",
            "website": "https://clinic.example.com",
            "birthday": "1984-03-02",
        },
        3: "no_name",
        4: "no_name",
    },
    "outlook.csv": {
        2: {
            "account": "Contoso Demo",
            "function": "Director",
            "emails": ["oscar@example.com", "oscar2@example.com"],
            "phones": ["+842439990001", "+842439990003", "+84909990004"],
            "tags": ["Red Category", "VIP"],
            "street": "1 Main Street",
            "birthday": "",
            "addresses": [("9 Home Road", "Hue")],
        },
        3: {"birthday": "1980-03-14"},
    },
    "linkedin.csv": {5: {"socials": 1, "website": False}, 7: "no_name"},
    "hubspot.csv": {
        2: {
            "account": "PT Demo Villa",
            "emails": ["camille@example.com"],
            "country": "FR",
            "birthday": "",
        },
        4: "no_name",
    },
    "mailchimp.csv": {2: {"tags": ["Blog", "VIP"]}},
    "mailchimp_fname.csv": {2: {"firstname": "Jo", "lastname": "Chimp", "phones": []}},
    "pipedrive.csv": {
        2: {
            "account": "Pipe GmbH",
            "emails": ["pia@example.com", "pia.home@example.com"],
            "phones": ["+4930901820", "+4915123456789"],
            "tags": ["Customer", "Hot lead"],
        }
    },
    "gbk.csv": {2: {"firstname": "王小明", "phones": ["+8613800138000"]}},
    "cp1251.csv": {2: {"firstname": "Иван Петров"}},
    "tcvn3.csv": {2: {"firstname": "Nguyễn Văn", "lastname": "Bảy"}},
    "cp1258.csv": {2: {"lastname": "Hường"}, 3: {"lastname": "Đức"}},
    "utf8_broken_once.csv": {2: {"lastname": "Á"}, 4: {"lastname": "É"}},
    "utf16_tab.txt": {2: {"lastname": "Ô"}},
    "nbsp_zwsp.csv": {
        3: {"firstname": "Zed", "emails": ["zed@example.com"]},
        5: {"emails": ["soft@example.com"]},
    },
    "blank_rows.csv": {1002: {"lastname": "Blank"}},
    "ragged_comma.csv": {2: "ragged", 3: {"street": "5 Hai Ba Trung"}},
    "semicolon_unquoted_commas.csv": {2: {"street": "Hauptstr. 1, Hof"}},
    "scientific.csv": {
        2: {"phones": []},
        4: {"phones": ["+84912345678"]},
        5: "duplicate_in_batch",
        6: {"phones": ["+84912345677"]},
        8: {"phones": ["+84912345675"]},
    },
    "phones_styles.csv": {
        number: {"phones": phones}
        for number, phones in {
            2: ["+84902220040", "+84902220041"],
            3: ["+84902220042", "+84902220043"],
            5: ["+84902220046", "+84902220047"],
            6: ["+84902220048", "+84902220049"],
            8: ["+84902220052", "+842838220053"],
            9: ["+84902220054"],
            14: ["+84902220059"],
            16: ["+842838220061;ext=5"],
            20: ["+84902220065", "+84902220066"],
            24: ["+84902220071", "+84902220072"],
            25: ["+84902220073", "+84902220074"],
            27: [],
        }.items()
    },
    "emails_styles.csv": {
        2: {"emails": ["e1@example.com"]},
        6: {"emails": ["e5@example.com"]},
        7: {"emails": ["e6@example.com"]},
        9: {"emails": []},
        10: "ragged",
        11: {"emails": ["e10@example.com"]},
        12: {"emails": ["e11@example.com"]},
        16: {"emails": ["e15@example.com"]},
        18: {"emails": []},
        22: {"emails": ["e21@example.con"], "problem": "example.com"},
        23: {"emails": ["e22@gmial.com"], "problem": "gmail.com"},
        24: {"emails": ["e23a@example.com", "e23b@example.com"]},
    },
    "placeholders.csv": {
        **{
            number: {"account": False, "emails": [], "phones": [], "birthday": ""}
            for number in range(2, 9)
        },
        9: "no_name",
    },
    "nfd_emoji.csv": {2: {"tags": ["Khách lẻ"]}, 3: {"tags": ["Khách lẻ", "VIP⭐"]}},
    "long_values.csv": {3: {"lastname": "Ok"}},
    "lastname_first.csv": {2: {"firstname": "An", "lastname": "Nguyen"}},
    "dates.csv": {
        2: {"birthday": "2021-03-12"},
        10: {"birthday": "1990-12-25"},
        11: {"birthday": ""},
        15: {"birthday": ""},
        20: {"birthday": ""},
    },
    "dup_in_file.csv": {
        **dict.fromkeys((3, 4, 7), "duplicate_in_batch"),
        2: {"lastname": "A"},
    },
    "same_office.csv": dict.fromkeys((3, 4), "duplicate_in_batch"),
    "phone_only.csv": {2: "no_name", 3: "no_name", 4: {"lastname": "Name"}},
    "duplicate_headers.csv": {
        2: {
            "emails": ["d1@example.com", "d2@example.com"],
            "phones": ["+84902220130", "+84902220131", "+84902220132"],
            "addresses": [("2 B St", False)],
        }
    },
    "no_header.csv": {1: {"emails": ["tva@example.com"]}, 2: {"lastname": "B"}},
    "trailing_tabs.tsv": {3: {"emails": ["tab2@example.com"]}},
    "countries.csv": {
        number: {"country": code}
        for number, code in enumerate(
            "VN VN VN US US GB GB KR DE US CZ VN VN FR VN VN VN".split(), 2
        )
    },
    "open_quote.csv": "quotation mark",
    "only_header.csv": "no rows below",
    "fake_xls_html.xls": "save it as XLSX",
    "spreadsheetml2003.xls": "save it as XLSX",
    "wide.xlsx": "500",
    "first_row_empty_cols.csv": {
        2: {"lastname": "One"},
        3: {"lastname": "Two", "phones": ["+84902220231"]},
    },
    "company_and_people.csv": {
        number: {"phones": [f"+8490222026{number - 2}"], "account": "Mixed Co"}
        for number in (2, 3, 4)
    },
    "ext_two.csv": {
        2: {"phones": ["+842838220060;ext=12"]},
        3: {"phones": ["+842838220060;ext=14"]},
    },
    "merged.xlsx": {number: {"account": "Công ty Gộp"} for number in (4, 5, 6)},
    "number_formats.xlsx": {2: {"identity": "001090012345", "zip": "01234"}},
    "rich_hyperlinks.xlsx": {
        2: {"emails": ["rich@example.com"], "website": "https://rich.example.com"}
    },
    "total_row.xlsx": {2: {"phones": ["+84902220350"]}, 3: "total"},
    "old.xls": {2: {"birthday": "1985-06-07", "phones": ["+84902220360"]}},
    "name_first_last.csv": {2: {"firstname": "Pia", "lastname": "Pipe"}},
    "owner_email.csv": {
        2: {"emails": ["ann@example.com"]},
        3: {"emails": ["bob@example.com"]},
        4: {"emails": ["cid@example.com"]},
    },
    "title_mr.csv": {2: {"function": "CEO", "account": "X Co"}},
    "vn_abbrev.csv": {
        2: {"lastname": "C", "phones": ["+84902220600"], "account": "Cty ABC"}
    },
    "header_de.csv": {2: {"account": "Muster GmbH", "zip": "10115", "city": "Berlin"}},
    "merge_address.csv": {2: {"lastname": "P", "street": "9 New St"}},
    "plain_after_outlook.csv": {2: {"account": "Acme Ltd", "function": "CEO"}},
    "brevo.csv": {
        2: {"phones": ["+33612345611", "+33170189911"], "function": "Acheteuse"},
        3: {"phones": ["+33612345612"]},
        5: {"phones": ["+4915123456771"]},
    },
    "nhanh.csv": {
        2: {"socials": 1, "tags": ["VIP"], "birthday": "1990-08-15"},
        3: {"name": "a Tuấn", "phones": ["+84902221002", "+84902221003"]},
    },
    "shopee.csv": {
        2: {"name": "Nguyễn Thị Hoa", "phones": ["+84902221021"]},
        3: "duplicate_in_batch",
        4: {"phones": [], "problem": "******22"},
    },
    "tiktok.csv": {
        2: "note",
        3: {"name": "Trần Bích Ngọc", "phones": ["+84902221031"], "country": "VN"},
    },
    "whatsapp.csv": {
        2: {"phones": ["+84902221041"], "country": "VN"},
        3: "no_name",
        4: "no_name",
    },
    "lotus.csv": {
        2: {
            "account": "ACME GmbH",
            "function": "Vertrieb",
            "phones": ["+4930901821", "+4915123456701", "+4930555001"],
            "emails": ["lothar@example.com"],
            "street": "Heimweg 1",
            "addresses": [("Weg 5", "Berlin")],
            "tags": ["Kunde"],
        }
    },
    "german_erp.csv": {
        2: {
            "firstname": "Jürgen",
            "lastname": "Müßig",
            "account": "Müßig & Söhne OHG",
            "phones": ["+493514123456", "+491711234567"],
            "zip": "01067",
            "country": "DE",
        },
        3: {"country": "AT", "phones": ["+4315350000"]},
        4: "no_name",
    },
    "spanish.csv": {
        2: {
            "firstname": "José",
            "lastname": "García Núñez",
            "account": "Núñez S.L.",
            "phones": ["+34934123456", "+34612345678"],
            "zip": "08001",
        }
    },
    "calendly.csv": {
        2: {
            "name": "Cal Endly",
            "emails": ["cal@example.com"],
            "phones": ["+15125550173"],
        }
    },
    "facebook_leads.csv": {
        2: {"account": "Lead Co", "phones": ["+84902221051"]},
        3: {"phones": ["+84902221052"]},
    },
    "lark.csv": {2: {"pic": "Iris Importer", "phones": ["+84902221071"]}},
    "broken_header.csv": {
        4: {"phones": ["+84902221141", "+84902221142"]},
        5: {"emails": [], "socials": 1},
        6: {"emails": ["han@example.com"], "socials": 1},
    },
    "woocommerce.csv": {
        2: {
            "emails": ["woo@example.com", "woo.bill@example.com"],
            "street": "5 Elm St",
            "addresses": [("9 Oak St", "Austin")],
        }
    },
    "xero.csv": {
        2: {
            "name": "Xero Widgets Ltd",
            "street": "PO Box 5",
            "people": [("Xena Ero", [], [])],
            "addresses": [("9 Quay St", "Auckland")],
        }
    },
    "tcvn3_full.csv": {2: {"lastname": "Bảy", "street": "12 Lê Lợi, Huế"}},
    "vni_full.csv": {3: {"lastname": "Hường", "phones": ["+84902221132"]}},
    "monday.xlsx": {
        5: {"account": "Day Inc", "function": "COO", "pic": "Iris Importer"},
        8: "note",
        9: "header",
        10: {"account": "Win Co"},
    },
    "office_list.xlsx": {
        5: {
            "phones": ["+84902221111"],
            "emails": ["nam@example.com"],
            "identity": "001090012345",
        },
        6: {
            "phones": ["+84902221112", "+842343822111"],
            "identity": "001090012346",
        },
        8: "total",
    },
    "oneoffice.xlsx": {
        5: {
            "name": "Công ty TNHH Một Văn Phòng",
            "phones": ["+842838221101", "+842838221102"],
            "emails": ["ketoan@mvp.example", "info@mvp.example"],
        },
        7: "total",
        8: "no_name",
    },
    "copper.csv": {
        2: {
            "account": "Copper Mines",
            "function": "Geologist",
            "emails": ["cora@mines.example", "cora@home.example"],
            "socials": 1,
            "pic": "Iris Importer",
        }
    },
    "keap.csv": {
        2: {
            "phones": ["+15125550230", "+15125550231"],
            "socials": 0,
            "identity": False,
            "street": "1 Elm St",
            "addresses": [("2 Oak St", "Dallas")],
        }
    },
    "capsule.csv": {
        2: {"socials": 1, "note": "Skype: cap.sule"},
        3: {"socials": 0, "note": "Skype: live:sule_plc", "problem": "company"},
    },
    "eventbrite.csv": {2: {"name": "Eve Brite", "emails": ["eve@brite.example"]}},
    "quickbooks.csv": {
        6: {"name": "Quick Books Ltd", "street": "1 Elm St, Austin TX 73301"},
        7: {"name": "Ann Solo"},
        8: "total",
        9: "note",
    },
    "onec.csv": {
        2: {
            "name": "Ромашка ООО",
            "phones": ["+74951234567", "+74951234568;ext=12"],
            "addresses": [("125009, Москва г, Тверская ул, дом № 2", False)],
            "people": [("Иванов Иван", [], [])],
            "pic": "Iris Importer",
        }
    },
    "close.csv": {
        2: {
            "name": "Close Corp",
            "city": "San Francisco",
            "state": "California",
            "pic": "Iris Importer",
            "people": [
                (
                    "Clo Se",
                    ["+14155550160", "+14155550161"],
                    ["clo@close.example", "clo2@close.example"],
                )
            ],
        }
    },
    "misa_accounting.csv": {
        5: {
            "phones": ["+842838223101", "+842838223102"],
            "emails": ["ketoan@mau1.example", "info@mau1.example"],
        },
        6: {"phones": ["+842438223103", "+842438223104"]},
        7: "total",
    },
    "datev.csv": {2: {"name": "Muster", "zip": "01067", "pic": "Iris Importer"}},
    "zoom.csv": {7: {"name": "Zoe Om", "country": "DE", "account": "Om GmbH"}},
    "two_headers.csv": {
        3: {"name": "Lê Văn Hai", "socials": 0, "pic": "Iris Importer"},
        4: {"name": "Hoa (sỉ)", "firstname": "Hoa", "lastname": False, "phones": []},
        5: {"name": "Cty TNHH Tên Người", "problem": "company"},
        6: {"phones": [], "problem": "192.168.1.10"},
    },
    "apple.vcf": {
        2: {
            "account": "Apple Orchard; Inc.",
            "emails": ["ann@example.com", "ann.home@example.com"],
            "phones": ["+15125550198"],
            "socials": 1,
            "tags": ["Fair", "VIP"],
        },
        3: {"phones": ["+4930901830"], "street": "Weg 1"},
        4: {"phones": ["+84902221091", "+84902221092"]},
    },
}
#: files of companies
ACCOUNT_FILES = (
    "xero.csv",
    "oneoffice.xlsx",
    "quickbooks.csv",
    "onec.csv",
    "close.csv",
) + ("misa_accounting.csv", "datev.csv")


@tagged("post_install", "-at_install", "slow")
class TestCollection(RealFilesCommon):
    """Every file comes in as its users expect, or is refused with a reason."""

    def test_all(self):
        for case in json.loads((COLLECTION / "cases.json").read_text()):
            with self.subTest(case["file"]):
                # the files have numbers in common
                savepoint = self.env.cr.savepoint()
                try:
                    self.check_file(case["file"])
                finally:
                    savepoint.close(rollback=True)
                    self.env.invalidate_all(flush=False)

    def check_file(self, name):
        """Import a file, and compare some of its rows with what is expected."""
        expected = COLLECTION_ROWS.get(name, {})
        path = COLLECTION / name
        data = path.read_bytes() if path.is_file() else MADE[name]()
        kind = "account" if name in ACCOUNT_FILES else "contact"
        wizard = self.open_wizard(data, file_name=name, kind=kind)
        if isinstance(expected, str):
            self.assertIn(expected, self.refuse(wizard))
            return
        self.assertFalse(wizard.file_error)
        run = self.go_on(wizard)
        self.finish(run)
        # superuser: rows are seen by their importer
        rows = {row.number: row for row in run.sudo().row_ids}
        self.assertNotIn("\ufffd", str([row.raw for row in rows.values()]))
        for number, values in expected.items():
            row = rows[number]
            if isinstance(values, str):
                codes = [issue["code"] for issue in row.errors or ()]
                self.assertIn(values, [*codes, row.mark], number)
                self.assertIn(row.action, ("skipped", "rejected"), number)
                continue
            self.assertEqual(row.action, "created", (number, row.reason))
            found = self.describe(row.record) | {"problem": row.reason or ""}
            if problem := values.get("problem"):
                self.assertIn(problem, found.pop("problem"), number)
                values = {n: value for n, value in values.items() if n != "problem"}
            self.assertEqual({name: found[name] for name in values}, values, number)

    def refuse(self, wizard):
        """Return why a file is not taken."""
        if not wizard.file_error:
            with self.assertRaises(UserError) as caught:
                wizard.action_next()
            return str(caught.exception)
        return wizard.file_error
