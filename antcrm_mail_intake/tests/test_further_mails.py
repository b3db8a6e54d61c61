from odoo.tests import BaseCase

from ..tools.forwarded import parse_forwarded
from ..tools.notices import read_notice
from .further_mails import FORWARDS, NOTICES, OWN


class TestFurtherMails(BaseCase):
    def test_forwards(self):
        for program, (subject, text, html, expected) in FORWARDS.items():
            with self.subTest(program):
                self.assertEqual(parse_forwarded(subject, text, html, OWN), expected)

    def test_notices(self):
        for service, values in NOTICES.items():
            sender, subject, text, html, person, others = values
            with self.subTest(service):
                notice = read_notice({"From": sender}, subject, text, html, OWN)
                self.assertEqual((notice.name, notice.email), person)
                found = {name: getattr(notice, name) for name in others}
                self.assertEqual(found, others)

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
