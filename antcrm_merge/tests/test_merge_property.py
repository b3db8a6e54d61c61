from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.antcrm_customers.tests.test_custom_field import CustomFieldCommon

from .common import MergeCommon

PHONES = [f"090123456{n}" for n in range(5)]
EMAILS = [f"{name}@example.com" for name in ("a", "b", "c")]
WORDS = st.sampled_from(["", "Ida", "Berg", "Nguyễn", "Đông Á", "x" * 60])

customer = st.fixed_dictionaries(
    {
        "firstname": st.sampled_from(["Ida", "Leo", "Đông"]),
        "lastname": WORDS,
        "street": WORDS,
        "city": WORDS,
        "zip": WORDS,
        "function": WORDS,
        "website": st.sampled_from(["", "https://a.example", "https://b.example"]),
        "gender": st.sampled_from([False, "male", "other"]),
        "birthdate_date": st.sampled_from([False, "1990-01-31", "2000-12-01"]),
        "phones": st.lists(st.sampled_from(PHONES), max_size=3, unique=True),
        "emails": st.lists(st.sampled_from(EMAILS), max_size=2, unique=True),
        "primary": st.sampled_from(["", *PHONES]),
        "tags": st.sets(st.integers(0, 2)),
        "followers": st.dictionaries(
            st.integers(0, 2), st.sets(st.integers(0, 2)), max_size=3
        ),
        "district": WORDS,
        "further": st.lists(WORDS.filter(bool), max_size=2),
        "custom": st.sampled_from(["", "AB", "0"]),
        "choices": st.sets(st.integers(0, 2)),
        "groups": st.sets(st.integers(0, 1)),
        "meetings": st.integers(0, 1),
        "people": st.integers(0, 1),
        "account": st.sampled_from([None, 0, 0, 1]),
        "manager": st.integers(0, 3),
        "messages": st.integers(0, 2),
        "leads": st.integers(0, 2),
        "notes": WORDS,
    }
)


