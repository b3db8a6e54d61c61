"""Exports of programs without a profile: their columns are understood all the same."""

# ruff: noqa: E501
from odoo.tests import tagged

from . import files
from .test_real_files import RealFilesCommon

EXPORTS = {
    "Bitrix24": (
        "contact",
        (
            "ID;Salutation;First name;Second name;Last name;Date of birth;Created;Source;"
            "Work phone;Mobile;Fax;Corporate website;Work e-mail;Home e-mail;Facebook "
            "account;Company;Position;Comment;Responsible person;Created by",
            "17;Ms.;Bella;;Trix;05.06.1988;12.03.2024 09:14:00;Call;+49 30 901821;"
            "+49 151 23456701;+49 30 901829;https://trix.example.com;bella@example.com;"
            "bella.home@example.com;;Trix GmbH;Buyer;Met at fair;Iris Importer;Admin",
        ),
        {
            "firstname": "Bella",
            "lastname": "Trix",
            "account": "Trix GmbH",
            "function": "Buyer",
            "phones": ["+4930901821", "+4915123456701"],
            "emails": ["bella@example.com", "bella.home@example.com"],
            "birthday": "1988-06-05",
            "pic": "Iris Importer",
        },
    ),
    "monday.com": (
        "contact",
        (
            "Contacts,,,,,,,,",
            "Active contacts,,,,,,,,",
            "Name,Subitems,Email,Phone,Title,Company,Priority,Deal value,"
            "Item ID (auto generated)",
            "Mona Day,,mona@example.com,+1 415 555 0161,COO,Day Inc,High,12000,5812001",
            "Max Day,,max@example.com,+1 415 555 0162,CTO,Day Inc,Low,,5812002",
        ),
        {
            "firstname": "Mona",
            "lastname": "Day",
            "function": "COO",
            "account": "Day Inc",
            "phones": ["+14155550161"],
        },
    ),
    "Notion": (
        "contact",
        (
            "Name,Company,Email,Phone,Tags,Status,Last Contact,Owner,LinkedIn",
            "Nora Tion,Tion Ltd (https://www.notion.so/Tion-Ltd-0a1b2c3d4e5f?pvs=21),"
            'nora@example.com,+44 20 7946 0018,"Press, VIP",In progress,"March 12, 2024",'
            "Iris Importer,https://www.linkedin.com/in/nora-tion",
        ),
        {
            "lastname": "Tion",
            "account": "Tion Ltd",
            "phones": ["+442079460018"],
            "tags": ["Press", "VIP"],
            "socials": 1,
            "pic": "Iris Importer",
        },
    ),
    "Freshsales": (
        "contact",
        (
            "Id,First name,Last name,Job title,Email,Work phone,Mobile,Accounts,"
            "Sales owner,Created at,Updated at,Tags,Address,City,State,Zipcode,Country,"
            "Facebook,LinkedIn,Time zone,Has authority,Do not disturb,Last contacted mode",
            "70001,Frida,Sales,Head of IT,frida@example.com,+1 512 555 0171,"
            "+1 512 555 0172,Sales Corp,Iris Importer,2024-03-12T09:14:00Z,"
            "2024-03-13T09:14:00Z,VIP,5 Elm St,Austin,Texas,73301,United States,,,"
            "Central Time,true,false,email",
        ),
        {
            "lastname": "Sales",
            "function": "Head of IT",
            "account": "Sales Corp",
            "phones": ["+15125550171", "+15125550172"],
            "street": "5 Elm St",
            "state": "Texas",
            "zip": "73301",
            "country": "US",
            "pic": "Iris Importer",
        },
    ),
    "Insightly": (
        "contact",
        (
            "Record Id,Salutation,First Name,Last Name,Title,Organization,Background,"
            "Business Phone,Home Phone,Mobile Phone,Assistant Phone,Business Fax,"
            "Email Address,Mailing Street,Mailing City,Mailing State,"
            "Mailing Postal Code,Mailing Country,Other Street,Other City,Contact Owner,"
            "Date Created,Contact Tag List",
            "9,Mr.,Ingo,Sight,CFO,Sight AG,knows us,+41 44 668 18 01,,+41 79 123 45 67,"
            "+41 44 668 18 09,+41 44 668 18 08,ingo@example.com,Weg 2,Bern,Bern,3000,"
            "Switzerland,Gasse 3,Basel,Iris Importer,2024-03-12,VIP",
        ),
        {
            "firstname": "Ingo",
            "function": "CFO",
            "account": "Sight AG",
            "phones": ["+41446681801", "+41791234567"],
            "emails": ["ingo@example.com"],
            "city": "Bern",
            "country": "CH",
            "addresses": [("Gasse 3", "Basel")],
            "tags": ["VIP"],
        },
    ),
    "Odoo with external ids": (
        "contact",
        (
            "External ID,Name,Related Company/External ID,Related Company,Email,Phone,"
            "Job Position,Street,City,Country/External ID,Country,Tags,Salesperson",
            "__export__.res_partner_44_aa,Odette Xid,__export__.res_partner_9_bb,Xid SA,"
            "odette@example.com,+32 2 290 34 91,Clerk,Rue 1,Bruxelles,base.be,Belgium,"
            "VIP,Iris Importer",
        ),
        {
            "lastname": "Xid",
            "account": "Xid SA",
            "phones": ["+3222903491"],
            "function": "Clerk",
            "country": "BE",
            "pic": "Iris Importer",
        },
    ),
    "Thunderbird": (
        "contact",
        (
            "First Name,Last Name,Display Name,Nickname,Primary Email,Secondary Email,"
            "Screen Name,Work Phone,Home Phone,Fax Number,Pager Number,Mobile Number,"
            "Home Address,Home Address 2,Home City,Home State,Home ZipCode,Home Country,"
            "Work Address,Work Address 2,Work City,Work State,Work ZipCode,Work Country,"
            "Job Title,Department,Organization,Web Page 1,Web Page 2,Birth Year,"
            "Birth Month,Birth Day,Custom 1,Custom 2,Custom 3,Custom 4,Notes",
            "Thea,Bird,Thea Bird,,thea@example.com,thea2@example.com,,+33 1 70 18 99 01,,"
            "+33 1 70 18 99 09,,+33 6 12 34 56 78,Rue 1,,Lyon,,69001,France,Rue 2,,Paris,"
            ",75001,France,Editor,,Bird SARL,http://bird.example.com,,,,,,,,,hello",
        ),
        {
            "firstname": "Thea",
            "lastname": "Bird",
            "emails": ["thea@example.com", "thea2@example.com"],
            "phones": ["+33170189901", "+33612345678"],
            "function": "Editor",
            "account": "Bird SARL",
            "website": "http://bird.example.com",
        },
    ),
    "Zalo OA": (
        "contact",
        (
            "User ID,Tên hiển thị,Tên gợi nhớ,Số điện thoại,Địa chỉ,Tỉnh/Thành phố,"
            "Quận/Huyện,Nhãn,Ghi chú,Ngày quan tâm,Tương tác cuối",
            "8123456789012345678,Lê Thị Zalo,,84901222031,5 Lê Lợi,Thừa Thiên Huế,"
            "Thành phố Huế,Khách sỉ,gọi sau,12/03/2024,13/03/2024",
        ),
        {"phones": ["+84901222031"], "tags": ["Khách sỉ"], "emails": []},
    ),
    "Getfly": (
        "account",
        (
            "Mã khách hàng,Tên khách hàng,Điện thoại,Email,Website,Địa chỉ,Mã số thuế,"
            "Mối quan hệ,Nguồn khách hàng,Nhóm khách hàng,Người phụ trách,Người liên hệ,"
            "Chức vụ,SĐT người liên hệ,Email người liên hệ,Ngày tạo,Mô tả",
            "KH00017,Công ty TNHH Getfly Thử,02838220071,info@getfly.example,"
            "https://getfly.example,12 Lê Lợi,0312345678,Tiềm năng,Website,Đại lý,"
            "Iris Importer,Trần Văn Liên,Giám đốc,0901222041,lien@example.com,12/03/2024,"
            "khách cũ",
        ),
        {
            "name": "Công ty TNHH Getfly Thử",
            "phones": ["+842838220071"],
            "emails": ["info@getfly.example"],
            "website": "https://getfly.example",
            "pic": "Iris Importer",
            "people": [("Trần Văn Liên", ["+84901222041"], ["lien@example.com"])],
        },
    ),
    "Sapo": (
        "contact",
        (
            "Mã khách hàng,Tên khách hàng,Nhóm khách hàng,Email,Điện thoại,Ngày sinh,"
            "Giới tính,Fax,Mã số thuế,Mô tả,Nhân viên phụ trách,Chính sách giá,"
            "Chiết khấu mặc định,Địa chỉ,Tỉnh/Thành phố,Quận/Huyện,Phường/Xã,Tags,"
            "Nợ hiện tại,Tổng chi tiêu,SL đơn hàng",
            "CUZN00012,Phạm Thị Sapo,Bán lẻ,sapo@example.com,0901222051,02/03/1991,Nữ,"
            "02838220059,,ghi chú,Iris Importer,Giá bán lẻ,0,8 Hai Bà Trưng,Hà Nội,"
            "Hoàn Kiếm,Tràng Tiền,VIP,0,1500000,3",
        ),
        {
            "phones": ["+84901222051"],
            "emails": ["sapo@example.com"],
            "birthday": "1991-03-02",
            "street": "8 Hai Bà Trưng",
            "pic": "Iris Importer",
        },
    ),
    "Haravan": (
        "contact",
        (
            "Id,Họ,Tên,Email,Số điện thoại,Công ty,Địa chỉ,Địa chỉ 2,Tỉnh thành,"
            "Mã tỉnh thành,Quận huyện,Phường xã,Quốc gia,Mã bưu điện,"
            "Nhận email quảng cáo,Tổng chi tiêu,Tổng đơn hàng,Ghi chú,Tags",
            "1001,Võ Thị,Hara,hara@example.com,0901222061,Cty Hara,9 Trần Phú,,Đà Nẵng,"
            "DN,Hải Châu,Thạch Thang,Việt Nam,550000,Có,2500000,4,thích màu xanh,VIP",
        ),
        {
            "firstname": "Hara",
            "lastname": "Võ Thị",
            "account": "Cty Hara",
            "phones": ["+84901222061"],
            "street": "9 Trần Phú",
            "country": "VN",
        },
    ),
    "Samsung (vCard)": (
        "contact",
        (
            "BEGIN:VCARD",
            "VERSION:2.1",
            "N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:Nguy=E1=BB=85n;Sam;;;",
            "FN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:Sam Nguy=E1=BB=85n",
            "TEL;CELL;PREF:0901-222-071",
            "TEL;WORK;FAX:02838220079",
            "EMAIL;HOME:sam@example.com",
            "ADR;HOME;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:;;5 L=C3=AA L=E1=BB=A3i;"
            "Hu=E1=BA=BF;;;=",
            "Vi=E1=BB=87t Nam",
            "ORG;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:C=C3=B4ng ty Sam;Kho",
            "X-ANDROID-CUSTOM:vnd.android.cursor.item/nickname;Sammy;1;;;;;;;;;;;;;",
            "BDAY:1990-05-04",
            "NOTE;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:kh=C3=A1ch",
            "END:VCARD",
        ),
        {
            "firstname": "Sam",
            "lastname": "Nguyễn",
            "account": "Công ty Sam",
            "phones": ["+84901222071"],
            "emails": ["sam@example.com"],
            "city": "Huế",
            "birthday": "1990-05-04",
        },
    ),
    "Thunderbird (LDIF)": (
        "contact",
        (
            "dn: cn=Lars Dif,mail=lars@example.com",
            "objectclass: top",
            "objectclass: person",
            "objectclass: mozillaAbPersonAlpha",
            "givenName: Lars",
            "sn:: RMOsZg==",
            "cn:: TGFycyBEw6xm",
            "mail: lars@example.com",
            "mozillaSecondEmail: lars2@example.com",
            "telephoneNumber: +45 32 12 34 56",
            "facsimiletelephonenumber: +45 32 12 34 59",
            "mobile: +45 20 12 34 56",
            "street: Vej 1",
            "l: Odense",
            "postalCode: 5000",
            "c: Denmark",
            "o: Dif A/S",
            "title: Chef",
            "description: met at the",
            "  fair",
            "",
            "dn: cn=No Mail",
            "cn: No Mail",
            "mobile: +45 20 12 34 57",
        ),
        {
            "firstname": "Lars",
            "lastname": "Dìf",
            "account": "Dif A/S",
            "function": "Chef",
            "emails": ["lars@example.com", "lars2@example.com"],
            "phones": ["+4532123456", "+4520123456"],
            "city": "Odense",
            "country": "DK",
        },
    ),
}


@tagged("post_install", "-at_install")
class TestOtherExports(RealFilesCommon):
    def test_exports(self):
        for program, (kind, lines, expected) in EXPORTS.items():
            with self.subTest(program):
                savepoint = self.env.cr.savepoint()
                try:
                    _wizard, run = self.import_file(files.csv_file(*lines), kind=kind)
                    found = self.describe(self.finish(run)[0])
                    self.assertEqual({name: found[name] for name in expected}, expected)
                finally:
                    savepoint.close(rollback=True)
                    self.env.invalidate_all(flush=False)

    def describe(self, partner):
        people = partner.child_ids.filtered(lambda child: child.type == "contact")
        return super().describe(partner) | {
            "name": partner.name,
            "people": [
                (
                    person.name,
                    person.phone_ids.mapped("normalized"),
                    person.email_ids.mapped("normalized"),
                )
                for person in people
            ],
        }
