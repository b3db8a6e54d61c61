import inspect
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from ..tools.intake_entry import MODELS, OPTIONS, IntakeOptions
from .test_intake import IntakeCommon

HIDDEN_PHONE, ABSENT_PHONE = "0908765432", "0908765433"
HIDDEN_EMAIL, ABSENT_EMAIL = "hidden@example.com", "absent@example.com"
#: parameters by which a public method of ours may be asked who is there
EVIDENCE_PARAMETERS = {
    *("candidates", "candidate", "phones", "phone", "emails", "email"),
    *("numbers", "number_text", "tin", "vat", "website", "evidence", "points"),
}
#: the public methods that take evidence, and what asks each of them
DOORS = {
    "antcrm.intake.plan": "ask_plan",
    "antcrm.intake.apply": "ask_apply",
    "antcrm.intake.find_similar": "ask_find_similar",
    "antcrm.intake.find_everywhere": "ask_find_everywhere",
}
#: those of the host that we complete: they find what the user reads, and no more
AS_READ = {
    "res.partner.find_or_create",
    # an address of whom the caller reads, to write to
    "antcrm.customer.mixin.get_write_action",
    "crm.lead.get_write_action",
    "res.partner.get_write_action",
}


def get_public_methods(env):
    """Return the methods of ours that a remote caller may call, with their parameters:
    ``{"model.method": names}``."""
    result = {}
    for model, Model in env.registry.items():
        for name in dir(Model):
            method = inspect.getattr_static(Model, name, None)
            if name.startswith("_") or not inspect.isfunction(method):
                continue
            if getattr(method, "_api_private", False):
                continue
            if any(
                inspect.isfunction(base.__dict__.get(name))
                and base.__dict__[name].__module__.startswith("odoo.addons.antcrm_")
                for base in Model.mro()
            ):
                result[f"{model}.{name}"] = set(inspect.signature(method).parameters)
    return result


