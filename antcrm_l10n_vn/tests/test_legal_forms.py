from odoo.tests import TransactionCase

from odoo.addons.antcrm_customers.tools.company_names import (
    company_key_sql,
    is_same_company,
    read_company,
)

SAME = (
    "Công ty TNHH Hoa Sen",
    "CÔNG TY TRÁCH NHIỆM HỮU HẠN HOA SEN",
    "Cty TNHH MTV Hoa Sen",
    "Công ty TNHH Một Thành Viên Hoa Sen",
    "Cty Hoa Sen",
    "Hoa Sen Co., Ltd",
    "HOA SEN COMPANY LIMITED",
    "C\u00f4ng ty TNHH Hoa Sen",
    "Công ty TNHH TM-DV Hoa Sen",
    "Công ty TNHH Thương mại và Dịch vụ Hoa Sen",
    "Hoa Sen Trading & Services Co., Ltd",
    "Chi nhánh Công ty TNHH Hoa Sen",
    "CN Cty TNHH Hoa Sen",
    "VPĐD Công ty TNHH Hoa Sen",
    "Văn phòng đại diện Công ty Hoa Sen",
)
CALLED = (
    *SAME,
    "Công ty CP Hoa Sen",
    "CTCP SX TM DV XNK Hoa Sen",
    "Tổng công ty Cổ phần Hoa Sen",
    "DNTN Hoa Sen",
    "Doanh nghiệp tư nhân Hoa Sen",
    "HKD Hoa Sen",
    "Hộ kinh doanh Hoa Sen",
    "Hoa Sen JSC",
)


class TestLegalForms(TransactionCase):
    def test_called(self):
        forms = self.env["res.partner"]._get_legal_forms()
        self.env.cr.execute(
            f"SELECT name, {company_key_sql('name', forms)} FROM unnest(%s) AS name",  # pylint: disable=sql-injection
            [list(CALLED)],
        )
        for name, key in self.env.cr.fetchall():
            self.assertEqual(key, "hoa sen", name)
            self.assertEqual(read_company(name, forms)[0], "hoa sen", name)

    def test_same(self):
        forms = self.env["res.partner"]._get_legal_forms()
        for name in SAME:
            self.assertTrue(is_same_company(SAME[0], name, forms), name)
        for name in ("Công ty CP Hoa Sen", "DNTN Hoa Sen", "Công ty TNHH Hoa Súng"):
            self.assertFalse(is_same_company(SAME[0], name, forms), name)
        self.assertFalse(is_same_company("Cty TM Hoa Sen", "Cty DV Hoa Sen", forms))

    def test_account_of_a_contact(self):
        Partner = self.env["res.partner"]
        account = Partner.create({"name": SAME[0], "is_company": True})
        outcomes = self.env["antcrm.intake"].apply(
            "contact",
            [
                {"name": f"Lan {number}", "parent_id": name}
                for number, name in enumerate(SAME)
            ],
        )
        found = Partner.browse([outcome["record"]["id"] for outcome in outcomes])
        self.assertEqual(found.parent_id, account)
