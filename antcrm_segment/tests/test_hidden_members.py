from odoo.tests import tagged

from odoo.addons.antcrm_customers.tests.test_budget import BudgetCommon
from odoo.addons.antcrm_customers.tools.intake_entry import MODELS


@tagged("-at_install", "post_install")
class TestHiddenMembers(BudgetCommon):
    """Lists of customers are searched as they are read: without those out of sight."""

    def get_lists(self):
        """Yield the stored lists of customers that our models have, dialogs apart:
        those are their own user's."""
        for name, Model in self.env.registry.items():
            if not name.startswith("antcrm.") or Model._abstract or Model._transient:
                continue
            for field in Model._fields.values():
                if (
                    field.type in ("many2many", "one2many")
                    and field.store
                    and field.comodel_name in MODELS.values()
                ):
                    yield name, field

    def make_record(self, name, field, members):
        """Return a record that the salesperson may read, with the members."""
        self.assertEqual(name, "antcrm.segment", "say how to make one of these")
        kind = "lead" if field.comodel_name == "crm.lead" else "contact"
        return (
            self.env[name]
            .with_user(self.user_colleague)
            .create(
                {
                    "name": "Secret list",
                    "kind": kind,
                    "share_mode": "all",
                    field.name: members.ids,
                }
            )
            .with_user(self.user_sales)
        )

    def test_searching_tells_nothing(self):
        lists = list(self.get_lists())
        self.assertTrue(lists)
        for name, field in lists:
            kind = "lead" if field.comodel_name == "crm.lead" else "contact"
            hidden = self.hidden[kind]
            other = hidden.sudo().copy({"share_mode": "me"})
            seen = self.as_user(MODELS[kind]).create(
                {"name": "Seen", **({"type": "lead"} if kind == "lead" else {})}
            )
            cases = (
                (hidden, hidden.browse()),
                (hidden | seen.with_user(self.user_colleague), seen),
            )
            for members, shown in cases:
                with (
                    self.subTest(model=name, field=field.name, shown=bool(shown)),
                    self.env.cr.savepoint() as savepoint,
                ):
                    seen.sudo().share_mode = "all"
                    record = self.make_record(name, field, members)
                    self.check_tells(record, field.name, hidden, other, shown)
                    savepoint.rollback()
                    self.env.invalidate_all()

    def check_tells(self, record, field, hidden, other, shown):
        self.env.flush_all()
        self.env.invalidate_all()
        Model = record.browse()
        self.assertEqual(record[field].ids, shown.ids)

        def find(*domain):
            found = Model.search([("id", "=", record.id), *domain])
            self.assertEqual(
                found, record.filtered_domain(list(domain)), "as in memory"
            )
            return bool(found)

        for ids in (hidden.ids, other.ids, [*hidden.ids, *other.ids]):
            self.assertFalse(find((field, "in", ids)))
            self.assertTrue(find((field, "not in", ids)))
            self.assertFalse(find((f"{field}.id", "in", ids)))
        self.assertFalse(find((field, "=", hidden.id)))
        self.assertFalse(find((f"{field}.name", "ilike", "Hanna")))
        self.assertFalse(find((field, "any", [("firstname", "=", "Hanna")])))
        self.assertFalse(find((field, "ilike", "Hanna")))
        self.assertEqual(find((field, "=", False)), not shown)
        self.assertEqual(find((field, "!=", False)), bool(shown))
        if shown:
            self.assertTrue(find((field, "in", shown.ids)))
            self.assertFalse(find((field, "not in", [*shown.ids, *hidden.ids])))
        domain = [("id", "=", record.id)]
        groups = Model.formatted_read_group(domain, [field], ["__count"])
        keys = [group[field] and group[field][0] for group in groups]
        self.assertEqual(keys, shown.ids or [False])
        if "customer_count" in Model._fields:
            self.assertEqual(record.customer_count, len(shown))
        self.assertFalse(
            Model.name_search("Secret list", [(field, "in", hidden.ids), *domain])
        )
        # nor from the customers' side
        if "segment_ids" in shown._fields:
            Customer = self.as_user(shown._name)
            found = Customer.search([("segment_ids", "in", record.ids)])
            self.assertEqual(found, shown)
