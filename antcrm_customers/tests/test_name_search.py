import re
from unittest.mock import patch

from odoo.tests import tagged
from odoo.tools import SQL

from ..tools.name_query import NameSource
from ..tools.name_search import (
    NameSample,
    get_misspellings,
    get_patterns,
    get_similarity,
    get_trigrams,
    get_unknown_words,
    get_words,
)
from .common import CustomersCommon

#: four of ten are called Nguyen
SAMPLE = NameSample(
    {"nguyen thi anh": 0.2, "nguyen van anh": 0.2}, [f"tran x{n}" for n in range(60)]
)


@tagged("post_install", "-at_install")
class TestNameSearch(CustomersCommon):
    """Names are found that are written a little otherwise, however many have words of
    them in common."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.contacts = {
            name: cls.as_user("res.partner").create({"name": name})
            for name in ("Nguyễn Văn Nam", "Nguyễn Thị Hằng", "Nguyễn Vy", "Vy Trần")
        }

    def find(self, name, kind="contact", sample=None):
        """Return the names of whom is found; the words of the sample are those that
        many have."""
        Intake = self.as_user("antcrm.intake")
        sampled = patch.object(
            type(Intake), "_get_name_sample", lambda self, Model: sample or SAMPLE
        )
        with sampled:
            [found] = Intake.find_similar(kind, [{"name": name}])
        ours = {contact.id for contact in self.contacts.values()}
        return [one["name"] for one in found if one["id"] in ours]

    def test_sample(self):
        self.assertAlmostEqual(SAMPLE.get_share("nguyen"), 0.4)
        self.assertAlmostEqual(SAMPLE.get_share(" tran "), 0.6)
        self.assertFalse(NameSample().is_common("nguyen"))
        self.assertFalse(SAMPLE.is_common("hang"))

    def test_trigrams(self):
        """They are those of the database."""
        for text in ("nguyen van nam", "le a", "o'hara-smith 7", "東京"):
            self.env.cr.execute("SELECT show_trgm(%s)", [text])
            [trigrams] = self.env.cr.fetchone()
            self.assertEqual(len(get_trigrams(text)), len(trigrams), text)
            if text.isascii():
                self.assertEqual(get_trigrams(text), set(trigrams))

    def test_similarity(self):
        self.assertEqual(get_similarity("qmhkc xvbwrt", SAMPLE), 0.5)
        self.assertEqual(get_similarity("nguyen van nam", NameSample()), 0.5)
        # what many have in common does not suffice
        self.assertIsNone(get_similarity("nguyen nma", SAMPLE))
        least = get_similarity("nguyen qmhkcxv", SAMPLE)
        self.assertGreater(least, 8 / len(get_trigrams("nguyen qmhkcxv")))

    def test_words(self):
        self.assertEqual(get_words("le a van tuyet"), ["tuyet", "van", "le"])
        self.assertEqual(get_words("le a"), ["le a"])
        self.assertEqual(get_unknown_words("nguyen van nma", SAMPLE), ["nma"])
        self.assertEqual(get_unknown_words("nma", SAMPLE), [])
        for text, name in (
            ("a(b", "x a(b c"),
            ("c++", "c++"),
            ("v", "le vy"),
            ("v", "v"),
        ):
            [pattern] = get_patterns([text])
            self.assertRegex(name, pattern)
        self.assertNotRegex("nova", get_patterns(["v"])[0])

    def test_misspellings(self):
        for word, meant in (
            ("nma", "nam"),
            ("ngyuen", "nguyen"),
            ("hagn", "hang"),
            ("hanng", "hang"),
            ("quynj", "quynh"),
            ("buynh", "quynh"),
            ("qunh", "quynh"),
        ):
            patterns = get_misspellings(word)
            self.assertTrue(
                any(re.search(pattern, f"le {meant} x") for pattern in patterns), word
            )
        self.assertEqual(get_misspellings("ab"), [])

    def test_misspelt_beside_common_words(self):
        for text, name in (
            ("nguyen van nma", "Nguyễn Văn Nam"),
            ("Nguyễn Thị Hnằg", "Nguyễn Thị Hằng"),
            ("hagn thi nguyen", "Nguyễn Thị Hằng"),
            ("nguyen thi hanf", "Nguyễn Thị Hằng"),
        ):
            with self.subTest(text=text):
                self.assertIn(name, self.find(text))
        self.assertNotIn("Nguyễn Văn Nam", self.find("nguyen thi qzx"))

    def test_while_typing(self):
        """A last word that is not yet whole, in any order; a short one is no part of
        another word."""
        for text, name in (
            ("nguyen van n", "Nguyễn Văn Nam"),
            ("nguyễn thị hằ", "Nguyễn Thị Hằng"),
            ("hang ngu", "Nguyễn Thị Hằng"),
            ("vy ngu", "Nguyễn Vy"),
            ("tran v", "Vy Trần"),
        ):
            for sample in (SAMPLE, NameSample()):
                with self.subTest(text=text, sample=sample):
                    self.assertIn(name, self.find(text, sample=sample))
        # the most similar first
        self.assertEqual(self.find("nguyen vy")[0], "Nguyễn Vy")

    def test_exact_name_comes_first(self):
        """However many begin with it, and whoever entered them before."""
        self.env["res.partner"].create(
            [{"name": f"Nguyễn Vy {number}"} for number in range(1005)]
        )
        contact = self.as_user("res.partner").create({"name": "Nguyen Vy"})
        self.contacts["Nguyen Vy"] = contact
        self.assertIn("Nguyen Vy", self.find("nguyễn vy")[:2])

    def test_few_of_a_common_name(self):
        """However many others have it whom the user may not read."""
        name = "Phạm Văn Ẩn"
        for kind, model, values in (
            ("contact", "res.partner", {}),
            ("account", "res.partner", {"is_company": True}),
            ("lead", "crm.lead", {"type": "lead"}),
        ):
            hidden = self.env[model].create(
                [
                    {"name": name, "share_mode": "me", **values}
                    for _number in range(1005)
                ]
            )
            own = self.as_user(model).create({"name": name, **values})
            self.contacts = {name: own}
            for text in (name, "pham van", "an van pham", "pham van ann"):
                with self.subTest(kind=kind, text=text):
                    self.assertEqual(self.find(text, kind=kind), [name])
            self.assertFalse(hidden.with_user(self.user_sales)._filtered_access("read"))

    def test_planner_is_left_as_it_was(self):
        def read():
            self.env.cr.execute("SHOW enable_seqscan")
            [seqscan] = self.env.cr.fetchone()
            self.env.cr.execute("SHOW jit")
            return seqscan, self.env.cr.fetchone()

        before = read()
        self.find("nguyen van nma")
        self.assertEqual(read(), before)

    def test_index_serves_the_beginning(self):
        self.env.cr.execute("SET LOCAL enable_seqscan = off")
        for Model in (self.env["res.partner"], self.env["crm.lead"]):
            Intake = self.env["antcrm.intake"]
            [begin, *_words] = Intake._get_parts_queries("ida")
            start = SQL(Model._get_name_start_sql())
            ids = begin.get_ids(NameSource(SQL.identifier(Model._table), start, start))
            self.env.cr.execute(f"EXPLAIN {ids.code}", list(ids.params))
            plan = "\n".join(row[0] for row in self.env.cr.fetchall())
            self.assertIn(f"{Model._table}_name_key_start", plan)

    def test_sample_of_the_database(self):
        """What the planner knows of the index is read."""
        Partner = self.env["res.partner"]
        Partner.create([{"name": f"Đặng Quyên {number % 5}"} for number in range(1000)])
        self.env.flush_all()
        self.env.cr.execute("ANALYZE res_partner")
        sample = self.env["antcrm.intake"]._get_name_sample(Partner)
        self.assertGreater(sample.get_share("dang quyen"), 0.2)
