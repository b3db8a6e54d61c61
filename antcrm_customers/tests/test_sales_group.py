from collections import Counter

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, new_test_user, tagged

from .common import CustomersCommon


@tagged("-at_install", "post_install")
class TestSalesGroup(CustomersCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.team = cls.as_user("crm.team", cls.user_administrator).create(
            {
                "name": "Desk",
                "assignment_rule": "round_robin",
                "crm_team_member_ids": [
                    Command.create({"user_id": user.id})
                    for user in (cls.user_sales, cls.user_colleague)
                ],
            }
        )
        cls.options = {"pic_mode": "team", "pic_team_id": cls.team.id}

    # ------------------------------------------------------------------
    # The page
    # ------------------------------------------------------------------

    def test_administrators_set_groups_up_on_their_page(self):
        menu = self.env.ref("antcrm_customers.menu_sales_groups")
        for user, sees in ((self.user_administrator, True), (self.user_sales, False)):
            menus = self.as_user("ir.ui.menu", user).load_menus(False)
            self.assertEqual(menu.id in menus, sees)
        view = "antcrm_customers.crm_team_view_form"
        with Form(self.as_user("crm.team", self.user_administrator), view) as form:
            form.name = "Hotline"
            form.assignment_rule = "random"
            with form.crm_team_member_ids.new() as member:
                member.user_id = self.user_sales
            with form.crm_team_member_ids.new() as member:
                member.user_id = self.user_colleague
                member.assignment_paused = True
        team = form.record
        self.assertEqual(team.assignment_rule, "random")
        self.assertEqual(team.sudo().assign_pics(3), [self.user_sales] * 3)

    def test_next_in_turn_is_who_gets_the_next_customer(self):
        turns = []
        for _turn in range(3):
            self.team.invalidate_recordset()
            turns.append(self.team.next_user_id)
            self.assertEqual(self.team.sudo().assign_pics(1), [turns[-1]])
        self.assertEqual(turns, [self.user_sales, self.user_colleague, self.user_sales])
        self.team.crm_team_member_ids[1].assignment_paused = True
        self.assertEqual(self.team.next_user_id, self.user_sales)
        self.team.assignment_rule = "random"
        self.assertFalse(self.team.next_user_id)

    def test_trying_the_rule_writes_nothing(self):
        trial = self.as_user("antcrm.assignment.trial", self.user_administrator)
        trial = trial.create({"team_id": self.team.id, "number": 5})
        for _time in range(2):
            trial.invalidate_recordset()
            self.assertEqual(
                [(line.user_id, line.new_count) for line in trial.line_ids],
                [(self.user_sales, 3), (self.user_colleague, 2)],
            )
        self.assertEqual(trial.line_ids[0].positions, "1, 3, 5")
        self.assertEqual(
            self.team.sudo().assign_pics(2), [self.user_sales, self.user_colleague]
        )
        self.team.assignment_rule = "random"
        trial.invalidate_recordset()
        counts = Counter()
        for line in trial.line_ids:
            counts[line.user_id] += line.new_count
        self.assertEqual(counts.total(), 5)
        self.team.crm_team_member_ids.assignment_paused = True
        trial.invalidate_recordset()
        self.assertIn("Nobody in the sales group Desk", trial.message)
        trial.number = 0
        self.assertIn("between 1 and", trial.message)

    def test_trial_in_the_dialog(self):
        action = self.team.with_user(self.user_administrator).action_try_assignment()
        Trial = self.as_user("antcrm.assignment.trial", self.user_administrator)
        with Form(Trial.with_context(**action["context"])) as form:
            form.number = 4
            lines = form._values["line_ids"]._data.values()
            self.assertEqual([line["new_count"] for line in lines], [2, 2])

    def test_open_customers_are_counted(self):
        contact = self.create_contact(user_id=self.user_sales.id)
        self.create_contact(firstname="Eva", user_id=self.user_sales.id)
        self.create_lead(share_mode="me")
        team = self.team.with_user(self.user_administrator)
        sales, colleague = team.crm_team_member_ids
        self.assertEqual((sales.customer_count, colleague.customer_count), (3, 0))
        self.put_out_of_use(contact)
        self.env.invalidate_all()
        self.assertEqual(sales.customer_count, 2)
        self.assertEqual(team.customer_count, 2)

    def test_counts_take_one_query_for_each_model(self):
        def count(team):
            self.env.invalidate_all()
            team.crm_team_member_ids.mapped("user_id.name")
            before = self.cr.sql_log_count
            team.crm_team_member_ids.mapped("customer_count")
            return self.cr.sql_log_count - before

        few = count(self.team)
        members = [
            Command.create({"user_id": new_test_user(self.env, f"antcrm_m{n}").id})
            for n in range(5)
        ]
        self.team.crm_team_member_ids = members
        self.assertLessEqual(count(self.team), few)

    # ------------------------------------------------------------------
    # A group without a rule assigns nobody
    # ------------------------------------------------------------------

    def test_groups_by_hand_are_refused(self):
        Intake = self.as_user("antcrm.intake")
        by_hand = self.env["crm.team"].create({"name": "Loose"})
        for options, words in (
            ({"pic_mode": "team", "pic_team_id": by_hand.id}, "Loose has no assignm"),
            ({"pic_mode": "team", "pic_team_id": False}, "Choose a sales group"),
            ({"pic_mode": "team", "pic_team_id": 999999999}, "cannot be chosen"),
            ({"pic_mode": "team"}, "Choose a sales group"),
            ({"pic_mode": "user"}, "Choose the PIC"),
        ):
            for call in (Intake.plan, Intake.apply):
                with self.assertRaisesRegex(UserError, words):
                    call("lead", [{"name": "Ida"}], options)

    def test_every_model_of_options_refuses_groups_by_hand(self):
        """Whatever may give customers to a group: generated from the registry."""
        by_hand = self.env["crm.team"].create({"name": "Loose"})
        mixin = "antcrm.intake.options.mixin"
        for name in self.env.registry.descendants([mixin], "_inherit"):
            Model = self.env[name]
            field = Model._fields.get("pic_team_id")
            with self.subTest(model=name):
                self.assertIn(("assignment_rule", "!=", "none"), field.domain)
                if Model._abstract:
                    continue
                record = Model.new({"pic_mode": "team", "pic_team_id": by_hand.id})
                with self.assertRaisesRegex(ValidationError, "no assignment rule"):
                    record._check_pic()
                checks = {check.__name__ for check in Model._constraint_methods}
                self.assertIn("_check_pic", checks)
                record = Model.new({"pic_mode": "team", "pic_team_id": self.team.id})
                record._check_pic()
                self.assertIn("Loose", record.pic_team_hint)

    # ------------------------------------------------------------------
    # Who enters a customer is in charge of it
    # ------------------------------------------------------------------

    def enter(self, kind, **values):
        """Enter a customer in the form of its page."""
        model = "crm.lead" if kind == "lead" else "res.partner"
        view = self.as_user(model)._get_customer_view_id(kind, "form")
        context = {"antcrm_kind": kind, "default_type": "contact"}
        if kind == "lead":
            context["default_type"] = "lead"
        elif kind == "account":
            context["default_is_company"] = True
        with Form(self.as_user(model).with_context(**context), view) as form:
            form["name" if kind == "account" else "firstname"] = "Ida"
            for name, value in values.items():
                form[name] = value
        return form.record

    def test_who_enters_a_customer_is_in_charge(self):
        for kind in ("lead", "contact", "account"):
            with self.subTest(kind=kind):
                self.assertEqual(self.enter(kind).user_id, self.user_sales)
        account = self.env["res.partner"].create(
            {"name": "Acme", "is_company": True, "user_id": self.user_colleague.id}
        )
        contact = self.enter("contact", parent_id=account)
        self.assertEqual(contact.user_id, self.user_sales)
        contact = self.enter("contact", user_id=self.user_colleague)
        self.assertEqual(contact.user_id, self.user_colleague)

    def test_quick_create(self):
        for kind in ("lead", "contact", "account"):
            [outcome] = self.as_user("antcrm.intake").apply(
                kind, [{"name": f"Ida {kind}"}], {"pic_mode": "creator"}
            )
            record = outcome["record"]
            customer = self.env[record["model"]].browse(record["id"])
            self.assertEqual(customer.user_id, self.user_sales)

    def test_nobody_is_in_charge_where_the_settings_say_so(self):
        settings = self.as_user("res.config.settings", self.env.ref("base.user_admin"))
        settings.create({"antcrm_pic_default": "none"}).execute()
        self.assertEqual(self.enter("lead").user_id, self.user_sales)
        for kind in ("contact", "account"):
            self.assertFalse(self.enter(kind).user_id)

    def test_host_forms_put_nobody_in_charge(self):
        partner = self.as_user("res.partner").create({"name": "Ida"})
        self.assertFalse(partner.user_id)

    def test_lead_for_a_colleague(self):
        """Who sees own documents only enters a lead for somebody else, stays its
        creator and sees it."""
        for mode in ("all", "me"):
            lead = self.enter("lead", user_id=self.user_colleague, share_mode=mode)
            for user in (self.user_sales, self.user_colleague):
                as_user = lead.with_user(user)
                as_user.invalidate_recordset()
                self.assertEqual(as_user.user_id, self.user_colleague)
                self.assertTrue(as_user.has_access("write"))
            self.assertEqual(lead.share_owner_id, self.user_sales)
            found = self.as_user("crm.lead").search([("id", "=", lead.id)])
            self.assertEqual(found, lead)

    def test_lead_for_a_colleague_over_the_api(self):
        lead = self.as_user("crm.lead").create(
            {"name": "Deal", "type": "lead", "user_id": self.user_colleague.id}
        )
        self.assertEqual(lead.share_mode, "all")
        self.assertTrue(lead.has_access("write"))
        self.env["ir.config_parameter"].set_param("antcrm_share.share_mode_lead", "me")
        lead = self.as_user("crm.lead").create(
            {"name": "Deal", "type": "lead", "user_id": self.user_colleague.id}
        )
        self.assertTrue(lead.has_access("write"))
        self.assertTrue(lead.with_user(self.user_colleague).has_access("read"))
        other = new_test_user(
            self.env, "antcrm_other", groups="antcrm_share.group_user"
        )
        self.assertFalse(lead.with_user(other).has_access("read"))

    def test_the_hosts_own_documents_rule_stays_for_the_host(self):
        """Neither an opportunity nor a user without our role."""
        plain = new_test_user(
            self.env, "antcrm_plain", groups="sales_team.group_sale_salesman"
        )
        for user, type_ in ((self.user_sales, "opportunity"), (plain, "lead")):
            with self.assertRaises(AccessError):
                self.as_user("crm.lead", user).create(
                    {"name": "D", "type": type_, "user_id": self.user_colleague.id}
                )
