import csv
import random
from unittest.mock import patch

from odoo.tests import BaseCase

from ..tools import mapping
from ..tools.columns import read_person_header
from .files import DATA

FIELDS = {
    "name": "char",
    "firstname": "char",
    "lastname": "char",
    "birthdate_date": "date",
    "gender": "selection",
    "identity_number": "char",
    "parent_id": "many2one",
    "function": "char",
    "phones": "phones",
    "emails": "emails",
    "socials": "socials",
    "website": "char",
    "street": "char",
    "street2": "char",
    "district": "char",
    "city": "char",
    "zip": "char",
    "state_id": "many2one",
    "country_id": "many2one",
    "status_id": "many2one",
    "source_id": "many2one",
    "industry_id": "many2one",
    "user_id": "many2one",
    "tags": "tags",
    "comment": "text",
    "x_turnover": "float",
    "x_met_on": "datetime",
    "x_vip": "boolean",
}
LABELS = {"name": "Full Name", "firstname": "Name", "lastname": "Surname"}


def make_fields(*left_out):
    """Return fields as the intake describes them."""
    return [
        {
            "name": name,
            "label": LABELS.get(name) or name.removesuffix("_id").replace("_", " "),
            "type": kind,
            "multiple": kind in ("phones", "emails", "socials", "tags"),
            "required": name == "name",
            "selection": [],
            "relation": False,
            "group": "custom" if name.startswith("x_") else "identity",
        }
        for name, kind in FIELDS.items()
        if name not in left_out
    ]


