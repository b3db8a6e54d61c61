"""How well likely duplicates are told from people who are merely alike.

10,000 Vietnamese and 10,000 Western customers by a fixed seed: persons and companies,
one in five there twice, the second time written by somebody else: misspelt, without
accents, the names swapped, a title before them, with an old number, after a move. Among
them twins, families at one address with one telephone, colleagues at one switchboard,
and namesakes. ``./setup/bench duplicate_pairs [NUMBER] [leads] [learn] [show]
[splink]``: with ``leads`` every fourth of them is a lead, so that many pairs are of two
kinds; with ``learn`` the weights are learned first; with ``show`` some mistakes are
printed; with
``splink`` the same customers are compared by the library of that name as well, which
has to be installed before: ``.host/venv/bin/pip install splink==5.0.0 pandas``.
"""

import random
import sys
import time
import unicodedata
from datetime import date, timedelta

from common import database, environment

from odoo.tools import SQL

SEED = 20260401
COUNT = 10_000
THRESHOLDS = {"sure": 99, "likely": 50}

VIETNAMESE_SURNAMES = dict(
    zip(
        "Nguyễn Trần Lê Phạm Hoàng Huỳnh Phan Vũ Võ Đặng Bùi Đỗ Hồ Ngô Dương Lý Đoàn "
        "Đinh Trịnh Mai Trương Lâm Hà Cao Châu Tạ Thái Quách Phùng Lương".split(),
        (38, 11, 9.5, 7, 5, 4, 4.5, 2, 2, 2.1, 2, 1.4, 1.3, 1.3, 1, *[0.5] * 15),
        strict=True,
    )
)
MIDDLES = {
    "m": "Văn Hữu Đức Minh Quang Quốc Gia Anh Công Đình Xuân Thanh Bảo Hoàng".split(),
    "f": "Thị Thị Thị Ngọc Thu Thanh Kim Phương Bảo Khánh Mỹ Hồng Minh Diệu".split(),
}
GIVENS = {
    "m": "Nam Hùng Dũng Tuấn Anh Minh Hải Long Sơn Thắng Cường Hiếu Trung Kiên Phúc "
    "Đạt Khoa Huy Bình Lâm Tùng Việt Quân Toàn Tâm Thành Vinh Khánh Hoà Nghĩa "
    "Trí Phong Duy Khải Lộc Tiến Hưng Tài Thịnh Vũ".split(),
    "f": "Lan Hương Hoa Mai Linh Trang Thảo Hà Nga Thuỷ Hằng Yến Ngân Ngọc Vy Loan "
    "Phượng Tuyết Oanh Dung Hạnh Hiền Nhung Quyên Diễm Trinh My Chi Giang Thu "
    "Xuân Liên Nhi Như Tâm Tú Uyên Vân Châu Gấm".split(),
}
WESTERN_NAMES = {
    "m": "James John Robert Michael William David Richard Thomas Charles Daniel "
    "Matthew Anthony Mark Paul Steven Andrew Kenneth George Joshua Kevin Brian "
    "Edward Peter Hans Karl Jürgen Lars Sven Pierre Luc Antoine Marco Luca Diego "
    "Carlos Javier Pablo Miguel Nikolai Tomasz".split(),
    "f": "Mary Patricia Jennifer Linda Elizabeth Barbara Susan Jessica Sarah Karen "
    "Lisa Nancy Betty Margaret Sandra Ashley Emily Donna Michelle Carol Amanda "
    "Laura Anna Ingrid Greta Heike Claire Sophie Camille Chiara Giulia Sofia Lucía "
    "Carmen Elena Olga Katarzyna Zoé Ida Maja".split(),
}
SYLLABLES = (
    "ber ham lin wood stein mann ros field hart ley ford ner bach son gar ton vel dal "
    "mor ken ash win sch rik tor el car bel mont dur fer nan".split()
)
CITIES = {
    "vn": "Hà Nội;TP. Hồ Chí Minh;Đà Nẵng;Hải Phòng;Cần Thơ;Huế;Nha Trang;Vinh;"
    "Biên Hoà;"
    "Đà Lạt;Quy Nhơn;Mỹ Tho",
    "west": "London;Berlin;Paris;Madrid;Milano;Boston;Chicago;Denver;Lyon;Hamburg;"
    "Oslo;Graz;Dublin;Porto;Seattle;Leeds;Bern;Gent",
}
STREETS = {
    "vn": "Nguyễn Huệ;Lê Lợi;Trần Hưng Đạo;Hai Bà Trưng;Lý Thường Kiệt;Hùng Vương;"
    "Nguyễn Trãi;Quang Trung;Kim Mã;Bạch Đằng;Ngô Quyền;Võ Văn Kiệt;Pasteur",
    "west": "Main Street;High Street;Park Road;Station Road;Church Lane;Mill Lane;"
    "Hauptstraße;Gartenweg;Rue Pasteur;Calle Mayor;Via Roma;Oak Avenue;Elm Street",
}
HONORIFICS = {"vn": ("Anh", "Chị", "Ông", "Bà"), "west": ("Mr.", "Mrs.", "Dr.")}
TRADES = (
    "Ropes Steel Foods Textiles Logistics Software Paper Glass Furniture Seeds".split()
)
VIETNAMESE_TRADES = (
    "Thép;Thực Phẩm;Dệt May;Vận Tải;Phần Mềm;Giấy;Thuỷ Sản;Nội Thất;Gốm Sứ;Cà Phê"
).split(";")
FORMS = {
    "vn": (
        "Công ty TNHH {}",
        "Cty {}",
        "CTY TNHH {}",
        "Công ty {}",
        "{}",
        "{} Co., Ltd",
    ),
    "west": ("{} Ltd", "{} Limited", "{}", "{} Inc.", "{} GmbH"),
}
MAILS = ("gmail.com", "yahoo.com", "outlook.com", "icloud.com")