class BudgetCommon(IntakeCommon):
    """A customer of each kind whom a colleague alone may see."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user_owner = new_test_user(
            cls.env,
            "antcrm_owner",
            groups="antcrm_share.group_data_owner",
            name="Olga Owner",
        )
        cls.hidden = {}
        for kind, model in MODELS.items():
            names = {"lastname": "Hidden", "firstname": "Hanna"}
            values = {"name": "Hidden Trading"} if kind == "account" else names
            cls.hidden[kind] = cls.as_user(model, cls.user_colleague).create(
                {
                    **values,
                    **({"type": "lead"} if kind == "lead" else {}),
                    **({"is_company": True} if kind == "account" else {}),
                    "share_mode": "me",
                    "phone_ids": cls.typed(HIDDEN_PHONE),
                    "email_ids": cls.typed(HIDDEN_EMAIL),
                }
            )
        cls.env.flush_all()

    def spend(self, user=None):
        """Return how many questions a user has asked."""
        with self.registry.cursor() as cr:
            cr.execute(
                "SELECT COALESCE(sum(count), 0) FROM antcrm_budget WHERE key = %s",
                [str((user or self.user_sales).id)],
            )
            return cr.fetchone()[0]


@tagged("-at_install", "post_install")
class TestBudget(BudgetCommon):
    def test_questions_are_counted_not_answers(self):
        before = self.spend()
        candidates = [
            {"name": "A", "phones": [ABSENT_PHONE, HIDDEN_PHONE]},
            {"name": "B", "phones": [ABSENT_PHONE], "emails": [ABSENT_EMAIL]},
        ]
        self.intake.plan("lead", candidates)
        self.assertEqual(self.spend(), before + 3)
        self.intake.find_similar("lead", candidates)
        self.assertEqual(self.spend(), before + 6)

    def test_a_rollback_refunds_nothing(self):
        before = self.spend()
        with self.assertRaises(UserError):
            self.create_contact(HIDDEN_PHONE)
        self.assertEqual(self.spend(), before + 1)

    def test_what_is_too_much_is_refused_before_anything_is_looked_up(self):
        guesses = [
            {"name": "G", "phones": [f"09{number:08}"]} for number in range(10_000)
        ]
        before = self.spend()
        Intake = type(self.intake)
        with patch.object(Intake, "_find_by_points") as find:
            for method in ("plan", "apply"):
                with self.assertRaisesRegex(UserError, "Too many"):
                    getattr(self.intake, method)("lead", guesses)
            self.set_budget(5)
            with self.assertRaisesRegex(UserError, "Too many"):
                self.intake.find_similar("lead", guesses[:6])
            find.assert_not_called()
        self.assertEqual(self.spend(), before)
        # what fits in is answered
        self.assertEqual(len(self.intake.plan("lead", guesses[:5])), 5)

    def test_importers_have_a_budget_of_their_own(self):
        self.set_budget(1)
        importer = new_test_user(
            self.env,
            "antcrm_importer",
            groups="antcrm_share.group_user,antcrm_customers.group_import",
        )
        candidates = [{"name": "A", "phones": [f"090{n:07}"]} for n in range(50)]
        intake = self.intake.with_user(importer)
        self.assertEqual(len(intake.plan("lead", candidates)), 50)
        self.assertEqual(self.spend(importer), 50)
        self.env["ir.config_parameter"].set_param(
            "antcrm_customers.import_questions_per_day", "60"
        )
        with self.assertRaisesRegex(UserError, "60 are possible in 24 h"):
            intake.plan("lead", candidates)

    def test_one_statement_for_a_call(self):
        Budget = type(self.env["antcrm.budget"])
        count = Budget._count
        with patch.object(Budget, "_count", autospec=True, side_effect=count) as spy:
            candidates = [{"name": "A", "emails": [f"a{n}@x.test"]} for n in range(50)]
            self.intake.apply("contact", candidates)
        self.assertEqual(spy.call_count, 1)

    def test_superuser_is_not_counted(self):
        before = self.spend(self.env.user)
        self.env["antcrm.intake"].plan("lead", [{"name": "A", "emails": ["a@x.test"]}])
        self.assertEqual(self.spend(self.env.user), before)

    def test_data_owners_are_told_once(self):
        # who has asked nothing yet: all cursors of these tests are one
        Budget = self.as_user("antcrm.budget", self.user_administrator)
        self.env["ir.config_parameter"].set_param(
            "antcrm_share.questions_per_hour", "3"
        )
        with self.enter_registry_test_mode():
            Budget._ask(2)
            self.assertFalse(self.get_notes())
            for _time in range(3):
                try:
                    Budget._ask(2)
                except UserError as error:
                    self.assertIn("Too many", str(error))
                else:
                    self.fail("nothing was refused")
        [note] = self.get_notes()
        self.assertIn("Anna Administrator", note.body)
        self.assertIn(self.user_owner.partner_id, note.notified_partner_ids)
        [budget] = self.env["antcrm.budget"].search(
            [("key", "=", str(self.user_administrator.id)), ("is_told", "=", True)]
        )
        self.assertEqual(budget.count, 2)
        as_owner = budget.with_user(self.user_owner)
        self.assertEqual(as_owner.user_id, self.user_administrator)
        with self.assertRaises(AccessError):
            budget.with_user(self.user_administrator).read(["count"])
        with self.assertRaises(AccessError):
            as_owner.write({"count": 0})

    def get_notes(self):
        return self.env["mail.message"].search(
            [("subject", "=", "Many customers were looked up")]
        )

    def test_reaching_the_limit_exactly_is_told(self):
        self.env["ir.config_parameter"].set_param(
            "antcrm_share.questions_per_hour", "3"
        )
        with self.enter_registry_test_mode():
            self.as_user("antcrm.budget", self.user_administrator)._ask(3)
        self.assertEqual(len(self.get_notes()), 1)


@tagged("-at_install", "post_install")
class TestOptions(BudgetCommon):
    """What callers may choose, and what they are told."""

    def assertRefused(self, options, word, kind="lead", candidates=None):
        for method in ("plan", "apply"):
            with self.assertRaises(UserError) as caught:
                getattr(self.intake, method)(
                    kind, [{"name": "X"}] if candidates is None else candidates, options
                )
            self.assertIn(word, str(caught.exception))
            self.assertIsInstance(caught.exception, ValueError)

    def test_other_options_are_refused(self):
        for name in (
            *("strategy", "seen", "offset", "dry_run", "made", "lang", "record_keys"),
            *("import_id", "expected", "lead_defaults", "antcrm_entry", "", "x" * 999),
        ):
            for value in ("tin", {}, None, 1):
                self.assertRefused({name: value}, name)

    def test_every_option_refuses_what_is_no_choice(self):
        for name in OPTIONS:
            for value in ("\x00", "nobody", -1, 2**40, [None], {"a": {}}, [[1]], 1.5):
                if (name, value) == ("external_system", "nobody"):
                    # a name of one's own, but none of ours
                    value = "antcrm.webform,1"
                with self.subTest(option=name, value=value):
                    self.assertRefused({name: value}, name)

    def test_every_option_can_be_empty(self):
        for name in OPTIONS:
            for value in (None, False, [], {}, ""):
                [outcome] = self.intake.plan("lead", [{"name": "X"}], {name: value})
                self.assertEqual(outcome["action"], "created")

    def test_unknown_kinds_and_candidates(self):
        for kind in ("opportunity", "", None, 1, [], {}):
            self.assertRefused({}, "lead, contact, account", kind=kind)
            for call in (
                lambda kind=kind: self.intake.get_fields(kind),
                lambda kind=kind: self.intake.find_similar(kind, []),
            ):
                with self.assertRaisesRegex(UserError, "lead, contact, account"):
                    call()
        for candidates in ("x", {"name": "X"}, [1], [[]], None, 5):
            if candidates is not None:
                self.assertRefused({}, "list", candidates=candidates)
        self.assertRefused("skip", "by name")
        self.assertRefused({}, "no_such_key", candidates=[{"no_such_key": 1}])

    def test_odd_values_are_an_answer(self):
        """Whatever stands where a value belongs, the caller is told."""
        odd = (None, True, 0, -1, 2**70, 1.5, "\x01", "x" * 9, [], [None], [[1]], {})
        odd += ({"a": 1}, [{"a": 1}], [{"street": 5}], "2020-99-99")
        for kind in MODELS:
            for field in self.intake.get_fields(kind):
                with self.subTest(kind=kind, field=field["name"]):
                    outcomes = self.intake.plan(
                        kind, [{"name": "X", field["name"]: value} for value in odd]
                    )
                    self.assertLessEqual(
                        set(self.actions(outcomes)), {"created", "rejected", "skipped"}
                    )

    def test_our_own_code_has_a_way(self):
        [outcome] = self.intake.plan("lead", [{"name": "X"}], IntakeOptions(offset=4))
        self.assertEqual(outcome["action"], "created")

    def test_the_context_of_a_caller_writes_nothing(self):
        """New customers are written as superuser: so would a request's defaults be."""
        intake = self.intake.with_context(
            default_user_ids=[(0, 0, {"login": "intruder", "name": "Intruder"})],
            default_comment="From the context",
            antcrm_row_numbers=[],
        )
        twice = [{"name": "X", "emails": ["x@x.test"]}] * 2
        outcomes = intake.apply("contact", twice)
        record = self.record(outcomes[0])
        self.assertFalse(record.comment)
        self.assertFalse(record.user_ids)


