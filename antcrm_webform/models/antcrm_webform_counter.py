import time
from datetime import datetime, timezone
from ipaddress import ip_address, ip_network

from odoo import api, fields, models
from odoo.tools import SQL, hmac

#: seconds in which the posts of one address are counted together
ADDRESS_PERIOD = 600
FORM_PERIOD = 3600
MAIL_PERIOD = DAY = 86400
KEPT_DAYS = 90


class AntcrmWebformCounter(models.Model):
    """How often something happened at a form in a period: all that is kept of a
    refused post, and what the rate limits go by.

    Counted in the database, in a transaction of its own: the count outlives the post,
    a restart, and holds for all workers. Addresses are kept as keyed hashes.
    """

    _name = "antcrm.webform.counter"
    _description = "Web Form Counter"
    _log_access = False
    _rec_name = "key"

    webform_id = fields.Many2one("antcrm.webform", required=True, ondelete="cascade")
    kind = fields.Selection(
        [
            ("address", "Posts of an address"),
            ("form", "Posts"),
            ("mail", "Mails to an address"),
            ("utm", "New campaigns, sources and mediums"),
            ("refused", "Refused posts"),
        ],
        required=True,
    )
    key = fields.Char(required=True)
    period_start = fields.Datetime(required=True)
    count = fields.Integer("Number", required=True)

    _period_unique = models.UniqueIndex("(webform_id, kind, key, period_start)")
    _period_start_index = models.Index("(period_start)")

    @api.model
    def _count(self, webform, kind, key, seconds):
        """Count one more, and keep it whatever becomes of this transaction.

        :param str key: what is counted apart from others of its kind
        :param int seconds: the length of the period
        :return: the number in this period, and the seconds until it ends
        """
        now = time.time()
        start = now - now % seconds
        with self.env.registry.cursor() as cr:
            self._set_isolation(cr)
            cr.execute(
                SQL(
                    """
                    INSERT INTO antcrm_webform_counter AS counter
                                (webform_id, kind, key, period_start, count)
                         VALUES (%s, %s, %s, %s, 1)
                    ON CONFLICT (webform_id, kind, key, period_start)
                      DO UPDATE SET count = counter.count + 1
                      RETURNING count
                    """,
                    webform.id,
                    kind,
                    key,
                    datetime.fromtimestamp(start, timezone.utc).replace(tzinfo=None),
                )
            )
            (count,) = cr.fetchone()
        return count, max(1, int(start + seconds - now + 1))

    @api.model
    def _set_isolation(self, cr):
        """Count on from what others have counted in the meantime, instead of failing
        because of it."""
        cr.execute("SET TRANSACTION ISOLATION LEVEL READ COMMITTED")

    @api.model
    def _hash(self, text):
        """Return what stands for an address; without the database's secret it cannot
        be told which one it is."""
        # superuser: reads the database's secret
        return hmac(self.sudo().env, "antcrm_webform", text)[:32]

    @api.model
    def _get_network(self, address):
        """Return what stands for one visitor: his address, or the network that a
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

    @api.model
    def _sum(self, webforms, kind):
        """Return ``{(form id, key): number}`` of all periods that are kept."""
        groups = self._read_group(
            [("webform_id", "in", webforms.ids), ("kind", "=", kind)],
            ["webform_id", "key"],
            ["count:sum"],
        )
        return {(webform.id, key): count for webform, key, count in groups}

    @api.autovacuum
    def _gc_counters(self):
        """Forget addresses after two days, the rest after three months."""
        now = fields.Datetime.now()
        self.env.cr.execute(
            SQL(
                """
                DELETE FROM antcrm_webform_counter
                      WHERE period_start < %s
                         OR kind != 'refused' AND period_start < %s
                """,
                fields.Datetime.subtract(now, days=KEPT_DAYS),
                fields.Datetime.subtract(now, days=2),
            )
        )
