"""What a visitor says about themselves in a chat; knows no database."""

import re

from phonenumbers import PhoneNumberFormat, PhoneNumberMatcher, format_number

MAX_TEXT = 20_000  # characters that are looked through
EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@(?:[\w-]{1,63}\.){1,5}\w{2,24}(?![\w@])")


def find_contacts(text, region=None):
    """Find the phone numbers and e-mail addresses in a text.

    :param str region: ISO code of the country whose national numbers are understood
    :return: lists of phones in international format, and of e-mails, in their order
    """
    text = (text or "")[:MAX_TEXT]
    emails = list(dict.fromkeys(EMAIL.findall(text)))
    # digits of an address are no number
    rest = EMAIL.sub(" ", text)
    phones = [
        format_number(match.number, PhoneNumberFormat.INTERNATIONAL)
        for match in PhoneNumberMatcher(rest, region or None)
    ]
    return list(dict.fromkeys(phones)), emails
