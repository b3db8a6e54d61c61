import gc

from odoo.tests import TransactionCase, tagged
from odoo.tools import SQL

from ..tools.batches import without_collector
from .common import ImportCommon


class TestBatches(TransactionCase):
    def test_collector_is_on_again(self):
        self.assertTrue(gc.isenabled())
        with self.assertRaises(ValueError), without_collector():
            self.assertFalse(gc.isenabled())
            with without_collector():
                pass
            self.assertFalse(gc.isenabled(), "the outer batch is not done")
            raise ValueError
        self.assertTrue(gc.isenabled())


@tagged("post_install", "-at_install")
class TestRowsWritten(ImportCommon):
    def review_many(self, *more):
        lines = [f"Ann {at},ann{at}@example.com,{at} Road,Hue" for at in range(500)]
        return self.review("Name,Email,Street,City", *lines, *more)

    def count_updates(self):
        """Return how many rows were written again, and how many of them without a look
        at an index."""
        [counts] = self.env.execute_query(
            SQL(
                """
                SELECT pg_stat_get_xact_tuples_updated(oid),
                       pg_stat_get_xact_tuples_hot_updated(oid)
                  FROM pg_class
                 WHERE oid = 'antcrm_import_row'::regclass
                """
            )
        )
        return counts

    def test_each_row_is_written_once(self):
        before = self.count_updates()
        run = self.review_many("Total: 500")
        self.assertEqual(
            run.sudo().row_ids.grouped("planned_action").keys(), {"created", "skipped"}
        )
        self.assertEqual(self.count_updates(), before)

    def test_another_look_leaves_the_indexes(self):
        run = self.review_many()
        before = self.count_updates()
        run.sudo()._plan()
        updated, hot = (
            now - then for now, then in zip(self.count_updates(), before, strict=True)
        )
        self.assertEqual(updated, 500)
        self.assertGreater(hot, 450)
