import random

import phonenumbers
from email_validator import EmailNotValidError, validate_email

from odoo.tests import BaseCase, tagged

from ..tools.contact_values import (
    MAIL_DOMAINS,
    _take_plain_number,
    add_extension,
    example_phone,
    get_phone_region,
    move_phone,
    read_email,
    read_phone,
    read_social,
    social_network,
    suggest_email_domain,
)


@tagged("-at_install", "post_install")
class TestContactValues(BaseCase):
    def test_phone_in_any_usual_writing(self):
        for text, region, normalized in (
            ("0901 234 567", "VN", "+84901234567"),
            ("+84 90-123-4567", "VN", "+84901234567"),
            ("+84 90-123-4567", None, "+84901234567"),
            ("0084 901234567", "US", "+84901234567"),
            ("(504) 621-8927 ext 3", "US", "+15046218927;ext=3"),
            ("504.621.8927x3", "US", "+15046218927;ext=3"),
            ("030 901820", "DE", "+4930901820"),
            ("００９０１", "VN", None),
        ):
            with self.subTest(text=text, region=region):
                self.assertEqual(read_phone(text, region).normalized, normalized)

    def test_phone_keeps_the_extension(self):
        self.assertEqual(
            read_phone("(504) 621-8927 ext 3", "US").value, "+1 504-621-8927 ext. 3"
        )

    def test_extension_is_part_of_what_is_compared(self):
        for text, sanitized, key in (
            ("028 3822 0060 ext 12", "+842838220060", "+842838220060;ext=12"),
            ("+84 28 3822 0060 ext. 12", "+842838220060", "+842838220060;ext=12"),
            ("028 3822 0060 (Mr Nam)", "+842838220060", "+842838220060"),
            ("(028) 3822-0060", "+842838220060", "+842838220060"),
            ("ask Nam", False, False),
        ):
            with self.subTest(text):
                self.assertEqual(add_extension(text, sanitized), key)
        moved = move_phone("+842838220060;ext=12", "US")
        self.assertTrue(moved.normalized.endswith(";ext=12"))
        self.assertEqual(get_phone_region("+842838220060;ext=12"), "VN")

    def test_slips_of_the_pen_in_domains(self):
        slips = {
            "gmail.com": "gmial.com gamil.com gmal.com gmaill.com gmail.con gmail.co",
            "yahoo.com": "yaho.com yhaoo.com",
            "hotmail.com": "hotmial.com hotmail.cmo",
            "example.com": "example.con",
        }
        for domain, texts in slips.items():
            for text in texts.split():
                self.assertEqual(suggest_email_domain(text), domain, text)
        for text in "yahoo.ca outlook.it free.it email.com example.co live.nl".split():
            self.assertIsNone(suggest_email_domain(text), text)
        for text in MAIL_DOMAINS:
            self.assertIsNone(suggest_email_domain(text), text)

    def test_plain_phone(self):
        """Numbers in E.164 are read as the library reads them: of all countries, with
        and without what it takes off the number, and whatever digits follow."""
        rng = random.Random(19)
        texts = {f"+{rng.randint(10**7, 10**15 - 1)}" for _round in range(2000)}
        for region in phonenumbers.SUPPORTED_REGIONS:
            metadata = phonenumbers.PhoneMetadata.metadata_for_region(region)
            prefix = metadata.national_prefix or "0"
            for kind in (
                phonenumbers.PhoneNumberType.MOBILE,
                phonenumbers.PhoneNumberType.FIXED_LINE,
                phonenumbers.PhoneNumberType.TOLL_FREE,
            ):
                example = phonenumbers.example_number_for_type(region, kind)
                if not example:
                    continue
                text = phonenumbers.format_number(
                    example, phonenumbers.PhoneNumberFormat.E164
                )
                start = len(str(example.country_code)) + 1
                texts.add(text)
                texts.add(f"{text[:start]}{prefix}{text[start:]}")
                texts.update(f"{text[:-3]}{rng.randint(0, 999):03}" for _n in range(5))
        plain = 0
        for text in sorted(texts):
            number = _take_plain_number(text)
            if number:
                plain += 1
                self.assertEqual(number, phonenumbers.parse(text), text)
        self.assertGreater(plain, len(texts) / 3)

    def test_phone_tells_the_rule(self):
        for text, error in (
            ("call me", "phone_text"),
            ("", "phone_text"),
            ("1" * 400, "phone_text"),
            ("+999 1234567", "phone_country"),
            ("+84 12", "phone_short"),
            ("+84 901 234 567 890 123", "phone_long"),
            ("+1 000 000 0000", "phone_plan"),
        ):
            with self.subTest(text=text):
                self.assertEqual(read_phone(text, "VN")[1:], (None, error))

    def test_example_phone_is_right(self):
        for region in ("VN", "US", "FR", "ZZ", None):
            self.assertFalse(read_phone(example_phone(region)).error)

    def test_email(self):
        for text, normalized in (
            ("Ida@Example.COM", "ida@example.com"),
            (" ida+news@example.com ", "ida+news@example.com"),
            ("jörg@bücher.de", "jörg@bücher.de"),
        ):
            with self.subTest(text=text):
                self.assertEqual(read_email(text).normalized, normalized)
        for text in ("", "ida", "ida@", "ida@example", "a b@example.com", "a@b@c.de"):
            with self.subTest(text=text):
                self.assertTrue(read_email(text).error)

    def test_plain_email(self):
        """Plain addresses are read without the validator, as it would read them."""
        for local in ("ida", "Ida.Berg", "i", "i+b_c-d", "-i", "i.", ".i", "i..b"):
            for domain in (
                "Example.com",
                "a-b.EXAMPLE.co.uk",
                "-a.com",
                "a-.com",
                "a--b.com",
                "xn--bcher-kva.de",
                "9.com",
                "a.c",
                "a.c0m",
                "a..com",
                "a_b.com",
                "host.local",
                "ida.test",
            ):
                text = f"{local}@{domain}"
                try:
                    address = validate_email(
                        text, check_deliverability=False, globally_deliverable=False
                    )
                    expected = (address.normalized, address.normalized.lower())
                except EmailNotValidError:
                    expected = (text, None)
                with self.subTest(text=text):
                    self.assertEqual(read_email(text)[:2], expected)

    def test_social(self):
        for text in (
            "https://www.facebook.com/Ida.Berg/",
            "facebook.com/ida.berg",
            "http://m.facebook.com/ida.berg?ref=share",
        ):
            with self.subTest(text=text):
                reading = read_social(text)
                self.assertEqual(reading.normalized, "https://facebook.com/ida.berg")
                self.assertEqual(social_network(reading.normalized), "Facebook")
        for text in ("", "ida", "javascript:alert(1)", "https://", "http://[::1"):
            with self.subTest(text=text):
                self.assertTrue(read_social(text).error)

    def test_long_input_is_refused_at_once(self):
        for read in (read_phone, read_email, read_social):
            self.assertTrue(read("9" * 1_000_000).error)
