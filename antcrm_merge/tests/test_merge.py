import base64

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged
from odoo.tools import SQL

from .common import MergeCommon


@tagged("-at_install", "post_install")
class TestMerge(MergeCommon):
    def assert_merged(self, kept, source):
        source_id = source.id
        self.assertFalse(source.exists())
        self.assertEqual(
            {*kept.phone_ids.mapped("normalized")},
            {"+84901234567", "+84902234560", "+84902234561"},
        )
        self.assertEqual(
            {*kept.email_ids.mapped("value")}, {"ida@example.com", "eda@example.com"}
        )
        tags = kept.tag_ids if kept._name == "crm.lead" else kept.category_id
        self.assertEqual(len(tags), 3)
        bodies = " ".join(kept.sudo().message_ids.mapped("body"))
        self.assertIn(f"Hello {source_id}", bodies)
        self.assertEqual(len(kept.activity_ids), 2)
        self.assertEqual(
            self.env["ir.attachment"].search_count(
                [("res_model", "=", kept._name), ("res_id", "=", kept.id)]
            ),
            1,
        )
        self.assertIn("1 Main Street", kept.address_ids.mapped("street"))
        followers = kept.sudo().message_partner_ids
        for user in (
            self.user_administrator,
            self.user_colleague,
            self.user_internal,
        ):
            self.assertIn(user.partner_id, followers)

    def test_each_kind_merges_and_comes_apart(self):
        for kind in ("lead", "contact", "account"):
            with self.subTest(kind=kind):
                kept, source = self.create_pair(kind)
                before = self.dump()
                merge = self.merge(kept, source)
                self.assert_merged(kept, source)
                self.assertEqual(merge.user_id, self.user_sales)
                self.assertEqual(kept.merge_count, 1)
                merge.action_undo()
                self.env.invalidate_all()
                self.assertTrue(source.exists())
                self.assertFalse(merge.undo_notes)
                self.assertEqual(merge.state, "undone")
                self.assert_same(before, self.dump())
                self.assert_forgotten(merge)

    def test_choices(self):
        kept, source = self.create_pair("contact")
        kept.function, source.function = "Director", "Clerk"
        source.birthdate_date = "1990-05-01"
        kept.comment, source.comment = "<p>One</p>", "<p>Two</p>"
        merge = self.merge(
            kept,
            source,
            {
                "function": source.id,
                "antcrm_name": source.id,
                "antcrm_address": source.id,
                "email": source.id,
            },
        )
        self.assertEqual(
            (kept.function, kept.name, kept.street),
            ("Clerk", "Eda Berg", "1 Main Street"),
        )
        self.assertEqual(kept.address_ids.mapped("street"), ["0 Main Street"])
        self.assertEqual(kept.email, "eda@example.com")
        self.assertEqual(self.points(kept, "email")[0], "eda@example.com")
        self.assertEqual(kept.birthdate_date.year, 1990, "a blank is filled")
        self.assertIn("One", kept.comment)
        self.assertIn("Two", kept.comment)
        self.assertFalse(kept.duplicate_warning)
        merge.action_undo()
        self.assertEqual((kept.function, kept.street), ("Director", "0 Main Street"))
        self.assertFalse(kept.address_ids)

    def test_subtypes_of_followers(self):
        """Who follows both of them for different things follows the result for all."""
        subtypes = self.env["mail.message.subtype"].create(
            [{"name": name, "res_model": False} for name in ("One", "Two", "Three")]
        )
        for kind in ("lead", "contact"):
            with self.subTest(kind=kind):
                kept, source = self.create_pair(kind)
                partner = self.user_administrator.partner_id
                for customer, chosen in (
                    (kept, subtypes[0] | subtypes[1]),
                    (source, subtypes[1] | subtypes[2]),
                ):
                    customer.sudo().message_subscribe(
                        partner.ids, subtype_ids=chosen.ids
                    )
                before = self.dump()
                merge = self.merge(kept, source)
                follower = kept.sudo().message_follower_ids.filtered(
                    lambda line, partner=partner: line.partner_id == partner
                )
                self.assertEqual(follower.subtype_ids, subtypes)
                merge.action_undo()
                self.assertFalse(merge.undo_notes)
                self.assert_same(before, self.dump())

    def test_addresses_that_look_alike(self):
        """Addresses that differ in a ward or a district are two, one that says nothing
        new is none."""
        vietnam, state = self.env.ref("base.vn"), self.env.ref("base.state_vn_VN-HN")
        for kind in ("lead", "contact", "account"):
            with self.subTest(kind=kind):
                kept, *sources = self.as_user(
                    "crm.lead" if kind == "lead" else "res.partner"
                ).create(
                    [
                        {
                            **(
                                {"type": "lead", "firstname": "Ida"}
                                if kind == "lead"
                                else {"name": "Ida", "is_company": kind == "account"}
                            ),
                            **address,
                        }
                        for address in (
                            {
                                "street": "1 Lê Lợi",
                                "district": "Quận 1",
                                "city": "HCM",
                                "country_id": vietnam.id,
                            },
                            {
                                "street": "1 Lê Lợi",
                                "district": "Gò Vấp",
                                "city": "HCM",
                                "country_id": vietnam.id,
                            },
                            {"street2": "Phường Dịch Vọng", "state_id": state.id},
                            {"street": "1  lê lợi", "city": "HCM"},
                            {"country_id": vietnam.id},
                        )
                    ]
                )
                sources = kept.union(*sources) - kept
                before = self.dump()
                merge = self.merge(kept, sources)
                self.assertEqual((kept.district, kept.city), ("Quận 1", "HCM"))
                self.assertEqual(
                    {(line.district, line.street2) for line in kept.address_ids},
                    {("Gò Vấp", False), (False, "Phường Dịch Vọng")},
                )
                merge.action_undo()
                self.assert_same(before, self.dump())

    def test_country_alone_gives_way_to_an_address(self):
        kept = self.create_contact(country_id=self.env.ref("base.vn").id)
        source = self.create_contact(street="1 Main Street", city="Huế")
        self.merge(kept, source)
        self.assertEqual((kept.street, kept.city), ("1 Main Street", "Huế"))

    def test_many_at_once(self):
        contacts = self.as_user("res.partner").create(
            [{"firstname": f"Ida {n}", "function": str(n)} for n in range(5)]
        )
        before = self.dump()
        self.merge(contacts[2], contacts - contacts[2]).action_undo()
        self.assertEqual(len(contacts.exists()), 5)
        self.assert_same(before, self.dump())

    def test_refused(self):
        contact = self.create_contact()
        account = self.as_user("res.partner").create(
            {"name": "Acme", "is_company": True}
        )
        wizard = self.as_user("antcrm.merge.wizard")
        for records, text in (
            (contact, "at least two"),
            (contact | account, "one kind"),
            (contact | self.user_sales.partner_id, ""),
        ):
            with self.assertRaisesRegex((UserError, AccessError), text):
                wizard.with_context(
                    active_model="res.partner", active_ids=records.ids
                ).create({})
        for model in ("res.users", "antcrm.merge", False):
            with self.assertRaises(UserError):
                wizard.with_context(active_model=model, active_ids=[1, 2]).create({})

    def test_dialog(self):
        kept, source = self.create_pair("account")
        wizard = (
            self.as_user("antcrm.merge.wizard")
            .with_context(active_model="res.partner", active_ids=(kept | source).ids)
            .create({})
        )
        rows = {row["name"]: row for row in wizard.comparison["rows"]}
        self.assertIn("website", rows)
        self.assertNotIn("industry_id", rows, "the same in both")
        self.assertEqual(
            [value["text"] for value in rows["antcrm_name"]["values"]], ["Ida", "Eda"]
        )
        # what a client sends that is no choice changes nothing
        wizard.choices = {
            "kept": source.id,
            "website": kept.id,
            "name": 7,
            "antcrm_address": "x",
            "create_uid": kept.id,
        }
        action = wizard.action_merge()
        self.assertEqual(action["res_id"], source.id)
        self.assertFalse(kept.exists())
        self.assertEqual(source.website, "https://ida.example.com")
        self.assertEqual(source.name, "Eda")

    def test_login_keeps_its_address(self):
        """Nobody gets into an account by merging it with an address of his own."""
        kept, source = self.create_pair("contact")
        self.env["res.users"].create(
            {
                "login": "portal of ida",
                "partner_id": source.id,
                "group_ids": [Command.set(self.env.ref("base.group_portal").ids)],
            }
        )
        rows = {row["name"] for row in (kept | source)._get_merge_rows()}
        self.assertNotIn("email", rows)
        self.merge(kept, source, {"email": kept.id})
        self.assertEqual(kept.email, "eda@example.com")

    def test_files_of_fields_come_back(self):
        kept, source = self.create_pair("contact")
        image = base64.b64decode(
            b"iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9"
            b"awAAAABJRU5ErkJggg=="
        )
        source.image_1920 = base64.b64encode(image)
        self.env.flush_all()
        self.env.cr.execute(
            "SELECT store_fname FROM ir_attachment WHERE res_model = 'res.partner' "
            "AND res_id = %s AND res_field = 'image_1920'",
            [source.id],
        )
        [name] = self.env.cr.fetchone()
        merge = self.merge(kept, source)
        kept.image_1920 = False
        self.env.flush_all()
        self.env.cr.execute(
            "SELECT count(*) FROM ir_attachment WHERE store_fname = %s", [name]
        )
        self.assertTrue(self.env.cr.fetchone()[0], "kept from the host's clean-up")
        held = [("description", "=", f"antcrm.merge,{merge.id}")]
        for user in (self.user_sales, self.user_administrator):
            self.assertFalse(self.as_user("ir.attachment", user).search_count(held))
        self.assertTrue(self.env["ir.attachment"].search_count(held))
        merge.action_undo()
        self.assertTrue(source.image_1920)
        self.assertFalse(self.env["ir.attachment"].search_count(held))

    def test_cost_does_not_grow_with_what_moves(self):
        counts = []
        for number in (2, 30):
            kept = self.create_contact(f"09022345{number:02}")
            source = self.create_contact(f"09032345{number:02}")
            self.env["crm.lead"].create(
                [{"name": f"L{n}", "partner_id": source.id} for n in range(number)]
            )
            for n in range(number):
                source.message_post(body=f"Message {n}")
            self.env.flush_all()
            self.env["antcrm.contact.point"].sudo()._trusted().create(
                [
                    {
                        "partner_id": source.id,
                        "kind": "phone",
                        "value": f"+849{number}000{n:03}",
                        "normalized": f"+849{number}000{n:03}",
                        "scope": "contact",
                    }
                    for n in range(number)
                ]
            )
            self.env.flush_all()
            self.env.invalidate_all()
            start = self.env.cr.sql_log_count
            merge = self.merge(kept, source)
            merged = self.env.cr.sql_log_count - start
            merge.action_undo()
            counts.append((merged, self.env.cr.sql_log_count - start - merged))
        for small, large in zip(*counts, strict=True):
            self.assertLess(large, small + 12)


