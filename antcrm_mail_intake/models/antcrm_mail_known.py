from odoo import fields, models

from odoo.addons.antcrm_customers.tools.intake_entry import IntakeOptions


class AntcrmMailKnown(models.AbstractModel):
    """Known people are known, whatever their kind, and somebody hears of their mail."""

    _name = "antcrm.mail.known"
    _description = "Known People"

    known_mode = fields.Selection(
        [
            ("history", "Only add the mail to their history"),
            ("lead", "Also create a lead that is linked to them"),
        ],
        string="When a Contact or Account Writes",
        default="history",
        required=True,
        help="To an address for leads. A lead of theirs that is open gets the mail.",
    )

    def _find_known(self, evidence, values):
        """Return the customer who has the address of a mail's person, of any kind, and
        an outcome like those of ``antcrm.intake``; ``(None, None)`` where that decides.

        :param dict values: the mail, as the gateway parsed it; ``None`` writes nothing
        """
        known = self._get_known(evidence.address)
        if not known or self.duplicate_policy == "duplicate":
            return None, None
        customer = known[0]
        if customer._name == "res.partner" and not customer.partner_share:
            issue = {"code": "internal_user"}
            return customer.browse(), {"reasons": [], "issues": [issue]}
        if customer.customer_kind == self.kind and self.duplicate_policy != "skip":
            return None, None
        is_partner = customer._name == "res.partner"
        wants_lead = self.kind == "lead" and self.known_mode == "lead"
        if wants_lead and is_partner and values is not None:
            self._create_linked_lead(customer, evidence, values)
        return customer, {"action": "skipped", "reasons": [], "issues": []}

    def _get_known(self, address):
        """Return the customers with an address, as records of one each: those who are
        open before those who are closed, of the kind of this intake before others."""
        points = self.env["antcrm.contact.point"].search(
            [("kind", "=", "email"), ("normalized", "=", (address or "").lower())]
        )
        # a bare address is its customer's
        partners = points.partner_id.browse(
            (partner if self._is_person(partner) else partner.parent_id).id
            for partner in points.partner_id
            if self._is_person(partner) or partner.parent_id.customer_kind
        )
        customers = [*points.lead_id, *partners]

        def rank(customer):
            if customer._name == "res.partner" and not customer.partner_share:
                return (False, 0)  # one of us
            kind = customer.customer_kind
            if self.kind == "lead":
                place = (
                    0 if kind == "lead" else 1 if customer._name == "crm.lead" else 2
                )
            else:
                place = 0 if kind == self.kind else 1 if kind else 2
            return (not self._is_open(customer), place, customer.id)

        return sorted(customers, key=rank)

    def _is_person(self, partner):
        return bool(partner.customer_kind) or not partner.partner_share

    def _is_open(self, customer):
        """Whether somebody works on a customer, who will see what comes in."""
        is_lead = customer._name == "crm.lead"
        return customer._holds_contact_points() and not (
            is_lead and customer.won_status == "won"
        )

    def _create_linked_lead(self, customer, evidence, values):
        """Create a lead for what a known customer asks for, shared as they are."""
        options = IntakeOptions(
            self._get_intake_options(), duplicate_policy="duplicate"
        )
        context = self._get_customer_context(values)
        Intake = self.env["antcrm.intake"].with_context(**context)
        candidate = self._prepare_candidate(evidence)
        outcome = Intake.apply("lead", [candidate], options)[0]
        if not outcome["record"]:
            return self.env["crm.lead"]
        lead = self.env["crm.lead"].browse(outcome["record"]["id"])
        lead.write(
            {
                "partner_id": customer.id,
                "share_id": customer.share_id.id,
                "share_owner_id": customer.share_owner_id.id or lead.share_owner_id.id,
                "user_id": lead.user_id.id or customer.user_id.id,
            }
        )
        lead.message_post(
            body=values.get("body") or "",
            subject=values.get("subject"),
            message_type="email",
            email_from=values.get("email_from"),
            author_id=customer.id,
        )
        self._subscribe_somebody(lead, is_new=True)
        return lead

    # ------------------------------------------------------------------
    # Who hears of it
    # ------------------------------------------------------------------

    def _subscribe_somebody(self, customer, is_new=False):
        """Let the person in charge follow, so that the message notifies them. Of a new
        customer without one the responsible of the address hears. Of customers nobody
        looks at any more, archived ones or lost leads, somebody else hears if they have
        none: who entered them, or who is responsible for the address, as far as they
        may see them."""
        followers = customer.message_partner_ids
        users = [customer.user_id]
        if is_new and not customer.user_id:
            users.append(self.responsible_id)
        if not self._is_open(customer) and not any(
            not partner.partner_share and partner.active for partner in followers
        ):
            users += [customer.share_owner_id, self.responsible_id]
        for user in users:
            if user.active and (
                user == customer.user_id or customer.with_user(user).has_access("read")
            ):
                if user.partner_id not in followers:
                    customer.message_subscribe(partner_ids=user.partner_id.ids)
                return
