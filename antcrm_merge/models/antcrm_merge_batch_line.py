from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import NO_ACCESS, Domain

from odoo.addons.antcrm_customers.tools.intake_entry import MODELS

from ..tools.groups import connect


class AntcrmMergeBatchLine(models.Model):
    """Customers that a batch merges into one, or leaves to a person.

    It keeps ids alone: whoever reads it is told the names of those customers that they
    may read.
    """

    _name = "antcrm.merge.batch.line"
    _inherit = "antcrm.terminology.mixin"
    _description = "Set of Duplicates"
    _order = "sequence, id"
    _rec_name = "customer_text"

    batch_id = fields.Many2one(
        "antcrm.merge.batch",
        string="Batch",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    #: people stand below their account; what is merged first has the lower id
    sequence = fields.Integer(readonly=True)
    batch_state = fields.Selection(
        related="batch_id.state", string="State of the Batch"
    )
    kind = fields.Selection(
        [("lead", "Lead"), ("contact", "Contact"), ("account", "Account")],
        required=True,
        readonly=True,
    )
    record_ids = fields.Json("Records", required=True, readonly=True)
    #: what a person chose: ``{name of a row: id}``; "kept": who stays
    choices = fields.Json(readonly=True)
    is_chosen = fields.Boolean(
        "Chosen by a Person",
        readonly=True,
        help="Somebody said that they are one, however likely it is.",
    )
    account_line_id = fields.Many2one(
        "antcrm.merge.batch.line",
        string="Set of Their Accounts",
        readonly=True,
        index="btree_not_null",
        ondelete="cascade",
        help="They are merged once their accounts are one.",
    )
    is_sure = fields.Boolean(
        default=True, readonly=True, help="Nobody has to look at them."
    )
    evidence = fields.Char(
        "In Common", readonly=True, help="What people of one account have in common."
    )
    state = fields.Selection(
        [
            ("planned", "To merge"),
            ("left", "Left out"),
            ("person", "Left to you"),
            ("done", "Merged"),
            ("failed", "Not merged"),
            ("to_undo", "To undo"),
            ("undone", "Undone"),
            ("stays", "Stays merged"),
        ],
        required=True,
        readonly=True,
    )
    left_for = fields.Selection(
        [
            ("many", "They are too many to be merged at once."),
            ("write", "You may not change one of them."),
            ("dismissed", "Somebody said that two of them are not the same."),
            ("login", "Somebody logs in as one of them."),
            ("kinds", "They are not of one kind."),
            ("archived", "One of them is archived or lost."),
            ("inactive", "One of them is inactive."),
            ("share", "They are shared with different people."),
        ],
        string="Why It Is Left to You",
        readonly=True,
    )
    # may name customers
    reason = fields.Text("Failure", readonly=True, groups=NO_ACCESS)
    # its name is that of customers
    merge_id = fields.Many2one(
        "antcrm.merge",
        readonly=True,
        groups=NO_ACCESS,
        index="btree_not_null",
        ondelete="set null",
    )
    try_count = fields.Integer(readonly=True, groups=NO_ACCESS)
    customer_text = fields.Char("Customers", compute="_compute_texts")
    kept_text = fields.Char("Is Kept", compute="_compute_texts")
    reason_text = fields.Text("Why", compute="_compute_texts")

    @api.depends("kind", "record_ids", "choices", "state", "left_for", "reason")
    @api.depends("account_line_id", "is_sure", "evidence")
    @api.depends_context("uid", "lang")
    def _compute_texts(self):
        labels = dict(self._fields["left_for"]._description_selection(self.env))
        for kind, lines in self.grouped("kind").items():
            Model = self.env[MODELS[kind]]
            records = Model.browse(id_ for line in lines for id_ in line.record_ids)
            existing = records.exists()
            readable = existing._filtered_access("read")
            names = Model._get_merge_fields(kind)
            # superuser: what a merge says is told to who may read it
            merges = lines.sudo().merge_id.sudo(False)._filtered_access("read")
            for line in lines:
                customers = line._get_records() & readable
                merge = line.sudo().merge_id.sudo(False)
                is_whole = customers == line._get_records() & existing
                is_told = is_whole and customers or line._is_own()
                texts = customers.mapped("display_name")
                if merge in merges and merge.state != "undone":
                    texts.append(merge.merged_names)
                line.customer_text = " + ".join(texts) or self.env._(
                    "You do not see these customers."
                )
                line.kept_text = False
                if merge in merges:
                    line.kept_text = customers.browse(merge.kept_id).display_name
                elif line.state in ("planned", "left") and is_whole:
                    line.kept_text = line._get_kept(customers, names).display_name
                texts = [line._get_evidence_text(), labels.get(line.left_for)]
                if is_told:
                    texts.append(line.sudo().reason)
                    if line.state == "undone" and merge in merges:
                        texts.append(merge.undo_notes)
                line.reason_text = "\n".join(filter(None, texts))

    def _get_evidence_text(self):
        """Return why people of accounts that become one are merged along, or may be."""
        if not self.account_line_id:
            return None
        if self.state == "left" and not self.is_sure:
            return self.env._(
                "People of accounts that become one: %(evidence)s. Put them back if "
                "they are the same person.",
                evidence=self.evidence,
            )
        return self.env._(
            "People of accounts that become one: %(evidence)s", evidence=self.evidence
        )

    def _is_own(self):
        return self.sudo().batch_id.user_id == self.env.user

    def _get_records(self):
        """Return the customers of one group, those that are gone too."""
        self.ensure_one()
        return self.env[MODELS[self.kind]].browse(self.record_ids)

    # ------------------------------------------------------------------
    # Review
    # ------------------------------------------------------------------

    def action_leave_out(self):
        """Do not merge these, nor the people of accounts that are left out."""
        self._check_reviewed("planned")
        along = self._get_along()
        # superuser: groups are written by these buttons alone
        (self | along.filtered(lambda line: line.state == "planned")).sudo().write(
            {"state": "left"}
        )
        return True

    def action_put_back(self):
        """Merge these after all, and the people of accounts that are sure; of people
        who are not it says that they are one.

        :raise UserError: they are people whose accounts are left out
        """
        self._check_reviewed("left")
        if self.account_line_id.filtered(lambda line: line.state != "planned") - self:
            raise UserError(
                self.env._("Their accounts are left out. Put those back first.")
            )
        along = self._get_along()
        # superuser: see action_leave_out
        self.sudo().filtered(lambda line: not line.is_sure).is_chosen = True
        (
            self | along.filtered(lambda line: line.is_sure and line.state == "left")
        ).sudo().write({"state": "planned"})
        return True

    def _get_along(self):
        """Return the people of these accounts, in sets of their own."""
        return self.search([("account_line_id", "in", self.ids)])

    def action_open(self):
        """Open them side by side: what they become is chosen for the batch, or, of
        those that are left to a person, merged at once; else show the customers.

        :raise UserError: a person cannot merge them either
        """
        self.ensure_one()
        self.check_access("read")
        customers = self._get_records().exists()._filtered_access("read")
        if self.batch_id.state == "review" and self.state in ("planned", "left"):
            action = customers._get_merge_action()
            action["context"]["default_line_id"] = self.id
            return action
        if self.state == "person" and self.left_for != "many":
            return customers._get_merge_action()
        return customers._get_merged_action(self.kind)

    def _check_reviewed(self, *states):
        """:raise UserError: the review is over, or they are not in one of the states"""
        for batch in self.batch_id:
            batch._lock_own("review")
        if any(line.state not in states for line in self):
            raise UserError(self.env._("This has changed meanwhile. Reload the page."))

    def _choose(self, choices):
        """Keep what a person chose for a group."""
        self.ensure_one()
        self._check_reviewed("planned", "left")
        # superuser: see action_leave_out
        self.sudo().choices = {
            name: id_ for name, id_ in choices.items() if id_ in self.record_ids
        }

    def _get_kept(self, customers, names=None):
        """Return who is kept: whom a person chose, or of whom most is known.

        :param names: see ``_sort_by_known``
        """
        kept_id = (self.choices or {}).get("kept")
        chosen = customers.filtered(lambda customer: customer.id == kept_id)
        return chosen or customers._sort_by_known(names)[:1]

    def _get_choices(self, customers, rows, kept):
        """Return whose values stay: as a person chose, else by the rules."""
        chosen = self.choices or {}
        rules = self.env["antcrm.merge.rule"]
        return {**rules._get_choices(customers, rows, kept), **chosen, "kept": kept.id}

    # ------------------------------------------------------------------
    # Work
    # ------------------------------------------------------------------

    def _merge(self):
        """Merge one group, if it still is one that needs nobody to look at it.

        :raise UserError: it is not, or they cannot be merged
        """
        self.ensure_one()
        customers = self._get_records().exists()
        self._check_sure(customers)
        names = customers._get_merge_fields()
        rows = customers._get_merge_rows(names)
        kept = self._get_kept(customers, names)
        choices = self._get_choices(customers, rows, kept)
        customers._merge_customers(kept, choices, rows)
        self._note_merge(kept)

    def _note_merge(self, kept):
        """Remember the merge that was just done, of one group."""
        # superuser: the merge that was just written down, see antcrm.merge
        merge = (
            self.env["antcrm.merge"]
            .sudo()
            .search([("model", "=", kept._name), ("kept_id", "=", kept.id)], limit=1)
        )
        merge.batch_id = self.batch_id
        self.sudo().write({"state": "done", "merge_id": merge.id})

    def _check_sure(self, customers):
        """:raise UserError: the customers are not any more what was reviewed"""
        Batch = self.env["antcrm.merge.batch"]
        self._check_accounts(customers)
        if self.is_chosen:
            groups = [customers] if set(customers._ids) == set(self.record_ids) else []
        else:
            groups = self._find_sure(customers)
        if len(groups) != 1 or set(groups[0]._ids) != set(self.record_ids):
            raise UserError(
                self.env._(
                    "They were changed or merged meanwhile, and are not the same for "
                    "sure any more. Look for duplicates again."
                )
            )
        [reason] = Batch._find_reasons(groups)
        if reason:
            field = self._fields["left_for"]
            raise UserError(dict(field._description_selection(self.env))[reason])

    def _check_accounts(self, customers):
        """:raise UserError: they are people whose accounts did not become one"""
        if self.account_line_id and len(customers.parent_id) != 1:
            raise UserError(
                self.env._("Their accounts were not merged, so neither are they.")
            )

    def _find_sure(self, customers):
        """Return the groups of these customers that pairs connect by now; of people of
        one account, what they have in common does so as well."""
        if self.account_line_id:
            found = customers._find_people_pairs()
            pairs = [ends for ends, (is_sure, _reasons) in found.items() if is_sure]
            return [customers.browse(ids) for ids in connect(pairs)]
        name = "lead_id" if customers._name == "crm.lead" else "partner_id"
        Duplicate = self.env["antcrm.duplicate"]
        return Duplicate._find_groups(
            Duplicate._get_sure_domain(self.batch_id.percent)
            & Domain(name, "in", customers.ids)
            & Domain(f"other_{name}", "in", customers.ids)
        )

    def _undo(self):
        """Take one group apart again, as far as nobody changed it since.

        :raise UserError: it cannot be undone, or not yet
        """
        self.ensure_one()
        # superuser: which merge it is; what is done with it is done as the user
        merge = self.sudo().merge_id.sudo(False)
        # somebody may have done it by hand
        if merge.sudo().state != "undone" or merge.sudo()._filter_lines():
            merge._undo()
        self.sudo().state = "undone"

    def _fail(self, reason):
        """Say why groups stay as they are, of lines as superuser."""
        for state, lines in self.grouped("state").items():
            lines.write(
                {"state": "stays" if state == "to_undo" else "failed", "reason": reason}
            )
