from lxml import etree

from odoo.tests import TransactionCase


class TestViews(TransactionCase):
    def test_customer_has_the_field(self):
        view = self.env.ref("helpdesk_mgmt.ticket_view_form")
        arch = self.env["helpdesk.ticket"].get_view(view.id, "form")["arch"]
        [field] = etree.fromstring(arch).xpath("//field[@name='partner_id']")
        self.assertEqual(field.get("widget"), "res_partner_many2one")
