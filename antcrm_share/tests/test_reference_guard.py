import psycopg2

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import HttpCase, new_test_user, tagged

from odoo.addons.mail.tools.discuss import Store

from .common import RestoredRegistry, ShareCommon
from .reference_walk import SECRETS, ReferenceWalk, undone


class ReferenceGuardCommon(ShareCommon):
    """A contact, an account and a lead of somebody, which nobody else sees."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.hidden, cls.hidden_account, cls.hidden_lead = (
            cls.create_shared(
                kind,
                "me",
                name=f"Hidden {kind}",
                email=SECRETS[0],
                phone=SECRETS[1],
                street=SECRETS[3],
                vat=SECRETS[4],
            )
            if kind == "contact"
            else cls.create_shared(kind, "me", name=f"Hidden {kind}")
            for kind in ("contact", "account", "lead")
        )
        cls.hidden_lead.sudo().write({"email_from": SECRETS[0], "phone": SECRETS[1]})
        cls.env.flush_all()
        cls.stranger = cls.users["member"]
        login = cls.create_shared("contact", "me", name="Hidden login").sudo()
        cls.hidden_user = new_test_user(
            cls.env, "antcrm_hidden", groups="base.group_portal", partner_id=login.id
        )
        login.write({"email": f"login.{SECRETS[0]}", "phone": SECRETS[1]})
        cls.env.flush_all()

    @classmethod
    def make_user_with_all_rights(cls):
        """Return a user with every right of every addon, but not a Data Owner's."""
        user = new_test_user(cls.env, "antcrm_all_rights", groups="base.group_user")
        owner = cls.env.ref("antcrm_share.group_data_owner")
        outside = cls.env.ref("base.group_portal") | cls.env.ref("base.group_public")
        groups = cls.env["res.groups"].search([])
        user.group_ids = groups.filtered(
            lambda group: not (group.all_implied_ids | group) & (owner | outside)
        )
        return user

    def assert_refused(self, function, *arguments, **options):
        with self.assertRaises(AccessError) as caught:
            function(*arguments, **options)
        self.assertNotIn("Hidden", str(caught.exception))
        self.assert_untold(str(caught.exception))

    def assert_untold(self, answer):
        for secret in SECRETS:
            self.assertNotIn(secret, str(answer))


#: what the walk cannot try, and why; nothing else may be missing
UNTRIED = {
    # reports have no records to change
    "antcrm.customer.report": {"read", "write"},
    "auth_totp.device": {"read", "write"},
    "crm.activity.report": {"read", "write"},
    "im_livechat.report.channel": {"read", "write"},
    "report.project.task.user": {"read", "write"},
    "res.device": {"read", "write"},
    "res.users.apikeys": {"read", "write"},
    # their constraints ask for values that belong together
    "antcrm.contact.point": {"read"},
    "antcrm.external.id": {"read"},
    "antcrm.lead.address": {"read"},
    "antcrm.webform.consent": {"read"},
    "im_livechat.channel.member.history": {"read"},
    "mail.blacklist": {"read"},
    "mail.message.reaction": {"read"},
    "mail.notification": {"read", "write"},
    "mail.presence": {"read"},
    "phone.blacklist": {"read"},
    "res.users.settings.volumes": {"read"},
    # the host makes them for the user himself, and leaves them to nobody else
    "auth_totp.wizard": {"read", "write"},
    "ir.ui.view.custom": {"read"},
    "res.device.log": {"read"},
    # need the customers, or the project, that they are opened for
    "antcrm.change.wizard": {"read"},
    "antcrm.share.wizard": {"read"},
    "project.share.collaborator.wizard": {"read"},
    "project.share.wizard": {"read"},
}


@tagged("-at_install", "post_install", "slow")
class TestReferenceWalk(ReferenceGuardCommon):
    """Generated from the registry, so that the next addon is looked at, too."""

    maxDiff = None

    def test_every_model(self):
        walk = ReferenceWalk(
            self.env,
            {
                "internal": self.user_internal,
                "sales": self.stranger,
                "portal": self.user_portal,
                "all rights": self.make_user_with_all_rights(),
            },
            {
                "res.partner": self.hidden.sudo(),
                "crm.lead": self.hidden_lead.sudo(),
                # a login of somebody hidden tells who it is
                "res.users": self.hidden_user.sudo(),
            },
        ).run()
        self.assertEqual(walk.summary(), [])
        self.assertGreater(walk.refused, 500)
        untried = {}
        for model, operation in walk.untried:
            untried.setdefault(model, set()).add(operation)
        listed = {name: UNTRIED[name] for name in UNTRIED if name in self.registry}
        self.assertEqual(untried, listed)


