from odoo import api, fields, models


class ImLivechatChannel(models.Model):
    _inherit = "im_livechat.channel"

    antcrm_kind = fields.Selection(
        "_get_antcrm_kinds",
        string="Visitors Come in as",
        default="lead",
        help="A visitor who writes a phone number or an email address comes in when "
        "the chat is over. Empty: nobody comes in.",
    )

    @api.model
    def _get_antcrm_kinds(self):
        """Return the kinds of persons, named as the company calls them."""
        labels = self.env["antcrm.customer.kind"].get_labels()
        return [(code, labels[code]["singular"]) for code in ("lead", "contact")]
