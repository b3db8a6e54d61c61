import csv
import random
import unicodedata

from odoo.tests import BaseCase, tagged

from ..tools.header_words import words
from ..tools.rows import _is_name, find_marks
from . import files

NAMES = ("First Name", "Phone_1", "eMail", "City", "Tên công ty", "Zip", "Note")


@tagged("-at_install", "post_install")
class TestRows(BaseCase):
    def test_header_again(self):
        """A row is the header once more where at least two of its cells, and seven in
        ten, are the names of their columns, in any writing."""
        rng = random.Random(7)
        found = 0
        for _round in range(400):
            width = rng.randint(1, len(NAMES))
            header = list(NAMES[:width])
            cells = [
                rng.choice((name, name, name.upper(), f" {name} ", "", "Hà Nội"))
                for name in header
            ] + [""] * rng.randint(0, 1)
            filled = [(at, cell) for at, cell in enumerate(cells) if cell]
            same = sum(
                at < width and words(cell) == words(header[at]) for at, cell in filled
            )
            is_header = same >= 2 and same >= 0.7 * len(filled)
            mark = find_marks(header, [["x"] * width, cells], [2, 3]).get(1)
            self.assertEqual(mark == "header", is_header, (header, cells))
            found += is_header
        self.assertGreater(found, 50)
        self.assertLess(found, 350)

    def test_names_in_any_writing(self):
        """What is told by the length of a cell is what its words tell: of real headers,
        in all their writings."""
        with (files.DATA / "headers.tsv").open(encoding="utf-8") as lines:
            headers = [line["header"] for line in csv.DictReader(lines, delimiter="\t")]
        headers += ["고객 휴대전화번호", "ﬃ", "POAddressLine1", "Ä", "ＴＥＬ", "２"]
        names = list(map(words, headers))
        for header, name in zip(headers, names, strict=True):
            for text in (
                header,
                header.upper(),
                f"  {header} * ",
                unicodedata.normalize("NFD", header),
                unicodedata.normalize("NFKC", header),
            ):
                self.assertEqual(_is_name(text, name), words(text) == name, text)
            for other in random.Random(name).sample(names, 20):
                self.assertEqual(_is_name(header, other), name == other, header)
