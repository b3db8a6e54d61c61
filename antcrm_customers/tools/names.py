"""Split and compose personal names.

Titles and generations are told from names by short lists of ours: ``nameparser``, the
kept-up library, knows none of Vietnam, takes given names for titles ("Prince Rogers
Nelson", "Judge Reinhold"), and makes "Van A" the surname of "Nguyen Van A".
"""

import re
from difflib import SequenceMatcher
from functools import lru_cache

from babel.languages import get_official_languages

from odoo.tools import SQL

from .text import name_key

MIN_LIKENESS = 0.8  # words of which so much is the same may be one word, typed twice
# Languages that put the surname first (Unicode CLDR, personNames, nameOrderLocales)
SURNAME_FIRST_LANGUAGES = frozenset({"vi", "zh", "ja", "ko", "hu"})
# Languages written without a space between surname and name
UNSPACED_LANGUAGES = frozenset({"zh", "ja"})

# Particles that belong to the surname that follows them
SURNAME_PARTICLES = frozenset(
    "af al am bin da dal de dei del della den der des di do dos du e el la le les lo "
    "san santa st. ten ter van vande vanden vander ver vom von y zu zum zur".split()
)

# What stands before a name, in any language; compared without case and full stop
TITLES = frozenset(
    "mr mrs ms miss mx dr prof herr frau mme mlle monsieur madame sra srta señor "
    "señora".split()
)
# Vietnamese ways to address somebody. Those without a sign of their own are names in
# other languages: they count where the surname comes first
VIETNAMESE_TITLES = frozenset("chị ông bà cô chú bác cháu thầy".split())
# of two words: the first of them alone may be another title, or a name
VIETNAMESE_LONG_TITLES = frozenset(
    ("bác sĩ", "bác sỹ", "dược sĩ", "dược sỹ", "luật sư", "kỹ sư", "kĩ sư", "thạc sĩ")
    + ("thạc sỹ", "tiến sĩ", "tiến sỹ", "giáo sư", "nha sĩ", "nha sỹ", "y tá")
)
VIETNAMESE_PLAIN_TITLES = frozenset("anh em".split())
# abbreviated, with a full stop: an initial in other languages
VIETNAMESE_SHORT_TITLES = frozenset("a. c. ô. b.".split())
ACADEMIC_TITLES = frozenset("ths ts pgs gs bs ks ls".split())
# in place of a name: an address, a number
NO_NAME = re.compile(r"[@\d]")
# What stands behind a name. Roman numbers in capitals: "Ii" is a Japanese surname
GENERATIONS = re.compile(
    r"(?i:[js]r\.?|junior|senior|esq\.?|ph\.?d\.?|[23](?:nd|rd)|[4-9]th)|II|III|IV|M\.?D\.?"
)
# what somebody wrote behind a name to know him by: "Hoa (sỉ)"
REMARK = re.compile(r"(?:\([^()]*\)|\[[^\[\]]*\])\s*$")


@lru_cache(maxsize=512)
def country_language(country):
    """Return the language whose custom names follow in a country, ``None`` if unknown.

    :param str country: ISO code; its first official language counts (Unicode CLDR)
    """
    languages = get_official_languages(country, de_facto=True) if country else ()
    return languages[0] if languages else None


def name_language(lang=None, country=None, entered=None, default=None):
    """Return the language whose order a customer's name has. The one rule for all:
    the customer's own language, the custom of their country, the language in which
    they were entered.

    :param str lang: the customer's language, if they have one
    :param str country: ISO code of their country
    :param str entered: the language of the user, form or file
    :param str default: the language that customers get when nobody chooses; it says
        nothing about them
    """
    if lang and lang != default:
        return lang
    return country_language(country) or entered or lang or None


def surname_first(lang):
    """Whether names in ``lang`` (a code such as ``vi_VN``) start with the surname."""
    return bool(lang) and lang.split("_")[0].lower() in SURNAME_FIRST_LANGUAGES


def compose_name(firstname, lastname, lang=None):
    """Return the full name of a person, in the order of the language ``lang``.

    :param str firstname: name; may be empty
    :param str lastname: surname; may be empty
    :return: the full name, ``""`` when both are empty
    """
    parts = [(firstname or "").strip(), (lastname or "").strip()]
    if surname_first(lang):
        parts.reverse()
        language = lang.split("_")[0].lower()
        if language in UNSPACED_LANGUAGES and not any(map(str.isascii, parts)):
            return "".join(parts)
    return " ".join(filter(None, parts))


