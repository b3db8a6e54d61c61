from odoo import api, fields, models

from odoo.addons.antcrm_share.tools.counts import count_text


class AntcrmCustomFieldQuestion(models.TransientModel):
    """Ask before custom fields or choices are archived or deleted."""

    _name = "antcrm.custom.field.question"
    _description = "Archive or Delete Custom Fields"

    operation = fields.Selection(
        [("archive", "Archive"), ("delete", "Delete")], required=True, readonly=True
    )
    field_ids = fields.Many2many("antcrm.custom.field", readonly=True)
    choice_ids = fields.Many2many("antcrm.custom.field.choice", readonly=True)
    message = fields.Text(compute="_compute_message")

    @api.depends("operation", "field_ids", "choice_ids")
    def _compute_message(self):
        for question in self:
            subjects = question.field_ids or question.choice_ids
            counts = subjects.count_values()
            lines = [
                question._get_count_text(subject.display_name, counts[subject.id])
                for subject in subjects
            ]
            lines += question._get_use_lines(subjects)
            question.message = "\n".join([*lines, "", question._get_consequence()])

    def _get_count_text(self, label, count):
        """Return how many records hold a value of ``label``, in words."""
        if not count:
            return self.env._("“%(label)s”: no record holds a value.", label=label)
        if count == 1:
            return self.env._("“%(label)s”: 1 record holds a value.", label=label)
        return self.env._(
            "“%(label)s”: %(count)s records hold a value.",
            label=label,
            count=count_text(self.env, count),
        )

    def _get_use_lines(self, subjects):
        """Return where the fields or choices are used, and what becomes of that."""
        lines = []
        for subject in subjects:
            for what, names, is_blocking, _seen in subject._describe_uses():
                text = self.env._("Used in %(what)s: %(names)s", what=what, names=names)
                if is_blocking and self.operation == "delete":
                    text = self.env._("%(use)s. Take it out there first.", use=text)
                lines.append(text)
        return ["", *lines] if lines else []

    def _get_consequence(self):
        """Return what the operation does, in words."""
        if self.operation == "archive":
            return self.env._(
                "Archived fields are hidden everywhere. Their values are kept and show "
                "again when you unarchive the field."
            )
        if self.choice_ids:
            return self.env._(
                "Deleting empties the field of these records. It cannot be undone. To "
                "keep the values, switch off “Offered” instead."
            )
        return self.env._(
            "Deleting removes the values, too. It cannot be undone. To keep them, "
            "archive the field instead."
        )

    @api.model
    def _open(self, operation, **defaults):
        """Return the action that asks.

        :param str operation: ``archive`` or ``delete``
        """
        titles = {"archive": self.env._("Archive"), "delete": self.env._("Delete")}
        return {
            "type": "ir.actions.act_window",
            "name": titles[operation],
            "res_model": self._name,
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_operation": operation,
                "antcrm_from_form": self.env.context.get("antcrm_from_form"),
                "antcrm_field_page": self.env.context.get("antcrm_field_page"),
                **defaults,
            },
        }

    def action_confirm(self):
        """Do it. The list or form behind is loaded again."""
        self.ensure_one()
        if self.operation == "archive":
            self.field_ids.action_archive()
            return {"type": "ir.actions.act_window_close"}
        self.choice_ids.unlink()
        self.field_ids.unlink()
        if self.env.context.get("antcrm_from_form"):
            # the form behind has lost its record: open the list it came from
            is_lead_page = self.env.context.get("antcrm_field_page") == "lead"
            action = self.env["ir.actions.actions"]._for_xml_id(
                "antcrm_customers.antcrm_custom_field_action_lead"
                if is_lead_page
                else "antcrm_customers.antcrm_custom_field_action_customer"
            )
            return action | {"target": "main"}
        return {"type": "ir.actions.act_window_close"}
