from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from odoo.addons.antcrm_customers.tests.common import (
    CustomersCommon,
    RestoredRegistry,
)


@tagged("post_install", "-at_install")
class TestLivechat(RestoredRegistry, CustomersCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.operator = new_test_user(
            cls.env,
            "antcrm_operator",
            groups="antcrm_share.group_user,im_livechat.im_livechat_group_user",
            name="Otto Operator",
        )
        cls.livechat = cls.env["im_livechat.channel"].create(
            {"name": "Site", "user_ids": [Command.set(cls.operator.ids)]}
        )

    def chat(self, *texts, name="Visitor"):
        """Let a guest chat and leave."""
        guest = self.env["mail.guest"].create({"name": name})
        channel = self.env["discuss.channel"].create(
            {
                "name": name,
                "channel_type": "livechat",
                "livechat_channel_id": self.livechat.id,
                "livechat_operator_id": self.operator.partner_id.id,
                "channel_member_ids": [
                    Command.create({"partner_id": self.operator.partner_id.id}),
                    Command.create({"guest_id": guest.id}),
                ],
            }
        )
        channel.with_user(self.operator).message_post(
            body="Write to me@ours.example", message_type="comment"
        )
        public = self.env.ref("base.public_user")
        as_guest = channel.with_user(public).with_context(guest=guest)
        for text in texts:
            # as superuser, as the host's controller does for guests
            as_guest.sudo().message_post(
                body=text, message_type="comment", subtype_xmlid="mail.mt_comment"
            )
        as_guest._close_livechat_session()
        return channel

    def take_in(self):
        with self.enter_registry_test_mode():
            self.env.ref("antcrm_livechat.ir_cron_livechat").method_direct_trigger()
        self.env.invalidate_all()

    def find(self, email):
        return self.env["crm.lead"].search([("email_from", "=", email)])

    def test_visitor_comes_in(self):
        self.chat("Hi <b>there</b>", "I am ann@example.com", "0912 345 678", name="Ann")
        self.assertFalse(self.find("ann@example.com"))
        self.take_in()
        lead = self.find("ann@example.com")
        self.assertEqual(lead.contact_name, "Ann")
        self.assertEqual(lead.type, "lead")
        self.assertEqual(lead.source_id.name, "Chat")
        options = self.env["discuss.channel"]._get_visitor_options(self.operator)
        self.assertEqual(options["way_in"], "chat")
        self.assertEqual(lead.user_id, self.operator)
        self.assertEqual(lead.share_owner_id, self.operator)
        self.assertEqual(self.points(lead), ["+84 912 345 678"])
        self.assertIn("I am ann@example.com", lead.message_ids[0].body)
        self.assertFalse(self.find("me@ours.example"))

    def test_known_visitor_is_enriched(self):
        known = self.create_lead(email_ids=self.typed("bob@example.com"))
        self.chat("bob@example.com", "+84 912 345 679", name="Mallory")
        self.chat("it is bob@example.com again")
        self.take_in()
        self.assertEqual(self.find("bob@example.com"), known)
        self.assertEqual(known.contact_name, "Leo")
        self.assertEqual(self.points(known), ["+84 912 345 679"])
        self.assertIn("again", "".join(known.message_ids.mapped("body")))

    def test_visitor_who_is_a_contact(self):
        """The new lead belongs to the contact that has its phone or email."""
        contact = self.create_contact("0912 345 671", share_mode="all")
        self.chat("fay@example.com", "0912 345 671", name="Fay")
        self.take_in()
        lead = self.find("fay@example.com")
        self.assertEqual(lead.partner_id, contact)
        self.assertEqual(lead.contact_name, "Fay")

    def test_keys_are_no_business_of_a_chat(self):
        """A chat brings phones and emails alone: a tax number, an identity card, a
        website or a profile that is written there makes nobody the same."""
        keys = self.env["antcrm.customer.key"].search([("kind", "=", "lead")])
        fields_ = self.env["crm.lead"]._fields
        for at, mode in enumerate(("match", "unique")):
            profile = f"https://www.linkedin.com/in/ida-keys{at}"
            values = {
                "vat": f"030144237{at}",
                "identity_number": f"07930100012{at}",
                "website": f"https://www.keys{at}.example",
            }
            known = self.create_lead(
                social_ids=self.typed(profile),
                **{name: v for name, v in values.items() if name in fields_},
            )
            keys.filtered(
                lambda key: key.key in ("vat", "identity_number", "social")
            ).mode = mode
            email = f"{mode}@chat.example"
            self.chat(*values.values(), profile, email, name="Ida")
            self.take_in()
            lead = self.find(email)
            self.assertEqual(lead.contact_name, "Ida")
            self.assertNotEqual(lead, known)
            self.assertFalse(lead.social_ids or lead.identity_number or lead.website)

    def test_nobody_comes_in(self):
        channel = self.chat("Just looking")
        self.livechat.antcrm_kind = False
        self.chat("cleo@example.com")
        before = self.env["crm.lead"].search_count([])
        self.take_in()
        self.assertEqual(self.env["crm.lead"].search_count([]), before)
        self.assertFalse(channel.antcrm_waiting)

    def test_contacts(self):
        self.livechat.antcrm_kind = "contact"
        self.chat("dan@example.com")
        self.take_in()
        partner = self.env["res.partner"].search([("email", "=", "dan@example.com")])
        self.assertEqual(partner.customer_kind, "contact")
        self.assertEqual(partner.name, "dan@example.com")
        self.assertEqual(partner.source_id.name, "Chat")

    def test_visitor_does_not_say_what_is_required(self):
        self.env["antcrm.custom.field"].create(
            {
                "label": "Budget",
                "required": True,
                "kinds": [Command.set(self.env["antcrm.customer.kind"].search([]).ids)],
            }
        )
        self.chat("eve@example.com")
        self.take_in()
        lead = self.find("eve@example.com")
        self.assertEqual(lead.missing_values, "Budget")
        told = self.env["mail.message"].search(
            [
                ("partner_ids", "in", self.operator.partner_id.ids),
                ("subject", "ilike", "Incomplete"),
            ]
        )
        self.assertEqual(told.res_id, lead.id)
