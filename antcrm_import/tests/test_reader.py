import importlib
import io
import random
import sys
import tracemalloc
import unicodedata
import zipfile
from contextlib import suppress
from datetime import date, datetime, time
from pathlib import Path
from unittest.mock import patch

import openpyxl

from odoo.tests import BaseCase

from ..tools import reader, writer
from . import files

ROWS = [["Họ tên", "Phone"], ["Nguyễn Văn Á", "0901 234 567"], ["Ann", "+84 90"]]


class TestReader(BaseCase):
    def assertFileError(self, code, data, **kwargs):
        with self.assertRaises(reader.ImportFileError) as caught:
            reader.read(data, **kwargs)
        self.assertEqual(caught.exception.code, code)
        return caught.exception

    # ------------------------------------------------------------------
    # Spreadsheets
    # ------------------------------------------------------------------

    def test_spreadsheet_types(self):
        for kind in ("xlsx", "xls", "xlsb", "ods"):
            with self.subTest(kind):
                table = reader.read(getattr(files, f"{kind}_file")(ROWS))
                self.assertEqual(table.file_type, kind)
                self.assertEqual(table.sheets, ["Sheet1"])
                self.assertEqual(table.rows, ROWS)
                self.assertEqual(table.numbers, [1, 2, 3])

    def test_cells_are_text_as_typed(self):
        row = [
            84901234567,
            12.5,
            True,
            date(2020, 8, 26),
            datetime(2020, 8, 26, 10, 30),
            time(8, 5),
            None,
            " a\x07b ".replace("\x07", ""),
            "007",
        ]
        table = reader.read(files.xlsx_file([row]))
        self.assertEqual(
            table.rows,
            [
                ["84901234567", "12.5", "TRUE", "2020-08-26", "2020-08-26 10:30:00"]
                + ["08:05:00", "", "ab", "007"]
            ],
        )

    def test_formula_gives_value_and_command_stays_text(self):
        workbook = openpyxl.Workbook()
        cell = workbook.active["A1"]
        cell.value = "=cmd|' /C calc'!A0"
        cell.data_type = "s"
        data = files.save_workbook(workbook)
        self.assertEqual(reader.read(data).rows, [["=cmd|' /C calc'!A0"]])
        # a formula is kept with the value it had when the file was saved
        data = files.xlsx_file([["=1+1"]])
        archive = files.replace_member(
            data, "xl/worksheets/sheet1.xml", b"<v></v>", b"<v>2</v>"
        )
        self.assertEqual(reader.read(archive).rows, [["2"]])

    def test_accents_are_composed(self):
        """As keyboards write them, so that one word is one tag; and the columns of a
        header are counted with those that have no name."""
        name = unicodedata.normalize("NFD", "Khách lẻ")
        table = reader.read(f"Tag,Name,,\n{name},Ann\nx,Bo,1,2".encode())
        self.assertEqual(table.rows[1][0], "Khách lẻ")
        self.assertEqual(table.widths, [4, 2, 4])

    def test_sheets(self):
        workbook = openpyxl.Workbook()
        workbook.active.title = "Notes"
        workbook.active.append(["x"])
        hidden = workbook.create_sheet("Secret")
        hidden.append(["secret"])
        hidden.sheet_state = "hidden"
        workbook.create_sheet("Customers").append(["Ann"])
        data = files.save_workbook(workbook)
        table = reader.read(data)
        self.assertEqual(table.sheets, ["Notes", "Customers"])
        self.assertEqual(table.rows, [["x"]])
        table = reader.read(data, sheet=1)
        self.assertEqual((table.sheet, table.rows), (1, [["Ann"]]))

    def test_empty_rows_keep_the_numbers(self):
        workbook = openpyxl.Workbook()
        workbook.active["B3"] = "Name"
        workbook.active["B7"] = "Ann"
        workbook.active["D7"] = "  "
        table = reader.read(files.save_workbook(workbook))
        self.assertEqual(table.rows, [["Name"], ["Ann"]])
        self.assertEqual(table.numbers, [3, 7])

    def test_nrows(self):
        for data in (files.xlsx_file(ROWS), files.csv_file("a,b", "1,2", "3,4")):
            self.assertEqual(len(reader.read(data, nrows=2).rows), 2)

    def test_values_of_formulas_in_ods(self):
        """As in other formats: what the file was saved with."""
        cells = "".join(
            f'<table:table-cell {attributes} table:formula="of:=1">'
            f"<text:p>{text}</text:p></table:table-cell>"
            for attributes, text in (
                ('office:value-type="string"', "Ann"),
                ('office:value-type="float" office:value="84901234567"', "8.49E+10"),
                ('office:value-type="date" office:date-value="2020-08-26"', "26 Aug"),
            )
        )
        data = files.ods_archive(f"<table:table-row>{cells}</table:table-row>")
        self.assertEqual(reader.read(data).rows, [["Ann", "84901234567", "2020-08-26"]])

    def test_error_cells_are_empty(self):
        """A formula that failed says nothing: nobody is called #N/A."""
        workbook = openpyxl.Workbook()
        for row in (["Name", "Phone"], ["#N/A", "0901234567"], ["Ann", "#REF!"]):
            workbook.active.append(row)
        for cell in ("A2", "B3"):
            workbook.active[cell].data_type = "e"
        self.assertEqual(
            reader.read(files.save_workbook(workbook)).rows,
            [["Name", "Phone"], ["", "0901234567"], ["Ann", ""]],
        )

    # ------------------------------------------------------------------
    # CSV
    # ------------------------------------------------------------------

    def test_csv_encodings(self):
        lines = [",".join(row) for row in ROWS]
        for encoding in ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"):
            with self.subTest(encoding):
                table = reader.read(files.csv_file(*lines, encoding=encoding))
                self.assertEqual(table.rows, ROWS)

    def test_csv_windows_code_pages(self):
        text = files.to_windows_1258("Họ tên,Ghi chú\nTrần Thị Hường,Đã gọi điện")
        self.assertEqual(
            reader.read(text).rows,
            [["Họ tên", "Ghi chú"], ["Trần Thị Hường", "Đã gọi điện"]],
        )
        text = "Nom,Ville\nJosé Muñoz,Città è più però\nMüller,Ærø €"
        self.assertEqual(
            reader.read(text.encode("cp1252")).rows,
            [row.split(",") for row in text.split("\n")],
        )
        # bytes that no code page has: still a file, never a crash
        self.assertEqual(len(reader.read(b"a,b\n\x81\xff,2").rows), 2)

    def test_csv_delimiters_and_newlines(self):
        for delimiter in ",;\t|":
            for newline in ("\r", "\n", "\r\n"):
                with self.subTest(delimiter=delimiter, newline=newline):
                    lines = [
                        delimiter.join(("Name", "Note", "Sum")),
                        delimiter.join(("Ann", '"a, b; c\t| d"', "1.5")),
                        delimiter.join(("Bo", '"two\nlines ""quoted"""', "2.5")),
                    ]
                    table = reader.read(files.csv_file(*lines, newline=newline))
                    self.assertEqual(
                        table.rows,
                        [
                            ["Name", "Note", "Sum"],
                            ["Ann", "a, b; c\t| d", "1.5"],
                            ["Bo", 'two\nlines "quoted"', "2.5"],
                        ],
                    )

    def test_csv_hint_of_excel(self):
        table = reader.read(b"sep=|\r\nName|Note\r\nAnn|a,b\r\n")
        self.assertEqual(table.rows, [["Name", "Note"], ["Ann", "a,b"]])
        self.assertEqual(table.numbers, [2, 3])

    def test_csv_one_column_and_ragged_rows(self):
        self.assertEqual(
            reader.read(b"email\na@b.vn\n\nc@d.vn,x\n").rows,
            [["email", ""], ["a@b.vn", ""], ["c@d.vn", "x"]],
        )

    def test_csv_stray_quotes(self):
        self.assertEqual(
            reader.read(b'Name,Size\nAnn,5" pipe\nBo,"x"y\n').rows,
            [["Name", "Size"], ["Ann", '5" pipe'], ["Bo", "xy"]],
        )
        data = b'a,b\n1,"x""y"\n2,"mul\nti"\n3,"open\n4,5\n'
        error = self.assertFileError("open_quote", data)
        self.assertEqual(error.params, {"line": 5})
        # a cell longer than a cell can be
        self.assertFileError("open_quote", b'a,"' + b"x\n" * 100_000)

    def test_csv_control_characters(self):
        self.assertEqual(
            reader.read(b"PK,b\n1\x07,2\x1f").rows, [["PK", "b"], ["1", "2"]]
        )

    # ------------------------------------------------------------------
    # Files that cannot be read
    # ------------------------------------------------------------------

    def test_wrong_type(self):
        for data in (
            b"%PDF-1.7 ...",
            b"\x89PNG\r\n\x1a\n" + bytes(100),
            b"MZ\x00\x00" + bytes(range(256)) * 4,
            files.zip_file(("word/document.xml", "<w/>")),
            files.zip_file(("photo.jpg", "x")),
            files.zip_file(("mimetype", "application/vnd.oasis.opendocument.text")),
        ):
            self.assertFileError("wrong_type", data)
        for data in (b"<html><table>", b'<?xml version="1.0"?><Workbook>'):
            self.assertFileError("web_page", data)

    def test_empty(self):
        for data in (b"", b" \r\n\r\n", b",,\n,,\n", files.xlsx_file([])):
            self.assertFileError("empty", data)

    def test_locked(self):
        locked = (files.DATA / "locked.xlsx").read_bytes()
        self.assertFileError("locked", locked)
        self.assertFileError("locked", files.ods_file(ROWS, encrypted=True))
        self.assertFileError("locked", files.locked_xls_file(ROWS))

    def test_truncated(self):
        for data in (files.xlsx_file(ROWS), files.xls_file(ROWS), files.ods_file(ROWS)):
            for size in (len(data) // 3, len(data) - 100):
                with self.assertRaises(reader.ImportFileError):
                    reader.read(data[:size])
        broken = files.zip_file(("xl/workbook.xml", "<a"), ("xl/_rels/x.rels", "<b"))
        self.assertFileError("broken", broken)

    def test_too_big(self):
        limits = reader.Limits(size=100, rows=2, columns=3, unpacked=1_000_000)
        error = self.assertFileError("too_big", b"x" * 101, limits=limits)
        self.assertEqual(error.params, {"megabytes": 0, "text": 256})
        self.assertFileError("too_many_rows", b"a\n1\n2\n3", limits=limits)
        self.assertEqual(len(reader.read(b"a\n1\n2", limits=limits).rows), 3)
        self.assertFileError("too_many_columns", b"a,b,c,d\n", limits=limits)
        limits = reader.Limits(rows=2, columns=3)
        rows = [[1]] * 4
        self.assertFileError("too_many_rows", files.xlsx_file(rows), limits=limits)
        self.assertFileError(
            "too_many_columns", files.xlsx_file([[1] * 4]), limits=limits
        )

    def test_big_csv(self):
        """A text file is refused as soon as it is over a limit: no millions of rows, no
        row of millions of cells."""
        size = reader.MEGABYTE
        limits = reader.Limits(rows=10, columns=5)
        for code, data in (
            ("too_many_rows", b"a\n" * size),
            ("too_many_rows", b"a,b\n" + b"," * 4000 + b"\n" * (2 * size)),
            ("too_many_columns", b"a" + b",a" * size),
            ("too_many_columns", b"a" + b"," * (2 * size)),
        ):
            with self.subTest(code=code, data=data[:5]):
                tracemalloc.start()
                self.addCleanup(tracemalloc.stop)
                with patch.object(reader, "MAX_SHEET_ROWS", 10_000):
                    self.assertFileError(code, data, limits=limits)
                _now, peak = tracemalloc.get_traced_memory()
                tracemalloc.stop()
                # the text is decoded, and again to be read line by line; its rows would
                # take some dozen bytes for each of its own
                self.assertLess(peak, 10 * len(data))

    def test_csv_empty_cells_and_rows(self):
        """They count for no limit as long as a spreadsheet program could write them."""
        limits = reader.Limits(rows=1, columns=2)
        data = b"a,b" + b"," * 600 + b"\n" * 5000 + b'"x,y",2' + b"," * 600
        table = reader.read(data, limits=limits)
        self.assertEqual(table.rows, [["a", "b"], ["x,y", "2"]])
        self.assertEqual(table.numbers, [1, 5001])
        self.assertEqual(reader.read(b"\n\na\n\nb\nc", nrows=2).rows, [["a"], ["b"]])
        # commas within a text make no columns
        text = "," * 20_000
        table = reader.read(f'a,b\n"{text}",2'.encode(), limits=limits)
        self.assertEqual(table.rows[1], [text, "2"])

    def test_bombs(self):
        """A small file that asks for a lot is refused, and this process lives."""
        packed = files.zip_file(
            ("xl/workbook.xml", "x"), ("xl/s.xml", bytes(3_000_000))
        )
        self.assertLess(len(packed), 10_000)
        self.assertFileError(
            "too_big", packed, limits=reader.Limits(unpacked=1_000_000)
        )
        workbook = openpyxl.Workbook()
        workbook.active["A1"] = "x"
        workbook.active["XFD1048576"] = "y"
        self.assertFileError("too_big", files.save_workbook(workbook))
        # half a gigabyte is more than a child with a quarter may take
        workbook = openpyxl.Workbook()
        workbook.active["A1"] = "x"
        workbook.active.cell(40_000, 400, "y")
        limits = reader.Limits(memory=256 * reader.MEGABYTE)
        self.assertFileError("too_big", files.save_workbook(workbook), limits=limits)
        cell = '<table:table-cell office:value-type="string"><text:p>x</text:p>'
        row = f'<table:table-row table:number-rows-repeated="1048576">{cell}'
        bomb = files.ods_archive(f"{row}</table:table-cell></table:table-row>")
        self.assertFileError("too_many_rows", bomb)

    def test_entities(self):
        """Names that stand for a billion letters are not spelled out."""
        entities = '<!ENTITY a0 "ha">' + "".join(
            f'<!ENTITY a{level} "{f"&a{level - 1};" * 20}">' for level in range(1, 9)
        )
        data = files.shared_xlsx_file([["Name"], ["Ann"]])
        for old in (b">Ann<", b">Name<"):
            bomb = files.replace_member(data, "xl/sharedStrings.xml", old, b">&a8;<")
            bomb = files.replace_member(
                bomb,
                "xl/sharedStrings.xml",
                b"<sst",
                b"<!DOCTYPE sst [" + entities.encode() + b"]><sst",
            )
            self.assertLess(len(bomb), 20_000)
            try:
                table = reader.read(bomb)
            except reader.ImportFileError:
                continue
            self.assertLess(sum(len(cell) for row in table.rows for cell in row), 100)

    def test_damaged_anyhow(self):
        """Whatever bytes a file has: it is read, or refused with a reason."""
        dice = random.Random(4)
        sources = (
            files.xlsx_file(ROWS),
            files.xls_file(ROWS),
            files.xlsb_file([["Name", "City"], ["Ann", "Hue"]]),
            files.ods_file(ROWS),
            files.csv_file("Name;City", '"Ann";"Hue"'),
        )
        for source in sources:
            for _number in range(8):
                data = bytearray(source)
                for _byte in range(dice.randint(1, 40)):
                    data[dice.randrange(len(data))] = dice.randrange(256)
                with suppress(reader.ImportFileError):
                    table = reader.read(bytes(data))
                    self.assertTrue(
                        all(isinstance(cell, str) for cell in table.rows[0])
                    )

    def test_big_sheet(self):
        """A sheet that is read in parts says what it says as a whole: numbers of rows,
        formats, merged and hidden cells, wherever it is cut."""
        data = files.big_xlsx_file(60_000)
        whole, parts = (
            reader.read(data, limits=reader.Limits(part=size))
            for size in (64 * reader.MEGABYTE, reader.MEGABYTE)
        )
        self.assertEqual(whole, parts)
        self.assertEqual(len(whole.rows), 59_940)
        by_number = dict(zip(parts.numbers, parts.rows, strict=True))
        self.assertNotIn(20_008, by_number)
        for number in (11, 20_009, 59_999):
            self.assertEqual(
                by_number[number],
                [f"Name {number}", f"0{900_000_000 + number}", "North", "2026-05-01"],
            )
        self.assertEqual((parts.hidden, parts.wide), ([25_000], [5]))
        # the first rows do not need the others
        head = reader.read(data, nrows=30, limits=reader.Limits(part=reader.MEGABYTE))
        self.assertEqual(head.rows, whole.rows[:30])
        # no more of it than one part is in memory
        with patch.object(sys, "path", [*sys.path, str(Path(reader.__file__).parent)]):
            split_sheet = importlib.import_module("xlsx_parts").split_sheet
        self.assertEqual(list(split_sheet(data, "Big", 64 * reader.MEGABYTE)), [])
        sizes = []
        for part in split_sheet(data, "Big", reader.MEGABYTE):
            with zipfile.ZipFile(io.BytesIO(part)) as archive:
                sizes.append(archive.getinfo("xl/worksheets/sheet1.xml").file_size)
        self.assertGreater(len(sizes), 2)
        self.assertLess(max(sizes), 3 * reader.MEGABYTE)

    def test_big_sheet_of_another_make(self):
        """Rows without numbers and with a prefix; one that is cut off is refused."""
        names = 'xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
        limits = reader.Limits(part=reader.MEGABYTE)
        small, name = files.xlsx_file([["Name"]]), "xl/worksheets/sheet1.xml"
        with zipfile.ZipFile(io.BytesIO(small)) as archive:
            content = archive.read(name)
        for place in ("", " r='%s'"):
            rows = "".join(
                f"<x:row{place and place % number}>"
                f"<x:c t='inlineStr'><x:is><x:t>Name {number}</x:t></x:is></x:c>"
                f"<x:c><x:v>{number}</x:v></x:c></x:row>\n"
                for number in range(1, 40_001)
            )
            sheet = f"<x:worksheet {names}><x:sheetData>{rows}"
            for end in ("</x:sheetData></x:worksheet>", ""):
                data = (sheet + end).encode()
                data = files.replace_member(small, name, content, data)
                if not end:
                    self.assertFileError("broken", data, limits=limits)
                    continue
                table = reader.read(data, limits=limits)
                self.assertEqual(table.numbers, list(range(1, 40_001)))
                self.assertEqual(table.rows[-1], ["Name 40000", "40000"])

    def test_too_slow(self):
        with patch.object(reader.subprocess, "run") as run:
            run.side_effect = reader.subprocess.TimeoutExpired("read", 1)
            self.assertFileError("too_big", files.xlsx_file(ROWS))

    def test_written_cells_stay_text(self):
        rows = [["=cmd|' /C calc'!A0", "0901"], ["+84", "x" * 40_000]]
        data = writer.write_xlsx(["A", "@B"], rows)
        sheet = openpyxl.load_workbook(io.BytesIO(data)).active
        cells = [cell for row in sheet.iter_rows() for cell in row]
        self.assertEqual({cell.data_type for cell in cells}, {"s"})
        self.assertEqual({cell.number_format for cell in cells}, {"@"})
        self.assertTrue(sheet["A2"].quotePrefix)
        table = reader.read(data)
        self.assertEqual(table.rows[:2], [["A", "@B"], rows[0]])
        self.assertEqual(len(table.rows[2][1]), writer.MAX_CELL)
