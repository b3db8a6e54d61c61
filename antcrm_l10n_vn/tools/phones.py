"""Numbers of Vietnam that were renumbered, and what they are now.

Sources: the plan of the Ministry of Information and Communications for area codes
(Decision 2036/QD-BTTTT of 2016, in force by 17 June 2017) and for mobile numbers of
eleven digits (Plan 798/QD-BTTTT of 2018, old numbers ended on 15 November 2018).
"""

import re

# prefixes of mobiles with eleven digits, without the leading 0
MOBILE_PREFIXES = {
    **{f"16{digit}": f"3{digit}" for digit in "23456789"},  # Viettel
    **{"120": "70", "121": "79", "122": "77", "126": "76", "128": "78"},  # MobiFone
    **{"123": "83", "124": "84", "125": "85", "127": "81", "129": "82"},  # VinaPhone
    **{"186": "56", "188": "58", "199": "59"},  # Vietnamobile, Gmobile
}
# area codes without the leading 0
AREA_CODES = {
    **{"22": "212", "231": "213", "20": "214", "230": "215", "29": "216"},
    **{"52": "232", "53": "233", "54": "234", "510": "235", "511": "236"},
    **{"37": "237", "38": "238", "39": "239"},
    **{"33": "203", "240": "204", "25": "205", "26": "206", "27": "207"},
    **{"280": "208", "281": "209", "320": "220", "321": "221", "241": "222"},
    **{"31": "225", "351": "226", "36": "227", "350": "228", "30": "229"},
    **{"780": "290", "781": "291", "710": "292", "711": "293", "74": "294"},
    **{"76": "296", "77": "297", "79": "299"},
    **{"4": "24", "8": "28", "64": "254", "61": "251", "62": "252", "650": "274"},
    **{"651": "271", "63": "263", "500": "262", "501": "261", "58": "258"},
    **{"68": "259", "57": "257", "60": "260", "59": "269", "56": "256"},
    **{"55": "255", "72": "272", "73": "273", "66": "276", "67": "277"},
    **{"70": "270", "75": "275"},
}
# digits behind the area code: eight in Hà Nội and Hồ Chí Minh, else seven
LONG_AREAS = {"4", "8"}

NUMBER = re.compile(
    r"""\s*(?P<lead>\(?\s*(?:(?:\+|00)\s*84[\s.)-]*|84[\s.)-]+)(?:\(0\))?)?
        [\s.-]*(?P<rest>[\d\s().-]+)""",
    re.VERBOSE,
)
# an area code that is written apart, as in "(08) 3822 1234"
# "(84-8) 3822 1234": brackets part the area code from the number too
APART_ABROAD = re.compile(
    r"\s*\(\s*(?:\+|00)?\s*84[\s.-]*0?(?P<area>\d{1,3})\s*\)(?P<number>[\d\s.-]+)"
)
EXTENSION_BEHIND = re.compile(r"\s*(?:ext\.?|x)\s*(?P<digits>\d{1,6})\s*$", re.I)
APART = re.compile(r"\s*\(\s*0?(?P<area>\d{1,3})\s*\)(?P<number>[\d\s.-]+)")


def renumber(text, is_valid=lambda number: False):
    """Return the number of today for one of before the renumberings.

    :param str text: a number of Vietnam as it is written, national or with +84
    :param is_valid: a function that tells whether a number in E.164 is one of today;
        what is valid as it stands stays, unless its area code is written apart:
        083 822 1234 is a mobile, (08) 3822 1234 was in Hồ Chí Minh City
    :return: E.164, with " ext 5" behind it where there is an extension, or ``None``
        where it was not renumbered
    """
    text = text or ""
    if extension := EXTENSION_BEHIND.search(text):
        number = renumber(text[: extension.start()], is_valid)
        return number and f"{number} ext {extension['digits']}"
    match = NUMBER.fullmatch(text)
    if not match:
        return None
    rest = match["rest"]
    if apart := APART.fullmatch(rest) or APART_ABROAD.fullmatch(text):
        area = apart["area"]
        number = re.sub(r"\D", "", apart["number"])
        if _is_old_landline(area, number):
            return f"+84{AREA_CODES[area]}{number}"
    digits = re.sub(r"\D", "", rest)
    if not match["lead"] and not digits.startswith("0"):
        # a spreadsheet program has dropped the "+" or the 0 of a mobile
        digits = digits[2:] if len(digits) == 12 and digits[:2] == "84" else digits
        if len(digits) != 10 or digits[:3] not in MOBILE_PREFIXES:
            return None
    digits = digits.removeprefix("0")
    number = _follow(digits)
    # asked last: it takes much longer than all the rest
    return number if number and not is_valid(f"+84{digits}") else None


def _follow(digits):
    """Return what a number without its 0 would be today, if it were an old one."""
    prefix = digits[:3]
    if len(digits) == 10 and prefix in MOBILE_PREFIXES:
        return f"+84{MOBILE_PREFIXES[prefix]}{digits[3:]}"
    for length in (3, 2, 1):
        area, number = digits[:length], digits[length:]
        if _is_old_landline(area, number):
            return f"+84{AREA_CODES[area]}{number}"
    return None


def _is_old_landline(area, number):
    return area in AREA_CODES and len(number) == (8 if area in LONG_AREAS else 7)


def zalo_url(normalized):
    """Return the address of the Zalo chat with a mobile of Vietnam, ``None`` for what
    is none.

    :param str normalized: the number in E.164
    """
    digits = (normalized or "").removeprefix("+84")
    if len(digits) != 9 or len(normalized) != 12 or digits[0] not in "35789":
        return None
    return f"https://zalo.me/84{digits}"
