from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from odoo.addons.antcrm_share.tools.counts import count_text

GROUP = "antcrm_inactive.group_inactivate"


class AntcrmCustomerMixin(models.AbstractModel):
    """A customer that is inactive, what that means elsewhere, and who may say so."""

    _inherit = "antcrm.customer.mixin"

    is_inactive = fields.Boolean(
        "Inactive",
        copy=False,
        help="An inactive customer keeps its documents but gets no new ones.",
    )

    @api.model
    def _get_live_domain(self):
        return super()._get_live_domain() & Domain("is_inactive", "!=", True)

    @api.model_create_multi
    def create(self, vals_list):
        if any(vals.get("is_inactive") for vals in vals_list):
            self._check_may_inactivate()
        return super().create(vals_list)

    def write(self, vals):
        if "is_inactive" in vals and self.env.context.get("antcrm_merging"):
            # the host's merge copies all columns; the destination keeps its own
            vals = {k: v for k, v in vals.items() if k != "is_inactive"}
        if "is_inactive" in vals and any(
            customer.is_inactive != bool(vals["is_inactive"]) for customer in self
        ):
            self._check_may_inactivate()
        return super().write(vals)

    @api.model
    def _check_may_inactivate(self):
        """:raise AccessError: the user has not the right"""
        if not (self.env.su or self.env.user.has_group(GROUP)):
            raise AccessError(
                self.env._(
                    "You may not make customers inactive or active. Ask your "
                    "administrator for the right."
                )
            )

    def _check_merge(self):
        """An inactive one would be active afterwards, or the other way round: only
        whoever has the right merges those that differ."""
        super()._check_merge()
        # superuser: only whether they differ is told; who may not see one of them may
        # not merge it
        if len(set(self.sudo().mapped("is_inactive"))) < 2:
            return
        if not (self.env.su or self.env.user.has_group(GROUP)):
            raise AccessError(
                self.env._(
                    "Some of these customers are inactive. To merge them with active "
                    "ones, ask somebody who may make customers inactive or active."
                )
            )

    def action_ask_inactive(self):
        """Ask before customers are made inactive: what that means, and what there is.

        :raise UserError: there is no customer that could be
        """
        self._check_may_inactivate()
        customers = self._filter_customers()
        if customers and not customers.filtered(lambda record: not record.is_inactive):
            raise UserError(self.env._("These customers are inactive already."))
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Make Inactive"),
            "res_model": "antcrm.inactive.wizard",
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
            "context": {"active_model": self._name, "active_ids": self.ids},
        }

    def action_make_inactive(self):
        """They get no new documents and are not offered any more.

        :return: what tells the user so
        """
        return self._set_inactive(True)

    def action_make_active(self):
        """They are offered again, and get new documents.

        :return: what tells the user so
        """
        return self._set_inactive(False)

    def _set_inactive(self, value):
        changed = self._filter_customers().filtered(
            lambda customer: customer.is_inactive != value
        )
        changed.write({"is_inactive": value})
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success" if changed else "info",
                "message": changed._tell_inactive(value),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

    def _tell_inactive(self, value):
        """Return the sentence that tells what became of these customers."""
        if not self:
            return self.env._("Nothing to do: they are so already.")
        name = self[0].display_name
        number = count_text(self.env, len(self))
        if len(self) > 1 and value:
            return self.env._("%(number)s customers are inactive now.", number=number)
        if len(self) > 1:
            return self.env._("%(number)s customers are active again.", number=number)
        if value:
            return self.env._("%(customer)s is inactive now.", customer=name)
        return self.env._("%(customer)s is active again.", customer=name)

    def _filter_customers(self):
        """Return those that are customers; opportunities stand in lists with leads.

        :raise UserError: none of them is
        """
        customers = self.filtered("customer_kind")
        if self and not customers:
            raise UserError(
                self.env._(
                    "Only customers can be inactive: no opportunities, colleagues or "
                    "further addresses. Select other ones."
                )
            )
        return customers

    @api.model
    def _is_customer_list(self):
        return super()._is_customer_list() or bool(
            self.env.context.get("antcrm_inactive")
        )

    @api.model
    def name_search(self, name="", domain=None, operator="ilike", limit=100):
        """Inactive customers are not offered."""
        if self.env.context.get("active_test", True):
            domain = Domain(domain or []) & Domain("is_inactive", "!=", True)
        return super().name_search(name, domain, operator, limit)
