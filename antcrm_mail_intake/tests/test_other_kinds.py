from base64 import b64encode

from .common import ALIAS, MailIntakeCommon, make_mail

# Notices of forms: sender, subject, text, HTML, the person, what else is offered
NOTICES = (
    (
        "Typeform <notifications@followups.typeform.com>",
        "Neue Antwort auf Ihr Formular",
        "Ihr Typeform hat eine neue Antwort:\n\nVorname\nJürgen\n\nNachname\nGroß\n\n"
        "E-Mail-Adresse\njuergen@kunde1.example\n\nTelefonnummer\n+49 30 901820\n\n"
        "Ihre Nachricht\nBitte um Rückruf.",
        "",
        ("Jürgen Groß", "juergen@kunde1.example"),
        {"Phone": "+49 30 901820"},
    ),
    (
        "Haravan <noreply@haravan.com>",
        "[Shop] Khách hàng liên hệ",
        "Bạn có một liên hệ mới từ website.\n\nKhách hàng: Nguyễn Văn Bình\n"
        "Email: binh@khach1.example\nSố điện thoại: 0901 234 567\n"
        "Nội dung: Xin báo giá 20 cái.",
        "",
        ("Nguyễn Văn Bình", "binh@khach1.example"),
        {"Phone": "+84 901 234 567"},
    ),
    (
        "Sapo <noreply@sapo.example>",
        "Khách hàng gửi liên hệ",
        "Họ: Trần\nTên: Thị Cúc\nEmail: cuc@khach3.example\nĐiện thoại: 0902 345 678\n"
        "Nội dung: Gọi lại cho tôi.",
        "",
        ("Trần Thị Cúc", "cuc@khach3.example"),
        {"Phone": "+84 902 345 678"},
    ),
    (
        "Mon site <wordpress@company.example>",
        "Nouveau message de contact",
        "Nom : Dupont\nPrénom : Marie\nAdresse e-mail : marie@client1.example\n"
        "Téléphone : +33 1 42 68 53 00\nSociété : Dupont SARL\n"
        "Message : Bonjour,\nmerci de me rappeler.",
        "",
        ("Marie Dupont", "marie@client1.example"),
        {"Phone": "+33 1 42 68 53 00", "Company": "Dupont SARL"},
    ),
    (
        "Formularios <no-responder@formularios.example>",
        "Nueva solicitud desde la web",
        "Nombre: José Muñoz\nCorreo electrónico: jose@cliente1.example\n"
        "Teléfono: +34 912 345 678\nEmpresa: Muñoz e Hijos\n"
        "Mensaje: Quisiera un presupuesto.",
        "",
        ("José Muñoz", "jose@cliente1.example"),
        {"Phone": "+34 912 34 56 78", "Company": "Muñoz e Hijos"},
    ),
    (
        "Forms <alerts@unheard-of-forms.example>",
        "Someone filled in “Contact us”",
        "",
        "<table><tr><th>Full name</th><td>Olga Order</td></tr>"
        "<tr><th>Email</th><td><a href='mailto:olga@buyer1.example'>"
        "olga@buyer1.example</a></td></tr><tr><th>Phone number</th>"
        "<td>+44 20 7946 0456</td></tr><tr><th>Comments</th><td>Call me</td></tr>"
        "</table><p>Powered by Unheard-of Forms</p>",
        ("Olga Order", "olga@buyer1.example"),
        {"Phone": "+44 20 7946 0456"},
    ),
)
PLAIN = (
    b"From: %s\r\nTo: intake@company.example\r\nSubject: %s\r\nMIME-Version: 1.0\r\n"
    b"Message-Id: <%d@kinds.example>\r\nContent-Type: text/plain; charset=%s\r\n"
    b"Content-Transfer-Encoding: 8bit\r\n\r\n%s"
)
EMMA = "Emma Employee <emma+crm@home.example>"