class People:
    """Makes customers; each is a dict, those who are one have one ``entity``."""

    def __init__(self, culture, seed):
        self.random = random.Random(seed)
        self.culture = culture
        self.entity = 0
        self.surnames = [
            (self.pick(SYLLABLES) + self.pick(SYLLABLES)).capitalize()
            for _number in range(700)
        ]

    def pick(self, values):
        return self.random.choice(values)

    def may(self, share):
        return self.random.random() < share

    def name(self, sex, surname=None):
        if self.culture == "vn":
            surname = (
                surname
                or self.random.choices(
                    [*VIETNAMESE_SURNAMES], [*VIETNAMESE_SURNAMES.values()]
                )[0]
            )
            middles = [self.pick(MIDDLES[sex])]
            if self.may(0.25):
                middles.append(self.pick(MIDDLES[sex]))
            return [surname, *middles, self.pick(GIVENS[sex])]
        surname = (
            surname or self.surnames[min(int(self.random.expovariate(1 / 150)), 699)]
        )
        return [self.pick(WESTERN_NAMES[sex]), surname]

    def phone(self):
        if self.culture == "vn":
            return f"+849{self.random.randrange(10**8):08}"
        return f"+44{self.random.randrange(7 * 10**9, 8 * 10**9)}"

    def street(self):
        number = self.random.randrange(1, 900)
        name = self.pick(STREETS[self.culture].split(";"))
        return f"{number} {name}" if self.may(0.9) else f"{number}/{number % 9} {name}"

    def person(self, **values):
        self.entity += 1
        sex = self.pick("mf")
        words = values.pop("words", None) or self.name(sex)
        plain = [fold(word).lower() for word in (words[-1], words[0])]
        born = date(1950, 1, 1) + timedelta(days=self.random.randrange(55 * 365))
        return {
            "entity": (self.culture, self.entity),
            "kind": "contact",
            "words": words,
            "phone": self.phone(),
            "email": f"{plain[0]}.{plain[1]}{self.random.randrange(9999)}@"
            f"{self.pick(MAILS)}",
            "birthdate": born,
            "number": f"0{self.random.randrange(10**11):011}",
            "street": self.street(),
            "city": self.pick(CITIES[self.culture].split(";")),
            **values,
        }

    def company(self):
        self.entity += 1
        if self.culture == "vn":
            words = [
                *self.pick(VIETNAMESE_TRADES).split(),
                self.pick(GIVENS["m"] + GIVENS["f"]),
                self.pick(GIVENS["m"] + GIVENS["f"] + ["Phát", "Thịnh", "Đông"]),
            ]
        else:
            words = [self.pick(self.surnames), self.pick(TRADES)]
            if self.may(0.4):
                words.insert(1, self.pick(self.surnames))
        domain = "".join(fold(word).lower() for word in words)
        domain += f"{self.random.randrange(99)}.example"
        return {
            "entity": (self.culture, self.entity),
            "kind": "account",
            "words": words,
            "phone": self.phone(),
            "email": f"info@{domain}",
            "website": f"https://www.{domain}",
            "vat": f"{self.random.randrange(10**10):010}",
            "street": self.street(),
            "city": self.pick(CITIES[self.culture].split(";")),
        }

    def typo(self, word):
        at = self.random.randrange(len(word))
        way = self.pick(("leave", "twice", "swap", "other"))
        if way == "leave" and len(word) > 3:
            return word[:at] + word[at + 1 :]
        if way == "swap" and at + 1 < len(word):
            return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
        if way == "other":
            return word[:at] + self.pick("aeioubtnr") + word[at + 1 :]
        return word[:at] + word[at] + word[at:]

    def spoil_name(self, one, words):
        """Return the words of a name as somebody else writes them."""
        if self.may(0.25):
            at = max(range(len(words)), key=lambda i: (len(words[i]), i))
            words[at] = self.typo(words[at])
        if self.may(0.3):
            words = [fold(word) for word in words]
        if one["kind"] == "contact":
            if self.may(0.2):
                words = [words[-1], *words[:-1]]
            if len(words) > 3 and self.may(0.3):
                del words[1]
        return words

    def spoil_values(self, one, written, words):
        """Change what has changed since, or was heard wrong."""
        if self.may(0.2) and "phone" in written:
            written["phone"] = self.phone()
        if self.may(0.2) and "email" in written and one["kind"] == "contact":
            written["email"] = f"{fold(words[0]).lower()}{self.phone()[-5:]}@mail.com"
        if self.may(0.05) and "birthdate" in written:
            born = written["birthdate"]
            if born.day < 13:
                written["birthdate"] = date(born.year, born.day, born.month)
            else:
                written["birthdate"] = born.replace(day=born.day % 10 + 10)
        if self.may(0.12) and "street" in written:
            written["street"] = self.street()
            if self.may(0.4) and "city" in written:
                written["city"] = self.pick(CITIES[self.culture].split(";"))

    def write(self, one, again=False):
        """Return one as somebody wrote it down."""
        written = dict(one)
        words = list(one["words"])
        for key, share in {
            "phone": 0.12,
            "email": 0.25,
            "birthdate": 0.5,
            "number": 0.7,
            "street": 0.25,
            "city": 0.12,
            "vat": 0.4,
            "website": 0.4,
        }.items():
            if key in written and self.may(share):
                del written[key]
        if again:
            words = self.spoil_name(one, words)
            self.spoil_values(one, written, words)
        name = " ".join(words)
        if one["kind"] == "account":
            name = self.pick(FORMS[self.culture]).format(name)
        elif self.may(0.1):
            name = f"{self.pick(HONORIFICS[self.culture])} {name}"
        if self.may(0.1):
            name = name.upper()
        written["name"] = name
        return written

    def make(self, count):
        """Return as many customers, as they were written down."""
        ones, number = [], 0
        while number < count * 0.8:
            way = self.random.random()
            if way < 0.3:
                group = [self.company()]
            elif way < 0.33:
                one = self.person()
                words = one["words"]
                while words == one["words"]:
                    words = self.name(self.pick("mf"), self.surname(one))
                twin = self.person(
                    **{k: one[k] for k in ("birthdate", "street", "city", "phone")},
                    words=words,
                )
                group = [one, twin]
            elif way < 0.38:
                one = self.person()
                same = {k: one[k] for k in ("street", "city", "phone")}
                members = {tuple(one["words"])} | {
                    tuple(self.name(self.pick("mf"), self.surname(one)))
                    for _member in range(self.random.randrange(1, 4))
                }
                group = [one] + [
                    self.person(**same, words=list(words))
                    for words in sorted(members - {tuple(one["words"])})
                ]
            elif way < 0.4:
                one = self.person()
                same = {k: one[k] for k in ("street", "city", "phone")}
                group = [one] + [
                    self.person(**same) for _member in range(self.random.randrange(20))
                ]
            else:
                group = [self.person()]
            ones += group
            number = len(ones)
        written = [self.write(one) for one in ones]
        while len(written) < count:
            written.append(self.write(self.pick(ones), again=True))
        self.random.shuffle(written)
        return written

    def surname(self, one):
        return one["words"][0 if self.culture == "vn" else -1]


