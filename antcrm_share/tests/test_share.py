import random
import xmlrpc.client
from datetime import timedelta
from itertools import product

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import HttpCase, TransactionCase, new_test_user, tagged

from .common import KINDS, MODES, SEES, ShareCommon

ALL_LEADS = "sales_team.group_sale_salesman_all_leads"
OPERATIONS = (
    "read",
    "write",
    "search",
    "name_search",
    "read_group",
    "export",
    "web_read",
)


@tagged("-at_install", "post_install")
class TestShareTable(ShareCommon):
    """Every user, mode, kind and way in, against the table."""

    def attempt(self, operation, record):
        """Return whether ``operation`` reaches the record."""
        domain = [("id", "=", record.id)]
        if operation == "read":
            return bool(record.read(["name"]))
        if operation == "write":
            return record.write({"website": "http://ants.example.com"})
        if operation == "search":
            return bool(record.search(domain)) and bool(record.search_count(domain))
        if operation == "name_search":
            return record.id in dict(record.name_search(record.name, limit=None))
        if operation == "read_group":
            return bool(record._read_group(domain, aggregates=["__count"])[0][0])
        if operation == "export":
            return bool(record.export_data(["name"])["datas"])
        return bool(record.web_read({"name": {}, "share_mode": {}}))

    def test_table(self):
        # export is a right of its own in the host
        allow_export = self.env.ref("base.group_allow_export")
        for name, user in self.users.items():
            if name != "portal":
                user.group_ids += allow_export
        for kind, (column, mode) in product(KINDS, enumerate(MODES)):
            record = self.create_shared(kind, mode)
            for name, operation in product(self.users, OPERATIONS):
                expected = SEES[name][column]
                with self.subTest(kind=kind, mode=mode, user=name, operation=operation):
                    self.env.invalidate_all()
                    visible = record.with_user(self.users[name])
                    try:
                        reached = self.attempt(operation, visible)
                    except UserError:
                        reached = False
                    self.assertEqual(bool(reached), expected)

    def test_person_in_charge_sees_and_loses_sight(self):
        for kind in KINDS:
            record = self.create_shared(kind, "me")
            user = self.users["own_documents"]
            self.assertFalse(self.sees(record, user) if kind == "lead" else False)
            record.with_user(self.users["creator"]).user_id = self.users["member"]
            self.assertTrue(self.sees(record, self.users["member"]))
            record.with_user(self.users["creator"]).user_id = False
            self.assertFalse(self.sees(record, self.users["member"]))

    def test_without_policy_the_host_decides(self):
        contact = self.env["res.partner"].create({"name": "Host made"})
        lead = self.env["crm.lead"].create({"name": "Host made", "user_id": False})
        other = self.env["crm.lead"].create(
            {"name": "Host made", "user_id": self.env.uid}
        )
        self.env.flush_all()
        for name in ("member", "administrator", "data_owner"):
            self.assertTrue(self.sees(contact, self.users[name]))
            self.assertTrue(self.sees(lead, self.users[name]))
        self.assertFalse(
            self.env["crm.lead"]
            .with_user(self.users["own_documents"])
            .search([("id", "=", other.id)])
        )


