"""What files call countries and provinces; no ORM."""

import re
from functools import lru_cache

from babel import Locale
from phonenumbers import COUNTRY_CODE_TO_REGION_CODE

from odoo.addons.antcrm_customers.tools.text import compact_key, name_key

from .values import LANGUAGES

#: usual names that no list of countries has, and codes of ISO 3166-1 alpha-3
ALIASES = {
    "US": "USA, U.S.A., U.S., America, United States of America, Mỹ, Hoa Kỳ, "
    "Etats-Unis, "
    "Estados Unidos, EEUU, EE.UU., the United States, the US",
    "GB": "UK, U.K., GBR, England, Scotland, Wales, Northern Ireland, Great Britain, "
    "Britain, Anh, Anh Quốc, Vương quốc Anh, Inglaterra, Angleterre, the United "
    "Kingdom",
    "KR": "Korea, South Korea, Republic of Korea, Korea South, KOR, Hàn Quốc, S. "
    "Korea, "
    "Korea (South), Südkorea, 한국, 대한민국, 韩国, 韓国",
    "KP": "North Korea, PRK, Triều Tiên",
    "DE": "Germany, DEU, GER, BRD, Đức, Alemania, Allemagne",
    "VN": "Vietnam, Viet Nam, VNM, VIE, Việt Nam, Socialist Republic of Vietnam, 越南",
    "CZ": "Czech Republic, Czechia, CZE, Séc, Cộng hòa Séc, Tschechien",
    "NL": "Netherlands, The Netherlands, Holland, NLD, Hà Lan, Niederlande",
    "RU": "Russia, Russian Federation, RUS, Nga, Россия, РФ",
    "CN": "China, PR China, P.R. China, PRC, CHN, Mainland China, Trung Quốc, 中国, "
    "中國",
    "TW": "Taiwan, TWN, R.O.C., Đài Loan, 台灣, 臺灣, 台湾",
    "HK": "Hong Kong, HKG, Hồng Kông, 香港",
    "JP": "Japan, JPN, Nhật, Nhật Bản, 日本",
    "AE": "UAE, U.A.E., ARE, Emirates, Dubai",
    "CH": "Switzerland, CHE, SUI, Thụy Sĩ, Schweiz, Suisse, Svizzera",
    "FR": "FRA, Pháp",
    "ES": "ESP, Tây Ban Nha",
    "IT": "ITA, Ý",
    "PT": "PRT, Bồ Đào Nha",
    "PL": "POL, Ba Lan",
    "AT": "AUT, Áo",
    "BE": "BEL, Bỉ",
    "DK": "DNK",
    "SE": "SWE, Thụy Điển",
    "NO": "NOR, Na Uy",
    "FI": "FIN, Phần Lan",
    "IE": "IRL, Republic of Ireland, Eire",
    "GR": "GRC, Hellas",
    "TR": "TUR, Turkey, Türkiye, Turkiye",
    "UA": "UKR, Ukraina",
    "HU": "HUN",
    "RO": "ROU, Rumania",
    "BG": "BGR",
    "SK": "SVK, Slovakia",
    "HR": "HRV",
    "RS": "SRB",
    "SI": "SVN",
    "LT": "LTU",
    "LV": "LVA",
    "EE": "EST",
    "CA": "CAN",
    "MX": "MEX, Mexico, México",
    "BR": "BRA, Brasil",
    "AR": "ARG",
    "CL": "CHL",
    "CO": "COL",
    "PE": "PER",
    "AU": "AUS, Úc",
    "NZ": "NZL, New Zealand, NewZealand",
    "IN": "IND, Ấn Độ",
    "ID": "IDN, Indonesia",
    "MY": "MYS, Malaysia",
    "SG": "SGP, Singapore",
    "TH": "THA, Thái Lan",
    "PH": "PHL, Philippines, the Philippines",
    "LA": "LAO, Laos, Lào",
    "KH": "KHM, Cambodia, Campuchia",
    "MM": "MMR, Burma, Myanmar",
    "PK": "PAK",
    "BD": "BGD",
    "LK": "LKA",
    "IL": "ISR",
    "SA": "SAU, KSA, Saudi",
    "QA": "QAT",
    "KW": "KWT",
    "EG": "EGY",
    "ZA": "ZAF, RSA",
    "NG": "NGA",
    "KE": "KEN",
    "MA": "MAR",
    "CI": "Ivory Coast, CIV",
    "CD": "DRC, DR Congo, COD",
    "CV": "Cape Verde",
    "MK": "Macedonia, North Macedonia",
    "SZ": "Swaziland",
    "TL": "East Timor",
    "VA": "Vatican",
    "MO": "Macau, Macao, MAC",
}
# words around the name of a province
_STATE_START = re.compile(
    r"(?:tinh|thanh pho|tp|t p|province of|state of|provincia de|provincia di"
    r"|provincia|region|region de|bundesland|land|departamento de)\s+"
)
_STATE_END = re.compile(
    r"\s+(?:city|province|state|region|prefecture|voivodeship|oblast|county)$"
)


@lru_cache(maxsize=1)
def get_country_keys():
    """Return ``{key of a name (see ``compact_key``): code of the country}``: the names
    in the languages that files come in, and the usual short ones."""
    keys = {}
    for language in LANGUAGES + ["zh", "zh_Hant", "ja", "ko"]:
        for code, name in Locale.parse(language).territories.items():
            if len(code) == 2:
                keys.setdefault(compact_key(name), code)
    for code, names in ALIASES.items():
        for name in names.split(","):
            keys[compact_key(name)] = code
    keys.pop("", None)
    return keys


#: on cars, and in German addresses before the code of the place
LETTERS = dict(
    zip("ABDEFHILNPS", "AT BE DE ES FR HU IT LU NO PT SE".split(), strict=True)
)


def clean_country(text):
    """Return a country without its name in another language behind it; what stands on
    cars or is dialled for it becomes its code.

    >>> clean_country("Vietnam (Việt Nam)"), clean_country("D"), clean_country("+84")
    ('Vietnam', 'DE', 'VN')
    """
    if len(text) <= 4:
        short = text.strip().upper()
        if short in LETTERS:
            return LETTERS[short]
        if code := re.fullmatch(r"\+?(\d{1,3})", short, re.ASCII):
            regions = COUNTRY_CODE_TO_REGION_CODE.get(int(code[1]), ())
            # what several have, as the United States and Canada, is no country's
            return regions[0] if len(regions) == 1 and regions[0].isalpha() else text
    if text.strip().lower() == "mỹ":
        return "USA"  # without its mark it is the code of Malaysia
    match = re.fullmatch(r"\s*([^()]{4,}?)\s*\(([^()]*)\)\s*", text)
    if not match or compact_key(match[1]) in ("congo", "korea", "guinea"):
        return text
    return match[1]


def state_key(key):
    """Return the key of a province (see ``name_key``) without the words around it.

    >>> state_key("tp. ho chi minh")
    'ho chi minh'
    """
    key = " ".join(re.sub(r"[\W_]+", " ", name_key(key)).split())
    return _STATE_END.sub("", _STATE_START.sub("", key, count=1))


class StateKeys(dict):
    """The provinces by country and key of their names, however they are written."""

    def __init__(self, known):
        super().__init__(known)
        self._bare = {}
        for (country, key), found in known.items():
            bare = country, state_key(key)
            # what two provinces are called by is neither's
            other = self._bare.setdefault(bare, found)
            if other != found:
                self._bare[bare] = None

    def get(self, key, default=None):
        if found := super().get(key):
            return found
        country, name = key
        return self._bare.get((country, state_key(name))) or default
