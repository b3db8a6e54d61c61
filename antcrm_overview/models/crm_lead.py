from odoo import api, models
from odoo.tools import SQL


class CrmLead(models.Model):
    _inherit = "crm.lead"

    @api.model
    def message_new(self, msg_dict, custom_values=None):
        """The host's own mail addresses bring leads in, too."""
        values = {"way_in": "mail", **(custom_values or {})}
        return super().message_new(msg_dict, custom_values=values)

    def _prepare_customer_values(self, partner_name, is_company=False, parent_id=False):
        """Whom a lead becomes came in as the lead did, and is nobody new."""
        values = super()._prepare_customer_values(
            partner_name, is_company=is_company, parent_id=parent_id
        )
        if partner_name:
            # without a name the values are for somebody who is there
            is_lead = self.type == "lead" or bool(self.converted_date)
            # what was an opportunity from the beginning is not counted itself
            values |= {"way_in": self.way_in, "is_from_lead": is_lead}
        return values

    def _move_history(self, targets):
        result = super()._move_history(targets)
        for lead, partner in targets.items():
            partner._take_over_touches(lead)
        return result

    def _merge_get_fields(self):
        return [
            *super()._merge_get_fields(),
            *("way_in", "first_touch_date", "waiting_since"),
        ]

    def _merge_get_fields_specific(self):
        def earliest(name, leads):
            return min(filter(None, leads.mapped(name)), default=False)

        return {
            **super()._merge_get_fields_specific(),
            "first_touch_date": earliest,
            "waiting_since": earliest,
        }

    @api.model
    def _get_first_meeting_query(self):
        return SQL(
            """
            SELECT event.opportunity_id AS customer_id, min(event.start) AS date
              FROM calendar_event event
             WHERE event.opportunity_id IS NOT NULL AND %s
          GROUP BY event.opportunity_id
            """,
            self._get_meeting_condition(),
        )
