"""Every document of a customer counts: found in the registry, not listed."""

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form, tagged

from odoo.addons.antcrm_customers.tests.common import RestoredRegistry
from odoo.addons.antcrm_customers.tests.registry import make

from .common import InactiveCommon


@tagged("post_install", "-at_install")
class TestInactiveModels(RestoredRegistry, InactiveCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Documents = cls.env["antcrm.document.model"]

    def make_model(self, **values):
        """Make a model that no addon knows of, with a field for a customer."""
        model = self.env["ir.model"].create(
            {
                "name": "Inspection",
                "model": "x_antcrm_inspection",
                "field_id": [
                    Command.create(
                        {
                            "name": "x_name",
                            "field_description": "Name",
                            "ttype": "char",
                        }
                    ),
                    Command.create(
                        {
                            "name": "x_partner_id",
                            "field_description": "For",
                            "ttype": "many2one",
                            "relation": "res.partner",
                        }
                    ),
                ],
                **values,
            }
        )
        self.env["ir.model.access"].create(
            {
                "name": "all",
                "model_id": model.id,
                "group_id": self.env.ref("base.group_user").id,
                "perm_read": True,
                "perm_create": True,
            }
        )
        return self.env[model.model]

    def get_candidates(self):
        """Return the models of the registry that keep customers, however they are
        found: ``{model: its fields}``."""
        return {
            name: fields
            for name, Model in self.env.registry.items()
            if Model._auto
            and not Model._abstract
            and not Model._transient
            and (
                fields := [
                    field.name
                    for field in Model._fields.values()
                    if field.type == "many2one"
                    and field.comodel_name == "res.partner"
                    and field.store
                    and not field.related
                ]
            )
        }

    def test_every_model_counts(self):
        """All but the parts of customers and of Odoo itself."""
        guards = self.Documents._get_guards()
        aside = sorted(self.get_candidates().keys() - guards.keys())
        wrong = [
            name
            for name in aside
            if not name.startswith(("res.", "mail.", "ir.", "discuss.", "antcrm."))
            and self.env.registry[name]._original_module
            not in ("base", "mail", "sms", "snailmail", "rating", "bus", "digest")
        ]
        self.assertFalse(wrong)
        self.assertIn("calendar.attendee", guards)

    def test_documents_of_every_model_keep_a_customer(self):
        made = set()
        for name, guard in self.Documents._get_guards().items():
            if guard.domain or name == "crm.lead":
                continue  # test_inactive.py
            field = guard.fields[0]
            with self.subTest(model=name):
                try:
                    with self.env.cr.savepoint():
                        record = make(
                            self.env(su=True), name, **{field: self.account.id}
                        )
                        self.env.flush_all()
                except Exception:  # pylint: disable=broad-except
                    # it needs more than something in each required field
                    continue
                if self.account not in record[field]:
                    continue
                made.add(name)
                with self.assertRaises(UserError):
                    self.account.unlink()
                record.unlink()
        self.assertTrue(made)

    def test_model_that_nobody_knows(self):
        Inspection = self.make_model()
        record = Inspection.create({"x_name": "Roof", "x_partner_id": self.account.id})
        with self.assertRaisesRegex(UserError, "Inspection: 1"):
            self.account.unlink()
        # without a chatter it is a part of something, or comes in by itself
        self.account.with_user(self.keeper).action_make_inactive()
        Inspection.create({"x_name": "Wall", "x_partner_id": self.account.id})
        # an Administrator may exclude it, on the page
        Settings = self.as_user("antcrm.document.model", self.user_administrator)
        Settings.action_open()
        setting = Settings.search([("model", "=", Inspection._name)])
        self.assertEqual(setting.partner_field, "x_partner_id")
        self.assertFalse(setting.refuses_new)
        setting.refuses_new = True
        with self.assertRaisesRegex(UserError, "inactive"):
            Inspection.create({"x_name": "Door", "x_partner_id": self.account.id})
            self.env.cr.flush()
        self.env.cr.precommit.clear()
        setting.active = False
        Inspection.create({"x_name": "Door", "x_partner_id": self.account.id})
        self.assertNotIn(Inspection._name, self.Documents._get_guards())
        record.unlink()

    def test_document_that_nobody_knows(self):
        """It is refused, unless it continues another one of the customer."""
        Inspection = self.make_model(is_mail_thread=True)
        self.env["ir.model.fields"].create(
            {
                "model_id": self.env["ir.model"]._get_id(Inspection._name),
                "name": "x_lead_id",
                "ttype": "many2one",
                "relation": "crm.lead",
            }
        )
        Inspection = self.env[Inspection._name]
        deal = self.env["crm.lead"].create(
            {"name": "Deal", "partner_id": self.account.id}
        )
        other = self.env["crm.lead"].create({"name": "Other"})
        self.env.cr.flush()
        self.account.with_user(self.keeper).action_make_inactive()
        values = {"x_name": "Roof", "x_partner_id": self.account.id}
        for lead in (other, other.browse()):
            with self.assertRaisesRegex(UserError, "inactive"):
                Inspection.create({**values, "x_lead_id": lead.id})
                self.env.cr.flush()
            self.env.cr.precommit.clear()
        self.assertTrue(Inspection.create({**values, "x_lead_id": deal.id}))
        self.env.cr.flush()

    def test_meetings(self):
        contact = self.create_contact()
        meeting = {"name": "Talk", "partner_ids": [Command.link(contact.id)]}
        self.as_user("calendar.event").create(meeting)
        with self.assertRaisesRegex(UserError, "Event: 1|Meeting: 1"):
            contact.unlink()
        contact.with_user(self.keeper).action_make_inactive()
        with self.assertRaisesRegex(UserError, "inactive"):
            self.as_user("calendar.event").create(meeting)
            self.env.cr.flush()
        self.env.cr.precommit.clear()

    def test_dialog(self):
        """It tells what it means and what there is, and what was done."""
        contact = self.create_contact(parent_id=self.account.id)
        self.env["crm.lead"].create({"name": "Deal", "partner_id": contact.id})
        customers = self.account.with_user(self.keeper)
        action = customers.action_ask_inactive()
        Wizard = self.as_user("antcrm.inactive.wizard", self.keeper)
        with Form(Wizard.with_context(**action["context"])) as form:
            self.assertEqual(form.customer_names, "Retired Ltd")
            self.assertEqual(form.people_count, 1)
            self.assertIn(": 1", form.documents)
        self.assertFalse(customers.is_inactive)
        done = form.record.action_make_inactive()
        self.assertTrue(customers.is_inactive)
        self.assertIn("Retired Ltd is inactive now", done["params"]["message"])
        with self.assertRaisesRegex(UserError, "already"):
            customers.action_ask_inactive()
        self.assertIn(
            "active again", customers.action_make_active()["params"]["message"]
        )
        with self.assertRaises(AccessError):
            self.account.with_user(self.user_sales).action_ask_inactive()
