from odoo.tests import HttpCase, new_test_user, tagged

from odoo.addons.web.tests import test_js


@tagged("post_install", "-at_install")
class TestWebClient(HttpCase):
    def setUp(self):
        # runs after the savepoint that the host's setUp makes was rolled back: the tour
        # adds a column
        self.addCleanup(self._restore_registry)
        super().setUp()

    def _restore_registry(self):
        self.registry._setup_models__(self.cr)

    def test_unit(self):
        suite = test_js.HOOTCommon._generate_hash(self, "@antcrm_customers")
        self.browser_js(
            f"/web/tests?headless&loglevel=2&preset=desktop&timeout=15000&id={suite}",
            "",
            login="admin",
            timeout=300,
            success_signal="[HOOT] Test suite succeeded",
            error_checker=test_js.unit_test_error_checker,
        )

    def test_custom_field(self):
        new_test_user(self.env, "anna", groups="antcrm_customers.group_administrator")
        self.start_tour(
            "/odoo/action-antcrm_customers.res_partner_action_contact",
            "antcrm_custom_field",
            login="anna",
        )
        field = self.env["antcrm.custom.field"].search([("label", "=", "Blood group")])
        self.assertEqual(field.kinds.mapped("code"), ["contact", "account"])
