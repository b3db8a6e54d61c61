from odoo import api, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.antcrm_share.models.antcrm_share_mixin import ADMINISTRATOR


class AntcrmUsedMixin(models.AbstractModel):
    """Something that an Administrator may change, and that others rely on: it tells
    where it is used, and is not deleted while something would fail without it."""

    _name = "antcrm.used.mixin"
    _description = "What Others Rely On"

    def _get_used_field_name(self):
        """Return the column of customers that saved filters name, or ``None``."""
        return None

    def _get_used_keys(self):
        """Return the values by which saved filters ask for this."""
        return {self.id}

    def _count_used_by(self):
        """Return how many customers have it, whoever may see them."""
        return self.env["antcrm.used.in"]._count_customers(self)

    def _describe_uses(self, uses=None):
        """Return lines for people: ``[(what, names, is_blocking, records)]``; records
        are those that the user may read."""
        self.ensure_one()
        if uses is None:
            uses = self.env["antcrm.used.in"]._find_uses(self)
        lines = []
        for records, is_blocking in uses:
            seen = records.with_env(self.env)
            seen = (
                seen._filtered_access("read")
                if seen.has_access("read")
                else seen.browse()
            )
            names = [name or "?" for name in seen.mapped("display_name")]
            hidden = len(records) - len(seen)
            if hidden:
                names.append(
                    self.env._("%(number)s that you do not see", number=hidden)
                )
            # superuser: the name of a model
            what = self.env["ir.model"].sudo()._get(records._name).name
            lines.append((what, ", ".join(names), is_blocking, seen))
        return lines

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        """:raise UserError: something would fail without it; tells what"""
        self._check_unused()

    def _check_unused(self):
        for record in self:
            uses = self.env["antcrm.used.in"]._find_uses(record)
            blocking = [use for use in uses if use.is_blocking]
            if not blocking:
                continue
            lines = "\n".join(
                f"- {what}: {names}"
                for what, names, _blocking, _seen in record._describe_uses(blocking)
            )
            raise UserError(
                self.env._(
                    "“%(name)s” is used in:\n%(uses)s\n"
                    "Choose something else there first, then delete it.",
                    name=record.display_name,
                    uses=lines,
                )
            )

    def action_view_uses(self):
        """Show where this is used.

        :raise AccessError: the user is no Administrator of Customers
        """
        self.ensure_one()
        if not self.env.user.has_group(ADMINISTRATOR):
            raise AccessError(
                self.env._("Ask an Administrator of Customers where this is used.")
            )
        overview = self.env["antcrm.used.overview"]._make(self)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Used In"),
            "res_model": overview._name,
            "res_id": overview.id,
            "views": [(False, "form")],
            "target": "new",
        }
