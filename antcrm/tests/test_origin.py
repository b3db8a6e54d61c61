from odoo.fields import Command
from odoo.tests import Form, new_test_user, tagged
from odoo.tools import html2plaintext

from odoo.addons.antcrm_customers.tools.intake_entry import MODELS, WAYS
from odoo.addons.antcrm_import.tests.common import ImportCommon
from odoo.addons.antcrm_mail_intake.tests.common import MailIntakeCommon
from odoo.addons.antcrm_merge.tests.common import MergeCommon
from odoo.addons.antcrm_qualification.tests.common import (
    OTHER_TIN,
    QualificationCommon,
)
from odoo.addons.antcrm_webform.tests.common import WebformCommon

KINDS = tuple(MODELS)


class HistoryCommon:
    """Reads histories as a salesperson does."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user_sales.name = "Sam Sales"

    def read_history(self, customer):
        """Return what the salesperson reads in the history, with whose words it is."""
        self.env.flush_all()
        self.env.invalidate_all()
        messages = customer.with_user(self.user_sales).message_ids
        return "\n".join(
            f"{message.author_id.name or message.email_from}: "
            f"{html2plaintext(message.body)}"
            for message in messages.sorted("id")
        )


@tagged("post_install", "-at_install")
class TestOrigin(
    HistoryCommon, MergeCommon, WebformCommon, MailIntakeCommon, ImportCommon
):
    """Whoever opens a customer reads in the history where they came from: each way in,
    and each kind of customers, is gone and looked at as a salesperson does. A way that
    is new has no method here, and fails."""

    def find_new(self, kind, name):
        """Return the one customer of a name."""
        domain = [("customer_kind", "=", kind)]
        field = "contact_name" if kind == "lead" else "name"
        customer = self.env[MODELS[kind]].search([*domain, (field, "=", name)])
        self.assertEqual(len(customer), 1, (kind, name))
        return customer

    def apply(self, kind, name, options=None, **candidate):
        options = {"share_mode": "all", **(options or {})}
        [outcome] = self.as_user("antcrm.intake").apply(
            kind, [{"name": name, **candidate}], options
        )
        return self.env[outcome["record"]["model"]].browse(outcome["record"]["id"])

    # ------------------------------------------------------------------
    # The ways in: each goes its way, and yields customers with what is read
    # ------------------------------------------------------------------

    def come_in_by_manual(self, kind):
        values = {"name": "By Hand", "share_mode": "all"}
        if kind == "lead":
            values |= {"type": "lead", "contact_name": "By Hand"}
        values["is_company"] = kind == "account"
        if kind == "lead":
            del values["is_company"]
        [saved] = self.as_user(MODELS[kind]).web_save(values, {"id": {}})
        made = self.env[MODELS[kind]].browse(saved["id"])
        yield made, "Sam Sales: .*created"
        yield made.with_user(self.user_sales).copy(), "Sam Sales: .*created"
        quick = self.apply(kind, "Quick Create", {"way_in": "manual"})
        yield quick, r"Sam Sales: Added by quick create\."

    def come_in_by_other(self, kind):
        text = r"Sam Sales: Added by a program, through the API\."
        yield self.apply(kind, "Api Apply"), text
        entered = self.as_user("antcrm.intake").enter(
            kind, {"name": "Api Enter"}, "refuse", {"share_mode": "all"}
        )
        yield self.env[entered["model"]].browse(entered["id"]), text
        if kind == "contact":
            contact = self.apply(kind, "With Account", parent_id="Api Ants")
            yield contact.parent_id, text

    def come_in_by_import(self, kind):
        header, line = "Name,Email", f"Im {kind.title()},im.{kind}@ants.example"
        if kind == "contact":
            header, line = f"{header},Company", f"{line},Imported Ants"
        run = self.review(header, line, kind=kind, share_mode="all")
        run.action_run()
        run.run_chunk()
        text = r"Iris Importer: Imported from “customers\.csv”%s by Iris Importer\."
        yield self.find_new(kind, f"Im {kind.title()}"), text % r" \(row 2\)"
        if kind == "contact":
            yield self.find_new("account", "Imported Ants"), text % ""

    def come_in_by_webform(self, kind):
        email = f"web.{kind}@ants.example"
        form = self.make_form(
            token=f"form-{kind}",
            kind=kind,
            share_mode="all",
            responsible_id=self.user_sales.id,
        )
        candidate = {"name": f"Web {kind.title()}", "emails": [email]}
        if kind == "contact":
            candidate["parent_id"] = "Web Ants"
        self.Submission._submit(
            form.sudo(),
            {
                "candidate": candidate,
                "lines": [("Full Name", candidate["name"])],
                "call": False,
                "lang": "en_US",
                "page": "",
                "utm": {},
                "consent": None,
            },
            [],
        )
        WebformCommon.take_in(self)
        customer = self.find_new(kind, f"Web {kind.title()}")
        yield customer, f"{email}: Sent through the form “Contact us”"
        if kind == "contact":
            text = r"Came in through the form “Contact us”\."
            yield self.find_new("account", "Web Ants"), text

    def come_in_by_mail(self, kind):
        self.intake.write({"kind": kind, "share_mode": "all"})
        address = f"mia.{kind}@ants.example"
        self.receive(sender=f"Mia {kind.title()} <{address}>")
        [customer] = MailIntakeCommon.find(self, address, kind)
        yield customer, r"Came in by a mail to intake@company\.example\."

    def come_in_by_chat(self, kind):
        if "im_livechat.channel" not in self.env:
            return  # live chat is no part of the suite, and this way is not there
        livechat = self.env["im_livechat.channel"].create(
            {"name": "Site", "antcrm_kind": kind}
        )
        name, address = f"Chat {kind.title()}", f"chat.{kind}@ants.example"
        guest = self.env["mail.guest"].create({"name": name})
        operator = self.user_sales.partner_id
        members = [{"partner_id": operator.id}, {"guest_id": guest.id}]
        chat = self.env["discuss.channel"].create(
            {
                "name": name,
                "channel_type": "livechat",
                "livechat_channel_id": livechat.id,
                "livechat_operator_id": operator.id,
                "channel_member_ids": [Command.create(member) for member in members],
            }
        )
        # as the host's controller does for guests
        public = self.env.ref("base.public_user")
        as_guest = chat.with_user(public).sudo().with_context(guest=guest)
        as_guest.message_post(
            body=f"I am {address}",
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
        )
        as_guest._close_livechat_session()
        chat._take_in_visitors()
        # what was said, and that it was in a chat
        yield self.find_new(kind, name), rf"Live chat[\s\S]*I am {address}"

    # ------------------------------------------------------------------

    def test_all_ways(self):
        for way in WAYS:
            for kind in KINDS:
                for customer, text in getattr(self, f"come_in_by_{way}")(kind):
                    with self.subTest(way=way, kind=kind, name=customer.display_name):
                        self.assertRegex(self.read_history(customer), text)

    def test_ways_of_addons(self):
        """Each addon whose model brings customers in says from where."""
        names = self.registry.descendants(["antcrm.intake.options.mixin"], "_inherit")
        Base = self.registry["antcrm.intake.options.mixin"]
        for name in names:
            Model = self.registry[name]
            if not Model._abstract and not Model._transient:
                with self.subTest(name):
                    self.assertIsNot(Model._get_origin, Base._get_origin)
                    self.assertNotEqual(self.env[name]._get_way_in(), "other")

    def test_nobody_is_told_twice(self):
        for way in WAYS:
            for customer, _text in getattr(self, f"come_in_by_{way}")("lead"):
                lines = self.read_history(customer).split("\n")
                told = [line for line in lines if "Added by" in line or "Came" in line]
                with self.subTest(way=way):
                    self.assertLessEqual(len(told), 1)

    def test_account_of_a_signature(self):
        """A click on the company of a signature makes an account."""
        self.intake.write({"kind": "contact", "share_mode": "all"})
        contact = self.receive(
            "Hello\n\nBest regards\nSue Signs\nBuyer\nSigned Ants Ltd\n"
            "12 High Street, London\nwww.signed.example",
            sender="Sue Signs <sue@signed.example>",
        )
        self.assertIn("Signed Ants Ltd", self.offers(contact).values())
        contact.with_user(self.user_sales).action_accept_mail_offers()
        account = contact.parent_id
        self.assertEqual(account.name, "Signed Ants Ltd")
        history = self.read_history(account)
        self.assertRegex(history, r"Sam Sales: Added from the signature of a mail\.")
        self.assertNotIn("Came in by a mail", history)

    def test_converted(self):
        lead = self.apply("lead", "Cora Lead", partner_name="Cora Ants")
        lead = lead.with_user(self.user_sales)
        lead._convert_to_customers({lead.id: {"contact": True, "account": True}})
        for customer in lead.converted_contact_id | lead.converted_account_id:
            self.assertRegex(
                self.read_history(customer), r"Sam Sales: Converted from .*Cora"
            )
        self.assertRegex(self.read_history(lead), "Sam Sales: Converted to .*Cora Lead")

    def test_converted_by_the_host(self):
        lead = self.apply("lead", "Hosta Lead").with_user(self.user_sales)
        wizard = Form(
            self.as_user("crm.lead2opportunity.partner").with_context(
                active_model="crm.lead", active_ids=lead.ids, active_id=lead.id
            )
        )
        wizard.name = "convert"
        wizard.action = "create"
        wizard.save().action_apply()
        self.assertRegex(self.read_history(lead.partner_id), "Hosta Lead|created")

    def test_merged(self):
        for kind in KINDS:
            kept = self.apply(kind, f"Kept {kind}")
            source = self.apply(kind, f"Source {kind}")
            self.merge(kept, source)
            with self.subTest(kind):
                history = self.read_history(kept)
                self.assertRegex(
                    history, rf"Sam Sales: .*[Mm]erged[\s\S]*Source {kind}"
                )
                # and where it came from itself
                self.assertIn("through the API", history)


@tagged("post_install", "-at_install")
class TestOriginOfQualification(HistoryCommon, QualificationCommon):
    """Customers that come with the qualification of leads, and leads of partners."""

    def test_qualified(self):
        """The company that a service knows, and a new contact: both are made when the
        lead is saved."""
        self.set_lookup({"name": "Told Ants", "vat": OTHER_TIN})
        lead = self.make_lead(
            vat=OTHER_TIN,
            is_new_company=True,
            is_new_contact=True,
            firstname="Quinn",
            lastname="Qualified",
            email_from="quinn@ants.example",
            share_mode="all",
        )
        account, contact = lead.existing_company_id, lead.existing_contact_id
        self.assertEqual(account.name, "Told Ants")
        self.assertEqual(contact.email, "quinn@ants.example")
        for customer in account | contact:
            with self.subTest(customer.name):
                history = self.read_history(customer)
                text = "Sam Sales: Added when a lead was qualified."
                self.assertEqual(history.count(text), 1, history)
                self.assertNotIn("through the API", history)

    def test_added_by_a_partner(self):
        user = new_test_user(
            self.env, "origin_pia", groups="base.group_portal", name="Pia Portal"
        )
        user.partner_id.parent_id = self.partner
        self.agreement.user_id = self.user_sales
        lead = self.as_user("crm.lead", user)._create_from_partner(
            self.agreement.id, {"name": "Ropes", "partner_name": "Ropes of a Partner"}
        )
        history = self.read_history(lead.sudo())
        text = "Added by Pia Portal on the partner page."
        self.assertEqual(history.count(text), 1, history)
        self.assertNotIn("through the API", history)
