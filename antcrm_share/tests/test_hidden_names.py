"""What stands with the name of a hidden customer, or behind a search that the host does
as superuser."""

from contextlib import suppress
from itertools import combinations

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..models.antcrm_reference_guard import GUARDED_MODELS
from ..models.antcrm_share_mixin import SHOWN_FIELDS
from .reference_walk import SECRETS
from .test_reference_guard import ReferenceGuardCommon

#: which do not say what a name tells
OTHER_KEYS = {"lang", "uid", "antcrm_documents"}


@tagged("-at_install", "post_install")
class TestNames(ReferenceGuardCommon):
    """A record that somebody reads shows the name of a hidden customer and no more,
    whatever the context asks for. The keys are those that the registry knows."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lead = cls.env["crm.lead"].create(
            {"name": "Seen", "user_id": cls.stranger.id, "partner_id": cls.hidden.id}
        )
        cls.lead.write({"email_from": False, "phone": False})
        exporters = cls.env.ref("base.group_allow_export")
        exporters.user_ids += cls.stranger + cls.users["creator"]
        cls.env.flush_all()

    def get_contexts(self):
        """Return all contexts that change a name of a customer."""
        depends = self.registry.field_depends_context
        keys = {
            key
            for model in GUARDED_MODELS
            for key in depends[self.env[model]._fields["display_name"]]
        }
        keys = sorted(keys - OTHER_KEYS)
        self.assertLessEqual({"show_address", "show_email", "show_vat"}, set(keys))
        for length in (1, 2, len(keys)):
            for some in combinations(keys, length):
                yield dict.fromkeys(some, True)

    def read_all_ways(self, lead):
        """Yield what somebody is told who asks for the customer's name."""
        spec = {"partner_id": {"fields": {"display_name": {}}}}
        domain = [("id", "=", lead.id)]
        yield lead.read(["partner_id"])
        yield lead.web_read(spec)
        yield lead.search_read(domain, ["partner_id"])
        yield lead.web_search_read(domain, spec)
        yield lead.web_read_group(domain, ["partner_id"], ["__count"])
        yield lead.formatted_read_group(domain, ["partner_id"], ["__count"])
        yield lead.export_data(["partner_id"])
        yield lead.onchange({}, [], spec)

    def test_contexts(self):
        told = self.hidden.sudo().email
        for user in (self.stranger, self.users["creator"]):
            seen = False
            for context in self.get_contexts():
                self.env.invalidate_all()
                lead = self.lead.with_user(user).with_context(**context)
                if not lead.has_access("read"):
                    lead = lead.sudo()
                answers = str(list(self.read_all_ways(lead)))
                self.assertIn("Hidden contact", answers)
                seen |= told in answers
                if user == self.stranger:
                    self.assert_untold(answers)
            # so that the test would see it
            self.assertEqual(seen, user != self.stranger)

    def test_export(self):
        """An export of what refers to hidden customers is not refused: there are the
        names, in their columns, and the lines below a record stay."""
        own = self.create_shared("contact", "all", name="Seen contact")
        own.sudo().write({"email": "seen@example.com"})
        seen = self.env["crm.lead"].create(
            {"name": "Other", "user_id": self.stranger.id, "partner_id": own.id}
        )
        tags = self.env["crm.tag"].create([{"name": "One"}, {"name": "Two"}])
        self.lead.tag_ids = tags
        leads = (self.lead | seen).with_user(self.stranger)
        leads = leads.with_context(import_compat=False)
        columns = ["name", "partner_id", "partner_id/email", "tag_ids/name"]
        self.env.flush_all()
        self.env.invalidate_all()
        rows = leads.export_data(columns)["datas"]
        self.assertEqual([row[0] for row in rows], ["Seen", "", "Other"])
        self.assertEqual(rows[0][1:3], ["Hidden contact", ""])
        self.assertEqual({rows[0][3], rows[1][3]}, {"One", "Two"})
        self.assertEqual(rows[2][1:3], ["Seen contact", "seen@example.com"])
        # what was put aside for it is there again
        self.assertEqual(self.lead.partner_id, self.hidden)
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual(self.lead.partner_id, self.hidden)

    def test_documents(self):
        """An order, an invoice: what is printed goes to the customer."""
        Contact = self.env["ir.qweb.field.contact"].with_user(self.stranger)
        lead = self.lead.with_user(self.stranger)
        html = Contact.value_to_html(lead.partner_id, {"fields": ["name", "address"]})
        self.assertIn("Hidden contact", html)
        self.assertIn(SECRETS[3], html)
        # and lets nobody in who asks for it
        lead = lead.with_context(antcrm_documents=True, show_address=True)
        self.assertNotIn(SECRETS[3], str(lead.read(["partner_id"])))

    def test_cache(self):
        """A name that superuser code has read for somebody leaves nothing in the cache
        for that user."""
        for hidden in (self.hidden, self.hidden_lead):
            for shown in {*SHOWN_FIELDS, "display_name", "share_allows"}:
                if shown not in hidden._fields:
                    continue
                self.env.invalidate_all()
                record = hidden.with_user(self.stranger)
                record.sudo().mapped(shown)
                for name in ("email", "phone", "email_from", "function", "comment"):
                    if name in record._fields:
                        with self.assertRaises(AccessError, msg=f"{shown} {name}"):
                            record.mapped(name)


