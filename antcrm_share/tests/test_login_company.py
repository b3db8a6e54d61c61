from contextlib import suppress

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from .common import RolesCommon


class RollBack(Exception):
    """What was tried worked, and is to leave nothing behind."""


class LoginCompanyCommon(RolesCommon):
    """People with a login, and a company that they do not belong to."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user_rights = new_test_user(
            cls.env,
            "antcrm_rights",
            groups="base.group_erp_manager,antcrm_share.group_user",
        )
        cls.user_archived = new_test_user(
            cls.env, "antcrm_archived", groups="base.group_portal", name="Ada Archived"
        )
        cls.user_archived.active = False
        cls.users = (
            cls.user_sales | cls.user_internal | cls.user_portal | cls.user_archived
        )
        for user in cls.users:
            user.partner_id.email = f"{user.login}@example.com"
        cls.company = cls.env["res.partner"].create(
            {"name": "Partner Ltd", "is_company": True}
        )

    def get_companies(self):
        self.env.flush_all()
        self.env.invalidate_all()
        return {
            user: (user.partner_id.parent_id, user.partner_id.commercial_partner_id)
            for user in self.users
        }

    def assert_kept(self, action, refused=True):
        """Expect that an action changes nobody's company.

        :param refused: whether it tells so; else it does what else it has to do
        """
        before = self.get_companies()
        try:
            with self.env.cr.savepoint():
                action()
                self.assertEqual(self.get_companies(), before)
                self.assertFalse(refused, "nobody was told")
        except AccessError as error:
            self.assertTrue(refused, error)
            self.assertIn("Access Rights", str(error))
        self.env.invalidate_all()


@tagged("post_install", "-at_install")
class TestLoginCompany(LoginCompanyCommon):
    """Nobody gives somebody with a login a company but with the host's Access Rights,
    whatever door he takes."""

    # ------------------------------------------------------------------
    # By hand
    # ------------------------------------------------------------------

    def test_by_hand(self):
        """The ways that lead to the parent of a contact, in the form, in lists, in
        files and over the API."""
        company = self.company.with_user(self.user_sales)
        for user in self.user_sales | self.user_portal | self.user_archived:
            partner = user.partner_id.with_user(self.user_sales)
            name = partner.name
            ways = {
                "write": lambda p=partner: p.write({"parent_id": self.company.id}),
                "link": lambda p=partner: company.write(
                    {"child_ids": [Command.link(p.id)]}
                ),
                "set": lambda p=partner: company.write(
                    {"child_ids": [Command.set(p.ids)]}
                ),
                "update": lambda p=partner: company.write(
                    {"child_ids": [Command.update(p.id, {"parent_id": company.id})]}
                ),
                "create": lambda p=partner: p.create(
                    {
                        "name": "New Ltd",
                        "is_company": True,
                        "child_ids": [Command.link(p.id)],
                    }
                ),
                "load": lambda p=partner: self.load(p),
                "create_company": lambda p=partner: (
                    p.write({"company_name": "New Ltd"}),
                    p.create_company(),
                ),
                "web_save": lambda p=partner: p.web_save(
                    {"parent_id": self.company.id}, {"id": {}}
                ),
                "superuser for him": lambda p=partner: p.sudo().write(
                    {"parent_id": self.company.id}
                ),
                "clear": lambda p=partner: (
                    p.with_user(self.user_rights).write({"parent_id": company.id}),
                    company.write({"child_ids": [Command.clear()]}),
                ),
                "login": lambda p=partner: p.write(
                    {
                        "user_ids": [
                            Command.update(u.id, {"parent_id": company.id})
                            for u in p.sudo().with_context(active_test=False).user_ids
                        ]
                    }
                ),
                "assignment": lambda p=partner: setattr(p, "parent_id", self.company),
            }
            for way, action in ways.items():
                with self.subTest(user=name, way=way):
                    self.assert_kept(action)

    def load(self, partner):
        partner.env["ir.model.access"].check("res.partner", "write")
        result = partner.load(
            [".id", "parent_id/.id"], [[str(partner.id), str(self.company.id)]]
        )
        # a file is answered in messages
        messages = " ".join(m["message"] for m in result["messages"])
        raise AccessError(messages)

    def test_every_field_that_refers_to_partners(self):
        """Generated: whatever relation between partners somebody writes, from either
        end, the company of a login stays."""
        Partner = self.as_user("res.partner")
        names = [
            name
            for name, field in Partner._fields.items()
            if field.relational
            and field.comodel_name == "res.partner"
            and not (field.compute and field.readonly)
            and Partner._has_field_access(field, "write")
        ]
        self.assertLessEqual({"parent_id", "child_ids"}, {*names})
        login, company = self.user_portal.partner_id, self.company
        before = self.get_companies()
        for name in names:
            field = Partner._fields[name]
            for record, other in ((login, company), (company, login)):
                value = (
                    other.id if field.type == "many2one" else [Command.link(other.id)]
                )
                with self.subTest(field=name, record=record.name):
                    with suppress(RollBack, UserError), self.env.cr.savepoint():
                        record.with_user(self.user_sales).write({name: value})
                        self.assertEqual(self.get_companies(), before)
                        raise RollBack
                    self.env.invalidate_all()

    def test_users_inherit_the_fields_of_partners(self):
        """Neither in one's own profile, nor where something writes as superuser."""
        for user in self.users - self.user_archived:
            profile = user.with_user(user)
            for record in (profile, profile.sudo()):
                with self.subTest(user=user.login, su=record.env.su):
                    with self.assertRaises(AccessError), self.env.cr.savepoint():
                        record.write({"parent_id": self.company.id})
        self.assertFalse(self.user_portal.partner_id.parent_id)

    def test_portal_page(self):
        """The host's page writes the contact of its visitor as superuser."""
        partner = self.user_portal.partner_id.with_user(self.user_portal).sudo()
        self.assert_kept(lambda: partner.write({"parent_id": self.company.id}))
        self.assert_kept(
            lambda: partner.write({"city": "Huế", "company_name": "Mine"}),
            refused=False,
        )

    def test_people_below(self):
        """A department, which is no company, takes its people along."""
        department = self.create_contact(name="Sales Department")
        below = self.create_contact(name="Desk", parent_id=department.id)
        self.user_portal.partner_id.parent_id = below
        department = department.with_user(self.user_sales)
        self.assert_kept(lambda: department.write({"parent_id": self.company.id}))
        self.assert_kept(lambda: below.write({"parent_id": self.company.id}))
        # a company does not: they belong to it, whatever it comes under
        firm = self.create_contact(name="Firm", is_company=True)
        department.sudo().with_user(self.user_rights).parent_id = firm
        self.assertEqual(self.user_portal.partner_id.commercial_partner_id, firm)
        self.assert_kept(
            lambda: firm.with_user(self.user_sales).write(
                {"parent_id": self.company.id}
            ),
            refused=False,
        )
        # until it is none any more
        firm.with_user(self.user_rights).parent_id = self.company
        self.assert_kept(
            lambda: firm.with_user(self.user_sales).write({"is_company": False})
        )

    def test_nothing_that_changes_nothing(self):
        partner = self.user_portal.partner_id
        partner.parent_id = self.company
        partner.with_user(self.user_sales).write(
            {"parent_id": self.company.id, "is_company": False, "function": "Buyer"}
        )
        self.assertEqual(partner.function, "Buyer")

    def test_contacts_without_a_login(self):
        contact = self.create_contact()
        with self.assertQueryCount(40):
            contact.with_user(self.user_sales).parent_id = self.company
            self.env.flush_all()
        self.assertEqual(contact.commercial_partner_id, self.company)
        contact.with_user(self.user_sales).parent_id = False
        self.assertFalse(contact.parent_id)

    def test_access_rights(self):
        partner = self.user_portal.partner_id.with_user(self.user_rights)
        partner.parent_id = self.company
        self.assertEqual(partner.commercial_partner_id, self.company)
        partner.parent_id = False
        self.company.with_user(self.user_rights).child_ids = [Command.link(partner.id)]
        self.assertEqual(partner.parent_id, self.company)

    def test_host_makes_logins(self):
        """Salespeople invite contacts of an account to the portal, as ever."""
        contact = self.create_contact(
            name="Paula",
            parent_id=self.company.id,
            email="paula@example.com",
        )
        wizard = self.as_user("portal.wizard").with_context(active_ids=contact.ids)
        wizard.create({}).user_ids.action_grant_access()
        self.assertEqual(contact.user_ids.partner_id.parent_id, self.company)
        contact.with_user(self.user_sales).function = "Buyer"
        self.assert_kept(
            lambda: contact.with_user(self.user_sales).write({"parent_id": False})
        )

    def test_writer_of_many(self):
        """What a later door hands on is kept all the same, and the rest is written."""
        contact = self.create_contact()
        login = self.user_portal.partner_id
        both = (contact | login).with_context(antcrm_keep_logins=True)
        both.write({"parent_id": self.company.id, "function": "Buyer"})
        self.assertEqual(contact.parent_id, self.company)
        self.assertFalse(login.parent_id)
        self.assertEqual(login.function, "Buyer")

    def test_conversion_of_the_host(self):
        lead = self.create_lead(partner_name="Partner Ltd")
        before = self.get_companies()
        lead.with_user(self.user_sales).convert_opportunity(
            self.user_portal.partner_id.with_user(self.user_sales)
        )
        self.assertEqual(self.get_companies(), before)

    def test_merge_of_the_host(self):
        """The people of a company come to the one that it is merged into."""
        own = self.create_contact(name="Own Ltd", is_company=True)
        self.user_portal.partner_id.parent_id = own
        wizard = self.as_user("base.partner.merge.automatic.wizard")
        companies = (own | self.company).with_user(self.user_sales)
        self.assert_kept(
            lambda: wizard._merge(companies.ids, companies[1], extra_checks=False)
        )
        wizard._merge(companies.ids, companies[0], extra_checks=False)
        self.assertEqual(self.user_portal.partner_id.commercial_partner_id, own)
