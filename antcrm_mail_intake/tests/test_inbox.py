from lxml import etree

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user
from odoo.tools.safe_eval import safe_eval

from .common import MailIntakeCommon

BULK = {"Precedence": "bulk"}
IDA = "Ida Doe <ida@customer.example>"


class TestInbox(MailIntakeCommon):
    """What came in, what became of it, and who hears of it."""

    def get_mail(self, user=None):
        """Return the newest mail of the page Mails, as a user sees it."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "antcrm_mail_intake.mail_message_action"
        )
        Message = self.env["mail.message"].with_user(user or self.user_sales)
        domain = [("intake_id", "!=", False)]
        self.assertEqual(action["domain"], str(domain))
        return Message.search(domain, limit=1, order="id desc")

    # ------------------------------------------------------------------
    # The person in charge
    # ------------------------------------------------------------------

    def test_person_in_charge(self):
        team = self.env["crm.team"].create(
            {
                "name": "Turn",
                "assignment_rule": "round_robin",
                "member_ids": self.user_sales.ids,
            }
        )
        empty = self.env["crm.team"].create(
            {"name": "Nobody", "assignment_rule": "round_robin"}
        )
        responsible = self.user_administrator
        for number, (options, pic) in enumerate(
            (
                ({"pic_mode": "none"}, responsible),
                (
                    {"pic_mode": "user", "pic_user_id": self.user_colleague.id},
                    self.user_colleague,
                ),
                ({"pic_mode": "team", "pic_team_id": team.id}, self.user_sales),
                ({"pic_mode": "team", "pic_team_id": empty.id}, responsible),
            )
        ):
            for kind in ("lead", "contact", "account"):
                with self.subTest(options, kind=kind):
                    self.intake.write({**options, "kind": kind})
                    record = self.receive(sender=f"Firm Ltd <{kind}{number}@c.example>")
                    self.assertEqual(record.user_id, pic)
                    self.assertEqual(
                        self.emails(record).notified_partner_ids, pic.partner_id
                    )

    def test_told_once_in_the_way_they_chose(self):
        """The mail itself tells the person in charge, and nothing beside it."""
        for way, sent in (("inbox", 0), ("email", 1)):
            self.user_administrator.notification_type = way
            self.sent.clear()
            record = self.receive(sender=f"Ida <{way}@customer.example>")
            self.assertEqual(record.user_id, self.user_administrator)
            notification = self.emails(record).notification_ids
            self.assertEqual(notification.notification_type, way)
            self.assertEqual(len(self.sent), sent)

    def test_title_and_order_of_leads(self):
        self.intake.kind = "lead"
        first = self.receive(sender=IDA, subject="Price  list for  May")
        self.assertEqual(first.name, "Price list for May")
        self.assertEqual(first.contact_name, "Ida Doe")
        second = self.receive(sender="Bob <bob@customer.example>", subject="")
        self.assertEqual(second.name, "Bob")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "antcrm_customers.crm_lead_action"
        )
        self.assertEqual(action["res_model"], "crm.lead")
        found = self.as_user("crm.lead").search([("id", "in", (first | second).ids)])
        self.assertEqual(found.ids, [second.id, first.id])
        # a known lead keeps the title it has
        self.receive(sender=IDA, subject="Another thing")
        self.assertEqual(first.name, "Price list for May")

    # ------------------------------------------------------------------
    # Mails
    # ------------------------------------------------------------------

    def test_what_became_of_it(self):
        self.intake.acknowledge = True
        record = self.receive(sender=IDA)
        mail = self.get_mail()
        self.assertEqual(mail.intake_outcome, "created")
        self.assertTrue(mail.intake_acknowledged)
        self.assertEqual(mail.intake_id, self.intake)
        self.assertEqual(mail.action_open_intake_mail()["res_id"], record.id)
        self.receive(sender=IDA)
        mail = self.get_mail()
        self.assertEqual(mail.intake_outcome, "history")
        self.assertFalse(mail.intake_acknowledged)
        review = self.receive(sender="news@shop.example", headers=BULK)
        review = review.with_user(self.user_sales)
        mail = self.get_mail()
        self.assertEqual(mail.intake_outcome, "review")
        self.assertEqual(
            mail.action_open_intake_mail()["res_model"], "antcrm.mail.review"
        )
        review.action_discard()
        self.assertEqual(mail.intake_outcome, "ignored")
        review.action_reopen()
        self.assertEqual(mail.intake_outcome, "review")
        review.action_create_customer()
        self.assertEqual(mail.intake_outcome, "created")
        self.assertEqual(mail.model, "res.partner")
        self.intake.doubt_mode = "discard"
        self.receive(sender="news@shop.example", headers=BULK)
        self.assertEqual(self.get_mail().intake_outcome, "ignored")

    def find_unread(self, user):
        """Return how many mails the filter of the page shows a user."""
        view = self.env.ref("antcrm_mail_intake.mail_message_view_search")
        [node] = etree.fromstring(view.arch).xpath("//filter[@name='unread']")
        domain = safe_eval(node.get("domain"))
        domain.append(("intake_id", "=", self.intake.id))
        self.env.invalidate_all()
        return self.env["mail.message"].with_user(user).search_count(domain)

    def test_unread_by_me(self):
        """Of the person in charge, whichever way they are notified."""
        pic = self.user_administrator
        for way in ("inbox", "email"):
            pic.notification_type = way
            with self.subTest(way):
                self.receive(sender=f"{way}@customer.example")
                self.assertEqual(self.find_unread(pic), 1)
                self.assertEqual(self.find_unread(self.user_sales), 0)
                self.get_mail().action_open_intake_mail()  # a colleague
                self.assertEqual(self.find_unread(pic), 1)
                self.get_mail(pic).action_open_intake_mail()
                self.assertEqual(self.find_unread(pic), 0)

    def test_mails_of_hidden_customers(self):
        self.intake.share_mode = "me"
        self.receive(sender=IDA)
        self.assertTrue(self.get_mail(self.user_administrator))
        self.assertFalse(self.get_mail())
        self.receive(sender="news@shop.example", headers=BULK)
        self.assertFalse(self.get_mail())

    # ------------------------------------------------------------------
    # Reviews, one after the other
    # ------------------------------------------------------------------

    def wait(self, sender=IDA, **fields):
        record = self.receive(sender=sender, headers=BULK, **fields)
        return record.with_user(self.user_sales)

    def test_next(self):
        reviews = [self.wait(f"ida{number}@customer.example") for number in range(4)]
        for number, name in (
            (2, "action_create_customer"),
            (1, "action_discard"),
            (0, "action_ignore_sender"),
        ):
            review = reviews[number].with_context(antcrm_mail_next=True)
            action = getattr(review, name)()
            self.assertEqual(action["tag"], "antcrm_mail_review_next")
            following = reviews[number - 1] if number else reviews[3]
            self.assertEqual(action["params"]["next"]["res_id"], following.id)
            self.assertTrue(action["params"]["message"])
        action = reviews[3].with_context(antcrm_mail_next=True).action_discard()
        self.assertEqual(action["params"]["next"]["view_mode"], "list,kanban,form")

    def test_whom_and_what(self):
        html = (
            '<p>Dear <b>team</b>, <a href="https://customer.example/x">look</a> and '
            'write to <a href="mailto:eve@other.example">eve@other.example</a></p>'
            "<script>alert(1)</script><img src=x onerror=alert(1)>"
        )
        review = self.wait(html=html)
        self.assertEqual(
            [(person["name"], person["email"]) for person in review.persons],
            [("Ida Doe", "ida@customer.example"), ("Eve", "eve@other.example")],
        )
        self.assertIn('href="https://customer.example/x"', review.body)
        self.assertIn("<b>team</b>", review.body)
        self.assertNotIn("alert", review.body)

    def test_links_of_a_plain_text(self):
        text = 'Look: https://shop.example/a?b=1&c=2, <b> https://x"onclick=1'
        body = self.wait(text=text).body
        self.assertIn('<a href="https://shop.example/a?b=1&amp;c=2" target', body)
        self.assertIn("&lt;b&gt;", body)
        self.assertNotIn('href="https://x', body)

    def test_add(self):
        review = self.wait()
        self.assertEqual(review.action_add()["target"], "new")
        contact = self.create_contact(
            firstname="Ida", email_ids=self.typed("ida@customer.example")
        )
        review.action_add()
        self.assertEqual(review.state, "attached")
        self.assertEqual(len(self.emails(contact)), 1)

    def test_ours(self):
        second = new_test_user(
            self.env, "antcrm_second", groups="antcrm_share.group_administrator"
        )
        review = self.wait("Shop <shop@other.example>")
        # what one of us forwards is believed: not for everybody to say
        with self.assertRaises(AccessError):
            review.action_ours()
        self.assertEqual(review.state, "open")
        review.with_user(second).action_ours()
        self.assertIn("shop@other.example", self.intake.own_domains.split())
        self.assertReview(self.receive(sender="shop@other.example"), "own")

    def test_ignore_sender(self):
        review = self.wait("News <news@shop.example>")
        review.action_ignore_sender()
        self.assertEqual(review.state, "discarded")
        record = self.receive(sender="News <NEWS@shop.example>")
        self.assertEqual((record.reason, record.state), ("ignored", "discarded"))
        self.assertEqual(self.get_mail().intake_outcome, "ignored")
        self.assertFalse(self.find("news@shop.example"))
        # a customer is never ignored
        contact = self.create_contact(
            firstname="News", email_ids=self.typed("news@shop.example")
        )
        self.assertEqual(self.receive(sender="news@shop.example"), contact)
        review = self.wait("news@shop.example")
        with self.assertRaises(UserError):
            review.action_ignore_sender()
