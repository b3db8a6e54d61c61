"""Counts as people read them."""

from odoo.tools import formatLang


def count_text(env, count):
    """Return a count as the language of the user writes it: 6,500 in English, 6.500 in
    Vietnamese."""
    return formatLang(env, count, digits=0)
