"""What is hidden stays hidden over HTTP, whichever controller is asked: those of Odoo,
of ours, and of what else is installed. Generated from the routing map."""

import json

from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .route_walk import RouteWalk, Subject
from .test_reference_guard import SECRETS, ReferenceGuardCommon

STREET = "77 Unseen Alley"
NOTES = "Nobody reads this note"
SAID = "Said behind closed doors"
FILE = "unseen-file"
TOLD = (*SECRETS, STREET, NOTES, SAID, FILE)
#: of the customers themselves: shown where something that is seen refers to them
NAMES = ("Hidden contact", "Hidden account", "Hidden lead")


#: routes that show a secret to who may see it: where none does, nothing was tried
SHOWN = {
    "/json/2/<__model__>/<__method__>",
    "/mail/data",
    "/mail/thread/messages",
    "/mail/thread/recipients",
    "/web/content/<int:id>",
    "/web/dataset/call_kw/<path:path>",
    "/web/export/csv",
    "/web/export/xlsx",
    '/web_enterprise/partner/<model("res.partner"):partner>/vcard',
}
CHANNEL = "of a channel that the user is in, with its members and messages"
#: routes that show the name of a hidden customer, on what refers to it: why
NAME_SHOWN = {
    "/mail/action": CHANNEL,
    "/mail/data": CHANNEL,
    "/mail/history/messages": CHANNEL,
    "/mail/thread/messages": CHANNEL,
    "/discuss/channel/members": CHANNEL,
    "/discuss/channel/messages": CHANNEL,
}
LOGGERS = (
    "odoo.http",
    "odoo.sql_db",
    "odoo.addons.base.models.ir_rule",
    "odoo.addons.base.models.ir_qweb",
    "odoo.addons.mail.controllers.mail",
)
TOKEN = "it wants the token of one document or person, and no id opens it"
VISITOR = "a talk with a visitor of a website, found by the visitor's own token"
OTHER = "what its ids are of refers to no customer"
SETUP = "answers nobody until an administrator sets it up"
FORM = "wants what its page puts together, of which no id is a part"
BY_CHANCE = "answers where a number that is asked for is one of its own, too"
OPERATOR = "a talk that the user answers as an operator, which is none here"
#: routes that answered nobody, by the addon that brings them: ``{why: addresses}``
UNTRIED = {
    "antcrm_import": {
        "files of a user's own import": (
            "/antcrm_import/errors/<int:import_id>",
            "/antcrm_import/template/<int:template_id>",
        ),
    },
    "antcrm_export": {
        "asked in the tests of its addon": ("/antcrm/export",),
    },
    "antcrm_qualification": {
        "for people of partner companies": (
            "/my/partner-leads/<int:lead_id>",
            "/my/partner-leads/new",
        ),
    },
    "antcrm_webform": {
        TOKEN: (
            "/antcrm/form/<string:token>",
            "/antcrm/form/<string:token>.js",
            "/antcrm/form/<string:token>/openapi.json",
            "/antcrm/form/confirm/<string:token>",
        ),
    },
    "api_doc": {
        "for those who may read how the server is called": (
            "/doc-bearer/<model_name>.json",
            "/doc/<model_name>",
            "/doc/<model_name>.json",
        ),
    },
    "base_import": {
        FORM: ("/base_import/set_file",),
    },
    "calendar": {
        TOKEN: (
            "/calendar/join_videocall/<string:access_token>",
            "/calendar/meeting/accept",
            "/calendar/meeting/decline",
            "/calendar/meeting/join",
            "/calendar/meeting/view",
            "/calendar/recurrence/accept",
            "/calendar/recurrence/decline",
        ),
    },
    "digest": {
        OTHER: ("/digest/<int:digest_id>/set_periodicity",),
        BY_CHANCE: (
            "/digest/<int:digest_id>/unsubscribe",
            "/digest/<int:digest_id>/unsubscribe_oneclik",
        ),
    },
    "google_gmail": {
        SETUP: ("/google_gmail/iap_confirm",),
    },
    "helpdesk_mgmt": {
        FORM: ("/submitted/ticket",),
    },
    "html_editor": {
        FORM: (
            "/html_editor/attachment/add_data",
            "/html_editor/attachment/add_url",
            "/html_editor/attachment/remove",
            "/web_editor/attachment/add_data",
            "/web_editor/attachment/add_url",
            "/html_editor/bus_broadcast",
            "/web_editor/bus_broadcast",
        ),
    },
    "im_livechat": {
        VISITOR: (
            "/im_livechat/cors/action",
            "/im_livechat/cors/attachment/delete",
            "/im_livechat/cors/attachment/upload",
            "/im_livechat/cors/channel/mark_as_read",
            "/im_livechat/cors/channel/messages",
            "/im_livechat/cors/channel/notify_typing",
            "/im_livechat/cors/channel/ping",
            "/im_livechat/cors/data",
            "/im_livechat/cors/download_transcript/<int:channel_id>",
            "/im_livechat/cors/feedback",
            "/im_livechat/cors/get_session",
            "/im_livechat/cors/history",
            "/im_livechat/cors/init",
            "/im_livechat/cors/link_preview",
            "/im_livechat/cors/link_preview/hide",
            "/im_livechat/cors/message/post",
            "/im_livechat/cors/message/reaction",
            "/im_livechat/cors/message/update_content",
            "/im_livechat/cors/rtc/channel/join_call",
            "/im_livechat/cors/rtc/channel/leave_call",
            "/im_livechat/cors/rtc/session/notify_call_members",
            "/im_livechat/cors/rtc/session/update_and_broadcast",
            "/im_livechat/cors/visitor_leave_session",
            "/im_livechat/get_session",
            "/chatbot/cors/answer/save",
            "/chatbot/cors/restart",
            "/chatbot/cors/step/trigger",
            "/chatbot/cors/step/validate_email",
        ),
        OPERATOR: (
            "/im_livechat/conversation/create_and_link_expertise",
            "/im_livechat/conversation/update_tags",
            "/im_livechat/conversation/write_expertises",
            "/im_livechat/session/update_status",
        ),
        "pages of a live chat, which show no customer": (
            "/im_livechat/loader/<int:channel_id>",
            "/im_livechat/support/<int:channel_id>",
        ),
    },
    "mail": {
        FORM: (
            "/mail/attachment/pdf_first_page/<int:attachment_id>",
            "/mail/attachment/update_thumbnail",
        ),
        TOKEN: (
            "/mail/guest/update_name",
            "/chat/<int:channel_id>/<string:invitation_token>",
            "/chat/<string:create_token>",
            "/chat/<string:create_token>/<string:channel_name>",
            "/meet/<string:create_token>",
            "/meet/<string:create_token>/<string:channel_name>",
        ),
        SETUP: ("/mail/message/translate",),
        "wants a thread that is there": ("/discuss/channel/sub_channel/delete",),
        BY_CHANCE: (
            "/discuss/channel/sub_channel/create",
            "/discuss/channel/sub_channel/fetch",
        ),
        "wants a picture": ("/discuss/channel/update_avatar",),
    },
    "mass_mailing": {
        TOKEN: (
            "/mailing/<int:mailing_id>/confirm_unsubscribe",
            "/mailing/<int:mailing_id>/unsubscribe",
            "/mailing/<int:mailing_id>/unsubscribe_oneclick",
            "/mailing/<int:mailing_id>/view",
            "/mailing/confirm_unsubscribe",
            "/mailing/report/unsubscribe",
            "/mail/track/<int:mail_id>/<string:token>/blank.gif",
            "/r/<string:code>/m/<int:mailing_trace_id>",
        ),
    },
    "microsoft_outlook": {
        SETUP: ("/microsoft_outlook/iap_confirm",),
    },
    "portal": {
        TOKEN: (
            "/mail/unfollow",
            "/portal/attachment/remove",
        ),
        "for the addresses of the user's own company": ("/my/address/archive",),
    },
    "portal_rating": {
        FORM: ("/website/rating/comment",),
    },
    "project": {
        FORM: ("/project_sharing/attachment/add_image",),
        "of a project that is shared with the user": (
            "/my/projects/<int:project_id>/page/<int:page>",
            "/my/projects/<int:project_id>/project_sharing",
            "/my/projects/<int:project_id>/project_sharing/<path:subpath>",
            "/my/projects/<int:project_id>/task/<int:task_id>/recurrent_tasks",
            "/my/projects/<int:project_id>/task/<int:task_id>/subtasks",
        ),
    },
    "rating": {
        TOKEN: (
            "/rate/<string:token>/<int:rate>",
            "/rate/<string:token>/submit_feedback",
        ),
    },
    "rpc": {
        "an address that says how it is used": (
            "/json/2",
            "/json/2/<path:subpath>",
        ),
        "the same methods as by /web/dataset, with a password": ("/jsonrpc",),
    },
    "spreadsheet_dashboard": {
        TOKEN: (
            "/dashboard/data/<int:share_id>/<token>",
            "/dashboard/download/<int:share_id>/<token>",
            "/dashboard/share/<int:share_id>/<token>",
        ),
    },
    "web": {
        SETUP: (
            "/json/1/<path:subpath>",
            "/json/<path:subpath>",
        ),
        FORM: (
            "/report/download",
            "/web/manifest.scoped_app_manifest",
        ),
        "finds by a name that customers do not have": (
            "/web/content/<string:xmlid>",
            "/web/content/<string:xmlid>/<string:filename>",
        ),
        "answers nobody": ("/web/filestore/<path:_path>",),
        "makes a file of what it is sent": ("/web/pivot/export_xlsx",),
        OTHER: ("/web/view/edit_custom",),
    },
}