def fold(text):
    plain = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(char for char in plain if not unicodedata.combining(char))


#: what is written of a customer, in the order of ``fill``
WRITTEN = ("name", "city", "street", "birthdate", "number", "vat", "website", "email")
#: what both tables have, and what a lead or a partner has alone: column and SQL
COLUMNS = {
    "name": "name",
    "active": "TRUE",
    "city": "city",
    "street": "street",
    "birthdate_date": "birthdate::date",
    "identity_number": "number",
    "website": "website",
    "email_normalized": "email",
    "create_date": "now()",
}
LEAD_COLUMNS = {
    "contact_name": "CASE WHEN NOT is_company THEN name END",
    "partner_name": "CASE WHEN is_company THEN name END",
    "type": "'lead'",
}
PARTNER_COLUMNS = {
    "complete_name": "name",
    "is_company": "is_company",
    "type": "'contact'",
    "partner_share": "TRUE",
    "vat": "vat",
}


def fill(env, customers, table="res_partner"):
    """Create the customers and return ``{id: entity}``; the ids of leads are below
    zero."""
    is_lead = table == "crm_lead"
    columns = COLUMNS | (LEAD_COLUMNS if is_lead else PARTNER_COLUMNS)
    env.cr.execute(
        SQL(
            """
            INSERT INTO %s (%s)
            SELECT %s FROM unnest(%s::boolean[], %s) WITH ORDINALITY
                AS line (is_company, %s, at)
             ORDER BY at
         RETURNING id
            """,
            SQL.identifier(table),
            SQL(", ").join(map(SQL.identifier, columns)),
            SQL(", ").join(map(SQL, columns.values())),
            [customer["kind"] == "account" for customer in customers],
            SQL(", ").join(
                SQL(
                    "%s::text[]",
                    [
                        str(customer[name]) if customer.get(name) else None
                        for customer in customers
                    ],
                )
                for name in WRITTEN
            ),
            SQL(", ").join(map(SQL.identifier, WRITTEN)),
        )
    )
    ids = sorted(row[0] for row in env.cr.fetchall())
    points = [
        (id_, kind, customer[kind], "lead" if is_lead else customer["kind"])
        for id_, customer in zip(ids, customers, strict=True)
        for kind in ("phone", "email")
        if customer.get(kind)
    ]
    env.cr.execute(
        SQL(
            "INSERT INTO antcrm_contact_point (%s, kind, value, normalized, scope, "
            "sequence, exclusive) SELECT id, kind, value, value, scope, 10, FALSE "
            "FROM unnest(%s::int[], %s::text[], %s::text[], %s::text[]) "
            "AS line (id, kind, value, scope)",
            SQL.identifier("lead_id" if is_lead else "partner_id"),
            *(list(column) for column in zip(*points, strict=True)),
        )
    )
    env.cr.execute(SQL("ANALYZE %s", SQL.identifier(table)))
    env.cr.execute("ANALYZE antcrm_contact_point")
    return {
        -id_ if is_lead else id_: customer["entity"]
        for id_, customer in zip(ids, customers, strict=True)
    }


