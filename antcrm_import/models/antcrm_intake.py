from odoo import api, models


class AntcrmIntake(models.AbstractModel):
    _inherit = "antcrm.intake"

    @api.model
    def _decide_repeated(self, entry, policy, earlier):
        """Name the other row by its number in the file."""
        result = super()._decide_repeated(entry, policy, earlier)
        if numbers := self.env.context.get("antcrm_row_numbers"):
            for issue in entry.issues:
                if issue["code"] == "duplicate_in_batch":
                    issue["message"] = self.env._(
                        "Same phone or e-mail as in row %(number)s.",
                        number=numbers[earlier.index],
                    )
        return result
