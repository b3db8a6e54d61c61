from collections import Counter

from odoo import fields, models


class AntcrmChangePart(models.Model):
    """Some customers of a change of many, and what undoes it for them."""

    _name = "antcrm.change.part"
    _inherit = "antcrm.journal.mixin"
    _description = "Part of a Change of Many Customers"
    _order = "id"

    change_id = fields.Many2one(
        "antcrm.change", required=True, ondelete="cascade", index=True
    )
    record_ids = fields.Json(required=True, help="The customers that were selected.")
    changed_ids = fields.Json(help="Those that were changed.")
    state = fields.Selection(
        [
            ("waiting", "Waiting"),
            ("done", "Done"),
            ("undone", "Undone"),
            ("failed", "Failed"),
        ],
        default="waiting",
        required=True,
    )

    def _apply(self):
        """Change the customers, with the rights of whoever made the change."""
        self.ensure_one()
        change = self.change_id
        wanted = change._get_customers(self.record_ids).exists()
        customers = wanted._filtered_access("write").filtered("customer_kind")
        reasons = []
        left = len(self.record_ids) - len(customers)
        if left:
            reasons.append(self.env._("Not yours to change, or not there any more."))
        if kept := change._count_kept_shares(customers):
            reasons.append(change._tell_kept_shares(kept))
        with self._recording(customers):
            pics = change._choose_pics(customers)
            changed, refused = change._try_values(customers, pics)
        self.write({"state": "done", "changed_ids": changed.ids})
        given = Counter(change.given or {})
        given.update(str(pics[customer]) for customer in changed if pics.get(customer))
        change.write(
            {
                "changed_count": change.changed_count + len(changed),
                "given": dict(given),
            }
        )
        change._note_left(left + len(refused), reasons + refused)

    def _undo(self):
        """Put back what nobody has changed since, and say so in the history."""
        self.ensure_one()
        change = self.change_id
        # superuser: takes back what was written with the rights of the user
        part = self.with_user(change._get_worker()).sudo()
        hidden = part._find_hidden(change._get_worker())
        customers = part._get_changed() - hidden
        shares = {customer: customer.share_id for customer in customers}
        with part._leaving(hidden):
            part._restore_rows()
        part.env["antcrm.share.log"]._log_restored(shares)
        body = self.env._(
            "This change was undone: %(change)s", change=change._get_line()
        )
        customers._message_log_batch(dict.fromkeys(customers.ids, body))
        self.state = "undone"
        if hidden:
            reason = self.env._("Not yours to change: they keep what they have now.")
            change._note_left(len(hidden), [reason])
        kept = set(part._find_kept().get(change.model, ())) - {*hidden.ids}
        if kept:
            reason = self.env._("Changed since: they keep what they have now.")
            change._note_left(len(kept), [reason])

    def _get_changed(self):
        """Return the customers that were changed and are still there."""
        return self.env[self.change_id.model].browse(self.changed_ids or ()).exists()

    def _find_hidden(self, user):
        """Return the customers that were changed and that a user may not give back
        what they had: whoever undoes it may change them. Who made the change takes back
        what it took from them, but not what others took since.
        """
        self.ensure_one()
        customers = self._get_changed()
        seen = customers.with_user(user).with_context(
            allowed_company_ids=user.company_ids.ids
        )
        hidden = seen - seen._filtered_access("write")
        if hidden and user == self.change_id.user_id:
            savepoint = self.env.cr.savepoint()
            try:
                self._restore_rows()
                hidden -= hidden._filtered_access("write")
            finally:
                savepoint.close(rollback=True)
                self.env.invalidate_all(flush=False)
                self.env.registry.clear_cache()
        return customers.browse(hidden.ids)
