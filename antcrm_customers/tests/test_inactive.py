from ast import literal_eval

from odoo.exceptions import AccessError, RedirectWarning, UserError, ValidationError
from odoo.tests import new_test_user, tagged

from .common import CustomersCommon


@tagged("post_install", "-at_install")
class TestInactive(CustomersCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.keeper = new_test_user(
            cls.env,
            "antcrm_keeper",
            groups="antcrm_customers.group_user,antcrm_customers.group_inactivate",
            name="Kim Keeper",
        )
        cls.account = cls.as_user("res.partner").create(
            {"name": "Retired Ltd", "is_company": True}
        )
        cls.contact = cls.create_contact(firstname="Rita", parent_id=cls.account.id)

    def retire(self, customer=None):
        (customer or self.contact).with_user(self.keeper).action_make_inactive()

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
            self.env["antcrm.transaction.model"]._guard_documents(documents)

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
        action = self.env.ref("antcrm_customers.res_partner_action_inactive")
        self.assertIn(self.contact, Partner.search(literal_eval(action.domain)))

    def test_settings(self):
        Settings = self.as_user("antcrm.transaction.model", self.user_administrator)
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
            self.as_user("antcrm.transaction.model").action_open()
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
        action.with_user(self.keeper).with_context(**context).run()
        self.assertTrue(self.contact.is_inactive)
        # without any, it is deleted
        self.create_contact().unlink()
