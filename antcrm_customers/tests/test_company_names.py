from ..tools.company_names import (
    company_key_sql,
    group_companies,
    is_same_company,
    make_forms,
    read_company,
)
from .common import CustomersCommon

NAMES = (
    "Công ty TNHH Đông Á",
    "Dong A Co., Ltd.",
    "DONG A CO.,LTD",
    "Đông Á JSC",
    "Müller GmbH & Co. KG",
    "Cơ khí Hòa Phát",
    "Khí Hòa Phát",
    "Sa Pa Hotel S.A.",
    "Sa Pa Hotel SA",
    "Company",
    "Co., Ltd",
    "100% [Pure] {Water} Ltd",
    "O'Neill \\ Sons, Inc.",
    "Nhà  máy  TNHH",
    "株式会社ソニー",
    "Ltdx",
    "",
    "   ",
)


class TestCompanyNames(CustomersCommon):
    def test_same_in_sql(self):
        """What an index is made of is what is looked for."""
        forms = self.env["res.partner"]._get_legal_forms()
        self.env.cr.execute(
            f"SELECT name, {company_key_sql('name', forms)} FROM unnest(%s) AS name",  # pylint: disable=sql-injection
            [list(NAMES)],
        )
        for name, key in self.env.cr.fetchall():
            self.assertEqual(read_company(name, forms)[0], key, name)

    def test_forms(self):
        forms = make_forms(": co$|co ltd$", "limited: ltd|co ltd|gmbh", "stock: jsc")
        for text, called, meaning in (
            ("Dong A Co., Ltd.", "dong a", {"limited"}),
            ("JSC Đông Á", "dong a", {"stock"}),
            ("Co Loa", "co loa", set()),
            ("Loa & Co", "loa", set()),
            ("Ltd", "ltd", {"limited"}),
        ):
            self.assertEqual(read_company(text, forms), (called, meaning), text)
        self.assertTrue(is_same_company("Dong A Ltd", "ĐÔNG Á", forms))
        self.assertFalse(is_same_company("Dong A Ltd", "Dong A JSC", forms))
        self.assertFalse(is_same_company("", None, forms))
        self.assertEqual(
            group_companies(["a ltd", "a", "b ltd", "b jsc", "b"], forms),
            {"a ltd": "a ltd", "a": "a ltd", "b ltd": "b ltd"}
            | {"b jsc": "b jsc", "b": "b"},
        )

    def test_account_of_a_contact(self):
        """A contact finds the account that is called like its own, but for the form,
        where there is no doubt."""
        Partner = self.env["res.partner"]
        accounts = Partner.create(
            [
                {"name": name, "is_company": True}
                for name in ("Đông Á Co., Ltd", "Lotus Ltd", "Lotus JSC", "Rose JSC")
            ]
        )
        outcomes = self.env["antcrm.intake"].apply(
            "contact",
            [
                {"name": f"Ida {number}", "parent_id": account}
                for number, account in enumerate(
                    ("Dong A Limited", "LOTUS", "Lotus Limited", "Rose Ltd", "Rose")
                )
            ],
        )
        found = [Partner.browse(o["record"]["id"]).parent_id for o in outcomes]
        self.assertEqual(found[0], accounts[0])
        self.assertNotIn(found[1], accounts, "it may be either")
        self.assertEqual(found[2], accounts[1])
        self.assertNotIn(found[3], accounts, "a stock company is no limited one")
        self.assertEqual(found[4], accounts[3])

    def test_new_accounts(self):
        outcomes = self.env["antcrm.intake"].apply(
            "contact",
            [
                {"name": f"Ida {number}", "parent_id": account}
                for number, account in enumerate(("Dong A Ltd", "ĐÔNG Á", "Dong B"))
            ],
        )
        found = [
            self.env["res.partner"].browse(o["record"]["id"]).parent_id
            for o in outcomes
        ]
        self.assertEqual(found[0].name, "Dong A Ltd")
        self.assertEqual(found[1], found[0])
        self.assertEqual(found[2].name, "Dong B")

    def test_similar(self):
        """Who types another form is shown the account."""
        account = self.env["res.partner"].create(
            {"name": "Công ty Trách nhiệm hữu hạn Đông Á", "is_company": True}
        )
        [found] = self.env["antcrm.intake"].find_similar(
            "account", [{"name": "Dong A Co., Ltd"}]
        )
        self.assertIn(account.id, [info["id"] for info in found])

    def test_index(self):
        # enough that reading all companies is no match for it, as statistics tell
        self.env["res.partner"].create(
            [{"name": f"Firm {n}", "is_company": True} for n in range(300)]
        )
        self.env.flush_all()
        self.env.cr.execute("ANALYZE res_partner")
        self.env.cr.execute("SET LOCAL enable_seqscan = off")
        forms = self.env["res.partner"]._get_legal_forms()
        self.env.cr.execute(
            f"EXPLAIN SELECT id FROM res_partner WHERE is_company "  # pylint: disable=sql-injection
            f"AND {company_key_sql('name', forms)} = 'dong a'"
        )
        plan = "\n".join(row[0] for row in self.env.cr.fetchall())
        self.assertIn("res_partner_account_company_key", plan)