def compare(env, learn):
    """Return the pairs of the search: ``{(id, id): (probability, details)}``; the ids
    of leads are below zero."""
    from odoo.addons.antcrm_merge.tools.pair_weights import get_probability

    Search = env["antcrm.duplicate.search"]
    Weight = env["antcrm.duplicate.weight"]
    if learn:
        Weight.action_learn()
        Weight.search([]).action_use_learned()
        for weight in Weight.search([("is_learned", "=", True)]):
            shipped, learned = weight.shipped_weight, weight.weight
            print(
                f"{weight.kind:8} {weight.display_name:62} {shipped:7.2f} "
                f"{learned:7.2f}"
            )
    for kind in ("lead", "contact", "account", "lead_contact", "lead_account"):
        search = Search._get(kind)
        search._start()
        while search.step < search.step_count:
            search._run_step()
    env.cr.execute(
        "SELECT least(one, two), greatest(one, two), score, details::text "
        "FROM (SELECT COALESCE(-lead_id, partner_id) AS one, "
        "             COALESCE(-other_lead_id, other_partner_id, partner_id) AS two, "
        "             score, details FROM antcrm_duplicate) AS pair"
    )
    return {
        (one, two): (100 * get_probability(score), details)
        for one, two, score, details in env.cr.fetchall()
    }


def print_figures(found, true, entities):
    found = {pair: by for pair, by in found.items() if entities.keys() >= {*pair}}
    for name, threshold in THRESHOLDS.items():
        chosen = {pair for pair, (share, _by) in found.items() if share >= threshold}
        right = len(chosen & true)
        print(
            f"{name:8} at {threshold} %: precision {right / (len(chosen) or 1):7.2%}  "
            f"recall {right / len(true):7.2%}  pairs {len(chosen)}"
        )
    return found


def get_kinds(pair, kinds):
    return tuple(sorted(kinds[id_] for id_ in pair))


