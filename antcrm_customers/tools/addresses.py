"""Compare addresses; knows no database."""


def address_key(address, names):
    """Return what makes an address, to compare: without regard to case and superfluous
    spaces, provinces and countries by id. One address is part of another one where its
    key is a subset of the other's.

    :param address: a record, or the values to create one
    :param names: the names of the parts
    :return: frozenset of ``(name, value)`` of those parts that are given
    """
    parts = {name: _part_key(address[name]) for name in names}
    return frozenset((name, part) for name, part in parts.items() if part)


def _part_key(value):
    if isinstance(value, str):
        return " ".join(value.split()).casefold()
    return getattr(value, "id", value)
