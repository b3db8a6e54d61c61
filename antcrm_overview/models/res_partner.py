from odoo import api, fields, models
from odoo.tools import SQL


class ResPartner(models.Model):
    _inherit = "res.partner"

    is_from_lead = fields.Boolean(
        "Came In as a Lead",
        readonly=True,
        copy=False,
        export_string_translation=False,
        help="Made of a lead, which is counted already.",
    )

    @api.model
    def name_create(self, name):
        """Who is entered by name alone, in a field of a form, is entered by hand."""
        partners = self.with_context(default_way_in="manual")
        return super(ResPartner, partners).name_create(name)

    @api.model
    def _get_first_meeting_query(self):
        return SQL(
            """
            SELECT attendee.res_partner_id AS customer_id, min(event.start) AS date
              FROM calendar_event event
              JOIN calendar_event_res_partner_rel attendee
                ON attendee.calendar_event_id = event.id
             WHERE %s
          GROUP BY attendee.res_partner_id
            """,
            self._get_meeting_condition(),
        )