@tagged("-at_install", "post_install")
class TestHostMerge(MergeCommon):
    """The host's own merges lose nothing, and can be undone too."""

    def test_partners(self):
        kept, source = self.create_pair("contact")
        channels = self.env["discuss.channel"].create(
            [{"name": name, "channel_type": "channel"} for name in ("Both", "One")]
        )
        channels[0].add_members(partner_ids=(kept | source).ids)
        channels[1].add_members(partner_ids=source.ids)
        meeting = self.env["calendar.event"].create(
            {
                "name": "Meeting",
                "start": "2026-01-01 10:00:00",
                "stop": "2026-01-01 11:00:00",
                "partner_ids": [Command.set((kept | source).ids)],
                "res_model_id": self.env["ir.model"]._get_id("res.partner"),
                "res_id": source.id,
            }
        )
        lead = self.create_lead(partner_id=source.id)
        before = self.dump("antcrm.contact.point", "discuss.channel.member")
        self.env["base.partner.merge.automatic.wizard"].with_user(
            self.user_sales
        )._merge((kept | source).ids, kept, extra_checks=False)
        self.env.invalidate_all()
        self.assertEqual(len(kept.phone_ids), 3)
        self.assertEqual(len(kept.category_id), 3)
        self.assertEqual(
            channels.channel_member_ids.partner_id & kept.sudo(), kept.sudo()
        )
        self.assertIn(kept.sudo(), channels[1].channel_member_ids.partner_id)
        self.assertEqual((meeting.res_id, lead.partner_id), (kept.id, kept))
        self.assertIn(self.user_internal.partner_id, kept.sudo().message_partner_ids)
        merge = self.env["antcrm.merge"].with_user(self.user_sales).search([], limit=1)
        merge.action_undo()
        self.assertFalse(merge.undo_notes)
        self.assert_same(
            before, self.dump("antcrm.contact.point", "discuss.channel.member")
        )

    def test_leads(self):
        kept, source = self.create_pair("lead")
        source.birthdate_date = "1990-05-01"
        meeting = self.env["calendar.event"].create(
            {
                "name": "Meeting",
                "start": "2026-01-01 10:00:00",
                "stop": "2026-01-01 11:00:00",
                "opportunity_id": source.id,
            }
        )
        self.env["antcrm.lead.address"].create(
            {"lead_id": source.id, "street": "Third Street"}
        )
        before = self.dump("antcrm.contact.point")
        leads = (kept | source).with_user(self.user_administrator)
        merged = leads.merge_opportunity()
        self.env.invalidate_all()
        self.assertEqual(len(merged.phone_ids), 3)
        self.assertEqual(len(merged.tag_ids), 3)
        self.assertEqual(len(merged.activity_ids), 2)
        self.assertEqual(meeting.opportunity_id, merged)
        self.assertIn("Third Street", merged.address_ids.mapped("street"))
        self.assertTrue(merged.birthdate_date)
        merge = (
            self.env["antcrm.merge"]
            .with_user(self.user_administrator)
            .search([], limit=1)
        )
        merge.action_undo()
        self.assertFalse(merge.undo_notes)
        self.assert_same(before, self.dump("antcrm.contact.point"))

    def test_properties(self):
        """References in the host's properties move, and come back."""
        team = self.env["crm.team"].create(
            {
                "name": "Team",
                "lead_properties_definition": [
                    {
                        "name": f"{column}_{model[:3]}",
                        "type": column,
                        "string": f"{column} {model}",
                        "comodel": model,
                    }
                    for column in ("many2one", "many2many")
                    for model in ("res.partner", "crm.lead")
                ],
            }
        )
        other = self.create_contact(firstname="Other")
        third = self.create_lead(firstname="Third")
        for kind, suffix, last in (("contact", "res", other), ("lead", "crm", third)):
            kept, source = self.create_pair(kind)
            leads = self.env["crm.lead"].create(
                [
                    {
                        "name": "Refers",
                        "team_id": team.id,
                        "lead_properties": {
                            f"many2one_{suffix}": one.id,
                            f"many2many_{suffix}": several.ids,
                        },
                    }
                    for one, several in (
                        (source, last | source | kept),
                        (last, source),
                        (kept, last),
                    )
                ]
            )
            before = self.dump()
            merge = self.merge(kept, source)
            values = [
                {line["name"]: line.get("value") for line in row["lead_properties"]}
                for row in leads.read(["lead_properties"])
            ]
            self.assertEqual(
                [row[f"many2one_{suffix}"][0] for row in values],
                [kept.id, last.id, kept.id],
            )
            self.assertEqual(
                [[id_ for id_, _n in row[f"many2many_{suffix}"]] for row in values],
                [[last.id, kept.id], [kept.id], [last.id]],
            )
            merge.action_undo()
            self.assertFalse(merge.undo_notes)
            self.assert_same(before, self.dump())

    def test_converted_leads(self):
        """An open lead that a converted one goes into can still be converted."""
        for is_ours in (True, False):
            with self.subTest(is_ours=is_ours):
                kept, source = self.create_pair("lead")
                contact = self.create_contact()
                source.sudo().write(
                    {
                        "converted_contact_id": contact.id,
                        "converted_date": "2026-01-01 10:00:00",
                    }
                )
                # the host keeps the one that is likelier to be won
                kept.sudo().probability = 90
                self.env.flush_all()
                if is_ours:
                    self.merge(kept, source)
                else:
                    (kept | source).with_user(
                        self.user_administrator
                    ).merge_opportunity()
                self.assertTrue(kept.exists())
                self.assertFalse(kept.converted_date)
                self.assertFalse(kept.converted_contact_id)
                kept.sudo().unlink()

    def test_address_that_the_host_replaces(self):
        """The host takes the address of the lead that says most of it."""
        kept, source = self.create_pair("lead")
        source.write({"zip": "49000", "street2": "Ward 1"})
        kept.sudo().probability = 90
        self.env.flush_all()
        merged = (kept | source).with_user(self.user_administrator).merge_opportunity()
        self.assertEqual(merged.street, "1 Main Street")
        self.assertEqual(merged.address_ids.mapped("street"), ["0 Main Street"])

    def test_leads_that_the_dialog_deletes(self):
        """The host's dialog of conversion deletes what it merged by itself."""
        kept, source = self.create_pair("lead")
        before = self.dump("antcrm.contact.point")
        leads = (kept | source).with_user(self.user_administrator)
        merged = leads.merge_opportunity(auto_unlink=False)
        (leads - merged).sudo().unlink()
        self.env.flush_all()
        self.env.invalidate_all()
        merge = self.as_user("antcrm.merge", self.user_administrator)
        merge = merge.search([], limit=1)
        merge.action_undo()
        self.assertFalse(merge.undo_notes)
        self.assert_same(before, self.dump("antcrm.contact.point"))

    def test_leads_that_are_assigned(self):
        """The host merges by the thousand while it assigns leads, and deletes later."""
        kept, source = self.create_pair("lead")
        self.env["antcrm.lead.address"].create(
            {"lead_id": source.id, "street": "Third Street"}
        )
        leads = (kept | source).sudo()
        merged = leads._merge_opportunity(auto_unlink=False)
        (leads - merged).unlink()
        self.env.invalidate_all()
        self.assertEqual(len(merged.phone_ids), 3)
        self.assertIn("Third Street", merged.address_ids.mapped("street"))


