from ast import literal_eval

from odoo.exceptions import AccessError, RedirectWarning, UserError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import SQL

from odoo.addons.antcrm_customers.tests.test_custom_field import CustomFieldCommon

from .common import InactiveCommon


@tagged("post_install", "-at_install")
class TestInactive(CustomFieldCommon, InactiveCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.contact = cls.create_contact(firstname="Rita", parent_id=cls.account.id)

    def retire(self, customer=None):
        (customer or self.contact).with_user(self.keeper).action_make_inactive()

    def confirm(self, action):
        """Answer the question that an action asks with yes."""
        Wizard = self.as_user(action["res_model"], self.keeper)
        wizard = Form(Wizard.with_context(**action["context"])).save()
        return wizard.action_make_inactive()

    def opportunity(self, **values):
        values = {"partner_id": self.contact.id, "name": "Deal", **values}
        return self.as_user("crm.lead").create({"type": "opportunity", **values})

    def test_right_of_its_own(self):
        for user in (self.user_sales, self.user_administrator):
            with self.assertRaises(AccessError):
                self.contact.with_user(user).is_inactive = True
        with self.assertRaises(AccessError):
            self.create_contact(is_inactive=True)
        with self.assertRaises(AccessError):
            self.create_lead(is_inactive=True)
        # what is so already may be written again, as forms do
        self.contact.with_user(self.user_sales).write({"is_inactive": False})
        self.retire()
        self.assertTrue(self.contact.is_inactive)
        with self.assertRaises(AccessError):
            self.contact.with_user(self.user_sales).action_make_active()
        self.contact.with_user(self.keeper).action_make_active()
        self.assertFalse(self.contact.is_inactive)

    def test_no_new_documents(self):
        existing = self.opportunity()
        other = self.opportunity(partner_id=False)
        self.retire()
        with self.assertRaisesRegex(UserError, "Rita is inactive"):
            self.opportunity()
        with self.assertRaises(UserError):
            self.env["crm.lead"].sudo().create(
                {"name": "Portal", "partner_id": self.contact.id}
            )
        with self.assertRaises(UserError):
            other.partner_id = self.contact
        # what exists goes on
        existing.write({"partner_id": self.contact.id, "name": "Still a deal"})
        existing.action_set_won()
        self.contact.with_user(self.keeper).action_make_active()
        self.opportunity()

    def test_account_with_its_contacts(self):
        self.retire(self.account)
        with self.assertRaisesRegex(UserError, "inactive"):
            self.opportunity()

    def test_hidden_customer_is_not_named(self):
        hidden = self.create_contact(
            user=self.user_colleague, firstname="Secret", share_mode="me"
        )
        hidden.sudo().is_inactive = True
        with self.assertRaises(UserError) as refused:
            self.opportunity(partner_id=hidden.id)
        self.assertNotIn("Secret", str(refused.exception))

    def test_batch_asks_once(self):
        partners = self.env["res.partner"].create(
            [{"name": f"Batch {number}"} for number in range(20)]
        )
        documents = self.env["crm.lead"].create(
            [{"name": "Deal", "partner_id": partner.id} for partner in partners]
        )
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(6):
            self.env["antcrm.document.model"]._guard_documents(documents)

    def test_not_offered(self):
        Partner = self.as_user("res.partner")
        self.assertTrue(Partner.name_search("Rita"))
        self.assertTrue(
            self.as_user("antcrm.intake").find_similar("contact", [{"name": "Rita"}])[0]
        )
        self.retire()
        self.assertFalse(Partner.name_search("Rita"))
        self.assertFalse(
            self.as_user("antcrm.intake").find_similar("contact", [{"name": "Rita"}])[0]
        )
        # still found where customers are looked for
        self.assertTrue(Partner.search([("name", "=", "Rita")]))
        action = self.env.ref("antcrm_inactive.res_partner_action_inactive")
        self.assertIn(self.contact, Partner.search(literal_eval(action.domain)))

    def test_numbers_are_let_go(self):
        holder = self.create_contact("0901234561")
        lead = self.create_lead("0902234561", user=self.keeper)
        for customer, create in (
            (holder, self.create_contact),
            (lead, self.create_lead),
        ):
            with self.subTest(model=customer._name):
                [number] = self.points(customer)
                self.retire(customer)
                self.env.flush_all()
                self.assertFalse(customer.phone_ids.exclusive)
                self.assertTrue(create(number).phone_ids.exclusive)

    def test_what_is_in_use(self):
        """One rule, in Python, in a search and for who depends on it."""
        for customer in (self.contact, self.create_lead()):
            Model = self.as_user(customer._name)
            for value in (False, True, False):
                customer.sudo().is_inactive = value
                with self.subTest(model=Model._name, value=value):
                    self.assertEqual(customer.is_live, not value)
                    for asked in (True, False):
                        found = Model.search([("is_live", "=", asked)])
                        self.assertEqual(customer in found, asked != value)

    def test_the_context_of_a_caller_makes_nobody_inactive(self):
        intake = self.as_user("antcrm.intake").with_context(default_is_inactive=True)
        [outcome] = intake.apply("contact", [{"name": "X", "emails": ["x@x.test"]}])
        record = self.env[outcome["record"]["model"]].browse(outcome["record"]["id"])
        self.assertFalse(record.is_inactive)

    def test_lists(self):
        """They show who is inactive, in every list, and find them."""
        for model, xml_id in (
            ("res.partner", "res_partner_view_search_contact"),
            ("res.partner", "res_partner_view_search_customer"),
            ("crm.lead", "crm_lead_view_search"),
        ):
            view = self.env.ref(f"antcrm_customers.{xml_id}")
            arch = self.as_user(model).get_view(view.id, "search")["arch"]
            with self.subTest(xml_id):
                self.assertIn('name="inactive_customers"', arch)
        self.retire()
        Partner = self.as_user("res.partner").with_context(antcrm_inactive=True)
        self.env.company.country_id = self.env.ref("base.vn")
        provinces = Partner.search_panel_select_multi_range("state_id")["values"]
        self.assertLessEqual(
            {value["id"] for value in provinces},
            set(self.env.company.country_id.state_ids.ids),
        )

    def test_addresses_of_an_inactive_contact(self):
        address = self.env["res.partner"].create(
            {"parent_id": self.contact.id, "type": "other", "street": "1 Back Street"}
        )
        self.retire()
        self.assertFalse(address.commercial_partner_id.is_inactive)
        with self.assertRaisesRegex(UserError, "inactive"):
            self.opportunity(partner_id=address.id)
        # the colleagues of the same account stay as they are
        self.opportunity(partner_id=self.create_contact(parent_id=self.account.id).id)

    def test_whom_documents_are_sent_to(self):
        """Inactive customers get none that is made for somebody else."""
        name = self.create_field("Sent to", "customer").sudo().partner_field_id.name
        Settings = self.as_user("antcrm.document.model", self.user_administrator)
        Settings.create(
            {
                "model_id": self.env["ir.model"]._get("res.partner").id,
                "partner_field": f"parent_id, {name}",
            }
        )
        other = self.create_contact(parent_id=self.account.id)
        child, colleague = (
            self.create_contact(parent_id=self.account.id) for _number in range(2)
        )
        child.sudo()[name] = self.contact
        self.retire()
        with self.assertRaises(UserError):
            colleague.sudo()[name] = self.contact
        colleague.sudo()[name] = other
        # it was the one's already
        child.sudo().write({"parent_id": self.account.id, name: self.contact.id})
        self.contact.with_user(self.keeper).action_make_active()
        self.retire(self.account)
        with self.assertRaises(UserError):
            self.create_contact(parent_id=self.account.id)
        child.sudo().write({name: other.id})

    def test_failing_conditions(self):
        """A condition that cannot be asked is not saved."""
        settings = self.as_user("antcrm.document.model", self.user_administrator)
        record = settings.create(
            {
                "model_id": self.env["ir.model"]._get_id("crm.lead"),
                "domain": "[('type', '=', 'opportunity')]",
            }
        )
        for domain in (
            "[('id', 'in', 'abc')]",
            "[('name', '=', 'a\\x00b')]",
            "[('probability', '>', 'abc')]",
            "[('no_such_field', '=', 1)]",
            "[('id', '=', uid)]",
            "nonsense",
        ):
            with self.subTest(domain), self.assertRaises(ValidationError):
                with self.env.cr.savepoint():
                    record.domain = domain

    def test_settings_of_an_addon_that_is_gone(self):
        Settings = self.as_user("antcrm.document.model", self.user_administrator)
        Settings.action_open()
        record = Settings.search([("model", "=", "crm.lead")])
        self.retire()
        for values in (
            {"partner_field": "no_such_field"},
            {"partner_field": "partner_id", "domain": "[('no_such_field', '=', 1)]"},
        ):
            # as an uninstallation leaves it, past the check
            self.env.flush_all()
            column, value = list(values.items())[-1]
            self.env.cr.execute(
                SQL(
                    "UPDATE antcrm_document_model SET %s = %s WHERE id = %s",
                    SQL.identifier(column),
                    value,
                    record.id,
                )
            )
            record.invalidate_recordset()
            self.env.registry.clear_cache()
            # it counts as if nothing had been said about it
            with self.subTest(**values), self.assertRaises(UserError):
                self.opportunity()
            record.write({"partner_field": "partner_id", "domain": False})
        with self.assertRaises(UserError):
            self.opportunity()

    def test_leads_are_made_inactive(self):
        lead = self.create_lead(user=self.keeper)
        deal = lead.create({"name": "Deal", "type": "opportunity"})
        action = self.env.ref("antcrm_inactive.crm_lead_action_make_inactive")
        self.assertIn(
            action.id,
            [
                line["id"]
                for line in self.env["ir.actions.actions"]
                .with_user(self.keeper)
                .get_bindings("crm.lead")["action"]
            ],
        )
        run = action.with_user(self.keeper).with_context(active_model="crm.lead")
        self.confirm(run.with_context(active_ids=(lead | deal).ids).run())
        self.assertTrue(lead.is_inactive)
        self.assertFalse(deal.is_inactive)
        with self.assertRaisesRegex(UserError, "Only customers"):
            run.with_context(active_ids=deal.ids).run()
        self.assertFalse(self.as_user("crm.lead", self.keeper).name_search("Leo"))
        action = self.env.ref("antcrm_inactive.crm_lead_action_make_active")
        run = action.with_user(self.keeper).with_context(active_model="crm.lead")
        run.with_context(active_ids=lead.ids).run()
        self.assertFalse(lead.is_inactive)

    def test_mail_is_kept(self):
        """What an inactive customer writes makes no document, and is not lost."""
        team = self.env["crm.team"].create(
            {"name": "Team", "alias_name": "antcrm-sales", "use_leads": True}
        )
        domain = self.env["mail.alias.domain"].search([], limit=1)
        domain = domain or domain.create({"name": "antcrm.example.com"})
        team.alias_id.alias_domain_id = domain
        self.contact.sudo().email = "rita@example.com"
        self.contact.sudo().user_id = self.user_colleague
        self.retire()

        def send(number, sender="Rita <rita@example.com>", **headers):
            lines = {
                "From": sender,
                "To": f"antcrm-sales@{domain.name}",
                "Subject": f"Order {number}",
                "Message-Id": f"<antcrm-{number}@example.com>",
                **headers,
            }
            text = "".join(f"{name}: {value}\n" for name, value in lines.items())
            self.env["mail.thread"].message_process(
                None, f"{text}\nI want rope {number}."
            )
            self.env.flush_all()
            self.env.cr.flush()

        leads = self.env["crm.lead"].search_count([])
        send(1)
        self.assertEqual(self.env["crm.lead"].search_count([]), leads)
        self.assertNotEqual(team.alias_id.alias_status, "invalid")
        message = self.contact.message_ids[0]
        self.assertIn("I want rope 1", message.body)
        self.assertEqual(message.author_id, self.contact)
        activity = self.contact.sudo().activity_ids
        self.assertEqual(activity.user_id, self.user_colleague)
        self.assertIn("Order 1", activity.summary)
        self.assertIn(f"antcrm-sales@{domain.name}", activity.note)
        # others, and replies to what there is, as ever
        send(2, sender="Zoe <zoe@example.com>")
        lead = self.env["crm.lead"].search([("name", "=", "Order 2")])
        self.assertTrue(lead)
        send(3, **{"In-Reply-To": "<antcrm-2@example.com>"})
        self.assertIn("rope 3", " ".join(lead.message_ids.mapped("body")))
        self.assertEqual(len(self.contact.sudo().activity_ids), 1)
        # a document that is refused when the transaction ends
        self.as_user("antcrm.document.model", self.user_administrator).create(
            {
                "model_id": self.env["ir.model"]._get_id("crm.lead"),
                "origins": "team_id.no_such, campaign_id.name",
            }
        )
        send(4)
        self.assertFalse(self.env["crm.lead"].search([("name", "=", "Order 4")]))
        self.assertIn("rope 4", " ".join(self.contact.message_ids.mapped("body")))
        self.assertEqual(len(self.contact.sudo().activity_ids), 2)
        self.contact.with_user(self.keeper).action_make_active()
        send(5)
        self.assertTrue(self.env["crm.lead"].search([("name", "=", "Order 5")]))

    def test_settings(self):
        Settings = self.as_user("antcrm.document.model", self.user_administrator)
        Settings.action_open()
        Settings.action_open()
        records = Settings.search([])
        models = records.mapped("model")
        self.assertIn("crm.lead", models)
        self.assertEqual(len(models), len(set(models)))
        self.retire()
        records.filtered(lambda record: record.model == "crm.lead").active = False
        self.opportunity()
        # any other document
        event = self.env["ir.model"]._get("mail.blacklist")
        with self.assertRaisesRegex(ValidationError, "have no field"):
            Settings.create({"model_id": event.id, "partner_field": "partner_id"})
        with self.assertRaises(AccessError):
            self.as_user("antcrm.document.model").action_open()
        Settings.create(
            {
                "model_id": self.env["ir.model"]._get("res.partner.bank").id,
                "partner_field": "partner_id",
                "origins": "bank_id, no_such_field",
            }
        )
        numbers = iter("1234 1235 1236 1237 1238".split())

        def make_account(**values):
            return self.env["res.partner.bank"].create(
                {
                    "partner_id": self.contact.id,
                    "acc_number": next(numbers),
                    **values,
                }
            )

        with self.assertRaises(UserError):
            make_account()
        bank = self.env["res.bank"].create({"name": "Bank"})
        make_account(bank_id=bank.id)
        # parts of a document may follow it in the same transaction
        Settings.search([("model", "=", "res.partner.bank")]).origins = "bank_id.active"
        make_account().bank_id = bank
        self.env.cr.flush()
        with self.assertRaises(UserError):
            make_account()
            self.env.cr.flush()

    def test_deletion(self):
        """Nobody deletes a customer with documents, hidden ones included."""
        self.env["crm.lead"].create(
            {
                "name": "Hidden deal",
                "partner_id": self.contact.id,
                "user_id": self.user_colleague.id,
                "active": False,
            }
        )
        Partner = self.as_user("res.partner")
        with self.assertRaisesRegex(UserError, "Lead.*: 1") as refused:
            Partner.browse(self.contact.id).unlink()
        self.assertNotIn("Hidden deal", str(refused.exception))
        with self.assertRaises(RedirectWarning) as offered:
            self.contact.with_user(self.keeper).unlink()
        _message, action_id, _button, context = offered.exception.args
        action = self.env["ir.actions.server"].browse(action_id)
        self.confirm(action.with_user(self.keeper).with_context(**context).run())
        self.assertTrue(self.contact.is_inactive)
        # without any, it is deleted
        self.create_contact().unlink()

    def test_deletion_with_people_and_addresses(self):
        """An account stays for the documents of its people, a person for those of its
        addresses."""
        address = self.env["res.partner"].create(
            {
                "parent_id": self.contact.id,
                "type": "delivery",
                "street": "1 Back Street",
            }
        )
        self.env["crm.lead"].create({"name": "Deal", "partner_id": address.id})
        sub = self.as_user("res.partner").create(
            {"name": "Sub Ltd", "is_company": True, "parent_id": self.account.id}
        )
        other = self.create_contact()
        for customer in (self.account, self.contact):
            with self.assertRaisesRegex(UserError, "Lead.*: 1"):
                customer.unlink()
            with self.assertRaises(RedirectWarning) as offered:
                (customer | other | sub).with_user(self.keeper).unlink()
            context = offered.exception.args[3]
            self.assertEqual(context["active_ids"], customer.ids)
        (sub | other).unlink()
