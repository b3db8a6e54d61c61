from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common import EDITS, KINDS, MODES, SEES, ShareCommon


@tagged("-at_install", "post_install")
class TestShareOperates(ShareCommon):
    """Whoever sees a customer by its share works on it; few delete it."""

    def test_who_sees_edits(self):
        self.check_edits(
            {
                **EDITS,
                "phone": "0912 345 678",
                "email": "edited@example.com",
                "child_ids": [
                    Command.create({"type": "other", "street": "2 Side Street"})
                ],
            }
        )

    def test_who_deletes(self):
        """Creator, person in charge, Administrators who see it, and nobody else."""
        for kind in ("contact", "account"):
            for mode in MODES:
                record = self.create_shared(
                    kind, mode, user_id=self.users["own_documents"].id
                )
                for name in ("creator", "named", "member", *SEES):
                    user = self.users[name]
                    sees = SEES[name][MODES.index(mode)]
                    deletes = name in ("creator", "data_owner") or (
                        sees and name == "administrator"
                    )
                    with self.subTest(kind=kind, mode=mode, user=name):
                        self.check_deleting(record, user, deletes)
                # the person in charge, who has the host's right to delete
                record.sudo().user_id = self.users["named"]
                self.check_deleting(record, self.users["named"], True)

    def check_deleting(self, record, user, deletes):
        self.env.flush_all()
        self.env.invalidate_all()
        record = record.with_user(user)
        self.assertEqual(record.has_access("unlink"), deletes)
        found = record.with_context(active_test=False)._filtered_access("unlink")
        self.assertEqual(bool(found), deletes)
        error = None
        try:
            with self.env.cr.savepoint() as savepoint:
                record.unlink()
                savepoint.rollback()
        except AccessError as refusal:
            error = str(refusal)
        self.env.invalidate_all()
        self.assertEqual(not error, deletes)
        if error and record.has_access("read") and user != self.users["own_documents"]:
            self.assertIn("Only its creator, its PIC", error)

    def test_without_a_share(self):
        """The host's own rules decide, as ever."""
        partner = self.env["res.partner"].create({"name": "Host's"})
        self.assertFalse(partner.share_id)
        self.check_deleting(partner, self.users["named"], True)
        self.check_deleting(partner, self.users["own_documents"], False)


@tagged("-at_install", "post_install")
class TestGroupHistory(ShareCommon):
    """Who comes into a group sees what is shared with it: who, by whom and when is
    told with the share."""

    def test_history(self):
        record = self.create_shared("contact", "group")
        other = self.create_shared("contact", "employee")
        before = len(record.share_history())
        newcomer, manager = self.users["own_documents"], self.users["administrator"]
        team = self.team.with_user(manager)
        name = newcomer.name

        def last():
            lines = record.share_history()
            return tuple(lines[0][key] for key in ("user", "old", "new"))

        team.write({"member_ids": [Command.link(newcomer.id)]})
        is_in = f"{name} is in Ants North"
        self.assertEqual(last(), ("Administrator", "", is_in))
        member = team.crm_team_member_ids.filtered(lambda m: m.user_id == newcomer)
        member.active = False
        self.assertEqual(last(), ("Administrator", is_in, ""))
        member.active = True
        self.assertEqual(last(), ("Administrator", "", is_in))
        team.member_ids = [Command.unlink(newcomer.id)]
        self.assertEqual(last(), ("Administrator", is_in, ""))
        # the host moves who has one group only
        self.add_member(self.other_team, newcomer)
        self.env["crm.team.member"].with_user(manager).create(
            {"crm_team_id": team.id, "user_id": newcomer.id}
        )
        self.assertEqual(last(), ("Administrator", "", is_in))
        newcomer.with_user(self.env.user).write(
            {
                "crm_team_member_ids": [
                    Command.delete(id_)
                    for id_ in newcomer.crm_team_member_ids.filtered(
                        lambda m: m.crm_team_id == self.team
                    ).ids
                ]
            }
        )
        self.assertEqual(last()[1:], (is_in, ""))
        team.user_id = newcomer
        self.assertEqual(last(), ("Administrator", "", f"{name} leads Ants North"))
        team.user_id = self.users["member"]
        self.assertEqual(
            last()[1:], (f"{name} leads Ants North", "Member leads Ants North")
        )
        team.active = False
        self.assertEqual(last()[2], "Sales group Ants North (archived)")
        team.active = True
        self.assertEqual(last()[1], "Sales group Ants North (archived)")
        self.assertEqual(len(record.share_history()), before + 10)
        self.assertEqual(len(other.share_history()), 1)
        self.assertEqual(
            record.with_user(self.users["creator"]).share_history(),
            record.share_history(),
        )

    def test_only_while_it_was_shared_with_the_group(self):
        record = self.create_shared("lead", "me")
        newcomer = self.users["own_documents"]
        self.team.user_id = newcomer
        self.assertNotIn("leads", str(record.share_history()))
        record.write({"share_mode": "group", "share_team_ids": self.team.ids})
        self.team.user_id = self.users["named"]
        record.share_mode = "me"
        self.team.user_id = newcomer
        changes = [line["new"] for line in record.share_history()]
        self.assertEqual(
            changes,
            ["Only me", "Named leads Ants North", "Sales Group: Ants North", "Only me"],
        )

    def test_dialog(self):
        record = self.create_shared("account", "group")
        newcomer = self.users["own_documents"]
        self.env["crm.team.member"].with_user(self.users["administrator"]).create(
            {"crm_team_id": self.team.id, "user_id": newcomer.id}
        )
        action = record.with_user(self.users["creator"]).action_share_explain()
        overview = self.env[action["res_model"]].browse(action["res_id"])
        overview = overview.with_user(self.users["creator"])
        line = overview.line_ids.filtered(lambda line: line.user_id == newcomer)
        self.assertRegex(
            line.reasons, r"Through the sales group .*since .*by Administrator"
        )
        self.assertEqual(overview.change_ids[0].user_name, "Administrator")
        self.assertIn("is in Ants North", overview.change_ids[0].new_share)

    def test_kept_once(self):
        """However many customers are shared with a group."""
        for number in range(3):
            self.create_shared("contact", "group", name=f"Shared {number}")
        Log = self.env["antcrm.share.log"]
        count = Log.search_count([])
        self.add_member(self.team, self.users["own_documents"])
        self.assertEqual(Log.search_count([]), count + 1)


