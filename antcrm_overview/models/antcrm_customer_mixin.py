from odoo import api, fields, models
from odoo.tools import SQL

WAYS_IN = [
    ("manual", "By Hand"),
    ("import", "Import"),
    ("webform", "Web Form"),
    ("mail", "Email"),
    ("chat", "Chat"),
    ("other", "Other Program or App"),
]
#: how far back meetings are looked for, beyond what the last run has seen
MEETING_DAYS = 7


class AntcrmCustomerMixin(models.AbstractModel):
    """How a customer came in, and who is to say something next."""

    _inherit = "antcrm.customer.mixin"

    way_in = fields.Selection(
        WAYS_IN,
        readonly=True,
        copy=False,
        default="other",
        index="btree_not_null",
        help="How the customer came in. Empty: from before this was noted.",
    )
    first_touch_date = fields.Datetime(
        "First Touch",
        readonly=True,
        copy=False,
        help="The first message, call or meeting of a colleague with the customer.",
    )
    waiting_since = fields.Datetime(
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="When the customer wrote, if nobody has answered since.",
    )

    def web_save(self, vals, specification, next_id=None):
        """What a form or list of the web client creates was entered by hand."""
        customers = self.with_context(default_way_in="manual")
        return super(AntcrmCustomerMixin, customers).web_save(
            vals, specification, next_id=next_id
        )

    def copy_data(self, default=None):
        """Somebody makes a copy by hand, however the first one came in."""
        return [
            {"way_in": "manual", **vals} for vals in super().copy_data(default=default)
        ]

    def _register_interaction(self, message):
        """Remember who has said something first, and who waits for an answer."""
        super()._register_interaction(message)
        # superuser: whether the author is a colleague, whoever posts
        author = message.sudo().author_id
        if not self._is_interaction(message) or self._is_bot(author):
            return
        # superuser: who may post on a customer need not be allowed to write it, and
        # nothing but these dates is written
        customers, date = self.sudo(), message.date
        if author and not author.partner_share:
            customers.filtered(
                lambda customer: (
                    not customer.first_touch_date or customer.first_touch_date > date
                )
            ).write({"first_touch_date": date})
            customers.filtered(
                lambda customer: (
                    customer.waiting_since and customer.waiting_since <= date
                )
            ).write({"waiting_since": False})
        else:
            # an old mail that comes late has been answered, or a later one waits
            customers.filtered(
                lambda customer: (
                    not customer.waiting_since
                    and not (
                        customer.last_interaction_date
                        and customer.last_interaction_date > date
                    )
                )
            ).write({"waiting_since": date})

    @api.model
    def _is_bot(self, author):
        """Whether an author is the one that says what programs say."""
        bot_id = self.env["ir.model.data"]._xmlid_to_res_id("base.partner_root")
        return author.id == bot_id

    @api.model
    def _cron_first_touch(self):
        """Count meetings that have taken place, of which no message tells."""
        for name in ("crm.lead", "res.partner"):
            Model = self.env[name]
            Model.flush_model()
            self.env["calendar.event"].flush_model()
            # in one query each, and no change of the customers that anybody made
            self.env.cr.execute(
                SQL(
                    """
                    UPDATE %(table)s customer SET first_touch_date = met.date
                      FROM (%(query)s) AS met
                     WHERE customer.id = met.customer_id
                       AND (customer.first_touch_date IS NULL
                            OR customer.first_touch_date > met.date)
                       -- what was before there was a customer is no answer to one
                       AND met.date >= customer.create_date
                    """,
                    table=SQL.identifier(Model._table),
                    query=Model._get_first_meeting_query(),
                )
            )
            Model.invalidate_model(["first_touch_date"])

    @api.model
    def _get_first_meeting_query(self):
        """Return the query for ``customer_id`` and ``date`` of the first meeting of
        each customer that took place in the last days."""
        raise NotImplementedError

    @api.model
    def _get_meeting_condition(self):
        """Return the condition on ``event`` that it took place in the last days."""
        return SQL(
            "event.active AND event.start BETWEEN %s AND %s",
            fields.Datetime.subtract(fields.Datetime.now(), days=MEETING_DAYS),
            fields.Datetime.now(),
        )

    def _take_over_touches(self, lead):
        """Note for a customer what was exchanged with the lead that they were."""
        self.ensure_one()
        # superuser: nothing but these dates, as with the last interaction
        customer, lead = self.sudo(), lead.sudo()
        touches = filter(None, (customer.first_touch_date, lead.first_touch_date))
        waiting = filter(None, (customer.waiting_since, lead.waiting_since))
        customer.write(
            {
                "first_touch_date": min(touches, default=False),
                "waiting_since": min(waiting, default=False),
            }
        )
        lead.waiting_since = False