@tagged("-at_install", "post_install")
class TestSearches(ReferenceGuardCommon):
    """Generated from the registry: fields of any model that are searched by a method,
    which goes on as superuser, or through other fields."""

    def test_followers(self):
        visible = self.create_shared("account", "all", name="Visible")
        visible.sudo().message_subscribe(self.hidden.ids)
        Partner = self.env["res.partner"].with_user(self.stranger)
        for domain in (
            [("message_partner_ids.email", "=", SECRETS[0])],
            [("message_partner_ids", "any", [("phone", "=like", "+84%")])],
            [("message_partner_ids", "in", self.hidden.ids)],
        ):
            domain = [("id", "=", visible.id), *domain]
            self.assertFalse(Partner.search(domain), domain)
            self.assertTrue(Partner.sudo().search(domain), domain)
        visible.sudo().message_subscribe(self.stranger.partner_id.ids)
        mine = [("message_partner_ids", "in", self.stranger.partner_id.ids)]
        self.assertIn(visible.id, Partner.search(mine).ids)
        mine = [("message_partner_ids.user_ids.login", "=", self.stranger.login)]
        self.assertIn(visible.id, Partner.search(mine).ids)

    def test_every_search(self):
        """Each gets ids that the user may read, or none."""
        tried = set()
        secret = {"res.partner": "email", "crm.lead": "email_from"}
        hidden = {"res.partner": self.hidden, "crm.lead": self.hidden_lead}
        for name, Model in self.env.items():
            Model = Model.with_user(self.stranger)
            if not Model._auto or not Model.has_access("read"):
                continue
            for field in Model._fields.values():
                if (
                    not field.search
                    or field.store
                    or field.inherited
                    or field.comodel_name not in secret
                    or not Model._has_field_access(field, "read")
                ):
                    continue
                handed, keep = self.make_witness(field.determine_domain)
                condition = (secret[field.comodel_name], "=", SECRETS[0])
                self.patch(field, "determine_domain", keep)
                with suppress(UserError):  # not every search knows "any"
                    Model.search([(field.name, "any", [condition])], limit=1)
                self.assertTrue(handed, field)
                found = handed[0][2]
                comodel = self.env[field.comodel_name].sudo()
                ids = comodel.with_context(active_test=False).search(found).ids
                self.assertNotIn(hidden[field.comodel_name].id, ids, field)
                tried.add(f"{name}.{field.name}")
        self.assertGreater(len(tried), 10)

    def make_witness(self, search):
        """Return a list, and a search that puts into it what it was asked for."""
        handed = []

        def keep(records, operator, value):
            handed.append((records.env.su, operator, value))
            return search(records, operator, value)

        return handed, keep

    def test_relations_by_an_id(self):
        """Lists are searched for an id as they are read. Over all lists of customers
        that a table keeps."""
        account = self.create_shared("account", "all", name="Visible")
        hidden = self.create_shared("contact", "me", name="Hidden child")
        hidden.sudo().parent_id = account
        tag = self.env["res.partner.category"].create({"name": "Seen"})
        hidden.sudo().category_id = tag
        values = {"partner_id": account.id, "type": "opportunity"}
        self.hidden_lead.sudo().write(values)
        self.env.flush_all()
        for record, domain in (
            (account, [("child_ids", "in", hidden.ids)]),
            (account, [("child_ids", "=", hidden.id)]),
            (account, [("child_ids.id", "in", hidden.ids)]),
            (account, [("id", "parent_of", hidden.id)]),
            (account, [("opportunity_ids", "in", self.hidden_lead.ids)]),
            (tag, [("partner_ids", "in", hidden.ids)]),
        ):
            record = record.with_user(self.stranger)
            domain = [("id", "in", record.ids), *domain]
            self.assertFalse(record.search(domain), domain)
            self.assertTrue(record.sudo().search(domain), domain)
            if domain[1][0] not in ("id", "child_ids.id"):
                domain[1] = (domain[1][0], "not in", domain[1][2])
                self.assertTrue(record.search(domain), domain)


