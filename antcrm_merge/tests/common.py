from odoo.addons.antcrm_customers.tests.journal_common import JournalCommon


class MergeCommon(JournalCommon):
    """Customers that are merged."""

    journal_tables = (*JournalCommon.journal_tables, "antcrm_merge")

    def assert_forgotten(self, merge):
        lines = self.env["antcrm.journal.line"].sudo()
        batch = f"antcrm.merge,{merge.id}"
        self.assertFalse(lines.search_count([("batch", "=", batch)]))

    def merge(self, kept, source, choices=None, user=None):
        user = user or self.user_sales
        kept = kept.with_user(user)
        (kept | source.with_user(user))._merge_customers(kept, choices or {})
        self.env.flush_all()
        self.env.invalidate_all()
        return self.env["antcrm.merge"].sudo().search([], limit=1).with_user(user)