@tagged("-at_install", "post_install", "slow")
class TestShareTableOverHttp(HttpCase, ShareCommon):
    """The same table, through the doors for programs: JSON-2 with an API key, XML-RPC
    with a password."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.keys = {}
        for name, user in cls.users.items():
            user.password = user.login
            cls.keys[name] = (
                cls.env["res.users.apikeys"]
                .with_user(user)
                .sudo()
                ._generate("rpc", "Table", fields.Datetime.now() + timedelta(hours=1))
            )

    def json2(self, name, record, method, **arguments):
        response = self.url_open(
            f"/json/2/{record._name}/{method}",
            headers={"Authorization": f"Bearer {self.keys[name]}"},
            json=arguments,
        )
        return response.json() if response.ok else []

    def xmlrpc(self, name, record, method, *arguments):
        try:
            return self.xmlrpc_object.execute(
                self.env.cr.dbname,
                self.users[name].id,
                self.users[name].login,
                record._name,
                method,
                *arguments,
            )
        except xmlrpc.client.Fault:
            return []

    def test_table(self):
        for kind, (column, mode) in product(KINDS, enumerate(MODES)):
            record = self.create_shared(kind, mode)
            domain = [("id", "=", record.id)]
            for name in self.users:
                expected = [SEES[name][column]] * 5
                reached = [
                    self.json2(name, record, "read", ids=record.ids, fields=["name"]),
                    self.json2(name, record, "search_count", domain=domain),
                    self.json2(
                        name, record, "write", ids=record.ids, vals={"website": "a.b"}
                    ),
                    self.xmlrpc(name, record, "search", domain),
                    self.xmlrpc(name, record, "read", record.ids, ["name"]),
                ]
                with self.subTest(kind=kind, mode=mode, user=name):
                    self.assertEqual([bool(answer) for answer in reached], expected)


@tagged("-at_install", "post_install")
class TestShareAtOnce(ShareCommon):
    """Changes around a customer bite at once, caches included."""

    def test_team_members(self):
        record = self.create_shared("contact", "group")
        newcomer = self.users["own_documents"]
        Partner = self.env["res.partner"].with_user(newcomer)
        domain = [("id", "=", record.id)]
        self.assertFalse(Partner.search(domain))
        member = self.add_member(self.team, newcomer)
        self.assertTrue(Partner.search(domain))
        member.active = False
        self.assertFalse(Partner.search(domain))
        member.active = True
        self.assertTrue(Partner.search(domain))
        member.unlink()
        self.assertFalse(Partner.search(domain))
        self.team.user_id = newcomer
        self.assertTrue(Partner.search(domain))
        self.team.active = False
        self.assertFalse(Partner.search(domain))

    def test_pending_writes_are_seen(self):
        record = self.create_shared("contact", "me")
        record.with_user(self.users["creator"]).write(
            {"share_mode": "employee", "share_user_ids": self.users["member"].ids}
        )
        self.assertTrue(
            record.with_user(self.users["member"]).search([("id", "=", record.id)])
        )

    def test_role(self):
        record = self.create_shared("contact", "me")
        administrator = self.users["administrator"]
        self.assertFalse(self.sees(record, administrator))
        administrator.group_ids += self.env.ref("antcrm_share.group_data_owner")
        self.assertTrue(self.sees(record, administrator))

    def test_deleting_users_and_teams_leaves_customers_to_data_owners(self):
        record = self.create_shared("contact", "employee")
        group_record = self.create_shared("contact", "group")
        self.users["named"].unlink()
        self.team.unlink()
        for customer in record | group_record:
            self.assertTrue(self.sees(customer, self.users["data_owner"]))
            self.assertFalse(self.sees(customer, self.users["member"]))
        (record | group_record).sudo().share_owner_id = False
        self.users["creator"].active = False
        self.assertLessEqual(
            record | group_record,
            self.env["res.partner"]
            .with_user(self.users["data_owner"])
            .search([("share_is_orphaned", "=", True)]),
        )


@tagged("-at_install", "post_install")
class TestShareItself(ShareCommon):
    """With whom a customer is shared is known to few."""

    def test_who_sees_and_changes_it(self):
        record = self.create_shared("contact", "employee")
        for name in ("creator", "data_owner", "named"):
            self.users[name].group_ids += self.env.ref("base.group_allow_export")
        for name, sees in (("creator", True), ("data_owner", True), ("named", False)):
            with self.subTest(user=name):
                self.env.invalidate_all()
                visible = record.with_user(self.users[name])
                self.assertEqual(visible.share_mode, "employee" if sees else False)
                self.assertEqual(bool(visible.share_user_ids), sees)
                self.assertEqual(
                    visible.export_data(["share_mode"])["datas"],
                    [["Employees" if sees else ""]],
                )
                if sees:
                    visible.share_mode = "employee"
                    self.assertTrue(visible.share_explain())
                else:
                    result = visible.load(
                        [".id", "share_mode"], [[str(record.id), "Only me"]]
                    )
                    self.assertFalse(result["ids"])
                    self.assertIn("may not see or change", str(result["messages"]))
                    for refused in (
                        lambda v=visible: v.write({"share_mode": "all"}),
                        lambda v=visible: v.write({"share_user_ids": [1]}),
                        lambda v=visible: v.share_explain(),
                        lambda v=visible: v.share_history(),
                    ):
                        with self.assertRaises(AccessError):
                            refused()
        shared_with_all = self.create_shared("contact", "all")
        self.assertEqual(
            shared_with_all.with_user(self.users["administrator"]).share_mode, "all"
        )
        self.assertFalse(shared_with_all.with_user(self.users["member"]).share_mode)

    def test_searching_it_is_for_data_owners(self):
        record = self.create_shared("contact", "employee")
        for field, value in (
            ("share_mode", "employee"),
            ("share_user_ids", self.users["named"].id),
            ("share_team_ids", self.team.id),
        ):
            domain = [(field, "=", value)]
            for name in ("creator", "administrator", "member"):
                visible = record.with_user(self.users[name])
                for refused in (
                    lambda v=visible, d=domain: v.search(d),
                    lambda v=visible, d=domain: v.search(["!", *d]),
                    lambda v=visible, d=domain: v.search([("child_ids", "any", d)]),
                    lambda v=visible, f=field: v._read_group([], [f]),
                    lambda v=visible, f=field: v.formatted_read_group([], [f]),
                    lambda v=visible, f=field: v.web_read_group([], [f]),
                ):
                    with self.assertRaises(AccessError):
                        refused()
                self.assertFalse(visible.fields_get([field])[field]["searchable"])
                self.assertFalse(visible.fields_get([field])[field]["groupable"])
            # the host sorts by no list of records, for nobody
            error = AccessError if field == "share_mode" else ValueError
            with self.assertRaises(error):
                record.with_user(self.users["member"]).search([], order=field)

    def test_data_owners_search_and_group_by_it(self):
        records = {mode: self.create_shared("contact", mode) for mode in MODES}
        domain = [("id", "in", [record.id for record in records.values()])]
        Partner = self.env["res.partner"].with_user(self.users["data_owner"])
        self.assertEqual(
            Partner._read_group(domain, ["share_mode"], ["__count"]),
            [("all", 1), ("employee", 1), ("group", 1), ("me", 1)],
        )
        named = self.users["named"]
        groups = dict(Partner._read_group(domain, ["share_user_ids"], ["__count"]))
        self.assertEqual(groups, {named: 1, named.browse(): 3})
        (first, *_others) = Partner.web_read_group(domain, ["share_team_ids"])["groups"]
        self.assertEqual(first["share_team_ids"][0], self.team.id)
        self.assertEqual(
            Partner.search([*domain, *first["__extra_domain"]]), records["group"]
        )
        self.assertEqual(
            Partner.search(domain, order="share_mode DESC")[0], records["me"]
        )
        for condition, modes in (
            (("share_mode", "=", "me"), ("me",)),
            (("share_mode", "!=", "me"), ("all", "employee", "group")),
            (("share_user_ids", "=", named.id), ("employee",)),
            (("share_user_ids", "=", False), ("all", "group", "me")),
            (("share_team_ids", "in", self.team.ids), ("group",)),
        ):
            found = Partner.search([*domain, condition])
            self.assertEqual(
                set(found), {records[mode] for mode in modes}, msg=condition
            )

    def test_policy_and_audience_are_out_of_reach(self):
        record = self.create_shared("contact", "me")
        for name, field in product(
            ("creator", "data_owner", "administrator"), ("share_id", "audience")
        ):
            for model in (record, self.env["res.users"]):
                visible = model.with_user(self.users[name])
                own = record.with_user(self.users[name])
                self.assertNotIn(field, visible.fields_get())
                for refused in (
                    lambda v=visible, f=field: v.search([(f, "!=", False)], limit=1),
                    lambda v=visible, f=field: v.search([], order=f),
                    lambda v=visible, f=field: v._read_group([], [f]),
                    lambda o=own, f=field: o.read([f]),
                    lambda o=own, f=field: o.write({f: False}),
                    lambda o=own, f=field: o.create({"name": "X", f: False}),
                ):
                    with self.assertRaises(AccessError):
                        refused()
        for model in ("antcrm.share", "antcrm.share.log"):
            with self.assertRaises(AccessError):
                self.env[model].with_user(self.users["data_owner"]).search([])

    def test_creator_cannot_be_forged(self):
        forged = (
            self.env["res.partner"]
            .with_user(self.users["member"])
            .create({"name": "X", "share_owner_id": self.users["creator"].id})
        )
        self.assertEqual(forged.share_owner_id, self.users["member"])
        record = self.create_shared("contact", "all")
        with self.assertRaises(AccessError):
            record.with_user(self.users["member"]).share_owner_id = self.users["member"]

    def test_a_choice_names_somebody(self):
        for mode in ("employee", "group"):
            with self.assertRaises(ValidationError):
                self.create_shared(
                    "contact", mode, share_user_ids=False, share_team_ids=False
                )
        with self.assertRaises(ValidationError):
            self.create_shared(
                "contact", "employee", share_user_ids=self.users["portal"].ids
            )
        record = self.create_shared("contact", "me")
        with self.assertRaises(ValidationError):
            record.share_mode = False

    def test_nobody_locks_himself_out(self):
        record = self.create_shared("contact", "all")
        with self.assertRaisesRegex(UserError, "no longer see"):
            record.with_user(self.users["administrator"]).share_mode = "me"

    def test_one_policy_for_one_choice(self):
        before = self.env["antcrm.share"].search_count([])
        for _number in range(3):
            self.create_shared("contact", "employee")
        self.assertLessEqual(self.env["antcrm.share"].search_count([]), before + 1)

    def test_explanation_and_history(self):
        record = self.create_shared("contact", "me", user_id=self.users["member"].id)
        record.write({"share_mode": "group", "share_team_ids": self.team.ids})
        explained = {
            line["user_id"]: line["reasons"] for line in record.share_explain()
        }
        self.assertEqual(explained[self.users["creator"].id], ["Creator"])
        self.assertEqual(
            explained[self.users["member"].id],
            ["PIC", "Through the sales group Ants North"],
        )
        self.assertEqual(explained[self.users["data_owner"].id], ["Data Owner"])
        self.assertNotIn(self.users["named"].id, explained)
        history = record.share_history()
        self.assertEqual(
            [(line["old"], line["new"]) for line in history],
            [("Only me", "Sales Group: Ants North"), ("", "Only me")],
        )
        self.assertEqual(history[0]["user"], "Creator")
        self.assertFalse(
            record.message_ids.filtered(lambda m: "Ants North" in (m.body or ""))
        )

    def test_explanation_lists_nobody_without_access(self):
        """Whom the host keeps out does not see what is shared with all."""
        clerk = new_test_user(self.env, "share_clerk", groups="base.group_user")
        creator = self.users["creator"]
        for kind, expected in (("contact", True), ("lead", False)):
            lines = self.create_shared(kind, "all").with_user(creator).share_explain()
            self.assertEqual(clerk.id in {line["user_id"] for line in lines}, expected)
        lead = self.env["crm.lead"].create({"name": "Host's", "user_id": creator.id})
        lines = lead.with_user(self.users["data_owner"]).share_explain()
        users = {line["user_id"] for line in lines}
        self.assertIn(creator.id, users)
        self.assertNotIn(self.users["own_documents"].id, users)

    def test_who_can_see_this(self):
        record = self.create_shared("contact", "employee")
        action = record.with_user(self.users["creator"]).action_share_explain()
        overview = self.env[action["res_model"]].browse(action["res_id"])
        overview = overview.with_user(self.users["creator"])
        self.assertEqual(
            {line.user_id: line.reasons for line in overview.line_ids}
            | {self.users["named"]: "Named"},
            {line.user_id: line.reasons for line in overview.line_ids},
        )
        self.assertEqual(overview.change_ids.new_share, "Employees: Named")
        for name in ("named", "member"):
            with self.assertRaises(AccessError):
                record.with_user(self.users[name]).action_share_explain()
            with self.assertRaises(AccessError):
                overview.with_user(self.users[name]).line_ids.read(["reasons"])

    def test_choosing_people_is_enough(self):
        """In a list, cells are changed one by one."""
        records = self.create_shared("contact", "all") | self.create_shared(
            "contact", "me"
        )
        records.share_user_ids = self.users["member"]
        self.assertEqual(set(records.mapped("share_mode")), {"employee"})
        records.write({"share_team_ids": [Command.set(self.other_team.ids)]})
        self.assertEqual(set(records.mapped("share_mode")), {"group"})
        self.assertTrue(self.sees(records[0], self.users["named"]))
        self.assertFalse(self.sees(records[0], self.users["member"]))

    def test_share_many_at_once(self):
        records = self.env["res.partner"]
        for _number in range(3):
            records |= self.create_shared("contact", "all")
        wizard = (
            self.env["antcrm.share.wizard"]
            .with_user(self.users["creator"])
            .with_context(active_model="res.partner", active_ids=records.ids)
            .create({"share_mode": "me"})
        )
        self.assertEqual(wizard.record_count, 3)
        wizard.action_share()
        self.assertFalse(self.sees(records[0], self.users["member"]))
        with self.assertRaises(AccessError):
            wizard.with_user(self.users["member"]).sudo(False).create(
                {
                    "model": "res.partner",
                    "record_ids": records.ids,
                    "share_mode": "all",
                }
            ).action_share()

    def test_account_offers_to_share_its_contacts(self):
        account = self.create_shared("account", "all")
        contact = self.create_shared("contact", "all", parent_id=account.id)
        account.share_mode = "me"
        self.assertTrue(self.sees(contact, self.users["member"]))
        action = account.action_share_with_contacts()
        wizard = (
            self.env[action["res_model"]]
            .with_user(self.users["creator"])
            .with_context(**action["context"])
            .create({})
        )
        self.assertEqual((wizard.share_mode, wizard.contact_count), ("me", 1))
        wizard.action_share()
        self.assertFalse(self.sees(contact, self.users["member"]))


@tagged("-at_install", "post_install")
class TestShareDoors(ShareCommon):
    """The ways around: what refers to a hidden customer shows its name and no more."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.hidden = cls.create_shared(
            "account", "me", name="Hidden Ants", phone="0901234567", vat="0101243150"
        )
        cls.stranger = cls.users["member"]

    def test_bare_addresses_follow_their_parent(self):
        address = self.env["res.partner"].create(
            {"parent_id": self.hidden.id, "type": "delivery", "street": "1 A"}
        )
        self.assertFalse(self.sees(address, self.stranger))
        self.assertTrue(self.sees(address, self.users["creator"]))
        self.hidden.share_mode = "all"
        self.assertTrue(self.sees(address, self.stranger))
        self.hidden.share_mode = "me"
        self.assertFalse(self.sees(address, self.stranger))

    def test_colleagues_and_companies_are_never_restricted(self):
        for partner in self.users["named"].partner_id | self.env.company.partner_id:
            partner.sudo().share_mode = "me"
            self.assertTrue(self.sees(partner, self.users["administrator"]))

    def test_portal_contact_is_restricted_and_keeps_its_own_access(self):
        partner = self.users["portal"].partner_id
        partner.with_user(self.users["data_owner"]).share_mode = "me"
        self.assertFalse(self.sees(partner, self.stranger))
        Users = self.env["res.users"].with_user(self.stranger)
        self.assertFalse(Users.search([("id", "=", self.users["portal"].id)]))
        self.env.invalidate_all()
        self.assertTrue(partner.with_user(self.users["portal"]).has_access("read"))

    def test_lead_of_a_hidden_partner_works(self):
        lead = self.env["crm.lead"].create(
            {
                "name": "Visible",
                "type": "lead",
                "partner_id": self.hidden.id,
                "user_id": self.stranger.id,
            }
        )
        self.env.flush_all()
        self.env.invalidate_all()
        visible = lead.with_user(self.stranger)
        (values,) = visible.web_read(
            {
                "partner_id": {"fields": {"display_name": {}}},
                "partner_email_update": {},
                "partner_phone_update": {},
                "commercial_partner_id": {},
                "duplicate_lead_count": {},
            }
        )
        self.assertEqual(values["partner_id"]["display_name"], "Hidden Ants")
        self.assertFalse(values["commercial_partner_id"])
        visible.write({"phone": "0902 234 567", "email_from": "x@example.com"})
        self.env.flush_all()
        self.assertEqual(self.hidden.phone, "0901234567")
        self.assertFalse(self.hidden.email)
        with self.assertRaises(AccessError):
            visible.partner_id.read(["phone"])

    def test_contact_of_a_hidden_account_works(self):
        contact = self.create_shared("contact", "all", parent_id=self.hidden.id)
        self.env.invalidate_all()
        visible = contact.with_user(self.stranger)
        visible.write({"street": "9 Z", "city": "Huế", "vat": "0100109106"})
        self.env.flush_all()
        self.assertFalse(self.hidden.street)
        self.assertEqual(self.hidden.vat, "0101243150")
        visible.write({"function": "Buyer"})

    def test_address_of_an_account_does_not_reach_hidden_contacts(self):
        account = self.create_shared("account", "all")
        contact = self.create_shared("contact", "me", parent_id=account.id)
        account.with_user(self.stranger).street = "9 Z"
        self.env.flush_all()
        self.assertFalse(contact.street)

    def test_hints_of_the_host(self):
        partner = (
            self.env["res.partner"]
            .with_user(self.stranger)
            .create({"name": "Same", "vat": "0101243150", "is_company": True})
        )
        self.assertFalse(partner.same_vat_partner_id)
        self.hidden.share_mode = "all"
        self.env.invalidate_all()
        self.assertEqual(partner.same_vat_partner_id, self.hidden)
        lead = self.create_shared("lead", "me", email_from="ants@hidden.example.com")
        other = (
            self.env["crm.lead"]
            .with_user(self.stranger)
            .create(
                {
                    "name": "Other",
                    "type": "lead",
                    "email_from": "ants@hidden.example.com",
                }
            )
        )
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertNotIn(lead, other.duplicate_lead_ids)
        self.assertEqual(other.duplicate_lead_count, 0)

    def test_messages_activities_attachments_followers(self):
        message = self.hidden.message_post(body="Secret ants")
        self.hidden.activity_schedule(
            "mail.mail_activity_data_todo", user_id=self.users["creator"].id
        )
        attachment = self.env["ir.attachment"].create(
            {"name": "ants.txt", "res_model": "res.partner", "res_id": self.hidden.id}
        )
        self.env.flush_all()
        self.env.invalidate_all()
        for model, domain in (
            ("mail.message", [("id", "=", message.id)]),
            ("mail.activity", [("res_id", "=", self.hidden.id)]),
            ("ir.attachment", [("id", "=", attachment.id)]),
        ):
            self.assertFalse(self.env[model].with_user(self.stranger).search(domain))
        with self.assertRaises(AccessError):
            message.with_user(self.stranger).read(["body"])
        with self.assertRaises(AccessError):
            attachment.with_user(self.stranger).read(["name"])

    def test_reports_of_the_host(self):
        lead = self.create_shared("lead", "me")
        lead.message_post(
            body="x",
            mail_activity_type_id=self.env.ref("mail.mail_activity_data_call").id,
        )
        self.env.flush_all()
        Report = self.env["crm.activity.report"]
        domain = [("lead_id", "=", lead.id)]
        self.assertTrue(Report.search(domain))
        for name in ("member", "administrator"):
            self.assertFalse(Report.with_user(self.users[name]).search(domain))
        self.assertTrue(Report.with_user(self.users["creator"]).search(domain))

    def test_followers(self):
        """Who follows a hidden customer is hidden, and so is its address where it
        follows something itself."""
        visible = self.create_shared("account", "all")
        self.hidden.message_subscribe(self.users["creator"].partner_id.ids)
        self.hidden.email = "secret@ants.example.com"
        visible.message_subscribe(self.hidden.ids)
        self.env.flush_all()
        self.env.invalidate_all()
        Followers = self.env["mail.followers"].with_user(self.stranger)
        of_hidden = [("res_model", "=", "res.partner"), ("res_id", "=", self.hidden.id)]
        self.assertTrue(Followers.sudo().search(of_hidden))
        self.assertFalse(Followers.search(of_hidden))
        with self.assertRaises(AccessError):
            Followers.sudo().search(of_hidden).sudo(False).read(["res_id"])
        of_visible = [
            ("res_model", "=", "res.partner"),
            ("res_id", "=", visible.id),
            ("partner_id", "=", self.hidden.id),
        ]
        follower = Followers.search(of_visible)
        self.assertEqual(follower.name, "Hidden Ants")
        self.assertFalse(follower.email)
        self.assertEqual(follower.sudo().email, "secret@ants.example.com")
        self.assertFalse(
            Followers.search([*of_visible, ("email", "ilike", "secret@ants")])
        )
        self.assertTrue(
            Followers.with_user(self.users["creator"]).search(
                [*of_visible, ("email", "ilike", "secret@ants")]
            )
        )
        self.assertEqual(
            follower.with_user(self.users["data_owner"]).email,
            "secret@ants.example.com",
        )

    def test_calendar(self):
        """A meeting with a hidden customer opens and shows its name; the customer is
        invited all the same."""
        self.hidden.email = "secret@ants.example.com"
        partners = self.hidden | self.stranger.partner_id
        event = (
            self.env["calendar.event"]
            .with_user(self.users["creator"])
            .create(
                {
                    "name": "Meeting",
                    "start": "2030-01-01 08:00:00",
                    "stop": "2030-01-01 09:00:00",
                    "partner_ids": partners.ids,
                }
            )
        )
        self.env.flush_all()
        self.env.invalidate_all()
        visible = event.with_user(self.stranger)
        specification = {
            name: {} for name, field in visible._fields.items() if not field.groups
        }
        specification["attendee_ids"] = {"fields": {"email": {}, "phone": {}}}
        specification["partner_ids"] = {"fields": {"display_name": {}}}
        (values,) = visible.web_read(specification)
        self.assertNotIn("secret@", str(values))
        self.assertNotIn("0901", str(values))
        attendee = visible.attendee_ids.filtered(
            lambda attendee: attendee.partner_id == self.hidden
        )
        self.assertFalse(attendee.email)
        self.assertFalse(attendee.search([("email", "ilike", "secret@ants")]))
        self.assertFalse(attendee.search([("phone", "ilike", "0901234567")]))
        visible.write({"start": "2030-01-02 08:00:00", "stop": "2030-01-02 09:00:00"})
        self.env.flush_all()
        invited = self.env["mail.message"].search(
            [("partner_ids", "in", self.hidden.ids), ("subject", "ilike", "Meeting")]
        )
        self.assertGreaterEqual(len(invited), 2)

    def test_nobody_is_notified_of_what_he_may_not_see(self):
        """Followers of a sales team hear of its new leads, the host says; not of those
        that are hidden from them."""
        follower, reader = self.users["own_documents"], self.users["member"]
        subtype = self.env.ref("crm.mt_salesteam_lead")
        self.team.message_subscribe(
            (follower | reader).partner_id.ids, subtype_ids=subtype.ids
        )
        for mode, expected in (("me", set()), ("group", {reader})):
            lead = self.create_shared("lead", mode, team_id=self.team.id)
            notified = lead.message_ids.notified_partner_ids.user_ids
            self.assertEqual(set(notified), expected, mode)
        message = lead.message_post(
            body="Look",
            partner_ids=follower.partner_id.ids,
            subtype_xmlid="mail.mt_note",
        )
        self.assertNotIn(follower.partner_id, message.notified_partner_ids)

    def test_addresses_do_not_tell_names(self):
        """The composer resolves addresses to partners; a hidden one stays one."""
        self.hidden.email = "secret@ants.example.com"
        visible = self.create_shared("account", "all").with_user(self.stranger)
        found = visible._partner_find_from_emails_single(
            ["secret@ants.example.com"], no_create=True
        )
        self.assertNotIn(self.hidden, found)
        Partner = self.env["res.partner"].with_user(self.stranger)
        for term in ("Hidden Ants", "secret@ants"):
            store = Partner.get_mention_suggestions(term)
            self.assertNotIn("Hidden", str(store))

    def test_nobody_points_to_a_hidden_customer(self):
        """The host would copy address and numbers of whatever a lead points to."""
        Lead = self.env["crm.lead"].with_user(self.stranger)
        Partner = self.env["res.partner"].with_user(self.stranger)
        lead, contact = Lead.create({"name": "X"}), Partner.create({"name": "X"})
        spec = {"partner_id": {}, "phone": {}}
        for refused in (
            lambda: Lead.create({"name": "Y", "partner_id": self.hidden.id}),
            lambda: lead.write({"partner_id": self.hidden.id}),
            lambda: Lead.onchange({"partner_id": self.hidden.id}, ["partner_id"], spec),
            lambda: Partner.create({"name": "Y", "parent_id": self.hidden.id}),
            lambda: contact.write({"parent_id": self.hidden.id}),
        ):
            with self.assertRaises(AccessError) as caught:
                refused()
            self.assertNotIn("Hidden", str(caught.exception))
        # what a button of the host hands over is left out
        Lead = Lead.with_context(default_partner_id=self.hidden.id)
        self.assertFalse(Lead.create({"name": "Y"}).sudo().partner_id)
        self.assertFalse(Lead.onchange({}, [], spec)["value"]["partner_id"])
        # what somebody else has pointed there stays, and is saved again
        lead.sudo().partner_id = self.hidden
        self.env.flush_all()
        lead.write({"partner_id": self.hidden.id, "description": "Seen"})
        self.assertFalse(lead.copy().partner_id)

    def test_kind_and_account_change_no_share(self):
        account = self.env["res.partner"].with_user(self.users["named"])
        account = account.create({"name": "Mine", "share_mode": "me"})
        record = self.create_shared("contact", "employee")
        record.with_user(self.users["named"]).write(
            {"type": "other", "parent_id": account.id}
        )
        self.assertTrue(self.sees(record, self.users["creator"]))
        account.share_mode = "all"
        self.assertFalse(self.sees(record, self.stranger))

    def test_addresses_of_a_deleted_account_stay_hidden(self):
        deleted, detached = self.env["res.partner"].create(
            [
                {"parent_id": self.hidden.id, "type": "invoice", "street": street}
                for street in ("1 A", "2 B")
            ]
        )
        detached.with_user(self.users["creator"]).parent_id = False
        self.hidden.unlink()
        for address in deleted | detached:
            self.assertFalse(self.sees(address, self.stranger))
            self.assertTrue(self.sees(address, self.users["creator"]))

    def test_chatter_and_conversion_of_a_lead_of_a_hidden_partner(self):
        self.hidden.email = "secret@ants.example.com"
        lead = self.env["crm.lead"].create(
            {"name": "Visible", "user_id": self.stranger.id}
        )
        lead.partner_id = self.hidden
        self.env.flush_all()
        self.env.invalidate_all()
        visible = lead.with_user(self.stranger)
        suggested = visible._message_get_suggested_recipients()
        self.assertNotIn(self.hidden.id, [line["partner_id"] for line in suggested])
        wizard = (
            self.env["crm.lead2opportunity.partner"]
            .with_user(self.stranger)
            .with_context(
                active_model="crm.lead", active_id=lead.id, active_ids=lead.ids
            )
            .create({})
        )
        wizard.action_apply()
        self.assertEqual(lead.type, "opportunity")
        self.assertEqual(lead.partner_id, self.hidden)

    def test_errors_tell_no_names(self):
        with self.debug_mode():
            with self.assertRaises(AccessError) as caught:
                self.hidden.with_user(self.stranger).read(["name"])
        self.assertNotIn("Hidden Ants", str(caught.exception))
        with self.assertRaises(AccessError):
            self.hidden.with_user(self.stranger).search([("share_grants", "=", True)])

    def test_merging_respects_shares(self):
        visible = self.create_shared("account", "all")
        wizard = self.env["base.partner.merge.automatic.wizard"]
        self.stranger.group_ids += self.env.ref("base.group_partner_manager")
        with self.assertRaises(AccessError):
            wizard.with_user(self.stranger)._merge((visible | self.hidden).ids, visible)
        other = self.create_shared("account", "employee")
        with self.assertRaises(UserError):
            wizard.with_user(self.users["named"])._merge((visible | other).ids, visible)