def oracle(customers, ids):
    """Yield the pairs that ``splink`` finds, and how likely they are."""
    import pandas
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on
    from splink import comparison_library as library

    for kind in ("contact", "account"):
        rows = [
            {
                "unique_id": id_,
                "name": " ".join(
                    sorted(fold(customer["name"]).lower().replace(".", "").split())
                ),
                "last": fold(customer["name"]).lower().split()[-1],
                **{
                    key: str(customer[key]) if customer.get(key) else None
                    for key in ("phone", "email", "birthdate", "number", "vat")
                },
                "street": customer.get("street"),
                "city": customer.get("city"),
            }
            for id_, customer in zip(ids, customers, strict=True)
            if customer["kind"] == kind
        ]
        number = "number" if kind == "contact" else "vat"
        keys = ["phone", "email", number, "name"]
        comparisons = [
            library.JaroWinklerAtThresholds("name", [0.92, 0.8]).configure(
                term_frequency_adjustments=True
            ),
            library.ExactMatch("phone").configure(term_frequency_adjustments=True),
            library.ExactMatch("email"),
            library.ExactMatch(number),
            library.ExactMatch("street"),
            library.ExactMatch("city").configure(term_frequency_adjustments=True),
        ]
        if kind == "contact":
            comparisons.append(library.ExactMatch("birthdate"))
            keys.append("birthdate")
        linker = Linker(
            DuckDBAPI().register(pandas.DataFrame(rows)),
            SettingsCreator(
                link_type="dedupe_only",
                comparisons=comparisons,
                blocking_rules_to_generate_predictions=[
                    *(block_on(key) for key in keys),
                    block_on("street", "city"),
                    block_on("last", "city"),
                ],
            ),
        )
        linker.training.estimate_probability_two_random_records_match(
            [block_on("phone"), block_on("email")], recall=0.7
        )
        linker.training.estimate_u_using_random_sampling(1e6)
        linker.training.estimate_parameters_using_expectation_maximisation(
            block_on("phone")
        )
        linker.training.estimate_parameters_using_expectation_maximisation(
            block_on("name")
        )
        frame = linker.inference.predict(0.01).as_pandas_dataframe()
        yield from (
            (tuple(sorted((row.unique_id_l, row.unique_id_r))), row.match_probability)
            for row in frame.itertuples()
        )


def main(count=COUNT, options=()):
    customers = [
        customer
        for number, culture in enumerate(("vn", "west"))
        for customer in People(culture, SEED + number).make(count)
    ]
    with database("pairs") as name, environment(name) as env:
        entities = {}
        if "leads" in options:
            leads, customers = (
                customers[::4],
                [customer for at, customer in enumerate(customers) if at % 4],
            )
            entities = fill(env, leads, "crm_lead")
        entities |= fill(env, customers)
        by_entity = {}
        for id_, entity in entities.items():
            by_entity.setdefault(entity, []).append(id_)
        true = {
            (one, two)
            for ids in by_entity.values()
            for one in ids
            for two in ids
            if one < two
        }
        print(f"{len(entities)} customers, {len(true)} pairs of one")
        start = time.perf_counter()
        found = print_figures(compare(env, "learn" in options), true, entities)
        print(f"{time.perf_counter() - start:.1f} s")
        if "leads" in options:
            customers = leads + customers
            kinds = {
                id_: ("lead " if id_ < 0 else "") + customer["kind"]
                for id_, customer in zip(entities, customers, strict=True)
            }
            for of in sorted({get_kinds(pair, kinds) for pair in true}):
                print(" and ".join(of))
                print_figures(
                    {p: by for p, by in found.items() if get_kinds(p, kinds) == of},
                    {pair for pair in true if get_kinds(pair, kinds) == of},
                    entities,
                )
        if "show" in options:
            show(dict(zip(entities, customers, strict=True)), found, true)
    if "splink" in options:
        pairs = {
            pair: (share * 100, "") for pair, share in oracle(customers, list(entities))
        }
        print("splink")
        print_figures(pairs, true, entities)


def show(customers, found, true):
    """Print some of the mistakes, to learn from."""

    def line(id_):
        keys = (
            "name",
            "phone",
            "email",
            "birthdate",
            "number",
            "vat",
            "street",
            "city",
        )
        return " | ".join(str(customers[id_].get(key) or "") for key in keys)

    wrong = [p for p, (share, _by) in found.items() if share >= 99 and p not in true]
    missed = [p for p in true if found.get(p, (0,))[0] < 50]
    for title, pairs in (("sure and wrong", wrong), ("missed", missed)):
        print(f"--- {title}: {len(pairs)}")
        for one, two in pairs[:25]:
            print(f"{line(one)}\n{line(two)}\n    {found.get((one, two))}")


if __name__ == "__main__":
    numbers = [int(arg) for arg in sys.argv[1:] if arg.isdigit()]
    main(*numbers, options=[arg for arg in sys.argv[1:] if not arg.isdigit()])