class TestMapping(BaseCase):
    def suggest(self, headers, *rows, fields=None, **kwargs):
        """Return {header: field} as suggested."""
        columns = [list(column) for column in zip(*rows, strict=True)]
        entries = mapping.suggest(
            headers, columns or [[] for _ in headers], fields or make_fields(), **kwargs
        )
        return {entry["header"]: entry["field"] for entry in entries}

    def test_address_of_the_company(self):
        """Beside an address of the person, one that is called the company's is the
        account's, with all of its lines; without an account it is none."""
        fields = make_fields()
        fields += [
            {
                **field,
                "name": f"company/{field['name']}",
                "label": f"Company: {field['label']}",
                "group": "company",
            }
            for field in fields
            if field["name"]
            in ("street", "street2", "city", "zip", "state_id", "country_id")
        ]
        headers = ["Name", "Company", "Street", "City", "Company Address 1"]
        headers += ["Company Address 2", "Company City"]
        row = ["Ann Lee", "Acme", "1 Home St", "Rome", "2 Work St", "Floor 3", "Milan"]
        found = self.suggest(headers, row, fields=fields)
        self.assertEqual(
            [found[header] for header in headers[2:]],
            ["street", "city", "company/street", "company/street2", "company/city"],
        )
        del headers[1], row[1]
        found = self.suggest(headers, row, fields=fields)
        self.assertFalse([name for name in found.values() if "company" in str(name)])

    def test_words_of_other_meanings(self):
        """What one language calls so is something else in another."""
        for header, cell, field in (
            ("HP", "https://hoa.example.com", "website"),
            ("Học phí HP", "5.000.000", False),
            ("Nhân sự", "50", False),
            ("Số nhân sự", "120", False),
            ("Thẻ KH", "100234", False),
            ("Thẻ KH", "VIP", "tags"),
        ):
            with self.subTest(header, cell=cell):
                found = self.suggest(["Name", header], ["Ann Lee", cell])
                self.assertEqual(found[header], field)

    def test_words(self):
        self.assertEqual(mapping.words("Phone_1 (Mobile)"), "phone 1 mobile")
        self.assertEqual(mapping.words("firstName"), "first name")
        self.assertEqual(mapping.words("phone2"), "phone 2")
        self.assertEqual(mapping.words("Số ĐT"), "so dt")
        self.assertEqual(mapping.words("CITY"), "city")

    def test_find_header(self):
        for rows, expected in (
            ([["Name", "Phone"], ["Ann", "0901 234 567"]], 0),
            ([["Danh sách", ""], ["Họ tên", "Điện thoại"], ["An", "1"]], 1),
            ([["Foo", "Bar"], ["x", "y"]], 0),
            ([["Ann", "a@b.vn"], ["Bo", "b@b.vn"]], None),
            ([["email"], ["a@b.vn"]], 0),
            ([["a@b.vn"], ["b@b.vn"]], None),
            ([["Ann", "12"], ["Bo", "13"]], None),
            ([], None),
        ):
            self.assertEqual(mapping.find_header(rows), expected, rows)

    def test_column_letter(self):
        letters = [mapping.column_letter(at) for at in (0, 25, 26, 701, 702)]
        self.assertEqual(letters, ["A", "Z", "AA", "ZZ", "AAA"])

    def test_sample_files(self):
        """The headers of the two public sample files."""
        self.assertEqual(
            self.suggest(
                ["Index", "Customer Id", "First Name", "Last Name", "Company", "City"]
                + ["Country", "Phone 1", "Phone 2", "Email", "Subscription Date"]
                + ["Website"]
            ),
            {
                "Index": False,
                "Customer Id": False,
                "First Name": "firstname",
                "Last Name": "lastname",
                "Company": "parent_id",
                "City": "city",
                "Country": "country_id",
                "Phone 1": "phones",
                "Phone 2": "phones",
                "Email": "emails",
                "Subscription Date": False,
                "Website": "website",
            },
        )
        self.assertEqual(
            self.suggest(
                ["first_name", "last_name", "company_name", "address", "city"]
                + ["county", "state", "zip", "phone1", "phone2", "email", "web"]
            ),
            {
                "first_name": "firstname",
                "last_name": "lastname",
                "company_name": "parent_id",
                "address": "street",
                "city": "city",
                "county": "district",
                "state": "state_id",
                "zip": "zip",
                "phone1": "phones",
                "phone2": "phones",
                "email": "emails",
                "web": "website",
            },
        )

    def test_vietnamese_headers(self):
        expected = {
            "STT": False,
            "Họ và tên": "name",
            "Ngày sinh": "birthdate_date",
            "GIỚI TÍNH": "gender",
            "CCCD": "identity_number",
            "Số điện thoại": "phones",
            "SĐT 2": "phones",
            "Thư điện tử": "emails",
            "Địa chỉ": "street",
            "Phường/Xã": "street2",
            "Quận/Huyện": "district",
            "Tỉnh/Thành phố": "city",
            "Quốc gia": "country_id",
            "Công ty": "parent_id",
            "Chức vụ": "function",
            "Nguồn khách hàng": "source_id",
            "Nhân viên phụ trách": "user_id",
            "Ghi chú": "comment",
        }
        self.assertEqual(self.suggest(list(expected)), expected)

    def test_other_programs(self):
        """Headers of programs that no profile knows: what would go to a wrong field, or
        push another column out of its own."""
        for headers, row, expected in (
            (
                ("First name", "Second name", "Last name", "Address: City")
                + ("Address: Street, house no.", "Address: Suite / Apartment"),
                ("Lan", "Thi", "Tran", "Hue", "12 Le Loi", "5A"),
                ("firstname", "firstname", "lastname", "city", "street", "street2"),
            ),
            (
                ("First name", "Second name"),
                ("Lan", "Tran"),
                ("firstname", "lastname"),
            ),
            (
                ("Фамилия", "Рабочий телефон", "Номер факса", "Телефон ассистента"),
                ("Сидоров", "+74951234567", "+74951234569", "+74951234568"),
                ("lastname", "phones", False, False),
            ),
            (
                (
                    "First Name",
                    "Mail Street",
                    "Mail City",
                    "Other Street",
                    "Other City",
                ),
                ("Lan", "12 Le Loi", "Hue", "9 Tran Phu", "Hanoi"),
                ("firstname", "street", "city", False, False),
            ),
            (
                ("First name", "Sales account", "Sales owner", "Last contacted time"),
                ("Lan", "Lan Co", "Iris", "2024-03-01"),
                ("firstname", "parent_id", "user_id", False),
            ),
            (
                ("Họ và tên KH", "Số GTTT", "Số ĐTDĐ", "SĐT CBQL", "Email CBQL")
                + ("Tên CBQL", "Nhãn dán"),
                ("Lan", "079190012345", "0902220052", "0909000001", "a@bank.vn")
                + ("Nam", "VIP"),
                ("name", "identity_number", "phones", False, "user_id", False, "tags"),
            ),
            (
                ("full_name", "phone_number", "công_ty_của_bạn", "email_của_bạn"),
                ("Lan", "p:+84902220052", "Cty Lan", "lan@example.com"),
                ("name", "phones", "parent_id", "emails"),
            ),
        ):
            found = self.suggest(list(headers), row)
            self.assertEqual(found, dict(zip(headers, expected, strict=True)))

    def test_person_of_a_company(self):
        """A column about the person is their name only where it says so."""
        for header, expected in {
            "Người liên hệ": "person/name",
            "Tên người liên hệ": "person/name",
            "Họ và tên người liên hệ": "person/name",
            "Contact Name": "person/name",
            "Primary contact": "person/name",
            "Contact First Name": "person/firstname",
            "Chức vụ người liên hệ": "person/function",
            "SĐT người liên hệ": "person/phones",
            "Ngày liên hệ cuối": None,
            "Last contact date": None,
            "Contact ID": None,
            "Contact owner": None,
            "Contact type": None,
            "Mã người liên hệ": None,
            "Company": None,
        }.items():
            self.assertEqual(read_person_header(header), expected, header)

    def test_person_beside_a_customer(self):
        """Whom to ask for is somebody else, unless the names are the same."""
        for header, person in (
            ("Tên khách hàng", ("Người liên hệ", "SĐT người liên hệ")),
            ("Họ tên khách hàng", ("Tên người liên hệ", "Điện thoại người liên hệ")),
            ("Customer name", ("Contact person", "Contact phone")),
            ("Kundenname", ("Ansprechpartner", "Ansprechpartner Telefon")),
        ):
            headers = [header, "Email", *person]
            others = (
                ["Bùi An", "an@example.com", "Lê Bình", "0902220052"],
                ["Đỗ Chi", "chi@example.com", "Vũ Dung", "0902220053"],
            )
            found = self.suggest(headers, *others)
            self.assertEqual(
                found,
                {header: "name", "Email": "emails", **dict.fromkeys(person, False)},
            )
            same = [[row[0], row[1], row[0], row[3]] for row in others]
            self.assertEqual(self.suggest(headers, *same)[person[1]], "phones")
            # who chose it once is asked no more
            remembered = {mapping.words(person[1]): "phones"}
            found = self.suggest(headers, *others, remembered=remembered)
            self.assertEqual(found[person[1]], "phones")

    def test_somebody_else_in_a_row(self):
        """Who bought or gets something may be another person than the customer."""
        for party in ("Buyer", "Recipient", "Người mua"):
            headers = ["First Name", "Last Name", "Email", f"{party} Name"]
            headers += [f"{party} Email", f"{party} Phone"]
            own = ["Eve", "Brite", "eve@example.com"]
            other = ["Bob Buyer", "bob@example.com", "+1 512 555 0101"]
            found = self.suggest(headers, [*own, *other])
            self.assertEqual(
                [found[header] for header in headers],
                ["firstname", "lastname", "emails", False, False, False],
            )
            # of who bought for himself it is one more address
            found = self.suggest(headers, [*own, "Eve Brite", *other[1:]])
            self.assertEqual(found[f"{party} Email"], "emails")
            # and where nobody else is named, they are the customers
            found = self.suggest(headers[3:], other)
            self.assertEqual([*found.values()], ["name", "emails", "phones"])

    def test_numbers_that_reach_nobody(self):
        """Numbers of insurances and banks are no phones, profiles or identity cards,
        whatever they look like."""
        for header in (
            "Social Security Number",
            "SSN",
            "Social insurance number",
            "Insurance No",
            "IBAN",
            "Bank account",
            "Số tài khoản",
            "Số BHXH",
            "Sozialversicherungsnummer",
        ):
            for cell in ("078-05-1120", "0071001234567", "+84 902 220 171"):
                found = self.suggest(["Name", header], ["Ann Lee", cell])
                self.assertFalse(found[header], (header, cell))

    def test_explained_in_brackets(self):
        """What stands in brackets behind the name of a column explains it, unless it
        says that it holds something else."""
        found = self.suggest(
            ["Name (natural person)", "Company (as registered)", "Country (ISO)"],
            ["Ann Lee", "Acme", "VN"],
        )
        self.assertEqual([*found.values()], ["name", "parent_id", "country_id"])
        for header in ("Name (created by)", "Phone (type)", "Email (assistant)"):
            self.assertFalse(self.suggest([header], ["x y"])[header], header)

    def test_whose_name_is_of_all(self):
        """Of two columns with names of accounts, that of all of them counts."""
        fields = make_fields("firstname", "lastname", "parent_id")
        headers = ["Customer full name", "Company name", "Phone"]
        rows = [
            ["Acme Ltd", "Acme Ltd", "0902220172"],
            ["Ann Lee", "", "0902220173"],
        ]
        found = self.suggest(headers, *rows, fields=fields)
        self.assertEqual([*found.values()], ["name", False, "phones"])
        # where they differ, the company is the account
        rows[0][0] = "Bo Berg"
        found = self.suggest(headers, *rows, fields=fields)
        self.assertEqual([*found.values()], [False, "name", "phones"])

    def test_cells_alike(self):
        """A cell that stands in many rows is read once; each row has a value of its
        own, and each cell that says nothing is counted."""
        builder = mapping.CandidateBuilder(
            [
                {"column": 0, "field": "firstname", "header": "Name"},
                {"column": 1, "field": "tags", "header": "Tags"},
                {"column": 2, "field": "phones", "header": "Phone"},
                {"column": 3, "field": "gender", "header": "Gender"},
            ],
            make_fields(),
        )
        cells = ["Ann", "vip, new", "0901 234 567 (Ann)", "Bà"]
        first = builder.build(cells)
        first["tags"].append("other")
        first["phones"].append("other")
        with patch.object(builder, "_read_text", wraps=builder._read_text) as read:
            second = builder.build(cells)
        self.assertEqual(
            second,
            {
                "firstname": "Ann",
                "tags": ["vip", "new"],
                "phones": ["0901 234 567"],
                "gender": "female",
            },
        )
        self.assertEqual([call.args[1] for call in read.mock_calls], ["tags", "phones"])
        builder.build(["N/A", "N/A"])
        builder.build(["N/A", "N/A"])
        left_out = builder.count_left_out()
        self.assertEqual(left_out["N/A"], 4)
        self.assertEqual(left_out[mapping.BESIDE], 2)

    def test_networks_without_pages(self):
        """A name in a network without pages is a note, a number there a phone; an
        address stays one."""
        builder = mapping.CandidateBuilder(
            [
                {"column": 0, "field": "firstname", "header": "Name"},
                {"column": 1, "field": "socials", "header": "Skype ID"},
                {"column": 2, "field": "socials", "header": "Facebook"},
                {"column": 3, "field": "comment", "header": "Note"},
            ],
            make_fields(),
        )
        for cell, expected in (
            ("ann.lee", {"comment": "VIP\nSkype ID: ann.lee"}),
            ("live:.cid.5a1b", {"comment": "VIP\nSkype ID: live:.cid.5a1b"}),
            ("0902 220 174", {"comment": "VIP", "phones": ["0902 220 174"]}),
            ("N/A", {"comment": "VIP"}),
        ):
            candidate = builder.build(["Ann", cell, "ann.lee", "VIP"])
            socials = ["https://facebook.com/ann.lee"]
            self.assertEqual(
                candidate, {"firstname": "Ann", "socials": socials, **expected}
            )

    def test_names(self):
        self.assertEqual(self.suggest(["Name"]), {"Name": "name"})
        self.assertEqual(
            self.suggest(["Name", "Surname"]),
            {"Name": "firstname", "Surname": "lastname"},
        )
        self.assertEqual(self.suggest(["Tên"]), {"Tên": "name"})
        self.assertEqual(
            self.suggest(["Họ", "Tên"]), {"Họ": "lastname", "Tên": "firstname"}
        )
        # an account is the company itself
        fields = make_fields("parent_id", "firstname", "lastname")
        self.assertEqual(self.suggest(["Company"], fields=fields), {"Company": "name"})

    def test_labels_of_fields(self):
        self.assertEqual(self.suggest(["x_vip"]), {"x_vip": "x_vip"})
        fields = make_fields()
        for field in fields:
            if field["name"] == "x_turnover":
                field["label"] = "Doanh thu"
        self.assertEqual(
            self.suggest(["doanh thu"], fields=fields), {"doanh thu": "x_turnover"}
        )

    def test_label_before_other_words(self):
        """A column called as a field is, goes there: whatever else its name may mean,
        and whatever its values look like."""
        labels = {
            "x_turnover": "Zalo",
            "x_met_on": "Nhóm",
            "x_vip": "Domain",
            "state_id": "Tỉnh/Thành phố",
        }
        fields = make_fields()
        for field in fields:
            field["label"] = labels.get(field["name"], field["label"])
            if field["name"] == "x_turnover":
                field["type"] = "char"
        headers = [*labels.values(), "SĐT", "Thành phố"]
        row = ["0901 234 567", "1/2/1990", "http://a.vn", "Huế", "0901 234 568", ""]
        self.assertEqual(
            self.suggest(headers, row, row, fields=fields),
            {
                "Zalo": "x_turnover",
                "Nhóm": "x_met_on",
                "Domain": "x_vip",
                "Tỉnh/Thành phố": "state_id",
                "SĐT": "phones",
                "Thành phố": "city",
            },
        )

    def test_custom_field_called_as_our_own(self):
        """It has the name of its column in our files."""
        fields = make_fields()
        for field in fields:
            if field["name"] == "x_turnover":
                field.update(name="x_zip", label="zip", type="char")
        self.assertEqual(
            self.suggest(["x_zip", "zip"], fields=fields),
            {"x_zip": "x_zip", "zip": "zip"},
        )

    def test_kept(self):
        """What is chosen stays, twice or left out too; the rest is suggested beside."""
        entries = mapping.suggest(
            ["Name", "City", "Town", "Tên", "Surname"],
            [[] for _ in range(5)],
            make_fields(),
            kept={0: "name", 1: False, 3: "street"},
        )
        self.assertEqual(
            [entry["field"] for entry in entries],
            ["name", False, "city", "street", "lastname"],
        )

    def test_formats_of_an_earlier_file(self):
        """They count where the values leave it open."""
        for cells, expected in (
            (["1/2/1990"], "dmy"),
            (["12/31/1990"], "mdy"),
            ([], "dmy"),
        ):
            (entry,) = mapping.suggest(
                ["Birthday"],
                [cells],
                make_fields(),
                formats={"birthday": "dmy"},
                date_order="mdy",
            )
            self.assertEqual(entry["format"], expected)
        for cells, expected in ((["1.200"], ","), (["1.2"], ".")):
            (entry,) = mapping.suggest(
                ["x_turnover"], [cells], make_fields(), formats={"x turnover": ","}
            )
            self.assertEqual(entry["format"], expected)

    def test_values_decide(self):
        self.assertEqual(
            self.suggest(
                ["A1", "A2", "A3", "A4", "A5"],
                ["Ann", "a@b.vn", "0901 234 567", "http://a.vn", "0301234567"],
                ["Bo", "b@b.vn", "+84 912 345 678", "http://b.vn", "0309876543"],
            ),
            # bare digits under a name of their own may be anything: tax codes
            {"A1": False, "A2": "emails", "A3": "phones", "A4": "website", "A5": False},
        )
        self.assertEqual(
            self.suggest(["", ""], ["0901234567", "x"], ["0912345678", "y"]),
            {"": False},
        )
        self.assertEqual(
            self.suggest(
                ["Email status", "Phone type", "Company phone", "Payment status"],
                ["verified", "mobile", "0901 234 567", "paid"],
                ["bounced", "work", "0912 345 678", "open"],
            ),
            {
                "Email status": False,
                "Phone type": False,
                "Company phone": False,
                "Payment status": False,
            },
        )

    def test_each_field_once(self):
        self.assertEqual(
            self.suggest(["City", "Town", "Mobile", "Tel", "Tags", "Group"]),
            {
                "City": "city",
                "Town": False,
                "Mobile": "phones",
                "Tel": "phones",
                "Tags": "tags",
                "Group": "tags",
            },
        )

    def test_remembered(self):
        remembered = {"index": "identity_number", "city": False, "web": "gone"}
        self.assertEqual(
            self.suggest(["Index", "City", "Web"], remembered=remembered),
            {"Index": "identity_number", "City": False, "Web": "website"},
        )

    def test_formats(self):
        entries = mapping.suggest(
            ["Birthday", "x_turnover", "Note"],
            [["1/2/1990", "25/12/1991"], ["1.200.000", "5"], ["a", "b"]],
            make_fields(),
        )
        self.assertEqual([entry["format"] for entry in entries], ["dmy", ",", False])
        self.assertEqual(entries[0]["samples"], ["1/2/1990", "25/12/1991"])
        self.assertTrue(entries[0]["guess"]["certain"])

    def test_open_formats(self):
        """What may be read in two ways is asked about; another column of the file, or
        an earlier choice, settles it."""

        def suggest(*columns, **options):
            headers = ["Birthday", "x_turnover", "Area"][: len(columns)]
            cells = [list(column) for column in columns]
            entries = mapping.suggest(headers, cells, make_fields(), **options)
            return entries[0], entries[1]

        day, amount = suggest(["1/2/1990"], ["12.000"])
        self.assertEqual((day["format"], day["open"]["date"]), ("dmy", "1/2/1990"))
        self.assertEqual((amount["format"], amount["open"]["number"]), (",", "12.000"))
        _day, amount = suggest(["25/2/1990"], ["12.000"], ["3.5"])
        self.assertEqual((amount["format"], amount["open"]["number"]), (".", False))
        day, amount = suggest(
            ["1/2/1990"], ["12.000"], formats={"birthday": "mdy", "x turnover": "."}
        )
        self.assertEqual((day["format"], amount["format"]), ("mdy", "."))
        self.assertFalse(day["open"]["date"] or amount["open"]["number"])
        # months come first in English alone
        for header, order in (("Birthday", "mdy"), ("Geburtsdatum", "dmy")):
            (day,) = mapping.suggest(
                [header], [["1/2/1990"]], make_fields(), date_order="mdy"
            )
            self.assertEqual((day["field"], day["format"]), ("birthdate_date", order))
        # a number of a spreadsheet is as it is
        _day, amount = suggest(["25/2/1990"], ["12.345"], is_raw=True)
        self.assertEqual(amount["format"], ".")

    def test_name_beside_its_parts(self):
        """A name that says more than the parts beside it is not lost in silence."""
        headers = ["Display name", "First name", "Last name"]
        for name, expected in (
            ("Lo Otus/Sales", False),
            ("Mr. Lo Otus", "name"),
            ("Otus, Lo", "name"),
        ):
            entries = mapping.suggest(
                headers, [[name], ["Lo"], ["Otus"]], make_fields()
            )
            self.assertEqual(entries[0]["field"], expected, name)
        # who has no parts is called so
        entries = mapping.suggest(
            headers, [["Lo O/S", "Bo"], ["Lo", ""], ["O", ""]], make_fields()
        )
        self.assertEqual(entries[0]["field"], "name")

    def test_profiles(self):
        """Of a profile the name is enough where the column is called as its network."""
        builder = mapping.CandidateBuilder(
            [
                {"column": 0, "field": "socials", "header": "Instagram handle"},
                {"column": 1, "field": "socials", "header": "Profile"},
            ],
            make_fields(),
        )
        self.assertEqual(
            builder.build(["@ann.lee", "https://x.com/bo"]),
            {"socials": ["https://instagram.com/ann.lee", "https://x.com/bo"]},
        )

    def test_conflicts(self):
        entries = [
            {"column": at, "field": name}
            for at, name in enumerate(
                ["gender", "gender", "phones", "phones", "street", "street", False]
            )
        ]
        self.assertEqual(mapping.find_conflicts(entries, make_fields()), ["gender"])

    def test_candidates(self):
        entries = [
            {"column": at, "field": name, "format": text_format}
            for at, (name, text_format) in enumerate(
                (
                    ("firstname", False),
                    ("phones", False),
                    ("phones", False),
                    ("birthdate_date", "mdy"),
                    ("gender", False),
                    ("tags", False),
                    ("street", False),
                    ("street", False),
                    ("comment", False),
                    ("comment", False),
                    ("x_turnover", ","),
                    ("x_vip", False),
                    ("gone", False),
                    (False, False),
                )
            )
        ]
        entries.append({"field": "source_id", "constant": "Fair"})
        builder = mapping.CandidateBuilder(entries, make_fields())
        self.assertEqual(
            builder.build(
                ["Ann", "0901 234 567", "0901 234 567;0912", "12/31/1990", "Bà"]
                + ["vip, new", "12 Main St", "Ward 3", "first", "second"]
                + ["1.200,5", "có", "x", "y"]
            ),
            {
                "firstname": "Ann",
                "phones": ["0901 234 567", "0912"],
                "birthdate_date": "1990-12-31",
                "gender": "female",
                "tags": ["vip", "new"],
                "street": "12 Main St, Ward 3",
                "comment": "first\nsecond",
                "x_turnover": 1200.5,
                "x_vip": True,
                "source_id": "Fair",
            },
        )

    def test_candidates_keep_what_they_cannot_read(self):
        """Bad text is passed on: the intake reports it. Empty cells say nothing."""
        entries = [
            {"column": 0, "field": "birthdate_date", "format": "dmy"},
            {"column": 1, "field": "x_turnover", "format": "."},
            {"column": 2, "field": "gender"},
            {"column": 3, "field": "city"},
        ]
        builder = mapping.CandidateBuilder(entries, make_fields())
        self.assertEqual(
            builder.build(["31/02/1990", "many", "?", ""]),
            {"birthdate_date": "31/02/1990", "x_turnover": "many", "gender": "?"},
        )
        self.assertEqual(builder.build([]), {})

    def test_cells_of_a_big_file(self):
        """They are counted row by row as they are in a column as a whole."""
        dice = random.Random(8)
        columns = [["0901"] * 7 + [""] * 5 + ["0902"] * 6, ["x"] * 2 + [""] * 16]
        columns += [
            dice.choices(("", "a", "b", "c"), (1, 4, dice.randint(0, 9), 1), k=18)
            for _column in range(200)
        ]
        # of two that share a column in halves either may be named
        columns = [
            c for c in columns if 2 * max(map(c.count, "abc")) != 18 - c.count("")
        ]
        rows = list(zip(*columns, strict=True))
        expected = {}
        for position, cells in enumerate(columns):
            filled = list(filter(None, cells))
            expected[position] = (len(filled), mapping.find_shared(filled))
        self.assertEqual(expected[0], (13, ("0901", 7)))
        self.assertEqual(expected[1], (2, None))
        self.assertEqual(mapping.count_cells(rows, range(len(columns))), expected)
        with patch.object(mapping, "SHARED_SAMPLE", 3):
            self.assertEqual(mapping.count_cells(rows, range(len(columns))), expected)


