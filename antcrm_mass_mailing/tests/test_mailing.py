from odoo.exceptions import AccessError, ValidationError
from odoo.tests import Form, new_test_user, tagged

from odoo.addons.antcrm_customers.tests.common import CustomersCommon
from odoo.addons.mass_mailing.tests.common import MassMailCommon


class MailingCommon(CustomersCommon, MassMailCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        groups = "antcrm_share.group_user,mass_mailing.group_mass_mailing_user"
        cls.user_marketer, cls.user_other = (
            new_test_user(
                cls.env, login, groups=groups, name=login, email=f"{login}@x.vn"
            )
            for login in ("antcrm_marketer", "antcrm_other_marketer")
        )
        cls.mine, cls.open, cls.hidden = (
            cls.create_contact(
                firstname=name,
                email_ids=cls.typed(f"{name}@example.com"),
                share_mode=mode,
                user=user,
            )
            for name, mode, user in (
                ("mine", "me", cls.user_marketer),
                ("open", "all", cls.user_marketer),
                ("hidden", "me", cls.user_other),
            )
        )
        cls.group = cls.as_user("antcrm.segment", cls.user_marketer).create(
            {"name": "Guests", "kind": "contact", "share_mode": "all"}
        )
        cls.group._add_customers(cls.mine | cls.open)
        cls.group.with_user(cls.user_other)._add_customers(
            cls.hidden.with_user(cls.user_other)
        )

    def create_mailing(self, segment=None, user=None, **values):
        user = user or self.user_marketer
        return self.as_user("mailing.mailing", user).create(
            {
                "subject": "Hello",
                "body_html": "<p>Hello</p>",
                "segment_id": (segment or self.group).id,
                "user_id": user.id,
                **values,
            }
        )

    def recipients(self, mailing):
        """Return who gets a mailing when the scheduler sends it."""
        self.env.flush_all()
        self.env.invalidate_all()
        return self.env["res.partner"].browse(mailing.sudo()._get_recipients())


@tagged("post_install", "-at_install")
class TestMailing(MailingCommon):
    def test_recipients(self):
        """Those of the segment whom the responsible may see, for the scheduler too."""
        mailing = self.create_mailing()
        self.assertEqual(mailing.mailing_model_real, "res.partner")
        self.assertEqual(self.recipients(mailing), self.mine | self.open)
        self.assertEqual(mailing.total, 2)
        theirs = self.create_mailing(user=self.user_other)
        self.assertEqual(self.recipients(theirs), self.open | self.hidden)
        # who looks at it counts what he may see
        self.assertEqual(mailing.with_user(self.user_other).total, 1)

    def test_send(self):
        mailing = self.create_mailing()
        with self.mock_mail_gateway():
            # as the scheduler does
            self.env["mailing.mailing"].browse(mailing.id).action_send_mail()
        traces = self.env["mailing.trace"].search(
            [("mass_mailing_id", "=", mailing.id)]
        )
        self.assertEqual(set(traces.mapped("res_id")), {self.mine.id, self.open.id})

    def test_other_responsible(self):
        """Nobody reaches more by making somebody else the responsible."""
        owner = new_test_user(
            self.env, "antcrm_owner", groups="antcrm_share.group_data_owner"
        )
        mailing = self.create_mailing()
        mailing.user_id = owner
        self.assertEqual(self.recipients(mailing), self.mine | self.open)
        mailing.write({"segment_user_id": owner.id})
        self.assertEqual(self.recipients(mailing), self.mine | self.open)
        copy = mailing.copy()
        self.assertEqual(self.recipients(copy), self.mine | self.open)
        mailing.with_user(self.user_other).user_id = self.user_marketer
        self.assertEqual(self.recipients(mailing), self.open)

    def test_narrower(self):
        """The domain of the mailing counts too; who is not in use gets none."""
        mailing = self.create_mailing(
            mailing_domain=f"[('id', 'in', {(self.mine | self.hidden).ids})]"
        )
        self.assertEqual(self.recipients(mailing), self.mine)
        self.put_out_of_use(self.mine)
        self.assertFalse(self.recipients(mailing))

    def test_filter(self):
        """A saved filter is asked when the mailing is sent, as its responsible."""
        segment = self.as_user("antcrm.segment", self.user_marketer).create(
            {
                "name": "Huế",
                "kind": "contact",
                "mode": "dynamic",
                "domain": "[('city', '=', 'Huế')]",
                "share_mode": "all",
            }
        )
        mailing = self.create_mailing(segment)
        self.assertFalse(self.recipients(mailing))
        (self.open | self.hidden).sudo().city = "Huế"
        self.assertEqual(self.recipients(mailing), self.open)

    def test_lost_rights(self):
        """Who no longer sees the segment, or is gone, reaches nobody with it."""
        segment = self.as_user("antcrm.segment", self.user_other).create(
            {"name": "Theirs", "kind": "contact", "share_mode": "all"}
        )
        segment._add_customers(self.open.with_user(self.user_other))
        mailing = self.create_mailing(segment)
        self.assertEqual(self.recipients(mailing), self.open)
        segment.share_mode = "me"
        self.assertFalse(self.recipients(mailing))
        segment.share_mode = "all"
        self.user_marketer.active = False
        self.assertFalse(self.recipients(mailing))

    def test_checks(self):
        with self.assertRaises(ValidationError):
            self.create_mailing(
                mailing_model_id=self.env["ir.model"]._get_id("mailing.list")
            )
        secret = self.as_user("antcrm.segment", self.user_other).create(
            {"name": "Secret", "kind": "contact", "share_mode": "me"}
        )
        with self.assertRaises(AccessError):
            self.create_mailing(secret)
        mailing = self.create_mailing()
        with self.assertRaises(AccessError):
            mailing.segment_id = secret

    def test_form(self):
        with Form(self.as_user("mailing.mailing", self.user_marketer)) as form:
            form.subject = "Hello"
            form.segment_id = self.group
            self.assertEqual(form.mailing_model_id.model, "res.partner")
        self.assertEqual(self.recipients(form.record), self.mine | self.open)

    def test_leads(self):
        if not getattr(self.env["crm.lead"], "_mailing_enabled", False):
            self.skipTest("leads get no mailings")
        lead = self.create_lead(
            email_ids=self.typed("leo@example.com"),
            share_mode="all",
            user=self.user_marketer,
        )
        segment = self.as_user("antcrm.segment", self.user_marketer).create(
            {"name": "Leads", "kind": "lead", "share_mode": "all"}
        )
        segment._add_customers(lead)
        mailing = self.create_mailing(segment)
        self.assertEqual(mailing.mailing_model_real, "crm.lead")
        self.assertEqual(mailing.sudo()._get_recipients(), lead.ids)

    def test_domain(self):
        """Without a segment too: the scheduler sends with the eyes of the responsible,
        who finds nobody by what he may not see."""
        name = self.env["ir.model"]._get_id("res.partner")
        everybody = self.mine | self.open | self.hidden
        self.hidden.sudo().parent_id = self.env["res.partner"].create({"name": "Ants"})
        for domain in (
            [("id", "in", everybody.ids)],
            [("email", "ilike", "@example.com"), ("id", "in", everybody.ids)],
        ):
            values = {
                "subject": "Hello",
                "body_html": "<p>Hello</p>",
                "mailing_model_id": name,
                "mailing_domain": repr(domain),
            }
            mailing = self.as_user("mailing.mailing", self.user_marketer).create(values)
            self.assertEqual(self.recipients(mailing), self.mine | self.open)
            self.assertEqual(mailing.total, 2)
        account = [("child_ids.email", "ilike", "hidden@example.com")]
        mailing.mailing_domain = repr(account)
        self.assertFalse(self.recipients(mailing))
        # who changes the recipients, or the responsible, reaches no more by that
        owner = new_test_user(
            self.env, "antcrm_owner", groups="antcrm_share.group_data_owner"
        )
        mailing.write({"user_id": owner.id, "mailing_domain": repr(domain)})
        self.assertEqual(self.recipients(mailing), self.mine | self.open)
        with self.mock_mail_gateway():
            self.env["mailing.mailing"].browse(mailing.id).action_send_mail()
        traces = self.env["mailing.trace"].search(
            [("mass_mailing_id", "=", mailing.id)]
        )
        self.assertEqual(set(traces.mapped("res_id")), {self.mine.id, self.open.id})
