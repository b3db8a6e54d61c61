"""Sharing of what the customers' own pages and the intake add."""

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, tagged

from odoo.addons.antcrm_share.tests.common import EDITS, KINDS

from .common import CustomersShareCommon
from .registry import get_excused


@tagged("-at_install", "post_install")
class TestShareOperates(CustomersShareCommon):
    """Whoever sees a customer by its share works on it; few delete it."""

    def test_who_sees_edits(self):
        self.check_edits(
            {
                **EDITS,
                "phone_ids": self.typed("0912 345 678"),
                "email_ids": self.typed("edited@example.com"),
                "address_ids": [
                    Command.create({"type": "other", "street": "2 Side Street"})
                ],
            }
        )

    def test_addresses_go_with_their_customer(self):
        record = self.create_shared("account", "employee")
        address = record.address_ids.create(
            {"parent_id": record.id, "type": "delivery", "name": "Warehouse"}
        )
        named = record.with_user(self.users["named"])
        named.address_ids = [Command.delete(address.id)]
        self.assertFalse(address.exists())


@tagged("-at_install", "post_install")
class TestShareItself(CustomersShareCommon):
    """What our forms and the intake suggest."""

    def test_default_of_the_settings(self):
        Partner = self.env["res.partner"].with_user(self.users["creator"])
        fields = ["share_mode", "share_team_ids"]
        self.assertNotIn("share_mode", Partner.default_get(fields))
        form = Partner.with_context(antcrm_kind="contact")
        self.assertEqual(form.default_get(fields)["share_mode"], "all")
        self.env["ir.config_parameter"].set_param(
            "antcrm_share.share_mode_contact", "me"
        )
        self.assertEqual(form.default_get(fields)["share_mode"], "me")
        settings = self.env["res.config.settings"].create(
            {"antcrm_share_mode_contact": "group"}
        )
        settings.execute()
        # who is in no group shares with nobody else
        self.assertEqual(form.default_get(fields)["share_mode"], "me")
        values = form.with_user(self.users["member"]).default_get(fields)
        self.assertEqual(values["share_mode"], "group")
        self.assertEqual(values["share_team_ids"], [Command.set(self.team.ids)])
        outcomes = (
            self.env["antcrm.intake"]
            .with_user(self.users["member"])
            .apply("contact", [{"name": "In"}], {})
        )
        record = Partner.browse(outcomes[0]["record"]["id"])
        self.assertFalse(self.sees(record, self.users["named"]))
        self.assertEqual(
            record.with_user(self.users["data_owner"]).share_team_ids, self.team
        )

    def test_what_the_intake_brought_in(self):
        [outcome] = (
            self.env["antcrm.intake"]
            .with_user(self.users["creator"])
            .apply(
                "contact",
                [{"name": "In"}],
                {"share_mode": "group", "share_team_ids": self.team.ids},
            )
        )
        record = self.env["res.partner"].browse(outcome["record"]["id"])
        self.add_member(self.team, self.users["own_documents"])
        self.assertIn("is in Ants North", str(record.share_history()))


