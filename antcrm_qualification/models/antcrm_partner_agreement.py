from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError


class AntcrmPartnerAgreement(models.Model):
    _name = "antcrm.partner.agreement"
    _description = "Partnership Agreement"
    _order = "name, id"

    name = fields.Char(required=True)
    active = fields.Boolean(default=True)
    programme_id = fields.Many2one(
        "antcrm.partner.programme", required=True, index=True, ondelete="restrict"
    )
    partner_id = fields.Many2one(
        "res.partner",
        string="Partner Company",
        required=True,
        index=True,
        ondelete="restrict",
        domain=[("is_company", "=", True)],
    )
    contact_id = fields.Many2one(
        "res.partner",
        string="Partner Contact",
        ondelete="set null",
        index="btree_not_null",
        domain="[('parent_id', '=', partner_id)]",
        help="Suggested on the leads of the agreement.",
    )
    user_id = fields.Many2one(
        "res.users",
        string="Responsible",
        domain=[("share", "=", False)],
        ondelete="set null",
        help="Becomes the PIC of the leads that the partner adds.",
    )
    direction_ids = fields.Many2many(related="programme_id.direction_ids")
    product_ids = fields.Many2many(related="programme_id.product_ids")
    lead_count = fields.Integer("Leads", compute="_compute_lead_count")

    @api.constrains("partner_id", "contact_id")
    def _check_contact(self):
        for agreement in self:
            # superuser: whether the two belong together is no secret of theirs
            contact = agreement.contact_id.sudo()
            if contact and contact.parent_id.id != agreement.partner_id.id:
                raise ValidationError(
                    self.env._(
                        "The partner contact of “%(agreement)s” works for another "
                        "company. Choose somebody of the partner company.",
                        agreement=agreement.name,
                    )
                )

    # ------------------------------------------------------------------
    # The people of the partner companies
    # ------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        agreements = super().create(vals_list)
        self.env["res.users"]._update_programme_users(agreements.partner_id)
        return agreements

    def write(self, vals):
        if vals.keys().isdisjoint(("partner_id", "active")):
            return super().write(vals)
        if vals.get("partner_id") or vals.get("active"):
            self.filtered(
                lambda agreement: (
                    vals.get("partner_id", agreement.partner_id.id)
                    != agreement.partner_id.id
                    or (vals.get("active") and not agreement.active)
                )
            )._check_opened_leads()
        partners = self.partner_id
        result = super().write(vals)
        self.env["res.users"]._update_programme_users(partners | self.partner_id)
        return result

    def unlink(self):
        partners = self.partner_id
        result = super().unlink()
        self.env["res.users"]._update_programme_users(partners)
        return result

    def _check_opened_leads(self):
        """Check that the user may open the leads of the agreements to other people:
        that is for who may edit the leads.

        :raise UserError: there are leads that they may not edit
        """
        if self.env.su:
            return
        # superuser: only whether there are such leads is told
        leads = self.env["crm.lead"].sudo().with_context(active_test=False)
        leads = leads.search([("partner_agreement_id", "in", self.ids)])
        leads = leads.with_env(self.env)
        if leads != leads._filtered_access("write"):
            raise UserError(
                self.env._(
                    "There are leads of this agreement that you may not edit: other "
                    "people would see them. Make a new agreement, or ask a Data Owner "
                    "to change this one."
                )
            )

    # ------------------------------------------------------------------
    # Leads
    # ------------------------------------------------------------------

    def _compute_lead_count(self):
        """Count the leads that the user may read."""
        self.lead_count = 0
        Lead = self.env["crm.lead"].with_context(active_test=False)
        if not Lead.has_access("read"):
            return
        for agreement, count in Lead._read_group(
            [("partner_agreement_id", "in", self.ids)],
            ["partner_agreement_id"],
            ["__count"],
        ):
            agreement.with_env(self.env).lead_count = count

    def action_view_leads(self):
        """Open the leads that came in under the agreement."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "antcrm_qualification.crm_lead_action_qualification"
        )
        action["domain"] = [("partner_agreement_id", "=", self.id)]
        action["context"] = {
            "default_type": "lead",
            "default_partner_agreement_id": self.id,
        }
        return action
