from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from . import files
from .common import ImportCommon


@tagged("post_install", "-at_install")
class TestOptions(ImportCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.account = cls.as_user("res.partner", cls.user_importer).create(
            {"name": "Ltd", "is_company": True}
        )
        cls.team = cls.env["crm.team"].create(
            {
                "name": "Callers",
                "assignment_rule": "round_robin",
                "crm_team_member_ids": [
                    Command.create({"user_id": user.id})
                    for user in (cls.user_sales, cls.user_colleague)
                ],
            }
        )

    def run_all(self, run):
        run.action_run()
        run.run_chunk()
        return [row.record for row in run.row_ids]

    def test_constant(self):
        """A value for every row beside those of the columns."""
        wizard = self.open_wizard(files.csv_file("Name,Sex", "Ann,", "Bo,m"))
        wizard.action_next()
        constant = {"column": None, "header": "", "format": False}
        wizard.mapping = [
            *wizard.mapping,
            {**constant, "field": "city", "constant": "Huế"},
            {**constant, "field": "tags", "constant": "Fair, VIP"},
            {**constant, "field": "birthdate_date", "constant": "31/12/1990"},
            {**constant, "field": False, "constant": ""},
        ]
        # it survives a step back, as long as its field does
        wizard.action_next()
        wizard.action_back()
        wizard.action_back()
        wizard.action_next()
        self.assertEqual(len(wizard.mapping), 6)
        run = wizard.env["antcrm.import"].browse(wizard.action_review()["res_id"])
        self.assertEqual(run._get_headers(), ["Name", "Sex"])
        ann, bo = self.run_all(run)
        self.assertEqual((ann.city, bo.city), ("Huế", "Huế"))
        self.assertEqual(set(ann.category_id.mapped("name")), {"Fair", "VIP"})
        self.assertEqual(str(bo.birthdate_date), "1990-12-31")
        # and stands in the error file no more than in the file itself
        wizard = self.open_wizard(files.csv_file("Name,Sex", "Ann,m"))
        wizard.action_next()
        wizard.mapping = [
            *wizard.mapping,
            {**constant, "field": "gender", "constant": "f"},
        ]
        with self.assertRaisesRegex(UserError, "Several columns"):
            wizard.action_next()
        wizard.mapping = [
            *wizard.mapping[:2],
            {**constant, "field": False, "constant": "x"},
        ]
        with self.assertRaisesRegex(UserError, "Choose a field"):
            wizard.action_next()

    def test_full_name_is_split(self):
        (ann,) = self.run_all(self.review("Full name", "Nguyễn Thị Ann"))
        self.assertEqual(ann.name, "Nguyễn Thị Ann")
        self.assertTrue(ann.firstname and ann.lastname)

    def test_date_format(self):
        """What is suggested for a column of dates can be changed."""
        wizard = self.open_wizard(files.csv_file("Name,Birthday", "Ann,03/04/1990"))
        wizard.action_next()
        guess = wizard.mapping[1]
        self.assertFalse(guess["guess"]["certain"])
        other = "dmy" if guess["format"] == "mdy" else "mdy"
        wizard.mapping = [wizard.mapping[0], {**guess, "format": other}]
        run = wizard.env["antcrm.import"].browse(wizard.action_review()["res_id"])
        (ann,) = self.run_all(run)
        self.assertEqual(
            str(ann.birthdate_date), "1990-04-03" if other == "dmy" else "1990-03-04"
        )

    def test_group_in_charge(self):
        """A group chooses in turn; one that has no rule cannot be chosen."""
        run = self.review(
            "Name",
            "Ann",
            "Bo",
            "Cy",
            "Di",
            pic_mode="team",
            pic_team_id=self.team.id,
            pic_user_id=self.user_administrator.id,
        )
        self.assertFalse(run.pic_user_id)
        users = [contact.user_id for contact in self.run_all(run)]
        self.assertEqual(users, [self.user_sales, self.user_colleague] * 2)
        domain = self.env["antcrm.import.wizard"]._fields["pic_team_id"].domain
        self.assertIn(self.team, self.team.search(domain))
        self.team.assignment_rule = "none"
        self.assertNotIn(self.team, self.team.search(domain))
        for values, words in (
            ({"pic_mode": "team", "pic_team_id": self.team.id}, "in turn"),
            ({"pic_mode": "team"}, "in turn"),
            ({"pic_mode": "user"}, "PIC"),
        ):
            with self.assertRaisesRegex(UserError, words):
                self.review("Name", "Ann", **values)
        self.team.assignment_rule = "random"
        self.team.crm_team_member_ids.assignment_paused = True
        with self.assertRaisesRegex(UserError, "Nobody in the sales group"):
            self.review("Name", "A", pic_mode="team", pic_team_id=self.team.id)

    def test_leads_for_others(self):
        """Who sees own documents only imports leads for a group or a colleague, too."""
        lines = ("Name,PIC", "Ann,", "Bo,", f"Cy,{self.user_colleague.login}")
        for values, pics in (
            (
                {"pic_mode": "team", "pic_team_id": self.team.id},
                [self.user_sales, self.user_colleague, self.user_colleague],
            ),
            (
                {"pic_mode": "user", "pic_user_id": self.user_colleague.id},
                [self.user_colleague] * 3,
            ),
        ):
            run = self.review(*lines, kind="lead", share_mode="me", **values)
            leads = self.run_all(run)
            self.assertEqual([lead.user_id for lead in leads], pics)
            self.assertTrue(all(lead.with_user(run.user_id).name for lead in leads))

    def test_only_me_with_somebody_in_charge(self):
        run = self.review(
            "Name",
            "Ann",
            share_mode="me",
            pic_mode="user",
            pic_user_id=self.user_colleague.id,
        )
        (ann,) = self.run_all(run)
        for user, sees in (
            (self.user_importer, True),
            (self.user_colleague, True),
            (self.user_sales, False),
        ):
            self.assertEqual(ann.with_user(user).has_access("read"), sees)

    def test_contacts_of_an_account(self):
        """On the page of an account, whatever the file says."""
        context = {"antcrm_kind": "contact", "antcrm_account_id": self.account.id}
        run = self.review("Name,Company", "Ann,Other Ltd", "Bo,", context=context)
        self.assertEqual(run.account_id, self.account)
        for contact in self.run_all(run):
            self.assertEqual(contact.parent_id, self.account)
        self.assertFalse(self.env["res.partner"].search([("name", "=", "Other Ltd")]))

    def test_account_that_is_hidden(self):
        """It says nothing, and gives nothing away."""
        hidden = self.as_user("res.partner").create(
            {"name": "Secret", "is_company": True, "share_mode": "me"}
        )
        with self.assertRaises(AccessError):
            self.review("Name", "Ann", account_id=hidden.id)
        run = self.review("Name", "Ann", account_id=self.account.id)
        self.account.sudo().share_owner_id = self.user_colleague
        self.account.with_user(self.user_colleague).share_mode = "me"
        self.env.flush_all()
        (ann,) = self.run_all(run)
        self.assertFalse(ann.parent_id)
        self.assertIn("there is no", run.row_ids.reason)
