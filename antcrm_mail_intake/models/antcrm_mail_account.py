from odoo import models

from odoo.addons.antcrm_customers.tools.company_names import read_company
from odoo.addons.antcrm_customers.tools.text import name_key

from ..tools.mail_reader import GENERIC_LOCALS, PUBLIC_DOMAINS, is_personal


class AntcrmMailAccount(models.AbstractModel):
    """The company that somebody writes for, as far as the address tells."""

    _name = "antcrm.mail.account"
    _description = "The Company of a Mail"

    def _prepare_intake(self, evidence):
        """Return the kind and the candidate that ``antcrm.intake`` shall take in.

        A person who writes to an address for accounts is a contact of one: the company
        is known by the domain, and called so until somebody knows better.
        """
        candidate = self._prepare_candidate(evidence)
        domain = self._get_company_domain(evidence.address)
        name = name_key(candidate["name"])
        if (
            self.kind != "account"
            or not domain
            or read_company(name, self.env["res.partner"]._get_legal_forms())[0] != name
            or not is_personal(name, evidence.address)
        ):
            return self.kind, candidate
        account = self._find_account(domain)
        return "contact", {**candidate, "parent_id": account.id or domain}

    def _get_company_domain(self, address):
        """Return the domain of an address if it is a company's, else ``""``."""
        domain = address.rpartition("@")[2].lower()
        return "" if domain in PUBLIC_DOMAINS else domain

    def _find_account(self, domain):
        """Return the account of a domain: the one with an address there that is no
        person's, such as ``info@``, else the one that is called like the domain."""
        addresses = [f"{local}@{domain}" for local in GENERIC_LOCALS]
        points = self.env["antcrm.contact.point"].search(
            [
                ("kind", "=", "email"),
                ("scope", "=", "account"),
                ("normalized", "in", addresses),
            ]
        )
        accounts = points.partner_id.filtered("active").sorted("id")
        if not accounts:
            found = self.env["antcrm.intake"]._find_account_ids([name_key(domain)])
            accounts = accounts.browse(found.get(name_key(domain), ()))
        return accounts[:1]

    def _offer_account(self, customer, evidence):
        """Offer a new customer the account whose domain their address has."""
        is_lead = customer._name == "crm.lead"
        has_one = customer.partner_name if is_lead else customer.parent_id
        domain = self._get_company_domain(evidence.address)
        if has_one or not domain or customer.customer_kind not in ("lead", "contact"):
            return
        customer.offered_account_id = self._find_account(domain)
