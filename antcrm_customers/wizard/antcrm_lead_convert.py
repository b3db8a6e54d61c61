from odoo import api, fields, models


class AntcrmLeadConvert(models.TransientModel):
    """Convert leads: one, with a choice; several, each to whom it is found to be."""

    _name = "antcrm.lead.convert"
    _inherit = ["antcrm.terminology.mixin"]
    _description = "Convert Leads"

    lead_ids = fields.Many2many(
        "crm.lead",
        required=True,
        readonly=True,
        default=lambda self: self._get_selected_ids(),
    )
    lead_count = fields.Integer("Leads", compute="_compute_found")
    found_contact_ids = fields.Many2many(
        "res.partner",
        "antcrm_lead_convert_contact_rel",
        string="Contacts Found",
        compute="_compute_found",
    )
    found_account_ids = fields.Many2many(
        "res.partner",
        "antcrm_lead_convert_account_rel",
        string="Accounts Found",
        compute="_compute_found",
    )
    new_contact_name = fields.Char(compute="_compute_found")
    new_account_name = fields.Char(compute="_compute_found")
    contact_action = fields.Selection(
        [
            ("create", "Create a contact"),
            ("link", "Take an existing contact"),
            ("none", "No contact"),
        ],
        string="Contact",
        compute="_compute_actions",
        # the user sees no customer here that is hidden from them
        compute_sudo=False,
        store=True,
        readonly=False,
    )
    contact_id = fields.Many2one(
        "res.partner",
        string="Existing Contact",
        domain=[("customer_kind", "=", "contact")],
        compute="_compute_actions",
        compute_sudo=False,
        store=True,
        readonly=False,
    )
    account_action = fields.Selection(
        [
            ("create", "Create an account"),
            ("link", "Take an existing account"),
            ("none", "No account"),
        ],
        string="Account",
        compute="_compute_actions",
        compute_sudo=False,
        store=True,
        readonly=False,
    )
    account_id = fields.Many2one(
        "res.partner",
        string="Existing Account",
        domain=[("customer_kind", "=", "account")],
        compute="_compute_actions",
        compute_sudo=False,
        store=True,
        readonly=False,
    )
    told_warning = fields.Char(
        compute="_compute_told_warning", export_string_translation=False
    )
    create_opportunity = fields.Boolean(
        "Continue as an Opportunity",
        help="The lead becomes an opportunity of the customer, and keeps its history.",
    )

    @api.model
    def _get_selected_ids(self):
        """Return the leads that are selected; what else is, are none."""
        context = self.env.context
        is_lead = context.get("active_model", "crm.lead") == "crm.lead"
        return context.get("active_ids") if is_lead else None

    @api.depends("lead_ids")
    def _compute_found(self):
        for wizard in self:
            wizard.lead_count = len(wizard.lead_ids)
            lead = wizard._get_single_lead()
            wizard.new_contact_name = lead.contact_name or lead.name
            wizard.new_account_name = lead.partner_name or lead.name
            found, _sure = lead._find_customers()
            for kind in ("contact", "account"):
                wizard[f"found_{kind}_ids"] = found[0][kind] if found else False

    @api.depends("lead_ids")
    def _compute_actions(self):
        for wizard in self:
            lead = wizard._get_single_lead()
            choice = lead._get_conversion_choices().get(lead.id, {})
            for kind in ("contact", "account"):
                partner = choice.get(kind)
                taken = partner if partner and partner is not True else False
                wizard[f"{kind}_id"] = taken
                wizard[f"{kind}_action"] = (
                    "link" if taken else "create" if partner else "none"
                )

    @api.depends(
        "lead_ids", "contact_action", "contact_id", "account_action", "account_id"
    )
    def _compute_told_warning(self):
        """Tell when the customers taken are seen by more people than the lead."""
        for wizard in self:
            lead = wizard._get_single_lead()
            taken = self.env["res.partner"]
            for kind in ("contact", "account"):
                if wizard[f"{kind}_action"] == "link":
                    taken |= wizard[f"{kind}_id"]._origin
            pairs = [(lead, partner) for partner in taken] if lead else []
            wizard.told_warning = False
            if len(lead._filter_told(pairs)) < len(pairs):
                wizard.told_warning = self.env._(
                    "Some people who see this customer may not see the lead. Its "
                    "numbers, notes and files stay with the lead."
                )
            elif len(lead._filter_known(pairs)) < len(pairs):
                wizard.told_warning = self.env._(
                    "Some people who see this customer do not see the lead. They will "
                    "see its numbers, notes and files."
                )

    def _get_single_lead(self):
        """Return the lead to choose for; of several, each is converted to whom it is
        found to be, when it is done."""
        leads = self.lead_ids._origin
        return leads if len(leads) == 1 else leads.browse()

    def action_convert(self):
        """Convert, and open the customer; of several, the list of what they became."""
        self.ensure_one()
        leads = self.lead_ids
        if len(leads) == 1:
            choices = {
                leads.id: {
                    "contact": self._get_choice("contact"),
                    "account": self._get_choice("account"),
                }
            }
        else:
            choices = leads._get_conversion_choices()
        leads._convert_to_customers(choices, opportunity=self.create_opportunity)
        if len(leads) == 1 and self.create_opportunity:
            return leads.redirect_lead_opportunity_view()
        kind = "contact" if leads.converted_contact_id else "account"
        customers = leads[f"converted_{kind}_id"]
        action = self.env["ir.actions.act_window"]._for_xml_id(
            f"antcrm_customers.res_partner_action_{kind}"
        )
        if len(customers) == 1:
            form = customers._get_customer_view_id(kind, "form")
            action |= {"views": [(form, "form")], "res_id": customers.id}
        else:
            action["domain"] = [("id", "in", customers.ids)]
        return action

    def _get_choice(self, kind):
        action = self[f"{kind}_action"]
        return action == "create" or (action == "link" and self[f"{kind}_id"])
