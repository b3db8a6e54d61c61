from odoo import api, models

from ..tools.identity import find_contradictions, is_tax_number, read_identity_card
from ..tools.places import STATE_CODES, units


class AntcrmVietnamHint(models.AbstractModel):
    """What does not agree in the papers of a customer, as hints: nothing is refused."""

    _name = "antcrm.vietnam.hint"
    _description = "Hints on Vietnamese Papers"

    @api.model
    def _get_hints(
        self, identity=None, gender=None, birthdate=None, state_code=None, vat=None
    ):
        """Return ``[(field, text)]`` of what does not agree.

        :param str identity: identity number as it is written
        :param str gender: key of the field
        :param date birthdate: of the record
        :param str state_code: the host's code of the province of the address
        :param str vat: tax number as it is written
        """
        provinces = {
            code
            for code, (_name, today) in units().former_provinces.items()
            if STATE_CODES[today] == state_code
        }
        year = birthdate.year if birthdate else None
        texts = self._get_identity_texts(identity)
        hints = [
            ("identity_number", texts[code])
            for code in find_contradictions(identity, gender, year, provinces)
        ]
        if vat and not is_tax_number(vat):
            text = self.env._(
                "Tax number: in Vietnam it has 10 digits, 13 for a branch, or 12 for a "
                "person; the last of 10 is a check digit. Please compare it."
            )
            hints.append(("vat", text))
        return hints

    @api.model
    def _get_identity_texts(self, number):
        card = read_identity_card(number)
        if not card or card.kind == "cmnd":
            return {
                "number": self.env._(
                    "Identity card: in Vietnam it has 12 digits, 9 on old cards, and "
                    "begins with the code of a province. Please compare it."
                )
            }
        name, _today = units().former_provinces[card.province]
        genders = dict(
            self.env["res.partner"]._fields["gender"]._description_selection(self.env)
        )
        return {
            "gender": self.env._(
                "Identity card: by its number, the gender is “%(gender)s”.",
                gender=genders[card.gender],
            ),
            "birth_year": self.env._(
                "Identity card: by its number, the year of birth is %(year)s.",
                year=card.birth_year,
            ),
            "province": self.env._(
                "Identity card: by its number, the birth was registered in "
                "%(province)s; the address is in another province.",
                province=name,
            ),
        }
