"""Domains that somebody has saved, and that are asked when others look at a list."""

import psycopg2

from odoo.exceptions import AccessError
from odoo.tools import SQL


class DomainError(ValueError):
    """A domain cannot be asked."""


def try_domain(Model, domain, run=False):
    """Ask a domain once, as the user of ``Model``, so that no list fails with it later.

    :param domain: a :class:`~odoo.fields.Domain` or a list
    :param bool run: look at the rows; else PostgreSQL reads the question alone, which
        finds what is no field, and values of another type
    :raise DomainError: it fails
    :raise AccessError: it asks what the user may not know
    """
    Model.env.flush_all()
    cr = Model.env.cr
    try:
        with cr.savepoint(flush=False):
            rows = Model._search(domain).select(SQL("1"))
            question = SQL("SELECT EXISTS (%s)" if run else "EXPLAIN %s", rows)
            cr.execute(question, log_exceptions=False)
    except (psycopg2.OperationalError, AccessError):
        # the transaction or the user, not the domain
        raise
    except Exception as error:
        # field types, search methods and PostgreSQL each have errors of their own
        raise DomainError(str(error)) from error


def find_unknown_field(Model, domain):
    """Return the first name in the paths of a domain that is no field, or ``None``.

    :param list domain: of nothing but values
    """
    for part in domain:
        if not isinstance(part, list | tuple) or len(part) != 3:
            continue
        path, operator, value = part
        if not isinstance(path, str):
            continue
        Current = Model
        for name in path.split("."):
            field = Current._fields.get(name)
            if not field:
                return name
            if not field.relational:
                # parts of dates and properties have names of their own
                break
            Current = Current.env[field.comodel_name]
        else:
            if operator in ("any", "not any") and isinstance(value, list | tuple):
                if unknown := find_unknown_field(Current, value):
                    return unknown
    return None
