"""Segments ask for what an Administrator may change, and keep it."""

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.antcrm_customers.tests.test_used_in import UsedInCommon


@tagged("post_install", "-at_install")
class TestUsedInSegments(UsedInCommon):
    def make_segment(self, domain, **values):
        return self.as_user("antcrm.segment", self.user_administrator).create(
            {
                "name": "Those",
                "kind": "lead",
                "mode": "dynamic",
                "domain": str(domain),
                "share_mode": "all",
                **values,
            }
        )

    def test_saved_filters(self):
        """Segments that ask for it, however."""
        lead = self.create_lead()
        status = self.env["antcrm.status"].create({"name": "Hot", "kind": "lead"})
        tag = self.env["crm.tag"].create({"name": "Rope"})
        source = self.env["utm.source"].create({"name": "Fair"})
        team = self.env["crm.team"].create({"name": "North"})
        for subject, path in (
            (status, "status_id"),
            (tag, "tag_ids"),
            (source, "source_id"),
            (team, "team_id"),
        ):
            for leaf in (
                (path, "=", subject.id),
                (path, "in", [subject.id]),
                (f"{path}.id", "in", [subject.id, 0]),
            ):
                segment = self.make_segment([leaf])
                with self.subTest(leaf=leaf):
                    with self.assertRaisesRegex(UserError, "Those"):
                        subject.unlink()
                segment.unlink()
            subject.unlink()
        self.assertTrue(lead.exists())

    def test_custom_fields(self):
        field = self.make_field()
        segment = self.make_segment([(field.field_name, ">", 40)])
        question = self.env[field.action_delete_with_warning()["res_model"]]
        question = question.with_user(self.user_administrator).create(
            {"operation": "delete", "field_ids": [Command.set(field.ids)]}
        )
        self.assertIn("Those", question.message)
        with self.assertRaisesRegex(UserError, "Those"):
            question.action_confirm()
        segment.domain = "[]"
        question.action_confirm()
        self.assertFalse(field.exists())
        self.assertFalse(segment.filter_problem)

    def test_choices(self):
        field = self.make_field(
            type="choice",
            choice_ids=[Command.create({"name": name}) for name in ("S", "XL")],
        )
        small, large = field.choice_ids
        self.make_segment([(field.field_name, "=", large.key)])
        small.unlink()
        with self.assertRaisesRegex(UserError, "Those"):
            large.unlink()

    def test_hidden_segments_are_counted_not_named(self):
        tag = self.env["crm.tag"].create({"name": "Rope"})
        segment = self.make_segment([("tag_ids", "in", tag.ids)], name="Secret")
        segment.share_mode = "me"
        other = self.env["res.users"].create(
            {
                "name": "Olga",
                "login": "antcrm_olga",
                "group_ids": [
                    Command.link(self.env.ref("antcrm_share.group_administrator").id)
                ],
            }
        )
        with self.assertRaises(UserError) as refused:
            tag.with_user(other).unlink()
        self.assertNotIn("Secret", str(refused.exception))
        self.assertIn("1 that you do not see", str(refused.exception))
        action = tag.with_user(other).action_view_uses()
        overview = self.env[action["res_model"]].with_user(other)
        line = overview.browse(action["res_id"]).line_ids
        self.assertEqual(line.action_open()["domain"], [("id", "in", [])])
        with self.assertRaises(AccessError):
            tag.with_user(self.user_sales).action_view_uses()
