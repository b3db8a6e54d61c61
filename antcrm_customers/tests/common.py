from odoo.fields import Domain

from odoo.addons.antcrm_contact_point.tests.common import TypedCommon

# some for those who import them from here
from odoo.addons.antcrm_share.tests.common import (  # noqa: F401
    RestoredRegistry,
    RolesCommon,
    ShareCommon,
    TranslationsCommon,
)


class CustomersCommon(TypedCommon, RolesCommon):
    """Users with the least rights of each role, in a Vietnamese company."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.company.country_id = cls.env.ref("base.vn")
        # where the addon for Vietnam is there, too: addresses stay as tests write them
        cls.env["ir.config_parameter"].set_param(
            "antcrm_l10n_vn.convert_addresses", "False"
        )

    def set_budget(self, left, user=None):
        """Leave a user, a salesperson if not given, so many questions."""
        # counted in transactions of their own, which began after that of the test
        with self.registry.cursor() as cr:
            cr.execute(
                "SELECT COALESCE(sum(count), 0) FROM antcrm_budget WHERE key = %s",
                [str((user or self.user_sales).id)],
            )
            [spent] = cr.fetchone()
        self.env["ir.config_parameter"].set_param(
            "antcrm_share.questions_per_hour", str(left + spent)
        )

    def put_out_of_use(self, customers):
        """Let customers be none that are in use, as an addon does that narrows the
        rule."""
        Model = type(customers)
        rule, ids = Model._get_live_domain, customers.ids
        self.patch(
            Model,
            "_get_live_domain",
            lambda model: rule(model) & Domain("id", "not in", ids),
        )
        customers.invalidate_model(["is_live"])
        # what it narrows by decides about numbers, too
        customers.modified(["active", "is_live"])

    @classmethod
    def create_contact(cls, *phones, user=None, **values):
        """Create a contact as a salesperson does, with typed phones."""
        return cls.as_user("res.partner", user).create(
            {"firstname": "Ida", "phone_ids": cls.typed(*phones), **values}
        )

    @classmethod
    def create_lead(cls, *phones, user=None, **values):
        """Create a lead as a salesperson does, with typed phones."""
        return cls.as_user("crm.lead", user).create(
            {
                "firstname": "Leo",
                "type": "lead",
                "phone_ids": cls.typed(*phones),
                **values,
            }
        )


class CustomersShareCommon(ShareCommon, CustomersCommon):
    """A user for each way to see a customer, in a Vietnamese company."""
