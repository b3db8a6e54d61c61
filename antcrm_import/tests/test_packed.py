import base64
from unittest.mock import patch

from odoo.tests import TransactionCase

from ..tools.packed import SEPARATOR, FiledKeys, Rows
from ..wizard import antcrm_import_wizard_file, antcrm_import_wizard_mapping
from .common import ImportCommon


class TestPacked(TransactionCase):
    """What holds a full sheet reads as the lists that it replaces."""

    def test_rows(self):
        lists = [["Ann", "Đỗ", ""], ["x"], ["", "", "", "😀"], ["half \ud83d"]]
        rows = Rows(lists)
        self.assertEqual((len(rows), rows.width), (4, 4))
        expected = [row + [""] * (4 - len(row)) for row in lists]
        self.assertEqual(rows, expected)
        self.assertEqual(list(rows), expected)
        self.assertEqual(rows[-1], expected[-1])
        self.assertEqual(rows[1:3], expected[1:3])
        self.assertEqual(rows[1:3].width, 4)
        self.assertFalse(Rows())
        self.assertRaises(IndexError, rows.__getitem__, 4)

    def test_separator_in_a_cell(self):
        self.assertEqual(Rows([[f"a{SEPARATOR}b", "c"]]), [["ab", "c"]])

    def test_known_keys(self):
        class Owner:
            def __init__(self, name):
                self.name = name

        known = FiledKeys(lambda owner: owner.name, Owner)
        ann, bo = Owner("Ann"), Owner("Bo")
        self.assertIs(known.setdefault(("phone", "1"), ann), ann)
        known.setdefault(("email", "a@x.vn"), ann)
        person = ("person", ("phone", "1"), ("ann", None))
        known.setdefault(person, ann)
        self.assertIs(known.setdefault(("phone", "1"), bo), ann)
        self.assertIs(known["phone", "1"], ann)
        # a batch forgets its entries when it ends
        ann.name = "forgotten"
        known.settle()
        known.setdefault(("phone", "2"), bo)
        known.settle()
        self.assertEqual(known["phone", "1"].name, "Ann")
        self.assertEqual(known["email", "a@x.vn"].name, "Ann")
        self.assertEqual(known[person].name, "Ann")
        self.assertEqual(known.setdefault(("phone", "2"), ann).name, "Bo")
        self.assertNotIn(("phone", "3"), known)
        self.assertRaises(KeyError, known.__getitem__, ("phone", "3"))

    def test_keys_of_one_number(self):
        class Key(tuple):
            def __hash__(self):
                return 7

        known = FiledKeys(str, str)
        known.setdefault(Key("a"), "Ann")
        known.settle()
        self.assertIn(Key("a"), known)
        self.assertNotIn(Key("b"), known)


class TestBigFile(ImportCommon):
    def test_part_of_a_big_file(self):
        """Columns are suggested by a part of the rows; what stands in the others alone
        is seen as well, and so is a number that all of them share."""
        lines = ["Name,Email,Phone,Extra"]
        for at in range(60):
            extra = "here" if at == 31 else ""
            lines.append(f"Ann {at},ann{at}@example.com,0901234567,{extra}")
        with patch.object(antcrm_import_wizard_mapping, "LOOKED_AT_ROWS", 10):
            wizard = self.open_wizard("\n".join(lines).encode())
            wizard.action_next()
        by_header = {entry["header"]: entry for entry in wizard.mapping}
        self.assertEqual(by_header["Email"]["field"], "emails")
        self.assertEqual(by_header["Extra"]["count"], 1)
        self.assertEqual(by_header["Phone"]["shared"], ["0901234567", 60])

    def test_colleagues_of_an_earlier_batch(self):
        """People of one company with one phone, wherever batches end."""
        data = (
            b"Name,Company,Phone,Email\n"
            b"Ann,Blue Ltd,0901234567,ann@blue.example\n"
            b"Cy,,0907654321,cy@other.example\n"
            b"Bo,Blue Ltd,0901234567,bo@blue.example\n"
            b"Ann,Blue Ltd,0901234567,ann@blue.example\n"
        )
        outcomes = []
        for size in (5000, 1):
            with patch(
                "odoo.addons.antcrm_import.models.antcrm_import_plan.PLAN_SIZE", size
            ):
                wizard = self.open_wizard(data)
                wizard.action_next()
                wizard.action_next()
                wizard.action_review()
            rows = wizard.import_id.row_ids
            outcomes.append(
                [(row.planned_action, row.same_as, row.reason) for row in rows]
            )
        self.assertEqual(*outcomes)
        self.assertEqual(
            [action for action, _same, _reason in outcomes[0]],
            ["created", "created", "created", "skipped"],
        )

    def test_file_leaves_the_caches(self):
        """A file of a hundred megabytes is not kept twice, and once more in base64."""
        wizard = self.open_wizard(b"Name\nAnn\n")
        wizard.action_next()
        self.env.invalidate_all()
        self.assertEqual(wizard._get_file(), b"Name\nAnn\n")
        attachments = self.env["ir.attachment"].search(
            [("res_model", "=", wizard._name), ("res_field", "=", "file_data")]
        )
        # the host would keep its words once more
        self.assertFalse(attachments.index_content)
        for name in ("raw", "datas"):
            field = attachments._fields[name]
            self.assertFalse(field._get_cache(self.env).keys() & set(attachments._ids))
        wizard.file_data = base64.b64encode(b"Name\nBo\n")
        self.assertEqual(wizard._get_file(), b"Name\nBo\n")
        # another one in the form, before it is saved
        draft = wizard.new(
            {"file_data": base64.b64encode(b"Name\nCy\n")}, origin=wizard
        )
        self.assertEqual(draft._get_file(), b"Name\nCy\n")
        self.assertEqual(draft.head["rows"][1], ["Cy"])

    def test_rows_that_a_request_has_time_for(self):
        """A full sheet, unless the server ends requests before."""
        Wizard = self.env["antcrm.import.wizard"]
        for workers, cpu, real, expected in (
            (0, 60, 120, 1_000_000),
            (2, 60, 120, 480_000),
            (2, 10, 120, 100_000),
            (2, 900, 600, 1_000_000),
            (2, 0, 0, 1_000_000),
            (2, 0, 100, 800_000),
        ):
            values = {
                "workers": workers,
                "limit_time_cpu": cpu,
                "limit_time_real": real,
            }
            with patch.object(antcrm_import_wizard_file, "config", values):
                self.assertEqual(Wizard._get_limits().rows, expected)
        self.env["ir.config_parameter"].set_param("antcrm_import.max_rows", "5")
        self.assertEqual(Wizard._get_limits().rows, 5)
