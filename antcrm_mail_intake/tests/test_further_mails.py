from odoo.tests import BaseCase

from ..tools.forwarded import parse_forwarded
from ..tools.notices import read_notice
from .mail_files import read_mails

OWN = ("company.example",)


class TestFurtherMails(BaseCase):
    """Of kinds that the other sets do not have: by hand, with invented people, as the
    programs write them."""

    def test_forwards(self):
        mails = read_mails("further")
        self.assertGreaterEqual(len(mails), 14)
        for mail in mails:
            with self.subTest(mail.case):
                found = parse_forwarded(mail.subject, mail.text, mail.html, OWN)
                self.assertEqual(found, mail.expected)

    def test_notices(self):
        mails = read_mails("notices")
        self.assertGreaterEqual(len(mails), 6)
        for mail in mails:
            with self.subTest(mail.case):
                headers = {"From": mail.sender}
                notice = read_notice(headers, mail.subject, mail.text, mail.html, OWN)
                self.assertEqual((notice.name, notice.email), mail.expected)
                if mail.phone:
                    self.assertEqual(notice.phone, mail.phone)

    def test_surnames_that_mean_from(self):
        """Above a header without labels stands a name, however it begins."""
        for name in ("De Vries Jan", "Von Blau Bea", "Van Loon Fay"):
            text = (
                "----- Forwarded by Emma/Company on 04.03.2024 10:25 -----\n"
                f"{name} <ida@kunde9.example> on 04.03.2024 10:22\n"
                "To: sales@company.example\nSubject: Order\n\nHello"
            )
            with self.subTest(name):
                found = parse_forwarded("Fwd: Order", text, "", OWN)
                self.assertEqual(found, (name, "ida@kunde9.example"))
