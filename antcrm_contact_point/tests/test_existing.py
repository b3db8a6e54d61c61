from odoo.tests import tagged
from odoo.tools import mute_logger

from ..hooks import fill_contact_points
from .common import ContactPointCommon


@tagged("-at_install", "post_install")
class TestExistingDatabase(ContactPointCommon):
    """A database with customers gets their points when the addon is installed."""

    @mute_logger("odoo.addons.antcrm_contact_point.hooks")
    def test_fill(self):
        contact = self.env["res.partner"].create(
            {"name": "Ida", "phone": "0901 234 567 ext 3", "email": "Ida@example.com"}
        )
        colleague = self.user_internal.partner_id
        colleague.email = "not an address"
        lead = self.env["crm.lead"].create(
            {"name": "Leo", "type": "lead", "email_from": "leo@example.com"}
        )
        deal = self.env["crm.lead"].create(
            {"name": "Deal", "type": "opportunity", "phone": "0901 234 568"}
        )
        self.env.flush_all()
        customers = (contact, colleague, lead, deal)

        def get_points():
            self.env.invalidate_all()
            return [
                [
                    (p.kind, p.value, p.normalized, p.scope, p.exclusive)
                    for p in customer.contact_point_ids
                ]
                for customer in customers
            ]

        before = get_points()
        self.assertEqual(
            before[0],
            [
                (
                    "phone",
                    "0901 234 567 ext 3",
                    "+84901234567;ext=3",
                    "contact",
                    False,
                ),
                ("email", "Ida@example.com", "ida@example.com", "contact", False),
            ],
        )
        self.env.cr.execute("DELETE FROM antcrm_contact_point")
        report = fill_contact_points(self.env)
        self.assertEqual([sorted(p) for p in get_points()], list(map(sorted, before)))
        self.assertGreaterEqual(report["res.partner", "email"][1], 1)
        # once more: nobody has anything twice
        self.assertEqual(
            {n for n, _unread in fill_contact_points(self.env).values()}, {0}
        )
