from odoo.tests import BaseCase

from ..tools.field_names import make_unique, slugify


class TestFieldNames(BaseCase):
    def test_slug(self):
        for text, slug in (
            ("Budget", "budget"),
            ("  Điểm tín dụng (%)  ", "diem_tin_dung"),
            ("Số Đ/T phụ", "so_d_t_phu"),
            ("Straße", "strasse"),
            ("2nd choice", "2nd_choice"),
            ("预算", "field"),
            ("", "field"),
            ("___", "field"),
        ):
            with self.subTest(text=text):
                self.assertEqual(slugify(text, "field"), slug)

    def test_slug_is_short(self):
        slug = slugify("very long label " * 20, "field")
        self.assertLessEqual(len(slug), 40)
        self.assertFalse(slug.endswith("_"))

    def test_unique(self):
        self.assertEqual(make_unique("x_a", {"x_b"}), "x_a")
        self.assertEqual(make_unique("x_a", {"x_a", "x_a_2"}), "x_a_3")
