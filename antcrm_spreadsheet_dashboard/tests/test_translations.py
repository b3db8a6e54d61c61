from odoo.addons.antcrm_customers.tests.common import TranslationsCommon


class TestTranslations(TranslationsCommon):
    def test_vietnamese_is_complete(self):
        self.assert_vietnamese_is_complete("antcrm_spreadsheet_dashboard")
