from unittest.mock import patch

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged

from .common import BELGIAN_TIN, OTHER_TIN, TIN, QualificationCommon


@tagged("post_install", "-at_install")
class TestCompanyMatch(QualificationCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.make_company(TIN)

    def assert_company(self, lead, company, is_new=False):
        self.env.flush_all()
        self.assertEqual(lead.existing_company_id, company)
        self.assertEqual(lead.is_new_company, is_new)

    def asked(self, **kwargs):
        """Count what the offline service is asked."""
        model = type(self.env["antcrm.company.lookup.offline"])
        return patch.object(
            model, "_find_by_tin", autospec=True, side_effect=None, **kwargs
        )

    # ------------------------------------------------------------------
    # Match
    # ------------------------------------------------------------------

    def test_found_when_created(self):
        lead = self.make_lead(vat=TIN, is_new_company=True)
        self.assert_company(lead, self.company)

    def test_found_whenever_the_number_changes(self):
        lead = self.make_lead()
        lead.vat = OTHER_TIN
        self.assert_company(lead, self.company.browse())
        lead.vat = f"{TIN[:4]} {TIN[4:]}"
        self.assert_company(lead, self.company)
        other = self.make_company(OTHER_TIN)
        lead.vat = OTHER_TIN
        self.assert_company(lead, other)

    def test_found_though_new_was_ticked_by_hand(self):
        lead = self.make_lead(vat=TIN)
        lead.is_new_company = True
        self.assert_company(lead, self.company)

    def test_ticked_without_a_match(self):
        lead = self.make_lead(existing_company_id=self.company.id)
        lead.is_new_company = True
        self.assert_company(lead, self.company.browse(), True)
        lead.existing_company_id = self.company
        self.assert_company(lead, self.company)

    def test_removed_by_hand(self):
        lead = self.make_lead(vat=TIN)
        lead.existing_company_id = False
        lead.name = "Saved again"
        self.assert_company(lead, self.company.browse())

    def test_prefix_and_country(self):
        company = self.make_company(BELGIAN_TIN, country_id=self.belgium.id)
        lead = self.make_lead(vat="0477.472.701", country_id=self.belgium.id)
        self.assert_company(lead, company)
        self.assert_company(self.make_lead(vat="0477472701"), company)
        # the same digits in another country are another company
        company.country_id = self.vietnam
        lead = self.make_lead(vat="0477472701", country_id=self.belgium.id)
        self.assert_company(lead, company.browse())

    def test_not_matched(self):
        """Own companies, people, addresses and archived ones behind active ones."""
        self.company.sudo().active = False
        self.assert_company(self.make_lead(vat=TIN), self.company)
        active = self.make_company(TIN)
        self.assert_company(self.make_lead(vat=TIN), active)
        self.env.company.vat = OTHER_TIN
        self.create_contact(vat=OTHER_TIN)
        self.assert_company(self.make_lead(vat=OTHER_TIN), active.browse())

    def test_hidden_company(self):
        """It is not told, and nobody points to it by hand."""
        hidden = self.make_company(
            OTHER_TIN, user=self.user_colleague, share_mode="me", name="Secret"
        )
        self.set_lookup({"name": "Told by the service", "vat": OTHER_TIN})
        lead = self.make_lead(vat=OTHER_TIN, is_new_company=True)
        self.assert_company(lead, hidden.browse(), True)
        with self.assertRaises(AccessError):
            lead.existing_company_id = hidden.with_user(self.user_sales)
        with self.assertRaises(AccessError):
            self.make_lead(existing_contact_id=hidden.id)

    def test_wrong_number(self):
        with self.assert_refused(ValidationError, "9, 10 or 12 digits"):
            self.make_lead(vat="12345")
        with self.assert_refused(ValidationError, "not a tax number of Vietnam"):
            self.make_lead(vat="0100109107", country_id=self.vietnam.id)

    # ------------------------------------------------------------------
    # Look-up
    # ------------------------------------------------------------------

    def test_looked_up_and_created(self):
        self.set_lookup(
            {
                "name": "Công ty Đông Á",
                "vat": OTHER_TIN,
                "city": "Huế",
                "country_id": self.vietnam.id,
                "phones": ["0901 234 777"],
            }
        )
        lead = self.make_lead(
            vat=OTHER_TIN, is_new_company=True, share_mode="me", country_id=False
        )
        company = lead.existing_company_id
        self.assert_company(lead, company)
        self.assertRecordValues(
            company,
            [
                {
                    "name": "Công ty Đông Á",
                    "customer_kind": "account",
                    "vat": OTHER_TIN,
                    "city": "Huế",
                    "country_id": self.vietnam.id,
                    "phone": "+84 901 234 777",
                    "create_uid": self.user_sales.id,
                    "share_mode": "me",
                }
            ],
        )
        # the next lead finds it
        self.assert_company(self.make_lead(vat=OTHER_TIN), company)

    def test_asked_when_the_number_changes(self):
        self.set_lookup()
        lead = self.make_lead(is_new_company=True)
        with self.asked(return_value=None) as find:
            lead.vat = OTHER_TIN
            self.assertEqual(find.call_count, 1)
            lead.write({"name": "Saved again", "vat": OTHER_TIN})
            self.assertEqual(find.call_count, 1)
            self.make_lead(vat=OTHER_TIN)
            self.make_lead(vat=TIN, is_new_company=True)
            self.assertEqual(find.call_count, 1)
        self.assert_company(lead, self.company.browse(), True)

    def test_one_company_for_a_batch(self):
        self.set_lookup({"name": "Once", "vat": OTHER_TIN})
        with self.asked(return_value={"name": "Once", "vat": OTHER_TIN}) as find:
            leads = self.as_user("crm.lead").create(
                [
                    {
                        "name": f"No {number}",
                        "type": "lead",
                        "vat": OTHER_TIN,
                        "is_new_company": True,
                    }
                    for number in range(3)
                ]
            )
            self.assertEqual(find.call_count, 1)
        self.assertEqual(len(leads.existing_company_id), 1)
        self.assertEqual(len(leads.mapped("existing_company_id.name")), 1)

    def test_nothing_blocks_saving(self):
        self.set_lookup()
        for failure in (
            TimeoutError("slow"),
            ValueError("no answer"),
            ValidationError("refused"),
        ):
            with (
                patch.object(
                    type(self.env["antcrm.company.lookup.offline"]),
                    "_find_by_tin",
                    side_effect=failure,
                ),
                self.assertLogs("odoo.addons.antcrm_qualification", "WARNING"),
            ):
                lead = self.make_lead(vat=OTHER_TIN, is_new_company=True)
            self.assert_company(lead, self.company.browse(), True)

    def test_no_time_left(self):
        self.set_lookup({"name": "Late", "vat": OTHER_TIN})
        with patch(
            "odoo.addons.antcrm_qualification.models.antcrm_company_lookup.BUDGET", 0
        ):
            lead = self.make_lead(vat=OTHER_TIN, is_new_company=True)
        self.assert_company(lead, self.company.browse(), True)

    def test_broken_answers(self):
        answers = (
            {"name": "Another", "vat": TIN},
            {"vat": OTHER_TIN},
            {"name": "Odd", "vat": OTHER_TIN, "no_such_field": 1, "country_id": 0},
        )
        for answer, found in zip(answers, (False, False, True), strict=True):
            self.set_lookup(answer)
            with self.asked(return_value=answer):
                lead = self.make_lead(vat=OTHER_TIN, is_new_company=True)
            self.assertEqual(bool(lead.existing_company_id), found, answer)

    def test_by_email(self):
        self.set_lookup({"name": "Ropes", "emails": ["info@ropes.example.com"]})
        values = {"email_from": "leo@ropes.example.com", "is_new_company": True}
        self.assertFalse(self.make_lead(**values).existing_company_id)
        self.env["ir.config_parameter"].set_param(
            "antcrm_qualification.lookup_by_email", "1"
        )
        self.assertEqual(self.make_lead(**values).existing_company_id.name, "Ropes")

    def test_partner_autocomplete(self):
        """The host's service, where it is installed; its answer, without the net."""
        if "iap.autocomplete.api" not in self.env:
            self.skipTest("partner_autocomplete is not installed")
        self.set_lookup(provider="autocomplete")
        calls = []

        def contact(service, endpoint, action, params, timeout=15):
            calls.append((action, params["query"], timeout))
            return {
                "data": [
                    {
                        "name": "Service Ltd",
                        "vat": OTHER_TIN,
                        "city": "Hanoi",
                        "country_code": "VN",
                        "country_name": "Vietnam",
                        "phone": "+84 901 234 778",
                        "duns": "1",
                    }
                ]
            }

        self.patch(type(self.env["iap.autocomplete.api"]), "_contact_iap", contact)
        lead = self.make_lead(vat=OTHER_TIN, is_new_company=True)
        company = lead.existing_company_id
        self.assertEqual((company.name, company.city), ("Service Ltd", "Hanoi"))
        self.assertEqual(company.country_id, self.vietnam)
        [(action, query, timeout)] = calls
        self.assertEqual((action, query), ("search_by_vat", OTHER_TIN))
        self.assertLessEqual(timeout, 5)

    def test_partner_autocomplete_fails(self):
        if "iap.autocomplete.api" not in self.env:
            self.skipTest("partner_autocomplete is not installed")
        # the host's own test mode refuses to ask
        self.set_lookup(provider="autocomplete")
        lead = self.make_lead(vat=OTHER_TIN, is_new_company=True)
        self.assert_company(lead, self.company.browse(), True)

    # ------------------------------------------------------------------
    # Many at once
    # ------------------------------------------------------------------

    def test_queries_do_not_grow_with_each_lead(self):
        self.env["res.partner"].create(
            [
                {"name": f"Company {i}", "is_company": True, "vat": f"{i:09}"}
                for i in range(200)
            ]
        )
        plain, _leads = self.count_queries([{}] * 200)
        matched, leads = self.count_queries([{"vat": f"{i:09}"} for i in range(200)])
        self.assertEqual(len(leads.existing_company_id), 200)
        self.assertLess(matched - plain, 20)
