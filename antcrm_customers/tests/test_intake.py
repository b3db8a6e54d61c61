from datetime import date
from unittest.mock import patch

from psycopg2.errors import UniqueViolation

from odoo.exceptions import AccessError, ConcurrencyError, UserError
from odoo.tests import tagged

from .common import CustomersCommon


class IntakeCommon(CustomersCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.intake = cls.as_user("antcrm.intake")

    def take_in(self, *candidates, kind="contact", user=None, **options):
        """Plan and apply; what was planned must be what is done."""
        intake = self.as_user("antcrm.intake", user)
        planned = intake.plan(kind, list(candidates), options)
        done = intake.apply(kind, list(candidates), options)
        self.assertEqual(
            [(outcome["action"], outcome["issues"]) for outcome in planned],
            [(outcome["action"], outcome["issues"]) for outcome in done],
        )
        self.env.flush_all()
        return done

    def record(self, outcome):
        return self.env[outcome["record"]["model"]].browse(outcome["record"]["id"])

    def actions(self, outcomes):
        return [outcome["action"] for outcome in outcomes]

    def codes(self, outcome):
        return [issue["code"] for issue in outcome["issues"]]


@tagged("-at_install", "post_install")
class TestIntakeRead(IntakeCommon):
    def test_address_that_says_nothing_new(self):
        """The country once more is no further address, and the numbers of the others
        stay what they are: brought in again, nothing changes."""
        own = {"street": "1 Market St", "city": "San Francisco", "country_id": "US"}
        candidate = {
            "name": "Ann Twice",
            "emails": ["twice@example.com"],
            **own,
            "addresses": [
                {"country_id": "US", "number": 2},
                {"street": "5 Quai", "city": "Lyon", "country_id": "FR", "number": 3},
                # called as parts of the own one are
                {"street": "1 San St", "city": "San Francisco", "number": 4},
            ],
        }
        for action in ("created", "overwritten"):
            [outcome] = self.env["antcrm.intake"].apply(
                "contact", [candidate], {"duplicate_policy": "overwrite"}
            )
            self.assertEqual(outcome["action"], action)
            contact = self.record(outcome)
            self.assertEqual(
                [
                    (address.street, address.country_id.code)
                    for address in contact.address_ids.sorted("id")
                ],
                [("5 Quai", "FR"), ("1 San St", False)],
            )

    def test_whole_name_beside_a_part(self):
        """Whatever a candidate says of a name is in the name."""
        for kind in ("contact", "lead"):
            for number, candidate in enumerate(
                (
                    {"name": "Ann Whole", "lastname": "Whole"},
                    {"name": "Ann", "lastname": "Whole"},
                    {"name": "Ann Whole", "firstname": "Ann"},
                )
            ):
                email = f"whole{number}.{kind}@example.com"
                [outcome] = self.env["antcrm.intake"].apply(
                    kind, [{**candidate, "emails": [email]}]
                )
                customer = self.env[outcome["record"]["model"]].browse(
                    outcome["record"]["id"]
                )
                name = customer["contact_name" if kind == "lead" else "name"]
                self.assertEqual(name, "Ann Whole", candidate)
                self.assertEqual(
                    (customer.firstname, customer.lastname), ("Ann", "Whole")
                )

    def test_contact_with_everything(self):
        (outcome,) = self.take_in(
            {
                "firstname": "Bích",
                "lastname": "Trần",
                "birthdate_date": "1990-05-17",
                "gender": "Female",
                "function": "Buyer",
                "phones": ["0901 234 567", "0902234567", "+84 901234567"],
                "emails": ["Bich@Example.com"],
                "socials": ["facebook.com/bich"],
                "street": "12 Lê Lợi",
                "district": "Quận 1",
                "country_id": "viet nam",
                "state_id": "tp hồ chí minh",
                "addresses": [{"street": "2 B", "country_id": "US", "state_id": "CA"}],
                "tags": ["VIP", "vip", "Buyers"],
                "industry_id": "administrative/utilities",
                "status_id": "contacted",
                "user_id": "Carl Colleague",
                "comment": "<b>ok</b>",
            }
        )
        contact = self.record(outcome)
        self.assertEqual(outcome["action"], "created")
        self.assertEqual(outcome["issues"], [])
        self.assertEqual(contact.name, "Trần Bích")
        self.assertEqual(contact.birthdate_date, date(1990, 5, 17))
        self.assertEqual(contact.gender, "female")
        self.assertEqual(self.points(contact), ["+84 901 234 567", "+84 902 234 567"])
        self.assertEqual(contact.phone, "+84 901 234 567")
        self.assertEqual(contact.email_ids.normalized, "bich@example.com")
        self.assertTrue(all(contact.phone_ids.mapped("exclusive")))
        self.assertEqual(contact.social_ids.normalized, "https://facebook.com/bich")
        self.assertEqual(contact.state_id.country_id, self.env.ref("base.vn"))
        self.assertEqual(contact.child_ids.state_id.code, "CA")
        self.assertEqual(set(contact.category_id.mapped("name")), {"Buyers", "VIP"})
        self.assertEqual(contact.status_id.category, "contacted")
        self.assertEqual(contact.user_id, self.user_colleague)
        self.assertEqual(contact.create_uid, self.user_sales)

    def test_lead_with_everything(self):
        (outcome,) = self.take_in(
            {
                "name": "Nguyễn Văn A",
                "partner_name": "Acme",
                "phones": "0901234567",
                "emails": "a@example.com",
                "addresses": [{"street": "2 B"}],
                "tags": ["Hot"],
                "description": "Wants ants",
            },
            kind="lead",
        )
        lead = self.record(outcome)
        self.assertEqual((lead.type, lead.name), ("lead", "Nguyễn Văn A"))
        self.assertEqual(lead.contact_name, "Nguyễn Văn A")
        self.assertEqual(lead.email_from, "a@example.com")
        self.assertEqual(lead.address_ids.street, "2 B")
        self.assertEqual(lead.tag_ids.name, "Hot")
        self.assertFalse(lead.user_id)

    def test_lead_of_a_company_alone(self):
        (outcome,) = self.take_in({"partner_name": "Acme"}, kind="lead")
        self.assertEqual(self.record(outcome).name, "Acme")

    def test_no_name(self):
        for kind, candidate in (
            ("contact", {"phones": ["0901234567"], "name": "  "}),
            ("lead", {"emails": ["a@example.com"]}),
            ("account", {"name": None}),
        ):
            (outcome,) = self.take_in(candidate, kind=kind)
            self.assertEqual(outcome["action"], "rejected")
            self.assertEqual(self.codes(outcome), ["no_name"])
            self.assertFalse(outcome["record"])

    def test_wrong_values_are_left_out_and_told(self):
        candidate = {
            "name": "Ida",
            "phones": ["12", "0901234567"],
            "emails": ["ida"],
            "birthdate_date": "17.5.1990",
            "gender": "unknown",
            "country_id": "Atlantis",
            "state_id": "Nowhere",
        }
        (outcome,) = self.take_in(candidate)
        self.assertEqual(outcome["action"], "created")
        self.assertEqual(
            sorted(self.codes(outcome)),
            [
                "invalid_date",
                "invalid_email",
                "invalid_phone",
                "unknown_value",
                "unknown_value",
                "unknown_value",
            ],
        )
        self.assertIn("12", " ".join(outcome["reasons"]))
        self.assertEqual(self.points(self.record(outcome)), ["+84 901 234 567"])
        (outcome,) = self.take_in(
            {**candidate, "phones": ["0902234567", "1"]}, invalid_values="reject"
        )
        self.assertEqual(outcome["action"], "rejected")

    def test_unknown_field_is_the_mistake_of_a_developer(self):
        for name in ("nonsense", "create_uid", "user_ids", "vat_label"):
            with self.assertRaises(ValueError):
                self.intake.plan("contact", [{"name": "Ida", name: 1}])

    def test_state_belongs_to_the_country(self):
        outcomes = self.take_in(
            {"name": "A", "state_id": "CA", "country_id": "US"},
            {"name": "B", "state_id": "CA"},
            {"name": "C", "state_id": "California"},
        )
        self.assertEqual(
            [self.record(o).state_id.name for o in outcomes],
            ["California", False, "California"],
        )
        self.assertEqual(self.record(outcomes[2]).country_id, self.env.ref("base.us"))

    def test_account_is_created_once_and_found_without_accents(self):
        existing = self.create_contact(name="Công ty Đông Á", is_company=True)
        outcomes = self.take_in(
            {"name": "A", "parent_id": "CONG TY  DONG A"},
            {"name": "B", "parent_id": "Bến Thành", "city": "HCM"},
            {"name": "C", "parent_id": "ben thanh", "city": "Huế"},
        )
        accounts = [self.record(outcome).parent_id for outcome in outcomes]
        self.assertEqual(accounts[0], existing)
        self.assertEqual(accounts[1], accounts[2])
        self.assertEqual((accounts[1].name, accounts[1].city), ("Bến Thành", "HCM"))
        # in the host a contact lives at its account's address: its own stays beside it
        third = self.record(outcomes[2])
        self.assertEqual((third.city, third.child_ids.city), ("HCM", "Huế"))

    def test_contact_takes_over_what_the_host_gives_it_from_its_account(self):
        account = self.create_contact(
            name="Acme",
            is_company=True,
            vat="0101243150",
            street="1 A",
            industry_id=self.env.ref("base.res_partner_industry_A").id,
        )
        (outcome,) = self.take_in({"name": "Ida", "parent_id": "acme"})
        by_host = self.as_user("res.partner").create(
            {"name": "Bo", "parent_id": account.id}
        )
        by_intake = self.record(outcome)
        for name in ("vat", "street", "industry_id", "commercial_partner_id", "lang"):
            self.assertEqual(by_intake[name], by_host[name], name)

    def test_notes_keep_lines_and_signs(self):
        """What is no HTML is text; what is HTML stays."""
        for text, html in (
            ("First\nSecond", "<p>First<br>Second</p>"),
            ("First\n\nSecond", "<p>First</p><p>Second</p>"),
            ("a<b and c>d", "<p>a&lt;b and c&gt;d</p>"),
            ("R&D <sales>", "<p>R&amp;D &lt;sales&gt;</p>"),
            ("<p>Hi<br/>there</p>", "<p>Hi<br>there</p>"),
            ("a &lt; b", "<p>a &lt; b</p>"),
        ):
            (outcome,) = self.take_in({"name": "Ida", "comment": text})
            contact = self.record(outcome)
            self.assertEqual(contact.comment, html)
            (outcome,) = self.take_in({"name": "Leo", "description": text}, kind="lead")
            self.assertEqual(self.record(outcome).description, html)
        contact.phone = "+84 901 234 567"
        candidate = {"name": contact.name, "phones": ["0901234567"], "comment": text}
        for _time in range(2):
            (outcome,) = self.take_in(candidate, duplicate_policy="overwrite")
            self.assertFalse(outcome["previous"], "the same note is no other one")

    def test_plan_writes_nothing(self):
        models = ("res.partner", "crm.lead", "res.partner.category", "crm.tag")
        before = [self.env[model].search_count([]) for model in models]
        candidate = {"name": "Ida", "tags": ["New tag"], "parent_id": "New account"}
        self.intake.plan("contact", [candidate])
        self.intake.plan("lead", [{"name": "Ida", "tags": ["New tag"]}])
        self.assertEqual(before, [self.env[m].search_count([]) for m in models])

    def test_sources_are_made_by_administrators_alone(self):
        candidate = {"name": "Ida", "source_id": "Trade fair Hanoi"}
        (outcome,) = self.take_in(candidate)
        self.assertEqual(self.codes(outcome), ["unknown_value"])
        (outcome,) = self.take_in(candidate, user=self.user_administrator)
        self.assertEqual(self.record(outcome).source_id.name, "Trade fair Hanoi")

    def test_fields_are_listed_in_the_language_of_the_user(self):
        for kind in ("lead", "contact", "account"):
            listed = {field["name"]: field for field in self.intake.get_fields(kind)}
            self.assertTrue(listed["phones"]["multiple"])
            self.assertTrue(all(field["label"] for field in listed.values()))
        self.assertNotIn("birthdate_date", listed)


@tagged("-at_install", "post_install")
class TestIntakeDecide(IntakeCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.contact = cls.create_contact(
            "0901234567",
            firstname="Ida",
            lastname="Berg",
            city="Huế",
            email_ids=cls.typed("ida@example.com"),
        )

    def test_skip(self):
        (outcome,) = self.take_in({"name": "X", "phones": ["+84 901 234 567"]})
        self.assertEqual(outcome["action"], "skipped")
        self.assertEqual(self.record(outcome), self.contact)
        self.assertIn("Ida Berg", outcome["reasons"][0])
        self.assertEqual(self.contact.name, "Ida Berg")

    def test_duplicate(self):
        (outcome,) = self.take_in(
            {"name": "X", "phones": ["0901234567", "0902234567"]},
            duplicate_policy="duplicate",
        )
        self.assertEqual(outcome["action"], "duplicated")
        created = self.record(outcome)
        self.assertNotEqual(created, self.contact)
        self.assertEqual(created.phone_ids.mapped("exclusive"), [False, True])
        self.assertEqual(created.duplicate_count, 1)

    def test_merge_adds_and_fills_and_drops_nothing(self):
        (outcome,) = self.take_in(
            {
                "name": "X Y",
                "city": "Hanoi",
                "zip": "100000",
                "phones": ["0902234567"],
                "emails": ["IDA@example.com", "i@example.org"],
                "addresses": [{"street": "2 B"}],
                "tags": ["VIP"],
            },
            duplicate_policy="merge",
        )
        self.assertEqual(outcome["action"], "merged")
        self.assertEqual(self.contact.name, "Ida Berg")
        # another address stands beside the first one, and is not mixed with it
        self.assertEqual((self.contact.city, self.contact.zip), ("Huế", False))
        other = self.contact.child_ids.filtered("zip")
        self.assertEqual((other.city, other.zip), ("Hanoi", "100000"))
        self.assertEqual(
            self.points(self.contact), ["+84 901 234 567", "+84 902 234 567"]
        )
        self.assertEqual(
            self.points(self.contact, "email"), ["ida@example.com", "i@example.org"]
        )
        self.assertEqual((self.contact.child_ids - other).street, "2 B")
        self.assertEqual(self.contact.category_id.name, "VIP")
        self.assertEqual(
            set(outcome["previous"]), {"phone_ids", "email_ids", "category_id"}
        )

    def test_merge_twice_is_merge_once(self):
        candidate = {
            "name": "X",
            "phones": ["0901234567", "0902234567"],
            "addresses": [{"street": "2 B"}],
            "tags": ["VIP"],
        }
        self.take_in(candidate, duplicate_policy="merge")
        (outcome,) = self.take_in(candidate, duplicate_policy="merge")
        self.assertEqual(outcome["previous"], {})
        self.assertEqual(len(self.contact.child_ids), 1)

    def test_overwrite_replaces_what_the_candidate_brings(self):
        (outcome,) = self.take_in(
            {"name": "Eva Ek", "city": "Hanoi", "phones": ["0902234567", "0901234567"]},
            duplicate_policy="overwrite",
        )
        self.assertEqual(outcome["action"], "overwritten")
        self.assertEqual(self.contact.name, "Eva Ek")
        self.assertEqual((self.contact.firstname, self.contact.city), ("Eva", "Hanoi"))
        self.assertEqual(
            set(self.points(self.contact)), {"+84 901 234 567", "+84 902 234 567"}
        )
        self.assertEqual(self.contact.phone, self.points(self.contact)[0])
        self.assertEqual(self.points(self.contact, "email"), ["ida@example.com"])
        self.assertEqual(outcome["previous"]["name"], "Ida Berg")
        self.assertEqual(outcome["previous"]["city"], "Huế")
        self.assertEqual(
            outcome["previous"]["phone_ids"],
            [
                {
                    "value": "+84 901 234 567",
                    "label": False,
                    "normalized": "+84901234567",
                    "exclusive": True,
                }
            ],
        )
        self.take_in(
            {"name": "Eva", "phones": ["0902234567"]}, duplicate_policy="overwrite"
        )
        self.assertEqual(self.points(self.contact), ["+84 902 234 567"])
        self.assertEqual(self.contact.phone, "+84 902 234 567")

    def test_overwrite_brings_points_into_its_order(self):
        contact = self.contact
        Intake = self.intake
        for numbers in (
            ["0902234567", "0901234567"],
            ["0901234567", "0902234567"],
            ["0903234567", "0902234567"],
            ["0904234567", "0903234567", "0905234567"],
        ):
            (outcome,) = self.take_in(
                {"name": "Ida Berg", "phones": numbers, "emails": ["ida@example.com"]},
                duplicate_policy="overwrite",
            )
            shown = [f"+84 {n[1:4]} {n[4:7]} {n[7:]}" for n in numbers]
            self.assertEqual(self.points(contact), shown)
            self.assertEqual(contact.phone, shown[0])
            self.assertIn("phone_ids", outcome["previous"])
            self.assertNotIn("email_ids", outcome["previous"])
        candidate = {"name": "Ida", "phones": ["0906234567", "0903234567"]}
        Intake.apply("contact", [candidate], {"duplicate_policy": "merge"})
        self.assertEqual(self.points(contact), [*shown, "+84 906 234 567"])
        self.assertEqual(contact.phone, shown[0], "a merge puts nothing in front")

    def test_rows_of_one_customer_count_one_after_the_other(self):
        """Several in one batch come to the same as one after the other."""
        first, second, third = "0901234567", "0902234567", "0903234567"
        for rows in (
            [[second], [first]],
            [[second], [third]],
            [[second], [first, second]],
            [[second, first], [third], [second]],
            [[first], [second], [first]],
        ):
            for policy in ("overwrite", "merge"):
                results = []
                candidates = [
                    {"name": "Ida Berg", "phones": row, "emails": ["ida@example.com"]}
                    for row in rows
                ]
                for batches in ([candidates], [[one] for one in candidates]):
                    with self.env.cr.savepoint() as savepoint:
                        outcomes = [
                            outcome
                            for batch in batches
                            for outcome in self.take_in(*batch, duplicate_policy=policy)
                        ]
                        results.append(
                            (
                                self.points(self.contact),
                                self.contact.phone,
                                [outcome["previous"] for outcome in outcomes],
                            )
                        )
                        savepoint.rollback()
                        self.env.invalidate_all()
                with self.subTest(rows=rows, policy=policy):
                    self.assertEqual(*results)

    def test_title_of_a_lead_is_its_own(self):
        """It follows the name of the person or company where it is called so."""
        for title, person, company, policy, expected in (
            ("Website for ACME", "", "", "overwrite", "Website for ACME"),
            ("Website for ACME", "Jo", "", "overwrite", "Website for ACME"),
            ("Jo", "Jo", "", "overwrite", "John Doe"),
            ("ACME", "", "ACME", "overwrite", "John Doe"),
            ("Website for ACME", "", "", "merge", "Website for ACME"),
        ):
            lead = self.as_user("crm.lead").create(
                {
                    "name": title,
                    "contact_name": person,
                    "partner_name": company,
                    "type": "lead",
                    "phone_ids": self.typed("0908111444"),
                }
            )
            self.take_in(
                {"name": "John Doe", "phones": ["0908111444"]},
                kind="lead",
                duplicate_policy=policy,
            )
            self.assertEqual((lead.name, lead.contact_name), (expected, "John Doe"))
            lead.sudo().unlink()

    def test_new_customer_of_the_file_before_a_hidden_one(self):
        """As in a later batch, where both are matches."""
        hidden = self.create_contact(
            "0908111222", user=self.user_colleague, share_mode="me"
        )
        candidates = [
            {"name": "Bo", "phones": ["0908111333"]},
            {"name": "Bo", "phones": ["0908111333", "0908111222"]},
        ]
        for policy, action in (
            ("merge", "merged"),
            ("overwrite", "overwritten"),
            ("duplicate", "duplicated"),
        ):
            for batches in ([candidates], [[one] for one in candidates]):
                with self.env.cr.savepoint() as savepoint:
                    outcomes = [
                        outcome
                        for batch in batches
                        for outcome in self.take_in(*batch, duplicate_policy=policy)
                    ]
                    self.assertEqual(self.actions(outcomes), ["created", action])
                    savepoint.rollback()
                    self.env.invalidate_all()
        self.assertEqual(self.points(hidden), ["+84 908 111 222"])

    def test_choice_for_one_kind_of_wrong_value(self):
        wrong = {"name": "X", "phones": ["12"], "birthdate_date": "31/02/1990"}
        for invalid_values, choices, action in (
            ("drop", {"invalid_phone": "reject"}, "rejected"),
            ("drop", {"invalid_email": "reject"}, "created"),
            ("reject", {"invalid_phone": "drop"}, "rejected"),
            ("reject", {"invalid_phone": "drop", "invalid_date": "drop"}, "created"),
            ("drop", {"no_name": "drop"}, "created"),
        ):
            options = {"invalid_values": invalid_values, "invalid_choices": choices}
            (outcome,) = self.env["antcrm.intake"].plan("contact", [wrong], options)
            self.assertEqual(outcome["action"], action, options)

    def test_a_match_that_one_may_write_comes_first(self):
        """Rather than one that has more in common, but is somebody else's."""
        hidden = self.create_contact(
            "+84908111222",
            user=self.user_colleague,
            share_mode="me",
            email_ids=self.typed("both@example.com"),
        )
        mine = self.create_contact("+84908111333")
        candidate = {
            "name": "X",
            "phones": ["0908111222", "0908111333"],
            "emails": ["both@example.com"],
        }
        (outcome,) = self.take_in(candidate, duplicate_policy="merge")
        self.assertEqual(
            (outcome["action"], outcome["record"]["id"]), ("merged", mine.id)
        )
        self.assertEqual(self.points(hidden), ["+84 908 111 222"])

    def test_kinds_do_not_match_one_another(self):
        candidate = {"name": "X", "phones": ["0901234567"]}
        for kind in ("lead", "account"):
            self.assertEqual(
                self.actions(self.take_in(candidate, kind=kind)), ["created"]
            )

    def test_archived_is_matched_and_stays_archived(self):
        self.contact.action_archive()
        (outcome,) = self.take_in(
            {"name": "X", "phones": ["0901234567", "0902234567"]},
            duplicate_policy="merge",
        )
        self.assertEqual(outcome["action"], "merged")
        self.assertFalse(self.contact.active)
        self.assertEqual(self.contact.phone_ids.mapped("exclusive"), [False, False])

    def test_best_match_wins(self):
        other = self.create_contact("0903234567", email_ids=self.typed("o@example.com"))
        (outcome,) = self.take_in(
            {
                "name": "X",
                "phones": ["0901234567", "0903234567"],
                "emails": ["o@example.com"],
            }
        )
        self.assertEqual(self.record(outcome), other)

    def test_merge_with_a_number_of_somebody_else_keeps_it_not_exclusive(self):
        self.create_contact("0903234567")
        self.take_in(
            {
                "name": "X",
                "phones": ["0901234567", "0903234567"],
                "emails": ["ida@example.com"],
            },
            duplicate_policy="merge",
        )
        point = self.contact.phone_ids.filtered(lambda p: "903" in p.value)
        self.assertFalse(point.exclusive)
        self.assertEqual(self.contact.duplicate_count, 1)

    def test_same_person_twice_in_one_batch(self):
        candidates = (
            {"name": "Bo Ek", "phones": ["0905234567"], "city": "Huế"},
            {"name": "B.", "phones": ["0905234567", "0906234567"], "zip": "1"},
            {"name": "Bo", "phones": ["0906234567"], "city": "Hanoi"},
        )
        for policy, actions, city in (
            ("skip", ["created", "skipped", "created"], "Huế"),
            ("merge", ["created", "merged", "merged"], "Huế"),
            ("overwrite", ["created", "overwritten", "overwritten"], "Hanoi"),
            ("duplicate", ["created", "duplicated", "duplicated"], "Huế"),
        ):
            with self.subTest(policy=policy), self.env.cr.savepoint() as savepoint:
                outcomes = self.take_in(*candidates, duplicate_policy=policy)
                self.assertEqual(self.actions(outcomes), actions)
                first = self.record(outcomes[0])
                self.assertEqual(first.city, city)
                if policy in ("merge", "overwrite"):
                    self.assertEqual(len({o["record"]["id"] for o in outcomes}), 1)
                    self.assertEqual(first.zip, "1")
                savepoint.rollback()
                self.env.invalidate_all()

    def test_two_entries_merge_into_one_existing_customer(self):
        outcomes = self.take_in(
            {"name": "X", "phones": ["0901234567", "0905234567"], "zip": "1"},
            {"name": "Y", "phones": ["0905234567", "0906234567"], "zip": "2"},
            duplicate_policy="merge",
        )
        self.assertEqual(self.actions(outcomes), ["merged", "merged"])
        self.assertEqual(len(self.points(self.contact)), 3)
        self.assertEqual(self.contact.zip, "1")

    def test_mirrored_values_of_the_same_transaction_are_matched(self):
        self.as_user("res.partner").create({"name": "Bo", "phone": "0907 234 567"})
        self.assertEqual(
            self.actions(self.take_in({"name": "X", "phones": ["0907234567"]})),
            ["skipped"],
        )

    def test_one_new_value_of_several_entries(self):
        """A batch is no race with itself, however its entries hang together."""
        other = self.create_contact("0903234567")
        batches = {
            "new, then existing": (
                {"name": "A", "phones": ["0911000001"]},
                {"name": "B", "phones": ["0901234567", "0911000001"]},
            ),
            "two existing": (
                {"name": "A", "phones": ["0901234567", "0911000002"]},
                {"name": "B", "phones": ["0903234567", "0911000002"]},
            ),
            "bridge": (
                {"name": "A", "phones": ["0911000003"]},
                {"name": "B", "phones": ["0911000004"]},
                {"name": "C", "phones": ["0911000003", "0911000004"]},
            ),
        }
        for name, candidates in batches.items():
            for policy in ("merge", "overwrite", "duplicate"):
                with (
                    self.subTest(batch=name, policy=policy),
                    self.env.cr.savepoint() as savepoint,
                ):
                    self.take_in(*candidates, duplicate_policy=policy)
                    savepoint.rollback()
                    self.env.invalidate_all()
        self.assertTrue(other.exists())


@tagged("-at_install", "post_install")
class TestIntakeAccess(IntakeCommon):
    def test_who_may_not_create_learns_nothing(self):
        for user in (self.user_internal, self.user_portal):
            for kind in ("contact", "lead"):
                with self.assertRaises(AccessError):
                    self.intake.with_user(user).plan(kind, [{"name": "X"}], {})

    def test_guessing_is_counted_as_by_hand(self):
        self.set_budget(2)
        guesses = [{"name": "X", "phones": [f"091100000{n}"]} for n in range(3)]
        with self.assertRaisesRegex(UserError, "Too many"):
            self.intake.plan("lead", guesses, {})
        self.user_sales.group_ids += self.env.ref("antcrm_customers.group_import")
        self.assertEqual(len(self.intake.plan("lead", guesses, {})), 3)

    def test_ids_of_hidden_records_are_unknown(self):
        other = self.env["res.company"].create({"name": "Other"})
        hidden = self.env["res.partner"].create(
            {
                "name": "Hidden",
                "is_company": True,
                "company_id": other.id,
                "street": "Secret 1",
            }
        )
        (outcome,) = self.take_in({"name": "X", "parent_id": hidden.id})
        self.assertEqual(self.codes(outcome), ["unknown_value"])
        self.assertFalse(self.record(outcome).street)

    def test_colleagues_are_never_written(self):
        self.user_colleague.partner_id.write(
            {"email": "carl@example.com", "phone": "0901234567"}
        )
        for policy in ("skip", "merge", "overwrite", "duplicate"):
            for user in (self.user_sales, self.user_administrator):
                (outcome,) = self.take_in(
                    {"name": "X", "emails": ["carl@example.com"]},
                    user=user,
                    duplicate_policy=policy,
                )
                self.assertEqual(outcome["action"], "skipped")
                self.assertEqual(self.codes(outcome), ["internal_user"])
                self.assertFalse(outcome["record"])
        self.assertEqual(self.user_colleague.partner_id.name, "Carl Colleague")

    def test_hidden_match_is_skipped_and_not_named(self):
        hidden = self.create_lead(
            "0901234567", user=self.user_colleague, firstname="Hidden"
        )
        hidden.user_id = self.user_colleague
        for policy in ("skip", "merge", "overwrite"):
            (outcome,) = self.take_in(
                {"name": "X", "phones": ["0901234567"]},
                kind="lead",
                duplicate_policy=policy,
            )
            self.assertEqual(outcome["action"], "skipped")
            self.assertFalse(outcome["record"])
            self.assertNotIn("Hidden", str(outcome))
        self.assertEqual(hidden.contact_name, "Hidden")

    def test_email_of_a_login_never_changes(self):
        partner = self.user_portal.partner_id
        partner.write({"email": "petra@example.com", "phone": "0901234567"})
        for policy in ("overwrite", "merge"):
            (outcome,) = self.take_in(
                {
                    "name": "X",
                    "phones": ["0901234567"],
                    "emails": ["attacker@example.com"],
                },
                duplicate_policy=policy,
            )
            self.assertEqual(self.points(partner, "email"), ["petra@example.com"])
            self.assertEqual(self.codes(outcome), ["email_kept"])
        self.user_portal.active = False
        partner.email = False
        self.take_in(
            {"name": "X", "phones": ["0901234567"], "emails": ["a2@example.com"]},
            duplicate_policy="merge",
        )
        self.assertFalse(partner.email)

    def test_lead_of_a_login(self):
        """Nor through a lead of its own; and nobody's colleague is written at all."""
        colleague = self.user_colleague.partner_id
        archived = self.env["res.partner"].create({"name": "Old portal"})
        user = self.user_portal.copy({"login": "old", "partner_id": archived.id})
        user.active = False
        portal = self.user_portal.partner_id
        for at, partner in enumerate((portal, archived, colleague)):
            phone = f"+84 908 123 45{at}"
            partner.write({"email": f"login{at}@example.com", "phone": phone})
            before = partner.read(["email", "phone"])
            lead = self.create_lead(phone)
            lead.sudo().partner_id = partner
            for policy, phones in (
                ("overwrite", [f"091812345{at}"]),
                ("merge", [f"091912345{at}"]),
            ):
                (outcome,) = self.take_in(
                    {
                        "name": "X",
                        "phones": [*phones, phone],
                        "emails": [f"attacker{at}@example.com"],
                    },
                    kind="lead",
                    duplicate_policy=policy,
                )
                self.assertEqual(outcome["record"]["id"], lead.id)
                self.assertEqual(partner.read(["email", "phone"]), before)
            self.assertEqual(lead.email_from, f"attacker{at}@example.com")

    def test_keep_emails_never_overwrites_an_address(self):
        contact = self.create_contact(
            "0901234567", email_ids=self.typed("ida@example.com")
        )
        self.take_in(
            {"name": "X", "phones": ["0901234567"], "emails": ["new@example.com"]},
            duplicate_policy="overwrite",
            keep_emails=True,
        )
        self.assertEqual(contact.email, "ida@example.com")

    def test_rights_of_the_user_apply(self):
        for user in (self.user_internal, self.user_portal):
            with self.assertRaises(AccessError):
                self.intake.with_user(user).apply("contact", [{"name": "X"}])


@tagged("-at_install", "post_install")
class TestIntakeAccounts(IntakeCommon):
    """Contacts of accounts."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.account, cls.other = cls.as_user("res.partner").create(
            [
                {
                    "name": "ACME JSC",
                    "is_company": True,
                    "street": "1 Old Street",
                    "city": "Huế",
                    "industry_id": cls.env.ref("base.res_partner_industry_A").id,
                },
                {
                    "name": "Other JSC",
                    "is_company": True,
                    "street": "9 Other Street",
                    "industry_id": cls.env.ref("base.res_partner_industry_B").id,
                },
            ]
        )
        cls.ann, cls.bo, cls.cy = (
            cls.create_contact(
                f"090123456{at}", firstname=name, parent_id=cls.account.id
            )
            for at, name in enumerate(("Ann", "Bo", "Cy"))
        )

    def count_accounts(self):
        return self.env["res.partner"].search_count([("is_company", "=", True)])

    def addresses(self, *partners):
        return [(partner.street, partner.city) for partner in partners]

    def test_no_account_that_nobody_gets(self):
        count = self.count_accounts()
        free = self.create_contact("0905555555", firstname="Free")
        rows = [
            {"name": "Ann", "phones": ["0901234560"], "parent_id": "Acme Joint Stock"},
            {"name": "Free", "phones": ["0905555555"], "parent_id": "Free One"},
            {"name": "Free", "phones": ["0905555555"], "parent_id": "Free Two"},
        ]
        outcomes = self.take_in(*rows, duplicate_policy="merge")
        self.assertEqual(self.ann.parent_id, self.account)
        self.assertEqual(outcomes[0]["previous"], {})
        self.assertFalse(outcomes[0]["made"])
        self.assertEqual(free.parent_id.name, "Free One")
        self.assertEqual(free.parent_id.customer_kind, "account")
        self.assertEqual(self.count_accounts(), count + 1)
        rows[1:] = [
            {**rows[1], "parent_id": "Free Three"},
            {**rows[1], "parent_id": "Free Four"},
            {**rows[1], "parent_id": "other jsc"},
        ]
        self.take_in(*rows[1:], duplicate_policy="overwrite")
        self.assertEqual(free.parent_id, self.other)
        self.assertEqual(self.count_accounts(), count + 1)

    def test_account_of_a_new_contact_that_comes_twice(self):
        """The one that is there and the one to create are one value."""
        for names, policy, expected in (
            (("ACME JSC", "New JSC"), "merge", "ACME JSC"),
            (("New JSC", "ACME JSC"), "merge", "New JSC"),
            (("New JSC", "ACME JSC"), "overwrite", "ACME JSC"),
            (("ACME JSC", "New JSC"), "overwrite", "New JSC"),
            (("New JSC", "Newer JSC"), "overwrite", "Newer JSC"),
            ((None, "New JSC"), "merge", "New JSC"),
        ):
            with (
                self.subTest(names=names, policy=policy),
                self.env.cr.savepoint() as savepoint,
            ):
                count = self.count_accounts()
                outcomes = self.take_in(
                    *(
                        {"name": "Di", "phones": ["0907777777"], "parent_id": name}
                        for name in names
                    ),
                    duplicate_policy=policy,
                )
                contact = self.record(outcomes[0])
                self.assertEqual(contact.parent_id.name, expected)
                made = expected.startswith("New")
                self.assertEqual(self.count_accounts(), count + made)
                savepoint.rollback()
                self.env.invalidate_all()

    def test_own_address_stands_beside_the_account_s(self):
        """Overwriting a contact's address moves neither its account nor colleagues."""
        rows = [
            {
                "name": name,
                "phones": [f"090123456{at}"],
                "street": f"{at} New Street",
                "city": "Hanoi",
            }
            for at, name in enumerate(("Ann", "Bo"))
        ]
        for policy in ("overwrite", "merge"):
            with self.env.cr.savepoint() as savepoint:
                outcomes = self.take_in(*rows, duplicate_policy=policy)
                people = (self.account, self.ann, self.bo, self.cy)
                self.assertEqual(
                    self.addresses(*people), [("1 Old Street", "Huế")] * 4, policy
                )
                for at, contact in enumerate((self.ann, self.bo)):
                    self.assertEqual(
                        self.addresses(*contact.child_ids),
                        [(f"{at} New Street", "Hanoi")],
                    )
                    self.assertEqual(
                        outcomes[at]["made"],
                        [{"model": "res.partner", "id": contact.child_ids.id}],
                    )
                outcomes = self.take_in(*rows, duplicate_policy=policy)
                self.assertEqual([o["made"] for o in outcomes], [[], []], "known")
                savepoint.rollback()
                self.env.invalidate_all()

    def test_address_of_the_account_is_no_other_one(self):
        row = {"name": "Ann", "phones": ["0901234560"], "street": "1 Old Street"}
        (outcome,) = self.take_in(row, duplicate_policy="overwrite")
        self.assertEqual((outcome["made"], outcome["previous"]), ([], {}))
        self.ann.with_context(antcrm_keep_account=True).street = "Elsewhere"
        (outcome,) = self.take_in(row, duplicate_policy="overwrite")
        self.assertEqual(self.ann.street, "1 Old Street")
        self.assertEqual(outcome["previous"], {"street": "Elsewhere"})
        self.assertFalse(self.ann.child_ids)

    def test_account_without_address(self):
        """The contact lives where it is said to, and the account nowhere."""
        self.account.write({"street": False, "city": False})
        self.take_in(
            {"name": "Ann", "phones": ["0901234560"], "street": "5 Own Street"},
            duplicate_policy="overwrite",
        )
        self.assertEqual(
            [partner.street for partner in (self.account, self.ann, self.bo)],
            [False, "5 Own Street", False],
        )

    def test_move_to_another_account(self):
        """With the account's address and commercial values, the own one beside it."""
        (outcome,) = self.take_in(
            {
                "name": "Ann",
                "phones": ["0901234560"],
                "parent_id": "Other JSC",
                "street": "5 Own Street",
            },
            duplicate_policy="overwrite",
        )
        self.assertEqual(self.ann.parent_id, self.other)
        self.assertEqual(self.ann.industry_id, self.other.industry_id)
        self.assertEqual(
            [partner.street for partner in (self.account, self.other, self.ann)],
            ["1 Old Street", "9 Other Street", "9 Other Street"],
        )
        self.assertEqual(self.ann.child_ids.street, "5 Own Street")
        previous = outcome["previous"]
        self.assertEqual(previous["parent_id"], self.account.id)
        self.assertEqual(previous["street"], "1 Old Street")
        self.assertEqual(previous["industry_id"], self.account.industry_id.id)

    def test_merge_into_an_account_keeps_the_address(self):
        contact = self.create_contact("0905555555", street="3 Home Street")
        homeless = self.create_contact("0906666666")
        self.take_in(
            {"name": "A", "phones": ["0905555555"], "parent_id": "ACME JSC"},
            {"name": "B", "phones": ["0906666666"], "parent_id": "ACME JSC"},
            duplicate_policy="merge",
        )
        self.assertEqual(contact.parent_id | homeless.parent_id, self.account)
        self.assertEqual(
            [partner.street for partner in (self.account, contact, homeless)],
            ["1 Old Street", "3 Home Street", "1 Old Street"],
        )

    def test_subsidiary_does_not_move_its_parent(self):
        branch = self.create_contact(
            "0905555555", name="Branch", is_company=True, parent_id=self.account.id
        )
        worker = self.create_contact(
            "0906666666", firstname="Worker", parent_id=branch.id
        )
        self.take_in(
            {"name": "Branch", "phones": ["0905555555"], "street": "7 Branch Street"},
            kind="account",
            duplicate_policy="overwrite",
        )
        self.assertEqual(
            [partner.street for partner in (self.account, branch, worker)],
            ["1 Old Street", "7 Branch Street", "7 Branch Street"],
        )


@tagged("-at_install", "post_install")
class TestIntakeBatch(IntakeCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # whoever brings thousands has the right to
        cls.user_sales.group_ids += cls.env.ref("antcrm_customers.group_import")

    def candidates(self, number, start=0):
        return [
            {
                "firstname": f"P{n}",
                "lastname": "Batch",
                "parent_id": f"Account {n % 50}",
                "city": "Huế",
                "country_id": "Vietnam",
                "phones": [f"0912 {n:06}", f"0913 {n:06}"],
                "emails": [f"batch{n}@example.com"],
                "tags": ["Batch"],
            }
            for n in range(start, start + number)
        ]

    def count(self, candidates, **options):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        outcomes = self.intake.apply("contact", candidates, options)
        self.env.flush_all()
        return outcomes, self.cr.sql_log_count - before

    def test_at_most_150_queries_for_1000_candidates(self):
        self.intake.apply("contact", self.candidates(1, 5000))
        outcomes, queries = self.count(self.candidates(1000))
        self.assertEqual(set(self.actions(outcomes)), {"created"})
        self.assertLessEqual(queries, 150)
        for policy in ("skip", "merge"):
            outcomes, queries = self.count(
                self.candidates(1000), duplicate_policy=policy
            )
            self.assertLessEqual(queries, 150, policy)

    def test_no_query_per_candidate_when_overwriting(self):
        candidates = [
            {**candidate, "parent_id": None} for candidate in self.candidates(110)
        ]
        self.intake.apply("contact", candidates)
        counts = [
            self.count(
                [{**c, "function": f"F{i}"} for c in candidates[:number]],
                duplicate_policy="overwrite",
            )[1]
            for i, number in enumerate((10, 10, 110))
        ]
        self.assertLessEqual(counts[2], counts[1] + 5)

    def test_no_query_per_address_beside_the_account_s(self):
        candidates = self.candidates(110)
        self.intake.apply("contact", candidates)
        counts = []
        for at, number in enumerate((10, 10, 110)):
            changed = [
                {**candidate, "street": f"{at}/{position} Street", "city": "Vinh"}
                for position, candidate in enumerate(candidates[:number])
            ]
            outcomes, queries = self.count(changed, duplicate_policy="overwrite")
            self.assertTrue(all(outcome["made"] for outcome in outcomes))
            counts.append(queries)
        self.assertLessEqual(counts[2], counts[1] + 5)

    def test_given_values_are_what_the_host_computes(self):
        """A batch gives what follows from its values in one way only; computed anew,
        nothing of it changes."""
        self.env["res.lang"]._activate_lang("fr_FR")
        account = self.env["res.partner"].create(
            {
                "name": "Held",
                "is_company": True,
                "lang": "fr_FR",
                "user_id": self.user_colleague.id,
                "street": "1 Rue",
                "industry_id": self.env["res.partner.industry"].search([], limit=1).id,
            }
        )
        account_team = {"share_mode": "employee", "pic_mode": "team"}
        account_team["share_user_ids"] = self.user_colleague.ids
        account_team["pic_team_id"] = (
            self.env["crm.team"]
            .create(
                {
                    "name": "Turns",
                    "assignment_rule": "round_robin",
                    "member_ids": (self.user_sales | self.user_colleague).ids,
                }
            )
            .id
        )
        candidates = [
            {"name": "Ida Berg", "emails": ["Ida.Berg@Example.com"]},
            {"name": "Bo", "phones": ["0901234567", "0901234568"], "city": "Hue"},
            {"name": "Cy", "phones": ["+55 11 96123-4567", "+1 201 555 0123 ext. 5"]},
            {"name": "Di", "emails": ["jörg@bücher.de"], "website": "example.com"},
            {"name": "Ed", "phones": ["+225 01 23 45 67 89"], "tags": ["A"]},
            {"name": "Fay", "emails": ["f@a-b.example.com"], "zip": "1"},
        ]
        in_accounts = [
            {
                **candidate,
                "name": f"{candidate['name']} in",
                "phones": [],
                "emails": [f"in{at}@example.com"],
                "street": f"{at} Road",
                "parent_id": "Held" if at % 2 else "New",
                "addresses": [{"street": "Else", "country_id": "Vietnam"}],
            }
            for at, candidate in enumerate(candidates)
        ]
        for kind, options in (
            ("contact", {}),
            ("lead", {"pic_mode": "user", "pic_user_id": self.user_colleague.id}),
            ("account", account_team),
            ("contact", account_team),
        ):
            batch = [*candidates, *(in_accounts if kind == "contact" else [])]
            options = {"duplicate_policy": "duplicate", **options}
            outcomes = self.take_in(*batch, kind=kind, **options)
            self.assertFalse(any(map(self.codes, outcomes[6:])))
            records = self.env[self.record(outcomes[0])._name].browse(
                outcome["record"]["id"] for outcome in outcomes
            )
            if kind == "contact":
                records |= records.child_ids | records.parent_id
                held = records.filtered(lambda r, a=account: r.parent_id == a)
                self.assertEqual(set(held.mapped("lang")), {"fr_FR"})
                self.assertEqual(held.industry_id, account.industry_id)
                if not options.get("pic_team_id"):
                    self.assertEqual(held.user_id, self.user_colleague)
            if options.get("pic_team_id"):
                pics = (records - account).user_id
                self.assertEqual(pics, self.user_sales | self.user_colleague)
            self.check_computed(records)

    def check_computed(self, records):
        """Check that the stored computed columns are as the ORM computes them."""
        names = [
            name
            for name, field in records._fields.items()
            if field.store and field.compute and field.readonly
        ]
        records.invalidate_recordset()
        before = [{name: record[name] for name in names} for record in records]
        for name in names:
            self.env.add_to_compute(records._fields[name], records)
        self.env.flush_all()
        self.env.invalidate_all()
        for record, values in zip(records, before, strict=True):
            for name in names:
                with self.subTest(record=record, name=record.name, field=name):
                    self.assertEqual(values[name], record[name])

    def test_lost_race_is_told_apart(self):
        """What the index refuses is a race: the caller tries again."""

        class Diagnostics:
            constraint_name = "antcrm_contact_point_exclusive_unique"

        error = UniqueViolation()
        Point = type(self.env["antcrm.contact.point"])
        with (
            patch.object(UniqueViolation, "diag", Diagnostics(), create=True),
            patch.object(Point, "_insert", side_effect=error),
            self.assertRaises(ConcurrencyError),
        ):
            self.intake.apply("contact", self.candidates(1))

    def test_candidates_stay_untouched(self):
        candidate = {"name": "Ida", "phones": ["0901234567"], "tags": ["A"]}
        copy = {**candidate, "phones": list(candidate["phones"])}
        self.take_in(candidate)
        self.assertEqual(candidate, copy)

    def test_tags_of_the_options(self):
        (outcome,) = self.take_in({"name": "Ida"}, tag_names=["A", "a", "B"])
        self.assertEqual(len(self.record(outcome).category_id), 2)
