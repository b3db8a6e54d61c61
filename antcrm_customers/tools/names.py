"""Split and compose personal names; knows no database."""

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
