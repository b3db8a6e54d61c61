"""Read domains that are text, as people save them; knows no database."""

import ast

MAX_LENGTH = 10_000
MAX_NODES = 1000


def parse_domain(text, names):
    """Return the domain that a text is: a list of nothing but values.

    :param str text: a domain as the host's editor writes it
    :param dict names: what the text may call by name, such as ``{"uid": 7}``
    :raise ValueError: the text is none, or calls anything else
    """
    if len(text or "") > MAX_LENGTH:
        raise ValueError("too long")
    try:
        tree = ast.parse((text or "").strip() or "[]", mode="eval").body
        nodes = list(ast.walk(tree))
        if len(nodes) > MAX_NODES:
            raise ValueError("too many conditions")
        domain = ast.literal_eval(_Names(names).visit(tree))
    except (SyntaxError, TypeError, RecursionError, MemoryError) as error:
        raise ValueError(str(error)) from error
    if not isinstance(domain, list):
        raise ValueError("not a list")
    _check_values(domain)
    return domain


def _check_values(domain):
    """:raise ValueError: there is a text that no database takes, or a pattern that
    fails as soon as a row looks like it"""
    for part in domain:
        if isinstance(part, str) and not _is_text(part):
            raise ValueError("a character that is none")
        if isinstance(part, list | tuple):
            _check_values(part)
            if len(part) == 3 and part[1] in ("=like", "=ilike", "not =like"):
                pattern = str(part[2])
                if (len(pattern) - len(pattern.rstrip("\\"))) % 2:
                    raise ValueError("a pattern that ends with a backslash")


def _is_text(value):
    return "\x00" not in value and not any("\ud800" <= c <= "\udfff" for c in value)


def field_names(domain):
    """Yield the names in the paths of fields that a domain asks, nested ones too.

    :param list domain: see :func:`parse_domain`
    """
    for part in domain:
        if isinstance(part, list | tuple) and len(part) == 3:
            path, operator, value = part
            if isinstance(path, str):
                yield from path.split(".")
            if operator in ("any", "not any") and isinstance(value, list | tuple):
                yield from field_names(value)


class _Names(ast.NodeTransformer):
    def __init__(self, names):
        self._names = names

    def visit_Name(self, node):
        if node.id not in self._names:
            raise ValueError(f"unknown name {node.id}")
        return ast.copy_location(ast.Constant(self._names[node.id]), node)
