from odoo.exceptions import ValidationError
from odoo.tests import tagged

from odoo.addons.antcrm_customers.tools.customer_keys import KEY_MODES

from .common import ImportCommon

VALUES = {
    "vat": ("0301442379", "VN 0301.442.379"),
    "identity_number": ("079301000123", "079 301 000 123"),
    "social": ("https://www.linkedin.com/in/ida-keys", "linkedin.com/in/ida-keys/"),
}


@tagged("post_install", "-at_install")
class TestKeys(ImportCommon):
    """Customers of a file are found by further keys, and by the ids of a program."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.keys = cls.env["antcrm.customer.key"].search([])

    def run_file(self, *lines, **values):
        run = self.review(*lines, **values)
        planned = run.row_ids.mapped("planned_action")
        run.action_run()
        while run.run_chunk():
            pass
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual(run.row_ids.mapped("action"), planned)
        return run

    def undo(self, run):
        run.action_undo()
        while run.undo_chunk():
            pass
        self.env.invalidate_all()

    def test_each_key_of_each_kind(self):
        for key in self.keys.filtered(lambda key: key.key in VALUES):
            with self.subTest(kind=key.kind, key=key.key):
                self.assertIn("match", KEY_MODES[key.key])
                key.mode = "match"
                value, written = VALUES[key.key]
                field = {"social": "socials"}.get(key.key, key.key)
                mapping = {"Number": field}
                lines = ("Name,Number,Email", f"Ida Keys,{value},a@keys.example")
                options = {"kind": key.kind, "mapping": mapping}
                first = self.run_file(*lines, **options)
                self.assertEqual(first.row_ids.mapped("action"), ["created"])
                lines = (lines[0], f"Ida Keys,{written},b@keys.example")
                run = self.run_file(*lines, duplicate_policy="merge", **options)
                self.assertEqual(run.row_ids.record, first.row_ids.record)
                again = self.review(lines[0], f"Ida Keys,{written},", **options)
                label = key._get_label("key", key.key)
                self.assertIn(label, again.row_ids.reason)
                self.undo(run)
                emails = first.row_ids.record.email_ids.mapped("value")
                self.assertEqual(emails, ["a@keys.example"])
                key.mode = "off"
                self.undo(first)

    def test_external_ids(self):
        lines = ("Name,External ID,Email", "Ida Keys,77,a@keys.example")
        for kind in ("lead", "contact", "account"):
            wizard = self.open_wizard("\n".join(lines).encode(), kind=kind)
            wizard.action_next()
            # whose ids they are, a person says
            names = {entry["header"]: entry["field"] for entry in wizard.mapping}
            self.assertFalse(names["External ID"])
            self.assertFalse(wizard.has_external_ids)
            options = {
                "kind": kind,
                "mapping": {"External ID": "external_id"},
                "external_system": "Shop",
            }
            first = self.run_file(*lines, **options)
            record = first.row_ids.record
            self.assertEqual(
                record.external_ids.mapped(lambda e: (e.system, e.value)),
                [("Shop", "77")],
            )
            again = self.review(lines[0], "Other Name,77,", **options)
            self.assertEqual(again.row_ids.planned_action, "skipped")
            self.assertIn("77", again.row_ids.reason)
            other = self.review(
                lines[0], "Other Name,77,", **{**options, "external_system": "ERP"}
            )
            self.assertEqual(other.row_ids.planned_action, "created")
            self.undo(first)
            self.assertFalse(record.exists())

    def test_external_id_of_who_was_there_is_undone(self):
        contact = self.create_contact("0901 238 191", user=self.user_importer)
        run = self.run_file(
            "Name,Id,Phone",
            "Ida,77,0901 238 191",
            mapping={"Id": "external_id"},
            duplicate_policy="merge",
        )
        self.assertEqual(run.row_ids.record, contact)
        self.assertEqual(contact.external_ids.value, "77")
        self.undo(run)
        self.assertFalse(contact.external_ids)

    def test_program(self):
        with self.assertRaises(ValidationError):
            self.open_wizard(b"Name\nIda", external_system="antcrm.webform,1")

    def test_unique_numbers(self):
        """The review says what is left out, and no row fails for it."""
        key = self.keys.filtered(lambda key: (key.kind, key.key) == ("account", "vat"))
        key.mode = "unique"
        lines = ("Name,Tax,Email",)
        lines += tuple(f"Acme {n},VN 0301.442.379,{n}@keys.example" for n in range(3))
        options = {"kind": "account", "mapping": {"Tax": "vat"}}
        run = self.run_file(*lines, duplicate_policy="duplicate", **options)
        self.assertEqual(len(run.row_ids.mapped("action")), 3)
        holders = self.env["res.partner"].search([("name", "like", "Acme _")])
        self.assertEqual(len(holders), 3)
        self.assertEqual(len(holders.filtered("vat")), 1)
        codes = {kind["code"] for kind in run.error_kinds or ()}
        self.assertFalse(codes)
        self.assertIn("left out", " ".join(filter(None, run.row_ids.mapped("reason"))))
        self.undo(run)
        self.assertFalse(holders.exists())
        # nobody has the number any more
        self.env["res.partner"].create(
            {"name": "Acme", "is_company": True, "vat": "0301442379"}
        )

    def test_unique_numbers_of_companies_that_come_along(self):
        """An account that the importer may not see has the number already."""
        key = self.keys.filtered(lambda key: (key.kind, key.key) == ("account", "vat"))
        key.mode = "unique"
        self.as_user("res.partner", self.user_colleague).create(
            {
                "name": "Hidden",
                "is_company": True,
                "vat": "0301442379",
                "share_mode": "me",
            }
        )
        run = self.run_file(
            "Name,Company,Company tax number",
            "Ida Keys,Acme,VN 0301.442.379",
            "Ulf Keys,Umbra,0302000111",
            "Una Keys,Third,0302 000 111",
            mapping={"Company": "parent_id", "Company tax number": "company/vat"},
        )
        accounts = [row.record.parent_id for row in run.row_ids]
        self.assertEqual([a.vat for a in accounts], [False, "0302000111", False])
        self.assertNotIn("Hidden", str(run.row_ids.mapped("reason")))
