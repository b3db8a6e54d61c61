from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from .test_intake import IntakeCommon

IDA = {"name": "Ida Ix", "emails": ["ida@ids.example"], "external_id": 7}


@tagged("-at_install", "post_install")
class TestExternalId(IntakeCommon):
    """Who came with the id of another program is found by it."""

    def enter(self, kind="contact", user=None, if_known="merge", **values):
        return self.as_user("antcrm.intake", user).enter(kind, values, if_known)

    def test_known_whatever_has_become_of_the_rest(self):
        for kind in ("lead", "contact", "account"):
            made = self.enter(kind, **IDA)
            self.assertTrue(made["created"])
            again = self.enter(
                kind, name="Ida Oh", emails=["oh@ids.example"], external_id="7"
            )
            self.assertEqual(again, {**made, "created": False})
            record = self.env[made["model"]].browse(made["id"])
            self.assertEqual(
                self.points(record, "email"), ["ida@ids.example", "oh@ids.example"]
            )

    def test_external_id_beats_a_number(self):
        first = self.enter(name="Ina", phones=["0901 238 111"], external_id="1")
        second = self.enter(name="Ulf", phones=["0901 238 112"], external_id="2")
        again = self.enter(name="Ulf", phones=["0901 238 111"], external_id="2")
        self.assertEqual(again["id"], second["id"])
        self.assertNotEqual(first["id"], second["id"])

    def test_who_is_there_without_one_gets_it(self):
        contact = self.create_contact("0901 238 113")
        found = self.enter(name="Ida", phones=["0901 238 113"], external_id="9")
        self.assertEqual(found["id"], contact.id)
        found = self.enter(name="Somebody", external_id="9")
        self.assertEqual(found["id"], contact.id)

    def test_policies(self):
        made = self.enter(**IDA)
        with self.assertRaises(UserError):
            self.enter(if_known="refuse", name="Ida Ix", external_id="7")
        same = self.enter(if_known="return", name="Ida Ix", external_id="7")
        self.assertEqual(same["id"], made["id"])
        [outcome] = self.take_in(
            {"name": "Ida Ix", "external_id": "7"}, duplicate_policy="duplicate"
        )
        self.assertEqual(outcome["record"]["id"], made["id"])

    def test_systems(self):
        made = self.enter(**IDA)
        [outcome] = self.take_in(
            {"name": "Other", "external_id": "7"}, external_system="shop"
        )
        self.assertNotEqual(outcome["record"]["id"], made["id"])

    def test_twice_in_one_batch(self):
        outcomes = self.take_in(
            {"name": "Ada", "emails": ["ada1@ids.example"], "external_id": "5"},
            {"name": "Ada", "emails": ["ada2@ids.example"], "external_id": "5"},
            duplicate_policy="merge",
        )
        self.assertEqual(self.actions(outcomes), ["created", "merged"])
        self.assertEqual(outcomes[1]["same_as"], 0)

    def test_hidden_customers_are_not_told(self):
        self.enter(user=self.user_colleague, **IDA)
        contact = self.env["antcrm.external.id"].search([("value", "=", "7")])
        contact.partner_id.with_user(self.user_colleague).share_mode = "me"
        self.env.flush_all()
        for if_known in ("refuse", "return", "merge"):
            with self.assertRaises(UserError) as error:
                self.enter(if_known=if_known, name="X", external_id="7")
            self.assertNotIn("Ida", str(error.exception))
        ids = self.as_user("antcrm.external.id").search([("value", "=", "7")])
        self.assertFalse(ids)

    def test_merged_customers_keep_them(self):
        for kind in ("lead", "contact"):
            first = self.enter(kind, name="Mia", external_id="m1")
            second = self.enter(kind, name="Mia", external_id="m2")
            Model = self.as_user(first["model"], self.user_administrator)
            kept, other = Model.browse(first["id"]), Model.browse(second["id"])
            if kind == "lead":
                kept = (kept | other).merge_opportunity()
            else:
                wizard = kept.env["base.partner.merge.automatic.wizard"]
                wizard._merge((kept | other).ids, kept)
            found = self.enter(kind, name="Mia", external_id="m2")
            self.assertEqual(found["id"], kept.id)

    def test_hostile_ids(self):
        for value in ("x" * 201, "a\x00b", "\ud800", [], {}, 1.5, True, 2**64, "a\nb"):
            with self.assertRaises(ValidationError):
                self.enter(name="Hostile", external_id=value)
        made = self.enter(name="Plain", external_id="  ' OR 1=1 -- ")
        again = self.enter(name="Plain", external_id="' OR 1=1 --")
        self.assertEqual(again["id"], made["id"])

    def test_queries_do_not_grow(self):
        def take_in(prefix, count):
            candidates = [
                {"name": f"Q {number}", "external_id": f"{prefix}{number}"}
                for number in range(count)
            ]
            self.take_in(*candidates)
            before = self.cr.sql_log_count
            self.take_in(*candidates, duplicate_policy="merge")
            self.env.flush_all()
            return self.cr.sql_log_count - before

        take_in("warm", 2)
        self.assertLessEqual(take_in("many", 40), take_in("few", 4) + 5)
