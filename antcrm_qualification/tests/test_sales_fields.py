from odoo.exceptions import ValidationError
from odoo.tests import tagged

from .common import QualificationCommon


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
