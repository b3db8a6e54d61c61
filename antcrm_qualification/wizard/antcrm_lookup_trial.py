from odoo import fields, models
from odoo.exceptions import UserError

from ..models.antcrm_company_lookup import SECONDS

MAX_TEXT = 5000


class AntcrmLookupTrial(models.TransientModel):
    """Ask a service for one company. Nothing is saved but the question."""

    _name = "antcrm.lookup.trial"
    _description = "Trial of a Look-up Service"

    service_id = fields.Many2one(
        "antcrm.lookup.service", string="Service", required=True, ondelete="cascade"
    )
    tin = fields.Char("Tax Number (TIN)")
    email = fields.Char()
    country_id = fields.Many2one(
        "res.country", default=lambda self: self.env.company.country_id
    )
    is_tried = fields.Boolean(readonly=True)
    result = fields.Char(readonly=True)
    filled = fields.Text("Would Be Filled In", readonly=True)
    answer = fields.Text(readonly=True)

    def action_try(self):
        """Ask, and show the answer and what would be filled in.

        :raise UserError: the service wants something that is not given
        """
        self.ensure_one()
        question = {
            "tin": (self.tin or "").strip(),
            "email": (self.email or "").strip(),
            "country": self.country_id.code or "",
        }
        if not self.service_id._can_answer(question):
            raise UserError(
                self.env._("Enter what the service is asked for: see its URL.")
            )
        candidate, text, problem = self.service_id._ask(question, SECONDS)
        provider = self.env["antcrm.company.lookup.services"]
        company = provider._clean_answer(
            provider._complete_answer(candidate, question["tin"])
        )
        if not problem and candidate and not company:
            problem = self.env._("It answers about another tax number.")
        if not problem and not company:
            problem = self.env._(
                "Nothing found: no lead is changed. If it should be, check the paths: "
                "the name of the company is needed."
            )
        self.write(
            {
                "is_tried": True,
                "result": problem or self.env._("Found."),
                "answer": text[:MAX_TEXT],
                "filled": self._get_filled(company or {}),
            }
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Try It"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
        }

    def _get_filled(self, company):
        """Return the values of a candidate as lines."""
        labels = {
            one["name"]: one["label"]
            for one in self.env["antcrm.intake"].get_fields("account")
        }
        return "\n".join(
            f"{labels[name]}: {', '.join(value) if isinstance(value, list) else value}"
            for name, value in company.items()
        )
