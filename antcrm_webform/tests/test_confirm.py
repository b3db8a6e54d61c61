import re
from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from odoo.addons.antcrm_customers.tests.readable import get_paragraphs

from .common import WebformHttpCase
from .test_controller import ANN


@tagged("post_install", "-at_install")
class TestConfirm(WebformHttpCase):
    """Who gives an address has to show that it is his."""

    def setUp(self):
        super().setUp()
        self.webform = self.make_form(("name!", "emails!"), double_opt_in=True)

    def get_mails(self, address="ann@example.com"):
        self.env.invalidate_all()
        return self.env["mail.mail"].search([("email_to", "=", address)])

    def get_link(self):
        (url,) = set(
            re.findall(r"/antcrm/form/confirm/[\w-]+", self.get_mails()[-1:].body_html)
        )
        return url

    def test_confirmed(self):
        self.assertEqual(self.send(self.webform, ANN).status_code, 303)
        self.take_in()
        self.assertFalse(self.find("ann@example.com"))
        link = self.get_link()
        token = link.rpartition("/")[2]
        # who reads the database cannot confirm
        entry = self.Submission.search([("webform_id", "=", self.webform.id)])
        self.assertNotIn(token, str(entry.read()))
        # what opens every link in a mail confirms nothing
        page = self.url_open(link)
        self.assertIn("Please confirm", page.text)
        self.take_in()
        self.assertFalse(self.find("ann@example.com"))
        page = self.url_open(link, method="POST")
        self.assertEqual(page.status_code, 200)
        self.assertIn("is confirmed", page.text)
        self.take_in()
        self.assertEqual(self.find("ann@example.com").name, "Ann Lee")

    def test_token_works_once(self):
        self.send(self.webform, ANN)
        link = self.get_link()
        self.assertEqual(self.url_open(link, method="POST").status_code, 200)
        gone = self.url_open(link, method="POST")
        self.assertEqual(gone.status_code, 410)
        self.take_in()
        self.assertEqual(self.url_open(link).status_code, 410)
        self.assertEqual(self.url_open(link, method="POST").text, gone.text)
        # the same for what never was
        unknown = self.url_open("/antcrm/form/confirm/unknown", method="POST")
        self.assertEqual((unknown.status_code, unknown.text), (410, gone.text))
        self.assertEqual(len(self.find("ann@example.com").message_ids), 1)

    def test_token_expires(self):
        self.send(self.webform, ANN)
        link = self.get_link()
        entry = self.Submission.search([("webform_id", "=", self.webform.id)])
        hours = (entry.expiry_date - fields.Datetime.now()) / timedelta(hours=1)
        self.assertAlmostEqual(hours, 48, delta=0.1)
        entry.expiry_date = fields.Datetime.now() - timedelta(seconds=1)
        self.env.flush_all()
        self.assertEqual(self.url_open(link, method="POST").status_code, 410)
        self.Submission._gc_unconfirmed()
        self.assertFalse(entry.exists())
        self.take_in()
        self.assertFalse(self.find("ann@example.com"))

    def test_mail_says_nothing_that_was_typed(self):
        """Nobody sends his words to others with our mail."""
        self.send(self.webform, {**ANN, "name": "Buy pills at http://x.example"})
        mail = self.get_mails()
        self.assertNotIn("pills", mail.body_html + mail.subject)

    def test_mail_is_readable(self):
        """In the language of the visitor: sentences, and a link that works."""
        self.env.company.name = "Ants Ltd"
        read = {}
        for lang in ("en_US", "vi_VN"):
            answers = {**ANN, "emails": f"{lang[:2]}@example.com"}
            self.send(self.webform, answers, lang=lang)
            mail = self.get_mails(answers["emails"])
            self.assertEqual(len(mail), 1)
            texts = get_paragraphs(mail.body_html)
            self.assertTrue(any("/antcrm/form/confirm/" in text for text in texts))
            self.assertIn("Ants Ltd", texts)
            self.assertIn("Ants Ltd", mail.subject)
            read[lang] = {mail.subject, *texts}
            self.assertEqual(len(read[lang]), 6)
        self.assertIn(
            "somebody, probably you, has sent us a message with this address. If it "
            "was you, please confirm it in the next 48 hours:",
            read["en_US"],
        )
        self.assertEqual(read["en_US"] & read["vi_VN"], {"Ants Ltd"})

    def test_mailbox_is_not_filled(self):
        answers = {
            self.send(self.webform, ANN).headers["Location"] for _number in range(5)
        }
        self.assertEqual(len(answers), 1)
        self.assertEqual(len(self.get_mails()), 3)

    def test_known_customer_is_asked_all_the_same(self):
        self.create_contact(email_ids=self.typed("ann@example.com"))
        self.send(self.webform, ANN)
        self.assertEqual(len(self.get_mails()), 1)
