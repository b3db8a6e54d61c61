import random
from itertools import product

from odoo.tests import TransactionCase, tagged
from odoo.tools import SQL

from ..tools.customer_kind import KINDS


@tagged("-at_install", "post_install")
class TestCustomerKind(TransactionCase):
    """The rule says the same of a record, as a domain and in SQL."""

    def assert_one_rule(self, records):
        Model = records.browse().with_context(active_test=False)
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                "SELECT id, %s FROM %s customer WHERE id = ANY(%s)",
                Model._get_customer_kind_sql("customer"),
                SQL.identifier(Model._table),
                records.ids,
            )
        )
        by_sql = dict(self.env.cr.fetchall())
        self.env.invalidate_all()
        by_record = {record.id: record.customer_kind or None for record in records}
        self.assertEqual(by_sql, by_record)
        for kind in (*dict(KINDS), False):
            ids = {id_ for id_, found in by_record.items() if (found or False) == kind}
            domain = [("id", "in", records.ids), ("customer_kind", "=", kind)]
            self.assertEqual(set(Model.search(domain).ids), ids, kind)
        return set(by_record.values())

    def test_partners(self):
        seed = random.randrange(10**6)
        draw = random.Random(seed).choice
        types = [*dict(self.env["res.partner"]._fields["type"].selection), False]
        partners = self.env["res.partner"].create(
            [
                {
                    "name": f"Partner {number}",
                    "type": type_,
                    "is_company": is_company,
                    "active": draw((True, True, False)),
                }
                for number, (type_, is_company) in enumerate(
                    product(types, (True, False))
                )
                for _time in range(3)
            ]
        )
        chosen = random.Random(seed).sample(list(partners), 12)
        for number, partner in enumerate(chosen):
            if number % 3 == 0:
                self.env["res.company"].create(
                    {"name": f"Company {number}", "partner_id": partner.id}
                )
            else:
                partner.active = True
                self.env["res.users"].create(
                    {
                        "login": f"antcrm_kind_{number}",
                        "name": partner.name,
                        "partner_id": partner.id,
                        "group_ids": [
                            self.env.ref(f"base.group_{draw(('user', 'portal'))}").id
                        ],
                    }
                )
        # what no form makes, and SQL may leave behind
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE res_partner SET is_company = NULL WHERE id = ANY(%s)",
            [partners[::5].ids],
        )
        self.env.invalidate_all()
        # one of each kind, whatever was drawn
        partners += self.env["res.partner"].create(
            [{"name": "Person"}, {"name": "Company", "is_company": True}]
        )
        with self.subTest(seed=seed):
            kinds = self.assert_one_rule(partners)
            self.assertEqual(kinds, {"contact", "account", None})

    def test_leads(self):
        leads = self.env["crm.lead"].create(
            [
                {"name": f"Lead {number}", "type": kind, "active": active}
                for number, (kind, active) in enumerate(
                    product(("lead", "opportunity"), (True, False))
                )
            ]
        )
        self.assertEqual(self.assert_one_rule(leads), {"lead", None})

    def test_holding(self):
        """What lets go of numbers is one domain, on columns of the customer."""
        for model in ("res.partner", "crm.lead"):
            Model = self.env[model]
            names = Model._get_holding_fields()
            self.assertIn("active", names)
            for name in names:
                self.assertTrue(Model._fields[name].store, name)
                for kind in ("scope", "exclusive"):
                    field = self.env["antcrm.contact.point"]._fields[kind]
                    dependencies = self.env.registry.field_depends[field]
                    self.assertTrue(
                        any(one.endswith(f".{name}") for one in dependencies), name
                    )
