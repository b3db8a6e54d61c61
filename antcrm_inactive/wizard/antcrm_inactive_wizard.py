from odoo import api, fields, models


class AntcrmInactiveWizard(models.TransientModel):
    """Asks before customers are made inactive."""

    _name = "antcrm.inactive.wizard"
    _inherit = ["antcrm.selection.mixin"]
    _description = "Make Customers Inactive"

    customer_names = fields.Char("Customers", compute="_compute_customers")
    customer_count = fields.Integer("Number", compute="_compute_customers")
    skipped_count = fields.Integer("Left Out", compute="_compute_customers")
    people_count = fields.Integer("People", compute="_compute_documents")
    documents = fields.Text(compute="_compute_documents")

    def _get_customers(self):
        """Return the customers that are chosen and not inactive yet, and those records
        that stay as they are."""
        records = self._get_records()
        customers = records.filtered(
            lambda record: record.customer_kind and not record.is_inactive
        )
        return customers, records - customers

    @api.depends("model", "record_ids")
    def _compute_customers(self):
        for wizard in self:
            customers, skipped = wizard._get_customers()
            names = [name or "" for name in customers[:5].mapped("display_name")]
            if len(customers) > len(names):
                names.append("…")
            wizard.customer_names = ", ".join(names)
            wizard.customer_count = len(customers)
            wizard.skipped_count = len(skipped)

    @api.depends("model", "record_ids")
    def _compute_documents(self):
        Documents = self.env["antcrm.document.model"]
        for wizard in self:
            customers = wizard._get_customers()[0]
            counts = {}
            wizard.people_count = 0
            if wizard.model == "res.partner":
                counts, _kept = Documents._count_documents(customers)
                # superuser: their number, as nothing new is made for any of them
                family = Documents._get_family(customers.sudo())
                people = family.filtered(lambda partner: partner.type == "contact")
                wizard.people_count = len(people - customers.sudo())
            wizard.documents = "\n".join(
                f"{name}: {count}" for name, count in sorted(counts.items())
            )

    def action_make_inactive(self):
        """Make the chosen customers inactive.

        :raise AccessError: the user has not the right
        """
        return self._get_customers()[0].action_make_inactive()
