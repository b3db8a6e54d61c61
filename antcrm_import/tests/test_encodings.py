from odoo.tests import BaseCase

from ..tools import encodings, reader, vcard
from . import files

TEXTS = (
    ("big5", "姓名,電話\n王小明,0912345678\n陳大文,022345678"),
    ("big5", "客戶名稱,聯絡電話,地址\n林志玲,0912345678,台北市信義區"),
    ("gb18030", "客户名称,联系电话,地址\n李雷,13800138000,北京市朝阳区"),
    ("cp932", "氏名,電話番号\n山田太郎,090-1234-5678"),
    ("cp932", "会社名,担当者,住所\n株式会社山田,佐藤 花子,東京都港区"),
    ("cp949", "이름,전화번호\n김철수,010-1234-5678"),
    ("cp1250", "Jméno,Telefon\nJiří Novák,+420 123 456 789\nŽofie Černá,1"),
    ("cp1250", "Imię,Miasto\nŁukasz,Łódź\nWójcik,Kraków"),
    ("cp1250", "Név;Város\nKovács Ágnes;Győr\nSzűcs Béla;Pécs"),
    ("cp1251", "ФИО;Телефон;Город\nПетров Иван;+7 912;Москва"),
    ("koi8-r", "Имя,Телефон\nИван Петров,+7"),
    ("cp1252", "Prénom,Ville\nRené,Orléans\nZoë,Besançon"),
    ("cp1252", "Name;Straße;Ort\nMüller;Königsweg 1;Köln\nGroß;Am Höfchen;Düsseldorf"),
    ("cp1252", "Nombre,Teléfono\nJosé Muñoz,1\nBegoña Núñez,2"),
    ("cp1252", "Nome,Cidade\nJoão,São Paulo\nConceição,Brasília"),
    ("cp1252", "Prénom,Société €\nAndré,Crédit “Agricole”"),
    ("mac_roman", "Prénom,Ville\nRené,Orléans\nZoë,Besançon"),
    ("mac_roman", "Nombre;Teléfono\nJosé Muñoz;1\nBegoña;2"),
    ("utf-16-le", "氏名,電話番号\n山田太郎,090-1234-5678"),
    ("utf-16-be", "Имя,Телефон\nИван Петров,+7 912"),
)
APPLE = """BEGIN:VCARD
VERSION:3.0
N:Nguyễn;An;;Mr.;
FN:An Nguyễn
ORG:Acme Ltd;Sales
TITLE:CEO
item1.EMAIL;type=INTERNET;type=pref:an@example.com
EMAIL;type=INTERNET;type=WORK:an2@exam
 ple.com
TEL;type=CELL;type=VOICE;type=pref:+84 901 234 567
TEL;type=WORK;type=FAX:+84 28 3822 0002
ADR;type=HOME:;;12 Lê Lợi;Huế;;53000;Vietnam
BDAY:1984-03-02
NOTE:line one\\nline two\\, end
CATEGORIES:VIP,Friend
PHOTO;ENCODING=b;TYPE=JPEG:/9j/4AAQ
 AAAA
END:VCARD
"""
OLD = """BEGIN:VCARD
VERSION:2.1
N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=4E=67=75=79=E1=BB=85=6E;=48=C6=B0=
=C6=A1=6E=67;;;
TEL;CELL;PREF:0901234568
EMAIL;HOME:h@example.com
END:VCARD
"""
NEW = """BEGIN:VCARD
VERSION:4.0
FN:Bob Four
N:Four;Bob;;;
TEL;VALUE=uri;TYPE="voice,cell":tel:+49-151-23456789
EMAIL:bob@example.com
ORG:Vier GmbH
END:VCARD
"""


