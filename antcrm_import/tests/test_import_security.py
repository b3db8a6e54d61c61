from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from . import files
from .common import ImportCommon

#: say where something is, which reads it as the user then
OPENING = {"action_download_errors", "action_view_rows"}


@tagged("post_install", "-at_install")
class TestImportSecurity(ImportCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        groups = "antcrm_share.group_user,antcrm_customers.group_import"
        cls.user_other = new_test_user(cls.env, "antcrm_other", groups=groups)
        cls.run_ = cls.review("Name,Email", "Ann,ann@example.com")

    def test_without_the_right(self):
        for user in (self.user_sales, self.user_internal, self.user_portal):
            for model in ("antcrm.import", "antcrm.import.row", "antcrm.import.wizard"):
                with self.assertRaises(AccessError):
                    self.env[model].with_user(user).search([])
            run = self.run_.with_user(user)
            # all that there are, those of tomorrow too
            methods = set(dir(run)) - set(dir(self.env["base"]))
            methods = {name for name in methods if name.startswith("action_")}
            self.assertIn("action_run", methods)
            for method in sorted(methods - OPENING):
                with self.subTest(method=method), self.assertRaises(AccessError):
                    getattr(run, method)()
            with self.assertRaises(AccessError):
                self.env["antcrm.import.wizard"].with_user(user).create({})
        self.assertEqual(self.run_.state, "review")

    def test_right_lost_in_the_wizard(self):
        wizard = self.open_wizard(files.csv_file("Name", "Ann"))
        self.user_importer.group_ids -= self.env.ref("antcrm_customers.group_import")
        for method in ("action_next", "action_review"):
            with self.assertRaises(AccessError):
                getattr(wizard, method)()

    def test_right_to_create(self):
        """The right to import is none to create customers."""
        user = new_test_user(
            self.env,
            "antcrm_import_only",
            groups="base.group_user,antcrm_customers.group_import",
        )
        wizard = self.open_wizard(files.csv_file("Name", "Ann"))
        wizard = wizard.with_user(user).create({"file_data": wizard.file_data})
        rows = self.env["ir.model.access"].search(
            [("model_id.model", "in", ("res.partner", "crm.lead"))]
        )
        rows.perm_create = False
        with self.assertRaises(AccessError):
            wizard.action_next()

    def test_own_runs_only(self):
        """A run, its rows and the wizard with the file are the importer's own."""
        Import = self.env["antcrm.import"].with_user(self.user_other)
        self.assertFalse(Import.search([]))
        self.assertFalse(
            self.env["antcrm.import.row"].with_user(self.user_other).search([])
        )
        run = self.run_.with_user(self.user_other)
        for method in ("action_run", "action_stop", "action_discard"):
            with self.assertRaises(AccessError):
                getattr(run, method)()
        with self.assertRaises(AccessError):
            run.row_ids.read(["raw"])
        wizard = self.env["antcrm.import.wizard"].search([("import_id", "=", run.id)])
        with self.assertRaises(AccessError):
            wizard.with_user(self.user_other).read(["file_name"])
        with self.assertRaises(AccessError):
            wizard.with_user(self.user_other).action_review()
        attachment = self.env["ir.attachment"].search(
            [
                ("res_model", "=", wizard._name),
                ("res_id", "=", wizard.id),
                ("res_field", "=", "file_data"),
            ]
        )
        self.assertTrue(attachment)
        with self.assertRaises(AccessError):
            attachment.with_user(self.user_other).read(["datas"])

    def test_administrators_see_the_numbers(self):
        """The rows hold customers, restricted ones too: they are for data owners."""
        run = self.run_.with_user(self.user_administrator)
        self.assertEqual(run.created_count, 1)
        self.assertFalse(run.problem_row_ids)
        rows = self.env["antcrm.import.row"].with_user(self.user_administrator)
        self.assertFalse(rows.search([]))
        owner = new_test_user(
            self.env, "antcrm_owner", groups="antcrm_share.group_data_owner"
        )
        self.assertEqual(rows.with_user(owner).search([]), self.run_.row_ids)

    def test_review_of_another(self):
        """Administrators who may import see it, and leave it to whose name it acts
        in; a run under way they may stop."""
        groups = "antcrm_share.group_administrator,antcrm_customers.group_import"
        user = new_test_user(self.env, "antcrm_admin_importer", groups=groups)
        run = self.run_.with_user(user)
        for method in ("action_confirm", "action_run", "action_discard"):
            with self.assertRaisesRegex(UserError, "Iris Importer"):
                getattr(run, method)()
        self.assertEqual(run.state, "review")
        self.run_.action_run()
        run.action_stop()
        self.assertEqual(run.state, "cancelled")

    def test_nobody_writes_runs(self):
        """Not even the importer: a run acts in the name of its user."""
        for user in (self.user_importer, self.user_administrator):
            run = self.run_.with_user(user)
            with self.assertRaises(AccessError):
                run.write({"user_id": self.env.ref("base.user_admin").id})
            with self.assertRaises(AccessError):
                run.copy()
            with self.assertRaises(AccessError):
                run.create({"file_name": "x", "user_id": user.id})
            with self.assertRaises(AccessError):
                run.unlink()
            with self.assertRaises(AccessError):
                self.run_.row_ids.with_user(user).write({"name": "x"})

    def test_run_of_another_in_the_wizard(self):
        """A wizard that names somebody else's run makes one of its own."""
        data = self.open_wizard(files.csv_file("Name", "Eve")).file_data
        wizard = self.env["antcrm.import.wizard"].with_user(self.user_other)
        wizard = wizard.create({"file_data": data, "file_name": "eve.csv"})
        wizard.import_id = self.run_.id
        wizard.action_next()
        wizard.action_next()
        action = wizard.action_review()
        self.assertNotEqual(action["res_id"], self.run_.id)
        self.assertEqual(self.run_.row_ids.name, "Ann")

    def test_importer_is_the_creator(self):
        wizard = self.open_wizard(
            files.csv_file("Name", "Ann"), responsible_id=self.user_colleague.id
        )
        wizard.action_next()
        run = wizard.env["antcrm.import"].browse(wizard.action_review()["res_id"])
        self.assertFalse(run.responsible_id)
        self.assertEqual(run.user_id, self.user_importer)
