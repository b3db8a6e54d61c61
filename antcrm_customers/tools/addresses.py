"""Compare addresses; knows no database."""


def address_key(address, names):
    """Return the parts of an address as they are compared: without regard to case and
    superfluous spaces, provinces and countries by id.

    :param address: a record, or the values to create one
    :param names: the names of the parts
    """
    return tuple(_part_key(address[name]) for name in names)


def _part_key(value):
    if isinstance(value, str):
        return " ".join(value.split()).casefold()
    return getattr(value, "id", value) or ""


def is_within(key, other):
    """Whether an address says nothing that another one does not say, both as
    :func:`address_key` returns them."""
    return all(
        not part or part == known for part, known in zip(key, other, strict=True)
    )
