from collections import defaultdict

from markupsafe import Markup

from odoo import api, models

from odoo.addons.antcrm_share.tools.counts import count_text

from ..tools.intake_entry import MODELS

#: how many customers one message names
MAX_NAMED = 20


class AntcrmIntake(models.AbstractModel):
    """Customers that come in without a required value: whoever is responsible is told
    what is missing."""

    # pylint: disable-next=consider-merging-classes-inherited
    _inherit = "antcrm.intake"

    @api.model
    def _keep_missing(self, entries):
        """Only what is created lacks a value: an existing customer may have it."""
        for entry in entries:
            if entry.action not in ("created", "duplicated", "rejected"):
                entry.issues = [
                    issue for issue in entry.issues if issue["code"] != "required"
                ]

    @api.model
    def _tell_incomplete(self, kind, entries, options):
        """Tell those responsible, in one message each, which of the new customers lack
        a required value: the person in charge, else the responsible of the door. Nobody
        learns of a customer they may not see, or of what they have just done."""
        ids = [
            entry.record.id
            for entry in entries
            if entry.action in ("created", "duplicated")
            and any(issue["code"] == "required" for issue in entry.issues)
        ]
        if not ids:
            return
        # superuser: whom a customer belongs to; each user is told what they may read
        customers = self.env[MODELS[kind]].sudo().browse(ids)
        responsible = self.env["res.users"].sudo().browse(options.get("responsible_id"))
        by_user = defaultdict(customers.browse)
        for customer in customers:
            by_user[customer.user_id or responsible] |= customer
        for user, own in by_user.items():
            if user and user.active and not user.share and user != self.env.user:
                readable = own.with_user(user)._filtered_access("read")
                self._notify_incomplete(user, readable.sudo())

    @api.model
    def _notify_incomplete(self, user, customers):
        """Write one message to a user about incomplete customers that they may see,
        in their language."""
        if not customers:
            return
        customers = customers.with_context(lang=user.lang or self.env.lang)
        items = [
            Markup("<li>%s: %s</li>")
            % (customer._get_html_link(), customer.missing_values)
            for customer in customers[:MAX_NAMED]
        ]
        if len(customers) > MAX_NAMED:
            rest = count_text(customers.env, len(customers) - MAX_NAMED)
            more = customers.env._("%(number)s more", number=rest)
            items.append(Markup("<li>%s</li>") % more)
        single = len(customers) == 1
        self.env["mail.thread"].sudo().message_notify(
            partner_ids=user.partner_id.ids,
            model=customers._name if single else False,
            res_id=customers.id if single else False,
            subject=customers.env._("Incomplete: a required value is missing"),
            body=Markup("<p>%s</p><ul>%s</ul>")
            % (
                customers.env._(
                    "These new customers came in without a required value. Please "
                    "complete them."
                ),
                Markup("").join(items),
            ),
        )
