import re

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, new_test_user, tagged

from odoo.addons.antcrm_customers.tests.common import CustomersCommon, RestoredRegistry
from odoo.addons.antcrm_customers.tests.registry import our_models


class SegmentCommon(CustomersCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.mine = cls.create_contact(firstname="Mine", share_mode="me", city="Huế")
        cls.open = cls.create_contact(firstname="Open", share_mode="all", city="Huế")
        cls.other = cls.create_contact(
            firstname="Other", share_mode="all", city="Hanoi"
        )

    @classmethod
    def create_segment(cls, user=None, **values):
        return cls.as_user("antcrm.segment", user).create(
            {"name": "Regulars", "kind": "contact", "share_mode": "all", **values}
        )

    @classmethod
    def find(cls, segment, user=None, model="res.partner"):
        return cls.as_user(model, user).search([("segment_ids", "in", segment.ids)])


@tagged("post_install", "-at_install")
class TestSegment(RestoredRegistry, SegmentCommon):
    # ------------------------------------------------------------------
    # Who finds whom
    # ------------------------------------------------------------------

    def test_group(self):
        """Everybody finds and counts those of the members that he may see."""
        group = self.create_segment()
        group._add_customers(self.mine | self.open)
        self.assertEqual(self.find(group), self.mine | self.open)
        self.assertEqual(group.customer_count, 2)
        for user in (self.user_colleague, self.user_administrator):
            self.env.invalidate_all()
            theirs = group.with_user(user)
            self.assertEqual(self.find(group, user), self.open)
            self.assertEqual(theirs._get_customers(), self.open)
            self.assertEqual(theirs.customer_count, 1)
            self.assertEqual(theirs.partner_ids, self.open)
        # what somebody does not see he does not take out
        self.env.invalidate_all()
        theirs = group.with_user(self.user_colleague)
        theirs.write({"partner_ids": [Command.set(self.other.ids)]})
        self.env.invalidate_all()
        self.assertEqual(group.partner_ids, self.mine | self.other)
        with self.assertRaises(AccessError):
            theirs._add_customers(self.mine.with_user(self.user_colleague))

    def test_filter(self):
        """A saved filter is asked anew, by whoever asks."""
        segment = self.create_segment(mode="dynamic", domain="[('city', '=', 'Huế')]")
        self.assertEqual(self.find(segment), self.mine | self.open)
        self.assertEqual(self.find(segment, self.user_colleague), self.open)
        self.assertEqual(segment.with_user(self.user_colleague).customer_count, 1)
        self.other.city = "Huế"
        self.assertEqual(
            self.find(segment, self.user_colleague), self.open | self.other
        )
        segment.domain = "[('user_id', '=', uid)]"
        self.open.user_id = self.user_colleague
        self.assertEqual(self.find(segment, self.user_colleague), self.open)
        self.assertFalse(self.find(segment))

    def test_industry_and_source(self):
        industry = self.env["res.partner.industry"].create({"name": "Ropes"})
        source = self.env["utm.source"].create({"name": "Segment fair"})
        both = {"industry_id": industry.id, "source_id": source.id}
        self.open.write(both)
        self.other.industry_id = industry
        account = self.as_user("res.partner").create(
            {"name": "Ltd", "is_company": True, **both}
        )
        lead = self.create_lead(**both)
        other_lead = self.create_lead(source_id=source.id)
        for kind, by_industry, by_source in (
            ("contact", self.open | self.other, self.open),
            ("account", account, account),
            ("lead", lead, lead | other_lead),
        ):
            for name, value, found in (
                ("industry_id", industry.id, by_industry),
                ("source_id", source.id, by_source),
            ):
                segment = self.create_segment(
                    kind=kind, mode="dynamic", domain=f"[('{name}', '=', {value})]"
                )
                self.assertEqual(segment._get_customers(), found)
                self.assertEqual(self.find(segment, model=found._name), found)
                self.assertEqual(segment.customer_count, len(found))

    def test_hidden_segment(self):
        """A segment that the user may not see is none for him, by id or by name."""
        segment = self.create_segment(name="Secret", share_mode="me")
        segment._add_customers(self.open)
        for user in (self.user_colleague, self.user_administrator):
            self.assertFalse(self.find(segment, user))
            Partner = self.as_user("res.partner", user)
            self.assertFalse(Partner.search([("segment_ids", "ilike", "Secret")]))
            self.assertFalse(self.open.with_user(user).segment_ids)
            with self.assertRaises(AccessError):
                segment.with_user(user).read(["name"])
            with self.assertRaises(AccessError):
                segment.with_user(user).write({"name": "Mine"})
            self.assertNotIn(segment, segment.with_user(user).search([]))
        segment.write(
            {
                "share_mode": "employee",
                "share_user_ids": [Command.set(self.user_colleague.ids)],
            }
        )
        self.assertEqual(self.find(segment, self.user_colleague), self.open)
        self.assertFalse(self.find(segment, self.user_administrator))

    def test_roles(self):
        """Groups are for users of customers; portal users and others have none."""
        segment = self.create_segment()
        self.assertTrue(segment.with_user(self.user_internal).has_access("read"))
        for user in (self.user_internal, self.user_portal):
            with self.assertRaises(AccessError):
                self.create_segment(user)
            with self.assertRaises(AccessError):
                segment.with_user(user).write({"name": "Mine"})
        with self.assertRaises(AccessError):
            segment.with_user(self.user_portal).read(["name"])
        theirs = segment.with_user(self.user_colleague)
        theirs.name = "Regular guests"
        with self.assertRaises(UserError):
            theirs.unlink()
        segment.unlink()

    def test_defaults(self):
        """Shared as the settings say, unless somebody chooses."""
        set_param = self.env["ir.config_parameter"].sudo().set_param
        set_param("antcrm_share.share_mode_contact", "me")
        segment = self.as_user("antcrm.segment").create({"name": "Regulars"})
        self.assertEqual((segment.kind, segment.share_mode), ("contact", "me"))
        with Form(self.as_user("antcrm.segment")) as form:
            form.name = "Guests"
            self.assertEqual(form.share_mode, "me")
        copy = segment.copy()
        self.assertEqual(copy.name, "Regulars (copy)")

    def test_secrets_of_a_filter(self):
        """A filter cannot ask what its user may not, and finds nothing for others."""
        for domain in (
            "[('share_id', '!=', False)]",
            "[('share_mode', '=', 'me')]",
            "[('audience', '!=', False)]",
            "[('no_such_field', '=', 1)]",
            "[('segment_ids', 'in', [1])]",
            "[('child_ids', 'any', [('segment_ids', 'in', [1])])]",
            "[('city', '=', open('/etc/passwd'))]",
            "nonsense",
        ):
            with self.subTest(domain), self.assertRaises(ValidationError):
                self.create_segment(mode="dynamic", domain=domain)
        owner = new_test_user(
            self.env, "antcrm_owner", groups="antcrm_share.group_data_owner"
        )
        segment = self.create_segment(
            owner, mode="dynamic", domain="[('share_mode', '=', 'me')]"
        )
        self.assertIn(self.mine, self.find(segment, owner))
        self.assertFalse(self.find(segment))
        self.assertEqual(segment.with_user(self.user_sales).customer_count, 0)

    #: filters that fail when they are read, when they are asked, or for some rows
    FAILING = (
        "[('id', 'in', 'abc')]",
        "[('id', '=', 'abc')]",
        "[('name', '=', 'a\\x00b')]",
        "[('name', '=', '\\ud800')]",
        "[('name', '=like', 'a\\\\')]",
        "[('name', 'nonsense', 'a')]",
        "[('create_date', '>', 'yesterday evening')]",
        "[('parent_id', 'any', 7)]",
        "[('parent_id', 'any', [('id', '=', 'abc')])]",
        "[('days_without_contact', '>', 'abc')]",
        "[('engagement_count', '>', 'abc')]",
        "['&', ('id', '=', 1)]",
        "[7]",
    )

    def test_failing_filters(self):
        """Such a filter is not saved; where there is one, it fails for nobody but
        itself, and its form says what to do."""
        good = self.create_segment(mode="dynamic", domain="[('city', '=', 'Huế')]")
        bad = self.create_segment(mode="dynamic", domain="[]", share_mode="all")
        for domain in self.FAILING:
            with self.subTest(domain):
                with self.assertRaisesRegex(ValidationError, "Choose other conditions"):
                    with self.env.cr.savepoint():
                        bad.domain = domain
                bad.invalidate_recordset(flush=False)
                if "\x00" in domain or "\ud800" in domain:
                    continue
                self.env.cr.execute(
                    "UPDATE antcrm_segment SET domain = %s WHERE id = %s",
                    [domain, bad.id],
                )
                self.env.invalidate_all()
                self.assertIn("Choose other", bad.filter_problem)
                self.assertEqual(bad.customer_count, 0)
                self.assertFalse(self.find(bad))
                # for the colleagues, in forms and lists
                opened = self.open.with_user(self.user_colleague)
                self.assertEqual(opened.segment_ids & (good | bad), good)
                self.assertIn(self.open, self.find(good | bad, self.user_colleague))
        bad.domain = "[('city', '=', 'Huế')]"
        self.assertFalse(bad.filter_problem)
        for values in ({"domain": "[('a\x00', '=', 1)]"}, {"name": "a\x00b"}):
            with self.assertRaisesRegex(ValidationError, "character"):
                bad.write(values)
            with self.assertRaisesRegex(ValidationError, "character"):
                self.create_segment(mode="dynamic", **values)

    def test_stored_filters_are_known(self):
        """Each field of ours that may hold a domain is one that is tried before it is
        saved."""
        found = {
            (model, name)
            for model in our_models(self.env)
            for name, field in self.env[model]._fields.items()
            if field.store
            and field.type in ("char", "text", "json")
            and re.search("domain|filter|condition|expression|formula", name)
        }
        known = {
            ("antcrm.segment", "domain"),  # test_failing_filters
            ("antcrm.document.model", "domain"),  # its test_failing_conditions
            ("antcrm.mail.intake", "own_domains"),  # names of mail servers
        }
        self.assertEqual(found, {pair for pair in known if pair[0] in self.env})

    def test_gone_field(self):
        segment = self.create_segment(mode="dynamic")
        self.env.cr.execute(
            "UPDATE antcrm_segment SET domain = %s WHERE id = %s",
            ["[('x_gone', '=', 1)]", segment.id],
        )
        self.env.invalidate_all()
        self.assertFalse(self.find(segment))
        self.assertEqual(segment.customer_count, 0)

    # ------------------------------------------------------------------
    # Kinds, search
    # ------------------------------------------------------------------

    def test_kinds(self):
        lead = self.create_lead(share_mode="all")
        leads = self.create_segment(kind="lead")
        leads._add_customers(lead)
        self.assertEqual(self.find(leads, model="crm.lead"), lead)
        self.assertFalse(self.find(leads))
        for group, customers in (
            (leads, self.open),
            (self.create_segment(kind="account"), self.open),
            (self.create_segment(mode="dynamic"), self.open),
        ):
            with self.assertRaises(UserError):
                group._add_customers(customers)
        with self.assertRaises(ValidationError):
            leads.kind = "contact"
        # a contact that becomes an account leaves the group of contacts
        group = self.create_segment()
        group._add_customers(self.open)
        self.open.is_company = True
        self.assertFalse(self.find(group))

    def test_search(self):
        """By id, by name, none, and the other way round."""
        group = self.create_segment(name="Guests")
        group._add_customers(self.open)
        huế = self.create_segment(mode="dynamic", domain="[('city', '=', 'Huế')]")
        Partner = self.as_user("res.partner")
        domain = [("id", "in", (self.mine | self.open | self.other).ids)]

        def search(*condition):
            return Partner.search([*domain, condition])

        self.assertEqual(search("segment_ids", "ilike", "guest"), self.open)
        self.assertEqual(search("segment_ids", "=", group.id), self.open)
        self.assertEqual(
            search("segment_ids", "in", (group | huế).ids), self.mine | self.open
        )
        self.assertEqual(
            search("segment_ids", "not in", group.ids), self.mine | self.other
        )
        self.assertEqual(search("segment_ids", "=", False), self.other)
        self.assertEqual(search("segment_ids", "!=", False), self.mine | self.open)
        self.assertEqual(
            search("segment_ids", "any", [("name", "=", "Guests")]), self.open
        )
        self.assertEqual(self.open.segment_ids, group | huế)
        self.assertEqual(self.other.segment_ids, group.browse())

    def test_custom_field(self):
        kind = self.env.ref("antcrm_customers.kind_contact")
        self.env["antcrm.custom.field"].create(
            {"label": "Size", "type": "integer", "kinds": [Command.link(kind.id)]}
        )
        self.open.x_size = 7
        segment = self.create_segment(mode="dynamic", domain="[('x_size', '>', 5)]")
        self.assertEqual(self.find(segment), self.open)

    def test_engagement(self):
        segment = self.create_segment(
            mode="dynamic",
            domain="[('engagement_count', '=', 0), ('days_without_contact', '<', 9)]",
        )
        self.assertLessEqual(self.mine | self.open | self.other, self.find(segment))

    def test_action(self):
        group = self.create_segment()
        action = group.action_view_customers()
        self.assertEqual(action["res_model"], "res.partner")
        self.assertEqual(action["context"]["search_default_segment_ids"], group.ids)

    # ------------------------------------------------------------------
    # In the lists
    # ------------------------------------------------------------------

    def open_wizard(self, records, user=None):
        return self.as_user("antcrm.segment.wizard", user).with_context(
            active_model=records._name, active_ids=records.ids
        )

    def test_wizard(self):
        with Form(self.open_wizard(self.mine | self.open)) as form:
            form.operation = "create"
            form.name = "Guests"
        form.record.action_apply()
        group = self.as_user("antcrm.segment").search([("name", "=", "Guests")])
        self.assertEqual((group.mode, group.kind), ("static", "contact"))
        self.assertEqual(group.partner_ids, self.mine | self.open)
        wizard = self.open_wizard(self.other | self.open).create(
            {"operation": "add", "segment_id": group.id}
        )
        wizard.action_apply()
        self.assertEqual(group.partner_ids, self.mine | self.open | self.other)
        self.open_wizard(self.mine).create(
            {"operation": "remove", "segment_id": group.id}
        ).action_apply()
        self.assertEqual(group.partner_ids, self.open | self.other)

    def test_wizard_refuses(self):
        group = self.create_segment(share_mode="me")
        wizard = self.open_wizard(self.open, self.user_colleague).create(
            {"segment_id": group.id}
        )
        with self.assertRaises(AccessError):
            wizard.action_apply()
        with self.assertRaises(AccessError):
            wizard.with_user(self.user_sales).action_apply()
        account = self.as_user("res.partner").create({"name": "A", "is_company": True})
        with self.assertRaises(UserError):
            self.open_wizard(self.open | account).create({})

    # ------------------------------------------------------------------
    # Queries
    # ------------------------------------------------------------------

    def test_queries(self):
        """Adding, counting and finding do not grow with the customers."""
        contacts = self.as_user("res.partner").create(
            [{"firstname": f"Ida {n}", "share_mode": "all"} for n in range(60)]
        )

        def count(records):
            group = self.create_segment()
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            group._add_customers(records)
            self.assertEqual(group.customer_count, len(records))
            self.assertEqual(len(self.find(group)), len(records))
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        count(contacts[:3])
        few, many = count(contacts[:3]), count(contacts)
        self.assertLessEqual(many, few + 2)
