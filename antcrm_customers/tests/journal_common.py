from odoo.fields import Command
from odoo.tools import SQL

from .common import CustomersCommon

LOG_COLUMNS = ["write_date", "write_uid"]
# what batches and their undo write down about themselves
JOURNAL = ("antcrm_journal_line", "antcrm_share_log")


class JournalCommon(CustomersCommon):
    """Two customers of each kind with all that can refer to them."""

    journal_tables = JOURNAL

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
        # rows of these are replaced by others, and what refers to them moves
        for model in ("res.partner", "crm.lead", "mail.followers", *models):
            tables.add(self.env[model]._table)
            tables |= {
                place.table
                for place in self.env["antcrm.references"]._get_places(model)
            }
        result = {}
        for table in sorted(tables - {*self.journal_tables, "ir_attachment"}):
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
