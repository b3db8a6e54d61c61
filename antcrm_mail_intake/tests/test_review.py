import base64
from datetime import timedelta

from lxml import etree

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, new_test_user
from odoo.tools.safe_eval import safe_eval

from ..models.antcrm_mail_review import REASONS
from .common import ALIAS, MailIntakeCommon, make_mail

BULK = {"Precedence": "bulk"}


class TestReview(MailIntakeCommon):
    """Mails that wait for a person: who sees them, and what he does with them."""

    def keep(self, sender="Ida Doe <ida@customer.example>", **fields):
        """Let a mail in that is kept; return it as a salesperson sees it."""
        record = self.receive(
            sender=sender,
            headers=BULK,
            attachments=[("a.txt", b"x")],
            **fields,
        )
        self.assertReview(record, "bulk")
        return record.with_user(self.user_sales)

    def test_create_customer(self):
        for kind in ("contact", "lead"):
            self.intake.kind = kind
            self.intake.tag_names = "Mail"
            with self.subTest(kind):
                review = self.keep(f"Ida Doe <{kind}@customer.example>")
                self.assertEqual(review.sender_name, "Ida Doe")
                message = self.emails(review)
                action = review.action_create_customer()
                customer = self.env[action["res_model"]].browse(action["res_id"])
                self.assertCustomer(customer, "Ida Doe", f"{kind}@customer.example")
                self.assertEqual(self.emails(customer), message)
                self.assertEqual(message.attachment_ids.res_id, customer.id)
                self.assertEqual(message.attachment_ids.res_model, customer._name)
                self.assertEqual(review.state, "created")
                self.assertEqual(review.user_id, self.user_sales)
                self.assertTrue(customer.last_interaction_date)
                with self.assertRaises(UserError):
                    review.action_create_customer()

    def test_create_several(self):
        reviews = self.keep() | self.keep("bob@customer.example") | self.keep()
        reviews.action_create_customer()
        self.assertEqual(len(self.emails(self.find("ida@customer.example"))), 2)
        self.assertCustomer(
            self.find("bob@customer.example"), "Bob", "bob@customer.example"
        )

    def test_correct_the_sender(self):
        review = self.receive(sender="Shop <noreply@shop.example>")
        review = review.with_user(self.user_sales)
        with Form(review) as form:
            form.sender_name = "Ida Doe"
            form.sender_email = "ida@customer.example"
        review.action_create_customer()
        self.assertEqual(self.find("ida@customer.example").name, "Ida Doe")
        review = self.keep().with_user(self.user_sales)
        for address in ("", "not an address"):
            review.sender_email = address
            with self.assertRaises(UserError):
                review.action_create_customer()

    def test_attach(self):
        contact = self.create_contact(
            firstname="Ida", email_ids=self.typed("ida@customer.example")
        )
        review = self.keep()
        review.action_attach()
        self.assertEqual(len(self.emails(contact)), 1)
        other = self.create_contact(firstname="Bob")
        review = self.keep()
        review.customer = f"res.partner,{other.id}"
        review.action_attach()
        self.assertEqual(len(self.emails(other)), 1)
        self.assertEqual(review.state, "attached")
        # nobody has the address
        with self.assertRaises(UserError):
            self.keep("eve@customer.example").action_attach()

    def test_choose_in_the_list(self):
        """Whom nobody's address tells is chosen in a dialog."""
        contact = self.create_contact(firstname="Bob")
        review = self.receive(sender="Shop <noreply@shop.example>")
        review = review.with_user(self.user_sales)
        self.assertFalse(review.sender_email)
        action = review.action_choose_customer()
        form = Form(review, view=self.env["ir.ui.view"].browse(action["views"][0][0]))
        form.customer = f"res.partner,{contact.id}"
        form.save().action_attach()
        self.assertEqual(len(self.emails(contact)), 1)
        with self.assertRaises(UserError):
            review.action_choose_customer()

    def test_main_button(self):
        """Of a machine nobody makes a customer with the first click."""
        arch = etree.fromstring(
            self.as_user("antcrm.mail.review").get_views([(False, "form")])["views"][
                "form"
            ]["arch"]
        )
        for reason, _label in REASONS:
            shown = [
                (button.get("name"), "btn-primary" in (button.get("class") or ""))
                for button in arch.xpath("//header/button")
                if not safe_eval(
                    button.get("invisible"), {"state": "open", "reason": reason}
                )
            ]
            with self.subTest(reason):
                machine = reason in ("automatic", "bulk", "spam", "ignored")
                main = "action_discard" if machine else "action_create_customer"
                self.assertEqual(shown[0], (main, True))
                others = {name for name, is_main in shown[1:] if not is_main}
                self.assertEqual(len(others), len(shown) - 1)
                both = {"action_create_customer", "action_discard"}
                self.assertLessEqual(both | {"action_add"}, {main, *others})
                self.assertNotIn("action_ours", others)  # for administrators

    def test_newest_first(self):
        first, second = self.keep(), self.keep("bob@customer.example")
        found = self.as_user("antcrm.mail.review").search([], limit=2)
        self.assertEqual(found, second | first)
        self.assertEqual(found.ids, [second.id, first.id])

    def test_attach_to_a_hidden_customer(self):
        contact = self.create_contact(
            user=self.user_colleague,
            firstname="Ida",
            email_ids=self.typed("ida@customer.example"),
            share_mode="me",
        )
        review = self.keep()
        for action in (review.action_attach, review.action_create_customer):
            with self.assertRaises(UserError):
                action()
        with self.assertRaises(AccessError):
            review.customer = f"res.partner,{contact.id}"
            review.action_attach()
        self.assertEqual(review.state, "open")
        self.assertFalse(self.emails(contact))

    def test_discard(self):
        review = self.keep()
        review.action_discard()
        self.assertEqual(review.state, "discarded")
        review.action_reopen()
        self.assertEqual(review.state, "open")

    def test_doubt_modes(self):
        self.intake.doubt_mode = "discard"
        record = self.receive(headers=BULK)
        self.assertEqual(record.state, "discarded")
        self.intake.doubt_mode = "notify"
        self.user_administrator.notification_type = "inbox"
        record = self.receive(headers=BULK)
        self.assertIn(
            self.user_administrator.partner_id,
            self.emails(record).notified_partner_ids,
        )

    def test_expiry(self):
        old, new, kept = (self.keep().sudo() for _ in range(3))
        forever = self.intake.copy({"alias_name": "forever", "review_days": 0})
        past = self.env.cr.now() - timedelta(days=31)
        self.env.cr.execute(
            "UPDATE antcrm_mail_review SET create_date = %s WHERE id IN %s",
            (past, tuple((old | kept).ids)),
        )
        kept.intake_id = forever
        self.env.flush_all()
        messages = self.emails(old)
        with self.enter_registry_test_mode():
            self.env.ref("antcrm_mail_intake.ir_cron_expire").method_direct_trigger()
        self.assertEqual((old | new | kept).exists(), new | kept)
        self.assertFalse(messages.exists())

    # ------------------------------------------------------------------
    # Who sees what
    # ------------------------------------------------------------------

    def test_access(self):
        review = self.keep()
        with self.assertRaises(AccessError):
            review.with_user(self.user_internal).read(["name"])
        with self.assertRaises(AccessError):
            review.with_user(self.user_portal).read(["name"])
        with self.assertRaises(AccessError):
            review.state = "created"
        with self.assertRaises(AccessError):
            review.intake_id = self.intake.copy({"alias_name": "other"})
        with self.assertRaises(AccessError):
            review.create({"name": "x", "intake_id": self.intake.id, "reason": "own"})
        with self.assertRaises(AccessError):
            review.unlink()
        with self.assertRaises(AccessError):
            self.intake.with_user(self.user_sales).hourly_limit = 1

    def test_becoming_responsible(self):
        """Whoever becomes responsible sees what comes in from then on, unless a Data
        Owner opens what was there."""
        second = new_test_user(
            self.env, "antcrm_second", groups="antcrm_share.group_administrator"
        )
        self.intake.share_mode = "me"
        old = self.keep().sudo()
        self.intake.with_user(second).responsible_id = second
        new = self.keep().sudo()
        Review = self.as_user("antcrm.mail.review", second)
        for user, reviews in ((second, new), (self.user_administrator, old)):
            found = Review.with_user(user).search([("id", "in", (old | new).ids)])
            self.assertEqual(found.sudo(), reviews)
            self.assertFalse(
                self.emails((old | new) - reviews)
                .with_user(user)
                ._filtered_access("read")
            )
        owner = new_test_user(
            self.env, "antcrm_owner", groups="antcrm_share.group_data_owner"
        )
        old.with_user(owner).write(
            {"share_mode": "employee", "share_user_ids": second.ids}
        )
        self.assertTrue(old.with_user(second).has_access("write"))

    def test_deleting_an_address(self):
        """It takes nothing along that its deleter may not read."""
        second = new_test_user(
            self.env, "antcrm_second", groups="antcrm_share.group_administrator"
        )
        self.intake.share_mode = "me"
        review = self.keep().sudo()
        messages = self.emails(review)
        with self.assertRaisesRegex(UserError, "Archive the address") as caught:
            with self.env.cr.savepoint():
                self.intake.with_user(second).unlink()
        self.assertNotIn(review.name, str(caught.exception))
        self.assertTrue(review.exists() and messages.exists())
        self.intake.with_user(self.user_administrator).unlink()
        self.assertFalse(review.exists() or messages.exists())

    def test_share(self):
        self.intake.write(
            {"share_mode": "employee", "share_user_ids": self.user_colleague.ids}
        )
        review = self.keep()
        message = self.emails(review.sudo())
        for user, sees in (
            (self.user_sales, False),
            (self.user_colleague, True),
            (self.user_administrator, True),  # the responsible
        ):
            with self.subTest(user.name):
                found = review.with_user(user).search([("id", "=", review.id)])
                self.assertEqual(bool(found), sees)
                found = message.with_user(user)._filtered_access("read")
                self.assertEqual(bool(found), sees)
        self.intake.share_mode = "me"
        review = self.keep()
        self.assertFalse(review.with_user(self.user_colleague)._filtered_access("read"))

    def test_settings(self):
        administrator = self.as_user("antcrm.mail.intake", self.user_administrator)
        with Form(administrator) as form:
            form.name = "Sales"
            form.alias_name = "sales"
            form.kind = "lead"
        intake = form.save()
        self.assertEqual(intake.alias_email, "sales@company.example")
        self.assertEqual(intake.responsible_id, self.user_administrator)
        record = self.receive(to="sales@company.example")
        self.assertEqual(record.customer_kind, "lead")
        with self.assertRaises(ValidationError):
            intake.share_mode = "employee"
        intake.own_domains = (
            "@Company.example; *.firm.example\nme@gmail.com,<x@y.example>"
        )
        self.assertEqual(
            intake._read_own_domains(),
            {"company.example", "firm.example", "me@gmail.com", "x@y.example"},
        )
        with self.assertRaises(ValidationError):
            intake.own_domains = "company.example\nGmail.com"
        alias = intake.alias_id
        intake.unlink()
        self.assertFalse(alias.exists())

    # ------------------------------------------------------------------
    # The test of a mail
    # ------------------------------------------------------------------

    def try_mail(self, raw, as_file=False):
        """Return what the test says about a mail, as a text."""
        wizard = self.as_user("antcrm.mail.intake.test", self.user_administrator)
        values = {"intake_id": self.intake.id}
        if as_file:
            values["file"] = base64.b64encode(raw)
        else:
            values["source"] = raw.decode()
        wizard = wizard.create(values)
        self.assertEqual(wizard.action_test()["res_id"], wizard.id)
        self.env.flush_all()
        self.env.invalidate_all()
        # as the form reads it
        wizard = wizard.with_context(bin_size=True)
        return str(wizard.web_read({"result": {}, "file": {}})[0]["result"])

    def test_test_tells_what_its_user_may_know(self):
        """The dialog plans with the eyes of who runs it, and each question counts."""
        hidden = self.as_user("res.partner", self.user_colleague).create(
            {
                "firstname": "Hidden",
                "share_mode": "me",
                "email_ids": self.typed("khachhanga@gmail.example"),
            }
        )
        self.env.flush_all()
        self.assertFalse(hidden.with_user(self.user_administrator).has_access("read"))
        result = self.try_mail(make_mail())
        self.assertNotIn("Hidden", result)
        self.assertIn("already exists", result)
        self.set_budget(0, self.user_administrator)
        with self.assertRaisesRegex(UserError, "Too many"):
            self.try_mail(make_mail())

    def test_test(self):
        self.env.flush_all()
        tables = ("res_partner", "crm_lead", "antcrm_mail_review", "mail_message")

        def count():
            for table in (*tables, "antcrm_budget", "antcrm_contact_point"):
                self.env.cr.execute(f"SELECT count(*) FROM {table}")
                yield self.env.cr.fetchone()[0]

        before = list(count())
        for as_file in (True, False):
            result = self.try_mail(make_mail(), as_file)
            self.assertIn("KhachHang A &lt;khachhanga@gmail.example&gt;", result)
            self.assertIn("A new customer is created.", result)
        self.assertIn("Precedence: bulk", self.try_mail(make_mail(headers=BULK)))
        result = self.try_mail(make_mail(to="other@elsewhere.example"))
        self.assertIn(ALIAS, result)
        self.assertIn("no headers", self.try_mail(b"nonsense"))
        # what Outlook saves is no text
        msg = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(range(256)) * 9
        self.assertIn("no headers", self.try_mail(msg, as_file=True))
        self.env.flush_all()
        self.assertEqual(list(count()), before)
        self.receive()
        self.assertIn("history", self.try_mail(make_mail()))
        with self.assertRaises(UserError):
            self.as_user("antcrm.mail.intake.test", self.user_administrator).create(
                {"intake_id": self.intake.id}
            ).action_test()

    def test_test_is_for_administrators(self):
        with self.assertRaises(AccessError):
            self.as_user("antcrm.mail.intake.test").create(
                {"intake_id": self.intake.id, "source": "x"}
            )
