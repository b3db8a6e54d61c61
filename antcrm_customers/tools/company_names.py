"""Compare names of companies: what they are called, their legal form set aside.

Knows no database. A country's addon knows more forms, see ``_get_legal_forms`` of
``res.partner``.
"""

import re
from collections import defaultdict
from functools import lru_cache

from .text import name_key, name_key_sql

#: ASCII alone: databases differ in what else they take for punctuation
SIGNS = r"""[!"#$\u0025&'()*+,./:;<=>?@^_`{|}~\[\]\\-]+"""


def make_forms(*lines):
    """Return legal forms by what they mean, as ``_get_legal_forms`` does.

    :param lines: texts ``meaning: form|form ...``, the forms as ``name_key`` writes
        them; one with ``$`` behind it is a form at the end of a name alone; no meaning
        says that a company is one, several words are several meanings
    :return: ``{form: meaning}``
    """
    return {
        form: meaning
        for meaning, _colon, forms in (line.partition(":") for line in lines)
        for form in forms.strip().split("|")
    }


LEGAL_FORMS = make_forms(
    ": company|co$|co ltd$|group|pte|pty|cong ty|mtv|mot thanh vien",
    "limited: limited|ltd|llc|co limited|co ltd|tnhh|trach nhiem huu han",
    "stock: jsc|joint stock|corporation|corp|incorporated|inc|cp|co phan",
    "gmbh: gmbh",
    "gmbh kg: gmbh co kg",
    "plc: plc",
    "llp: llp",
    "ag: ag$",
    "kg: kg$",
    "sa: sa$|sas$|sarl|srl|spa$",
    "bv: bv$|nv$",
    "as: as$|ab$|aps|oy$",
)


def _get_pattern(forms):
    # the longest first, as PostgreSQL takes it
    words = sorted(forms, key=lambda form: (-len(form), form))
    return "|".join(
        f"{form[:-1]}(?= $)" if form.endswith("$") else form for form in words
    )


@lru_cache(maxsize=8)
def _compile(forms):
    pattern = _get_pattern(forms)
    return re.compile(f"( ({pattern}))+(?= )"), re.compile(f" ({pattern})(?= |$)")


_SIGNS = re.compile(SIGNS)


def read_company(text, forms):
    """Return how a company is called, and what its legal form means.

    ``"Công ty TNHH Đông Á"`` and ``"Dong A Co., Ltd."`` are both called ``"dong a"``.
    What is nothing but a form is the name.

    :param str text: the name as it is written
    :param dict forms: ``{form: meaning}``, see :func:`make_forms`
    :return: a key, and a frozenset of meanings
    """
    all_forms, one_form = _compile(tuple(forms))
    words = " ".join(_SIGNS.sub(" ", name_key(text)).split())
    meanings = set()
    for match in all_forms.finditer(f" {words} "):
        for found in one_form.finditer(f"{match[0]} "):
            form = found[1]
            meanings.update(forms.get(form, forms.get(f"{form}$", "")).split())
    name = " ".join(all_forms.sub("", f" {words} ").split())
    return name or words, frozenset(meanings)


def company_key(text, forms):
    """Return how a company is called, without its legal form."""
    return read_company(text, forms)[0]


def may_be_same(one, other):
    """Tell whether two companies of one name may be one, by the meanings of their
    forms: a limited company is no stock company, but no form means either."""
    return one <= other or other <= one


def is_same_company(one, other, forms):
    """Tell whether two texts may name one company."""
    if not one or not other:
        return False
    if name_key(one) == name_key(other):
        return True
    (name, form), (other_name, other_form) = (
        read_company(text, forms) for text in (one, other)
    )
    return name == other_name and may_be_same(form, other_form)


def group_companies(names, forms):
    """Return ``{name: the first name of the same company}``.

    Where several forms stand for one name, only equal ones are the same.
    """
    read = {name: read_company(name, forms) for name in names}
    called = defaultdict(dict)
    for name, (key, meanings) in read.items():
        called[key].setdefault(meanings, name)
    result = {}
    for name, (key, meanings) in read.items():
        group = called[key]
        alone = all(may_be_same(one, other) for one in group for other in group)
        result[name] = next(iter(group.values())) if alone else group[meanings]
    return result


def company_key_sql(column, forms):
    """Return the SQL expression of :func:`company_key` for ``column``. All functions in
    it are immutable, so that it can be indexed."""
    signs = SIGNS.replace("'", "''")
    words = f"regexp_replace({name_key_sql(column)}, '{signs}', ' ', 'g')"
    words = rf"btrim(regexp_replace({words}, '\s+', ' ', 'g'))"
    pattern = f"( ({_get_pattern(forms)}))+(?= )"
    name = f"regexp_replace(' ' || {words} || ' ', '{pattern}', '', 'g')"
    return f"COALESCE(NULLIF(btrim({name}), ''), {words})"