@tagged("-at_install", "post_install")
class TestMergeAccess(MergeCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user_owner = new_test_user(
            cls.env,
            "antcrm_owner",
            groups="antcrm_share.group_data_owner",
            name="Olga Owner",
        )

    def create_hidden(self, kind="contact"):
        if kind == "lead":
            return self.create_lead(
                user=self.user_colleague, lastname="Secret", share_mode="me"
            )
        return self.create_contact(
            user=self.user_colleague, lastname="Secret", share_mode="me"
        )

    def test_hidden_customers_are_not_merged_nor_told(self):
        for kind in ("contact", "lead"):
            hidden = self.create_hidden(kind)
            mine = self.create_contact() if kind == "contact" else self.create_lead()
            records = (mine | hidden).with_user(self.user_sales)
            with self.assertRaises(AccessError) as caught:
                records._merge_customers(mine, {})
            self.assertNotIn("Secret", str(caught.exception))
            wizard = self.as_user("antcrm.merge.wizard")
            with self.assertRaises(AccessError):
                wizard.with_context(
                    active_model=records._name, active_ids=records.ids
                ).create({})
            # the ids may come in by other ways than the selection
            pair = mine | (
                self.create_contact() if kind == "contact" else self.create_lead()
            )
            dialog = wizard.with_context(
                active_model=records._name, active_ids=pair.ids
            ).create({})
            with self.assertRaises(AccessError):
                dialog.record_ids = records.ids
            dialog.sudo().record_ids = records.ids
            for read in (lambda d=dialog: d.comparison, dialog.action_merge):
                with self.assertRaises(AccessError):
                    read()
            self.assertTrue(hidden.exists())

    def test_share_of_others_is_not_changed(self):
        """Two that only their creators see: the one would be told to the other's."""
        mine = self.create_contact(share_mode="me")
        theirs = self.create_contact(user=self.user_colleague, share_mode="me")
        # in charge of it: may write it, is not its creator
        theirs.sudo().user_id = self.user_sales
        records = (mine | theirs).with_user(self.user_sales)
        with self.assertRaisesRegex(UserError, "Data Owner"):
            records._merge_customers(mine, {})
        # who shares with all and who never chose see the same
        new, old = self.create_contact(share_mode="all"), self.create_contact()
        old.sudo().share_id = False
        (new | old)._merge_customers(new, {})
        self.assertFalse(old.exists())

    def test_share_is_chosen(self):
        mine = self.create_contact(share_mode="me")
        theirs = self.create_contact(user=self.user_colleague, share_mode="me")
        records = (mine | theirs).with_user(self.user_owner)
        wizard = (
            self.as_user("antcrm.merge.wizard", self.user_owner)
            .with_context(active_model="res.partner", active_ids=records.ids)
            .create({})
        )
        self.assertIn("everything", wizard.comparison["notes"][0])
        wizard.choices = {"kept": mine.id, "antcrm_share": theirs.id}
        wizard.action_merge()
        self.env.invalidate_all()
        self.assertFalse(mine.with_user(self.user_sales).has_access("read"))
        self.assertTrue(mine.with_user(self.user_colleague).has_access("read"))
        merge = self.env["antcrm.merge"].with_user(self.user_owner).search([], limit=1)
        merge.action_undo()
        self.assertTrue(mine.with_user(self.user_sales).has_access("read"))
        self.assertFalse(theirs.with_user(self.user_sales).has_access("read"))

    def test_who_may_undo(self):
        kept, source = self.create_pair("contact")
        merge = self.merge(kept, source)
        for user in (self.user_colleague, self.user_internal):
            with self.assertRaises(AccessError):
                merge.with_user(user).action_undo()
            with self.assertRaises(AccessError):
                merge.with_user(user).read(["merged_names"])
        self.assertFalse(kept.with_user(self.user_colleague).merge_count)
        for user in (self.user_sales, self.user_administrator):
            with self.assertRaises(AccessError):
                merge.with_user(user).write({"state": "expired"})
            with self.assertRaises(AccessError):
                self.as_user("antcrm.journal.line", user).search([])
        # an Administrator, where he sees the customer
        kept.sudo().with_user(self.user_sales).share_mode = "me"
        with self.assertRaises(AccessError):
            merge.with_user(self.user_administrator).action_undo()
        self.assertFalse(
            self.as_user("antcrm.merge", self.user_administrator).search_count(
                [("id", "=", merge.id)]
            )
        )
        kept.with_user(self.user_sales).share_mode = "all"
        merge.with_user(self.user_administrator).action_undo()
        self.assertTrue(source.exists())


@tagged("-at_install", "post_install")
class TestMergeUndo(MergeCommon):
    def test_what_changed_since_stays_and_is_listed(self):
        kept, source = self.create_pair("contact")
        lead = self.create_lead(partner_id=source.id)
        gone = self.create_lead(partner_id=source.id)
        merge = self.merge(kept, source, {"website": source.id})
        other = self.create_contact()
        kept.website = "https://new.example.com"
        kept.street = "9 New Street"
        lead.partner_id = other
        gone.sudo().unlink()
        added = self.create_lead(partner_id=kept.id)
        kept.message_post(body="New message")
        self.env.flush_all()
        merge.action_undo()
        self.assertEqual(kept.website, "https://new.example.com")
        self.assertEqual((kept.street, kept.city), ("9 New Street", "Huế"))
        self.assertEqual(lead.partner_id, other)
        self.assertEqual(added.partner_id, kept)
        self.assertEqual(source.street, "1 Main Street")
        self.assertEqual(
            source.phone_ids.mapped("normalized"), ["+84901234567", "+84902234561"]
        )
        self.assertIn("Website", merge.undo_notes)
        self.assertIn("Leo", merge.undo_notes)
        self.assertIn("deleted since", merge.undo_notes)
        self.assertIn("New message", " ".join(kept.message_ids.mapped("body")))

    def test_what_follows_is_no_change(self):
        """Stamps, computed columns and who sees it are no change since."""
        for kind in ("lead", "contact"):
            kept, source = self.create_pair(kind)
            merge = self.merge(kept, source)
            kept.with_user(self.user_sales).share_mode = "me"
            compared = self.env["antcrm.journal"]._get_compared_fields(kept._name)
            stamps = [
                name
                for name, field in kept._fields.items()
                if field.store and field.type == "datetime" and name not in compared
            ]
            self.assertIn("write_date", stamps)
            self.env.flush_all()
            self.env.cr.execute(
                SQL(
                    "UPDATE %s SET %s WHERE id = %s",
                    SQL.identifier(kept._table),
                    SQL(", ").join(
                        SQL("%s = %s", SQL.identifier(name), "2031-01-31 12:00:00")
                        for name in stamps
                    ),
                    kept.id,
                )
            )
            self.env.invalidate_all()
            merge.action_undo()
            self.assertFalse(merge.undo_notes)
            self.assertTrue(source.exists())
            self.assertEqual(kept.with_user(self.user_sales).share_mode, "me")
            self.assert_forgotten(merge)

    def test_preview(self):
        """What would stay is told before, and nothing is written."""
        kept, source = self.create_pair("contact")
        merge = self.merge(kept, source, {"website": source.id})
        kept.website = "https://new.example.com"
        before = self.dump()
        preview = merge._preview_undo()
        self.assert_same(before, self.dump())
        self.assertEqual(merge.state, "done")
        self.assertIn("Eda", preview["done"][0])
        [note] = preview["kept"]
        self.assertIn("Website", note)
        action = merge.action_preview_undo()
        wizard = merge.env[action["res_model"]].browse(action["res_id"])
        self.assertEqual(wizard.kept_text, note)
        for user in (self.user_colleague, self.user_internal):
            with self.assertRaises(AccessError):
                merge.with_user(user).action_preview_undo()
            with self.assertRaises(AccessError):
                wizard.with_user(user).action_undo()
        wizard.action_undo()
        self.assertEqual(merge.undo_notes, note)
        self.assertTrue(source.exists())

    def test_try_again(self):
        """What was left can be put back once it is as the merge made it."""
        kept, source = self.create_pair("contact")
        lead = self.create_lead(partner_id=source.id)
        before = self.dump()
        merge = self.merge(kept, source, {"website": source.id})
        merged = kept.website
        kept.website = "https://new.example.com"
        lead.partner_id = self.create_contact()
        merge.action_undo()
        self.assertTrue(merge.is_undoable)
        self.assertEqual(len(merge.undo_notes.splitlines()), 2)
        lead.partner_id = kept
        kept.phone_ids = self.typed("0902777000")
        preview = merge._preview_undo()
        self.assertTrue(preview["done"])
        self.assertEqual(preview["kept_count"], 1)
        merge.action_undo()
        self.assertEqual(lead.partner_id, source)
        self.assertIn("Website", merge.undo_notes)
        self.assertIn("+84902777000", kept.phone_ids.mapped("normalized"))
        kept.phone_ids.filtered(lambda p: p.normalized == "+84902777000").unlink()
        kept.website = merged
        merge.action_undo()
        self.assertEqual(kept.website, "https://ida.example.com")
        self.assertFalse(merge.undo_notes)
        self.assert_forgotten(merge)
        partners = self.dump()["res_partner"] - before["res_partner"]
        self.assertFalse([line for line in partners if f'"id": {kept.id},' in line])
        with self.assertRaisesRegex(UserError, "already"):
            merge.action_undo()

    def test_a_number_that_somebody_else_has_by_now(self):
        kept, source = self.create_pair("contact")
        merge = self.merge(kept, source)
        kept.phone_ids.filtered(
            lambda point: point.normalized == "+84902234561"
        ).unlink()
        other = self.create_contact("0902234561")
        self.env.flush_all()
        merge.action_undo()
        self.assertNotIn("+84902234561", kept.phone_ids.mapped("normalized"))
        self.assertTrue(other.phone_ids.exclusive)
        self.assertIn("deleted since", merge.undo_notes)

    def test_one_after_the_other(self):
        first, second = self.create_pair("contact")
        third = self.create_contact(firstname="Zoe")
        before = self.dump()
        inner = self.merge(first, second)
        outer = self.merge(third, first)
        with self.assertRaises(UserError):
            inner.action_undo()
        outer.action_undo()
        inner.action_undo()
        self.assert_same(before, self.dump())
        with self.assertRaisesRegex(UserError, "already"):
            inner.action_undo()

    def test_later_merge_of_the_same(self):
        kept, source = self.create_pair("contact")
        other = self.create_contact(firstname="Zoe")
        before = self.dump()
        first = self.merge(kept, source)
        second = self.merge(kept, other)
        with self.assertRaisesRegex(UserError, "Zoe"):
            first.action_undo()
        second.action_undo()
        first.action_undo()
        self.assert_same(before, self.dump())

    def test_deleted_customer(self):
        kept, source = self.create_pair("contact")
        merge = self.merge(kept, source)
        kept.sudo().activity_ids.unlink()
        kept.sudo().unlink()
        with self.assertRaisesRegex(UserError, "not there"):
            merge.action_undo()

    def test_snapshots_expire(self):
        kept, source = self.create_pair("contact")
        merge = self.merge(kept, source)
        self.env.cr.execute(
            "UPDATE antcrm_merge SET create_date = create_date - interval '31 days' "
            "WHERE id = %s",
            [merge.id],
        )
        merge.invalidate_recordset()
        with self.assertRaisesRegex(UserError, "too old"):
            merge.action_undo()
        self.env["antcrm.merge"].sudo()._gc_snapshots()
        self.assertEqual(merge.state, "expired")
        self.assert_forgotten(merge)
