from unittest.mock import patch

from odoo.exceptions import ValidationError
from odoo.tests import tagged
from odoo.tools.safe_eval import safe_eval

from .common import BELGIAN_TIN, TIN, QualificationCommon


@tagged("post_install", "-at_install")
class TestSalesFields(QualificationCommon):
    """Direction, product and agreement depend on one another, whatever the door."""

    def assert_fields(self, lead, direction, product, agreement):
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertRecordValues(
            lead,
            [
                {
                    "sales_direction_id": direction.id,
                    "sales_product_id": product.id,
                    "partner_agreement_id": agreement.id,
                    "partner_company_id": agreement.partner_id.id,
                }
            ],
        )

    def make_full_lead(self):
        lead = self.make_lead(
            sales_direction_id=self.services.id,
            sales_product_id=self.support.id,
            partner_agreement_id=self.agreement.id,
        )
        self.assert_fields(lead, self.services, self.support, self.agreement)
        self.assertEqual(lead.partner_contact_id, self.partner_contact)
        return lead

    def test_no_product_without_a_direction(self):
        with self.assert_refused(ValidationError, "Choose a sales direction"):
            self.make_lead(sales_product_id=self.support.id)
        lead = self.make_lead()
        with self.assert_refused(ValidationError, "Choose a sales direction"):
            lead.write({"sales_product_id": self.support.id})

    def test_product_outside_the_direction(self):
        with self.assert_refused(ValidationError, "does not belong"):
            self.make_lead(
                sales_direction_id=self.services.id, sales_product_id=self.training.id
            )
        lead = self.make_full_lead()
        with self.assert_refused(ValidationError, "does not belong"):
            lead.write({"sales_product_id": self.training.id})

    def test_agreement_outside_its_programme(self):
        for values in (
            {"sales_direction_id": self.schooling.id},
            {
                "sales_direction_id": self.services.id,
                "sales_product_id": self.hosting.id,
            },
        ):
            with self.assert_refused(ValidationError, "agreement “P-1”"):
                self.make_lead(partner_agreement_id=self.agreement.id, **values)
        lead = self.make_full_lead()
        with self.assert_refused(ValidationError, "agreement “R-1”"):
            lead.write({"partner_agreement_id": self.other_agreement.id})

    def test_new_direction(self):
        lead = self.make_full_lead()
        lead.write({"sales_direction_id": self.schooling.id})
        # it has the product, its programme is another
        self.assert_fields(lead, self.schooling, self.support, self.agreement.browse())
        lead = self.make_lead(
            sales_direction_id=self.services.id, sales_product_id=self.hosting.id
        )
        lead.sales_direction_id = self.schooling
        self.assert_fields(
            lead, self.schooling, self.support.browse(), self.agreement.browse()
        )

    def test_cleared_direction(self):
        lead = self.make_full_lead()
        lead.write({"sales_direction_id": False})
        self.assert_fields(
            lead, self.services.browse(), self.support.browse(), self.agreement
        )

    def test_new_product(self):
        lead = self.make_full_lead()
        lead.write({"sales_product_id": self.hosting.id})
        self.assert_fields(lead, self.services, self.hosting, self.agreement.browse())
        lead = self.make_full_lead()
        lead.write({"sales_product_id": False})
        self.assert_fields(lead, self.services, self.support.browse(), self.agreement)

    def test_agreement_sets_an_empty_direction(self):
        lead = self.make_lead(partner_agreement_id=self.agreement.id)
        self.assert_fields(lead, self.services, self.support.browse(), self.agreement)
        lead = self.make_lead()
        lead.write({"partner_agreement_id": self.agreement.id})
        self.assert_fields(lead, self.services, self.support.browse(), self.agreement)
        self.assertEqual(lead.partner_contact_id, self.partner_contact)
        lead = self.make_lead(
            partner_agreement_id=self.agreement.id,
            sales_direction_id=False,
            sales_product_id=self.support.id,
        )
        self.assert_fields(lead, self.services, self.support, self.agreement)
        lead.write(
            {
                "partner_agreement_id": self.other_agreement.id,
                "sales_direction_id": False,
            }
        )
        self.assert_fields(lead, self.schooling, self.support, self.other_agreement)
        lead.write({"partner_agreement_id": False, "sales_direction_id": False})
        lead.write({"partner_agreement_id": self.agreement.id})
        self.assertEqual(lead.partner_contact_id, self.partner_contact)
        lead.partner_agreement_id = False
        self.assert_fields(
            lead, self.services, self.support.browse(), self.agreement.browse()
        )
        self.assertFalse(lead.partner_contact_id)

    def test_partner_company_is_read_only(self):
        lead = self.make_full_lead()
        self.assertTrue(
            lead.fields_get(["partner_company_id"])["partner_company_id"]["readonly"]
        )
        lead.write({"partner_company_id": self.other_partner.id})
        self.assert_fields(lead, self.services, self.support, self.agreement)
        lead = self.make_lead(partner_company_id=self.other_partner.id)
        self.assertFalse(lead.partner_company_id)

    def test_partner_contact_of_another_company(self):
        lead = self.make_full_lead()
        with self.assert_refused(ValidationError, "another company"):
            lead.partner_contact_id = self.other_contact

    def test_a_programme_that_changes_rewrites_no_lead(self):
        lead = self.make_full_lead()
        self.programme.direction_ids = False
        self.services.product_ids = False
        self.assert_fields(lead, self.services, self.support, self.agreement)
        lead.name = "Still there"

    def test_several_leads_at_once(self):
        leads = self.make_full_lead() | self.make_lead()
        leads.write({"sales_direction_id": self.schooling.id})
        self.assertEqual(leads.sales_direction_id, self.schooling)
        self.assertFalse(leads.partner_agreement_id)
        self.assertEqual(leads[0].sales_product_id, self.support)
        self.assertFalse(leads[1].sales_product_id)

    def test_copy_after_a_programme_changed(self):
        lead = self.make_full_lead()
        self.programme.direction_ids = False
        self.assert_fields(
            lead.copy(), self.services, self.support, self.agreement.browse()
        )
        self.services.product_ids = False
        self.assert_fields(
            lead.copy(), self.services, self.support.browse(), self.agreement.browse()
        )
        # what somebody chooses for the copy is refused as ever
        with self.assert_refused(ValidationError, "agreement “P-1”"):
            lead.copy({"partner_agreement_id": self.agreement.id})
        self.partner_contact.parent_id = False
        self.assertFalse(lead.copy().partner_contact_id)

    def test_copy_of_what_is_hidden_or_wrong_by_now(self):
        company = self.make_company(TIN, user=self.user_colleague)
        contact = self.create_contact(user=self.user_colleague)
        lead = self.make_lead(
            existing_company_id=company.id,
            existing_contact_id=contact.id,
            vat=BELGIAN_TIN,
            country_id=self.belgium.id,
        )
        self.assertEqual(lead.copy().existing_contact_id, contact)
        (company | contact).with_user(self.user_colleague).write({"share_mode": "me"})
        lead.country_id = self.vietnam
        self.env.flush_all()
        self.env.invalidate_all()
        copy = lead.copy()
        self.assertFalse(copy.existing_company_id | copy.existing_contact_id)
        self.assertFalse(copy.vat)

    # ------------------------------------------------------------------
    # Merge
    # ------------------------------------------------------------------

    def merge(self, *leads):
        """Merge leads into the first one."""
        with patch.object(
            type(leads[0]),
            "_sort_by_confidence_level",
            lambda leads, reverse=False: leads,
        ):
            leads[0].union(*leads)._merge_opportunity()
        self.env.flush_all()
        return leads[0]

    def test_merge_adds_what_goes_together(self):
        kept = self.make_lead(sales_direction_id=self.services.id)
        merged = self.merge(kept, self.make_lead(name="Plain"), self.make_full_lead())
        self.assert_fields(merged, self.services, self.support, self.agreement)
        self.assertEqual(merged.partner_contact_id, self.partner_contact)
        # of another direction nothing comes
        kept = self.make_lead(sales_direction_id=self.schooling.id)
        other = self.make_lead(
            sales_direction_id=self.services.id, sales_product_id=self.hosting.id
        )
        merged = self.merge(kept, other, self.make_full_lead())
        self.assert_fields(
            merged, self.schooling, self.support, self.agreement.browse()
        )
        merged = self.merge(self.make_lead(), self.make_full_lead())
        self.assert_fields(merged, self.services, self.support, self.agreement)

    def test_merge_after_a_programme_changed(self):
        kept = self.make_full_lead()
        other = self.make_full_lead()
        self.programme.product_ids = False
        merged = self.merge(kept, other)
        # nothing new comes, nothing is lost
        self.assert_fields(merged, self.services, self.support, self.agreement)
        kept = self.make_lead(sales_direction_id=self.services.id)
        merged = self.merge(kept, merged)
        self.assert_fields(merged, self.services, self.support, self.agreement.browse())

    def test_merge_of_a_number_and_another_country(self):
        kept = self.make_lead(vat=TIN)
        other = self.make_lead(
            street="Rue 1", city="Gent", country_id=self.belgium.id, zip="9000"
        )
        third = self.make_lead(vat=BELGIAN_TIN, country_id=self.belgium.id)
        merged = self.merge(kept, other)
        self.assertEqual((merged.country_id, merged.vat), (self.belgium, TIN))
        merged = self.merge(merged, third)
        self.assertEqual(merged.vat, BELGIAN_TIN)

    def test_merge_keeps_new_and_existing(self):
        kept = self.make_lead()
        merged = self.merge(
            kept, self.make_lead(is_new_company=True, is_new_contact=True)
        )
        self.assertTrue(merged.is_new_company and merged.is_new_contact)
        company = self.make_company(TIN)
        merged = self.merge(merged, self.make_lead(existing_company_id=company.id))
        self.assertEqual(merged.existing_company_id, company)
        self.assertFalse(merged.is_new_company)
        self.assertTrue(merged.is_new_contact)

    def test_choices_offered(self):
        """What the pickers of the form offer is what the server takes."""
        lead = self.make_lead(sales_direction_id=self.services.id)

        def offered(name, record=lead):
            field = record._fields[name]
            domain = record.fields_get([name])[name]["domain"]
            if isinstance(domain, str):
                values = {
                    key: record[key].id
                    for key in (
                        *("sales_direction_id", "sales_product_id"),
                        *("existing_company_id", "partner_company_id"),
                    )
                }
                domain = safe_eval(domain, values)
            return record.env[field.comodel_name].search(domain)

        self.assertEqual(offered("sales_product_id"), self.support | self.hosting)
        self.assertIn(self.agreement, offered("partner_agreement_id"))
        self.assertNotIn(self.other_agreement, offered("partner_agreement_id"))
        lead.sales_product_id = self.hosting
        self.assertNotIn(self.agreement, offered("partner_agreement_id"))
        company = self.make_company(TIN)
        ours = self.create_contact(parent_id=company.id)
        other = self.create_contact()
        self.assertLessEqual(ours | other, offered("existing_contact_id"))
        self.assertNotIn(company, offered("existing_contact_id"))
        self.assertIn(company, offered("existing_company_id"))
        self.assertNotIn(ours, offered("existing_company_id"))
        lead.existing_company_id = company
        self.assertEqual(offered("existing_contact_id"), ours)
