from unittest.mock import patch

from odoo.exceptions import AccessError, ConcurrencyError, ValidationError
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
        """It is as if it were not there, and nobody points to it by hand."""
        hidden = self.make_company(
            OTHER_TIN, user=self.user_colleague, share_mode="me", name="Secret"
        )
        lead = self.make_lead(vat=OTHER_TIN, is_new_company=True)
        self.assert_company(lead, hidden.browse(), True)
        self.set_lookup({"name": "Told by the service", "vat": OTHER_TIN})
        lead = self.make_lead(vat=OTHER_TIN, is_new_company=True)
        self.assertEqual(lead.existing_company_id.name, "Told by the service")
        self.assertNotEqual(lead.existing_company_id, hidden)
        with self.assertRaises(AccessError):
            lead.existing_company_id = hidden.with_user(self.user_sales)
        with self.assertRaises(AccessError):
            self.make_lead(existing_contact_id=hidden.id)

    def test_chosen_one_of_several_stays(self):
        other = self.make_company(TIN)
        lead = self.make_lead(vat=TIN, existing_company_id=other.id)
        self.assert_company(lead, other)
        lead.write({"vat": f"{TIN[:4]} {TIN[4:]}"})
        self.assert_company(lead, other)

    def test_corrected_number(self):
        """The company of a mistyped number goes, and the right one is asked for."""
        self.set_lookup({"name": "The right one", "vat": OTHER_TIN})
        lead = self.make_lead(vat=TIN)
        self.assert_company(lead, self.company)
        lead.vat = OTHER_TIN
        self.assertEqual(lead.existing_company_id.name, "The right one")
        self.set_lookup()
        lead.vat = "123456789"
        self.assert_company(lead, self.company.browse(), True)
        # a company that was not found by the number stays
        chosen = self.make_company(False)
        lead = self.make_lead(vat=TIN)
        lead.write({"vat": "111111111", "existing_company_id": chosen.id})
        lead.vat = "987654321"
        self.assert_company(lead, chosen)
        lead = self.make_lead(vat=TIN)
        lead.vat = f"{TIN[:4]}-{TIN[4:]}"
        self.assert_company(lead, self.company)
        lead.vat = False
        self.assert_company(lead, self.company)

    def test_hidden_existing_company_does_not_block(self):
        """Somebody else has chosen it: who does not see it saves the rest."""
        hidden = self.make_company(
            OTHER_TIN, user=self.user_colleague, share_mode="me", name="Secret"
        )
        lead = self.make_lead(self.user_colleague, existing_company_id=hidden.id)
        lead.user_id = self.user_sales
        lead = lead.with_user(self.user_sales)
        self.env.invalidate_all()
        known = self.create_contact("0901 234 561", firstname="Leo", lastname="Lind")
        lead.write(
            {
                "is_new_contact": True,
                "firstname": "Leo",
                "lastname": "Lind",
                "phone": "0901 234 561",
            }
        )
        self.assertEqual(lead.existing_contact_id, known)
        self.assertFalse(known.parent_id)
        lead.write({"vat": TIN})

    def test_existing_company_is_an_account(self):
        person = self.create_contact()
        for partner in (person, self.env.company.partner_id):
            with self.assert_refused(ValidationError, "as the company"):
                self.make_lead(existing_company_id=partner.id)
        with self.assert_refused(ValidationError, "as the contact"):
            self.make_lead(existing_contact_id=self.company.id)
        lead = self.make_lead()
        with self.assert_refused(ValidationError, "as the contact"):
            lead.existing_contact_id = self.user_colleague.partner_id

    # ------------------------------------------------------------------
    # What strangers send
    # ------------------------------------------------------------------

    def take_in_for(self, owner, vat=OTHER_TIN, **values):
        """Create a lead as forms and mails of strangers do."""
        values = {"name": "Sent", "type": "lead", "vat": vat, **values}
        return (
            self.env["crm.lead"]
            .with_user(self.user_portal)
            .sudo()
            .create({"user_id": owner.id, **values})
        )

    def test_found_with_the_eyes_of_the_owner(self):
        hidden = self.make_company(
            OTHER_TIN, user=self.user_colleague, share_mode="me", name="Secret"
        )
        lead = self.take_in_for(self.user_sales)
        self.assertFalse(lead.existing_company_id)
        lead = self.take_in_for(self.user_sales, is_new_company=True)
        self.assert_company(lead, hidden.browse(), True)
        self.assertEqual(
            self.take_in_for(self.user_colleague).existing_company_id, hidden
        )
        # nobody's lead: what everybody sees
        nobody = self.env["res.users"]
        self.assertFalse(self.take_in_for(nobody).existing_company_id)
        self.assertEqual(
            self.take_in_for(nobody, vat=TIN).existing_company_id, self.company
        )

    def test_looked_up_with_the_eyes_of_the_owner(self):
        self.make_company(
            False,
            user=self.user_colleague,
            share_mode="me",
            name="Secret",
            email="info@ropes.example.com",
        )
        self.set_lookup({"name": "Secret", "emails": ["info@ropes.example.com"]})
        self.set_by_email()
        values = {"is_new_company": True, "email_from": "leo@ropes.example.com"}
        lead = self.take_in_for(self.user_sales, vat=False, **values)
        self.assertFalse(lead.existing_company_id)
        lead = self.take_in_for(self.user_colleague, vat=False, **values)
        self.assertEqual(lead.existing_company_id.name, "Secret")

    def test_wrong_number(self):
        with self.assert_refused(ValidationError, "9, 10 or 12 digits"):
            self.make_lead(vat="12345")
        with self.assert_refused(ValidationError, "not a tax number of Vietnam"):
            self.make_lead(vat="01001091", country_id=self.vietnam.id)

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

    def set_by_email(self):
        self.env["ir.config_parameter"].set_param(
            "antcrm_qualification.lookup_by_email", "1"
        )

    def answer_by_email(self, answer):
        """Let the service answer whatever address it is asked for."""
        self.set_lookup()
        self.set_by_email()
        self.patch(
            type(self.env["antcrm.company.lookup.offline"]),
            "_find_by_email",
            lambda self, email, timeout: answer,
        )

    def test_by_email(self):
        self.set_lookup({"name": "Ropes", "emails": ["info@ropes.example.com"]})
        values = {"email_from": "leo@ropes.example.com", "is_new_company": True}
        self.assertFalse(self.make_lead(**values).existing_company_id)
        self.set_by_email()
        self.assertEqual(self.make_lead(**values).existing_company_id.name, "Ropes")

    def test_by_email_and_number(self):
        """The number of the lead decides, and is filled in."""
        values = {"email_from": "leo@ropes.example.com", "is_new_company": True}
        self.answer_by_email({"name": "Another", "vat": TIN})
        lead = self.make_lead(vat=OTHER_TIN, **values)
        self.assert_company(lead, self.company.browse(), True)
        self.answer_by_email({"name": "Ropes"})
        lead = self.make_lead(vat=OTHER_TIN, **values)
        self.assertRecordValues(
            lead.existing_company_id, [{"name": "Ropes", "vat": OTHER_TIN}]
        )

    def test_by_email_without_a_number(self):
        """One company, however many of its people write."""
        self.answer_by_email({"name": "Lind Ropes", "website": "www.ropes.example"})
        leads = self.as_user("crm.lead").create(
            [
                {
                    "name": "Interested",
                    "type": "lead",
                    "is_new_company": True,
                    "email_from": f"{name}@ropes.example",
                }
                for name in ("leo", "ida")
            ]
        )
        leads |= self.make_lead(email_from="a@ropes.example", is_new_company=True)
        company = leads[0].existing_company_id
        self.assertEqual(company.name, "Lind Ropes")
        self.assertEqual(leads.existing_company_id, company)
        self.answer_by_email({"name": "LIND  Ropes", "website": "http://other.example"})
        lead = self.make_lead(email_from="b@other.example", is_new_company=True)
        self.assertNotEqual(lead.existing_company_id, company)

    def test_same_phone_is_another_company(self):
        """A tax number says who it is."""
        self.company.phone_ids = self.typed("0901 234 777")
        answer = {"name": "Neighbour", "vat": OTHER_TIN, "phones": ["0901 234 777"]}
        third = {"name": "Third", "vat": "123456789", "phones": ["0901 234 777"]}
        self.set_lookup(answer, third)
        leads = self.as_user("crm.lead").create(
            [
                {
                    "name": "Interested",
                    "type": "lead",
                    "vat": vat,
                    "is_new_company": True,
                }
                for vat in (OTHER_TIN, "123456789")
            ]
        )
        self.assertEqual(
            leads.existing_company_id.mapped("name"), ["Neighbour", "Third"]
        )
        self.assertTrue(leads[0].existing_company_id.duplicate_warning)

    def test_refused_company_does_not_block(self):
        """A number that the host refuses, a country that is none."""

        Partner = type(self.env["res.partner"])
        create = Partner.create

        def refuse(partners, vals_list):
            result = create(partners, vals_list)
            if "Refused" in result.mapped("name"):
                raise ValidationError(str(vals_list))
            return result

        self.patch(Partner, "create", refuse)
        for answer in (
            {"name": "Refused", "vat": OTHER_TIN},
            {"name": "Odd", "vat": OTHER_TIN, "state_id": 10**6},
        ):
            self.set_lookup(answer)
            with self.assertLogs("odoo.addons.antcrm_qualification", "WARNING"):
                lead = self.make_lead(vat=OTHER_TIN, is_new_company=True, city="Huế")
            self.assert_company(lead, self.company.browse(), True)
            self.assertEqual(lead.city, "Huế")

    def test_concurrency_is_not_swallowed(self):
        self.set_lookup({"name": "Found", "vat": OTHER_TIN})
        with (
            patch.object(
                type(self.env["crm.lead"]),
                "_create_companies",
                side_effect=ConcurrencyError("again"),
            ),
            self.assertRaises(ConcurrencyError),
        ):
            self.make_lead(vat=OTHER_TIN, is_new_company=True)

    def test_own_mistakes_are_told(self):
        """What the lead itself cannot be saved with is no failure of the service."""
        self.set_lookup({"name": "Found", "vat": OTHER_TIN})
        lead = self.make_lead()
        with self.assertRaises(Exception), self.env.cr.savepoint():  # noqa: B017
            lead.write({"vat": OTHER_TIN, "is_new_company": True, "country_id": 10**6})
            self.env.flush_all()
        self.assertFalse(lead.vat)

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
