"""What programs send, as the inputs of a page would; knows no database."""

import json

from werkzeug.datastructures import MultiDict

YES = ("1", "true", "on", "yes")
NO = ("0", "false", "off", "no")


def read_json(data, flags):
    """Return a JSON object as the texts that a page would send.

    :param bytes data: the body
    :param flags: names of what is true or false
    :return: multi-dict of texts, and the names of values that are none
    :raise ValueError: it is no JSON object
    """
    try:
        values = json.loads(data, parse_constant=_refuse_constant)
    except RecursionError as error:
        raise ValueError("nested too deep") from error
    if not isinstance(values, dict):
        raise ValueError("no object")
    posted, wrong = MultiDict(), set()
    for name, value in values.items():
        for item in value if isinstance(value, list) else [value]:
            if isinstance(item, bool):
                if name in flags:
                    posted.add(name, str(item).lower())
                else:
                    wrong.add(name)
            elif isinstance(item, (int, float)):
                posted.add(name, str(item))
            elif isinstance(item, str):
                posted.add(name, item)
            elif item is not None:
                wrong.add(name)
    return posted, wrong


def _refuse_constant(name):
    raise ValueError(name)


def read_flag(text):
    """Return what stands for yes or no as a boolean.

    :raise ValueError: it is neither
    """
    text = text.strip().lower()
    if text in YES:
        return True
    if text in NO or not text:
        return False
    raise ValueError(text)