@tagged("-at_install", "post_install")
class TestSenders(ReferenceGuardCommon):
    """The address of who wrote a message that somebody reads."""

    def test_message(self):
        visible = self.create_shared("account", "all", name="Visible")
        message = visible.sudo().message_post(
            body="x", author_id=self.hidden.id, email_from=SECRETS[0]
        )
        own = visible.with_user(self.stranger).message_post(body="y")
        self.env.flush_all()
        for user in (self.stranger, self.users["creator"]):
            self.env.invalidate_all()
            mine = (message | own).with_user(user)
            ids = [("id", "in", mine.ids)]
            answers = [
                mine.read(["email_from", "reply_to"]),
                mine.web_read({"email_from": {}, "reply_to": {}}),
                mine.search_read(ids, ["email_from"]),
                mine._fields["email_from"].convert_to_export(SECRETS[0], mine[0]),
                mine.formatted_read_group(ids, ["email_from"], ["__count"]),
                mine.search([*ids, ("email_from", "=", SECRETS[0])]).ids,
                mine.search([*ids, ("email_from", "like", "secret@")]).ids,
            ]
            if user == self.stranger:
                self.assert_untold(answers)
                self.assertEqual(answers[-2:], [[], []])
                self.assertIn(self.stranger.email, str(answers))
                # what the host goes on with is whole
                self.assertEqual(message.sudo().email_from, SECRETS[0])
            else:
                self.assertIn(SECRETS[0], str(answers[0]))
                self.assertEqual(answers[-2:], [message.ids, message.ids])
        self.assertEqual(
            own.with_user(self.stranger).search(
                [("id", "=", own.id), ("email_from", "ilike", self.stranger.email)]
            ),
            own,
        )


