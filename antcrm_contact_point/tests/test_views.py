from lxml import etree

from odoo.tests import Form, tagged

from .common import ContactPointCommon

FORMS = {"res.partner": "base.view_partner_form", "crm.lead": "crm.crm_lead_view_form"}
SEARCHES = {
    "res.partner": ["base.view_res_partner_filter"],
    "crm.lead": [
        "crm.view_crm_case_leads_filter",
        "crm.view_crm_case_opportunities_filter",
    ],
}


@tagged("-at_install", "post_install")
class TestViews(ContactPointCommon):
    """The host's own pages show all numbers and addresses, and find by them."""

    def get_arch(self, model, name, view_type):
        view_id = self.env.ref(name).id
        return etree.fromstring(
            self.as_user(model).get_view(view_id, view_type)["arch"]
        )

    def test_forms(self):
        for model, name in FORMS.items():
            arch = self.get_arch(model, name, "form")
            for field in ("phone_ids", "email_ids", "social_ids"):
                with self.subTest(form=name, field=field):
                    self.assertEqual(
                        len(arch.xpath(f"//sheet//field[@name='{field}']")), 1
                    )

    def test_typed_in_the_form_of_the_host(self):
        for model, name in FORMS.items():
            Model = self.as_user(model).with_context(default_type="lead")
            if model == "res.partner":
                Model = self.as_user(model)
            with self.subTest(form=name), Form(Model, name) as form:
                form.name = "Ida"
                for value in ("0901 238 001", "0901 238 002"):
                    with form.phone_ids.new() as point:
                        point.value = value
                with form.email_ids.new() as point:
                    point.value = "Ida@Example.com"
            customer = form.record
            self.assertEqual(
                self.points(customer), ["+84 901 238 001", "+84 901 238 002"]
            )
            self.assertEqual(customer.phone, "+84 901 238 001")
            self.assertEqual(self.points(customer, "email"), ["Ida@example.com"])

    def test_host_columns_in_the_form_of_the_host(self):
        """Code that fills in the host's fields goes on working."""
        with Form(self.as_user("res.partner"), FORMS["res.partner"]) as form:
            form.name = "Ida"
            form.phone = "0901 238 003"
        self.assertEqual(self.points(form.record), ["+84 901 238 003"])

    def test_searches(self):
        for model, names in SEARCHES.items():
            for name in names:
                arch = self.get_arch(model, name, "search")
                [domain] = arch.xpath("//field[@name='name']/@filter_domain")
                with self.subTest(search=name):
                    self.assertIn("contact_search", domain)
                    self.assertTrue(arch.xpath("//field[@name='contact_search']"))

    def test_to_check(self):
        contact = self.as_user("res.partner").create(
            {"name": "Ida", "phone": "nobody knows"}
        )
        self.env.flush_all()
        action = self.env.ref("antcrm_contact_point.antcrm_contact_point_action_check")
        domain = [("normalized", "=", False)]
        self.assertEqual(action.domain, str(domain))
        found = self.as_user("antcrm.contact.point").search(domain)
        self.assertIn(contact.contact_point_ids, found)