@tagged("-at_install", "post_install", "slow")
class TestShareBruteForce(TransactionCase):
    """What search finds is what the rules say, whatever the combination."""

    SEEDS = 50
    CUSTOMERS = 200

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.users = [
            new_test_user(
                cls.env,
                f"brute{number}",
                groups=f"antcrm_share.group_user,{ALL_LEADS}",
            )
            for number in range(6)
        ]
        cls.administrator = new_test_user(
            cls.env, "brute_admin", groups="antcrm_share.group_administrator"
        )
        cls.teams = cls.env["crm.team"].create([{"name": f"B{n}"} for n in range(4)])
        cls.env["ir.config_parameter"].set_param("sales_team.membership_multi", True)

    def expected(self, user, customers, members):
        """Compute in plain Python from the rules which customers a user sees."""
        return {
            customer["id"]
            for customer in customers
            if customer["mode"] in (None, "all")
            or user in (customer["owner"], customer["pic"])
            or (customer["mode"] == "employee" and user in customer["users"])
            or (
                customer["mode"] == "group"
                and any(user in members[team] for team in customer["teams"])
            )
        }

    def test_seeds(self):
        for seed in range(self.SEEDS):
            with self.subTest(seed=seed), self.env.cr.savepoint() as savepoint:
                self.run_seed(random.Random(seed))
                savepoint.rollback()
                self.env.invalidate_all()

    def run_seed(self, rng):
        members = {
            team: set(rng.sample(self.users, rng.randint(0, 3))) for team in self.teams
        }
        leaders = {team: rng.choice([None, *self.users]) for team in self.teams}
        self.env["crm.team.member"].create(
            [
                {"crm_team_id": team.id, "user_id": user.id}
                for team, users in members.items()
                for user in users
            ]
        )
        for team, leader in leaders.items():
            team.user_id = leader
            members[team] |= {leader}
        model = rng.choice(["res.partner", "crm.lead"])
        customers, vals_list = [], []
        for number in range(self.CUSTOMERS):
            mode = rng.choice([None, "all", "employee", "group", "me"])
            customer = {
                "mode": mode,
                "owner": rng.choice(self.users),
                "pic": rng.choice([None, *self.users]),
                "users": rng.sample(self.users, rng.randint(1, 3)),
                "teams": rng.sample(list(self.teams), rng.randint(1, 2)),
            }
            customers.append(customer)
            vals_list.append(
                {
                    "name": f"C{number}",
                    "user_id": customer["pic"].id if customer["pic"] else False,
                    "share_owner_id": customer["owner"].id,
                }
                | (
                    {
                        "share_mode": mode,
                        "share_user_ids": [u.id for u in customer["users"]],
                        "share_team_ids": [t.id for t in customer["teams"]],
                    }
                    if mode
                    else {}
                )
                | (
                    {"is_company": rng.random() < 0.3}
                    if model == "res.partner"
                    else {"type": "lead"}
                )
            )
        quiet = {"tracking_disable": True, "mail_create_nolog": True}
        records = self.env[model].with_context(**quiet).create(vals_list)
        for record, customer in zip(records, customers, strict=True):
            customer["id"] = record.id
        for user in (*self.users, self.administrator):
            expected = self.expected(user, customers, members)
            Model = self.env[model].with_user(user)
            found = Model.search([("id", "in", records.ids)])
            self.assertEqual(set(found.ids), expected)
            rows = self.env.execute_query(Model._select_shared(100_000))
            self.assertEqual({id_ for (id_,) in rows} & set(records.ids), expected)