@tagged("-at_install", "post_install")
class TestDialogsOfSeenRecords(ReferenceGuardCommon):
    """A record that somebody sees, with a customer or follower who is hidden: dialogs
    of the host open, and tell nothing."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.visible = cls.create_shared("account", "all", name="Visible")
        cls.visible.sudo().message_subscribe(cls.hidden.ids)
        cls.lead = cls.env["crm.lead"].create(
            {"name": "Seen", "user_id": cls.stranger.id, "partner_id": cls.hidden.id}
        )
        cls.lead.write({"email_from": False, "phone": False})
        cls.env.flush_all()

    def test_sms(self):
        if "sms.composer" not in self.env:
            self.skipTest("no text messages here")
        Composer = self.env["sms.composer"].with_user(self.stranger)
        Composer = Composer.with_context(
            default_res_model="crm.lead",
            default_res_id=self.lead.id,
            default_composition_mode="comment",
        )
        names = [
            "recipient_single_number",
            "recipient_single_number_itf",
            "recipient_single_description",
        ]
        for function in (
            lambda: Composer.onchange({}, [], {name: {} for name in names}),
            lambda: Composer.create({"body": "x"}).read(names),
        ):
            self.env.invalidate_all()
            try:
                self.assert_untold(function())
            except AccessError as error:
                self.assert_untold(error)

    def test_followers(self):
        visible = self.visible.with_user(self.stranger)
        spec = {"message_partner_ids": {"fields": {"display_name": {}}}}
        for answer in (
            visible.read(["message_partner_ids"]),
            visible.web_read(spec),
        ):
            self.assert_untold(answer)

    def test_composer(self):
        Composer = self.env["mail.compose.message"].with_user(self.stranger)
        for record in (self.visible, self.lead):
            self.env.invalidate_all()
            composer = Composer.with_context(
                default_model=record._name, default_res_ids=record.ids
            ).create({"body": "x", "subject": "y"})
            composer.action_send_mail()
            self.assert_untold(composer.read([]))


@tagged("-at_install", "post_install")
class TestSeenLeads(ReferenceGuardCommon):
    """A lead that somebody works on refers to a hidden contact: it has a number and an
    address of its own, and gets no others from the contact."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lead = cls.env["crm.lead"].create(
            {"name": "Seen", "user_id": cls.stranger.id, "partner_id": cls.hidden.id}
        )
        own = {"email_from": "own@example.com", "phone": "+84901777666"}
        own |= {"street": "Own Street", "city": "Own City", "website": False}
        cls.env.flush_all()
        # as a program would: the contact keeps its own
        cls.lead.with_context(antcrm_keep_partner=True).write(own)
        cls.hidden.sudo().write({"email": SECRETS[0], "website": "https://hidden.vn"})
        cls.env.flush_all()
        cls.mine = cls.lead.with_user(cls.stranger)
        cls.names = ["email_from", "phone", "street", "city", "website", "function"]

    def test_the_same_customer_once_more(self):
        spec = {name: {} for name in self.names}
        before = self.mine.read(self.names)
        value = {"partner_id": self.hidden.id}
        for function in (
            lambda: self.mine.write(value),
            lambda: self.mine.web_save(value, spec),
            lambda: self.mine.onchange(value, ["partner_id"], spec),
        ):
            self.env.invalidate_all()
            self.assert_untold(function())
            self.env.flush_all()
            self.assertEqual(self.mine.read(self.names), before)
        self.mine.write({**value, "city": "Elsewhere"})
        self.assertEqual(self.mine.city, "Elsewhere")
        self.assertEqual(self.lead.partner_id, self.hidden)

    def test_changes_of_the_contact(self):
        before = self.mine.read(self.names)
        owner = self.hidden.with_user(self.users["creator"])
        owner.write({"email": "new.secret@hidden.example.com", "phone": SECRETS[2]})
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual(self.mine.read(self.names), before)
        # a lead that the same people see goes on with its contact
        self.hidden.sudo().share_mode = "all"
        owner.write({"email": "again@example.com"})
        self.env.flush_all()
        self.assertEqual(self.lead.email_from, "again@example.com")

    def test_dialogs_find_nobody_hidden(self):
        """A number or address that is right does not tell whose it is."""
        lead = self.env["crm.lead"].with_user(self.stranger)
        lead = lead.create({"name": "Guess", "email_from": SECRETS[0]})
        values = {"lead_id": lead.id, "action": "exist", "partner_id": self.hidden.id}
        for model, vals in (
            ("crm.lead2opportunity.partner", values),
            (
                "antcrm.lead.convert",
                {"lead_ids": [(6, 0, lead.ids)], "contact_id": self.hidden.id},
            ),
        ):
            if model in self.env:
                Dialog = self.env[model].with_user(self.stranger)
                self.assert_refused(Dialog.create, vals)

    def test_names_below_which_is_looked_for(self):
        visible = self.create_shared("account", "all", name="Visible")
        visible.sudo().message_subscribe(self.hidden.ids)
        Partner = self.env["res.partner"].with_user(self.stranger)
        for operator in ("child_of", "parent_of"):
            for value in ("Hidden", SECRETS[0], [SECRETS[0][:6]]):
                domain = [("id", "=", visible.id)]
                domain += [("message_partner_ids", operator, value)]
                self.assertFalse(Partner.search(domain), domain)
                self.assertTrue(Partner.sudo().search(domain), domain)

    def test_suggested_recipients(self):
        lead = self.env["crm.lead"].create(
            {"name": "Talk", "user_id": self.stranger.id}
        )
        lead.message_post(
            body="x",
            message_type="email",
            subtype_xmlid="mail.mt_comment",
            author_id=self.hidden.id,
            email_from="earlier.secret@hidden.example.com",
        )
        self.env.flush_all()
        for user in (self.stranger, self.users["data_owner"]):
            told = lead.with_user(user)._message_get_suggested_recipients_batch(
                reply_discussion=True
            )
            assertion = self.assertIn if user != self.stranger else self.assertNotIn
            assertion("hidden.example.com", str(told))

    def test_printed(self):
        """The page of a task for a customer, opened by a colleague."""
        Contact = self.env["ir.qweb.field.contact"].with_user(self.stranger)
        for fields in (["email", "phone", "vat"], None, ["name", "phone"]):
            html = Contact.value_to_html(self.mine.partner_id, {"fields": fields})
            self.assertIn("Hidden contact", html)
            for secret in (*SECRETS[:3], SECRETS[4]):
                self.assertNotIn(secret, html)
        seen = self.env["ir.qweb.field.contact"].with_user(self.users["creator"])
        html = seen.value_to_html(self.hidden, {"fields": ["email"]})
        self.assertIn(SECRETS[0], html)
