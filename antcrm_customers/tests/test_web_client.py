from odoo.tests import HttpCase, new_test_user, tagged

from odoo.addons.web.tests import test_js


@tagged("post_install", "-at_install")
class TestWebClient(HttpCase):
    # the tour opens menus: none of them is put away for want of room
    browser_size = "1920x1080"

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
        new_test_user(self.env, "anna", groups="antcrm_share.group_administrator")
        self.start_tour(
            "/odoo/action-antcrm_customers.res_partner_action_contact",
            "antcrm_custom_field",
            login="anna",
        )
        field = self.env["antcrm.custom.field"].search([("label", "=", "Blood group")])
        self.assertEqual(field.kinds.mapped("code"), ["contact", "account"])

    def test_rpc(self):
        """Over the API the host tells superuser code from the user who called."""
        new_test_user(self.env, "anna", groups="antcrm_share.group_administrator")
        self.authenticate("anna", "anna")

        def call(model, method, *args):
            return self.make_jsonrpc_request(
                f"/web/dataset/call_kw/{model}/{method}",
                {"model": model, "method": method, "args": args, "kwargs": {}},
            )

        kinds = self.env["antcrm.customer.kind"].search([("code", "!=", "account")])
        [field_id] = call(
            "antcrm.custom.field",
            "create",
            [
                {
                    "label": "Heat",
                    "type": "choice",
                    "kinds": [[6, 0, kinds.ids]],
                    "choice_ids": [[0, 0, {"name": name}] for name in ("Hot", "Cold")],
                }
            ],
        )
        choices = call("antcrm.custom.field", "read", [field_id], ["choice_ids"])
        hot, cold = choices[0]["choice_ids"]
        call("antcrm.custom.field", "write", [field_id], {"label": "Warmth"})
        call("antcrm.custom.field.choice", "write", [hot], {"name": "Boiling"})
        call("antcrm.custom.field.choice", "unlink", [cold])
        [lead_id] = call("crm.lead", "create", [{"name": "Leo", "x_heat": "hot"}])
        self.assertEqual(
            call("crm.lead", "fields_get", ["x_heat"])["x_heat"]["selection"],
            [["hot", "Boiling"]],
        )
        self.assertEqual(
            call("antcrm.custom.field", "count_values", [field_id]), {str(field_id): 1}
        )
        call("antcrm.custom.field", "unlink", [field_id])
        self.assertNotIn("x_heat", call("crm.lead", "read", [lead_id])[0])
