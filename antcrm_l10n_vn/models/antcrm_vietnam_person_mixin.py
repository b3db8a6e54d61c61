from odoo import api, fields, models


class AntcrmVietnamPersonMixin(models.AbstractModel):
    """How a person is addressed, and whether the papers agree with the record."""

    _name = "antcrm.vietnam.person.mixin"
    _description = "Person in Vietnam"

    honorific = fields.Char(
        "Form of Address", help="Anh, Chị, Ông, Bà ...: it stands before the name."
    )
    vietnam_hint = fields.Text(
        compute="_compute_vietnam_hint", export_string_translation=False
    )

    @api.depends(
        "country_id", "state_id", "identity_number", "gender", "birthdate_date"
    )
    @api.depends_context("company", "lang")
    def _compute_vietnam_hint(self):
        Hint = self.env["antcrm.vietnam.hint"]
        for record in self:
            record.vietnam_hint = record.is_in_vietnam and "\n".join(
                text for _field, text in Hint._get_hints(**record._get_hint_values())
            )

    def _get_hint_values(self):
        self.ensure_one()
        return {
            "identity": self.identity_number,
            "gender": self.gender,
            "birthdate": self.birthdate_date,
            "state_code": self.state_id.code,
        }