@tagged("-at_install", "post_install")
class TestShareAudience(ShareCommon):
    """Partners are found by the audiences that let somebody in: each is known."""

    def get_unknown(self):
        self.env.flush_all()
        self.env.cr.execute(
            "SELECT audience FROM res_partner "
            "EXCEPT SELECT tokens FROM antcrm_share_audience"
        )
        return self.env.cr.fetchall()

    def test_every_way_to_get_one(self):
        """Created, computed later, in a batch, by who is in charge, by its parent."""
        contact = self.create_shared("contact", "me", name="Ada")
        address = self.env["res.partner"].create(
            {"name": "x", "type": "invoice", "parent_id": contact.id}
        )
        self.assertFalse(self.get_unknown())
        contact.sudo().user_id = self.users["member"]
        self.assertFalse(self.get_unknown())
        self.assertEqual(address.sudo().audience, contact.sudo().audience)
        self.env["res.partner"].create(
            [{"name": "y", "audience": {77, 78, number}} for number in (79, 80)]
        )
        self.assertFalse(self.get_unknown())

    def test_what_was_there_before(self):
        """An update takes in what partners have already; without it, none but Data
        Owners find them."""
        contact = self.create_shared("contact", "me", name="Ada")
        creator = self.users["creator"]
        self.env.flush_all()
        audience = list(contact.sudo().audience)
        self.env.cr.execute(
            "DELETE FROM antcrm_share_audience WHERE tokens = %s", [audience]
        )
        found = self.env["res.partner"].with_user(creator).search
        self.assertFalse(found([("id", "=", contact.id)]))
        self.env["antcrm.share.audience"].init()
        self.assertTrue(found([("id", "=", contact.id)]))
        self.env["antcrm.share.audience"].init()
        self.env.cr.execute(
            "SELECT count(*) FROM antcrm_share_audience WHERE tokens = %s", [audience]
        )
        self.assertEqual(self.env.cr.fetchone(), (1,))
