import json
from collections import Counter
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase

from ..tools.signature import Signature, read_signature

#: 230 mails in 8 languages, written by hand and put together from parts
SIGNATURES = Path(__file__).parent / "fixtures" / "signatures.json"
FIELDS = Signature._fields
HOSTILE = {
    "phones": "Tel: 020 7946 0456\n" * 20_000,
    "digits": "1" * 200_000,
    "words": "Regards\n" + "a b " * 50_000,
    "closings": "Regards\n" * 20_000,
    "bars": "Regards\n" + "|" * 200_000,
    "numbers": "Regards\n" + ("020 7946 0456 / " * 25 + "\n") * 1_000,
    "commas": "Regards\n" + ("Example Ltd, Buyer - " * 19 + "\n") * 1_000,
    "headers": "From: x\nTo: y\nDate: z\n" * 5_000,
    "marks": "--- x ---\n" * 20_000,
    "signs": "敬具\n" + "山 " * 100_000,
    "pluses": "Regards\n" + "+" * 200_000,
    "cells": "<td>Regards<td>" * 10_000,
}


def get_values(field, value):
    """Return what is compared of a field: of numbers the digits."""
    if field == "phones":
        return {"".join(c for c in number if c.isdigit()) for number in value}
    return {value.casefold()} if value else set()


def count(cases):
    """Return how often each field was right, wrong and missing."""
    counts = Counter()
    for case in cases:
        found = read_signature(case["text"], case["html"], *case["sender"])
        for field in FIELDS:
            values = get_values(field, getattr(found, field))
            expected = get_values(field, case["expected"][field])
            counts[field, "right"] += len(values & expected)
            counts[field, "wrong"] += len(values - expected)
            counts[field, "missing"] += len(expected - values)
    return counts


def get_score(counts, field):
    """Return F1: of precision and recall the harmonic mean."""
    right = 2 * counts[field, "right"]
    return right / (right + counts[field, "wrong"] + counts[field, "missing"])


class TestSignature(BaseCase):
    def test_score(self):
        cases = json.loads(SIGNATURES.read_text())
        self.assertGreaterEqual(len(cases), 200)
        counts = count(cases)
        for field in FIELDS:
            with self.subTest(field):
                self.assertGreaterEqual(get_score(counts, field), 0.95)

    def test_languages(self):
        cases = json.loads(SIGNATURES.read_text())
        languages = {}
        for case in cases:
            language = case["id"].rpartition("/")[2].split("-")[0]
            if language.isdigit():
                language = case["id"].partition("/")[0]
            languages.setdefault(language, []).append(case)
        self.assertEqual(len(languages), 8)
        for language, some in languages.items():
            counts = count(some)
            for field in ("phones", "company"):
                with self.subTest(language, field=field):
                    self.assertGreaterEqual(get_score(counts, field), 0.9)

    def test_what_others_wrote(self):
        """The signature below what is answered is of another."""
        other = "Best regards\nBob Roe\nRoe Ltd\nTel: 020 7946 0999"
        for quote in (
            "\n".join(f"> {line}" for line in other.splitlines()),
            f"On 4 Mar 2024, Bob <bob@roe.example> wrote:\n{other}",
            f"-----Original Message-----\nFrom: Bob\nSent: Monday\nTo: Ida\n\n{other}",
            f"Von: Bob <bob@roe.example>\nGesendet: Montag\nAn: Ida\n\n{other}",
            f"---------- Forwarded message ---------\nFrom: Bob\n\n{other}",
        ):
            with self.subTest(quote):
                text = f"Hello\n\nRegards\nIda Doe\n\n{quote}"
                found = read_signature(text, "", "Ida Doe", "ida@doe.example")
                self.assertEqual(found, Signature(name="Ida Doe"))

    def test_numbers_that_are_none(self):
        lines = (
            *("Fax: 020 7946 0999", "VAT: GB 123 4567 89", "IBAN DE89 3704 0044 0532"),
            *("HRB 12345678", "04.03.2024 10:22", "KvK 12345678", "MST: 0312345678"),
            *("Ust-IdNr. DE123456789", "10115 Berlin", "Since 1998", "T / F: x"),
        )
        for line in lines:
            with self.subTest(line):
                text = f"Regards\nIda Doe\nDoe Ltd\nTel: 020 7946 0456\n{line}"
                found = read_signature(text, "", "Ida Doe", "ida@doe.example")
                self.assertEqual(found.phones, ("020 7946 0456",))

    def test_none(self):
        for text in ("", "Hello", "Tel: 020 7946 0456", "One\n\nTwo\n\nThree"):
            self.assertEqual(read_signature(text), Signature())
        self.assertEqual(read_signature(None, None, None, None), Signature())

    def test_hostile(self):
        for case, text in HOSTILE.items():
            for arguments in ((text, ""), ("", text)):
                with self.subTest(case):
                    found = read_signature(*arguments, "Ida Doe", "ida@x.example")
                    self.assertLessEqual(len(found.phones), 5)

    @settings(max_examples=150, deadline=None, database=None, derandomize=True)
    @given(
        st.lists(
            st.one_of(
                st.text(max_size=20),
                st.sampled_from(
                    [
                        "\n",
                        "Regards\n",
                        "-- \n",
                        "Ida Doe",
                        "Doe Ltd",
                        " | ",
                        ", ",
                        " - ",
                    ]
                    + ["Tel: ", "+44 20 7946 0456", "0171 5550101", "Buyer", "www.x.de"]
                    + ["Fax ", " / ", "(", ")", "敬具\n", "株式会社山", "　", "> ", ":"]
                ),
            ),
            max_size=40,
        )
    )
    def test_fuzz(self, pieces):
        """Any input gives what stands in it."""
        text = "".join(pieces)
        found = read_signature(text, "", "Ida Doe", "ida@doe.example")
        for number in found.phones:
            self.assertTrue(6 <= sum(c.isdigit() for c in number) <= 15)
        for field in ("name", "position", "company", "address"):
            value = getattr(found, field)
            self.assertTrue(value is None or value.strip())