@tagged("-at_install", "post_install")
class TestShareDoors(CustomersShareCommon):
    """The ways around: what refers to a hidden customer shows its name and no more."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.hidden = cls.create_shared(
            "account", "me", name="Hidden Ants", phone="0901234567", vat="0101243150"
        )
        cls.stranger = cls.users["member"]

    def test_points_and_intake(self):
        Point = self.env["antcrm.contact.point"].with_user(self.stranger)
        self.env.flush_all()
        self.assertFalse(Point.search([("partner_id", "=", self.hidden.id)]))
        (outcome,) = (
            self.env["antcrm.intake"]
            .with_user(self.stranger)
            .apply(
                "account",
                [{"name": "X", "phones": ["0901234567"]}],
                {"duplicate_policy": "merge"},
            )
        )
        self.assertEqual(outcome["action"], "skipped")
        self.assertNotIn("Hidden", str(outcome))
        with self.assertRaises(UserError) as caught:
            self.create_contact(
                "0901234567", user=self.stranger, name="Y", is_company=True
            )
        self.assertNotIn("Hidden", str(caught.exception))

    def find_faults(self, record, known=()):
        """Return the fields of a customer that the stranger cannot read, apart from
        those that are known."""
        record = record.with_user(self.stranger)
        names = record.fields_get(attributes=["type"]).keys() - set(known)
        if self.can_read(record, names):
            return set()
        return {name for name in names if not self.can_read(record, [name])}

    def can_read(self, record, names):
        self.env.invalidate_all()
        try:
            record.read([*names])
        except AccessError:
            return False
        return True

    def refer(self, kind, field, hidden):
        """Create a customer that all see and that refers to a hidden one.

        :return: the customer, empty if no customer of the kind may refer to it so
        """
        values = {"country_id": self.env.ref("base.vn").id}
        if kind == "lead":
            values["firstname"] = "Ida"
        if kind != "lead" or "vat" in self.env["crm.lead"]._fields:
            values["vat"] = "0101243150"
        record = self.create_shared(kind, "all", **values)
        try:
            with self.env.cr.savepoint():
                record.sudo()[field] = hidden.id
                self.env.flush_all()
        except (UserError, ValidationError):
            return record.browse()
        self.env.invalidate_all()
        return record if record.sudo()[field] == hidden else record.browse()

    def test_whoever_is_seen_opens(self):
        """By whichever field a customer refers to a hidden one, those who see the first
        read all of it, open its form and save it."""
        hidden = [
            self.hidden,
            self.create_shared("contact", "me", firstname="Hidden"),
            self.create_shared("lead", "me"),
        ]
        for kind in KINDS:
            plain = self.create_shared(kind, "all")
            if kind == "lead":
                plain.sudo().user_id = self.stranger
            # what the host lets nobody of this role read
            host = self.find_faults(plain)
            referred = set()
            for name, field in plain._fields.items():
                if field.type != "many2one" or not field.store or field.related:
                    continue
                for other in hidden:
                    if other._name != field.comodel_name:
                        continue
                    record = self.refer(kind, name, other)
                    if not record:
                        continue
                    referred.add(name)
                    if kind == "lead":
                        record.sudo().user_id = self.stranger
                    with self.subTest(kind=kind, field=name, other=other.name):
                        self.assertFalse(self.find_faults(record, host))
                        self.save_form(record)
                        self.assertEqual(record.sudo()[name], other)
            self.assertIn("partner_id" if kind == "lead" else "parent_id", referred)

    def save_form(self, record):
        """Open a customer as the stranger does, change and save it."""
        record = record.with_user(self.stranger)
        action = record._get_open_action()
        view = self.env["ir.ui.view"].browse(action["views"][0][0])
        with Form(record.with_context(**action["context"]), view=view) as form:
            form.website = "https://opened.example"
        self.env.flush_all()

    def test_planning_duplicates_is_counted(self):
        numbers = [f"09012{number:05}" for number in range(40)]
        self.env["res.partner"].with_user(self.users["creator"]).create(
            {
                "name": "Many",
                "is_company": True,
                "share_mode": "me",
                "phone_ids": [Command.create({"value": n}) for n in numbers],
            }
        )
        # the creator has asked forty times as well
        self.env["ir.config_parameter"].set_param(
            "antcrm_share.questions_per_hour", "30"
        )
        with self.assertRaisesRegex(UserError, "Too many"):
            for number in numbers:
                self.env["antcrm.intake"].with_user(self.stranger).plan(
                    "account",
                    [{"name": "X", "phones": [number]}],
                    {"duplicate_policy": "duplicate"},
                )


@tagged("-at_install", "post_install")
class TestShareDeletion(CustomersShareCommon):
    """Deleting what customers depend on deletes nothing that the deleter may not
    read."""

    def test_every_cascade(self):
        """Generated: whoever deletes a record of whatever model deletes nothing by the
        database that he could not have read."""
        cascades = [
            field
            for name in self.registry
            if name.startswith("antcrm.") and not self.env[name]._abstract
            for field in self.env[name]._fields.values()
            if field.type == "many2one"
            and field.store
            and field.ondelete == "cascade"
            and not self.env[name]._transient
        ]
        self.assertIn("antcrm.contact.point", {f.model_name for f in cascades})
        deletes = {
            access.model_id.model
            for access in self.env["ir.model.access"].search(
                [("perm_unlink", "=", True)]
            )
        }
        parts = get_excused(self.env, "PARTS")
        for field in cascades:
            if field.comodel_name not in deletes:
                continue
            child = field.model_name
            if field.comodel_name in ("ir.model", "ir.model.fields"):
                # settings of the system, deleted by nobody but it
                continue
            with self.subTest(field=str(field)):
                self.assertIn(child, parts)


@tagged("-at_install", "post_install")
class TestShareIntake(CustomersShareCommon):
    def test_everybody_who_comes_in_has_a_policy(self):
        intake = self.env["antcrm.intake"].with_user(self.users["creator"])
        for kind in KINDS:
            (outcome,) = intake.apply(kind, [{"name": "In"}], {})
            record = self.env[outcome["record"]["model"]].browse(
                outcome["record"]["id"]
            )
            self.assertEqual(record.with_user(self.users["creator"]).share_mode, "all")
            (outcome,) = intake.apply(
                kind,
                [
                    {"name": "In", "parent_id": "New"}
                    if kind == "contact"
                    else {"name": "In"}
                ],
                {"share_mode": "group", "share_team_ids": self.team.ids},
            )
            record = record.browse(outcome["record"]["id"])
            self.assertTrue(self.sees(record, self.users["member"]))
            self.assertFalse(self.sees(record, self.users["named"]))
            if kind == "contact":
                self.assertFalse(self.sees(record.parent_id, self.users["named"]))

    def test_responsible_stands_as_the_creator(self):
        options = {"share_mode": "me", "responsible_id": self.users["named"].id}
        (outcome,) = (
            self.env["antcrm.intake"]
            .sudo()
            .apply("contact", [{"name": "Web"}], options)
        )
        record = self.env["res.partner"].browse(outcome["record"]["id"])
        self.assertTrue(self.sees(record, self.users["named"]))
        self.assertFalse(self.sees(record, self.users["member"]))
        # nobody makes somebody else the creator
        (outcome,) = (
            self.env["antcrm.intake"]
            .with_user(self.users["member"])
            .apply("contact", [{"name": "Web"}], options)
        )
        record = record.browse(outcome["record"]["id"])
        self.assertFalse(self.sees(record, self.users["named"]))

    def test_persons_in_charge_by_the_rule_of_the_group(self):
        self.add_member(self.team, self.users["creator"])
        self.team.assignment_rule = "round_robin"
        outcomes = (
            self.env["antcrm.intake"]
            .with_user(self.users["creator"])
            .apply(
                "contact",
                [{"name": f"P{n}"} for n in range(4)],
                {"pic_mode": "team", "pic_team_id": self.team.id},
            )
        )
        users = [
            self.env["res.partner"].browse(o["record"]["id"]).user_id for o in outcomes
        ]
        members = [self.users["member"], self.users["creator"]]
        self.assertEqual(users, members * 2)


@tagged("-at_install", "post_install")
class TestAssignment(CustomersShareCommon):
    def test_rules(self):
        self.assertFalse(any(self.team.assign_pics(3)))
        second = self.add_member(self.team, self.users["creator"])
        third = self.add_member(self.team, self.users["named"])
        self.team.assignment_rule = "round_robin"
        members = [self.users[name] for name in ("member", "creator", "named")]
        self.assertEqual(self.team.assign_pics(4), [*members, members[0]])
        self.assertEqual(self.team.assign_pics(2), members[1:])
        second.assignment_paused = True
        self.assertEqual(set(self.team.assign_pics(4)), {members[0], members[2]})
        members[2].active = False
        self.assertEqual(set(self.team.assign_pics(4)), {members[0]})
        self.team.assignment_rule = "random"
        third.active = False
        second.assignment_paused = False
        self.assertLessEqual(set(self.team.assign_pics(50)), set(members[:2]))
        self.assertEqual(self.team.assign_pics(0), [])

    def test_nobody_left(self):
        self.other_team.crm_team_member_ids.assignment_paused = True
        self.other_team.assignment_rule = "round_robin"
        with self.assertRaisesRegex(UserError, "Nobody in the sales group"):
            self.other_team.assign_pics(1)
