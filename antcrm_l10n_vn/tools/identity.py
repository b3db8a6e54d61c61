"""What the numbers of Vietnamese papers say.

Identity cards: Circular 59/2021/TT-BCA, article 4: three digits for the province where
the birth was registered, one for century and sex, two for the year of birth, six at
random; the provinces stand in annex I of Decree 137/2015/ND-CP. Cards of before 2016
(CMND) have nine digits that say nothing else.
"""

import re
from typing import NamedTuple

from stdnum.vn import mst

# the 63 provinces of the registers; they outlive the mergers of 2025
PROVINCES = frozenset(
    """
    001 002 004 006 008 010 011 012 014 015 017 019 020 022 024 025
    026 027 030 031 033 034 035 036 037 038 040 042 044 045 046 048
    049 051 052 054 056 058 060 062 064 066 067 068 070 072 074 075
    077 079 080 082 083 084 086 087 089 091 092 093 094 095 096
    """.split()
)


class IdentityCard(NamedTuple):
    """``kind`` is ``cccd`` (12 digits) or ``cmnd`` (9); what a CMND does not say is
    ``None``. ``province`` is the code of one of the 63 provinces of before 2025."""

    kind: str
    province: str | None = None
    gender: str | None = None
    birth_year: int | None = None


def read_identity_card(number):
    """Return what an identity number says, or ``None`` where it cannot be one.

    :param str number: with or without spaces and dots
    :return: :class:`IdentityCard` or ``None``
    """
    digits = re.sub(r"[\s.-]", "", number or "")
    if not re.fullmatch(r"\d{9}|\d{12}", digits, re.ASCII):
        return None
    if len(digits) == 9:
        return IdentityCard("cmnd")
    if digits[:3] not in PROVINCES:
        return None
    century = int(digits[3])
    return IdentityCard(
        "cccd",
        digits[1:3],
        "female" if century % 2 else "male",
        1900 + 100 * (century // 2) + int(digits[4:6]),
    )


def find_contradictions(number, gender=None, birth_year=None, provinces=()):
    """Return what an identity number says otherwise than the record it stands in.

    :param str number: as it is written
    :param str gender: ``male``, ``female``, or another one that no card tells
    :param int birth_year: of the record, if known
    :param provinces: codes of those provinces of before 2025 that agree, empty for any
    :return: list of ``number`` (it cannot be one), ``gender``, ``birth_year``,
        ``province``
    """
    if not number:
        return []
    card = read_identity_card(number)
    if not card:
        return ["number"]
    if card.kind == "cmnd":
        return []
    found = []
    if gender in ("male", "female") and gender != card.gender:
        found.append("gender")
    if birth_year and birth_year != card.birth_year:
        found.append("birth_year")
    if provinces and card.province not in provinces:
        found.append("province")
    return found


def is_tax_number(number):
    """Tell whether a text can be a tax number: ten digits of a company, thirteen of a
    branch (with or without a dash), or twelve, the identity number of a person, which
    is their tax number since 1 July 2025 (Circular 86/2024/TT-BTC).
    """
    digits = re.sub(r"[\s.-]", "", number or "").upper().removeprefix("VN")
    if len(digits) == 12:
        return read_identity_card(digits) is not None
    return mst.is_valid(digits)
