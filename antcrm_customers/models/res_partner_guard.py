from odoo import api, models
from odoo.exceptions import RedirectWarning, UserError


class ResPartner(models.Model):
    _name = "res.partner"
    _inherit = ["res.partner", "antcrm.inactive.mixin"]

    _inactive_index = models.Index("(id) WHERE is_inactive")

    @api.ondelete(at_uninstall=False)
    def _unlink_except_transactions(self):
        """A customer with documents stays; it can be made inactive.

        :raise UserError: telling what stands in the way
        """
        customers = self.filtered("customer_kind")
        if not customers:
            return
        counts = self.env["antcrm.transaction.model"]._count_documents(customers)
        if not counts:
            return
        documents = "\n".join(f"- {name}: {count}" for name, count in counts.items())
        message = self.env._(
            "There are documents of the customers that you want to delete:\n"
            "%(documents)s\n"
            "Make the customers inactive instead: they keep their documents and get no "
            "new ones.",
            documents=documents,
        )
        if not self.env.user.has_group("antcrm_customers.group_inactivate"):
            raise UserError(message)
        raise RedirectWarning(
            message,
            self.env.ref("antcrm_customers.res_partner_action_make_inactive").id,
            self.env._("Make inactive"),
            {"active_model": "res.partner", "active_ids": customers.ids},
        )
