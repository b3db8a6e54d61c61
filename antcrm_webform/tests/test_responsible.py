from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .common import WebformCommon


@tagged("post_install", "-at_install")
class TestResponsible(WebformCommon):
    """What strangers wrote is read by who was responsible when it came in."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user_second = new_test_user(
            cls.env,
            "antcrm_second",
            groups="antcrm_share.group_administrator",
            name="Sven Second",
        )

    def make_entry(self, webform, email, name="", state="failed", **candidate):
        values = {
            "candidate": {"name": name, "emails": [email], **candidate},
            "lines": [("Name", "Secret")],
            "call": False,
            "lang": "en_US",
            "page": "",
            "utm": {},
            "consent": None,
        }
        entry = self.Submission._submit(
            webform.sudo(), values, [("secret.txt", b"secret")]
        )
        entry.state = state
        return entry

    def seen_by(self, user):
        self.env.flush_all()
        self.env.invalidate_all()
        entries = self.as_user("antcrm.webform.submission", user).search([])
        for entry in self.Submission.search([]):
            self.assertEqual(
                entry.with_user(user).has_access("read"), entry in entries.sudo()
            )
        return entries.sudo()

    def test_becoming_responsible(self):
        webform = self.make_form()
        old = self.make_entry(webform, "old@example.com")
        self.assertEqual(self.seen_by(self.user_administrator), old)
        webform.with_user(self.user_second).responsible_id = self.user_second
        new = self.make_entry(webform, "new@example.com")
        self.assertEqual(self.seen_by(self.user_second), new)
        self.assertEqual(self.seen_by(self.user_administrator), old)
        with self.assertRaises(AccessError):
            old.attachment_ids.with_user(self.user_second).read(["raw"])
        # the same for changing it by the way the form is copied or written again
        webform.with_user(self.user_second).write({"responsible_id": self.user_second})
        self.assertEqual(self.seen_by(self.user_second), new)
        # unless a Data Owner says otherwise
        for user in (self.user_second, self.user_administrator):
            with self.assertRaises(AccessError):
                (old | new).with_user(user).action_hand_over()
        (old | new).with_user(self.user_owner).action_hand_over()
        self.assertEqual(self.seen_by(self.user_second), old | new)

    def test_customers_of_waiting_entries(self):
        """They are of who was responsible when they came in, and so is who is told."""
        webform = self.make_form(share_mode="me")
        self.make_entry(webform, "old@example.com", name="Olga", state="queued")
        webform.responsible_id = self.user_second
        self.make_entry(webform, "new@example.com", name="Nina", state="queued")
        self.take_in()
        for email, user in (
            ("old@example.com", self.user_administrator),
            ("new@example.com", self.user_second),
        ):
            customer = self.find(email)
            self.assertEqual(customer.share_owner_id, user)
            other = (self.user_administrator | self.user_second) - user
            self.assertTrue(customer.with_user(user).has_access("read"))
            self.assertFalse(customer.with_user(other).has_access("read"))

    def test_deleting_a_form(self):
        """It takes nothing along that its deleter may not read, files included."""
        webform = self.make_form()
        entry = self.make_entry(webform, "old@example.com")
        files = entry.attachment_ids
        theirs = webform.with_user(self.user_second)
        with self.assertRaisesRegex(UserError, "Archive the form") as caught:
            with self.env.cr.savepoint():
                theirs.unlink()
        self.assertNotIn("Secret", str(caught.exception))
        self.assertTrue(entry.exists() and files.exists())
        theirs.active = False
        webform.with_user(self.user_administrator).unlink()
        self.assertFalse(entry.exists() or files.exists() or webform.exists())

    def test_stranger_gives_no_account_to_a_login(self):
        """The named case: a form that asks for the account."""
        company = self.env["res.partner"].create(
            {"name": "Partner Ltd", "is_company": True}
        )
        webform = self.make_form(
            ("name!", "emails", "parent_id", "message"),
            user=self.user_owner,
            duplicate_policy="overwrite",
        )
        for user in (self.user_portal, self.user_colleague):
            email = f"{user.login}@example.com"
            user.partner_id.email = email
            self.make_entry(
                webform,
                email,
                name=user.name,
                state="queued",
                parent_id="Partner Ltd",
            )
            self.take_in()
            self.assertFalse(user.partner_id.parent_id)
        self.assertFalse(company.child_ids)