@tagged("-at_install", "post_install")
class TestReferenceGuard(ReferenceGuardCommon):
    """The guard itself: what is refused, and what goes on."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.visible = cls.create_shared("account", "all", name="Visible")
        cls.team.sudo().user_id = cls.stranger
        cls.missing_id = cls.env["res.partner"].search([], order="id DESC", limit=1).id
        cls.missing_id += 1000

    def event(self, **values):
        return {
            "name": "Meeting",
            "start": "2030-01-01 08:00:00",
            "stop": "2030-01-01 09:00:00",
            **values,
        }

    def test_ways_to_write_it(self):
        """However the id is handed over."""
        Event = self.env["calendar.event"].with_user(self.stranger)
        Channel = self.env["discuss.channel"].with_user(self.stranger)
        Preview = self.env["mail.template.preview"].with_user(self.stranger)
        Composer = self.env["mail.compose.message"].with_user(self.stranger)
        id_ = self.hidden.id
        own = self.stranger.partner_id.id
        event = Event.create(self.event())
        for commands in (
            [Command.link(id_)],
            [Command.set([own, id_])],
            [[4, id_]],
            [[6, False, [id_]]],
            [id_],
        ):
            self.assert_refused(Event.create, self.event(partner_ids=commands))
            self.assert_refused(event.write, {"partner_ids": commands})
        line = Command.create({"partner_id": id_})
        self.assert_refused(Event.create, self.event(attendee_ids=[line]))
        self.assert_refused(event.write, {"attendee_ids": [line]})
        # the host makes the members of a conversation as superuser
        self.assert_refused(
            Channel.create, {"name": "x", "channel_partner_ids": [Command.link(id_)]}
        )
        self.assert_refused(Channel.create, {"name": "x", "channel_member_ids": [line]})
        self.assert_refused(Preview.create, {"resource_ref": f"res.partner,{id_}"})
        self.assert_refused(
            Composer.create, {"model": "res.partner", "res_ids": f"[{own}, {id_}]"}
        )
        self.assert_refused(
            Composer.create,
            {"model": "crm.lead", "res_ids": repr(self.hidden_lead.ids)},
        )
        self.assert_refused(
            Event.create, self.event(opportunity_id=self.hidden_lead.id)
        )

    def test_errors_do_not_tell_what_exists(self):
        Lead = self.env["crm.lead"].with_user(self.stranger)
        messages = set()
        for id_ in (self.hidden.id, self.missing_id, 2**40):
            with self.assertRaises(AccessError) as caught:
                Lead.create({"name": "x", "partner_id": id_})
            messages.add(str(caught.exception))
        self.assertEqual(len(messages), 1)

    def test_logins(self):
        """A login of somebody hidden is as hidden; one of a colleague is not."""
        Activity = self.env["mail.activity"].with_user(self.stranger)
        values = {
            "res_model_id": self.env["ir.model"]._get_id("res.partner"),
            "res_id": self.visible.id,
            "user_id": self.hidden_user.id,
        }
        self.assert_refused(Activity.create, values)
        Lead = self.env["crm.lead"].with_user(self.stranger)
        self.assert_refused(Lead.create, {"name": "x", "user_id": self.hidden_user.id})
        colleague = self.users["creator"]
        self.assertTrue(Activity.create({**values, "user_id": colleague.id}))
        guard = self.env["antcrm.reference.guard"].with_user(self.user_portal)
        self.assertFalse(guard._get_hidden_ids("res.users", {colleague.id}))
        self.assertTrue(guard._get_hidden_ids("res.users", self.hidden_user.ids))

    def test_what_is_there_stays(self):
        event = self.env["calendar.event"].create(
            self.event(
                user_id=self.stranger.id,
                partner_ids=[Command.set((self.hidden | self.visible).ids)],
            )
        )
        lead = self.env["crm.lead"].create(
            {"name": "x", "user_id": self.stranger.id, "partner_id": self.hidden.id}
        )
        self.env.flush_all()
        self.env.invalidate_all()
        mine = event.with_user(self.stranger)
        mine.write({"name": "Renamed"})
        mine.write({"partner_ids": [Command.link(self.stranger.partner_id.id)]})
        self.env.invalidate_all()
        self.assertIn(self.hidden, event.partner_ids)
        lead.with_user(self.stranger).write(
            {"partner_id": self.hidden.id, "description": "Seen"}
        )
        self.assertEqual(lead.partner_id, self.hidden)
        other = self.env["crm.lead"].create({"name": "y", "user_id": self.stranger.id})
        # not where only some of the records have it
        self.assert_refused(
            (lead | other).with_user(self.stranger).write,
            {"partner_id": self.hidden.id},
        )
        copy = mine.copy()
        self.assertNotIn(self.hidden, copy.sudo().partner_ids)
        mine.write({"partner_ids": [Command.unlink(self.hidden.id)]})
        self.assertNotIn(self.hidden, event.partner_ids)

    def test_what_the_host_derives_stays(self):
        """A dialog of a lead takes its customer over, and the web client hands it
        back."""
        lead = self.env["crm.lead"].create(
            {"name": "x", "user_id": self.stranger.id, "partner_id": self.hidden.id}
        )
        Wizard = self.env["crm.lead2opportunity.partner"].with_user(self.stranger)
        Wizard = Wizard.with_context(
            active_model="crm.lead", active_id=lead.id, active_ids=lead.ids
        )
        values = {"lead_id": lead.id, "partner_id": self.hidden.id}
        self.assertTrue(Wizard.create({**values, "action": "exist"}))
        self.assert_refused(
            Wizard.create, {**values, "partner_id": self.hidden_account.id}
        )

    def test_superuser_code_and_those_who_see_it(self):
        event = self.env["calendar.event"].with_user(self.stranger).sudo()
        self.assertTrue(event.create(self.event(partner_ids=self.hidden.ids)))
        for name in ("creator", "data_owner"):
            Event = self.env["calendar.event"].with_user(self.users[name])
            self.assertTrue(Event.create(self.event(partner_ids=self.hidden.ids)))

    def test_own_partner_of_a_portal_user(self):
        partner = self.user_portal.partner_id
        guard = self.env["antcrm.reference.guard"].with_user(self.user_portal)
        self.assertFalse(guard._get_hidden_ids("res.partner", partner.ids))
        self.assertTrue(guard._get_hidden_ids("res.partner", self.visible.ids))

    def test_properties(self):
        """Partners that stand in the values of the host's properties."""
        definition = [
            {"name": "buyer", "type": "many2one", "comodel": "res.partner"},
            {"name": "others", "type": "many2many", "comodel": "res.partner"},
            {"name": "note", "type": "char"},
        ]
        self.team.lead_properties_definition = definition
        Lead = self.env["crm.lead"].with_user(self.stranger)
        lead = Lead.create({"name": "x", "team_id": self.team.id})
        for values in (
            {"buyer": self.hidden.id},
            {"others": self.hidden.ids},
            [{**definition[0], "value": self.hidden.id}],
            [{"name": "buyer", "value": self.hidden.id}],
        ):
            self.assert_refused(lead.write, {"lead_properties": values})
            self.assert_refused(
                Lead.create,
                {"name": "y", "team_id": self.team.id, "lead_properties": values},
            )
        lead.lead_properties = {"buyer": self.visible.id, "note": str(self.hidden.id)}
        lead.sudo().lead_properties = {"buyer": self.hidden.id}
        lead.write({"lead_properties": {"buyer": self.hidden.id, "note": "Seen"}})

    def test_default_of_the_user(self):
        """A default that somebody sets for himself is nothing that the host gives."""
        self.env["ir.default"].with_user(self.stranger).sudo().set(
            "crm.lead", "partner_id", self.hidden.id, user_id=self.stranger.id
        )
        Lead = self.env["crm.lead"].with_user(self.stranger)
        self.assertFalse(Lead.default_get(["partner_id"]).get("partner_id"))
        self.assertFalse(Lead.create({"name": "x"}).partner_id)

    def test_few_queries(self):
        """One query for a batch, none for one's own partner."""
        Event = self.env["calendar.event"].with_user(self.stranger)
        guard = self.env["antcrm.reference.guard"].with_user(self.stranger)
        partners = self.env["res.partner"].create(
            [{"name": f"P{n}"} for n in range(40)]
        )
        vals_list = [self.event(partner_ids=[Command.link(p.id)]) for p in partners]
        own = [self.event(partner_ids=[Command.link(self.stranger.partner_id.id)])]
        guard._check_values(Event, vals_list)
        self.env.flush_all()
        self.env.invalidate_all()
        self.stranger._get_share_tokens()
        guard._check_values(Event, own)
        with self.assertQueryCount(0):
            guard._check_values(Event, own * 40)
        with self.assertQueryCount(1):
            guard._check_values(Event, vals_list)


