from odoo.exceptions import AccessError
from odoo.tests import tagged

from odoo.addons.antcrm_share.models.antcrm_reference_guard import SHARED_MODELS
from odoo.addons.antcrm_share.tests.test_reference_guard import (
    SECRETS,
    ReferenceGuardCommon,
)


@tagged("post_install", "-at_install")
class TestProjectReferences(ReferenceGuardCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.stranger.group_ids += cls.env.ref("project.group_project_manager")
        cls.project = cls.env["project.project"].create(
            {"name": "Anthill", "partner_id": cls.hidden.id}
        )

    def test_task(self):
        Task = self.env["project.task"].with_user(self.stranger)
        other = self.env["project.project"].create({"name": "Other"})
        values = {"name": "x", "project_id": other.id}
        task = Task.create(values)
        self.assert_refused(Task.create, {**values, "partner_id": self.hidden.id})
        self.assert_refused(task.write, {"partner_id": self.hidden.id})
        spec = {"partner_id": {"fields": {"display_name": {}}}, "partner_phone": {}}
        self.assert_refused(
            Task.onchange, {"partner_id": self.hidden.id}, ["partner_id"], spec
        )
        # what a button hands over is dropped: somebody else is chosen
        Button = Task.with_context(default_partner_id=self.hidden.id)
        self.assertFalse(Button.default_get(["partner_id"]).get("partner_id"))

    def test_task_of_a_project_of_a_hidden_customer(self):
        """Work goes on: the task gets the project's customer, by name."""
        Task = self.env["project.task"].with_user(self.stranger)
        spec = {
            "name": {},
            "project_id": {"fields": {"display_name": {}}},
            "partner_id": {"fields": {"display_name": {}}},
        }
        shown = Task.onchange(
            {"name": "x", "project_id": self.project.id}, ["project_id"], spec
        )["value"]
        values = {"name": "x", "project_id": self.project.id}
        # what the web client saves
        if shown.get("partner_id"):
            values["partner_id"] = shown["partner_id"]["id"]
        task = Task.create(values)
        self.assertEqual(task.sudo().partner_id, self.hidden)
        task.write({"name": "y"})
        task.write({"partner_id": self.hidden.id})
        self.assert_refused(
            Task.create, {**values, "partner_id": self.hidden_account.id}
        )
        self.assertFalse(task.copy().sudo().partner_id - self.hidden)

    def test_collaborators(self):
        Collaborator = self.env["project.collaborator"]
        values = {"project_id": self.project.id, "partner_id": self.hidden.id}
        self.assert_refused(Collaborator.with_user(self.stranger).create, values)
        line = Collaborator.create(values)
        self.env.flush_all()
        self.env.invalidate_all()
        visible = line.with_user(self.stranger)
        self.assertEqual(visible.partner_id.sudo().name, "Hidden contact")
        self.assertFalse(visible.partner_email)
        self.assertFalse(visible.search([("partner_email", "ilike", SECRETS[0])]))
        self.env.invalidate_all()
        owner = line.with_user(self.users["data_owner"]).sudo(False)
        owner.env.user.group_ids += self.env.ref("project.group_project_manager")
        self.assertEqual(owner.partner_email, SECRETS[0])

    def test_number_of_a_task(self):
        """Whoever sees the customer reads, searches and changes it on the task."""
        task = self.env["project.task"].create(
            {"name": "x", "project_id": self.project.id, "partner_id": self.hidden.id}
        )
        self.env.flush_all()
        for user, sees in ((self.stranger, False), (self.users["creator"], True)):
            self.env.invalidate_all()
            user.group_ids += self.env.ref("project.group_project_user")
            mine = task.with_user(user)
            self.assertEqual(mine.partner_phone, sees and SECRETS[1])
            self.assertEqual(
                mine.search([("partner_phone", "like", SECRETS[1][-6:])]),
                mine if sees else mine.browse(),
            )
        mine.partner_phone = "+84901999777"
        self.assertEqual(self.hidden.sudo().phone, "+84901999777")
        self.assertEqual(mine.partner_phone, "+84901999777")

    def test_columns(self):
        """No column of a document follows the address or number of its customer, for
        whoever reads the document."""
        found = {
            str(field)
            for Model in self.env.values()
            if Model._auto and Model._name not in SHARED_MODELS
            for field in Model._fields.values()
            if field.store and field.compute and field.type in ("char", "text", "html")
            for path in self.registry.field_depends[field]
            if self.leads_to_evidence(Model, path.split("."))
        }
        # companies' own partners are hidden from nobody
        self.assertEqual(found, {"res.company.email", "res.company.phone"})

    def leads_to_evidence(self, Model, names):
        passes_customer = False
        for name in names[:-1]:
            Model = self.env[Model._fields[name].comodel_name]
            passes_customer = passes_customer or Model._name in SHARED_MODELS
        evidence = {"email", "email_from", "email_normalized"}
        evidence |= {"phone", "phone_sanitized"}
        return passes_customer and names[-1] in evidence

    def test_portal(self):
        Task = self.env["project.task"].with_user(self.user_portal)
        with self.assertRaises(AccessError):
            Task.create({"name": "x", "partner_id": self.hidden.id})