def is_composed(name, firstname, lastname):
    """Whether a full name is made of these two, in the order of any language, with a
    title or a generation or without."""
    parts = firstname, lastname
    orders = {compose_name(*parts, lang) for lang in ("en", "vi", "zh")}
    orders.add(f"{lastname or ''}, {firstname or ''}")
    name = " ".join((name or "").split())
    cores = {strip_name(name, lang)[1] for lang in ("en", "vi")}
    return bool(name) and not orders.isdisjoint({name, *cores})


def recompose_name(name, old, new, lang=None):
    """Return the full name after a change of its parts. It keeps its order, its title
    and its generation: only a new name has the order of ``lang``.

    :param str name: the full name as it was
    :param old: pair of the name and surname that it is made of
    :param new: the same pair, changed
    """
    for language in (lang, "en", "vi", "zh"):
        title, core, generation = strip_name(name, language)
        if core and core == compose_name(*old, language):
            name = compose_name(*new, language)
            return " ".join(filter(None, (title, name, generation))) if name else ""
    return compose_name(*new, lang)


def is_title(word, lang=None):
    """Whether a word before a name is a title."""
    word = word.lower()
    plain = word.rstrip(".")
    if plain in TITLES or plain in VIETNAMESE_TITLES:
        return True
    if "." in word and ACADEMIC_TITLES.issuperset(plain.split(".")):
        return True
    if not (lang or "").startswith("vi"):
        return False
    return plain in VIETNAMESE_PLAIN_TITLES or word in VIETNAMESE_SHORT_TITLES


def strip_name(name, lang=None):
    """Return ``(title, name, generation)`` of a full name: "Mr.", "John Smith", "Jr.".
    What is nothing but a title is a name. A remark in brackets stands behind the name
    as a generation does: "Hoa (sỉ)"."""
    name, remark = _cut_remark(name or "")
    words = name.split()
    first = words[0].partition(".") if words else ("", "", "")
    if first[2] and is_title(f"{first[0]}.", lang) and not is_title(words[0], lang):
        # "A.Nam", "Mr.John"
        words[:1] = [f"{first[0]}.", first[2]]
    start, end = 0, len(words)
    while start < end - 1:
        long_title = " ".join(words[start : start + 2]).lower()
        if long_title in VIETNAMESE_LONG_TITLES and start < end - 2:
            start += 2
        elif is_title(words[start], lang) and long_title not in VIETNAMESE_LONG_TITLES:
            start += 1
        else:
            break
    while end > start + 1 and GENERATIONS.fullmatch(words[end - 1]):
        end -= 1
    core = " ".join(words[start:end])
    if end < len(words):
        core = core.rstrip(",")
    behind = filter(None, (*words[end:], remark))
    return " ".join(words[:start]), core, " ".join(behind)


def _cut_remark(name):
    """Return a name, and the remark in brackets behind it; what is nothing but a remark
    is a name."""
    if name.rstrip()[-1:] not in (")", "]") or not (match := REMARK.search(name)):
        return name, ""
    before = name[: match.start()].rstrip()
    return (before, " ".join(match[0].split())) if before else (name, "")


def settle_parts(name, firstname, lastname):
    """Return ``(name, first name, last name)`` of somebody of whom a whole name and one
    of its parts are given, or both. What the name says beside one part is the other
    one.

    >>> settle_parts("Ann Lee", None, "Lee")
    ('Ann Lee', 'Ann', 'Lee')
    >>> settle_parts("Ann", None, "Lee")
    ('Ann', 'Ann', 'Lee')
    """
    title, core, generation = strip_name(name)
    if firstname and lastname:
        parts = f"{firstname} {lastname}"
        if title and sorted(core.split()) == sorted(parts.split()):
            # "Mr. Jo Li" beside "Jo" and "Li"
            name = " ".join(filter(None, (core, generation)))
        return name, firstname, lastname
    if NO_NAME.search(name):
        return name, firstname, lastname
    part, rest = _part_from(core, firstname or lastname)
    if not rest and title:
        # the title may be taken for a part of it
        part, rest = _part_from(name, firstname or lastname)
    return (name, part, rest) if firstname else (name, rest, part)


def _part_from(name, part):
    """Return one part of a name, and what the name says beside it, or ``None``. A part
    in the middle takes what follows: of "Ana García López", "García" is the surname and
    "García López" all of it."""
    words = [word.strip(",") for word in name.split()]
    keys, known = list(map(name_key, words)), list(map(name_key, part.split()))
    size = len(known)
    start = next(
        (at for at in range(len(keys) - size + 1) if keys[at : at + size] == known),
        None,
    )
    if start == 0:
        rest = words[size:]
    elif start is not None:
        rest, behind = words[:start], words[start + size :]
        part = " ".join([part, *behind])
    elif len(words) == 1 and not name.isascii() and name.startswith(part):
        rest = [name.removeprefix(part)]  # without spaces, as in Chinese
    else:
        rest = [word for word, key in zip(words, keys, strict=True) if key not in known]
    return part, " ".join(rest) or None


