from ipaddress import ip_address, ip_network

from odoo import api, fields, models

from odoo.addons.antcrm_share.models.antcrm_budget import DAY, HOUR

#: seconds in which the posts of one address are counted together
ADDRESS_PERIOD = 600
FORM_PERIOD = HOUR
KEY_PERIOD = 600
MAIL_PERIOD = DAY
KEPT_DAYS = 90


class AntcrmBudget(models.Model):
    """What happened at a form: all that is kept of a refused post, and what the rate
    limits go by. Addresses are kept as keyed hashes."""

    _inherit = "antcrm.budget"

    kind = fields.Selection(
        selection_add=[
            ("webform_address", "Posts of an address"),
            ("webform_form", "Posts"),
            ("webform_key", "Posts with a key"),
            ("webform_mail", "Mails to an address"),
            ("webform_utm", "New campaigns, sources and mediums"),
            ("webform_refused", "Refused posts"),
        ],
        ondelete={
            "webform_address": "cascade",
            "webform_form": "cascade",
            "webform_key": "cascade",
            "webform_mail": "cascade",
            "webform_utm": "cascade",
            "webform_refused": "cascade",
        },
    )

    @api.model
    def _get_kept_days(self, kind):
        if kind == "webform_refused":
            return KEPT_DAYS
        return super()._get_kept_days(kind)

    @api.model
    def _count_at(self, webform, kind, key, seconds):
        """Count one more of what happened at a form; see :meth:`_count`."""
        return self._count(f"webform_{kind}", f"{webform.id}/{key}", seconds=seconds)

    @api.model
    def _sum_refused(self, webforms):
        """Return ``{(form id, reason): number}`` of the refused posts that are kept."""
        sums = {}
        for key, count in self._read_group(
            [("kind", "=", "webform_refused")], ["key"], ["count:sum"]
        ):
            form_id, _slash, reason = key.partition("/")
            if int(form_id) in webforms._ids:
                sums[int(form_id), reason] = count
        return sums

    @api.model
    def _get_network(self, address):
        """Return what stands for one visitor: their address, or the network that a
        provider gives to one customer where there are addresses without number."""
        try:
            parsed = ip_address(address or "")
        except ValueError:
            return ""
        if parsed.version == 6:
            if parsed.ipv4_mapped:
                return str(parsed.ipv4_mapped)
            return str(ip_network((parsed, 64), strict=False))
        return str(parsed)