@tagged("-at_install", "post_install")
class TestShareDeletion(ShareCommon):
    """Deleting what customers depend on hides, deletes and reveals nothing that the
    deleter may not read."""

    def test_group(self):
        manager = self.users["administrator"]
        for kind in KINDS:
            record = self.create_shared(kind, "group")
            with self.subTest(kind=kind):
                with self.assertRaisesRegex(
                    UserError, "Archive the sales group"
                ) as caught:
                    with self.env.cr.savepoint():
                        self.team.with_user(manager).unlink()
                self.assertNotIn(record.name, str(caught.exception))
                self.assertTrue(self.sees(record, self.users["member"]))
            record.sudo().unlink()
        self.team.with_user(manager).unlink()
        self.assertFalse(self.team.exists())

    def test_history_outlives_the_group(self):
        record = self.create_shared("contact", "group")
        self.add_member(self.team, self.users["own_documents"])
        self.team.with_user(self.users["data_owner"]).unlink()
        history = record.share_history()
        self.assertEqual(history[0]["old"], "Sales group Ants North")
        self.assertIn("is in Ants North", history[1]["new"])
        self.assertFalse(self.sees(record, self.users["member"]))


@tagged("-at_install", "post_install")
class TestAssignment(ShareCommon):
    """Nobody becomes the person in charge of a lead that its share hides from him."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["ir.config_parameter"].set_param("crm.lead.auto.assignment", True)
        cls.env["crm.team"].search(
            [("id", "not in", (cls.team | cls.other_team).ids)]
        ).active = False
        members = cls.add_member(cls.team, cls.users["own_documents"])
        members |= cls.team.crm_team_member_ids
        members.assignment_max = 600
        cls.leads = {
            mode: cls.make_unassigned(mode) for mode in (*MODES, "other group", None)
        }

    @classmethod
    def make_unassigned(cls, mode):
        values = {"name": f"Lead {mode}", "type": "lead", "user_id": False}
        if mode:
            values |= {
                "share_mode": "group" if mode == "other group" else mode,
                "share_user_ids": cls.users["own_documents"].ids,
                "share_team_ids": (
                    cls.other_team if mode == "other group" else cls.team
                ).ids,
            }
        lead = cls.env["crm.lead"].with_user(cls.users["creator"]).create(values)
        lead.sudo().write({"team_id": cls.team.id, "user_id": False})
        return lead.sudo()

    def assign(self):
        self.team._action_assign_leads(force_quota=True)
        self.env.flush_all()
        self.env.invalidate_all()

    def test_by_the_share(self):
        may_see = {
            mode: {
                user
                for user in self.team.member_ids
                if lead.with_user(user).has_access("read")
                or lead._filter_audience(user)
            }
            for mode, lead in self.leads.items()
        }
        self.assign()
        for mode, lead in self.leads.items():
            with self.subTest(mode=mode):
                if mode in ("me", "other group"):
                    self.assertFalse(lead.user_id)
                    self.assertEqual(lead.type, "lead")
                elif mode == "employee":
                    self.assertEqual(lead.user_id, self.users["own_documents"])
                    self.assertEqual(lead.type, "opportunity")
                else:
                    self.assertIn(lead.user_id, self.team.member_ids)
                if lead.user_id:
                    self.assertIn(lead.user_id, may_see[mode])

    def test_quota_is_one(self):
        """What a member gets of both kinds is what he may get."""
        self.team.crm_team_member_ids.assignment_max = 30
        self.assign()
        users = [lead.user_id for lead in self.leads.values() if lead.user_id]
        self.assertEqual(len(users), len(set(users)))

    def test_domain_of_a_member(self):
        member = self.team.crm_team_member_ids.filtered(
            lambda member: member.user_id == self.users["own_documents"]
        )
        member.assignment_domain = "[('name', '=', 'nothing')]"
        self.assign()
        self.assertFalse(self.leads["employee"].user_id)

    def test_duplicates_of_other_people_are_not_merged(self):
        """The host merges leads of one e-mail address before it assigns them."""
        mine, theirs, again = (
            self.make_unassigned(mode) for mode in ("me", "all", "all")
        )
        leads = mine | theirs | again
        leads.write({"email_from": "same@example.com", "team_id": False})
        self.team.with_user(self.users["data_owner"])._action_assign_leads(
            force_quota=True
        )
        self.env.invalidate_all()
        self.assertTrue(mine.exists())
        self.assertFalse(mine.user_id)
        self.assertEqual(len((theirs | again).exists()), 1)