def is_other_person(first, second):
    """Tell whether two names are surely not of one person: a word of the shorter one
    is like none of the other. Accents, order, titles, initials, names left out and a
    letter more or less say nothing, and neither does a name that is missing."""
    words, others = (
        re.findall(r"\w+", name_key(strip_name(name or "")[1]))
        for name in (first, second)
    )
    if len(words) > len(others):
        words, others = others, words
    return not all(
        any(
            word.startswith(other)
            or other.startswith(word)
            or SequenceMatcher(None, word, other).ratio() >= MIN_LIKENESS
            for other in others
        )
        for word in words
    )


def split_name(name, lang=None):
    """Return ``(firstname, lastname)`` of a full name written in ``lang``.

    ``"Müller, Jörg"`` is a surname with a name behind the comma in any language. One
    word is a name. Particles (``van``, ``de`` ...) stay with the surname. Titles and
    generations ("Mr.", "Jr.") belong to neither. What cannot be told apart, such as an
    unspaced Chinese name, is a name as a whole.

    :return: two strings, ``""`` where there is none
    """
    name = strip_name(name, lang)[1]
    lastname, comma, firstname = name.partition(",")
    if comma and firstname.strip() and "," not in firstname:
        return firstname.strip(), lastname.strip()
    words = name.split(" ")
    if len(words) < 2:
        return name, ""
    if surname_first(lang):
        return " ".join(words[1:]), words[0]
    cut = len(words) - 1
    while cut > 1 and words[cut - 1].lower() in SURNAME_PARTICLES:
        cut -= 1
    return " ".join(words[:cut]), " ".join(words[cut:])


def fill_names(env, table, column, language, condition="TRUE"):
    """Fill the new columns ``firstname`` and ``lastname`` of a table; each distinct
    name is split once.

    :param str table: name of the table, known as ``customer`` in the expressions
    :param str column: name of the column of full names
    :param str language: SQL expression for the language code of a row; its country is
        ``country_id``
    :param str condition: SQL expression for the rows to fill
    """
    names = {
        "table": SQL.identifier(table),
        "name": SQL.identifier("customer", column),
        "language": SQL(language),
        "condition": SQL(condition),
    }
    env.cr.execute(
        SQL(
            "SELECT DISTINCT %(name)s, COALESCE(%(language)s, ''), "
            "COALESCE(country.code, '') FROM %(table)s customer "
            "LEFT JOIN res_country country ON country.id = customer.country_id "
            "WHERE %(condition)s AND %(name)s != ''",
            **names,
        )
    )
    rows = _split_names(env, env.cr.fetchall())
    if not rows:
        return
    full_names, languages, countries, firstnames, lastnames = map(
        list, zip(*rows, strict=True)
    )
    env.cr.execute(
        SQL(
            """
            UPDATE %(table)s customer
               SET firstname = NULLIF(split.firstname, ''),
                   lastname = NULLIF(split.lastname, '')
              FROM unnest(%(full_names)s, %(languages)s, %(countries)s, %(first)s,
                          %(last)s)
                   AS split (name, lang, country, firstname, lastname)
             WHERE %(condition)s
               AND %(name)s = split.name
               AND COALESCE(%(language)s, '') = split.lang
               AND COALESCE((SELECT code FROM res_country
                              WHERE id = customer.country_id), '') = split.country
            """,
            full_names=full_names,
            languages=languages,
            countries=countries,
            first=firstnames,
            last=lastnames,
            **names,
        )
    )


def _split_names(env, names):
    """Return names with their parts, as :func:`split_name` does.

    :param names: full names, each with the language and country of who has it
    """
    # in SQL: the ORM cannot read partners while their columns are being added
    env.cr.execute(
        "SELECT partner.lang FROM res_company company "
        "JOIN res_partner partner ON partner.id = company.partner_id "
        "ORDER BY company.id LIMIT 1"
    )
    (company_language,) = env.cr.fetchone() or (None,)
    return [
        (
            name,
            lang,
            country,
            *split_name(
                name,
                name_language(
                    lang, country, entered=company_language, default=company_language
                ),
            ),
        )
        for name, lang, country in names
    ]
