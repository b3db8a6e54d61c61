"""Read phone numbers, e-mail addresses and social profiles; knows no database."""

import re
from collections import namedtuple
from functools import lru_cache
from urllib.parse import urlsplit

import phonenumbers
from email_validator import (
    SPECIAL_USE_DOMAIN_NAMES,
    EmailNotValidError,
    validate_email,
)
from phonenumbers import NumberParseException, PhoneNumberFormat, ValidationResult

#: ``value``: how the value is shown; ``normalized``: the form that is compared, or
#: ``None``; ``error``: code of the rule that is broken, or ``None``
ContactValue = namedtuple("ContactValue", "value normalized error")

MAX_LENGTH = 320  # RFC 3696: 64 + 1 + 255 characters; nothing longer is a contact

PHONE_ERRORS = {
    ValidationResult.INVALID_COUNTRY_CODE: "phone_country",
    ValidationResult.TOO_SHORT: "phone_short",
    ValidationResult.TOO_LONG: "phone_long",
    ValidationResult.INVALID_LENGTH: "phone_length",
}

SOCIAL_NETWORKS = {
    "facebook.com": "Facebook",
    "fb.com": "Facebook",
    "instagram.com": "Instagram",
    "linkedin.com": "LinkedIn",
    "tiktok.com": "TikTok",
    "t.me": "Telegram",
    "twitter.com": "X",
    "wa.me": "WhatsApp",
    "x.com": "X",
    "youtube.com": "YouTube",
    "zalo.me": "Zalo",
}
SOCIAL_HOST_ALIASES = {"fb.com": "facebook.com", "twitter.com": "x.com"}
# The addresses that most people have. What the validator says of them is known: it
# takes them, with the domain in lower case; it is slow, and a file has thousands.
PLAIN_EMAIL = re.compile(
    r"[\w+-]{1,30}(?:\.[\w+-]{1,30})?@"
    r"(?P<domain>(?:[a-z\d](?:[a-z\d-]{0,28}[a-z\d])?\.){1,4}[a-z]{2,20})",
    re.ASCII | re.IGNORECASE,
)
# the validator has a say about these and what is below them
RESERVED_DOMAINS = {name.rpartition(".")[2] for name in SPECIAL_USE_DOMAIN_NAMES}
HOSTNAME = re.compile(r"[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")


@lru_cache(maxsize=65536)
def read_phone(text, region=None):
    """Read a phone number in any usual writing.

    :param str text: the number, with or without country prefix and extension
    :param str region: ISO code of the country whose national writing is understood
    :return: a :class:`ContactValue`; ``value`` in international format with the
        extension, ``normalized`` in E.164 (ITU-T E.164), which has no extension
    """
    text = (text or "").strip()
    if not text or len(text) > MAX_LENGTH:
        return ContactValue(text, None, "phone_text")
    # 0084... is how people write +84... in most countries (ITU-T E.123)
    attempts = ["+" + text[2:], text] if text.startswith("00") else [text]
    error = "phone_text"
    for attempt in attempts:
        try:
            number = phonenumbers.parse(attempt, region or None)
        except NumberParseException as exception:
            if exception.error_type == NumberParseException.INVALID_COUNTRY_CODE:
                error = "phone_country"
            continue
        if phonenumbers.is_valid_number(number):
            return ContactValue(
                phonenumbers.format_number(number, PhoneNumberFormat.INTERNATIONAL),
                phonenumbers.format_number(number, PhoneNumberFormat.E164),
                None,
            )
        reason = phonenumbers.is_possible_number_with_reason(number)
        error = PHONE_ERRORS.get(reason, "phone_plan")
    return ContactValue(text, None, error)


@lru_cache(maxsize=512)
def example_phone(region=None):
    """Return a number that is right in ``region``, in international format."""
    number = phonenumbers.example_number_for_type(
        region or "VN", phonenumbers.PhoneNumberType.MOBILE
    ) or phonenumbers.example_number("VN")
    return phonenumbers.format_number(number, PhoneNumberFormat.INTERNATIONAL)


def is_plain_email(text):
    """Tell whether a text is an address of the kind that most people have, which is
    right and reads the same everywhere."""
    plain = PLAIN_EMAIL.fullmatch(text)
    if not plain:
        return False
    domain = plain["domain"].lower()
    # with two hyphens in a domain begin names in other scripts
    return "--" not in domain and domain.rpartition(".")[2] not in RESERVED_DOMAINS


@lru_cache(maxsize=65536)
def read_email(text):
    """Read an e-mail address (RFC 5322, internationalised addresses included).

    :return: a :class:`ContactValue`; ``normalized`` is the address in lower case
    """
    text = (text or "").strip()
    if not text or len(text) > MAX_LENGTH:
        return ContactValue(text, None, "email_text")
    if is_plain_email(text):
        local, _at, domain = text.partition("@")
        value = f"{local}@{domain.lower()}"
        return ContactValue(value, value.lower(), None)
    try:
        # no look-up of the domain: a form must not wait for a name server; and
        # addresses of internal domains (.local) are addresses
        address = validate_email(
            text, check_deliverability=False, globally_deliverable=False
        )
    except EmailNotValidError:
        return ContactValue(text, None, "email_text")
    if "." not in address.domain:
        return ContactValue(text, None, "email_domain")
    return ContactValue(address.normalized, address.normalized.lower(), None)


def read_social(text):
    """Read the address of a social profile.

    :return: a :class:`ContactValue`; ``normalized`` is the canonical URL: https, host
        without ``www.`` or ``m.``, path without a trailing slash, no query
    """
    text = (text or "").strip()
    if not text or len(text) > 2048:
        return ContactValue(text, None, "social_text")
    url = text if "://" in text else f"https://{text}"
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").lower()
    except ValueError:
        return ContactValue(text, None, "social_text")
    if parts.scheme not in ("http", "https") or not HOSTNAME.fullmatch(host):
        return ContactValue(text, None, "social_text")
    for prefix in ("www.", "m.", "mobile."):
        host = host.removeprefix(prefix)
    host = SOCIAL_HOST_ALIASES.get(host, host)
    path = parts.path.rstrip("/")
    if host in SOCIAL_NETWORKS:
        # the big networks do not tell upper from lower case in profile names
        path = path.lower()
    if path in ("", "/profile.php") and parts.query:
        path = f"{path}?{parts.query}"
    return ContactValue(url, f"https://{host}{path}", None)


def social_network(normalized):
    """Return the name of the network of a canonical URL, or ``""``."""
    host = urlsplit(normalized or "").hostname or ""
    return SOCIAL_NETWORKS.get(host, "")
