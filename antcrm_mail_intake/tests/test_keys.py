from .common import MailIntakeCommon

TEXT = (
    "Hello,\n\nplease send me a price list.\n\nBest regards\nIda Doe\n"
    "Firm Ltd\nTax number: 0301442379\nMST: 0301442379\nCCCD: 079301000123\n"
    "www.firm.example\nhttps://www.linkedin.com/in/ida-keys"
)


class TestKeys(MailIntakeCommon):
    """A mail brings who wrote it by the address alone. What else stands in it, as a
    tax number in a signature, makes nobody the same, and is written to nobody unasked;
    a website is offered."""

    def test_signature_is_no_key(self):
        keys = self.env["antcrm.customer.key"].search([])
        values = {
            "vat": "0301442379",
            "identity_number": "079301000123",
            "website": "https://www.firm.example",
        }
        for kind in ("contact", "lead"):
            model = "crm.lead" if kind == "lead" else "res.partner"
            known = self.as_user(model).create(
                {
                    "name": "Known Keys",
                    "social_ids": self.typed("https://www.linkedin.com/in/ida-keys"),
                    **{n: v for n, v in values.items() if n in self.env[model]._fields},
                }
            )
            self.intake.kind = kind
            for mode in ("match", "unique"):
                with self.subTest(kind=kind, mode=mode):
                    keys.filtered(
                        lambda key, kind=kind: (
                            key.kind == kind
                            and key.key in ("vat", "identity_number", "social")
                        )
                    ).mode = mode
                    address = f"{mode}-{kind}@firm.example"
                    record = self.receive(TEXT, sender=f"Ida Doe <{address}>")
                    self.assertCustomer(record, "Ida Doe", address)
                    self.assertNotEqual(record, known)
                    self.assertFalse(record.social_ids)
                    for name in values:
                        self.assertFalse(name in record._fields and record[name], name)
                    offers = self.offers(record)
                    self.assertEqual(offers.get("Website"), "www.firm.example")
                    self.assertNotIn("0301442379", str(offers))
