from odoo import fields, models


class AntcrmShareLog(models.Model):
    """An agreement lets the people of a company in to a lead: which, since when, and
    who they are stands in its history."""

    _inherit = "antcrm.share.log"

    event = fields.Selection(
        selection_add=[("agreement", "Agreement"), ("person", "Person of a partner")],
        ondelete={"agreement": "cascade", "person": "cascade"},
    )
    partner_id = fields.Many2one(
        "res.partner",
        string="Partner Company",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        help="Whose people a lead was opened to.",
    )

    def _get_texts(self):
        if self.event != "agreement":
            return super()._get_texts()
        return tuple(
            self.env._("Partner agreement %(agreement)s", agreement=name)
            if name
            else ""
            for name in (self.old_name, self.new_name)
        )

    def _log_agreements(self, changes):
        """Remember which agreements leads had and have.

        :param changes: triples of a lead, the old and the new agreement
        """
        # superuser writes the log, in the name of the user who changes the lead
        self.sudo().create(
            [
                {
                    "model": lead._name,
                    "res_id": lead.id,
                    "event": "agreement",
                    "old_name": old.sudo().name,
                    "new_name": new.sudo().name,
                    "partner_id": new.sudo().partner_id.id,
                }
                for lead, old, new in changes
            ]
        )
