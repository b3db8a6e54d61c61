from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .common import CustomersCommon


@tagged("post_install", "-at_install")
class TestQuickCreate(CustomersCommon):
    """What the pop-up asks the server: who it may be, and to take a customer in."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.intake = cls.as_user("antcrm.intake")
        cls.ida = cls.create_contact(
            "0901 234 567", firstname="Ida Maria", lastname="Berg"
        )
        cls.account = cls.as_user("res.partner").create(
            {"name": "Công ty Đông Á", "is_company": True}
        )

    def find(self, user=None, kind="contact", **candidate):
        [found] = self.as_user("antcrm.intake", user).find_similar(kind, [candidate])
        return found

    def test_same_phone(self):
        self.assertEqual(
            self.find(name="Somebody", phones=["+84 901 234567"]),
            [
                {
                    "id": self.ida.id,
                    "kind": "contact",
                    "name": "Ida Maria Berg",
                    "detail": "+84 901 234 567",
                    "reasons": ["phone"],
                }
            ],
        )
        self.assertFalse(self.find(phones=["0901 234 568", "no number"]))

    def test_same_email(self):
        self.ida.email = "Ida <IDA@Example.com>"
        [found] = self.find(emails=["ida@example.com", "ida@"])
        self.assertEqual(found["reasons"], ["email"])

    def test_similar_names(self):
        for name in (
            "Ida Maria Berg",
            "berg ida maria",
            "Ida Marie Berg",
            "ida mar",
            "BERG",
            "ÌDA MARIA BERG",
        ):
            self.assertIn(self.ida.id, [f["id"] for f in self.find(name=name)], name)
        for name in ("id", "Ina Bergmann", "%", "___", "%Berg%", "I_a", ""):
            self.assertNotIn(self.ida.id, [f["id"] for f in self.find(name=name)], name)
        [found] = self.find(name="cong ty dong a")
        self.assertEqual((found["id"], found["kind"]), (self.account.id, "account"))

    def test_the_most_likely_comes_first(self):
        twin = self.create_contact(
            "0901 234 569", firstname="Ida Maria", lastname="Bergh"
        )
        found = self.find(name="Ida Maria Berg", phones=["0901 234 569"])
        self.assertEqual([f["id"] for f in found], [twin.id, self.ida.id])
        self.assertEqual(found[0]["reasons"], ["phone", "name"])

    def test_leads(self):
        lead = self.create_lead("0901 234 567", firstname="Leo", lastname="Lind")
        company = self.as_user("crm.lead").create(
            {"name": "Call back", "partner_name": "Leo Linden Ltd", "type": "lead"}
        )
        self.env["crm.lead"].create({"name": "Leo Lind", "type": "opportunity"})
        found = self.find(kind="lead", name="leo lind", phones=["0901234567"])
        self.assertEqual([f["id"] for f in found], [lead.id, company.id])

    def test_shares_are_respected(self):
        self.ida.share_mode = "me"
        for candidate in ({"name": "Ida Maria Berg"}, {"phones": ["0901 234 567"]}):
            self.assertTrue(self.find(**candidate))
            self.assertFalse(self.find(self.user_colleague, **candidate))

    def test_colleagues_and_archived_are_not_offered(self):
        new_test_user(self.env, "ida.colleague", name="Ida Maria Berg")
        self.create_contact(firstname="Ida Maria", lastname="Berg").active = False
        self.assertEqual(
            [f["id"] for f in self.find(name="Ida Maria Berg")], [self.ida.id]
        )

    def test_condition_of_the_field(self):
        [found] = self.intake.find_similar(
            "contact", [{"name": "ida maria"}], domain=[("is_company", "=", True)]
        )
        self.assertFalse(found)

    def test_hostile_input(self):
        self.assertEqual(
            self.intake.find_similar(
                "contact",
                [{"name": ["x"], "phones": "0901", "emails": [None, 1]}, {}],
                limit=10**9,
            ),
            [[], []],
        )
        for kind, candidates in (("x", []), ("lead", [{}] * 1001)):
            with self.assertRaises(ValueError):
                self.intake.find_similar(kind, candidates)
        with self.assertRaises(AccessError):
            self.as_user("antcrm.intake", self.user_portal).find_similar(
                "contact", [{"name": "Ida Maria"}]
            )

    def test_one_query_for_all_names(self):
        candidates = [{"name": f"Ida Maria {n}"} for n in range(50)]
        self.intake.find_similar("contact", candidates[:1])
        self.env.invalidate_all()
        with self.assertQueryCount(8):
            found = self.intake.find_similar("contact", candidates)
        self.assertEqual(len(found), 50)
        self.assertEqual({f["id"] for similar in found for f in similar}, {self.ida.id})

    def test_index_serves_names(self):
        self.env.cr.execute("SET LOCAL enable_seqscan = off")
        for Model in (self.env["res.partner"], self.env["crm.lead"]):
            name = Model._get_name_key_sql()
            self.env.cr.execute(
                f"EXPLAIN SELECT id FROM {Model._table} "
                f"WHERE {name} %% 'ida' OR {name} LIKE '%%ida%%'",
                [],
            )
            plan = "\n".join(row[0] for row in self.env.cr.fetchall())
            self.assertIn(f"{Model._table}_name_key_trigram", plan)

    def test_create(self):
        """What the pop-up sends, by somebody who has no role of ours."""
        user = new_test_user(
            self.env, "pat", groups="base.group_user,base.group_partner_manager"
        )
        self.assertEqual(self.find(user, name="Ida Maria")[0]["id"], self.ida.id)
        options = {"duplicate_policy": "skip", "invalid_values": "reject"}
        intake = self.as_user("antcrm.intake", user)
        [created, known, wrong] = intake.apply(
            "contact",
            [
                {
                    "name": "Nils Ny",
                    "phones": ["0901 234 570"],
                    "emails": ["nils@example.com"],
                    "parent_id": "Cong ty dong a",
                    "tags": ["Fair"],
                },
                {"name": "Ida", "phones": ["0901234567"]},
                {"name": "Bo", "phones": ["12"]},
            ],
            options,
        )
        partner = self.env["res.partner"].browse(created["record"]["id"])
        self.assertEqual(partner.parent_id, self.account)
        self.assertEqual((partner.firstname, partner.lastname), ("Nils", "Ny"))
        self.assertTrue(partner.phone_ids.exclusive)
        self.assertEqual(partner.category_id.name, "Fair")
        self.assertEqual(known["action"], "skipped")
        self.assertEqual(known["record"]["id"], self.ida.id)
        self.assertEqual(wrong["action"], "rejected")
        self.assertIn("12", wrong["reasons"][0])

    def test_labels_and_countries(self):
        """What the pop-up knows of a number beside its digits."""
        france = self.env.ref("base.fr")
        [outcome] = self.intake.apply(
            "lead",
            [
                {
                    "name": "Lea",
                    "phones": [
                        {
                            "value": "1 40 20 50 50",
                            "label": "Work",
                            "country_id": france.id,
                        },
                        {"value": "0901 234 599", "label": "", "country_id": None},
                        "0901 234 598",
                        {"value": "0901 234 597", "country_id": 2**31},
                        {"value": "0901 234 596", "country_id": "France"},
                        {"label": "Home"},
                        {},
                    ],
                    "emails": [{"value": "Lea@example.com", "label": "Home " * 40}],
                }
            ],
            {"duplicate_policy": "skip", "invalid_values": "reject"},
        )
        lead = self.env["crm.lead"].browse(outcome["record"]["id"])
        self.assertEqual(
            [(point.value, point.label) for point in lead.phone_ids],
            [
                ("+33 1 40 20 50 50", "Work"),
                ("+84 901 234 599", False),
                ("+84 901 234 598", False),
                # no country of the name, and none of the number
                ("+84 901 234 597", False),
                ("+84 901 234 596", False),
            ],
        )
        self.assertEqual(lead.email_ids.value, "Lea@example.com")
        self.assertLessEqual(len(lead.email_ids.label), 60)

    def test_full_form_splits_the_name(self):
        Partner = self.as_user("res.partner").with_context(
            default_name="Ida Maria Berg", antcrm_kind="contact"
        )
        values = Partner.default_get(["name", "firstname", "lastname"])
        self.assertEqual(values["firstname"], "Ida Maria")
        self.assertEqual(values["lastname"], "Berg")
