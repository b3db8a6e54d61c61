from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import tagged

from odoo.addons.antcrm_customers.tests.common import CustomersCommon


@tagged("-at_install", "post_install")
class TestIntakeCount(CustomersCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.counts = cls.env["antcrm.intake.count"]
        cls.counts.search([]).unlink()

    def take_in(self, numbers, user=None, **options):
        return self.as_user("antcrm.intake", user).apply(
            "contact",
            [{"name": "Ida", "phones": [f"0901 {100000 + n}"]} for n in numbers],
            options,
        )

    def sums(self):
        return {
            (way_in, outcome): number
            for way_in, outcome, number in self.counts._read_group(
                [], ["way_in", "outcome"], ["number:sum"]
            )
        }

    def test_duplicates_caught(self):
        self.take_in([1, 2, 3], way_in="import")
        self.take_in([2, 3, 3, 4], way_in="webform", duplicate_policy="merge")
        self.assertEqual(
            self.sums(),
            {
                ("import", "created"): 3,
                ("webform", "created"): 1,
                ("webform", "merged"): 3,
            },
        )

    def test_plan_counts_nothing(self):
        self.as_user("antcrm.intake").plan("contact", [{"name": "Ida"}])
        self.assertFalse(self.counts.search([]))

    def test_lines_of_past_days(self):
        for numbers in ([1], [1], [1], [2]):
            self.take_in(numbers)
        lines = self.counts.search([])
        self.assertEqual(len(lines), 4)
        self.counts._gc_add_up()
        self.assertEqual(len(self.counts.search([])), 4)
        lines.date = fields.Date.today() - timedelta(days=3)
        before = self.sums()
        self.counts._gc_add_up()
        self.assertEqual(len(self.counts.search([])), 2)
        self.assertEqual(self.sums(), before)
        self.assertEqual(before, {("other", "created"): 2, ("other", "skipped"): 2})

    def test_who_reads_them(self):
        self.take_in([1])
        self.assertTrue(self.counts.with_user(self.user_administrator).search([]))
        with self.assertRaises(AccessError):
            self.counts.with_user(self.user_sales).search([])
        with self.assertRaises(AccessError):
            self.counts.with_user(self.user_administrator).search([]).number = 7

    def test_one_query_for_a_batch(self):
        """However many come in."""
        # superuser: nobody's budget
        user = self.env.user
        self.take_in([0], user)

        def count(numbers):
            self.env.flush_all()
            before = self.cr.sql_log_count
            self.take_in(numbers, user)
            self.env.flush_all()
            return self.cr.sql_log_count - before

        with patch.object(self.registry["antcrm.intake.count"], "_add"):
            without = count(range(1000, 2000))
        self.assertLessEqual(count(range(2000, 3000)) - without, 1)
