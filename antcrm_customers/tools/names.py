"""Split and compose personal names."""

from odoo.tools import SQL

# Languages that put the surname first (Unicode CLDR, personNames, nameOrderLocales)
SURNAME_FIRST_LANGUAGES = frozenset({"vi", "zh", "ja", "ko", "hu"})
# Languages written without a space between surname and name
UNSPACED_LANGUAGES = frozenset({"zh", "ja"})

# Particles that belong to the surname that follows them
SURNAME_PARTICLES = frozenset(
    "af al am bin da dal de dei del della den der des di do dos du e el la le les lo "
    "san santa st. ten ter van vande vanden vander ver vom von y zu zum zur".split()
)


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


def split_name(name, lang=None):
    """Return ``(firstname, lastname)`` of a full name written in ``lang``.

    ``"Müller, Jörg"`` is a surname with a name behind the comma in any language. One
    word is a name. Particles (``van``, ``de`` ...) stay with the surname. What cannot
    be told apart, such as an unspaced Chinese name, is a name as a whole.

    :return: two strings, ``""`` where there is none
    """
    name = " ".join((name or "").split())
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
    :param str language: SQL expression for the language code of a row
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
            "SELECT DISTINCT %(name)s, %(language)s FROM %(table)s customer "
            "WHERE %(condition)s AND %(name)s != ''",
            **names,
        )
    )
    names_read = env.cr.fetchall()
    # in SQL: the ORM cannot read partners while their columns are being added
    env.cr.execute(
        "SELECT partner.lang FROM res_company company "
        "JOIN res_partner partner ON partner.id = company.partner_id "
        "ORDER BY company.id LIMIT 1"
    )
    (company_language,) = env.cr.fetchone() or (None,)
    rows = [
        (name, lang or "", *split_name(name, lang or company_language))
        for name, lang in names_read
    ]
    if not rows:
        return
    full_names, languages, firstnames, lastnames = map(list, zip(*rows, strict=True))
    env.cr.execute(
        SQL(
            """
            UPDATE %(table)s customer
               SET firstname = NULLIF(split.firstname, ''),
                   lastname = NULLIF(split.lastname, '')
              FROM unnest(%(full_names)s, %(languages)s, %(first)s, %(last)s)
                   AS split (name, lang, firstname, lastname)
             WHERE %(condition)s
               AND %(name)s = split.name
               AND COALESCE(%(language)s, '') = split.lang
            """,
            full_names=full_names,
            languages=languages,
            first=firstnames,
            last=lastnames,
            **names,
        )
    )
