import csv
from collections import Counter

from odoo.tests import BaseCase
from odoo.tools.misc import file_open

from odoo.addons.antcrm_contact_point.tools.contact_values import read_email, read_phone


class TestDemoData(BaseCase):
    """The demo data needs no database to be right or wrong."""

    def _read(self, name):
        with file_open(f"antcrm_customers/demo/{name}") as file:
            return list(csv.DictReader(file))

    def test_customers(self):
        for name in (
            "crm.lead.csv",
            "res.partner-contact.csv",
            "res.partner-account.csv",
        ):
            rows = self._read(name)
            with self.subTest(name=name):
                self.assertEqual(sum(bool(row["id"]) for row in rows), 60)
                for column, read in (
                    ("phone_ids/value", read_phone),
                    ("email_ids/value", read_email),
                ):
                    values = [row[column] for row in rows if row[column]]
                    readings = [read(value) for value in values]
                    self.assertEqual([r.error for r in readings if r.error], [])
                    count = Counter(reading.normalized for reading in readings)
                    self.assertEqual([v for v, n in count.items() if n > 1], [])

    def test_addresses(self):
        for name in ("crm.lead.csv", "res.partner-account.csv"):
            for row in self._read(name):
                if row["country_id/id"] == "base.vn":
                    self.assertTrue(row["street2"] and row["district"], row["id"])