class MergePropertyCommon(MergeCommon, CustomFieldCommon):
    """Customers drawn at random; addons add what they know of them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        field = cls.create_field("Blood group")
        several = cls.create_field("Hobbies", "choices", choices=("A", "B", "C"))
        # superuser: the columns
        cls.custom_name = field.sudo().lead_field_id.name
        cls.choices_name = several.sudo().lead_field_id.name
        cls.custom_choices = several.choice_ids
        cls.accounts = cls.env["res.partner"].create(
            [{"name": name, "is_company": True} for name in ("Ant Ltd", "Bee Ltd")]
        )
        cls.subtypes = cls.env["mail.message.subtype"].create(
            [{"name": f"Subtype {number}", "res_model": False} for number in range(3)]
        )

    def create_drawn(self, kind, drawn):
        is_lead = kind == "lead"
        values = {
            name: drawn[name]
            for name in ("street", "city", "zip", "district", "website")
        }
        if kind == "account":
            values |= {"name": drawn["lastname"] or "Ant", "is_company": True}
        else:
            values |= {
                name: drawn[name]
                for name in ("firstname", "lastname", "function", "gender")
                + ("birthdate_date",)
            }
        values["comment" if not is_lead else "description"] = drawn["notes"]
        values[self.custom_name] = drawn["custom"]
        values[self.choices_name] = [
            Command.link(self.custom_choices[index].id) for index in drawn["choices"]
        ]
        tags = self.lead_tags if is_lead else self.tags
        values["tag_ids" if is_lead else "category_id"] = [
            Command.link(tags[index].id) for index in drawn["tags"]
        ]
        if is_lead:
            # salespeople have their own leads
            values |= {"type": "lead", "user_id": self.user_sales.id}
        if kind == "contact" and drawn["account"] is not None:
            values["parent_id"] = self.accounts[drawn["account"]].id
        values["address_ids"] = [
            Command.create({"street": street, **({} if is_lead else {"type": "other"})})
            for street in drawn["further"]
        ]
        customer = self.env["crm.lead" if is_lead else "res.partner"].create(values)
        if drawn["meetings"]:
            self.env["calendar.event"].create(
                {
                    "name": "Meeting",
                    "start": "2026-01-01 10:00:00",
                    "stop": "2026-01-01 11:00:00",
                    "res_model_id": self.env["ir.model"]._get_id(customer._name),
                    "res_id": customer.id,
                    **(
                        {"opportunity_id": customer.id}
                        if is_lead
                        else {"partner_ids": [Command.set(customer.ids)]}
                    ),
                }
            )
        if kind == "account" and drawn["people"]:
            self.env["res.partner"].create(
                {"firstname": "Member", "parent_id": customer.id}
            )
        if drawn["primary"]:
            customer.phone = drawn["primary"]
            self.env.flush_all()
        inverse = "lead_id" if is_lead else "partner_id"
        # as mirrored from the host: others may have them too
        known = {*customer.phone_ids.mapped("normalized")}
        points = [("phone", f"+84{phone[1:]}") for phone in drawn["phones"]]
        points += [("email", email) for email in drawn["emails"]]
        Point = self.env["antcrm.contact.point"]
        created = Point._trusted().create(
            [
                {
                    inverse: customer.id,
                    "kind": point_kind,
                    "value": value,
                    "normalized": value,
                    "scope": kind,
                }
                for point_kind, value in points
                if value not in known
            ]
        )
        created.with_context(antcrm_entry=None)._mirror_to_customers()
        users = self.user_administrator | self.user_colleague | self.user_internal
        for index, chosen in drawn["followers"].items():
            subtypes = self.subtypes.browse(self.subtypes[n].id for n in chosen)
            customer.message_subscribe(
                users[index].partner_id.ids, subtype_ids=subtypes.ids or None
            )
        for number in range(drawn["messages"]):
            customer.message_post(body=f"Hello {number}")
        if not is_lead:
            self.env["crm.lead"].create(
                [
                    {"name": f"L{number}", "partner_id": customer.id}
                    for number in range(drawn["leads"])
                ]
            )
        self.env.flush_all()
        return customer

    def complete_drawn(self, kind, records, drawn):
        """Add what else refers to the customers of one draw."""

    def check_kept(self, kind, kept):
        """Check the customer that is left."""

    def check_merge_then_undo(self):
        @settings(
            max_examples=12,
            deadline=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        )
        @given(
            st.sampled_from(["lead", "contact", "account"]),
            st.lists(customer, min_size=2, max_size=4),
            st.data(),
        )
        def check(kind, drawn, data):
            savepoint = self.env.cr.savepoint()
            try:
                records = self.env[
                    "crm.lead" if kind == "lead" else "res.partner"
                ].union(*(self.create_drawn(kind, values) for values in drawn))
                self.complete_drawn(kind, records, drawn)
                self.env.flush_all()
                self.env.invalidate_all()
                kept = data.draw(st.sampled_from(list(records)))
                rows = records.with_user(self.user_sales)._get_merge_rows()
                choices = {
                    row["name"]: data.draw(st.sampled_from(records.ids)) for row in rows
                }
                before = self.dump("antcrm.contact.point")
                merge = self.merge(kept, records - kept, choices, self.user_sales)
                self.assertEqual(len(records.exists()), 1)
                self.check_kept(kind, kept)
                merge.action_undo()
                self.assertFalse(merge.undo_notes)
                self.assert_same(before, self.dump("antcrm.contact.point"))
            finally:
                savepoint.close(rollback=True)
                self.env.invalidate_all(flush=False)

        check()


@tagged("-at_install", "post_install", "slow")
class TestMergeProperty(MergePropertyCommon):
    def test_merge_then_undo_is_the_identity(self):
        self.check_merge_then_undo()
