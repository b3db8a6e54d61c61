import base64
import itertools
import resource

import openpyxl

from odoo.exceptions import UserError
from odoo.tests import BaseCase

from ..tools import reader
from . import files
from .common import ImportCommon

# what may be added to the memory of this process by a file that is refused
MOST = 100 * reader.MEGABYTE


def text_bomb(size=reader.MEGABYTE, rows=3000):
    """Return a workbook in which one text stands in many cells: small as a file, and of
    gigabytes when each cell is read."""
    return files.replace_member(
        files.shared_xlsx_file([["TEXT"]] * rows),
        "xl/sharedStrings.xml",
        b"TEXT",
        b"x" * size,
    )


class TestBombs(BaseCase):
    """Files that are small and make much of it. This process never takes part."""

    def assertRefused(self, data, codes=("too_big",), **kwargs):
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        with self.assertRaises(reader.ImportFileError) as caught:
            reader.read(data, **kwargs)
        after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        self.assertIn(caught.exception.code, codes)
        self.assertLess((after - before) * 1024, MOST + len(data))

    def test_shared_text(self):
        """A workbook of a few hundred kilobytes that is gigabytes of text."""
        data = text_bomb()
        self.assertLess(len(data), reader.MEGABYTE)
        self.assertRefused(data)
        # its first rows are shown in the wizard before all are read
        self.assertRefused(data, nrows=200)

    def test_output_is_counted(self):
        """Far below what memory allows, there is a limit on the text of a sheet."""
        data = files.xlsx_file([["x" * 1000]] * 1000)
        self.assertRefused(data, limits=reader.Limits(output=reader.MEGABYTE // 2))
        limits = reader.Limits(output=2 * reader.MEGABYTE)
        self.assertEqual(len(reader.read(data, limits=limits).rows), 1000)
        # many short cells are text as well
        data = files.xlsx_file([["x"] * 400] * 1000)
        self.assertRefused(data, limits=reader.Limits(output=reader.MEGABYTE))

    def test_huge_shared_strings(self):
        """A table of texts of which no cell has any."""
        data = files.shared_xlsx_file([["Name"], ["Ann"]])
        # a megabyte at a time: what makes the bomb is no part of the trial
        entries = b"".join([b"<si><t>", b"y" * 1000, b"</t></si>"]) * 1000
        bomb = files.replace_member(
            data,
            "xl/sharedStrings.xml",
            b"</sst>",
            itertools.chain(itertools.repeat(entries, 600), (b"</sst>",)),
        )
        self.assertLess(len(bomb), 2 * reader.MEGABYTE)
        limits = reader.Limits(memory=256 * reader.MEGABYTE)
        self.assertRefused(bomb, limits=limits)

    def test_many_sheets(self):
        """Only the chosen one is read."""
        sheets = {f"S{number}": [["Name"], ["Ann"]] for number in range(400)}
        table = reader.read(files.xlsx_file(**sheets), sheet=399)
        self.assertEqual(len(table.sheets), 400)
        self.assertEqual(table.rows, [["Name"], ["Ann"]])

    def test_declared_dimension(self):
        """A sheet says it is as big as can be; what counts are its cells."""
        data = files.replace_member(
            files.xlsx_file([["Name"], ["Ann"]]),
            "xl/worksheets/sheet1.xml",
            b'<dimension ref="A1:A2"',
            b'<dimension ref="A1:XFD1048576"',
        )
        self.assertEqual(reader.read(data).rows, [["Name"], ["Ann"]])
        corner = openpyxl.Workbook()
        corner.active["A1"] = "x"
        corner.active["XFD1048576"] = "y"
        self.assertRefused(files.save_workbook(corner), ("too_big", "too_many_columns"))

    def test_packed_zeros(self):
        """Members that unpack to more than the limit, and that lie about their size."""
        zeros = bytes(40 * reader.MEGABYTE)
        limits = reader.Limits(unpacked=30 * reader.MEGABYTE)
        for name in ("xl/workbook.xml", "mimetype", "content.xml", "a.csv"):
            data = files.zip_file((name, zeros))
            self.assertRefused(data, ("too_big",), limits=limits)
        # the size is said to be one byte
        archive = files.zip_file(("mimetype", [zeros] * 4))
        size = (len(zeros) * 4).to_bytes(4, "little")
        data = archive.replace(size, b"\x01\x00\x00\x00")
        self.assertRefused(data, ("wrong_type", "broken"))

    def test_ods(self):
        """Repeated rows and cells of one long text."""
        cell = (
            '<table:table-cell office:value-type="string" '
            'table:number-columns-repeated="400">'
            f"<text:p>{'z' * 10_000}</text:p></table:table-cell>"
        )
        row = f'<table:table-row table:number-rows-repeated="90000">{cell}'
        bomb = files.ods_archive(f"{row}</table:table-row>")
        self.assertLess(len(bomb), 10_000)
        self.assertRefused(bomb, ("too_big", "broken"))

    def test_line_without_an_end(self):
        """A text file of one line is refused for its size, or that of its cell."""
        limits = reader.Limits(size=8 * reader.MEGABYTE)
        self.assertRefused(b"x" * (9 * reader.MEGABYTE), limits=limits)
        self.assertRefused(b"a," * (4 * reader.MEGABYTE), ("too_many_columns",))
        self.assertRefused(b"x" * (8 * reader.MEGABYTE), ("long_cell",), limits=limits)


class TestBombInWizard(ImportCommon):
    def test_user_is_told(self):
        """The wizard says what to do, and takes the next file."""
        wizard = self.open_wizard(text_bomb(), file_name="bomb.xlsx")
        self.assertIn("too big", wizard.file_error)
        self.assertIn("Save it as CSV", wizard.file_error)
        self.assertFalse(wizard.head)
        with self.assertRaisesRegex(UserError, "too big"):
            wizard.action_next()
        data = files.xlsx_file([["Name", "Phone"], ["Ann", "0901234567"]])
        wizard.write({"file_data": base64.b64encode(data), "file_name": "a.xlsx"})
        self.assertFalse(wizard.file_error)
        wizard.action_next()
        self.assertEqual(wizard.step, "mapping")
