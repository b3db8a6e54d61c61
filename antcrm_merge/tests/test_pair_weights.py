from math import log2

from odoo.tests import BaseCase, tagged

from ..tools.pair_weights import (
    PARTS,
    PARTS_OF_KINDS,
    SHIPPED,
    estimate,
    find_known_words,
    get_bits,
    get_prior,
    get_probability,
    get_weights,
)


@tagged("-at_install", "post_install")
class TestPairWeights(BaseCase):
    def test_every_degree_has_a_weight(self):
        for kind, parts in PARTS_OF_KINDS.items():
            for part in parts:
                self.assertEqual(tuple(SHIPPED[part]), PARTS[part], kind)

    def test_known_words(self):
        """What many write wrong in one way is no name of its own."""
        counts = {
            "nguyen": 800,
            "lan": 600,
            # a name, although it looks like another one
            "nguyet": 9,
            "nguyn": 5,
            "ngyuen": 5,
            "mguyen": 5,
            "nguyeen": 5,
            # too short to say so, and nobody's slip of the pen
            "lam": 5,
            "quynh": 5,
            "rare": 3,
        }
        known = ["nguyen", "lan", "nguyet", "lam", "quynh"]
        self.assertEqual(find_known_words(counts, 4200), known)
        # of fewer customers a few say nothing
        self.assertEqual(
            find_known_words({"nguyen": 100, "nguyn": 4}, 500)[1:], ["nguyn"]
        )
        self.assertFalse(find_known_words({}, 0))

    def test_probability(self):
        self.assertEqual(get_probability(0), 0.5)
        self.assertAlmostEqual(get_probability(log2(99)), 0.99)
        self.assertLess(get_probability(get_prior(1_000_000)), 1e-6)
        self.assertEqual(get_prior(1), get_prior(1000))
        for bits in (-5000, 5000):
            self.assertAlmostEqual(get_probability(bits), bits > 0)
        for bits in (-20, -0.5, 0, 6.6, 40):
            self.assertAlmostEqual(get_bits(get_probability(bits)), bits, 2)
        # who asks for all that is possible gets what is shown as that
        self.assertEqual(round(100 * get_probability(get_bits(1)), 1), 100)
        self.assertLess(get_bits(0), -400)

    def test_estimate(self):
        """Of pairs that were made by known shares the shares are found again."""
        chances = {
            "name": {"same": 0.001, "typo": 0.001, "part": 0.001, "differs": 0.997},
            "phone": {"same": 0.001, "several": 0.001, "differs": 0.998},
            "birthdate": {"same": 0.01, "near": 0.01, "differs": 0.98},
            "account": {"same": 0.5, "differs": 0.5},
        }
        ones = {
            "name": {"same": 0.9, "typo": 0.1},
            "phone": {"same": 0.6, "differs": 0.4},
            "birthdate": {"same": 0.8, "near": 0.2},
        }
        patterns = {}
        for shares, number in ((ones, 10_000), (chances, 90_000)):
            for name, name_share in shares["name"].items():
                for phone, phone_share in shares["phone"].items():
                    for day, day_share in shares["birthdate"].items():
                        key = (name, phone, day, None)
                        share = name_share * phone_share * day_share
                        patterns[key] = patterns.get(key, 0) + number * share
        likely = estimate(patterns, chances)
        self.assertAlmostEqual(likely["name"]["same"], 0.9, 2)
        self.assertAlmostEqual(likely["phone"]["same"], 0.6, 1)
        self.assertAlmostEqual(likely["birthdate"]["near"], 0.2, 2)
        # what was never compared is not learned, nor what the pairs were chosen by
        self.assertNotIn("account", likely)
        self.assertNotIn("phone", estimate(patterns, chances, ("phone",)))
        weights = get_weights(likely, chances)
        self.assertAlmostEqual(weights["birthdate"]["same"], log2(80), 1)
        self.assertLessEqual(weights["name"]["differs"], -20)
