from odoo import models
from odoo.exceptions import UserError


class AntcrmSegment(models.Model):
    _inherit = "antcrm.segment"

    def action_send_mailing(self):
        """Write a mailing to these customers.

        :return: the page of a new mailing
        """
        self.ensure_one()
        if not self.customer_count:
            raise UserError(self.env._("There is nobody in it yet."))
        model = self.env["ir.model"]._get(self.model_name)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Mailing"),
            "res_model": "mailing.mailing",
            "views": [(False, "form")],
            "context": {
                "default_segment_id": self.id,
                "default_mailing_model_id": model.id,
                "default_subject": self.name,
            },
        }
