from contextlib import contextmanager

from psycopg2.errors import UniqueViolation

from odoo.exceptions import ConcurrencyError


@contextmanager
def lost_race(*constraints):
    """Turn the violation of a unique index into a reason to begin anew.

    For what is looked up first and made only where it is missing: a violation then
    means that another transaction has just made the same, which this one cannot see.

    :param constraints: names of unique indexes; others are violated as usual
    :raise ConcurrencyError: the host, and whoever runs batches, tries again
    """
    try:
        yield
    except UniqueViolation as error:
        if error.diag.constraint_name not in constraints:
            raise
        raise ConcurrencyError(str(error)) from error
