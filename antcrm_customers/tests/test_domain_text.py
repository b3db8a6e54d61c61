from odoo.tests import BaseCase

from ..tools.domain_text import field_names, parse_domain


class TestDomainText(BaseCase):
    def test_values(self):
        domain = parse_domain(
            "['|', ('user_id', '=', uid), ('city', 'in', ['Huế', False]),"
            " ('x', '>', -1)]",
            {"uid": 7},
        )
        self.assertEqual(
            domain,
            ["|", ("user_id", "=", 7), ("city", "in", ["Huế", False]), ("x", ">", -1)],
        )
        self.assertEqual(parse_domain("", {}), [])

    def test_hostile(self):
        for text in (
            "__import__('os').system('id')",
            "[(user, '=', 1)]",
            "[('a', '=', 9**9**9)]",
            "[('a', '=', 1) for _ in range(9)]",
            "('a', '=', 1)",
            "[",
            "[" * 5000,
            "['x'" + ", 1" * 4000 + "]",
            "{'a': 1}",
        ):
            with self.subTest(text[:20]), self.assertRaises(ValueError):
                parse_domain(text, {"uid": 7})

    def test_field_names(self):
        domain = [
            ("parent_id.city", "=", "segment_ids"),
            "!",
            ("child_ids", "any", [("segment_ids", "in", [1])]),
        ]
        self.assertEqual(
            list(field_names(domain)), ["parent_id", "city", "child_ids", "segment_ids"]
        )