@tagged("-at_install", "post_install")
class TestReferenceDoors(ReferenceGuardCommon):
    """Doors that the host opens to superuser code, each by its name."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.visible = cls.create_shared("account", "all", name="Visible")
        cls.visible = cls.visible.with_user(cls.stranger)

    def as_stranger(self, model, **context):
        self.env.flush_all()
        self.env.invalidate_all()
        return self.env[model].with_user(self.stranger).with_context(**context)

    def test_author_in_the_context(self):
        Message = self.as_stranger("mail.message", default_author_id=self.hidden.id)
        values = Message.default_get(["author_id", "email_from"])
        self.assertEqual(values["author_id"], self.stranger.partner_id.id)
        self.assert_untold(values)
        self.assertNotEqual(Message.create({"body": "x"}).author_id, self.hidden)

    def test_sms(self):
        if "sms.composer" not in self.env:
            self.skipTest("no text messages here")
        values = {"res_model": "res.partner", "composition_mode": "comment"}
        for extra in (
            {"res_id": self.hidden.id},
            {"res_ids": repr(self.hidden.ids)},
        ):
            self.assert_refused(
                self.as_stranger("sms.composer").create, {**values, **extra}
            )
            self.assert_refused(
                self.as_stranger("sms.composer").onchange,
                {**values, **extra},
                [*extra],
                {"recipient_single_number": {}, "recipient_single_description": {}},
            )
        Composer = self.as_stranger(
            "sms.composer", active_model="res.partner", active_ids=self.hidden.ids
        )
        self.assert_refused(Composer.default_get, ["res_ids", "res_id", "res_model"])

    def test_attendees(self):
        event = self.as_stranger("calendar.event").create(
            {"name": "x", "start": "2030-01-01 08:00", "stop": "2030-01-01 09:00"}
        )
        values = {"event_id": event.id, "partner_id": self.hidden.id}
        self.assert_refused(self.as_stranger("calendar.attendee").create, values)

    def test_file_of_an_invitation(self):
        """The host keeps it at the meeting, for all who read that."""
        long_one = f"{'a' * 60}.{SECRETS[0]}"
        hidden = self.create_shared("contact", "me", name="Hidden guest")
        hidden.email = long_one
        self.visible.sudo().email = "seen@example.com"
        event = self.env["calendar.event"].create(
            {
                "name": "x",
                "start": "2030-01-01 08:00:00",
                "stop": "2030-01-01 09:00:00",
                "partner_ids": (self.hidden | hidden | self.visible).ids,
                "user_id": self.stranger.id,
            }
        )
        content = event._get_ics_file()[event.id].decode()
        unfolded = content.replace("\r\n ", "")
        self.assertIn("seen@example.com", unfolded)
        self.assertNotIn("hidden.example.com", unfolded)
        self.assertTrue(unfolded.rstrip().endswith("END:VCALENDAR"))
        files = self.as_stranger("ir.attachment").search(
            [("res_model", "=", "calendar.event"), ("res_id", "=", event.id)]
        )
        for file in files:
            self.assertNotIn("hidden.example.com", file.index_content or "")
            self.assert_untold(file.raw)

    def test_followers(self):
        self.assert_refused(self.visible.message_subscribe, self.hidden.ids)
        self.assertNotIn(self.hidden, self.visible.sudo().message_partner_ids)
        # by somebody else, the customer follows; the answer has the name alone
        self.visible.with_user(self.users["creator"]).message_subscribe(self.hidden.ids)
        self.env.flush_all()
        self.env.invalidate_all()
        answer = self.visible.message_get_followers()
        self.assertIn("Hidden contact", str(answer))
        self.assert_untold(answer)
        owner = self.visible.with_user(self.users["creator"])
        self.assertIn(SECRETS[0], str(owner.message_get_followers()))
        self.visible.message_subscribe(self.hidden.ids)

    def test_order_of_the_host(self):
        """Who is hidden stands where the host puts them, with less told of them."""
        partners = self.stranger.partner_id | self.hidden | self.visible
        fields = ["email", "name"]
        store = Store().add(partners.with_user(self.stranger).sudo(), fields)
        told = store.get_result()["res.partner"]
        self.assertEqual([one["id"] for one in told], partners.ids)
        self.assertEqual(["email" in one for one in told], [True, False, True])
        self.assertTrue(all(one["name"] for one in told))

    def test_messages(self):
        for arguments in (
            {"author_id": self.hidden.id},
            {"partner_ids": self.hidden.ids},
        ):
            self.assert_refused(self.visible.message_post, body="x", **arguments)
            self.assert_refused(self.visible.message_notify, body="x", **arguments)
        message = self.visible.sudo().message_post(
            body="Hello",
            author_id=self.hidden.id,
            email_from=SECRETS[0],
            partner_ids=self.hidden.ids,
            message_type="comment",
        )
        for user, is_told in ((self.stranger, False), (self.users["creator"], True)):
            self.env.invalidate_all()
            store = Store().add(message.with_user(user)).get_result()
            self.assertIn("Hidden contact", str(store))
            self.assertEqual(SECRETS[0] in str(store), is_told)
        # who follows may be written to, unseen
        self.visible.sudo().message_subscribe(self.hidden.ids)
        self.visible.message_post(body="x", partner_ids=self.hidden.ids)

    def test_members_of_a_channel(self):
        Channel = self.as_stranger("discuss.channel")
        group = Channel._create_group(self.stranger.partner_id.ids, name="x")
        self.assert_refused(group.add_members, partner_ids=self.hidden.ids)
        # the host takes a single id as well
        self.assert_refused(group.add_members, self.hidden.id)
        group.add_members(self.visible.id)
        self.assertIn(self.visible, group.channel_member_ids.partner_id)
        self.assert_refused(Channel._create_group, self.hidden.ids)
        channel = self.env["discuss.channel"].create(
            {"name": "All", "channel_type": "group"}
        )
        channel._add_members(partners=self.hidden.sudo() | self.stranger.partner_id)
        self.env.flush_all()
        self.env.invalidate_all()
        store = Store().add(channel.with_user(self.stranger).channel_member_ids)
        self.assertIn("Hidden contact", str(store.get_result()))
        self.assert_untold(store.get_result())

    def test_sign_up(self):
        self.env["ir.config_parameter"].set_param("auth_signup.invitation_scope", "b2c")
        hidden = self.hidden.with_user(self.stranger)
        self.assertFalse(hidden.signup_get_auth_param().get(self.hidden.id))
        self.assertTrue(
            self.hidden.with_user(self.users["creator"]).signup_get_auth_param()
        )
        visible = self.visible.signup_get_auth_param()
        self.assertTrue(visible[self.visible.id]["auth_signup_token"])

    def test_composer(self):
        Composer = self.as_stranger(
            "mail.compose.message",
            active_model="res.partner",
            active_ids=self.hidden.ids,
        )
        self.assert_refused(Composer.default_get, ["model", "res_ids", "partner_ids"])
        Composer = self.as_stranger("mail.compose.message")
        values = {"model": "res.partner", "res_ids": repr(self.visible.ids)}
        for extra in (
            {"partner_ids": [Command.link(self.hidden.id)]},
            {"author_id": self.hidden.id},
            {"res_ids": repr(self.hidden.ids)},
        ):
            self.assert_refused(Composer.create, {**values, **extra})

    def test_gateway(self):
        mail = f"From: {SECRETS[0]}\nTo: x@example.com\nSubject: x\n\nHello\n"
        Thread = self.as_stranger("mail.thread")
        for call in (
            lambda: Thread.message_process("crm.lead", mail),
            lambda: Thread.message_parse(mail),
            lambda: self.as_stranger("crm.lead").message_new({"subject": "x"}),
            lambda: self.visible.message_update({}, {"name": "x"}),
        ):
            self.assert_refused(call)

    def test_button_of_a_document(self):
        """The host's buttons hand over the customer of the document: a form opens
        without it, says so, and can be saved."""
        Lead = self.as_stranger(
            "crm.lead", default_partner_id=self.hidden.id, default_name="From a button"
        )
        spec = {"partner_id": {"fields": {"display_name": {}}}, "name": {}}
        answer = Lead.onchange({}, [], spec)
        self.assertEqual(answer["value"]["name"], "From a button")
        self.assertFalse(answer["value"]["partner_id"])
        self.assertIn("not there for you", answer["warning"]["message"])
        self.assertNotIn("Hidden", str(answer))
        for values in ({"partner_id": False}, {}):
            self.assertFalse(Lead.create(values).sudo().partner_id)
        # whom he names himself is refused as ever
        self.assert_refused(Lead.create, {"partner_id": self.hidden.id})
        self.assert_refused(
            Lead.onchange, {"partner_id": self.hidden.id}, ["partner_id"], spec
        )
        self.assertTrue(
            self.as_stranger("crm.lead", default_partner_id=self.visible.id)
            .create({"name": "x"})
            .partner_id
        )

    def test_meeting_from_a_lead(self):
        """The button of a lead with a hidden customer still opens the calendar."""
        lead = self.env["crm.lead"].create(
            {"name": "x", "user_id": self.stranger.id, "partner_id": self.hidden.id}
        )
        context = lead.with_user(self.stranger).action_schedule_meeting()["context"]
        defaults = {k: v for k, v in context.items() if k.startswith("default_")}
        Event = self.as_stranger("calendar.event", **defaults)
        self.assertTrue(Event.default_get(["partner_ids"]))
        self.assertNotIn(self.hidden.id, defaults["default_partner_ids"])


@tagged("-at_install", "post_install")
class TestRelatedFields(RestoredRegistry, ReferenceGuardCommon):
    """What the host shows of a customer through a related field, of any model, is empty
    where the share hides it, in each way to ask. Generated from the registry."""

    def test_every_field(self):
        """Those of the host, and one that an administrator makes."""
        self.env["ir.model.fields"].create(
            {
                "name": "x_partner_email",
                "field_description": "E-mail of the customer",
                "model_id": self.env["ir.model"]._get_id("crm.lead"),
                "ttype": "char",
                "related": "partner_id.email",
                "store": False,
            }
        )
        hidden = {
            "res.partner": self.hidden.sudo(),
            "crm.lead": self.hidden_lead.sudo(),
        }
        hidden["crm.lead"].partner_name = "Hidden account"
        walk = ReferenceWalk(self.env, {}, hidden)
        tried = set()
        for Model in self.env.values():
            for field in Model._fields.values():
                if hasattr(field, "related_share") and Model._auto:
                    with self.subTest(field=str(field)), undone(self.env):
                        if self.try_field(walk, Model, field):
                            tried.add(field.name)
        self.assertLessEqual({"x_partner_email", "lead_partner_name"}, tried)

    def test_paths(self):
        """Searching past what refers to a customer finds nothing by what the share
        hides: the host goes past the rules where a field says so. Over all fields of
        all models."""
        user = self.make_user_with_all_rights()
        hidden = {
            "res.partner": self.hidden.sudo(),
            "crm.lead": self.hidden_lead.sudo(),
        }
        walk = ReferenceWalk(self.env, {}, hidden)
        tried = set()
        for Model in self.env.values():
            for field in Model._fields.values() if Model._auto else ():
                if (
                    field.store
                    and field.type in ("many2one", "many2many")
                    and field.comodel_name in hidden
                    and Model.with_user(user)._has_field_access(field, "read")
                ):
                    with self.subTest(field=str(field)), undone(self.env):
                        if self.try_path(walk, Model.with_user(user), field):
                            tried.add(field)
        self.assertGreater(len(tried), 10)
        bypassed = {str(field) for field in tried if field.bypass_search_access}
        if "project.project" in self.env:
            self.assertIn("project.project.partner_id", bypassed)

    def try_path(self, walk, Model, field):
        """Return whether it could be tried: on a record that the user reads."""
        hidden = walk.hidden[field.comodel_name]
        record, _error = walk._get_record(Model.sudo(), Model.env.user)
        if not record:
            return False
        is_one = field.type == "many2one"
        value = hidden.id if is_one else [Command.set(hidden.ids)]
        try:
            with self.env.cr.savepoint():
                quiet = record.sudo().with_context(tracking_disable=True)
                quiet.write({field.name: value})
                self.env.flush_all()
        except (Exception, psycopg2.Error):  # noqa: BLE001  # any model of any addon
            return False
        self.env.invalidate_all()
        if hidden.with_user(record.env.user).has_access("read"):
            return False  # the partner of a company or colleague now
        if hidden not in record.sudo()[field.name] or not record.has_access("read"):
            return False
        name = "email" if hidden._name == "res.partner" else "email_from"
        Found = Model.with_context(active_test=False)
        for domain in (
            [(f"{field.name}.{name}", "=", SECRETS[0])],
            [(f"{field.name}.{name}", "=like", f"{SECRETS[0][:6]}%")],
            [(field.name, "any", [(name, "=", SECRETS[0])])],
        ):
            self.assertNotIn(record, Found.search(domain))
            self.assertIn(record.sudo(), Found.sudo().search(domain))
        return True

    def try_field(self, walk, Model, field):
        """Return whether it could be tried: on records in tables that refer to a
        customer themselves."""
        path, _dot, name = field.related.partition(".")
        hidden = walk.hidden.get(Model._fields[path].comodel_name)
        value = hidden and "." not in name and hidden[name]
        if not value or not Model._fields[path].store:
            return False
        record, _error = walk._get_record(Model, self.stranger)
        if not record:
            return False
        record.sudo().write({path: hidden.id})
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual(record.sudo()[field.name], value)
        self.assertFalse(record[field.name])
        self.assertFalse(record.read([field.name])[0][field.name])
        shown = field.related_field
        if not (shown.store and shown.column_type):
            return True  # the host searches and sorts by it for nobody
        domains = [[(field.name, "=", value)]]
        if isinstance(value, str):
            domains.append([(field.name, "like", value[:5])])
        for domain in domains:
            self.assertNotIn(record, record.search(domain))
            self.assertIn(record.sudo(), record.sudo().search(domain))
        if not Model._transient:
            record.search([], order=field.name, limit=3)
            groups = record._read_group([("id", "in", record.ids)], [field.name])
            self.assertFalse(groups[0][0])
            groups = record.sudo()._read_group([("id", "in", record.ids)], [field.name])
            self.assertEqual(groups[0][0], value)
        return True


@tagged("-at_install", "post_install")
class TestInvitationPage(HttpCase, ReferenceGuardCommon):
    def test_page_and_its_error(self):
        event = self.env["calendar.event"].create(
            {
                "name": "x",
                "start": "2030-01-01 08:00:00",
                "stop": "2030-01-01 09:00:00",
                "partner_ids": (self.hidden | self.stranger.partner_id).ids,
            }
        )
        attendee = event.attendee_ids.filtered(lambda a: a.partner_id == self.hidden)
        url = f"/calendar/meeting/view?token={attendee.access_token}&id={event.id}"
        page = self.url_open(url)
        self.assertEqual(page.status_code, 200)
        self.assertIn("Hidden contact", page.text)
        self.assert_untold(page.text)
        self.stranger.password = self.stranger.login
        self.authenticate(self.stranger.login, self.stranger.login)
        page = self.url_open(url)
        self.assertEqual(page.status_code, 400)
        self.assertIn("for somebody else", page.text)
        self.assert_untold(page.text)


@tagged("-at_install", "post_install")
class TestNamesByAddress(HttpCase, ReferenceGuardCommon):
    def test_link_preview(self):
        """An address with an id in it tells the name of nobody who is hidden."""
        url = "/html_editor/link_preview_internal"
        seen = self.stranger.partner_id
        self.stranger.password = self.stranger.login
        self.authenticate(self.stranger.login, self.stranger.login)
        for record, is_told in (
            (self.hidden, False),
            (self.hidden_lead, False),
            (seen, True),
        ):
            for path in (f"/odoo/{record._name}/{record.id}", f"/odoo/x/{record.id}/"):
                params = {"preview_url": path}
                answer = self.make_jsonrpc_request(url, params)
                self.assertNotIn("Hidden", str(answer), path)
                if is_told and record._name in path:
                    self.assertEqual(answer["display_name"], seen.display_name)

    def test_similar_leads_of_a_form(self):
        """A lead that is typed is like those alone whom its user may see."""
        self.hidden_lead.email_from = "one@only-there.example"
        self.env.flush_all()
        spec = {"duplicate_lead_count": {}, "duplicate_lead_ids": {"fields": {}}}
        values = {"name": "Y", "email_from": "two@only-there.example"}
        for user, count in ((self.stranger, 0), (self.hidden_lead.create_uid, 1)):
            Lead = self.env["crm.lead"].with_user(user)
            answer = Lead.onchange(values, ["email_from"], spec)["value"]
            self.assertEqual(answer.get("duplicate_lead_count", 0), count, user.name)
            self.assertEqual(len(answer.get("duplicate_lead_ids", [])), count)


@tagged("-at_install", "post_install")
class TestCustomerParts(ReferenceGuardCommon):
    """What stands in a one2many of partners or leads is seen as they are."""

    #: documents that refer to customers, and show their names: they follow the host's
    #: rules; and lines of something else
    DOCUMENTS = {
        "calendar.attendee",
        "calendar.event",
        "discuss.channel.member",
        "discuss.channel.rtc.session",
        "helpdesk.ticket",
        "project.project",
        "project.task",
        "res.company",
        "res.users",
    }
    #: the customers themselves, and what has a rule of its own
    OWN_RULE = {
        "antcrm.contact.point",
        "antcrm.external.id",
        "antcrm.lead.address",
        "antcrm.merge",
        "antcrm.webform.consent",
        "crm.lead",
        "mail.activity",
        "mail.followers",
        "mail.message",
        "res.partner",
    }

    def get_lines(self):
        return {
            field.comodel_name: field.inverse_name
            for shared in ("res.partner", "crm.lead")
            for field in self.env[shared]._fields.values()
            if field.type == "one2many" and field.inverse_name
        }

    def test_list_is_complete(self):
        """A one2many of an addon that comes is a part, or somebody says why not."""
        parts = {m for m in self.get_lines() if self.env["ir.rule"]._get_part_fields(m)}
        self.assertIn("res.partner.bank", parts)
        rest = self.get_lines().keys() - parts - self.DOCUMENTS - self.OWN_RULE
        self.assertEqual(rest, set())
        self.assertFalse(parts & (self.DOCUMENTS | self.OWN_RULE))

    def test_bank_accounts(self):
        Bank = self.env["res.partner.bank"]
        hidden, visible = Bank.create(
            [
                {"acc_number": f"VN 19 {partner.id}", "partner_id": partner.id}
                for partner in (self.hidden, self.create_shared("account", "all"))
            ]
        )
        group = self.env.ref("base.group_partner_manager")
        for name, sees in (("member", False), ("creator", True), ("data_owner", True)):
            user = self.users[name]
            user.group_ids += group
            mine = Bank.with_user(user)
            found = mine.search([("id", "in", (hidden | visible).ids)])
            self.assertEqual(hidden in found, sees)
            self.assertIn(visible, found)
            self.assertEqual(hidden.with_user(user).has_access("read"), sees)
            self.assertEqual(hidden.with_user(user).has_access("write"), sees)
            self.assertEqual(hidden.with_user(user).has_access("unlink"), sees)
        stranger = hidden.with_user(self.stranger)
        self.assert_refused(stranger.read, ["acc_number"])
        self.assert_refused(stranger.write, {"acc_number": "1"})
        self.assert_refused(
            visible.with_user(self.stranger).write, {"partner_id": self.hidden.id}
        )

    def test_ratings(self):
        if "rating.rating" not in self.env:
            self.skipTest("no ratings here")
        Rating = self.env["rating.rating"]
        hidden, other = Rating.create(
            [
                {
                    "res_model_id": self.env["ir.model"]._get_id(record._name),
                    "res_id": record.id,
                    "rating": 5,
                    "feedback": "Secret",
                }
                for record in (self.hidden_lead, self.team)
            ]
        )
        for name, sees in (("member", False), ("creator", True), ("data_owner", True)):
            user = self.users[name]
            self.env.invalidate_all()
            found = Rating.with_user(user).search([("id", "in", (hidden | other).ids)])
            self.assertEqual(hidden in found, sees)
            self.assertIn(other, found)
            self.assertEqual(hidden.with_user(user).has_access("read"), sees)
