"""Read phone numbers, e-mail addresses and social profiles; knows no database."""

import os
import re
from collections import namedtuple
from functools import lru_cache
from urllib.parse import urlsplit

import phonenumbers
import pytz
from email_validator import (
    SPECIAL_USE_DOMAIN_NAMES,
    EmailNotValidError,
    validate_email,
)
from phonenumbers import NumberParseException, PhoneNumberFormat, ValidationResult

#: ``value``: how the value is shown; ``normalized``: the form that is compared, or
#: ``None``; ``error``: code of the rule that is broken, or ``None``
ContactValue = namedtuple("ContactValue", "value normalized error")

MIN_DOMAIN = 9  # shorter ones are a letter away from too many others
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
ZONE_REGIONS = {
    zone: region for region, zones in pytz.country_timezones.items() for zone in zones
}
# E.164, without an extension
PLAIN_PHONE = re.compile(r"\+[1-9]\d{7,14}", re.ASCII)
# what may stand between a number and its extension
EXTENSION_SIGN = re.compile(r"[^\W\d_]|[#~;,]")
#: where most people have their mail
MAIL_DOMAINS = (
    "gmail.com googlemail.com email.com yahoo.com yahoo.com.vn yahoo.co.uk yahoo.fr "
    "yahoo.de yahoo.es yahoo.it yahoo.co.jp yahoo.co.in ymail.com hotmail.com "
    "rocketmail.com hotmail.fr hotmail.co.uk hotmail.de hotmail.it hotmail.es "
    "outlook.com outlook.fr outlook.de outlook.es live.com live.fr live.co.uk msn.com "
    "icloud.com me.com mac.com aol.com mail.com gmx.de gmx.net gmx.com gmx.at web.de "
    "t-online.de freenet.de orange.fr wanadoo.fr free.fr laposte.net sfr.fr libero.it "
    "virgilio.it uol.com.br bol.com.br terra.com.br mail.ru yandex.ru bk.ru list.ru "
    "inbox.ru qq.com 163.com 126.com sina.com naver.com hanmail.net daum.net "
    "protonmail.com proton.me fpt.vn vnn.vn wp.pl onet.pl interia.pl o2.pl"
).split()
MAIL_NAMES = {domain.partition(".")[0] for domain in MAIL_DOMAINS}
# ends of domains that nobody has, and that are next to one on the keyboard
WRONG_ENDS = {
    **dict.fromkeys(
        ("con", "cmo", "ocm", "vom", "xom", "cpm", "cim", "comm", "coom", "c0m"), "com"
    ),
    **dict.fromkeys(("nte", "ent", "nett", "ner"), "net"),
    **dict.fromkeys(("ogr", "rog", "orgg"), "org"),
}
# what mails and address books put around an address: "Known Sender" <known@example.com>
DISPLAYED_EMAIL = re.compile(r"(?P<name>[^<>]*)<(?P<address>[^<>]+@[^<>]+)>")
HOSTNAME = re.compile(r"[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")


@lru_cache(maxsize=65536)
def read_phone(text, region=None):
    """Read a phone number in any usual writing.

    :param str text: the number, with or without country prefix and extension
    :param str region: ISO code of the country whose national writing is understood
    :return: a :class:`ContactValue`; ``value`` in international format with the
        extension, ``normalized`` in E.164 (ITU-T E.164), followed by ``;ext=`` and the
        extension where there is one (RFC 3966): colleagues behind one switchboard are
        several people
    """
    text = (text or "").strip()
    if not text or len(text) > MAX_LENGTH:
        return ContactValue(text, None, "phone_text")
    number = _take_plain_number(text)
    if number and phonenumbers.is_valid_number(number):
        return ContactValue(_show_phone(number), text, None)
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
            return _get_phone_value(number)
        reason = phonenumbers.is_possible_number_with_reason(number)
        error = PHONE_ERRORS.get(reason, "phone_plan")
    return ContactValue(text, None, error)


def _take_plain_number(text):
    """Return the number of a text that is one in E.164, as most of a file are, or
    ``None``. The library reads it in a third of the time in which it looks for one in
    a text; where its own rules may take something off the number, it is left to them.
    """
    if not PLAIN_PHONE.fullmatch(text):
        return None
    for end in (2, 3, 4):
        code, national = int(text[1:end]), text[end:]
        if regions := phonenumbers.COUNTRY_CODE_TO_REGION_CODE.get(code):
            metadata = phonenumbers.PhoneMetadata.metadata_for_region_or_calling_code(
                code, regions[0]
            )
            prefix = metadata.national_prefix_for_parsing
            if national[0] == "0" or (prefix and re.match(prefix, national)):
                return None
            return phonenumbers.PhoneNumber(
                country_code=code, national_number=int(national)
            )
    return None


