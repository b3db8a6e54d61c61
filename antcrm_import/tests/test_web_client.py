from odoo.tests import HttpCase, new_test_user, tagged

from odoo.addons.web.tests import test_js


@tagged("post_install", "-at_install")
class TestWebClient(HttpCase):
    def test_unit(self):
        suite = test_js.HOOTCommon._generate_hash(self, "@antcrm_import")
        self.browser_js(
            f"/web/tests?headless&loglevel=2&preset=desktop&timeout=15000&id={suite}",
            "",
            login="admin",
            timeout=300,
            success_signal="[HOOT] Test suite succeeded",
            error_checker=test_js.unit_test_error_checker,
        )

    def test_error_file(self):
        """The importer gets his file; others do not learn that there is one."""
        groups = "antcrm_share.group_user,antcrm_customers.group_import"
        iris = new_test_user(self.env, "iris", groups=groups)
        new_test_user(self.env, "other", groups=groups)
        new_test_user(self.env, "sales", groups="antcrm_share.group_user")
        run = self.env["antcrm.import"].create(
            {
                "user_id": iris.id,
                "kind": "contact",
                "file_name": "Khách hàng.csv",
                "mapping": [{"column": 0, "header": "Name", "field": "name"}],
            }
        )
        self.env["antcrm.import.row"]._stage(run, [{"number": 2, "raw": ["Ann"]}])
        run.row_ids.write({"severity": "error", "reason": "bad"})
        url = f"/antcrm_import/errors/{run.id}"
        for login, status in (("iris", 200), ("other", 404), ("sales", 404)):
            self.authenticate(login, login)
            response = self.url_open(url)
            self.assertEqual(response.status_code, status, login)
            self.assertEqual(response.content[:2] == b"PK", status == 200)
        self.assertEqual(self.url_open("/antcrm_import/errors/0").status_code, 404)