class TestEncodings(BaseCase):
    def test_code_pages(self):
        for encoding, text in TEXTS:
            with self.subTest(encoding, text=text):
                self.assertEqual(
                    encodings.decode(text.encode(encoding)), (text, encoding)
                )

    def test_chosen(self):
        """What somebody chose counts, however unlikely; a mark is no letter."""
        data = "Имя,1".encode("cp1251")
        self.assertEqual(encodings.decode(data, "cp1252"), ("Èìÿ,1", "cp1252"))
        table = reader.read(data, encoding="koi8-r", delimiter="|")
        self.assertEqual((table.encoding, table.delimiter), ("koi8-r", "|"))
        self.assertEqual(table.rows, [["хЛЪ,1"]])
        data = b"\xef\xbb\xbfName"
        self.assertEqual(encodings.decode(data, "utf-8"), ("Name", "utf-8"))
        for encoding in encodings.ENCODINGS:
            encodings.decode(bytes(range(256)), encoding)

    def test_one_wrong_byte(self):
        """It spoils one character, not the file."""
        data = "Tên,Phone\nNguyễn Văn Á,1\nMot".encode() + b"\xa0Nguoi,2\n"
        text, encoding = encodings.decode(data + "Lê Thị É,3".encode())
        self.assertEqual(encoding, "utf-8")
        self.assertIn("Nguyễn Văn Á,1\nMot\u00a0Nguoi,2\nLê Thị É,3", text)

    def test_old_fonts(self):
        """Vietnamese from before Unicode, in text files and spreadsheets."""
        for data in (
            "Họ tên,Nơi\n".encode()
            + "NguyÔn V¨n B¶y,§µ N½ng\nTrÇn ThÞ H­êng,Hµ Néi".encode("cp1252"),
            "Ho ten,Noi\nNguyÔn V¨n B¶y,§µ N½ng\nTrÇn ThÞ H­êng,Hµ Néi".encode("cp1252"),
            files.xlsx_file(
                [["Ho ten", "Noi"], ["NguyÔn V¨n B¶y", "§µ N½ng"]]
                + [["TrÇn ThÞ H­êng", "Hµ Néi"]]
            ),
            files.xlsx_file(
                [["Ho ten", "Noi"], ["Nguyeãn Vaên Baûy", "Ñaø Naüng"]]
                + [["Traàn Thò Höôøng", "Haø Noäi"]]
            ),
        ):
            table = reader.read(data)
            self.assertIn(table.damage, ("tcvn3", "vni"))
            self.assertEqual(
                table.rows[1:],
                [["Nguyễn Văn Bảy", "Đà Nẵng"], ["Trần Thị Hường", "Hà Nội"]],
            )
            self.assertNotEqual(reader.read(data, mend=False).rows, table.rows)

    def test_mojibake(self):
        rows = [["Nguyễn Văn Á", "Đà Nẵng"], ["Lê Thị É", "Huế"]]
        spoilt = [
            [cell.encode().decode("cp1252", "ignore") for cell in r] for r in rows
        ]
        spoilt[1] = [
            "Lê Thị É".encode().decode("cp1252"),
            "Hu\u1ebf".encode().decode("cp1252"),
        ]
        self.assertEqual(encodings.find_damage(spoilt), "mojibake")
        mended = list(encodings.repair(spoilt, "mojibake"))
        self.assertEqual(mended[1], ["Lê Thị É", "Huế"])

    def test_nothing_wrong(self):
        """Texts of other languages are no old Vietnamese."""
        for cells in (
            ["José", "Muñoz", "André", "Müller"],
            ["João", "São Paulo", "Conceição"],
            ["Zoë", "Besançon", "Ærø", "Åsa Öberg"],
            ["Hà Nội", "Lê Á", "Ngô Bá Khá"],
            ["Hà", "Lê", "Mã"],
            ["王小明", "Иван"],
            ["5 € · 3 ½", "§ 7"],
        ):
            self.assertIsNone(encodings.find_damage([cells]), cells)


class TestVcard(BaseCase):
    def read_cards(self, text):
        header, *rows = reader.read(text.encode()).rows
        return [
            {name: cell for name, cell in zip(header, row, strict=True) if cell}
            for row in rows
        ]

    def test_versions(self):
        apple, old, new = self.read_cards((APPLE + OLD + NEW).replace("\n", "\r\n"))
        self.assertEqual(
            apple,
            {
                "vCard Name": "An Nguyễn",
                "vCard Version": "3.0",
                "Prefix": "Mr.",
                "First Name": "An",
                "Last Name": "Nguyễn",
                "Organization": "Acme Ltd",
                "Department": "Sales",
                "Job Title": "CEO",
                "Birthday": "1984-03-02",
                "Notes": "line one\nline two, end",
                "Categories": "VIP, Friend",
                "Other details": "fax: +84 28 3822 0002",
                "Phone 1": "+84 901 234 567",
                "Email 1": "an@example.com",
                "Email 2": "an2@example.com",
                "Address 1 - Street": "12 Lê Lợi",
                "Address 1 - City": "Huế",
                "Address 1 - Postal Code": "53000",
                "Address 1 - Country": "Vietnam",
            },
        )
        self.assertEqual(
            (old["First Name"], old["Last Name"], old["Phone 1"], old["Email 1"]),
            ("Hương", "Nguyễn", "0901234568", "h@example.com"),
        )
        self.assertEqual(
            (new["vCard Name"], new["Phone 1"], new["Organization"]),
            ("Bob Four", "+49-151-23456789", "Vier GmbH"),
        )

    def test_broken_cards(self):
        """A card that cannot be read is a row with its name; what never ends is
        none."""
        rows = self.read_cards(
            "BEGIN:VCARD\nFN:Ann\nN\nTEL;;;=:x\nEND:VCARD\n" + NEW + "BEGIN:VCARD\nFN:X"
        )
        self.assertEqual([row["vCard Name"] for row in rows], ["Ann", "Bob Four"])
        many = "BEGIN:VCARD\n" * 100_000
        self.assertEqual(len(vcard.read_cards(many + "END:VCARD\n", 10)), 2)


class TestArchives(BaseCase):
    def test_one_sheet(self):
        """An archive with one file in it is that file."""
        rows = [["Name"], ["Ann"]]
        for name, data in (
            ("export/customers.csv", b"Name\nAnn"),
            ("customers.xlsx", files.xlsx_file(rows)),
        ):
            packed = files.zip_file(
                (name, data), ("__MACOSX/._customers.csv", b"x"), ("readme.html", b"x")
            )
            self.assertEqual(reader.read(packed).rows, rows)

    def test_others(self):
        for code, members in (
            ("several_files", [("a.csv", b"x"), ("b.csv", b"y")]),
            ("numbers", [("Index/Document.iwa", b"x"), ("preview.jpg", b"y")]),
            ("wrong_type", [("photo.jpg", b"x")]),
            ("empty", [("a.csv", b"")]),
            ("wrong_type", [("a.zip.csv", files.zip_file(("a.csv", b"x")))]),
        ):
            with self.assertRaises(reader.ImportFileError) as caught:
                reader.read(files.zip_file(*members))
            self.assertEqual(caught.exception.code, code)
