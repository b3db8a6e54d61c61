"""What a key of customers does, for the time of a test."""

from contextlib import contextmanager

MODELS = {"lead": "crm.lead", "contact": "res.partner", "account": "res.partner"}


def put_away(admin, kind, key):
    """Archive the customers of a kind who have a key: tests before left several with
    the same one, so that it could not be unique."""
    field = {"social": "social_ids"}.get(key, key)
    domain = [[field, "!=", False], ["customer_kind", "=", kind]]
    ids = admin.call(MODELS[kind], "search", domain)
    admin.call(MODELS[kind], "write", ids, {"active": False})


@contextmanager
def key_modes(admin, keys=()):
    """Yield a function that sets what keys do, ``set_mode(mode, (kind, key), ...)``;
    all are as they were afterwards.

    :param keys: of which all do nothing until they are set
    """
    records = admin.call(
        "antcrm.customer.key", "search_read", [], ["kind", "key", "mode"]
    )
    before = {(one["kind"], one["key"]): (one["id"], one["mode"]) for one in records}

    def write(ids, mode):
        admin.call("antcrm.customer.key", "write", ids, {"mode": mode})

    def set_mode(mode, *pairs):
        write(
            [id_ for (_kind, key), (id_, _mode) in before.items() if key in keys], "off"
        )
        for pair in pairs:
            if mode == "unique":
                put_away(admin, *pair)
            write([before[pair][0]], mode)

    try:
        yield set_mode
    finally:
        for id_, mode in before.values():
            write([id_], mode)