@tagged("-at_install", "post_install", "slow")
class TestRoutesOfHiddenCustomers(HttpCase, ReferenceGuardCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        partner, lead = cls.hidden.sudo(), cls.hidden_lead.sudo()
        (partner | cls.hidden_account.sudo()).write(
            {"street": STREET, "comment": NOTES}
        )
        lead.write({"street": STREET, "description": NOTES})
        creator = cls.users["creator"]
        creator.group_ids |= cls.env.ref("base.group_allow_export")
        creator.group_ids |= cls.env.ref("base.group_partner_manager")
        cls.asking = {
            "visitor": None,
            "portal": cls.users["portal"],
            "employee": cls.user_internal,
            "salesperson": cls.stranger,
        }
        cls.stranger.group_ids |= cls.env.ref("base.group_allow_export")
        cls.stranger.group_ids |= cls.env.ref("base.group_partner_manager")
        for user in filter(None, (creator, *cls.asking.values())):
            user.password = user.login
        cls.subjects = cls.make_subjects()
        # with what is only noted before a commit
        cls.env.cr.flush()

    @classmethod
    def make_subjects(cls):
        """Return the hidden customers, and what stands on their pages."""
        partner, lead = cls.hidden.sudo(), cls.hidden_lead.sudo()
        todo = cls.env.ref("mail.mail_activity_data_todo")
        subjects, children = [], {}
        for record in (partner, lead):
            message = record.message_post(body=SAID, message_type="comment")
            attachment = cls.env["ir.attachment"].create(
                {
                    "name": f"{FILE}.txt",
                    "raw": SAID.encode(),
                    "res_model": record._name,
                    "res_id": record.id,
                }
            )
            follower = record.message_follower_ids[:1]
            activity = record.activity_schedule(
                activity_type_id=todo.id, summary=SAID, user_id=cls.users["creator"].id
            )
            children = {
                "message": message.id,
                "mail_message": message.id,
                "attachment": attachment.id,
                "follower": follower.id,
                "activity": activity.id,
                "user": cls.hidden_user.id,
                **cls.make_pointers(),
            }
            own = [(record, children)]
            own += [(child, children) for child in (message, attachment, activity)]
            subjects += [
                Subject(child._name, child.id, partner.id, lead.id, others)
                for child, others in own
            ]
        user = cls.hidden_user
        subjects.append(
            Subject(user._name, user.id, user.partner_id.id, lead.id, children)
        )
        return subjects

    @classmethod
    def make_pointers(cls):
        """Return ids, by the name that routes have for them, of what all users of the
        test may see, and what refers to the hidden contact."""
        people = cls.stranger.partner_id | cls.user_internal.partner_id
        people |= cls.users["portal"].partner_id | cls.users["creator"].partner_id
        channel = cls.env["discuss.channel"].create(
            {"name": "x", "channel_type": "group"}
        )
        channel._add_members(partners=people | cls.hidden.sudo())
        event = cls.env["calendar.event"].create(
            {
                "name": "x",
                "start": "2030-01-01 08:00:00",
                "stop": "2030-01-01 09:00:00",
                "partner_ids": (cls.hidden | people).ids,
            }
        )
        return {"channel": channel.id, "event": event.id}

    # ------------------------------------------------------------------
    # What needs more than ids
    # ------------------------------------------------------------------

    def get_special(self):
        return {
            "/web/dataset/call_kw": self.get_buttons,
            "/web/dataset/call_kw/<path:path>": self.get_calls,
            "/web/dataset/call_button": self.get_buttons,
            "/web/dataset/call_button/<path:path>": self.get_buttons,
            "/json/2/<__model__>/<__method__>": self.get_api_calls,
            "/json/<path:subpath>": self.get_paths,
            "/json/1/<path:subpath>": self.get_paths,
            "/mail/data": self.get_store_requests,
            "/mail/action": self.get_store_requests,
            "/web/export/csv": self.get_exports,
            "/web/export/xlsx": self.get_exports,
            "/web/action/load_breadcrumbs": self.get_breadcrumbs,
            "/web/action/run": self.get_actions,
            "/web/partner/vcard": self.get_cards,
        }

    def get_fields_of(self, subject):
        names = ("name", "email", "email_from", "phone", "street", "comment")
        names += ("description", "body", "summary", "raw")
        fields = self.env[subject.model]._fields
        return [name for name in names if name in fields]

    def get_methods(self, subject):
        """Yield ``(method, args, kwargs)``: each way to read and to write."""
        names = self.get_fields_of(subject)
        domain = [("id", "in", [subject.id])]
        spec = {name: {} for name in names}
        yield "read", [[subject.id], names], {}
        yield "web_read", [[subject.id]], {"specification": spec}
        yield "search_read", [], {"domain": domain, "fields": names}
        yield "web_search_read", [], {"domain": domain, "specification": spec}
        yield "export_data", [[subject.id], names], {}
        yield "name_search", [], {"domain": domain}
        yield (
            "formatted_read_group",
            [domain, names[:1], [f"{names[-1]}:array_agg", "__count"]],
            {},
        )
        yield "copy", [[subject.id]], {}
        yield "write", [[subject.id], {names[0]: "x"}], {}
        yield "web_save", [[subject.id], {names[0]: "x"}], {"specification": spec}
        yield "unlink", [[subject.id]], {}
        yield "action_archive", [[subject.id]], {}
        yield "message_post", [[subject.id]], {"body": "x"}
        yield "message_subscribe", [[subject.id], [self.stranger.partner_id.id]], {}
        yield "activity_schedule", [[subject.id]], {"summary": "x"}
        yield "get_formview_action", [[subject.id]], {}

    def get_calls(self, subject):
        for method, args, kwargs in self.get_methods(subject):
            yield {
                "model": subject.model,
                "method": method,
                "path": f"{subject.model}/{method}",
                "args": args,
                "kwargs": kwargs,
            }

    def get_buttons(self, subject):
        for method in ("action_archive", "unlink", "open_commercial_entity"):
            yield {
                "model": subject.model,
                "method": method,
                "path": f"{subject.model}/{method}",
                "args": [[subject.id]],
                "kwargs": {},
            }

    def get_api_calls(self, subject):
        names = self.get_fields_of(subject)
        called = {"__model__": subject.model}
        domain = [("id", "=", subject.id)]
        yield called | {"__method__": "read", "ids": [subject.id], "fields": names}
        yield called | {"__method__": "search_read", "domain": domain, "fields": names}
        values = {names[0]: "x"}
        yield called | {"__method__": "write", "ids": [subject.id], "vals": values}
        yield called | {"__method__": "unlink", "ids": [subject.id]}

    def get_paths(self, subject):
        action = self.env["ir.actions.act_window"].search(
            [("res_model", "=", subject.model), ("path", "!=", False)], limit=1
        )
        if action:
            yield {"subpath": f"{action.path}/{subject.id}"}
            yield {"subpath": action.path, "domain": str([("id", "=", subject.id)])}
        yield {"subpath": f"m-{subject.model}/{subject.id}"}

    def get_store_requests(self, subject):
        parts = [
            "activities",
            "attachments",
            "contact_fields",
            "followers",
            "scheduledMessages",
            "suggestedRecipients",
            "display_name",
        ]
        thread = {"thread_model": subject.model, "thread_id": subject.id}
        channel = subject.others["channel"]
        for name, params in (
            ("mail.thread", thread | {"request_list": parts}),
            ("avatar_card", {"model": subject.model, "id": subject.id}),
            ("avatar_card", {"model": "res.partner", "id": subject.partner}),
            ("discuss.channel", [channel]),
            ("channels_as_member", None),
            ("/discuss/get_or_create_chat", {"partners_to": [subject.partner]}),
            ("/discuss/create_group", {"partners_to": [subject.partner]}),
            ("res.partner", subject.partner),
            ("res.users", subject.others["user"]),
        ):
            yield {"fetch_params": [[name, params]]}

    def get_exports(self, subject):
        names = self.get_fields_of(subject)
        data = {
            "model": subject.model,
            "fields": [{"name": name, "label": name} for name in names],
            "domain": [("id", "=", subject.id)],
            "import_compat": False,
        }
        for more in ({"ids": [subject.id]}, {"ids": False}):
            yield {"data": json.dumps(data | more)}

    def get_breadcrumbs(self, subject):
        yield {"actions": [{"model": subject.model, "resId": subject.id}]}

    def get_cards(self, subject):
        yield {"partner": None}

    def get_actions(self, subject):
        actions = self.env["ir.actions.server"].search(
            [("binding_model_id.model", "=", subject.model)]
        )
        context = {
            "active_model": subject.model,
            "active_id": subject.id,
            "active_ids": [subject.id],
        }
        for action in actions:
            yield {"action_id": action.id, "context": context}

    # ------------------------------------------------------------------
    # The test
    # ------------------------------------------------------------------

    def make_key(self, user):
        Keys = self.env["res.users.apikeys"].with_user(user).sudo()
        return Keys._generate(None, "x", None)

    def make_walk(self):
        return RouteWalk(
            self, self.subjects, TOLD, NAMES, NAME_SHOWN.keys(), self.get_special()
        )

    @mute_logger(*LOGGERS)
    def test_who_may_see_them(self):
        """Each route answers him, so the walk sees what there is to be seen."""
        walk = self.make_walk()
        creator = self.users["creator"]
        self.authenticate(creator.login, creator.login)
        walk.ask_as_allowed(self.make_key(creator))
        self.assertLessEqual(SHOWN & walk.get_routes().keys(), walk.shown)
        self.assert_tried(walk)

    @mute_logger(*LOGGERS)
    def assert_hidden(self, who):
        """No route tells somebody who may not see them, or does something for him."""
        walk = self.make_walk()
        user = self.asking[who]
        key = user and self.make_key(user)
        self.authenticate(user and user.login, user and user.login)
        walk.ask_as_stranger(who, key)
        if user:
            # none of the routes has logged him out
            answer = self.make_jsonrpc_request("/web/session/get_session_info", {})
            self.assertEqual(answer["uid"], user.id)
        self.assertGreater(walk.tries, len(walk.get_routes()) / 2)
        self.assertEqual(walk.leaks, [])
        self.assertEqual(walk.written, [])
        self.assertEqual(walk.faults, [])

    def test_visitor(self):
        self.assert_hidden("visitor")

    def test_portal(self):
        self.assert_hidden("portal")

    def test_employee(self):
        self.assert_hidden("employee")

    def test_salesperson(self):
        self.assert_hidden("salesperson")

    def assert_tried(self, walk):
        """Each route answered who may see the customers, or it is said why not."""
        installed = self.env["ir.module.module"].search([("state", "=", "installed")])
        excused, by_chance = set(), set()
        for module in installed.mapped("name"):
            for why, addresses in UNTRIED.get(module, {}).items():
                excused.update(addresses)
                by_chance.update(addresses if why == BY_CHANCE else ())
        untried = walk.get_routes().keys() - walk.answered
        unexplained = {
            address: sorted(walk.refusals[address]) for address in untried - excused
        }
        self.assertEqual(unexplained, {})
        self.assertEqual(excused - untried - by_chance, set())
