import polib

from odoo.fields import Command
from odoo.tests import BaseCase, TransactionCase, new_test_user
from odoo.tools.misc import file_path


class TranslationsCommon(BaseCase):
    """The Vietnamese texts of an addon."""

    def assert_vietnamese_is_complete(self, addon):
        template = polib.pofile(file_path(f"{addon}/i18n/{addon}.pot"))
        vietnamese = polib.pofile(file_path(f"{addon}/i18n/vi.po"))
        translated = {entry.msgid for entry in vietnamese if entry.translated()}
        missing = [entry.msgid for entry in template if entry.msgid not in translated]
        self.assertEqual(missing, [])


class RestoredRegistry(TransactionCase):
    """After each test the registry is as before, without the columns of the custom
    fields that the test made."""

    def setUp(self):
        # runs after the savepoint that the host's setUp makes was rolled back
        self.addCleanup(self._restore_registry)
        super().setUp()
        self.registry.registry_invalidated = False

    def _restore_registry(self):
        if self.registry.registry_invalidated:
            self.registry._setup_models__(self.cr)
        # the class's own cleanup
        self.registry.registry_invalidated = True


class CustomersCommon(TransactionCase):
    """Users with the least rights of each role, in a Vietnamese company."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.company.country_id = cls.env.ref("base.vn")
        # where the addon for Vietnam is there, too: addresses stay as tests write them
        cls.env["ir.config_parameter"].set_param(
            "antcrm_l10n_vn.convert_addresses", "False"
        )
        cls.user_sales = new_test_user(
            cls.env,
            "antcrm_sales",
            groups="antcrm_customers.group_user",
            name="Sara Sales",
        )
        cls.user_colleague = new_test_user(
            cls.env,
            "antcrm_colleague",
            groups="antcrm_customers.group_user",
            name="Carl Colleague",
        )
        cls.user_administrator = new_test_user(
            cls.env,
            "antcrm_administrator",
            groups="antcrm_customers.group_administrator",
            name="Anna Administrator",
        )
        cls.user_internal = new_test_user(
            cls.env, "antcrm_internal", groups="base.group_user", name="Ivan Internal"
        )
        cls.user_portal = new_test_user(
            cls.env, "antcrm_portal", groups="base.group_portal", name="Petra Portal"
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
            "antcrm_customers.questions_per_hour", str(left + spent)
        )

    @classmethod
    def as_user(cls, model, user=None):
        """Return ``model`` as seen by ``user``, a salesperson if not given."""
        return cls.env[model].with_user(user or cls.user_sales)

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

    @staticmethod
    def typed(*values):
        """Return the commands that the form sends for entries typed in."""
        return [Command.create({"value": value}) for value in values]

    @staticmethod
    def points(customer, kind="phone"):
        """Return the values of the points of a customer, the primary one first."""
        customer.env.flush_all()
        return customer._get_contact_points(kind).mapped("value")


class InactiveCommon(CustomersCommon):
    """Somebody with the right to make customers inactive, and an account."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.keeper = new_test_user(
            cls.env,
            "antcrm_keeper",
            groups="antcrm_customers.group_user,antcrm_customers.group_inactivate",
            name="Kim Keeper",
        )
        cls.account = cls.as_user("res.partner").create(
            {"name": "Retired Ltd", "is_company": True}
        )
