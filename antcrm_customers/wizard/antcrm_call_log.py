from odoo import api, fields, models
from odoo.exceptions import UserError

# outcomes after which somebody calls again
CALLS_AGAIN = ("no_answer", "call_back")


class AntcrmCallLog(models.TransientModel):
    """Notes a call or a chat with a customer as the host notes calls: as an activity
    that is done, which stands in the history."""

    _name = "antcrm.call.log"
    _description = "Log a Call"

    res_model = fields.Selection(
        [("res.partner", "Contact"), ("crm.lead", "Lead")], required=True, readonly=True
    )
    res_id = fields.Many2oneReference(
        "Customer", model_field="res_model", required=True, readonly=True
    )
    channel = fields.Selection(
        [("call", "Call"), ("zalo", "Zalo"), ("whatsapp", "WhatsApp")],
        required=True,
        default="call",
    )
    phone = fields.Char(readonly=True)
    outcome = fields.Selection(
        [
            ("reached", "Reached"),
            ("no_answer", "No answer"),
            ("call_back", "Call back later"),
            ("wrong_number", "Wrong number"),
        ],
        required=True,
        default="reached",
    )
    note = fields.Text()
    next_type_id = fields.Many2one(
        "mail.activity.type",
        string="Next Activity",
        compute="_compute_next_type_id",
        store=True,
        readonly=False,
        domain="['|', ('res_model', '=', False), ('res_model', '=', res_model)]",
    )
    next_date = fields.Date(
        "Due", compute="_compute_next_date", store=True, readonly=False
    )
    next_summary = fields.Char("Summary")

    @api.depends("outcome")
    def _compute_next_type_id(self):
        call_type = self._get_call_type()
        for log in self:
            if log.outcome in CALLS_AGAIN:
                log.next_type_id = log.next_type_id or call_type
            elif log.next_type_id == call_type:
                log.next_type_id = False

    @api.depends("next_type_id")
    def _compute_next_date(self):
        for log in self:
            log.next_date = log.next_type_id and log.next_type_id._get_date_deadline()

    @api.model
    def _get_call_type(self):
        """Return the host's type of calls, or the first one that a company has made in
        its place."""
        return self.env.ref(
            "mail.mail_activity_data_call", raise_if_not_found=False
        ) or self.env["mail.activity.type"].search(
            [("category", "=", "phonecall"), ("res_model", "=", False)], limit=1
        )

    def action_log(self):
        """Write it into the customer's history, and schedule what comes next. A call
        that the user had planned until today is done by it.

        :raise UserError: the customer is not there any more
        """
        self.ensure_one()
        customer = self.env[self.res_model].browse(self.res_id).exists()
        if not customer:
            raise UserError(self.env._("This customer is not there any more."))
        activity = self._get_planned_call(customer) or customer.activity_schedule(
            activity_type_id=self._get_call_type().id,
            summary=self._get_summary(),
            user_id=self.env.uid,
        )
        activity.action_feedback(feedback=self._get_feedback())
        if self.next_type_id:
            customer.activity_schedule(
                activity_type_id=self.next_type_id.id,
                summary=self.next_summary,
                date_deadline=self.next_date,
                user_id=self.env.uid,
                automated=False,
            )
        return {"type": "ir.actions.act_window_close"}

    def _get_planned_call(self, customer):
        today = fields.Date.context_today(self)
        return customer.activity_ids.filtered(
            lambda activity: (
                activity.activity_type_id.category == "phonecall"
                and activity.user_id == self.env.user
                and activity.date_deadline <= today
            )
        ).sorted("date_deadline")[:1]

    def _get_label(self, name):
        return dict(self._fields[name]._description_selection(self.env))[self[name]]

    def _get_summary(self):
        parts = [self.channel != "call" and self._get_label("channel"), self.phone]
        return " ".join(filter(None, parts))

    def _get_feedback(self):
        return "\n".join(filter(None, [self._get_label("outcome"), self.note]))
