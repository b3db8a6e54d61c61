from functools import wraps

from psycopg2.errors import UniqueViolation

from odoo.exceptions import (
    AccessError,
    ConcurrencyError,
    RedirectWarning,
    UserError,
    ValidationError,
)
from odoo.fields import Command
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from odoo.addons.antcrm_contact_point.tools.taken_error import TakenError

from ..tools.customer_keys import COLUMN_KEYS, KEY_MODES
from ..tools.intake_entry import MODELS, WAYS
from .test_intake import IntakeCommon

#: for each key a value, another way to write it, and another value
VALUES = {
    "vat": ("0301442379", "VN 0301.442.379", "0302000111"),
    "identity_number": ("079301000123", "079 301 000 123", "079301000999"),
    "social": (
        "https://www.linkedin.com/in/ida-keys",
        "http://linkedin.com/in/ida-keys/",
        "https://www.linkedin.com/in/ulf-keys",
    ),
    "website": (
        "https://www.keys.example",
        "keys.example/about",
        "https://other.example",
    ),
}


def for_each_key(mode):
    """Run a test for all keys that can have a mode, with that mode and all others off:
    it gets kind and key."""

    def decorate(test):
        @wraps(test)
        def run(self):
            for record in self.keys:
                if mode not in KEY_MODES[record.key]:
                    continue
                with self.subTest(kind=record.kind, key=record.key):
                    self.keys.write({"mode": "off"})
                    record.mode = mode
                    test(self, record.kind, record.key)

        return run

    return decorate


