"""What an Administrator may change tells where it is used, and takes nothing down."""

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common import CustomersCommon, RestoredRegistry
from .registry import has_all_addons, make


class UsedInCommon(RestoredRegistry, CustomersCommon):
    def make_field(self, **values):
        return self.as_user("antcrm.custom.field", self.user_administrator).create(
            {
                "label": "Shoe size",
                "type": "integer",
                "kinds": [
                    Command.link(self.env.ref(f"antcrm_customers.kind_{kind}").id)
                    for kind in ("lead", "contact")
                ],
                **values,
            }
        )


@tagged("post_install", "-at_install")
class TestUsedIn(UsedInCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Used = cls.env["antcrm.used.in"]

    def get_subjects(self):
        """Return the models of what Administrators may change."""
        mixin = self.registry["antcrm.used.mixin"]
        return [
            name
            for name, Model in self.registry.items()
            if not Model._abstract and issubclass(Model, mixin)
        ]

    def test_each_is_reached_from_its_page(self):
        subjects = self.get_subjects()
        self.assertGreaterEqual(len(subjects), 8)
        for model in subjects:
            bindings = (
                self.env["ir.actions.actions"]
                .with_user(self.user_administrator)
                .get_bindings(model)
                .get("action", [])
            )
            with self.subTest(model=model):
                self.assertIn("Used In", [line["name"] for line in bindings])
                bindings = (
                    self.env["ir.actions.actions"]
                    .with_user(self.user_sales)
                    .get_bindings(model)
                    .get("action", [])
                )
                self.assertNotIn("Used In", [line["name"] for line in bindings])

    def test_each_reference_is_found_and_kept(self):
        """Every field of ours that refers to what may be changed: found in the
        registry, filled in, and the other one is not deleted."""
        tried = set()
        for model in self.get_subjects():
            for other, name in self.Used._get_reference_fields(model):
                field = self.env[other]._fields[name]
                if field.readonly or field.compute:
                    continue
                subject = make(self.env, model, **self.get_values(model))
                value = (
                    subject.id
                    if field.type == "many2one"
                    else [Command.link(subject.id)]
                )
                try:
                    with self.env.cr.savepoint():
                        user = make(self.env, other, **{name: value})
                except Exception:  # pylint: disable=broad-except
                    # it needs more than something in each required field
                    continue
                tried.add(model)
                uses = self.Used._find_uses(subject)
                with self.subTest(model=model, other=other, field=name):
                    self.assertIn(
                        (user._name, user.id),
                        [(r._name, r.id) for use in uses for r in use.records],
                    )
                    if any(use.is_blocking for use in uses):
                        with self.assertRaisesRegex(UserError, "used in"):
                            subject.unlink()
        if has_all_addons(self.env):
            self.assertGreaterEqual(len(tried), 3)

    def get_values(self, model):
        if model == "res.users":
            return {"login": f"antcrm_used_{self.env['res.users'].search_count([])}"}
        if model in ("crm.tag", "utm.source", "antcrm.status", "antcrm.custom.field"):
            number = self.env[model].search_count([])
            return {self.env[model]._rec_name: f"Something {number}"}
        return {}

    def test_archived_status_is_not_given_to_anybody(self):
        field = self.make_field()
        status = self.env["antcrm.status"].create({"name": "Hot", "kind": "lead"})
        field.required_status_ids = status
        with self.assertRaises(UserError):
            status.active = False
        field.required_status_ids = False
        status.active = False
