"""Weigh what two customers have in common; knows no database.

The model is that of I. Fellegi and A. Sunter, A Theory for Record Linkage (1969): what
is compared agrees more or less, and each degree is worth the binary logarithm of how
much more often it is met in one customer who is there twice than in two customers. The
sum says how likely it is that two are one. How often a degree is met is learned without
examples by expectation-maximisation (W. Winkler, 1988).
"""

from math import log2, prod

#: What is compared, and how much of it may agree, the most first. What one of two has
#: not is not compared.
PARTS = {
    "name": ("same", "typo", "part", "differs"),
    "phone": ("same", "several", "differs"),
    "email": ("same", "several", "differs"),
    "number": ("same", "differs"),
    "birthdate": ("same", "near", "differs"),
    "address": ("street", "city", "differs"),
    "account": ("same", "differs"),
    "domain": ("same", "differs"),
}
PARTS_OF_KINDS = {
    # a lead that names no person is compared as a company
    "lead": ("name", "phone", "email", "number", "birthdate", "address", "account")
    + ("domain",),
    "contact": ("name", "phone", "email", "number", "birthdate", "address", "account"),
    "account": ("name", "phone", "email", "number", "address", "domain"),
}
#: Pairs of two kinds, and how each of the two is compared: a lead as the person that it
#: names, or as a company, see ``antcrm_duplicate_across``
ACROSS = {
    "lead_contact": ("lead", "contact"),
    "lead_account": ("lead_account", "account"),
}
#: Degrees that are worth the more the fewer share the value; the number is how many
#: times more often two values are so similar than equal, in bits.
BY_FREQUENCY = {
    ("name", "same"): 0.0,
    ("name", "typo"): -2.0,
    ("name", "part"): -4.0,
    ("phone", "same"): 0.0,
    ("email", "same"): 0.0,
    ("address", "city"): 0.0,
}
#: Degrees that say more than can be learned: families and colleagues agree in much, so
#: that without examples they would be taken for one. So many bits at most.
AT_MOST = {("name", "differs"): -20.0}
#: Of five customers one is there twice, as in most bases that nobody has cleaned: pairs
#: of one there are by so many bits fewer than customers
PRIOR = -1.3
#: Fewer customers say nothing about how rare a value is
FEWEST = 1000
#: A company is called as no other wants to be: of more that are called so, most are one
MOST_NAMESAKES = {"account": 3}
#: words that so many have, of a thousand and in all, are known: another one is
#: misspelt, or rare
KNOWN_WORD = (1, 4)
#: One that no more than so many of a thousand have, and that differs in one letter from
#: one that is so many times as frequent, is misspelt however often: Nguyn, Ngyuen
OFTEN_MISSPELT = (2, 100)
#: shorter words differ in one letter from too many
LEAST_LETTERS = 5
SHIPPED = {
    "name": {"same": -0.3, "typo": -3.5, "part": -6.0, "differs": -20.0},
    "phone": {"same": -0.7, "several": 9.0, "differs": -1.0},
    "email": {"same": -0.7, "several": 9.0, "differs": -1.5},
    "number": {"same": 20.0, "differs": -5.0},
    "birthdate": {"same": 13.0, "near": 5.0, "differs": -6.0},
    "address": {"street": 9.0, "city": -0.3, "differs": -1.5},
    "account": {"same": 5.0, "differs": -1.0},
    "domain": {"same": 9.0, "differs": -3.0},
}


def get_probability(bits):
    """Return how likely it is that two are one, from 0 to 1.

    :param float bits: the sum of the weights and of :func:`get_prior`
    """
    return 1 / (1 + 2 ** -max(min(bits, 500), -500))


def get_bits(probability):
    """Return the sum that makes it as likely: see :func:`get_probability`.

    :param float probability: from 0 to 1
    """
    least = get_probability(-500)
    return -log2(1 / min(max(probability, least), 1 - 2**-53) - 1)


def get_prior(number, prior=PRIOR):
    """Return the bits that two customers of ``number`` start with."""
    return prior - log2(max(number, FEWEST))


def get_least_count(number):
    """Return how many of ``number`` customers have to have a word that is known."""
    return max(KNOWN_WORD[0] * number // 1000, KNOWN_WORD[1])


def find_known_words(counts, number):
    """Return the words that are known, the most frequent first.

    :param dict counts: ``{word: how many have it}``, the most frequent first
    :param int number: of all customers
    """
    known, shortened = [], {}
    for word, count in counts.items():
        if count < get_least_count(number):
            continue
        # two words that differ in one letter are the same without one letter each
        texts = {word} | {word[:at] + word[at + 1 :] for at in range(len(word))}
        share, times = OFTEN_MISSPELT
        if (
            count * 1000 <= share * number
            and len(word) >= LEAST_LETTERS
            and any(shortened.get(text, 0) >= times * count for text in texts)
        ):
            continue
        known.append(word)
        for text in texts:
            shortened.setdefault(text, count)
    return known


def estimate(patterns, chances, skipped=(), rounds=100):
    """Return how often each degree is met in customers that are there twice.

    :param dict patterns: how many pairs agree in which way: ``{degrees: number}``,
        degrees in the order of ``chances``, ``None`` for what was not compared
    :param dict chances: how often each degree is met in two customers chosen by chance:
        ``{part: {degree: share}}``
    :param skipped: parts that the pairs were chosen by, so that they tell nothing
    :return: ``{part: {degree: share}}`` without those of ``skipped``, and without those
        that are never compared
    """
    parts = list(chances)
    compared = {index for degrees in patterns for index, of in enumerate(degrees) if of}
    used = [i for i, part in enumerate(parts) if part not in skipped and i in compared]
    likely = {parts[index]: _begin(list(chances[parts[index]])) for index in used}
    total = sum(patterns.values())
    share = 0.2
    for _round in range(rounds):
        sums = {part: dict.fromkeys(likely[part], 0.0) for part in likely}
        found = 0.0
        for degrees, number in patterns.items():
            seen = [(parts[i], degrees[i]) for i in used if degrees[i] is not None]
            odds = (
                share
                / (1 - share)
                * prod(
                    likely[part][degree] / chances[part][degree]
                    for part, degree in seen
                )
            )
            weight = number * odds / (1 + odds)
            found += weight
            for part, degree in seen:
                sums[part][degree] += weight
        before, share = share, min(max(found / (total or 1), 1e-6), 1 - 1e-6)
        for part, degrees in sums.items():
            # one more of each: what was not met is rare, not impossible
            size = sum(degrees.values()) + len(degrees)
            likely[part] = {
                degree: min(
                    (count + 1) / size,
                    chances[part][degree] * 2 ** AT_MOST.get((part, degree), 100),
                )
                for degree, count in degrees.items()
            }
        if abs(share - before) < 1e-7:
            break
    return likely


def _begin(degrees):
    rest = 0.2 / max(len(degrees) - 1, 1)
    return {degree: rest if index else 0.8 for index, degree in enumerate(degrees)}


def get_weights(likely, chances):
    """Return the weights of degrees, in bits: ``{part: {degree: bits}}``.

    :param dict likely: see :func:`estimate`
    :param dict chances: as there
    """
    weights = {}
    for part, degrees in likely.items():
        weights[part] = {
            degree: round(
                log2(share) + BY_FREQUENCY[part, degree]
                if (part, degree) in BY_FREQUENCY
                else log2(share / chances[part][degree]),
                2,
            )
            for degree, share in degrees.items()
        }
    return weights
