from .common import ALIAS, MailIntakeCommon, make_mail

BLOCK = (
    "---------- Forwarded message ---------\nFrom: Ida Doe <ida@customer.example>\n"
    "Date: Wed, 27 Oct 2021\nSubject: Offer\nTo: <support@company.example>\n\nCall me."
)
EMMA = "Emma <emma@home.example>"
EVE = "eve@evil.example"
MX = "mx.company.example"


class TestWhoWrites(MailIntakeCommon):
    """The sender is what the structure of the headers and the mail server say, never
    what somebody writes about himself."""

    def send(self, sender, text=BLOCK, **headers):
        """Let the gateway process a forward whose From is given as raw bytes."""
        headers = {key.replace("_", "-"): value for key, value in headers.items()}
        raw = make_mail(text, subject="Fwd: Offer", headers=headers)
        head, gap, body = raw.partition(b"\n\n")
        lines = [line for line in head.split(b"\n") if not line.startswith(b"From:")]
        if isinstance(sender, str):
            sender = b"From: " + sender.encode()
        return self.process(b"\n".join([sender, *lines]) + gap + body)

    def assertNobodyBelieved(self, record):
        self.assertFalse(self.find("ida@customer.example"))
        message = self.emails(record)[-1]
        self.assertNotEqual(message.author_id, self.user_employee.partner_id)

    # ------------------------------------------------------------------
    # Headers
    # ------------------------------------------------------------------

    def test_names_that_look_like_addresses(self):
        """Whatever stands in a name, the address is where the structure has it."""
        contact = self.create_contact(
            firstname="Kim", email_ids=self.typed("kim@customer.example")
        )
        for other in ("emma@home.example", "kim@customer.example"):
            encoded = other.replace("@", "=40").replace(".", "=2E")
            for shown in (
                f'"Emma <{other}>"',
                f'"{other}"',
                f"=?utf-8?q?Emma_=3C{encoded}=3E?=",
                f"=?utf-8?q?{encoded}?=",
                f'"Emma\\" <{other}>"',
                f"({other})",
                f'"Emma\r\n <{other}>"',
            ):
                with self.subTest(shown):
                    record = self.send(f"{shown} <{EVE}>")
                    self.assertEqual(record.email, EVE)
                    self.assertEqual(record, self.find(EVE))
                    self.assertNobodyBelieved(record)
                    message = self.emails(record)[-1]
                    self.assertEqual(message.intake_sender, EVE)
                    self.assertIn(EVE, message.email_from)
        self.assertFalse(self.emails(contact))

    def test_several_senders(self):
        for sender in (
            f"{EMMA}, {EVE}",
            f"Emma <emma@home.example> <{EVE}>",
            f"emma@home.example <{EVE}>",
            f"Us: {EMMA}, {EVE};",
            f"{EMMA}\r\nFrom: {EVE}",
            f"{EVE}\r\nFrom: {EMMA}",
            f"{EMMA}\r\nfrom: {EMMA}",
        ):
            with self.subTest(sender):
                record = self.send(sender)
                self.assertReview(record, "several")
                self.assertNobodyBelieved(record)
                self.assertFalse(record.sender_email)
                self.assertIn("emma@home.example", record.others)
        self.assertFalse(self.find(EVE))

    def test_no_sender(self):
        for sender in (
            '"Emma <emma@home.example>',
            "=?utf-8?q?emma=40home=2Eexample?=",
            "undisclosed-recipients:;",
            "(emma@home.example)",
            "",
        ):
            with self.subTest(sender):
                record = self.send(sender)
                self.assertReview(record, "no_sender")
                self.assertNobodyBelieved(record)

    def test_sender_header(self):
        # somebody else in the name of one of us
        record = self.send(EMMA, Sender=EVE)
        self.assertReview(record, "agent")
        self.assertNobodyBelieved(record)
        self.assertEqual(self.emails(record).intake_sender, EVE)
        # one of us for another
        record = self.send(EMMA, Sender="boss@company.example")
        self.assertCustomer(record, "Ida Doe", "ida@customer.example")
        # in the name of a customer: the history says so
        record = self.send("Bob <bob@customer.example>", "Hi", Sender=EVE)
        self.assertCustomer(record, "Bob", "bob@customer.example")
        message = self.emails(record)
        self.assertIn(f"Sent by {EVE} for Bob", message.body)
        self.assertEqual(message.intake_sender, EVE)
        # the same address twice is one
        record = self.send(
            "Bob <bob@customer.example>", "Hi", Sender="BOB@customer.example"
        )
        self.assertNotIn("Sent by", self.emails(record)[-1].body)

    def test_names(self):
        self.intake.lang = False
        for number, (sender, name) in enumerate(
            (
                ("=?utf-8?b?Tmd1eeG7?= =?utf-8?b?hW4gQW4=?= <{}>", "Nguyễn An"),
                ("=?utf-8?q?J=C3?=\r\n =?utf-8?q?=B6rg?= <{}>", "Jörg"),
                (b"J\xf6rg M\xfcller <{}>".decode("latin-1"), "Jörg Müller"),
                ("Jörg Müller <{}>", "Jörg Müller"),
                ("{} (Ida Doe)", "Ida Doe"),
                ("Doe, Ida <{}>", "Doe, Ida"),
                ('"Ida" {}', "Ida"),
                ("=?nonsense?q?Ida?= <{}>", "Ida"),
            )
        ):
            with self.subTest(sender):
                address = f"n{number}@customer.example"
                codec = "latin-1" if number == 2 else "utf-8"
                sender = sender.format(address).encode(codec)
                record = self.send(b"From: " + sender, "Hello")
                self.assertCustomer(record, name, address)
        record = self.find("n5@customer.example")
        self.assertEqual((record.firstname, record.lastname), ("Ida", "Doe"))

    def test_tagged_addresses(self):
        # emma+x@ is Emma, support+x@ reaches support@
        record = self.send("Emma <emma+mail@home.example>")
        self.assertCustomer(record, "Ida Doe", "ida@customer.example")
        record = self.send(
            "Bob <bob@customer.example>", "Hi", To=ALIAS.replace("@", "+sales@")
        )
        self.assertCustomer(record, "Bob", "bob@customer.example")

    # ------------------------------------------------------------------
    # What the server found
    # ------------------------------------------------------------------

    def test_failed_check_of_one_of_us(self):
        self.intake.auth_servers = MX
        for number, found in enumerate(
            (
                "dmarc=fail header.from=home.example",
                "dmarc=fail (p=none) header.from=home.example; spf=pass "
                "smtp.mailfrom=evil.example",
                "spf=fail smtp.mailfrom=emma@home.example",
                "spf=softfail smtp.mailfrom=home.example; dkim=none",
                "spf=pass smtp.mailfrom=x@evil.example",
                "dkim=pass header.d=evil.example; spf=none",
                "dkim=fail header.d=home.example",
            )
        ):
            with self.subTest(found):
                record = self.send(EMMA, Authentication_Results=f"{MX}; {found}")
                self.assertReview(record, "unproven")
                self.assertNobodyBelieved(record)
                self.assertIn(found.partition("=")[0], record.sign)
                self.assertIn("mail server", record.explanation)
            # nor does it reply
            customer = self.receive(sender=f"Kim <kim{number}@customer.example>")
            record = self.send(
                EMMA,
                "Internal",
                Authentication_Results=f"{MX}; {found}",
                References=self.emails(customer).message_id,
            )
            self.assertReview(record, "unproven")

    def test_passed_check_of_one_of_us(self):
        self.intake.auth_servers = f"{MX} protection.example"
        for number, found in enumerate(
            (
                f"{MX}; dmarc=pass header.from=home.example",
                f"{MX}; spf=fail smtp.mailfrom=x@y.example; "
                "dkim=pass header.d=home.example",
                f"{MX}; spf=fail; dmarc=pass",
                f"{MX}; spf=none; dkim=none; dmarc=none",
                f"{MX}; spf=pass smtp.mailfrom=bounce.home.example",
                f"{MX} 1; none",
                # of a server that nobody named
                "mx.evil.example; dmarc=fail",
                f"{MX}.evil.example; dmarc=fail",
            )
        ):
            with self.subTest(found):
                address = f"ida{number}@customer.example"
                record = self.send(
                    EMMA,
                    BLOCK.replace("ida@customer.example", address),
                    Authentication_Results=found,
                )
                self.assertCustomer(record, "Ida Doe", address)

    def process_with(self, *head, sender=EMMA):
        """Let the gateway process a forward below some raw headers."""
        raw = make_mail(BLOCK, subject="Fwd: Offer", sender=sender)
        lines = "\n".join(head).encode()
        return self.process(lines + b"\n" + raw)

    def test_order_of_checks(self):
        self.intake.auth_servers = MX
        failed = f"Authentication-Results: {MX}; dmarc=fail"
        passed = f"Authentication-Results: {MX}; dmarc=pass; arc=pass"
        received = f"Received: from evil.example by {MX}; Wed, 27 Oct 2021"
        other = "Received: from me by relay.evil.example; Wed, 27 Oct 2021"
        for head in (
            (failed, received, passed),
            (failed, passed),
            (passed, failed),  # two filters of one server
            (received, failed, other, passed),
        ):
            with self.subTest(head):
                record = self.process_with(*head)
                self.assertReview(record, "unproven")
        # what came with the mail is no finding
        record = self.process_with(passed, received, failed)
        self.assertCustomer(record, "Ida Doe", "ida@customer.example")

    def test_server_without_a_name(self):
        self.intake.auth_servers = "mail.protection.example"
        record = self.process_with(
            "Received: from evil.example by am6.mail.protection.example with SMTP",
            "Authentication-Results: spf=fail (sender IP is 1.2.3.4) "
            "smtp.mailfrom=home.example; dkim=none; dmarc=fail action=none "
            "header.from=home.example;compauth=fail reason=001",
        )
        self.assertReview(record, "unproven")

    def test_forwarders(self):
        """A forwarder breaks SPF and DKIM; ARC says what it found, if it is trusted."""
        self.intake.auth_servers = f"{MX} mx.forwarder.example"
        results = f"Authentication-Results: {MX}; dmarc=fail; arc=pass"
        seal = "ARC-Seal: i={}; a=rsa-sha256; cv=none; d={}; s=x; b=abc"
        found = (
            "ARC-Authentication-Results: i={}; {}; dmarc={} header.from=home.example"
        )
        good = (
            results,
            seal.format(1, "forwarder.example"),
            found.format(1, "mx.forwarder.example", "pass"),
        )
        self.assertCustomer(self.process_with(*good), "Ida Doe", "ida@customer.example")
        self.find("ida@customer.example").unlink()
        for bad in (
            (results.replace("arc=pass", "arc=fail"), *good[1:]),
            (results.replace("; arc=pass", ""), *good[1:]),
            (
                results.replace("; arc=pass", ""),
                f"Authentication-Results: {MX}; arc=pass",
                *good[1:],
            ),
            (good[0], seal.format(1, "evil.example"), good[2]),
            (*good[:2], found.format(1, "mx.evil.example", "pass")),
            (*good[:2], found.format(1, "mx.forwarder.example", "fail")),
            (*good, seal.format(2, "evil.example")),
            (good[0], good[2]),
            good[:2],
        ):
            with self.subTest(bad):
                record = self.process_with(*bad)
                self.assertReview(record, "unproven")
                self.assertNobodyBelieved(record)

    def test_no_acknowledgement_to_doubtful_senders(self):
        self.intake.write({"acknowledge": True, "auth_servers": MX})
        for number, headers in enumerate(
            (
                {"Authentication-Results": f"{MX}; dmarc=fail"},
                {"Authentication-Results": f"{MX}; spf=fail smtp.mailfrom=a@b.example"},
                {"X-Spam-Status": "Yes, score=9"},
                {"Sender": EVE},
            )
        ):
            self.receive(sender=f"x{number}@customer.example", headers=headers)
        self.assertFalse(self.sent)
        record = self.find("x0@customer.example")
        self.assertIn(
            "could not confirm the sender: dmarc=fail", self.emails(record).body
        )
        self.receive(
            sender="y@customer.example",
            headers={"Authentication-Results": f"{MX}; dmarc=pass"},
        )
        self.assertEqual(len(self.sent), 1)

    def test_spam(self):
        for name, value in (
            ("X-Spam-Status", "Yes, score=7.2 required=5.0 tests=BAYES_99"),
            ("X-Spam-Flag", "YES"),
            ("X-Spam", "Yes"),
            ("X-Spam", "yes; whatever"),
            ("X-MS-Exchange-Organization-SCL", "5"),
            ("X-MS-Exchange-Organization-SCL", " 9"),
            ("X-Forefront-Antispam-Report", "CIP:1.2.3.4;CTRY:;LANG:en;SCL:6;SRV:;"),
            ("X-Forefront-Antispam-Report", "SCL:1;SFV:NSPM;CAT:PHSH;DIR:INB"),
            ("X-Spamd-Result", "default: True [15.00 / 15.00]; BAYES(1)[]"),
            ("X-Rspamd-Action", "add header"),
            ("X-Rspamd-Action", "reject"),
            ("X-Barracuda-Spam-Flag", "YES"),
        ):
            with self.subTest(name, value=value):
                record = self.receive(headers={name: value})
                self.assertReview(record, "spam")
                self.assertIn(name, record.explanation)
                self.assertIn("marked this mail as spam", record.explanation)
        # of two marks, one is enough; of us nobody is offered
        record = self.process_with("X-Spam-Status: Yes", "X-Spam-Status: No")
        self.assertReview(record, "spam")
        self.assertEqual(record.sender_email, "ida@customer.example")
        for number, (name, value) in enumerate(
            (
                ("X-Spam-Status", "No, score=-1.9"),
                ("X-Spam-Flag", "NO"),
                ("X-MS-Exchange-Organization-SCL", "-1"),
                ("X-MS-Exchange-Organization-SCL", "4"),
                ("X-MS-Exchange-Organization-SCL", "x"),
                ("X-Forefront-Antispam-Report", "SCL:1;SFV:NSPM;CAT:NONE"),
                ("X-Spamd-Result", "default: False [4.20 / 15.00]"),
                ("X-Rspamd-Action", "no action"),
            )
        ):
            with self.subTest(name, value=value):
                address = f"ham{number}@customer.example"
                record = self.receive(sender=address, headers={name: value})
                self.assertEqual(record, self.find(address))

    # ------------------------------------------------------------------
    # Claims, floods
    # ------------------------------------------------------------------

    def test_claims(self):
        for sender, headers in (
            (
                "'Ida' via Support <support@company.example>",
                {"Reply-To": "Ida <ida1@customer.example>"},
            ),
            (
                "'Ida' via Support <support@company.example>",
                {"X-Original-From": "Ida <ida2@customer.example>"},
            ),
            ("Shop <noreply@shop.example>", {"Reply-To": "ida3@customer.example"}),
        ):
            with self.subTest(headers):
                record = self.receive("Hello", sender=sender, headers=headers)
                message = self.emails(record)
                address = sender.rpartition("<")[2].strip(">")
                self.assertIn(f"Sent by {address} for ", message.body)
                self.assertIn(record.email, message.body)
                self.assertIn("Hello", message.body)
                self.assertEqual(message.intake_sender, address)
        # in a reply as well
        record = self.receive(
            sender="Shop <noreply@shop.example>",
            headers={
                "Reply-To": "ida3@customer.example",
                "References": message.message_id,
            },
        )
        self.assertEqual(record, self.find("ida3@customer.example"))
        for message in self.emails(record):
            self.assertIn("Sent by noreply@shop.example for ", message.body)
        record = self.send(EMMA)
        message = self.emails(record)
        self.assertIn("Sent by emma@home.example for Ida Doe", message.body)
        # who it was can be found
        found = self.env["mail.message"].search(
            [("intake_sender", "=", "emma@home.example")]
        )
        self.assertEqual(found, message)
        # what somebody says himself is no claim
        record = self.receive("Hello", sender="Bob <bob@customer.example>")
        self.assertNotIn("Sent by", self.emails(record).body)
        self.assertEqual(self.emails(record).intake_sender, "bob@customer.example")

    def test_several_addresses_of_ours(self):
        """What the first address makes of a mail is nothing to the second."""
        other = self.intake.copy({"alias_name": "second", "kind": "lead"})
        self.receive(
            "Hello",
            sender="Shop <noreply@shop.example>",
            to=f"{ALIAS}, {other.alias_full_name}",
            headers={"Reply-To": "ida@customer.example"},
        )
        contact = self.find("ida@customer.example")
        for message in self.emails(contact):
            self.assertEqual(message.body.count("Sent by"), 1)

    def test_flood_about_one_person(self):
        self.intake.hourly_limit = 3
        # whoever passes for an employee is counted
        records = [self.send(EMMA) for _ in range(5)]
        self.assertCustomer(records[0], "Ida Doe", "ida@customer.example", count=3)
        self.assertReview(records[-1], "rate")
        self.assertEqual(records[-1], records[-2])
        self.assertEqual(records[-1].sender_email, "ida@customer.example")

    def test_flood_of_one_sender(self):
        self.intake.write({"hourly_limit": 2, "sender_limit": 4})
        records = [
            self.send(EMMA, BLOCK.replace("ida@", f"ida{number}@"))
            for number in range(7)
        ]
        self.assertEqual(
            [record._name for record in records],
            ["res.partner"] * 4 + ["antcrm.mail.review"] * 3,
        )
        # each about its person
        self.assertEqual(len(set(records)), 7)
        self.assertEqual(records[-1].sender_email, "ida6@customer.example")

    def test_visitors_of_a_form(self):
        """Twenty-five visitors within an hour are twenty-five customers."""
        records = [
            self.receive(
                sender="Forms <noreply@forms.example>",
                headers={"Reply-To": f"v{number}@customer.example"},
            )
            for number in range(25)
        ]
        self.assertEqual(len(set(records)), 25)
        self.assertEqual({record._name for record in records}, {"res.partner"})
