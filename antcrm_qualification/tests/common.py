import json
from contextlib import contextmanager

from odoo.fields import Command

from odoo.addons.antcrm_customers.tests.common import CustomersCommon
from odoo.addons.antcrm_qualification.models.antcrm_company_lookup import PROVIDER
from odoo.addons.antcrm_qualification.models.antcrm_company_lookup_offline import (
    COMPANIES,
)

# Right by the rules of their countries
TIN = "0100109106"
OTHER_TIN = "0301442379"
BELGIAN_TIN = "BE0477472701"


class QualificationCommon(CustomersCommon):
    """Two sales directions, their products, and two partners with an agreement each."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.vietnam = cls.env.ref("base.vn")
        cls.belgium = cls.env.ref("base.be")
        cls.source = cls.env["utm.source"].search([("name", "=", "Vendor")])
        Product = cls.env["antcrm.sales.product"]
        cls.support, cls.hosting, cls.training = Product.create(
            [{"name": "Support"}, {"name": "Hosting"}, {"name": "Training"}]
        )
        cls.services, cls.schooling = cls.env["antcrm.sales.direction"].create(
            [
                {
                    "name": "Services",
                    "product_ids": [Command.set((cls.support | cls.hosting).ids)],
                },
                {
                    "name": "Schooling",
                    "product_ids": [Command.set((cls.support | cls.training).ids)],
                },
            ]
        )
        cls.partner, cls.other_partner = cls.env["res.partner"].create(
            [
                {"name": "Partner Ltd", "is_company": True},
                {"name": "Rival Ltd", "is_company": True},
            ]
        )
        cls.partner_contact, cls.other_contact = cls.env["res.partner"].create(
            [
                {"name": "Pia Partner", "parent_id": cls.partner.id},
                {"name": "Rita Rival", "parent_id": cls.other_partner.id},
            ]
        )
        cls.programme, cls.other_programme = cls.env["antcrm.partner.programme"].create(
            [
                {
                    "name": "Resellers",
                    "direction_ids": [Command.set(cls.services.ids)],
                    "product_ids": [Command.set(cls.support.ids)],
                },
                {
                    "name": "Schools",
                    "direction_ids": [Command.set(cls.schooling.ids)],
                    "product_ids": [Command.set((cls.support | cls.training).ids)],
                },
            ]
        )
        cls.agreement, cls.other_agreement = cls.env["antcrm.partner.agreement"].create(
            [
                {
                    "name": "P-1",
                    "programme_id": cls.programme.id,
                    "partner_id": cls.partner.id,
                    "contact_id": cls.partner_contact.id,
                },
                {
                    "name": "R-1",
                    "programme_id": cls.other_programme.id,
                    "partner_id": cls.other_partner.id,
                },
            ]
        )

    @classmethod
    def make_lead(cls, user=None, **values):
        """Create a lead as a salesperson does."""
        return cls.as_user("crm.lead", user).create(
            {"name": "Interested", "type": "lead", **values}
        )

    @classmethod
    def make_company(cls, vat, user=None, **values):
        return cls.as_user("res.partner", user).create(
            {"name": "Company", "is_company": True, "vat": vat, **values}
        )

    @classmethod
    def set_lookup(cls, *companies, provider="offline"):
        parameters = cls.env["ir.config_parameter"]
        parameters.set_param(PROVIDER, provider)
        parameters.set_param(COMPANIES, json.dumps(companies))

    @contextmanager
    def assert_refused(self, exception, text):
        """Expect an error, and go on as if nothing had been tried."""
        with self.assertRaisesRegex(exception, text), self.env.cr.savepoint():
            yield

    def count_queries(self, vals_list):
        """Return how many queries the creation of leads takes, and the leads."""
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        leads = self.as_user("crm.lead").create(
            [{"name": "Interested", "type": "lead", **vals} for vals in vals_list]
        )
        self.env.flush_all()
        return self.env.cr.sql_log_count - before, leads
