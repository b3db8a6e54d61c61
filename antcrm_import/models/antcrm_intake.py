from odoo import api, models

from odoo.addons.antcrm_customers.models.antcrm_intake_reader import ADDRESS_FIELDS

from ..tools.mapping import address_field

ADDRESSES = 5  # of one customer in a file, the main one included


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

    @api.model
    def _get_import_fields(self, kind):
        """Return what columns of a file may go to: the fields of a candidate, with one
        field for each part of each further address, as no cell holds a whole one."""
        known = {field["name"]: field for field in self.get_fields(kind)}
        result = []
        for field in known.values():
            if field["type"] != "addresses":
                result.append(field)
                continue
            for position in range(2, ADDRESSES + 1):
                result += [
                    {
                        **known[part],
                        "name": address_field(position, part),
                        "label": self.env._(
                            "Address %(number)s: %(part)s",
                            number=position,
                            part=known[part]["label"],
                        ),
                        "group": "addresses",
                    }
                    for part in ADDRESS_FIELDS
                ]
        return result