class TestOtherKinds(MailIntakeCommon):
    """Mails of kinds that the other tests do not have, as companies get them."""

    def test_notices(self):
        for sender, subject, text, html, person, offered in NOTICES:
            with self.subTest(subject):
                record = self.receive(text, sender=sender, subject=subject, html=html)
                self.assertCustomer(record, *person)
                offers = self.offers(record)
                self.assertEqual({k: offers.get(k) for k in offered}, offered)

    def test_names_and_character_sets(self):
        split = (
            "=?utf-8?b?Tmd1eeG7?=\r\n =?utf-8?b?hW4gVGjhu4sg?= =?utf-8?q?B=C3=ADch?= "
            "<bich@khach2.example>"
        )
        for number, (sender, charset, text, person, shown) in enumerate(
            (
                (
                    split.encode(),
                    b"utf-8",
                    "Chào anh".encode(),
                    ("Nguyễn Thị Bích", "bich@khach2.example"),
                    "Chào anh",
                ),
                (
                    "Jörg Müller <joerg@kunde2.example>".encode("latin-1"),
                    b"iso-8859-1",
                    "Grüße aus Köln".encode("latin-1"),
                    ("Jörg Müller", "joerg@kunde2.example"),
                    "Grüße aus Köln",
                ),
                (
                    b'"Doe, Ida (Sales)" <ida@buyer2.example>',
                    b"windows-1252",
                    "Price: 5 €".encode("cp1252"),
                    ("Doe, Ida (Sales)", "ida@buyer2.example"),
                    "5 €",
                ),
                (
                    b"kim@buyer3.example (Kim Roe)",
                    b"no-such-charset",
                    b"Hello",
                    ("Kim Roe", "kim@buyer3.example"),
                    "Hello",
                ),
            )
        ):
            with self.subTest(person):
                record = self.process(
                    PLAIN % (sender, b"Gr\xfc\xdfe", number, charset, text)
                )
                self.assertCustomer(record, *person)
                self.assertIn(shown, self.emails(record).body)

    def test_several_attachments(self):
        files = [("a.pdf", b"%PDF-1"), ("b.png", b"\x89PNG"), ("Bảng giá.xlsx", b"PK")]
        record = self.receive("See here", attachments=files)
        names = self.emails(record).attachment_ids.mapped("name")
        self.assertEqual(sorted(names), sorted(name for name, _content in files))

    def test_known_contact_at_the_lead_address(self):
        contact = self.create_contact(
            firstname="Ida",
            email_ids=self.typed("ida@customer.example"),
            share_mode="me",
        )
        self.intake.kind = "lead"
        record = self.receive(sender="IDA Doe <Ida@Customer.example>")
        self.assertEqual(record, contact)
        self.assertFalse(self.find("ida@customer.example", "lead"))
        self.assertEqual(self.emails(contact).intake_outcome, "history")

    def test_closed_leads(self):
        self.intake.kind = "lead"
        for close in ("action_set_lost", "action_set_won"):
            address = f"{close.replace('_', '.')}@customer.example"
            lead = self.receive(sender=f"Ida <{address}>")
            lead.type = "opportunity" if close == "action_set_won" else "lead"
            getattr(lead, close)()
            record = self.receive(sender=f"Ida <{address}>", text="Again")
            self.assertEqual(record, lead)
            mail = self.emails(lead.with_context(active_test=False))[-1]
            self.assertIn("Again", mail.body)
            self.assertIn(lead.user_id.partner_id, mail.notified_partner_ids)

    def test_tagged_employee_forwards(self):
        for number, block in enumerate(
            (
                "-------- Message transféré --------\nSujet : \tDevis\nDate : \tMon, 4 "
                "Mar 2024 10:22:00 +0100\nDe : \tMarie Dupont <{}>\nPour : \t"
                "support@company.example\n\nBonjour",
                "Bắt đầu thư được chuyển tiếp:\n\nTừ: Marie Dupont <{}>\nNgày: 10:22 "
                "GMT+7, 4 tháng 3, 2024\nĐến: support@company.example\nTiêu đề: Báo giá"
                "\n\nXin chào",
                "Von: Marie Dupont <{}>\nGesendet: Montag, 4. März 2024 10:22\nAn: "
                "support@company.example\nBetreff: Angebot\n\nGuten Tag",
            )
        ):
            address = f"marie{number}@client3.example"
            record = self.receive(block.format(address), sender=EMMA, subject="Fwd: x")
            self.assertCustomer(record, "Marie Dupont", address)

    def test_two_mails_and_a_file_of_an_employee(self):
        inner = [
            make_mail(f"Text {n}", sender=f"Ida <ida{n}@customer.example>", to=ALIAS)
            for n in (1, 2)
        ]
        parts = b"".join(
            b"--x\r\nContent-Type: message/rfc822\r\n"
            b"Content-Disposition: attachment\r\n\r\n" + mail + b"\r\n"
            for mail in inner
        )
        raw = (
            b"From: " + EMMA.encode() + b"\r\nTo: intake@company.example\r\n"
            b"Subject: Two\r\nMessage-Id: <two@kinds.example>\r\nMIME-Version: 1.0\r\n"
            b"Content-Type: multipart/mixed; boundary=x\r\n\r\n"
            b"--x\r\nContent-Type: text/plain\r\n\r\nPlease care\r\n"
            + parts
            + b"--x\r\nContent-Type: application/pdf\r\n"
            b"Content-Disposition: attachment; filename=offer.pdf\r\n"
            b"Content-Transfer-Encoding: base64\r\n\r\n"
            + b64encode(b"%PDF-1")
            + b"\r\n--x--\r\n"
        )
        record = self.process(raw)
        for number in (1, 2):
            customer = self.find(f"ida{number}@customer.example")
            self.assertIn(f"Text {number}", self.emails(customer).body)
        names = self.emails(record).attachment_ids.mapped("name")
        self.assertIn("offer.pdf", names)
        self.assertEqual(len([n for n in names if n.endswith(".eml")]), 2)
