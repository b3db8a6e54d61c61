from odoo.fields import Command
from odoo.tests import TransactionCase, new_test_user


class TypedCommon(TransactionCase):
    """Numbers and addresses as people type them, and as they stand afterwards."""

    @staticmethod
    def typed(*values):
        """Return the commands that the form sends for entries typed in."""
        return [Command.create({"value": value}) for value in values]

    @staticmethod
    def points(customer, kind="phone"):
        """Return the values of the points of a customer, the primary one first."""
        customer.env.flush_all()
        return customer._get_contact_points(kind).mapped("value")


class ContactPointCommon(TypedCommon):
    """Users with the host's own rights, in a Vietnamese company."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.company.country_id = cls.env.ref("base.vn")
        groups = "sales_team.group_sale_salesman,base.group_partner_manager"
        cls.user_sales = new_test_user(
            cls.env, "antcrm_sales", groups=groups, name="Sara Sales"
        )
        cls.user_colleague = new_test_user(
            cls.env, "antcrm_colleague", groups=groups, name="Carl Colleague"
        )
        cls.user_internal = new_test_user(
            cls.env, "antcrm_internal", groups="base.group_user", name="Ivan Internal"
        )
        cls.user_portal = new_test_user(
            cls.env, "antcrm_portal", groups="base.group_portal", name="Petra Portal"
        )

    @classmethod
    def as_user(cls, model, user=None):
        """Return ``model`` as seen by ``user``, a salesperson if not given."""
        return cls.env[model].with_user(user or cls.user_sales)

    @classmethod
    def create_contact(cls, *phones, user=None, **values):
        """Create a contact as a salesperson does, with typed phones."""
        return cls.as_user("res.partner", user).create(
            {"name": "Ida", "phone_ids": cls.typed(*phones), **values}
        )

    @classmethod
    def create_lead(cls, *phones, user=None, **values):
        """Create a lead as a salesperson does, with typed phones."""
        return cls.as_user("crm.lead", user).create(
            {
                "name": "Leo",
                "type": "lead",
                "phone_ids": cls.typed(*phones),
                **values,
            }
        )
