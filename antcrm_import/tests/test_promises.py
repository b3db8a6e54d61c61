from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .common import ImportCommon


@tagged("post_install", "-at_install")
class TestPromises(ImportCommon):
    """What the options and the columns of a file say is what comes of it, and an undo
    takes it back."""

    def import_lines(self, *lines, **values):
        run = self.review(*lines, **values)
        run.action_run()
        while run.run_chunk():
            pass
        self.assertEqual(run.state, "done")
        return run

    def undo(self, run):
        run.action_undo()
        while run.undo_chunk():
            pass
        self.env.invalidate_all()

    def test_person_in_charge_of_contacts_with_an_account(self):
        self.env["res.partner"].create(
            {"name": "Held", "is_company": True, "user_id": self.user_colleague.id}
        )
        lines = [
            "Name,Email,Company,PIC",
            "A,a@example.com,Held,",
            "B,b@example.com,Held,Sara Sales",
            "C,c@example.com,New one,",
        ]
        for options, users in (
            ({}, [self.user_colleague, self.user_sales, self.env["res.users"]]),
            (
                {"pic_mode": "user", "pic_user_id": self.user_administrator.id},
                [self.user_administrator, self.user_sales, self.user_administrator],
            ),
        ):
            with self.subTest(options=options), self.env.cr.savepoint() as savepoint:
                self.import_lines(*lines, **options)
                self.assertEqual([p.user_id for p in self.contacts()], users)
                savepoint.rollback()
                self.env.invalidate_all()

    def test_merged_address(self):
        contact = self.create_contact(
            "+84901234567", user=self.user_importer, street="12 Lê Lợi", city="Huế"
        )
        run = self.import_lines(
            "Name,Phone,Street,City",
            "X,+84901234567,5 Hàng Bạc,Hà Nội",
            "X,+84901234567,12 LE LOI,Hue",
            duplicate_policy="merge",
        )
        self.assertEqual((contact.street, contact.city), ("12 Lê Lợi", "Huế"))
        self.assertEqual(contact.address_ids.city, "Hà Nội")
        self.undo(run)
        self.assertEqual((contact.street, contact.city), ("12 Lê Lợi", "Huế"))
        self.assertFalse(contact.address_ids)

    def test_overwritten_tags(self):
        contact = self.create_contact("+84901234567", user=self.user_importer)
        old = self.env["res.partner.category"].create({"name": "Old"})
        contact.category_id = old
        run = self.import_lines(
            "Name,Phone,Tags",
            "Ida,+84901234567,New",
            duplicate_policy="overwrite",
        )
        self.assertEqual(contact.category_id.name, "New")
        self.undo(run)
        self.assertEqual(contact.category_id, old)
        Tag = self.env["res.partner.category"]
        self.assertFalse(Tag.search([("name", "=", "New")]))

    def test_what_is_left_out_leaves_no_tag(self):
        self.create_contact("+84901234567", user=self.user_importer)
        self.import_lines(
            "Name,Phone,Tags", "Ida,+84901234567,Left out", ",+84907654321,Rejected"
        )
        self.assertFalse(
            self.env["res.partner.category"].search(
                [("name", "in", ("Left out", "Rejected"))]
            )
        )

    def test_share_is_shown_to_who_chose_it(self):
        run = self.review(
            *self.make_lines(1),
            share_mode="employee",
            share_user_ids=self.user_colleague.ids,
        )
        self.assertIn("Carl Colleague", run.chosen_share)
        self.assertTrue(run.is_share_restricted)
        owner = new_test_user(
            self.env, "antcrm_owner", groups="antcrm_share.group_data_owner"
        )
        self.assertIn("Carl Colleague", run.with_user(owner).chosen_share)
        as_administrator = run.with_user(self.user_administrator)
        self.assertTrue(as_administrator.has_access("read"))
        self.assertFalse(as_administrator.chosen_share)
        self.assertFalse(as_administrator.is_share_restricted)
        for name in ("share_mode", "share_user_ids", "share_team_ids"):
            with self.assertRaises(AccessError):
                as_administrator.read([name])
        run.action_run()
        run.run_chunk()
        [contact] = self.contacts()
        self.assertEqual(contact.sudo().share_id.user_ids, self.user_colleague)
