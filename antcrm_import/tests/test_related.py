"""Rows that bring a person and his company."""

from odoo.tests import tagged

from .common import ImportCommon

OFFICE = "+842838223000"


@tagged("post_install", "-at_install")
class TestRelated(ImportCommon):
    def finish(self, run):
        run.action_run()
        self.run_cron()
        self.assertEqual(run.state, "done")
        # superuser: rows are seen by their importer
        return [row.record for row in run.sudo().row_ids.sorted("number")]

    def test_columns(self):
        """What is the company's goes to the account, what is the person's to him."""
        for kind, headers, expected in (
            (
                "contact",
                "Company,Name,Phone,Email,Company phone,Company website,MST",
                ["parent_id", "name", "phones", "emails", "company/phones"]
                + ["company/website", "company/vat"],
            ),
            (
                "account",
                "Company,Phone,Contact person,Contact phone,Contact email",
                ["name", "phones", "person/name", "person/phones", "person/emails"],
            ),
            (
                "account",
                "Tên công ty,Điện thoại,Người liên hệ",
                ["name", "phones", "person/name"],
            ),
            # of nobody
            ("account", "Company,Contact phone", ["name", "phones"]),
            ("contact", "Name,Company phone,MST", ["name", False, False]),
        ):
            cells = [
                "028 3822 3000"
                if "hone" in header or "thoại" in header
                else "a@x.example"
                if "mail" in header
                else "x.example"
                for header in headers.split(",")
            ]
            wizard = self.open_wizard(
                f"{headers}\n{','.join(cells)}\n".encode(), kind=kind
            )
            wizard.action_next()
            found = [entry["field"] for entry in wizard.mapping]
            self.assertEqual(found, expected, headers)

    def test_company_of_contacts(self):
        run = self.review(
            "Company,Name,Phone,Company phone,Company email,Company website,Tax number,"
            "Company industry,Street",
            "Mixed Co,Ann,0902220260,028 3822 3000,info@mixed.example.com,mixed.example"
            ".com,0101243150,,1 Ann Street",
            "MIXED CO,Bob,0902220261,028 3822 3000,sales@mixed.example.com,,,,",
            mapping={
                "Tax number": "company/vat",
                "Company email": "company/emails",
                "Street": "company/street",
            },
        )
        self.assertEqual(self.counts(run), {"created": 2})
        shown = run.get_customers()["rows"][0]["values"]
        self.assertEqual(shown["company/phones"]["text"], "+84 28 3822 3000")
        ann, bob = self.finish(run)
        account = ann.parent_id
        self.assertEqual(bob.parent_id, account)
        self.assertEqual(account.phone_ids.mapped("normalized"), [OFFICE])
        self.assertEqual(
            account.email_ids.mapped("normalized"),
            ["info@mixed.example.com", "sales@mixed.example.com"],
        )
        self.assertEqual(account.vat, "0101243150")
        self.assertIn("mixed.example.com", account.website)
        self.assertEqual(account.street, "1 Ann Street")
        self.assertEqual(ann.phone_ids.mapped("normalized"), ["+84902220260"])
        # undone, both are gone
        told = run._preview_undo()["done"]
        self.assertEqual(len(told), 2)
        self.assertIn("1 accounts and people", told[1])
        run.action_undo()
        self.run_cron()
        self.assertEqual((run.state, run.left_count), ("undone", 0))
        self.assertFalse((ann | bob | account).exists())

    def test_company_without_address(self):
        """Where a row says of the company what is no address, that of the person is the
        company's, and does not end up as a further one."""
        run = self.review(
            "Name,Company,Tax number,Company country,Street,Zip,City,Country",
            "Ann Here,Here Ltd,DE136695976,,Weg 1,01067,Dresden,Germany",
            "Bo Here,Same Ltd,DE129273398,Germany,Weg 2,01067,Dresden,Germany",
            "Cy There,There Ltd,FR40303265045,France,Weg 3,01067,Dresden,Germany",
        )
        ann, bo, cy = self.finish(run)
        for person, street in ((ann, "Weg 1"), (bo, "Weg 2")):
            self.assertEqual((person.street, person.zip), (street, "01067"))
            self.assertEqual(person.parent_id.street, street)
            self.assertFalse(person.address_ids)
        self.assertEqual(cy.parent_id.country_id.code, "FR")
        self.assertEqual(cy.address_ids.mapped("street"), ["Weg 3"])

    def test_company_is_found(self):
        """By its tax number, else by its website; it is not changed."""
        accounts = self.env["res.partner"].create(
            [
                {"name": "Tax House", "is_company": True, "vat": "0101243150"},
                {
                    "name": "Web House",
                    "is_company": True,
                    "website": "https://www.webhouse.example/shop",
                    "phone": OFFICE,
                },
            ]
        )
        run = self.review(
            "Company,Name,Email,MST,Company website,Company phone",
            "T.H.,Ann,ann@example.com,0101 243 150,,028 3822 3001",
            "The Web House,Bob,bob@example.com,,webhouse.example,",
            "Neither,Cid,cid@example.com,,https://facebook.com/neither,",
            ",Dan,dan@example.com,,,028 3822 3009",
        )
        reasons = run.sudo().row_ids.sorted("number").mapped("reason")
        self.assertIn("known already", reasons[0])
        self.assertIn("names no company", reasons[3])
        partners = self.finish(run)
        self.assertEqual([p.parent_id for p in partners[:2]], list(accounts))
        self.assertEqual(partners[2].parent_id.name, "Neither")
        self.assertFalse(accounts[0].phone)

    def test_colleagues(self):
        """People of one company with its switchboard number stay several."""
        lines = ["Company,Name,Phone,Email"]
        lines += [f"Desk Ltd,P{n},028 3822 3100,p{n}@example.com" for n in range(4)]
        # one person twice
        lines += ["Desk Ltd,P0,028 3822 3100,", "Other Ltd,P9,028 3822 3100,"]
        for size in (1000, 1):
            run = self.review(*lines)
            self.assertEqual(self.counts(run), {"created": 4, "skipped": 2})
            run.action_run()
            while run.run_chunk(size):
                pass
            self.assertEqual(self.counts(run), {"created": 4, "skipped": 2})
            self.assertFalse(run.changed_count)
            run.action_undo()
            self.run_cron()
        run = self.review(*lines)
        run.set_error_choice("colleague", "same")
        self.assertEqual(self.counts(run), {"created": 1, "skipped": 5})

    def test_person_of_accounts(self):
        known = self.create_contact("0902220299", user=self.user_importer)
        run = self.review(
            "Company,Phone,Contact person,Contact phone,Contact email,Contact position",
            "House One,028 3822 3200,Nguyễn Văn An,0902220291,an@example.com,CEO",
            "House Two,028 3822 3201,Known,0902220299,,",
            "House Three,028 3822 3202,,0902220293,,",
            "House Four,028 3822 3203,,,,",
            kind="account",
        )
        accounts = self.finish(run)
        person = accounts[0].child_ids
        self.assertEqual(person.name, "Nguyễn Văn An")
        self.assertEqual(person.function, "CEO")
        self.assertEqual(person.phone_ids.mapped("normalized"), ["+84902220291"])
        self.assertEqual(person.customer_kind, "contact")
        self.assertFalse(accounts[1].child_ids)
        self.assertFalse(known.parent_id)
        rows = run.sudo().row_ids.sorted("number")
        self.assertIn("known already", rows[1].reason)
        self.assertTrue(rows[2].reason, "the phone of nobody is not lost in silence")
        run.action_undo()
        self.run_cron()
        self.assertEqual((run.state, run.left_count), ("undone", 0))
        self.assertFalse(person.exists())
        self.assertTrue(known.exists())

    def test_queries(self):
        """A company and a person in each row cost no query for each of them."""

        def count(size, start):
            run = self.review(
                "Company,Name,Phone,Company phone",
                *(
                    f"Firm {n},P{n},+8490{n:07d},+842838{n:06d}"
                    for n in range(start, start + size)
                ),
            )
            run.action_run()
            self.env.flush_all()
            before = self.cr.sql_log_count
            run.run_chunk()
            self.env.flush_all()
            return self.cr.sql_log_count - before

        count(2, 100000)
        few, many = count(5, 200000), count(50, 300000)
        self.assertLess(many - few, 25, f"{few} for 5, {many} for 50")