def _get_phone_value(number):
    return ContactValue(_show_phone(number), _get_phone_key(number), None)


def _show_phone(number):
    return phonenumbers.format_number(number, PhoneNumberFormat.INTERNATIONAL)


def _get_phone_key(number):
    key = phonenumbers.format_number(number, PhoneNumberFormat.E164)
    return f"{key};ext={number.extension}" if number.extension else key


def add_extension(text, sanitized):
    """Return the form in which a number is compared, of a text and what the host has
    made of it, which has no extension."""
    if not sanitized or not text or not EXTENSION_SIGN.search(text):
        return sanitized
    normalized = read_phone(text, get_phone_region(sanitized)).normalized or ""
    return normalized if normalized.startswith(sanitized) else sanitized


@lru_cache(maxsize=65536)
def get_phone_region(normalized):
    """Return the ISO code of the country of a number in E.164, ``None`` if it has none,
    as freephone numbers of all countries."""
    try:
        number = phonenumbers.parse(normalized or "")
    except NumberParseException:
        return None
    region = phonenumbers.region_code_for_number(number)
    return region if region and region.isalpha() else None


def move_phone(normalized, region):
    """Read the national digits of a number in E.164 as those of another country.

    :return: a :class:`ContactValue`
    """
    number = phonenumbers.parse(normalized)
    national = phonenumbers.format_number(number, PhoneNumberFormat.NATIONAL)
    reading = read_phone(national, region)
    if reading.error:
        national = phonenumbers.national_significant_number(number)
        if number.extension:
            national += f" ext {number.extension}"
        reading = read_phone(national, region)
    return reading


@lru_cache(maxsize=512)
def get_zone_region(zone):
    """Return the ISO code of the country of a timezone, ``None`` for one like UTC."""
    return ZONE_REGIONS.get(zone)


def get_language_region(lang):
    """Return the ISO code of the country that a language code names. American English,
    the language of a user who has chosen none, says nothing."""
    region = (lang or "").partition("@")[0].partition("_")[2]
    return region if len(region) == 2 and region.isalpha() and lang != "en_US" else None


def guess_region(zone=None, lang=None, company=None):
    """Return the country whose national numbers somebody means who says nothing of it:
    that of their timezone, language or company. Where timezone and language
    name two countries, the company's decides if it is one of them.

    :return: ISO code, or ``None``
    """
    named = [r for r in (get_zone_region(zone), get_language_region(lang)) if r]
    if company in named:
        return company
    return next(iter(named), company) or None


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

    What stands around it, such as the name of its owner, is left out.

    :return: a :class:`ContactValue`; ``normalized`` is the address in lower case
    """
    text = (text or "").strip()
    if not text or len(text) > MAX_LENGTH:
        return ContactValue(text, None, "email_text")
    if displayed := DISPLAYED_EMAIL.fullmatch(text):
        text = displayed["address"].strip()
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


@lru_cache(maxsize=4096)
def suggest_email_domain(domain):
    """Return the domain that is most likely meant by one with a slip of the pen, such
    as ``gmial.com`` and ``example.con``; ``None`` for any other."""
    domain = domain.lower()
    if domain in MAIL_DOMAINS:
        return None
    name, _dot, end = domain.rpartition(".")
    if end in WRONG_ENDS:
        mended = f"{name}.{WRONG_ENDS[end]}"
        return suggest_email_domain(mended) or mended
    if domain.partition(".")[0] in MAIL_NAMES:
        # "yahoo.com.br", and "gmail.co": of a name that is right the end may be
        return f"{name}.com" if end in ("co", "cm", "om") and name == "gmail" else None
    for known in MAIL_DOMAINS:
        if len(known) >= MIN_DOMAIN and _is_slip(domain, known):
            return known
    return None


def _is_slip(text, known):
    """Whether a text is ``known`` but for one letter more, less or another one, or two
    that changed places."""
    if abs(len(text) - len(known)) > 1:
        return False
    start = len(os.path.commonprefix((text, known)))
    rest, wanted = text[start:], known[start:]
    return (
        rest[1:] == wanted
        or rest == wanted[1:]
        or rest[1:] == wanted[1:]
        or (rest[1::-1] == wanted[:2] and rest[2:] == wanted[2:])
    )


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
