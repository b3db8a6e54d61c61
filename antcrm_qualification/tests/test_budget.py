from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.antcrm_customers.tests.test_budget import (
    AS_READ,
    DOORS,
    EVIDENCE_PARAMETERS,
    get_public_methods,
)
from odoo.addons.antcrm_customers.tools.intake_entry import IntakeOptions

from .common import OTHER_TIN, TIN, QualificationCommon


@tagged("-at_install", "post_install")
class TestQualificationBudget(QualificationCommon):
    """Companies are found by tax number, name and website, people by two of three:
    those out of sight are as if they were not there, and every question counts."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.hidden_company = cls.make_company(
            OTHER_TIN,
            user=cls.user_colleague,
            share_mode="me",
            name="Secret Trading",
            website="https://secret.example.com",
        )
        cls.hidden_person = cls.create_contact(
            "0901 234 561",
            user=cls.user_colleague,
            share_mode="me",
            firstname="Leo",
            lastname="Lind",
            email_ids=cls.typed("leo@example.com"),
        )
        cls.env.flush_all()

    #: for each strategy, what is the hidden customer's and what is nobody's
    EVIDENCE = (
        ("tin", "account", {"vat": OTHER_TIN}, {"vat": TIN}),
        ("tin", "account", {"name": "Secret Trading"}, {"name": "Nobody Trading"}),
        (
            "tin",
            "account",
            {"name": "Secret Trading", "website": "https://secret.example.com"},
            {"name": "Nobody Trading", "website": "https://nobody.example.com"},
        ),
        (
            "person",
            "contact",
            {"firstname": "Leo", "lastname": "Lind", "phones": ["0901 234 561"]},
            {"firstname": "Bo", "lastname": "Berg", "phones": ["0901 234 569"]},
        ),
        (
            "person",
            "contact",
            {
                "lastname": "Lind",
                "phones": ["0901 234 561"],
                "emails": ["leo@example.com"],
            },
            {
                "lastname": "Berg",
                "phones": ["0901 234 569"],
                "emails": ["bo@example.com"],
            },
        ),
    )

    def ask(self, kind, strategy, candidate, policy):
        options = IntakeOptions(strategy=strategy, duplicate_policy=policy)
        with self.env.cr.savepoint() as savepoint:
            [outcome] = self.as_user("antcrm.intake").apply(
                kind, [{"name": "X", **candidate}], options
            )
            savepoint.rollback()
            self.env.invalidate_all()
        return {**outcome, "record": bool(outcome["record"]), "made": False}

    def test_hidden_is_as_absent(self):
        for strategy, kind, hidden, absent in self.EVIDENCE:
            for policy in ("skip", "duplicate", "merge", "overwrite"):
                with self.subTest(evidence=hidden, policy=policy):
                    self.assertEqual(
                        self.ask(kind, strategy, hidden, policy),
                        self.ask(kind, strategy, absent, policy),
                    )

    def test_leads_tell_nothing(self):
        """A lead that is saved with hidden data is as one with new data."""

        def get_answers(**values):
            lead = self.make_lead(
                is_new_company=True, is_new_contact=True, company_name="X", **values
            )
            names = ("is_new_company", "is_new_contact", "qualification_state")
            return [
                bool(lead.existing_company_id),
                bool(lead.existing_contact_id),
                *(lead[name] for name in names),
            ]

        hidden = {"firstname": "Leo", "lastname": "Lind", "phone": "0901 234 561"}
        absent = {"firstname": "Bo", "lastname": "Berg", "phone": "0901 234 569"}
        self.assertEqual(
            get_answers(vat=OTHER_TIN, **hidden), get_answers(vat=TIN, **absent)
        )

    def test_every_question_counts(self):
        for strategy, kind, hidden, _absent in self.EVIDENCE:
            with self.subTest(evidence=hidden):
                self.set_budget(0)
                with self.assertRaisesRegex(UserError, "Too many"):
                    self.ask(kind, strategy, hidden, "skip")
        self.set_budget(1)
        self.make_lead(vat=OTHER_TIN)
        with self.assertRaisesRegex(UserError, "Too many"):
            self.make_lead(vat=OTHER_TIN)

    def test_strategy_is_not_for_callers(self):
        for method in ("plan", "apply"):
            with self.assertRaisesRegex(UserError, "strategy"):
                getattr(self.as_user("antcrm.intake"), method)(
                    "account", [{"name": "X"}], {"strategy": "tin"}
                )

    def test_all_doors_are_known(self):
        found = {
            name
            for name, parameters in get_public_methods(self.env).items()
            if parameters & EVIDENCE_PARAMETERS
        }
        self.assertEqual(found, set(DOORS) | AS_READ)
