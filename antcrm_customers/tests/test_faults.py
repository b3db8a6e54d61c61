import errno

import psycopg2

from odoo.exceptions import ConcurrencyError, UserError, ValidationError
from odoo.tests import TransactionCase, tagged
from odoo.tools import mute_logger

from ..tools.faults import (
    CONFLICT,
    ROW,
    SERVER,
    explain_fault,
    is_connection_lost,
    sort_fault,
)

#: codes of PostgreSQL, Appendix A
CODES = {
    SERVER: "53100 53200 53300 57P01 57P02 57P03 58000 58030 08006",
    CONFLICT: "40001 40P01 55P03 57014",
    ROW: "22001 22021 23502 23505 23514 42703 P0001",
}


@tagged("-at_install", "post_install")
class TestFaults(TransactionCase):
    def fail(self, code):
        """Let PostgreSQL itself fail with a code; return the exception."""
        with mute_logger("odoo.sql_db"):
            try:
                with self.env.cr.savepoint(flush=False):
                    self.env.cr.execute(
                        f"DO $$ BEGIN RAISE EXCEPTION 'x' USING ERRCODE = '{code}'; "
                        "END $$"
                    )
            except psycopg2.Error as error:
                return error
        raise AssertionError(code)

    def test_faults_of_the_database(self):
        for fault, codes in CODES.items():
            for code in codes.split():
                self.assertEqual(sort_fault(self.fail(code)), fault, code)

    def test_other_faults(self):
        lost = psycopg2.OperationalError("server closed the connection unexpectedly")
        wrapped = ValidationError("It does not work.")
        wrapped.__cause__ = self.fail("53100")
        for error, fault in (
            (UserError("no"), ROW),
            (ValueError("no"), ROW),
            (OSError(errno.ENOENT, "no"), ROW),
            (OSError(errno.ENOSPC, "full"), SERVER),
            (ConcurrencyError("faster"), CONFLICT),
            (psycopg2.InterfaceError("closed"), SERVER),
            (lost, SERVER),
            (wrapped, SERVER),
        ):
            self.assertEqual(sort_fault(error), fault, error)
        self.assertTrue(is_connection_lost(lost))
        self.assertTrue(is_connection_lost(self.fail("57P01")))
        for code in ("53100", "57014", "23505"):
            self.assertFalse(is_connection_lost(self.fail(code)), code)

    def test_words(self):
        """Users are told what it is, and that it goes on."""
        texts = set()
        for code in ("53100", "53300", "57P03", "58030"):
            text = explain_fault(self.env, self.fail(code))
            self.assertIn("by itself", text)
            self.assertIn("administrator", text)
            texts.add(text)
        self.assertEqual(len(texts), 4)
