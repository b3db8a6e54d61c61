from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from odoo.fields import Command
from odoo.tests import tagged

from .test_merge import MergeCommon

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
        "followers": st.sets(st.integers(0, 2)),
        "messages": st.integers(0, 2),
        "leads": st.integers(0, 2),
        "notes": WORDS,
    }
)


@tagged("-at_install", "post_install")
class TestMergeProperty(MergeCommon):
    def create_drawn(self, kind, drawn):
        is_lead = kind == "lead"
        values = {
            name: drawn[name]
            for name in ("firstname", "lastname", "street", "city", "zip", "function")
            + ("website", "gender", "birthdate_date")
        }
        values["comment" if not is_lead else "description"] = drawn["notes"]
        tags = self.lead_tags if is_lead else self.tags
        values["tag_ids" if is_lead else "category_id"] = [
            Command.link(tags[index].id) for index in drawn["tags"]
        ]
        if is_lead:
            values["type"] = "lead"
        customer = self.env["crm.lead" if is_lead else "res.partner"].create(values)
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
        partners = self.env["res.partner"]
        for index in drawn["followers"]:
            partners |= users[index].partner_id
        customer.message_subscribe(partners.ids)
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

    def test_merge_then_undo_is_the_identity(self):
        @settings(
            max_examples=12,
            deadline=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        )
        @given(
            st.sampled_from(["lead", "contact"]),
            st.lists(customer, min_size=2, max_size=4),
            st.data(),
        )
        def check(kind, drawn, data):
            savepoint = self.env.cr.savepoint()
            try:
                records = self.env[
                    "crm.lead" if kind == "lead" else "res.partner"
                ].union(*(self.create_drawn(kind, values) for values in drawn))
                self.env.invalidate_all()
                kept = data.draw(st.sampled_from(list(records)))
                rows = records._get_merge_rows()
                choices = {
                    row["name"]: data.draw(st.sampled_from(records.ids)) for row in rows
                }
                before = self.dump("antcrm.contact.point")
                merge = self.merge(kept, records - kept, choices, self.env.user)
                self.assertEqual(len(records.exists()), 1)
                merge.action_undo()
                self.assertFalse(merge.undo_notes)
                self.assert_same(before, self.dump("antcrm.contact.point"))
            finally:
                savepoint.close(rollback=True)
                self.env.invalidate_all(flush=False)

        check()
