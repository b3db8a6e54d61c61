from odoo import api, models


class AntcrmLeaverMixin(models.AbstractModel):
    """Somebody, or a group, with customers: who archives it is asked who gets them."""

    _name = "antcrm.leaver.mixin"
    _description = "Who Leaves Customers"

    def action_hand_over(self):
        """Ask who gets what is a user's, or a group's.

        :return: the dialog
        """
        self.ensure_one()
        return self._ask_heir()

    def _ask_before_archiving(self):
        """Return the dialog that asks who gets the customers and archives then, or
        ``None``. To be called by ``action_archive`` of the models: here it would come
        behind what the host does then, which deletes the activities of a user."""
        if len(self) != 1 or self.env.context.get("antcrm_handed_over"):
            return None
        if self.active and self._may_be_asked() and self._has_customers():
            return self._ask_heir(archive=True)
        return None

    @api.model
    def _may_be_asked(self):
        return self.env["antcrm.handover.wizard"].has_access("create")

    def _has_customers(self):
        return bool(self.env["antcrm.handover"]._count_customers(self))

    def _ask_heir(self, archive=False):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Hand Over"),
            "res_model": "antcrm.handover.wizard",
            "views": [(False, "form")],
            "target": "new",
            "context": {
                "default_user_id": self.id if self._name == "res.users" else False,
                "default_team_id": self.id if self._name == "crm.team" else False,
                "default_archive": archive,
            },
        }
