from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.antcrm_customers.tests.routes import RoutesCommon

from ..controllers.main import CAPTCHA_TOKENS
from ..models.antcrm_webform import UTM_MODELS
from .common import WebformHttpCase

HIDDEN = ("stamp", "embed", "lang", "page", "thanks", "consent")


@tagged("post_install", "-at_install")
class TestRoutes(WebformHttpCase, RoutesCommon):
    addon = "antcrm_webform"

    def test_unknown_addresses(self):
        """Nothing tells one unknown form from another."""
        self.make_form()
        unknown = self.url_open("/antcrm/form/nothing")
        for token in ("%00", "a%00", "%ED%A0%80", "%E2%80%AE", "x" * 5000):
            for suffix in ("", ".js"):
                response = self.url_open(f"/antcrm/form/{token}{suffix}")
                self.assertEqual(response.status_code, 404)
                self.assertEqual(len(response.text), len(unknown.text))

    @mute_logger("odoo.http")
    def test_answers(self):
        """Whatever is sent to a form, from its own page or from elsewhere."""
        webform = self.make_form(
            (
                *("name!", "emails", "phones", "message", "birthdate_date", "gender"),
                *("country_id", "website"),
            ),
            double_opt_in=False,
            consent_text="<p>Yes</p>",
        )
        limits = {"antcrm_webform.address_limit": 100_000}
        limits["antcrm_webform.form_limit"] = 100_000
        for name, value in limits.items():
            self.env["ir.config_parameter"].sudo().set_param(name, value)
        self.known = (webform.token,)
        names = [*webform.field_ids.mapped("name"), *HIDDEN, *UTM_MODELS]
        with self.at(10):
            self.assertRoutesAnswer([*names, *CAPTCHA_TOKENS], Origin=self.origin)
