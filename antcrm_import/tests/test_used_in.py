from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.antcrm_customers.tests.registry import make

from .common import ImportCommon


@tagged("post_install", "-at_install")
class TestUsedIn(ImportCommon):
    """What an import in review relies on is not deleted under it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Used = cls.env["antcrm.used.in"]
        kinds = cls.env["antcrm.customer.kind"].search([])
        cls.fields = cls.env["antcrm.custom.field"].create(
            [
                {
                    "label": f"Size {type_}",
                    "type": type_,
                    "kinds": [Command.set(kinds.ids)],
                    "choice_ids": [
                        Command.create({"name": name}) for name in ("Small", "Wide")
                    ],
                }
                for type_ in ("choice", "choices")
            ]
        )

    def get_subjects(self):
        """Yield (kind, name of a field of rows, record that it may hold) of all that
        Administrators may change."""
        mixin = self.registry["antcrm.used.mixin"]
        Sheet = self.env["antcrm.sheet"]
        for kind in ("lead", "contact", "account"):
            custom = {field.field_name: field for field in self.fields}
            for field in Sheet._get_import_fields(kind):
                relation, name = field["relation"], field["name"]
                if name in custom:
                    yield kind, name, custom[name].choice_ids[1]
                elif (
                    relation
                    and issubclass(self.registry[relation], mixin)
                    and "/" not in name
                ):
                    yield kind, name, self.make_subject(relation, kind)

    def make_subject(self, model, kind):
        values = {"name": f"Subject {self.env[model].search_count([])}"}
        if model == "res.users":
            values["login"] = values["name"]
        if model == "antcrm.status":
            values["kind"] = "lead" if kind == "lead" else "customer"
        return make(self.env, model, **values)

    def get_runs(self, subject):
        """Return the imports that rely on it and would fail without it."""
        runs = [
            use.records
            for use in self.Used._find_uses(subject)
            if use.records._name == "antcrm.import" and use.is_blocking
        ]
        return runs[0] if runs else self.env["antcrm.import"]

    def test_values(self):
        """Each that a row may hold: chosen for a value of a file, and for all rows."""
        tried = set()
        for kind, name, subject in self.get_subjects():
            self.assertFalse(self.get_runs(subject))
            run = self.review("Name", "Ann", kind=kind)
            key = subject.key if name == self.fields[0].field_name else subject.id
            run.sudo().value_fixes = {name: {}}
            run.set_value_fix(name, "Lrge", "map", key)
            constant = {"column": None, "constant": subject.name, "field": name}
            other = self.review("Name", "Bo", kind=kind).sudo()
            other.mapping = [*other.mapping, constant]
            with self.subTest(kind=kind, name=name):
                self.assertEqual(self.get_runs(subject), run.sudo() | other)
                with self.assertRaisesRegex(UserError, "used in"):
                    subject.unlink()
            run.set_value_fix(name, "Lrge", "empty")
            other.mapping = [{**constant, "constant": "Another"}]
            self.assertFalse(self.get_runs(subject), name)
            tried.add(subject._name)
        self.assertGreaterEqual(
            tried,
            {
                "antcrm.custom.field.choice",
                "antcrm.status",
                "crm.tag",
                "res.partner.category",
                "res.users",
                "utm.source",
            },
        )

    def test_fields(self):
        field = self.fields[0]
        other = self.review("Name", "Ann")
        run = self.review("Name,Size choice", "Ann,Wide")
        self.assertEqual(self.get_runs(field), run.sudo())
        other.set_value_fix(field.field_name, "Lrge", "empty")
        self.assertEqual(self.get_runs(field), (run | other).sudo())
        with self.assertRaisesRegex(UserError, "used in"):
            field.unlink()
        # an import that is done needs them no more
        (run | other).sudo().state = "cancelled"
        self.assertFalse(self.get_runs(field))

    def test_what_was_chosen_before_is_gone(self):
        """A choice for a value of the last file does not outlive what was chosen."""
        run = self.review("Name,Size choice,Email", "Ann,Lrge,ann@example.com")
        name = self.fields[0].field_name
        small, wide = self.fields[0].choice_ids
        run.set_value_fix(name, "Lrge", "map", wide.key)
        run.action_run()
        while run.run_chunk():
            pass
        self.assertEqual(run.row_ids.record[name], wide.key)
        wide.unlink()
        run = self.review("Name,Size choice,Email", "Bo,Lrge,bo@example.com")
        self.assertEqual(run.warning_count, 1)
        run.set_value_fix(name, "Lrge", "map", small.key)
        run.action_run()
        while run.run_chunk():
            pass
        self.assertEqual(run.row_ids.record[name], small.key)
