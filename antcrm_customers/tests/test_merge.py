import base64

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged
from odoo.tools import SQL

from .common import CustomersCommon

LOG_COLUMNS = ["write_date", "write_uid"]
# what a merge and its undo write down about themselves
JOURNAL = ("antcrm_merge", "antcrm_merge_row", "antcrm_share_log")


class MergeCommon(CustomersCommon):
    """Two customers of each kind with all that can refer to them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.tags = cls.env["res.partner.category"].create(
            [{"name": name} for name in ("Gold", "Silver", "Bronze")]
        )
        cls.lead_tags = cls.env["crm.tag"].create(
            [{"name": name} for name in ("Gold (m)", "Silver (m)", "Bronze (m)")]
        )

    def create_pair(self, kind, user=None):
        """Return two customers that share a number, a tag and a follower."""
        user = user or self.user_sales
        tag_field, tags = (
            ("tag_ids", self.lead_tags)
            if kind == "lead"
            else ("category_id", self.tags)
        )
        customers = self.as_user(
            "crm.lead" if kind == "lead" else "res.partner", user
        ).browse()
        for index, name in enumerate(("Ida", "Eda")):
            values = {
                tag_field: [Command.set(tags[index : index + 2].ids)],
                "street": f"{index} Main Street",
                "city": "Huế",
                "email_ids": self.typed(f"{name.lower()}@example.com"),
                "website": f"https://{name.lower()}.example.com",
            }
            if kind == "lead":
                values |= {"type": "lead", "firstname": name, "lastname": "Berg"}
            elif kind == "contact":
                values |= {"firstname": name, "lastname": "Berg"}
            else:
                values |= {"name": name, "is_company": True}
            customer = customers.create(values)
            # the host writes what typed entry refuses: the number they share
            customer.phone = "0901234567"
            self.env.flush_all()
            customer.phone_ids = self.typed(f"090223456{index}")
            customers |= customer
        kept, source = customers
        for customer in customers:
            customer.message_subscribe(
                (self.user_administrator | self.user_colleague).partner_id.ids
                if customer == kept
                else (self.user_administrator | self.user_internal).partner_id.ids
            )
            customer.message_post(body=f"Hello {customer.id}")
            customer.activity_schedule("mail.mail_activity_data_todo", summary="Call")
        self.env["ir.attachment"].with_user(user).create(
            {
                "name": "offer.txt",
                "raw": b"offer",
                "res_model": source._name,
                "res_id": source.id,
            }
        )
        self.env.flush_all()
        self.env.invalidate_all()
        return kept, source

    def dump(self, *models):
        """Return all rows of all tables that may refer to customers, as sets."""
        self.env.flush_all()
        tables = set()
        for model in ("res.partner", "crm.lead", *models):
            tables.add(self.env[model]._table)
            tables |= {
                place.table for place in self.env["antcrm.references"]._get_places(model)
            }
        result = {}
        for table in sorted(tables - {*JOURNAL, "ir_attachment"}):
            self.env.cr.execute(
                SQL(
                    "SELECT (to_jsonb(t) - %s::text[])::text FROM %s t %s",
                    LOG_COLUMNS,
                    SQL.identifier(table),
                    SQL(
                        "WHERE message_type != 'notification' "
                        "AND body NOT LIKE '%%erged%%' AND body NOT LIKE '%%undone%%'"
                    )
                    if table == "mail_message"
                    else SQL(),
                )
            )
            result[table] = {row for (row,) in self.env.cr.fetchall()}
        return result

    def assert_same(self, before, after):
        for table in before:
            self.assertEqual(
                sorted(before[table] - after[table]),
                sorted(after[table] - before[table]),
                table,
            )

    def merge(self, kept, source, choices=None, user=None):
        user = user or self.user_sales
        kept = kept.with_user(user)
        (kept | source.with_user(user))._merge_customers(kept, choices or {})
        self.env.flush_all()
        self.env.invalidate_all()
        return self.env["antcrm.merge"].sudo().search([], limit=1).with_user(user)


@tagged("-at_install", "post_install")
class TestMerge(MergeCommon):
    def assert_merged(self, kept, source):
        source_id = source.id
        self.assertFalse(source.exists())
        self.assertEqual(
            {*kept.phone_ids.mapped("normalized")},
            {"+84901234567", "+84902234560", "+84902234561"},
        )
        self.assertEqual(
            {*kept.email_ids.mapped("value")}, {"ida@example.com", "eda@example.com"}
        )
        tags = kept.tag_ids if kept._name == "crm.lead" else kept.category_id
        self.assertEqual(len(tags), 3)
        bodies = " ".join(kept.sudo().message_ids.mapped("body"))
        self.assertIn(f"Hello {source_id}", bodies)
        self.assertEqual(len(kept.activity_ids), 2)
        self.assertEqual(
            self.env["ir.attachment"].search_count(
                [("res_model", "=", kept._name), ("res_id", "=", kept.id)]
            ),
            1,
        )
        self.assertIn("1 Main Street", kept.address_ids.mapped("street"))
        followers = kept.sudo().message_partner_ids
        for user in (
            self.user_administrator,
            self.user_colleague,
            self.user_internal,
        ):
            self.assertIn(user.partner_id, followers)

    def test_each_kind_merges_and_comes_apart(self):
        for kind in ("lead", "contact", "account"):
            with self.subTest(kind=kind):
                kept, source = self.create_pair(kind)
                before = self.dump()
                merge = self.merge(kept, source)
                self.assert_merged(kept, source)
                self.assertEqual(merge.user_id, self.user_sales)
                self.assertEqual(kept.merge_count, 1)
                merge.action_undo()
                self.env.invalidate_all()
                self.assertTrue(source.exists())
                self.assertFalse(merge.undo_notes)
                self.assertEqual(merge.state, "undone")
                self.assert_same(before, self.dump())
                self.assertFalse(
                    self.env["antcrm.merge.row"].sudo().search_count([])
                )
