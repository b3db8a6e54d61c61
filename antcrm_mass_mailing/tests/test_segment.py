from ast import literal_eval
from datetime import timedelta

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from . import test_mailing


@tagged("post_install", "-at_install")
class TestSegmentMailing(test_mailing.MailingCommon):
    def test_sent_from_the_segment(self):
        action = self.group.with_user(self.user_marketer).action_send_mailing()
        Mailing = self.as_user(action["res_model"], self.user_marketer)
        form = Form(Mailing.with_context(**action["context"]))
        self.assertEqual(form.segment_id, self.group)
        mailing = form.save()
        self.assertEqual(mailing.mailing_model_real, "res.partner")
        # what the page counts is who gets it
        found = self.as_user("res.partner", self.user_marketer).search(
            literal_eval(mailing.segment_domain)
        )
        self.assertEqual(found, self.recipients(mailing))
        self.assertEqual(found, self.mine | self.open)
        empty = self.as_user("antcrm.segment", self.user_marketer).create(
            {"name": "Nobody", "kind": "contact", "share_mode": "all"}
        )
        with self.assertRaises(UserError):
            empty.action_send_mailing()

    def test_opened_and_clicked_are_interactions(self):
        """One definition: what counts as engagement is the last interaction, too."""
        when = fields.Datetime.now() - timedelta(hours=2)
        self.env["mailing.trace"].create(
            {
                "model": "res.partner",
                "res_id": self.open.id,
                "open_datetime": when,
                "links_click_datetime": when,
            }
        )
        self.assertEqual(self.open.engagement_count, 2)
        self.env["res.partner"]._cron_last_interaction()
        self.assertEqual(self.open.last_interaction_date, when.replace(microsecond=0))
        self.assertFalse(self.mine.last_interaction_date)
