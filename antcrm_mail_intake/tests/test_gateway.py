import email
import email.policy

from odoo.exceptions import ConcurrencyError

from .common import ALIAS, MailIntakeCommon, make_mail

IDA = "Ida Doe <ida@customer.example>"
BLOCK = (
    f"---------- Forwarded message ---------\nFrom: {IDA}\nDate: Wed, 27 Oct 2021\n"
    f"Subject: Offer\nTo: <support@company.example>\n\nPlease call me.\n"
)
EMMA = "Emma <emma@home.example>"


class TestGateway(MailIntakeCommon):
    """What comes in through the host's gateway as raw mails, and what it becomes."""

    # ------------------------------------------------------------------
    # Who is the customer
    # ------------------------------------------------------------------

    def test_direct(self):
        for kind in ("contact", "lead", "account"):
            self.intake.kind = kind
            with self.subTest(kind):
                sender = f"KhachHang A <{kind}@gmail.example>"
                record = self.receive("Xin chào", sender=sender)
                self.assertEqual(record.customer_kind, kind)
                self.assertCustomer(record, "KhachHang A", f"{kind}@gmail.example")
                self.assertIn("Xin chào", self.emails(record).body)
                if kind != "lead":
                    self.assertEqual(self.emails(record).author_id, record)
        self.assertFalse(self.sent)

    def test_forwarded_by_rule(self):
        for number, header in enumerate(
            (
                "Delivered-To",
                "Resent-To",
                "X-Forwarded-To",
                "X-Original-To",
                "Envelope-To",
                "X-Envelope-To",
            )
        ):
            with self.subTest(header):
                address = f"ida{number}@customer.example"
                record = self.receive(
                    sender=f"Ida Doe <{address}>",
                    to="support@elsewhere.example",
                    headers={header: ALIAS, "Return-Path": "<SRS0=x@fwd.example>"},
                )
                self.assertCustomer(record, "Ida Doe", address)
        record = self.receive(
            sender="Bob <bob@customer.example>",
            to="support@elsewhere.example",
            headers={"Received": f"from a by b for <{ALIAS}>; Wed, 27 Oct 2021"},
        )
        self.assertCustomer(record, "Bob", "bob@customer.example")
        self.assertFalse(self.sent)

    def test_catchall(self):
        record = self.receive(
            sender=IDA,
            to="catchall@company.example",
            headers={
                "X-Original-To": ALIAS,
                "Delivered-To": "catchall@company.example",
            },
        )
        self.assertCustomer(record, "Ida Doe", "ida@customer.example")
        self.assertFalse(self.sent)

    def test_unknown_address(self):
        # what is not for us takes the host's ways
        with self.assertRaises(ValueError):
            self.receive(to="nobody@elsewhere.example")

    def test_machines(self):
        for reason, headers, fields in (
            ("automatic", {"Auto-Submitted": "auto-replied"}, {}),
            ("automatic", {"X-Autoreply": "yes"}, {}),
            ("automatic", {"Return-Path": "<>"}, {}),
            ("automatic", {}, {"subject": "Abwesenheitsnotiz: Price list"}),
            ("bulk", {"List-Id": "News <news.shop.example>"}, {}),
            ("bulk", {"Precedence": "bulk"}, {}),
            ("bulk", {"List-Unsubscribe": "<mailto:x@shop.example>"}, {}),
            ("spam", {"X-Spam-Flag": "YES"}, {}),
            ("no_reply", {}, {"sender": "Shop <no-reply@shop.example>"}),
            ("via", {}, {"sender": "Ida via Sign <sign@docs.example>"}),
        ):
            with self.subTest(reason, headers=headers):
                record = self.receive(headers=headers, **fields)
                self.assertReview(record, reason)
                self.assertEqual(len(self.emails(record)), 1)
        self.assertFalse(self.find("khachhanga@gmail.example"))
        self.assertFalse(self.sent)

    def test_own_mailing_list(self):
        for number, headers in enumerate(
            (
                {"Reply-To": "Ida Doe <ida{}@customer.example>"},
                {"X-Original-From": "Ida Doe <ida{}@customer.example>"},
                {
                    "X-Original-From": "Ida Doe <ida{}@customer.example>",
                    "Reply-To": "support@company.example",
                    "List-Id": "<support.company.example>",
                    "Precedence": "list",
                },
                {
                    "Reply-To": "Ida Doe <ida{}@customer.example>, s@company.example",
                    "List-Id": "<support.company.example>",
                },
                {"Reply-To": "ida{}@customer.example"},
            )
        ):
            with self.subTest(headers=headers):
                record = self.receive(
                    sender="'Ida Doe' via Support <support@company.example>",
                    headers={k: v.format(number) for k, v in headers.items()},
                )
                address = f"ida{number}@customer.example"
                self.assertCustomer(record, "Ida Doe", address)
                message = self.emails(record)
                self.assertEqual(message.author_id, record)
                self.assertIn(address, message.email_from)

    def test_original_from_of_an_outsider(self):
        record = self.receive(
            sender="Mallory <mallory@other.example>",
            headers={"X-Original-From": "Ida Doe <ida@customer.example>"},
        )
        self.assertCustomer(record, "Mallory", "mallory@other.example")

    def test_web_shop(self):
        for sender in ("Shop <noreply@shop.example>", "web@company.example"):
            with self.subTest(sender):
                address = f"ida@{sender[:3].lower()}.customer.example"
                record = self.receive(
                    sender=sender, headers={"Reply-To": f"Ida Doe <{address}>"}
                )
                self.assertCustomer(record, "Ida Doe", address)

    def test_forwarded_inline(self):
        record = self.receive(f"Please.\n\n{BLOCK}", sender=EMMA, subject="Fwd: Offer")
        self.assertCustomer(record, "Ida Doe", "ida@customer.example")
        message = self.emails(record)
        self.assertEqual(message.author_id, self.user_employee.partner_id)
        self.assertIn("Please call me.", message.body)

    def test_forwarded_from_a_domain_of_ours(self):
        record = self.receive(
            BLOCK, sender="Nina <nina@company.example>", subject="Fwd: Offer"
        )
        self.assertCustomer(record, "Ida Doe", "ida@customer.example")

    def test_forwarded_by_chosen_employees(self):
        self.intake.own_user_mode = "chosen"
        self.intake.own_user_ids = self.user_sales
        # Emma is a customer now, and not believed
        self.assertEqual(
            self.receive(BLOCK, sender=EMMA, subject="Fwd: x")._name,
            "antcrm.mail.review",
        )
        self.assertFalse(self.find("ida@customer.example"))

    def test_forged_block(self):
        record = self.receive(BLOCK, sender="Eve <eve@evil.example>", subject="Fwd: x")
        self.assertCustomer(record, "Eve", "eve@evil.example")
        self.assertFalse(self.find("ida@customer.example"))
        # nor through our own list
        record = self.receive(
            BLOCK,
            sender="'Eve' via Support <support@company.example>",
            subject="Fwd: x",
            headers={"Reply-To": "Eve <eve@evil.example>"},
        )
        self.assertEqual(record.email, "eve@evil.example")
        # nor as an attachment
        inner = email.message_from_bytes(
            make_mail("Hi", sender=IDA), policy=email.policy.SMTP
        )
        record = self.receive(
            sender="Eve <eve@evil.example>", attachments=[("mail.eml", inner)]
        )
        self.assertEqual(record.email, "eve@evil.example")
        self.assertFalse(self.find("ida@customer.example"))

    def test_forwarded_as_attachment(self):
        inner = make_mail(
            "Please call me.",
            sender=IDA,
            subject="Offer",
            attachments=[("plan.pdf", b"%PDF")],
        )
        parsed = email.message_from_bytes(inner, policy=email.policy.SMTP)
        for content in (parsed, inner):
            with self.subTest(type(content)):
                self.find("ida@customer.example").unlink()
                record = self.receive(
                    "My note.",
                    sender=EMMA,
                    subject="Fwd: Offer",
                    attachments=[("Offer.eml", content)],
                )
                self.assertCustomer(record, "Ida Doe", "ida@customer.example", count=2)
                message, outer = self.emails(record)
                self.assertEqual(message.author_id, record)
                self.assertEqual(message.subject, "Offer")
                self.assertIn("Please call me.", message.body)
                self.assertNotIn("My note.", message.body)
                self.assertIn("Sent by emma@home.example for Ida Doe", message.body)
                self.assertEqual(message.attachment_ids.mapped("name"), ["plan.pdf"])
                # who forwarded it, with what was written about it, and the whole
                self.assertEqual(outer.author_id, self.user_employee.partner_id)
                self.assertIn("My note.", outer.body)
                self.assertNotIn("Please call me.", outer.body)
                self.assertEqual(outer.attachment_ids.mapped("name"), ["Offer.eml"])
                self.assertIn(b"Please call me.", outer.attachment_ids.raw)

    def test_attached_mails_of_several(self):
        inners = [
            email.message_from_bytes(
                make_mail("Hi", sender=f"{name}@customer.example"),
                policy=email.policy.SMTP,
            )
            for name in ("ida", "bob")
        ]
        record = self.receive(
            sender=EMMA, attachments=[(f"{n}.eml", m) for n, m in enumerate(inners)]
        )
        self.assertReview(record, "several")

    def test_no_customer(self):
        for reason, sender in (
            ("own", f"Intake <{ALIAS}>"),
            ("own", EMMA),
            ("own", "catchall@company.example"),
            ("several", "a@customer.example, b@customer.example"),
            ("no_sender", "nobody"),
        ):
            with self.subTest(sender):
                raw = make_mail().replace(
                    b"From: KhachHang A <khachhanga@gmail.example>",
                    b"From: " + sender.encode(),
                )
                self.assertReview(self.process(raw), reason)
        raw = make_mail().replace(b"From:", b"X-From:")
        self.assertReview(self.process(raw), "no_sender")
        record = self.receive(BLOCK, sender=ALIAS, subject="Fwd: x")
        self.assertReview(record, "own")
        self.assertFalse(self.sent)

    def test_employee_is_no_customer(self):
        # somebody's address that is not known to be ours until he is looked for
        self.user_employee.partner_id.email_ids = [
            (0, 0, {"value": "emma.private@mail.example"})
        ]
        record = self.receive(sender="Emma <emma.private@mail.example>")
        self.assertReview(record, "own")

    def test_archived_address(self):
        self.intake.active = False
        self.assertReview(self.receive(), "inactive")

    # ------------------------------------------------------------------
    # Names
    # ------------------------------------------------------------------

    def test_names(self):
        for sender, name in {
            "=?utf-8?b?Tmd1eeG7hW4gVsSDbiBB?= <{}>": "Nguyễn Văn A",
            '"Müller, Jörg" <{}>': "Müller, Jörg",
            "=?utf-8?q?M=C3=BCller=2C_J=C3=B6rg?= <{}>": "Müller, Jörg",
            "{0} <{0}>": "Nguyen Van A",
            "<{}>": "Nguyen Van A",
            "'Ida Doe' <{}>": "Ida Doe",
        }.items():
            with self.subTest(sender):
                address = f"nguyen.van.a{len(self.find('%'))}@x{hash(sender)}.example"
                record = self.receive(sender=sender.format(address))
                self.assertEqual(record.name, name)
                self.assertEqual(record.email, address)

    def test_names_by_language(self):
        self.env["res.lang"]._activate_lang("vi_VN")
        for lang, firstname, lastname in (
            ("vi_VN", "A", "KhachHang"),
            ("en_US", "KhachHang", "A"),
        ):
            self.intake.lang = lang
            for kind in ("contact", "lead"):
                self.intake.kind = kind
                with self.subTest(lang, kind=kind):
                    record = self.receive(
                        sender=f"KhachHang A <{kind}.{lang}@gmail.example>"
                    )
                    name = record.contact_name if kind == "lead" else record.name
                    self.assertEqual(name, "KhachHang A")
                    self.assertEqual(record.firstname, firstname)
                    self.assertEqual(record.lastname, lastname)

    # ------------------------------------------------------------------
    # One customer, however many mails
    # ------------------------------------------------------------------

    def test_two_mails_of_one_sender(self):
        for kind in ("contact", "lead"):
            self.intake.kind = kind
            with self.subTest(kind):
                sender = f"KhachHang A <{kind}@gmail.example>"
                first = self.receive(subject="One", sender=sender)
                second = self.receive(subject="Two", sender=sender)
                self.assertEqual(first, second)
                self.assertCustomer(
                    first, "KhachHang A", f"{kind}@gmail.example", count=2
                )

    def test_any_address_of_a_customer(self):
        contact = self.create_contact(
            firstname="Ida",
            email_ids=self.typed("ida@work.example", "ida@customer.example"),
            share_mode="me",
            user_id=self.user_sales.id,
        )
        self.user_sales.notification_type = "inbox"
        self.assertEqual(self.receive(sender=IDA), contact)
        message = self.emails(contact)
        self.assertEqual(message.author_id, contact)
        self.assertIn(self.user_sales.partner_id, message.notified_partner_ids)
        # what a stranger writes changes no address
        self.assertEqual(self.points(contact, "email")[0], "ida@work.example")

    def test_same_message_twice(self):
        raw = make_mail()
        record = self.process(raw)
        self.process(raw)
        self.assertEqual(len(self.emails(record)), 1)

    def test_reply(self):
        record = self.receive(sender=IDA)
        reference = {"References": self.emails(record).message_id}
        self.assertEqual(self.receive(sender=IDA, headers=reference), record)
        # of somebody else: a new customer
        other = self.receive(
            sender="Bob <bob@customer.example>", headers=reference, subject="Re: x"
        )
        self.assertNotEqual(other, record)
        self.assertCustomer(other, "Bob", "bob@customer.example")
        # of one of us: into the history
        self.assertEqual(
            self.receive(sender=EMMA, headers=reference, subject="Re: x"), record
        )
        self.assertEqual(len(self.emails(record)), 3)

    def test_reply_to_an_opportunity(self):
        self.intake.kind = "lead"
        lead = self.receive(sender=IDA)
        reference = {"References": self.emails(lead).message_id}
        lead.type = "opportunity"
        self.assertEqual(self.receive(sender=IDA, headers=reference), lead)

    def test_forwards_of_an_employee(self):
        self.intake.hourly_limit = 5
        for number in range(25):
            record = self.receive(
                BLOCK.replace("ida@", f"ida{number}@"), sender=EMMA, subject="Fwd: x"
            )
            self.assertCustomer(record, "Ida Doe", f"ida{number}@customer.example")
        self.assertFalse(self.sent)

    def test_flood_of_a_stranger(self):
        self.intake.hourly_limit = 5
        records = [self.receive(sender=IDA) for _ in range(8)]
        self.assertEqual(len(set(records)), 2)
        self.assertReview(records[-1], "rate")
        self.assertEqual(len(self.emails(records[-1])), 3)
        self.assertFalse(self.sent)

    def test_options(self):
        tag = self.env["res.partner.category"].create({"name": "Mail"})
        source = self.env["utm.source"].create({"name": "Support"})
        status = self.env["antcrm.status"].search([("kind", "=", "customer")])[-1]
        self.intake.write(
            {
                "tag_names": "Mail",
                "source_id": source.id,
                "status_id": status.id,
                "share_mode": "employee",
                "share_user_ids": self.user_sales.ids,
                "pic_mode": "user",
                "pic_user_id": self.user_sales.id,
            }
        )
        record = self.receive(sender=IDA)
        self.assertEqual(record.category_id, tag)
        self.assertEqual(record.source_id, source)
        self.assertEqual(record.status_id, status)
        self.assertEqual(record.user_id, self.user_sales)
        self.assertEqual(record.share_mode, "employee")
        self.assertEqual(record.share_owner_id, self.user_administrator)
        self.assertIn(self.user_sales.partner_id, record.message_partner_ids)
        as_sales = record.with_user(self.user_sales)
        self.assertTrue(as_sales._filtered_access("write"))
        self.assertFalse(record.with_user(self.user_employee)._filtered_access("read"))

    def test_group_rule(self):
        team = self.env["crm.team"].create(
            {
                "name": "Desk",
                "assignment_rule": "round_robin",
                "member_ids": [(6, 0, (self.user_sales | self.user_colleague).ids)],
            }
        )
        self.intake.write({"pic_mode": "team", "pic_team_id": team.id})
        pics = {
            self.receive(sender=f"ida{number}@customer.example").user_id
            for number in range(2)
        }
        self.assertEqual(pics, set(self.user_sales | self.user_colleague))

    # ------------------------------------------------------------------
    # What goes wrong
    # ------------------------------------------------------------------

    def test_error(self):
        def fail(*_arguments):
            raise ZeroDivisionError("oops")

        self.patch(type(self.env["antcrm.intake"]), "apply", fail)
        with self.assertLogs("odoo.addons.antcrm_mail_intake", "WARNING"):
            record = self.receive(sender=IDA)
        self.assertReview(record, "error")
        self.assertEqual(len(self.emails(record)), 1)
        self.assertFalse(self.sent)

    def test_same_sender_at_once(self):
        """The second of two mails at once begins anew, and nobody gets a bounce."""
        Intake = type(self.env["antcrm.intake"])
        apply, tries = Intake.apply, []

        def lose(*arguments):
            tries.append(1)
            if len(tries) < 3:
                raise ConcurrencyError("another one was first")
            return apply(*arguments)

        self.patch(Intake, "apply", lose)
        with self.enter_registry_test_mode():
            record = self.receive(sender=IDA)
        self.assertEqual(len(tries), 3)
        self.assertCustomer(record, "Ida Doe", "ida@customer.example")
        self.assertFalse(self.sent)

    def test_required_field(self):
        self.env["antcrm.custom.field"].create(
            {
                "label": "Budget",
                "type": "integer",
                "required": True,
                "kinds": [(6, 0, self.env.ref("antcrm_customers.kind_contact").ids)],
            }
        )
        self.user_administrator.notification_type = "inbox"
        record = self.receive(sender=IDA)
        self.assertCustomer(record, "Ida Doe", "ida@customer.example")
        self.assertEqual(record.missing_values, "Budget")
        [told] = self.env["mail.message"].search(
            [
                ("partner_ids", "in", self.user_administrator.partner_id.ids),
                ("message_type", "=", "user_notification"),
                ("res_id", "=", record.id),
                ("model", "=", record._name),
            ]
        )
        self.assertIn("Budget", told.body)
        # whom somebody lets in out of a review is incomplete as well
        review = self.receive(
            sender="Bo <bo@customer.example>",
            headers={"Auto-Submitted": "auto-replied"},
        )
        self.assertReview(review, "automatic")
        review.action_create_customer()
        self.assertEqual(review.customer.missing_values, "Budget")

    def test_hostile_mails(self):
        parts = b"".join(
            b"--x\r\nContent-Type: text/plain\r\n\r\n%d\r\n" % number
            for number in range(1000)
        )
        head = (
            b"From: ida@customer.example\r\nTo: %b\r\nMessage-Id: <h%d@x.example>\r\n"
        )
        for number, body in enumerate(
            (
                b"Content-Type: multipart/mixed; boundary=x\r\n\r\n" + parts + b"--x--",
                b"Subject: " + b"a" * 50_000 + b"\r\n\r\n",
                b"Content-Type: text/plain; charset=nonsense\r\n\r\n\xff\xfe",
                b"Reply-To: " + b"<" * 10_000 + b"\r\n\r\n" + b"\n" * 20_000,
                b"Content-Type: message/rfc822\r\n\r\n",
                b"Content-Type: multipart/mixed\r\n\r\n",
            )
        ):
            with self.subTest(number):
                record = self.process(head % (ALIAS.encode(), number) + body)
                self.assertEqual(record.email_ids[:1].value, "ida@customer.example")
        # of a thousand parts the first are read, and nothing is lost
        message = self.emails(record)[0]
        self.assertIn("19", message.body)
        self.assertNotIn("900", message.body)
        self.assertEqual(message.attachment_ids.name, "original_email.eml")
        self.assertIn(b"900", message.attachment_ids.raw)
        self.assertFalse(self.sent)

    # ------------------------------------------------------------------
    # Acknowledgement, phones
    # ------------------------------------------------------------------

    def test_acknowledge(self):
        self.intake.acknowledge = True
        self.receive(sender=IDA)
        self.assertEqual(len(self.sent), 1)
        mail = self.sent[0]
        self.assertEqual(mail["email_to"], "ida@customer.example")
        self.assertIn(ALIAS, mail["email_from"])
        self.assertIn("auto-replied", mail["headers"])
        # once, and not to machines, lists, and whom somebody forwarded
        self.receive(sender=IDA)
        self.receive(sender="bob@customer.example", headers={"Precedence": "bulk"})
        self.receive(BLOCK.replace("ida@", "eve@"), sender=EMMA, subject="Fwd: x")
        self.receive(sender="x@shop.example", headers={"Auto-Submitted": "yes"})
        self.assertEqual(len(self.sent), 1)

    def test_queries(self):
        """The work for a mail does not grow with what is there already."""
        self.receive(sender="warm.up@customer.example")
        counts = []
        for number in range(2):
            raw = make_mail(sender=f"ida{number}@customer.example")
            self.env.flush_all()
            before = self.cr.sql_log_count
            self.env["mail.thread"].message_process(None, raw)
            self.env.flush_all()
            counts.append(self.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0])
        self.assertLess(counts[1], 110)
