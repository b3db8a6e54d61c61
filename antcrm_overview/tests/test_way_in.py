from odoo.tests import tagged
from odoo.tools import SQL

from odoo.addons.antcrm_customers.tests.common import CustomersCommon
from odoo.addons.antcrm_customers.tests.registry import make
from odoo.addons.antcrm_customers.tools.intake_entry import WAYS

from ..hooks import post_init_hook
from ..models.antcrm_customer_mixin import WAYS_IN

#: models of other addons whose customers come in by a way of their own
OWN_WAYS = {
    "antcrm.import": "import",
    "antcrm.mail.intake": "mail",
    "antcrm.webform": "webform",
}


@tagged("-at_install", "post_install")
class TestWayIn(CustomersCommon):
    def take_in(self, kind="contact", user=None, options=None, **candidate):
        [outcome] = self.as_user("antcrm.intake", user).apply(
            kind, [candidate], options
        )
        return self.env[outcome["record"]["model"]].browse(outcome["record"]["id"])

    def test_choices_are_those_of_the_intake(self):
        self.assertEqual(tuple(value for value, _label in WAYS_IN), WAYS)

    def test_forms_and_fields(self):
        """What a form saves, and what is made by its name in a field, is by hand."""
        for model, values in (
            ("crm.lead", {"firstname": "Leo", "type": "lead"}),
            ("res.partner", {"firstname": "Ida"}),
        ):
            [saved] = self.as_user(model).web_save(values, {"way_in": {}})
            self.assertEqual(saved["way_in"], "manual")
        contact_id, _name = self.as_user("res.partner").name_create("Bo Ek")
        contact = self.env["res.partner"].browse(contact_id)
        self.assertEqual(contact.way_in, "manual")
        # whatever changes it later
        contact.with_user(self.user_sales).web_save({"function": "Buyer"}, {})
        self.assertEqual(contact.way_in, "manual")

    def test_programs(self):
        contact = self.create_contact()
        self.assertEqual(contact.way_in, "other")
        self.assertEqual(self.take_in(name="Bo Ek").way_in, "other")
        [entered] = [self.as_user("antcrm.intake").enter("lead", {"name": "Bo Ek"})]
        self.assertEqual(self.env["crm.lead"].browse(entered["id"]).way_in, "other")

    def test_quick_create(self):
        """The browser says so: see ``quick_create.js``."""
        options = {"way_in": "manual"}
        for kind in ("lead", "contact", "account"):
            customer = self.take_in(kind, options=options, name="Bo Ek")
            self.assertEqual(customer.way_in, "manual")

    def test_account_of_a_contact(self):
        contact = self.take_in(
            options={"way_in": "import"}, name="Bo Ek", parent_id="Ants & Sons"
        )
        self.assertEqual(contact.parent_id.way_in, "import")

    def test_unknown_way(self):
        with self.assertRaises(ValueError):
            self.take_in(options={"way_in": "pigeon"}, name="Bo Ek")

    def test_options_of_other_addons(self):
        names = self.registry.descendants(["antcrm.intake.options.mixin"], "_inherit")
        tried = set()
        for name in names:
            Model = self.registry[name]
            if Model._abstract or Model._transient:
                continue
            with self.subTest(name):
                options = make(self.env, name, kind="contact")
                customer = self.take_in(
                    user=self.env.user, options=options, name=f"Bo {name}"
                )
                self.assertEqual(customer.way_in, OWN_WAYS[name])
                tried.add(name)
        self.assertEqual(tried, OWN_WAYS.keys() & {*self.registry})

    def test_mail_gateway_of_the_host(self):
        lead = self.env["crm.lead"].message_new(
            {"subject": "Price list", "from": "Bo <bo@ants.example>"}
        )
        self.assertEqual(lead.way_in, "mail")

    def test_copy(self):
        contact = self.take_in(options={"way_in": "import"}, name="Bo Ek")
        self.assertEqual(contact.copy().way_in, "manual")

    def test_conversion(self):
        lead = self.take_in(
            "lead",
            options={"way_in": "webform"},
            name="Bo Ek",
            partner_name="Ants & Sons",
        )
        lead = lead.with_user(self.user_sales)
        lead._convert_to_customers({lead.id: {"contact": True, "account": True}})
        for customer in lead.converted_contact_id | lead.converted_account_id:
            self.assertEqual(customer.way_in, "webform")
            self.assertTrue(customer.is_from_lead)
        self.assertEqual(lead.way_in, "webform")

    def test_conversion_to_who_is_there(self):
        contact = self.take_in(options={"way_in": "import"}, name="Bo Ek")
        lead = self.take_in("lead", options={"way_in": "webform"}, name="Bo Ek")
        lead = lead.with_user(self.user_sales)
        lead._convert_to_customers({lead.id: {"contact": contact, "account": False}})
        self.assertEqual(contact.way_in, "import")
        self.assertFalse(contact.is_from_lead)

    def test_conversion_in_the_hosts_dialog(self):
        lead = self.take_in("lead", options={"way_in": "mail"}, name="Bo Ek")
        partner = lead.with_user(self.user_sales)._create_customer()
        self.assertEqual((partner.way_in, partner.is_from_lead), ("mail", True))

    def test_customer_of_an_opportunity(self):
        """An opportunity that never was a lead is not counted, so its customer is."""
        deal = self.as_user("crm.lead").create(
            {"name": "Deal", "type": "opportunity", "contact_name": "Bo Ek"}
        )
        self.assertFalse(deal._create_customer().is_from_lead)

    def test_installation(self):
        """Who is there gets no way in, unless something tells."""
        contact, other = self.create_contact(), self.create_contact()
        (contact | other).way_in = False
        Options = self.registry["antcrm.intake.options.mixin"]
        self.patch(Options, "_get_way_in", lambda self: "import")
        self.patch(
            Options,
            "_get_came_in_query",
            lambda self: SQL("SELECT 'res.partner' AS model, %s AS id", contact.id),
        )
        post_init_hook(self.env)
        self.assertEqual(contact.way_in, "import")
        self.assertFalse(other.way_in)
