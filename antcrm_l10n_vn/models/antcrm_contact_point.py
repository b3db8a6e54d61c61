from odoo import api, fields, models

from odoo.addons.antcrm_contact_point.tools.contact_values import read_phone

from ..tools.phones import renumber, zalo_url


class AntcrmContactPoint(models.Model):
    _inherit = "antcrm.contact.point"

    zalo_url = fields.Char("Zalo", compute="_compute_zalo_url")

    @api.depends("kind", "normalized")
    def _compute_zalo_url(self):
        for point in self:
            is_phone = point.kind == "phone"
            point.zalo_url = is_phone and zalo_url(point.normalized)

    @api.model
    def _read_value(self, kind, text, region=None):
        """A number of before the renumberings is read as what it is today."""
        number = kind == "phone" and self._renumber(text, region)
        return super()._read_value(kind, number or text, region)

    @api.model
    def _renumber(self, text, region=None):
        """Return the number of today for an old one of Vietnam, in E.164, or ``None``.

        :param str text: as it is written; a national number where ``region`` says so
        """
        if not isinstance(text, str):
            return None
        if region != "VN" and not text.strip().startswith(("+84", "0084")):
            return None
        number = renumber(text, lambda number: not read_phone(number).error)
        return number if number and not read_phone(number).error else None

    @api.onchange("value", "kind")
    def _onchange_value(self):
        typed = self.value
        region = self.country_id.code or self._get_region(self._get_customer())
        super()._onchange_value()
        if self.kind != "phone" or not typed:
            return None
        number = self._renumber(typed, region)
        if not number:
            return None
        return {
            "warning": {
                "title": self.env._("Renumbered"),
                "message": self.env._(
                    "“%(old)s” is an old number. It is %(new)s today.",
                    old=typed,
                    new=read_phone(number).value,
                ),
                "type": "notification",
            }
        }
