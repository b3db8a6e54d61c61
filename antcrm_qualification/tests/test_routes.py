from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.antcrm_customers.tests.routes import RoutesCommon

from ..models.crm_lead_partner import PARTNER_RELATIONS, PARTNER_TEXTS
from .test_partner_access import PartnerCommon


@tagged("post_install", "-at_install")
class TestRoutes(PartnerCommon, RoutesCommon):
    """What people of partner companies send: an answer, whatever it is."""

    addon = "antcrm_qualification"

    @mute_logger("odoo.http", "odoo.addons.base.models.ir_rule")
    def test_partner(self):
        self.known = (self.lead.id,)
        self.authenticate(self.user_partner.login, self.user_partner.login)
        names = (*PARTNER_TEXTS, *PARTNER_RELATIONS, "partner_agreement_id")
        self.assertRoutesAnswer(names)
        self.assertTrue(self.lead.exists())