class TestHeaders(BaseCase):
    """Names of columns as programs and people write them, each judged alone, with a
    value below it."""

    def judge(self, file_name):
        """Return how many of the headers of a file there are, and those that go wrong
        or to a phone, e-mail or name that is not the customer's."""
        with open(DATA / file_name, encoding="utf-8") as stream:
            lines = list(csv.DictReader(stream, delimiter="\t"))
        wrong, forbidden = [], []
        for line in lines:
            (entry,) = mapping.suggest(
                [line["header"]], [[line["sample"]]], make_fields()
            )
            expected = line["field"] if line["field"] not in "-!" else False
            if entry["field"] != expected:
                wrong.append((line["header"], expected, entry["field"]))
                if line["field"] == "!":
                    forbidden.append(line["header"])
        return len(lines), wrong, forbidden

    def test_headers(self):
        count, wrong, forbidden = self.judge("headers.tsv")
        self.assertGreaterEqual(count, 200)
        self.assertFalse(forbidden)
        self.assertLessEqual(len(wrong), 0.02 * count, wrong)

    def test_other_headers(self):
        """Those that the words were not made for."""
        count, wrong, forbidden = self.judge("headers_blind.tsv")
        self.assertGreaterEqual(count, 60)
        self.assertFalse(forbidden)
        self.assertLessEqual(len(wrong), 0.1 * count, wrong)