class KeysCommon(IntakeCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.keys = cls.env["antcrm.customer.key"].search([("key", "in", [*VALUES])])

    def set_mode(self, kind, key, mode):
        record = self.keys.filtered(lambda r: (r.kind, r.key) == (kind, key))
        record.mode = mode
        return record

    def plan(self, *candidates, kind="contact", **options):
        return self.as_user("antcrm.intake").plan(kind, list(candidates), options)

    def get_candidate(self, key, value, **values):
        if key == "social":
            return {"socials": [value], **values}
        return {key: value, **values}

    def get_vals(self, kind, key, value, **values):
        """Return values to create a customer with, as a form does."""
        vals = {"name": "Ida Keys", **values}
        if kind == "lead":
            vals |= {"type": "lead", "contact_name": vals["name"]}
        else:
            vals["is_company"] = kind == "account"
        if key == "social":
            return vals | {"social_ids": self.typed(value)}
        return vals | {key: value}

    def create_with(self, kind, key, value, user=None, **values):
        Model = self.as_user(MODELS[kind], user)
        return Model.create(self.get_vals(kind, key, value, **values))


@tagged("post_install", "-at_install")
class TestCustomerKeys(KeysCommon):
    """Further keys beside phone and email, as an Administrator sets them."""

    def find(self, kind, **candidate):
        found = self.as_user("antcrm.intake").find_everywhere(kind, candidate)
        return {(one["kind"], one["id"]): one["reasons"] for one in found}

    def test_each_kind_has_its_keys(self):
        for kind, model in MODELS.items():
            names = self.as_user("antcrm.intake").get_fields(kind)
            names = {field["name"] for field in names}
            for key in self.keys.filtered(lambda r, kind=kind: r.kind == kind):
                with self.subTest(kind=kind, key=key.key):
                    name = {"social": "socials"}.get(key.key, key.key)
                    self.assertIn(name, names)
                    if key.key in COLUMN_KEYS:
                        self.assertIn(key.key, self.env[model]._fields)

    def test_shipped(self):
        """As before there were settings: two are proposed, nothing is found."""
        for record in self.keys:
            is_number = record.key in ("vat", "identity_number")
            self.assertEqual(record.mode, "suggest" if is_number else "off")

    @for_each_key("suggest")
    def test_suggested(self, kind, key):
        value, written, other = VALUES[key]
        record = self.create_with(kind, key, value)
        found = self.find(kind, **self.get_candidate(key, written))
        self.assertEqual(found, {(kind, record.id): [key]})
        self.assertFalse(self.find(kind, **self.get_candidate(key, other)))
        # and no more than that
        [outcome] = self.plan(self.get_candidate(key, value, name="X"), kind=kind)
        self.assertEqual(outcome["action"], "created")
        self.keys.write({"mode": "off"})
        self.assertFalse(self.find(kind, **self.get_candidate(key, written)))
        record.sudo().unlink()

    @for_each_key("match")
    def test_found_in_every_way_in(self, kind, key):
        value, written, other = VALUES[key]
        record = self.create_with(kind, key, value)
        label = self.env["antcrm.customer.key"]._get_label("key", key)
        for way in WAYS:
            for text, action in ((written, "skipped"), (other, "created")):
                candidate = self.get_candidate(key, text, name="Somebody Else")
                [outcome] = self.plan(candidate, kind=kind, way_in=way)
                self.assertEqual(outcome["action"], action, (way, text))
                if action == "skipped":
                    self.assertEqual(outcome["record"]["id"], record.id)
                    self.assertIn(label, outcome["reasons"][0])
        candidate = self.get_candidate(key, written, name="Ida Keys")
        candidate["emails"] = ["ida@keys.example"]
        [outcome] = self.take_in(candidate, kind=kind, duplicate_policy="merge")
        self.assertEqual(outcome["record"]["id"], record.id)
        self.assertEqual(self.points(record, "email"), ["ida@keys.example"])
        # of one batch, too
        twins = [self.get_candidate(key, t, name="Twin") for t in (other, other)]
        outcomes = self.plan(*twins, kind=kind)
        self.assertEqual(outcomes[1]["same_as"], 0)
        self.assertIn(label, outcomes[1]["reasons"][0])
        # two may have it all the same, whoever writes it
        self.create_with(kind, key, value).sudo().unlink()
        record.sudo().unlink()

    def test_other_kinds(self):
        for key in ("identity_number", "social"):
            self.keys.write({"mode": "off"})
            for kind in ("lead", "contact"):
                self.set_mode(kind, key, "match")
            contact = self.create_with("contact", key, VALUES[key][0])
            candidate = self.get_candidate(key, VALUES[key][1], name="Ida Keys")
            [outcome] = self.take_in(candidate, kind="lead")
            lead = self.env["crm.lead"].browse(outcome["record"]["id"])
            self.assertEqual(lead.partner_id, contact)

    @for_each_key("match")
    def test_hidden_ones(self, kind, key):
        value = VALUES[key][0]
        hidden = self.create_with(
            kind, key, value, user=self.user_colleague, share_mode="me"
        )
        candidate = self.get_candidate(key, value, name="Somebody")
        self.assertFalse(self.find(kind, **candidate))
        [outcome] = self.plan(candidate, kind=kind)
        self.assertEqual((outcome["action"], outcome["record"]), ("skipped", False))
        self.assertNotIn(hidden.name, str(outcome))
        hidden.sudo().unlink()

    @for_each_key("match")
    def test_questions_are_counted(self, kind, key):
        self.set_budget(1)
        candidates = [
            self.get_candidate(key, value, name="Somebody")
            for value in (VALUES[key][0], VALUES[key][2])
        ]
        with self.assertRaises(UserError):
            self.plan(*candidates, kind=kind)
        self.plan(candidates[0], kind=kind)

    def test_numbers_that_are_none(self):
        self.keys.write({"mode": "off"})
        self.set_mode("account", "vat", "match")
        for vat in ("/", "0000000000", "n/a", "123"):
            self.create_with("account", "vat", vat)
            [outcome] = self.plan({"name": "Somebody", "vat": vat}, kind="account")
            self.assertEqual(outcome["action"], "created", vat)

    def test_queries_do_not_grow(self):
        def take_in(prefix, count):
            candidates = [
                {"name": f"Q {number}", "vat": f"0301{prefix}{number:03}"}
                for number in range(count)
            ]
            before = self.cr.sql_log_count
            self.take_in(*candidates, kind="account")
            self.take_in(*candidates, kind="account", duplicate_policy="merge")
            self.env.flush_all()
            return self.cr.sql_log_count - before

        for mode in ("match", "unique"):
            self.set_mode("account", "vat", mode)
            take_in(f"1{len(mode)}", 2)
            few = take_in(f"2{len(mode)}", 4)
            self.assertLessEqual(take_in(f"3{len(mode)}", 40), few + 5, mode)

    def test_rights(self):
        key = self.keys[0]
        with self.assertRaises(AccessError):
            key.with_user(self.user_sales).write({"mode": "off"})
        key.with_user(self.user_administrator).write({"mode": "off"})
        with self.assertRaises(AccessError):
            key.with_user(self.user_administrator).unlink()

    def test_what_a_key_can_do(self):
        website = self.keys.filtered(lambda r: r.key == "website")[0]
        for mode in ("match", "unique"):
            with self.assertRaises(ValidationError):
                website.mode = mode

    def test_external_ids_can_be_switched_off(self):
        key = self.env["antcrm.customer.key"].search(
            [("kind", "=", "contact"), ("key", "=", "external_id")]
        )
        candidate = {"name": "Ida Keys", "external_id": 7}
        self.take_in(candidate)
        self.assertEqual(self.plan(candidate)[0]["action"], "skipped")
        key.mode = "off"
        self.assertEqual(self.plan(candidate)[0]["action"], "created")


@tagged("post_install", "-at_install")
class TestUniqueKeys(KeysCommon):
    """Keys that no two customers of a kind may have."""

    @for_each_key("unique")
    def test_refused_whoever_writes(self, kind, key):
        value, written, other = VALUES[key]
        first = self.create_with(kind, key, value)
        with self.assertRaisesRegex(TakenError, "Ida Keys") as caught:
            self.create_with(kind, key, written, name="Second")
        taken = caught.exception.context["antcrm_taken"]
        self.assertEqual((taken["kind"], taken["holder"]["id"]), (key, first.id))
        second = self.create_with(kind, key, other, name="Second")
        vals = self.get_vals(kind, key, written)
        name = "social_ids" if key == "social" else key
        with self.assertRaises(TakenError):
            second.write({name: vals[name]})
        # itself has it already
        if key != "social":
            first.write({key: written})
        for owner in (first, second):
            owner.sudo().unlink()
        self.create_with(kind, key, value).sudo().unlink()

    @for_each_key("unique")
    def test_hidden_ones_are_not_named(self, kind, key):
        value, written, other = VALUES[key]
        hidden = self.create_with(
            kind, key, value, user=self.user_colleague, share_mode="me"
        )
        with self.assertRaises(TakenError) as caught:
            self.create_with(kind, key, written, name="Second")
        self.assertNotIn("Ida", str(caught.exception))
        self.assertFalse(caught.exception.context["antcrm_taken"]["holder"])
        self.set_budget(0)
        with self.assertRaises(UserError) as caught:
            self.create_with(kind, key, other, name="Second")
        self.assertNotIsInstance(caught.exception, TakenError)
        self.set_budget(1000)
        hidden.sudo().unlink()

    @for_each_key("match")
    def test_not_while_there_are_doubles(self, kind, key):
        value, written, other = VALUES[key]
        record = self.set_mode(kind, key, "match")
        twins = [self.create_with(kind, key, v) for v in (value, written)]
        self.create_with(kind, key, other)
        with self.assertRaises(RedirectWarning) as caught, self.env.cr.savepoint():
            record.mode = "unique"
        message, action = caught.exception.args[:2]
        self.assertIn(record._get_label("key", key), message)
        self.assertEqual(action["domain"], [("id", "in", [t.id for t in twins])])
        # archived customers let go of theirs
        twins[1].sudo().active = False
        record.invalidate_recordset()
        record.mode = "unique"
        with self.assertRaises(TakenError):
            self.create_with(kind, key, value)
        # back in use beside the other one, as with phones
        twins[1].sudo().active = True
        record.mode = "off"
        self.create_with(kind, key, value)

    def test_hidden_doubles_are_counted_alone(self):
        self.keys.write({"mode": "off"})
        twins = [
            self.create_with(
                "account",
                "vat",
                "0301442379",
                user=self.user_colleague,
                share_mode="me",
            )
            for _number in range(2)
        ]
        key = self.keys.filtered(lambda r: (r.kind, r.key) == ("account", "vat"))
        with self.assertRaisesRegex(RedirectWarning, "Data Owner") as caught:
            key.with_user(self.user_administrator).mode = "unique"
        self.assertNotIn(twins[0].name, str(caught.exception))

    def test_the_database_is_the_last_line(self):
        self.set_mode("account", "vat", "unique")
        first = self.create_with("account", "vat", "0301442379")
        other = self.create_with("account", "vat", "0302000111")
        Claim = self.env["antcrm.key.claim"]
        claim = Claim.search([("partner_id", "=", first.id)])
        self.assertEqual(claim.normalized, "0301442379")
        with mute_logger("odoo.sql_db"), self.assertRaises(UniqueViolation):
            with self.env.cr.savepoint():
                claim.copy({"partner_id": other.id})
                Claim.flush_model()
        # which only happens to whoever comes at the same time: begin anew
        self.patch(type(Claim), "_find_taken", lambda model, vals_list: {})
        with mute_logger("odoo.sql_db"), self.assertRaises(ConcurrencyError):
            with self.env.cr.savepoint():
                other.vat = "0301442379"

    def test_intake_leaves_taken_numbers_out(self):
        for key, kind in (("vat", "account"), ("identity_number", "contact")):
            self.keys.write({"mode": "off"})
            self.set_mode(kind, key, "unique")
            value, written, other = VALUES[key]
            record = self.create_with(kind, key, value)
            candidate = {"name": "Second", key: written, "phones": ["0901 222 001"]}
            [outcome] = self.take_in(candidate, kind=kind, duplicate_policy="duplicate")
            second = self.record(outcome)
            self.assertFalse(second[key])
            codes = [issue["code"] for issue in outcome["issues"]]
            self.assertIn("taken_key", codes)
            # as a review said
            [planned] = self.plan(candidate, kind=kind, duplicate_policy="duplicate")
            self.assertIn("taken_key", [issue["code"] for issue in planned["issues"]])
            # two rows of one file
            twins = [{"name": f"T{n}", key: other} for n in (1, 2)]
            outcomes = self.take_in(*twins, kind=kind, duplicate_policy="duplicate")
            records = [self.record(outcome) for outcome in outcomes]
            self.assertEqual([bool(r[key]) for r in records], [True, False])
            # one who is there keeps theirs
            [outcome] = self.take_in(
                {"name": "Ida Keys", key: written}, kind=kind, duplicate_policy="merge"
            )
            self.assertEqual(self.record(outcome), record)
            self.assertEqual(record[key], value)

    def test_copies_have_none(self):
        self.set_mode("account", "vat", "unique")
        first = self.create_with("account", "vat", "0301442379")
        self.assertFalse(first.copy().vat)

    def test_merging(self):
        """The one that stays takes over what is unique."""
        self.set_mode("account", "vat", "unique")
        kept = self.create_with("account", "vat", False, name="Kept")
        gone = self.create_with("account", "vat", "0301442379", name="Gone")
        wizard = self.env["base.partner.merge.automatic.wizard"]
        wizard._merge((kept | gone).ids, kept)
        self.assertEqual(kept.vat, "0301442379")
        with self.assertRaises(TakenError):
            self.create_with("account", "vat", "0301442379")
        two = self.create_with("account", "vat", "0302000111", name="Two")
        wizard._merge((kept | two).ids, kept)
        self.create_with("account", "vat", "0302000111")

    def test_merging_leads(self):
        self.set_mode("lead", "identity_number", "unique")
        leads = self.create_with("lead", "identity_number", False)
        leads |= self.create_with("lead", "identity_number", "079301000123")
        merged = leads.sudo().merge_opportunity()
        self.assertEqual(merged.identity_number, "079301000123")
        with self.assertRaises(TakenError):
            self.create_with("lead", "identity_number", "079301000123")

    def test_conversion(self):
        """A lead and its contact have one number."""
        for kind in ("lead", "contact"):
            self.set_mode(kind, "identity_number", "unique")
        lead = self.create_with("lead", "identity_number", "079301000123")
        lead._convert_to_customers({lead.id: {"contact": True, "account": False}})
        self.assertEqual(lead.converted_contact_id.identity_number, "079301000123")

    def test_kinds(self):
        """Who becomes a company has the number of one."""
        self.set_mode("account", "vat", "unique")
        first = self.create_with("account", "vat", "0301442379")
        person = self.as_user("res.partner").create(
            {"name": "Person", "vat": "0301442379"}
        )
        with self.assertRaises(TakenError):
            person.is_company = True
        first.is_company = False
        person.is_company = True

    def test_form(self):
        self.set_mode("account", "vat", "unique")
        self.create_with("account", "vat", "0301442379")
        view = "antcrm_customers.res_partner_view_form_account"
        Partner = self.as_user("res.partner").with_context(default_is_company=True)
        with self.assertRaises(TakenError), Form(Partner, view) as form:
            form.name = "Second"
            form.vat = "0301442379"

    def test_undo_of_values(self):
        """What somebody else has by now comes back beside theirs."""
        self.set_mode("account", "vat", "unique")
        first = self.create_with("account", "vat", "0301442379")
        first.vat = False
        self.create_with("account", "vat", "0301442379", name="Second")
        self.env["antcrm.journal"]._restore([(first, {"vat": "0301442379"})])
        self.assertEqual(first.vat, "0301442379")

    def test_rows_are_for_nobody(self):
        self.set_mode("account", "vat", "unique")
        self.create_with("account", "vat", "0301442379")
        with self.assertRaises(AccessError):
            self.as_user("antcrm.key.claim").search([])

    def test_added_profiles(self):
        """Profiles are claimed as phones are, one by one."""
        self.set_mode("contact", "social", "unique")
        value = VALUES["social"][0]
        self.create_with("contact", "social", value)
        second = self.create_contact("0901 222 002")
        with self.assertRaises(TakenError):
            second.social_ids = [Command.create({"value": value})]
