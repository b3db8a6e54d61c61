"""Whose fault it is when customers cannot be taken in; one answer for imports, undo,
web forms and mails.

``ROW``: what was brought. It is put aside, and a person is told.
``CONFLICT``: somebody else was faster, or it was too much at once. Try again.
``SERVER``: the server's. Nothing is put aside for it: wait, and go on later.
"""

import errno

import psycopg2
from psycopg2 import errorcodes

from odoo.exceptions import ConcurrencyError
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

ROW, CONFLICT, SERVER = "row", "conflict", "server"
#: how long work waits after a fault of the server, in seconds
PAUSE = 30
# classes of SQLSTATE: resources, intervention of an operator, system errors, connection
SERVER_CLASSES = frozenset(("53", "57", "58", "08"))
# a statement that took too long is tried again with fewer rows
CONFLICT_CODES = frozenset((errorcodes.QUERY_CANCELED,))
FULL = frozenset((errno.ENOSPC, errno.EDQUOT))
SERVER_ERRNOS = FULL | {
    errno.EIO,
    errno.EROFS,
    errno.EMFILE,
    errno.ENFILE,
    errno.ENOMEM,
}


def _get_causes(error):
    """Return an error and those that it was raised from."""
    causes = []
    while error is not None and error not in causes:
        causes.append(error)
        error = error.__cause__
    return causes


def sort_fault(error):
    """Return ``ROW``, ``CONFLICT`` or ``SERVER`` for an exception."""
    faults = {_sort(cause) for cause in _get_causes(error)}
    return next(fault for fault in (SERVER, CONFLICT, ROW) if fault in faults)


def _sort(error):
    if isinstance(error, (ConcurrencyError, *PG_CONCURRENCY_EXCEPTIONS_TO_RETRY)):
        return CONFLICT
    if isinstance(error, OSError):
        return SERVER if error.errno in SERVER_ERRNOS else ROW
    if not isinstance(error, psycopg2.Error):
        return ROW
    code = error.pgcode
    if code in CONFLICT_CODES:
        return CONFLICT
    if code:
        return SERVER if code[:2] in SERVER_CLASSES else ROW
    # without a code it is the connection that failed
    is_lost = isinstance(error, (psycopg2.InterfaceError, psycopg2.OperationalError))
    return SERVER if is_lost else ROW


def is_connection_lost(error):
    """Whether nothing more can be done with the cursor on which an error came."""
    return any(
        isinstance(cause, psycopg2.InterfaceError)
        or isinstance(cause, psycopg2.OperationalError)
        and (not cause.pgcode or cause.pgcode[:2] in ("57", "08"))
        and cause.pgcode != errorcodes.QUERY_CANCELED
        for cause in _get_causes(error)
    )


def explain_fault(env, error):
    """Return what to tell users about a fault of the server."""
    kinds = set()
    for cause in _get_causes(error):
        code = getattr(cause, "pgcode", None) or ""
        if code == errorcodes.DISK_FULL or getattr(cause, "errno", None) in FULL:
            kinds.add("full")
        elif code[:2] == "53":
            kinds.add("busy")
        elif code[:2] in ("57", "08") or isinstance(cause, psycopg2.InterfaceError):
            kinds.add("restart")
    if "full" in kinds:
        return env._(
            "The disk of the server is full. Nothing is lost: it goes on by itself as "
            "soon as there is room. Ask your administrator to make some."
        )
    if "busy" in kinds:
        return env._(
            "The database has no memory or no connection left. Nothing is lost: it "
            "goes on by itself. If this stays, ask your administrator to look at the "
            "load of the server."
        )
    if "restart" in kinds:
        return env._(
            "The database was stopped or is starting again. Nothing is lost: it goes "
            "on by itself. If this stays, tell your administrator."
        )
    return env._(
        "The server cannot write its data. Nothing is lost: it goes on by itself when "
        "it can. Ask your administrator to look at the log of the server."
    )
