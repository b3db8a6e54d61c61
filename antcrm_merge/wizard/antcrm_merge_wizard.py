from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date


class AntcrmMergeWizard(models.TransientModel):
    """Merge customers: side by side, a value chosen where they differ."""

    _name = "antcrm.merge.wizard"
    _description = "Merge Customers"

    model = fields.Selection(
        [("res.partner", "Contacts and accounts"), ("crm.lead", "Leads")],
        required=True,
        readonly=True,
    )
    record_ids = fields.Json(required=True, readonly=True)
    comparison = fields.Json(compute="_compute_comparison")
    #: ``{name of a row: id of the customer whose value is chosen}``; "kept": who stays
    choices = fields.Json(default=dict)
    line_id = fields.Many2one(
        "antcrm.merge.batch.line",
        string="Set of a Batch",
        readonly=True,
        help="What is chosen is kept for the batch, which merges them.",
    )

    @api.model
    def default_get(self, fields_list):
        values = super().default_get(fields_list)
        context = self.env.context
        if context.get("active_model") in dict(self._fields["model"].selection):
            values.setdefault("model", context["active_model"])
            values.setdefault("record_ids", context.get("active_ids") or [])
        if not values.get("record_ids"):
            raise UserError(
                self.env._("Select at least two customers in the list to merge them.")
            )
        records = self.new(values)._get_records()
        records._check_mergeable()
        line = self.env["antcrm.merge.batch.line"].browse(values.get("line_id"))
        line.check_access("read")
        values["choices"] = self._get_first_choices(records, line)
        return values

    @api.model
    def _get_first_choices(self, records, line):
        """Return what is chosen before the user chooses: by the rules, and as was
        chosen for a batch."""
        Rule = self.env["antcrm.merge.rule"]
        if not line and not Rule._get_rules(records):
            return {}
        kept = line._get_kept(records) if line else records._get_merge_kept()
        rows = records._get_merge_rows()
        if line:
            return line._get_choices(records, rows, kept)
        return Rule._get_choices(records, rows, kept)

    def _get_records(self):
        self.ensure_one()
        ids = self.record_ids if isinstance(self.record_ids, list) else ()
        ids = [id_ for id_ in ids if isinstance(id_, int)]
        # without a model while a form is filled in
        Model = self.env[self.model or "res.partner"]
        return Model.browse(dict.fromkeys(ids)).exists()

    @api.depends("model", "record_ids")
    def _compute_comparison(self):
        for wizard in self:
            records = wizard._get_records()
            rows = records._get_merge_rows()
            owner = records._get_login_owner()
            notes = []
            if owner:
                notes.append(
                    self.env._(
                        "%(name)s logs in to the portal: the email address stays, and "
                        "the documents of all of them can be opened there.",
                        name=owner.display_name,
                    )
                )
            if any(row["name"] == "antcrm_share" for row in rows):
                notes.append(
                    self.env._(
                        "They are shared with different people. Whom you choose below "
                        "sees everything that is known of all of them."
                    )
                )
            wizard.comparison = {
                "kept": records._get_merge_kept().id,
                "records": [
                    {
                        "id": record.id,
                        "name": record.display_name or "",
                        "detail": self.env._(
                            "Created on %(date)s",
                            date=format_date(self.env, record.create_date),
                        ),
                    }
                    for record in records
                ],
                "rows": [
                    {
                        "name": row["name"],
                        "label": row["label"],
                        "values": [
                            {
                                "id": record.id,
                                "text": row["values"][record.id],
                                "is_empty": record.id in row["empty"],
                            }
                            for record in records
                        ],
                    }
                    for row in rows
                ],
                "together": records._get_merge_together(),
                "notes": notes,
                "people": [] if wizard.line_id else wizard._describe_people(records),
            }

    @api.model
    def _describe_people(self, records):
        """Return the people of accounts who may be merged along, as the dialog shows
        them: one text for each."""
        labels = dict(
            self.env["antcrm.merge.batch.line"]
            ._fields["left_for"]
            ._description_selection(self.env)
        )
        return [
            {
                "key": self._get_people_key(one["records"]),
                "names": [person.display_name or "" for person in one["records"]],
                "reasons": ", ".join(one["reasons"]),
                "is_sure": one["is_sure"],
                "left_for": labels.get(one["left_for"], False),
            }
            for one in records._get_merge_people()
        ]

    @api.model
    def _get_people_key(self, people):
        return "-".join(map(str, sorted(people.ids)))

    def _get_chosen_people(self, records, choices):
        """Return the sets of people to merge along: those that are ticked, and those
        that are sure where nobody ticked any."""
        chosen = choices.get("people")
        return [
            one["records"]
            for one in records._get_merge_people()
            if not one["left_for"]
            and (
                self._get_people_key(one["records"]) in chosen
                if isinstance(chosen, list)
                else one["is_sure"]
            )
        ]

    def action_choose(self):
        """Keep what is chosen for the batch, which merges them.

        :raise UserError: the batch is not reviewed any more
        """
        self.ensure_one()
        self.line_id._choose(self.choices if isinstance(self.choices, dict) else {})
        return {"type": "ir.actions.act_window_close"}

    def action_merge(self):
        """Merge as chosen, the people of accounts along with them, and open the
        customer.

        :raise UserError: they cannot be merged
        """
        self.ensure_one()
        records = self._get_records()
        choices = self.choices if isinstance(self.choices, dict) else {}
        kept_id = choices.get("kept")
        kept = records.filtered(lambda record: record.id == kept_id)
        people = self._get_chosen_people(records, choices)
        kept = records._merge_customers(kept or records._get_merge_kept(), choices)
        if people:
            self.env["antcrm.merge.batch"]._merge_people(records, kept, people)
        return {
            "type": "ir.actions.act_window",
            "name": kept.display_name,
            "res_model": self.model,
            "res_id": kept.id,
            "views": [(kept._get_customer_view_id(kept.customer_kind, "form"), "form")],
            "context": {"antcrm_kind": kept.customer_kind},
        }
