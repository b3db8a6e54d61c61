from contextlib import contextmanager
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.antcrm_customers.tools.journal import merging, recording
from odoo.addons.antcrm_share.models.antcrm_share_mixin import ADMINISTRATOR

from ..tools.merge_recorder import MergeRecorder, get_merge_recorder


class AntcrmMerge(models.Model):
    """A merge of customers, ours or one of the host's wizards, and what undoes it.

    Who may read the customer that was kept may read it, if they made it or are an
    Administrator.
    """

    _name = "antcrm.merge"
    _inherit = ["antcrm.customer.part.mixin", "antcrm.journal.mixin"]
    _description = "Merge of Customers"
    _order = "id desc"
    _rec_name = "merged_names"
    _customer_fields = ("partner_id", "lead_id")

    partner_id = fields.Many2one(
        "res.partner", string="Customer", index="btree_not_null", ondelete="set null"
    )
    lead_id = fields.Many2one(
        "crm.lead", string="Lead", index="btree_not_null", ondelete="set null"
    )
    model = fields.Char(required=True)
    kept_id = fields.Integer(required=True, help="The customer that was kept.")
    merged_ids = fields.Json("Merged Records", help="The customers that went into it.")
    merged_names = fields.Char("Merged", required=True)
    user_id = fields.Many2one(
        "res.users", string="Merged By", default=lambda self: self.env.uid
    )
    batch_id = fields.Many2one(
        "antcrm.merge.batch",
        string="Batch",
        index="btree_not_null",
        ondelete="set null",
        readonly=True,
    )
    state = fields.Selection(
        [("done", "Done"), ("undone", "Undone"), ("expired", "Expired")],
        default="done",
        required=True,
    )
    undo_until = fields.Datetime(compute="_compute_undo_until")
    is_undoable = fields.Boolean(compute="_compute_undo_until")
    is_batch_undoable = fields.Boolean(compute="_compute_is_batch_undoable")
    undo_notes = fields.Text(
        "Left as It Is",
        readonly=True,
        help="What changed since the merge, and was not put back.",
    )

    @api.depends("state", "undo_notes")
    def _compute_undo_until(self):
        days = timedelta(days=self._get_undo_days())
        now = self.env.cr.now()
        left = self.filtered(lambda merge: merge.state == "undone")._filter_lines()
        left_ids = set(left._ids)
        for merge in self:
            merge.undo_until = merge.create_date and merge.create_date + days
            merge.is_undoable = (
                (merge.state == "done" or merge.id in left_ids)
                and bool(merge.undo_until)
                and merge.undo_until > now
            )

    @api.depends("batch_id.state")
    @api.depends_context("uid")
    def _compute_is_batch_undoable(self):
        batches = self.batch_id._filtered_access("read")
        undoable = batches.filtered(lambda batch: batch.can_undo)
        for merge in self:
            merge.is_batch_undoable = merge.batch_id in undoable

    # ------------------------------------------------------------------
    # Record
    # ------------------------------------------------------------------

    @api.model
    @contextmanager
    def _record(self, kept, sources):
        """Remember all that changes in the database while customers are merged.

        :param kept: the customer that is kept
        :param sources: those that go into it
        """
        if get_merge_recorder(self.env.cr):
            # a part of a merge that is recorded
            yield
            return
        # superuser: the merge is not the user's to write; they may merge the customers
        merge = self.sudo().create(
            {
                "partner_id": kept._name == "res.partner" and kept.id,
                "lead_id": kept._name == "crm.lead" and kept.id,
                "model": kept._name,
                "kept_id": kept.id,
                "merged_ids": sources.ids,
                "merged_names": ", ".join(
                    source.display_name or str(source.id) for source in sources.sudo()
                ),
                "user_id": self.env.uid,
            }
        )
        with (
            merging(self.env.cr),
            recording(MergeRecorder(merge, kept, sources)),
        ):
            yield

    # ------------------------------------------------------------------
    # Undo
    # ------------------------------------------------------------------

    def _get_kept(self):
        """Return the customer that was kept, if it is still there."""
        self.ensure_one()
        return self.env[self.model].browse(self.kept_id).exists()

    def _check_undoable(self):
        """:raise AccessError: the user may not undo it
        :raise UserError: it cannot be undone, or not yet
        """
        self.ensure_one()
        # superuser: whether the customer is there; what is left of it is nobody's
        if not self.sudo()._get_kept():
            raise UserError(
                self.env._("The customer is not there any more. Merges of it stay.")
            )
        self.check_access("read")
        user = self.env.user
        if not (self.env.su or self.user_id == user or user.has_group(ADMINISTRATOR)):
            raise AccessError(
                self.env._("Who merged them, or an Administrator, can undo it.")
            )
        if not self.is_undoable:
            raise UserError(
                self.env._("This merge was undone already, or it is too old.")
            )
        kept = self._get_kept()
        kept.check_access("write")
        name = "lead_id" if self.model == "crm.lead" else "partner_id"
        # superuser: whether there is a later one, whoever made it
        later = self.sudo().search(
            [(name, "=", self[name].id), ("id", ">", self.id), ("state", "=", "done")],
            limit=1,
        )
        if later:
            raise UserError(
                self.env._(
                    "The customer was merged with %(names)s afterwards. "
                    "Undo that merge first.",
                    names=later.merged_names
                    if later.sudo(False).has_access("read")
                    else self.env._("another one"),
                )
            )
        return kept

    def _find_undo_obstacles(self, user):
        """Return why merges could not be undone, in batch and without trying:
        ``{merge: reason}``; what was changed since is another matter.

        :param user: who would undo them
        """
        reasons = {}
        # sets: there may be ten thousand merges
        readable = set(self.with_user(user)._filtered_access("read")._ids)
        for model, merges in self.grouped("model").items():
            kept = self.env[model].browse(merges.mapped("kept_id")).exists()
            existing = set(kept._ids)
            writable = set(kept.with_user(user)._filtered_access("write")._ids)
            name = "lead_id" if model == "crm.lead" else "partner_id"
            # superuser: whether there are later ones, whoever made them
            later = dict(
                self.sudo()._read_group(
                    [(name, "in", kept.ids), ("state", "=", "done")], [name], ["id:max"]
                )
            )
            for merge in merges:
                customer = kept.browse(merge.kept_id)
                if customer.id not in existing:
                    reasons[merge] = self.env._("The customer is not there any more.")
                elif merge.id not in readable or customer.id not in writable:
                    reasons[merge] = self.env._("You may not change the customer.")
                elif not merge.is_undoable:
                    reasons[merge] = self.env._("The merge is too old.")
                elif later.get(customer, 0) > merge.id:
                    reasons[merge] = self.env._(
                        "The customer was merged with others afterwards."
                    )
        return reasons

    def action_undo(self):
        """Take the customers apart again. What changed since stays, and is listed.

        :return: the action that opens the customer that was kept
        :raise AccessError: the user may not undo it
        :raise UserError: it cannot be undone, or not yet
        """
        self._undo()
        return self.action_open_customers()

    def _undo(self):
        """Do it, for who needs no page of them: see :meth:`action_undo`."""
        self.ensure_one()
        self.env.cr.execute(
            "SELECT state FROM antcrm_merge WHERE id = %s FOR UPDATE", [self.id]
        )
        self.invalidate_recordset(["state"])
        kept = self._check_undoable()
        # superuser: the user may undo it, and gets back what they or a colleague merged
        notes = self.sudo()._restore_rows()
        self.sudo().write({"state": "undone", "undo_notes": "\n".join(notes) or False})
        body = self.env._("The merge with %(names)s was undone.")
        kept._message_log(body=body % {"names": self.merged_names})

    @api.model
    def _get_uncached_tables(self):
        return super()._get_uncached_tables() | {"antcrm_duplicate"}

    def _preview_undo(self):
        kept = self._check_undoable()
        # superuser: see action_undo
        merge = self.sudo()
        count = merge._count_lines()
        notes, left = merge._try_restore()
        done = []
        if self.state == "done":
            done.append(self.env._("Comes back: %(names)s.", names=self.merged_names))
            done.append(
                self.env._(
                    "%(name)s becomes what it was.", name=kept.display_name or kept.id
                )
            )
        elif count > left:
            done.append(self.env._("More of what was left can be put back by now."))
        return {"done": done, "kept": notes, "kept_count": len(notes)}

    def _get_refreshed(self):
        return {self.model: [self.kept_id, *(self.merged_ids or ())]}

    def action_preview_undo_batch(self):
        """Say what the undo of all that was merged together would do.

        :raise UserError: it was not merged with others, or nothing is left to undo
        """
        self.ensure_one()
        self.check_access("read")
        if not self.is_batch_undoable:
            raise UserError(
                self.env._("Nothing else that was merged with it can be undone now.")
            )
        return self.batch_id.action_preview_undo()

    def action_open_customers(self):
        """Open the customer, or the list of all of them after the merge was undone."""
        self.ensure_one()
        Model = self.env[self.model]
        customers = Model.browse([self.kept_id, *(self.merged_ids or ())]).exists()
        customers = customers._filtered_access("read")
        return customers._get_merged_action(customers[:1].customer_kind)

    @api.autovacuum
    def _gc_snapshots(self):
        """Forget how to undo merges that are too old; that they were stays known."""
        limit = self.env.cr.now() - timedelta(days=self._get_undo_days())
        merges = self.search([("state", "!=", "expired"), ("create_date", "<", limit)])
        done = merges.filtered(lambda merge: merge.state == "done")
        (done | (merges - done)._filter_lines())._drop_rows()
        done.write({"state": "expired"})
