import random

from odoo.tests import TransactionCase, tagged
from odoo.tools import SQL

from ..tools.numbers import number_key, number_key_sql, tax_key, tax_key_sql
from ..tools.websites import domain_key, domain_key_sql

#: letters that one of the two might take for others, signs, and what stands in numbers
LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789" * 2 + (
    " .-/,_()'\"\\%\t\n\rßıİſÅåéĐđµŒ０١K"
)


@tagged("post_install", "-at_install")
class TestNumbers(TransactionCase):
    def ask(self, get_sql, texts):
        """Return what the database makes of texts."""
        rows = self.env.execute_query(
            SQL(
                "SELECT %s FROM unnest(%s::text[]) WITH ORDINALITY AS line (text, n) "
                "ORDER BY n",
                SQL(get_sql("line.text")),
                texts,
            )
        )
        return [key for (key,) in rows]

    def test_tax_numbers(self):
        for text in ("BE0477472701", "be 0477.472.701", "0477472701", "BE-0477/472701"):
            self.assertEqual(tax_key(text), "0477472701")
        for text in (None, False, "", "/", "BE"):
            self.assertEqual(tax_key(text), "")
        # a branch is a company of its own
        self.assertNotEqual(tax_key("0301442379-001"), tax_key("0301442379"))

    def test_identity_cards(self):
        for text in ("001 199-012345", "001199012345"):
            self.assertEqual(number_key(text), "001199012345")
        # the letters of a passport belong to it
        self.assertEqual(number_key("ab 1234567"), "AB1234567")

    def test_websites(self):
        for text in (
            "http://www.Acme.example/a?b#c",
            "acme.example",
            "ACME.example:80",
        ):
            self.assertEqual(domain_key(text), "acme.example")
        for text in (None, "", "acme", "https://www.facebook.com/acme"):
            self.assertEqual(domain_key(text), "")

    def test_python_and_database_agree(self):
        dice = random.Random(17)
        texts = [
            "".join(dice.choices(LETTERS, k=dice.randint(0, 20))) for _n in range(5000)
        ]
        # some with a prefix, since few have one by chance
        texts += [dice.choice(("vn", "BE", "Eu ")) + text for text in texts[:2000]]
        for key, key_sql in ((tax_key, tax_key_sql), (number_key, number_key_sql)):
            with self.subTest(rule=key.__name__):
                self.assertEqual([*map(key, texts)], self.ask(key_sql, texts))
        parts = (
            ("", " ", "http://", "HTTPS://", "ftp:"),
            ("", "www.", "WWW.", "a."),
            ("Acme.example", "münchen.DE", "x", "fb.com", "facebook.com"),
            ("", "/", ":80", "?a=b.c", "#x", "/www.b.example\n"),
        )
        sites = ["".join(map(dice.choice, parts)) for _number in range(2000)]
        found = zip(
            map(domain_key, sites), self.ask(domain_key_sql, sites), strict=True
        )
        self.assertEqual([pair for pair in found if pair[0] and pair[0] != pair[1]], [])