@tagged("-at_install", "post_install")
class TestEveryDoor(BudgetCommon):
    """Each public method that takes evidence is asked for a hidden customer's own
    values and for values that nobody has."""

    def ask_plan(self, kind, phone, email, policy="skip"):
        return self.ask("plan", kind, phone, email, policy)

    def ask_apply(self, kind, phone, email, policy="skip"):
        return self.ask("apply", kind, phone, email, policy)

    def ask(self, method, kind, phone, email, policy):
        candidates = [{"name": "X", "phones": [phone], "emails": [email]}]
        with self.env.cr.savepoint() as savepoint:
            [outcome] = getattr(self.intake, method)(
                kind, candidates, {"duplicate_policy": policy}
            )
            savepoint.rollback()
            self.env.invalidate_all()
        record = bool(outcome["record"])
        return outcome["action"], record, outcome["reasons"], outcome["previous"]

    def ask_find_similar(self, kind, phone, email):
        candidates = [{"phones": [phone], "emails": [email]}]
        return self.intake.find_similar(kind, candidates)

    def ask_find_everywhere(self, kind, phone, email):
        return self.intake.find_everywhere(kind, {"phones": [phone], "emails": [email]})

    def test_all_doors_are_known(self):
        found = {
            name
            for name, parameters in get_public_methods(self.env).items()
            if parameters & EVIDENCE_PARAMETERS
        }
        self.assertEqual(
            found,
            set(DOORS) | AS_READ,
            "a public method takes evidence: ask it here, and count its questions",
        )

    def test_hidden_is_as_absent(self):
        """Exact numbers and addresses are in use or not: that is all, and nobody is
        named."""
        in_use = [
            self.intake.env._("A customer with this phone or email already exists.")
        ]
        for kind in MODELS:
            absent = (kind, ABSENT_PHONE, ABSENT_EMAIL)
            hidden = (kind, HIDDEN_PHONE, HIDDEN_EMAIL)
            self.assertEqual(
                self.ask_find_similar(*hidden), self.ask_find_similar(*absent)
            )
            for ask in (self.ask_plan, self.ask_apply):
                for policy in ("skip", "merge", "overwrite"):
                    self.assertEqual(
                        ask(*hidden, policy), ("skipped", False, in_use, {}), policy
                    )
                self.assertEqual(
                    ask(*hidden, "duplicate")[2:], ask(*absent, "duplicate")[2:]
                )

    def test_find_or_create_tells_nothing(self):
        """It makes a partner for a hidden customer's address as for any other."""
        self.hidden["contact"].email_ids = self.typed("hidden.second@example.com")
        made = []
        for email in (HIDDEN_EMAIL, "hidden.second@example.com", ABSENT_EMAIL):
            partner = self.as_user("res.partner").find_or_create(email)
            self.assertNotIn(partner, self.hidden["contact"] | self.hidden["account"])
            made.append((partner.name == email, partner.create_uid, partner.parent_id))
        self.assertEqual(len(set(made)), 1)

    def test_enter_stops_and_tells_nothing(self):
        def ask(kind, **values):
            with self.assertRaises(UserError) as caught, self.env.cr.savepoint():
                self.intake.enter(kind, {"name": "X", **values}, "return")
            return str(caught.exception)

        for kind in MODELS:
            self.set_budget(2)
            told = ask(kind, phones=[HIDDEN_PHONE])
            self.assertEqual(told, ask(kind, emails=[HIDDEN_EMAIL]))
            self.assertIn("already exists", told)
            self.assertIn("Too many", ask(kind, phones=[HIDDEN_PHONE]))

    def test_every_door_stops(self):
        for name, probe in DOORS.items():
            for kind in MODELS:
                with self.subTest(door=name, kind=kind):
                    self.set_budget(4)
                    for _time in range(2):
                        getattr(self, probe)(kind, HIDDEN_PHONE, HIDDEN_EMAIL)
                    with self.assertRaisesRegex(UserError, "Too many"):
                        getattr(self, probe)(kind, HIDDEN_PHONE, HIDDEN_EMAIL)

    def test_every_model_with_points_stops(self):
        """Typed entry, wherever there are phones and e-mails of customers."""
        models = [
            name
            for name, Model in self.env.registry.items()
            if not Model._abstract
            and "phone_ids" in Model._fields
            and Model._fields["phone_ids"].comodel_name == "antcrm.contact.point"
            and name != "res.users"
        ]
        self.assertEqual(set(models), {"res.partner", "crm.lead"})
        for model in models:
            values = {"name": "X", "type": "lead" if model == "crm.lead" else "contact"}
            Model = self.as_user(model)
            record = Model.create(values)
            for attempt in (
                lambda M=Model, v=values: M.create(
                    {**v, "phone_ids": self.typed(HIDDEN_PHONE)}
                ),
                lambda r=record: r.write({"phone_ids": self.typed(HIDDEN_PHONE)}),
            ):
                self.set_budget(2)
                for _time in range(2):
                    with self.assertRaisesRegex(UserError, "another customer"):
                        attempt()
                with self.assertRaisesRegex(UserError, "Too many"):
                    attempt()


@tagged("-at_install", "post_install")
class TestShownShare(BudgetCommon):
    """The share that forms, addresses and imports give to their customers is for those
    who may see that of the customers."""

    def test_share_fields_of_doors(self):
        doors = [
            name
            for name, Model in self.env.registry.items()
            if not Model._abstract
            and not Model._transient
            and {"duplicate_policy", "pic_mode", "share_mode"} <= Model._fields.keys()
        ]
        for name in doors:
            for field in ("share_mode", "share_user_ids", "share_team_ids"):
                with self.subTest(model=name, field=field):
                    Model = self.as_user(name)
                    self.assertTrue(Model._fields[field].groups)
                    self.assertNotIn(field, Model.fields_get())
                    with self.assertRaises(AccessError):
                        Model.search_fetch([], [field])
                    with self.assertRaises(AccessError):
                        value = "me" if field == "share_mode" else self.user_sales.ids
                        Model.search([(field, "in", value)])
                    with self.assertRaises(AccessError):
                        Model.search([], order=field)
                    with self.assertRaises(AccessError):
                        Model.formatted_read_group([], [field], ["__count"])
