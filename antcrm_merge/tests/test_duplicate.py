from unittest.mock import patch

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import MergeCommon


@tagged("-at_install", "post_install")
class TestDuplicate(MergeCommon):
    def find(self, kind, *customers, user=None):
        """Search anew, and return the pairs of the given customers as the user sees
        them: ``{(name, name): reasons}``."""
        self.env["antcrm.duplicate"]._find(kind)
        name = "lead_id" if kind == "lead" else "partner_id"
        ids = [customer.id for customer in customers]
        pairs = self.as_user("antcrm.duplicate", user).search(
            [(name, "in", ids), (f"other_{name}", "in", ids), ("state", "=", "open")]
        )
        return pairs

    def reasons(self, pairs):
        return {
            tuple(customer.id for customer in pair._get_customers()): pair.reasons
            for pair in pairs
        }

    def create_named(self, *names, **values):
        return self.as_user("res.partner").create(
            [{"name": name, "is_company": True, **values} for name in names]
        )

    def test_same_phone_and_email(self):
        for kind in ("lead", "contact", "account"):
            with self.subTest(kind=kind):
                one, two = self.create_pair(kind)
                other = one.with_user(self.user_colleague).create(
                    {"name": "Zoe", "is_company": True}
                    if kind == "account"
                    else {"firstname": "Zoe", "type": "lead"}
                    if kind == "lead"
                    else {"firstname": "Zoe"}
                )
                # the host writes what typed entry refuses
                column = other._get_contact_point_column("email")
                other[column] = "IDA@example.com"
                self.env.flush_all()
                pairs = self.find(kind, one, two, other, user=self.user_administrator)
                reasons = self.reasons(pairs)
                self.assertEqual(reasons.keys(), {(one.id, two.id), (one.id, other.id)})
                self.assertIn("same phone", reasons[one.id, two.id])
                self.assertIn("same city", reasons[one.id, two.id])
                self.assertEqual(reasons[one.id, other.id], "same email")
                self.assertIn("Ida", pairs[0].display_name)

    def test_without_a_city(self):
        """They are compared as well, with one another and with those who have one."""
        weavers = [
            *self.create_named("Quỳnh Lưu Weaving", "Công ty TNHH Quynh Luu Weaving"),
            *self.create_named("Weaving Quynh Luu", city="Vinh"),
        ]
        one, two, three = (
            self.create_contact(firstname=name, lastname="Quillfeather", city=city)
            for name, city in (("Vera", False), ("Vera", "Huế"), ("Wera", False))
        )
        # the host writes what typed entry refuses
        for contact in (one, two, three):
            contact.phone = "0902 887 541"
        self.env.flush_all()
        pairs = self.reasons(self.find("account", *weavers))
        ids = [weaver.id for weaver in weavers]
        for ends in ((ids[0], ids[1]), (ids[0], ids[2]), (ids[1], ids[2])):
            self.assertEqual(pairs.get(ends), "same name", ends)
        pairs = self.reasons(self.find("contact", one, two, three))
        for ends in ((one, two), (one, three), (two, three)):
            self.assertIn("phone", pairs.get(tuple(c.id for c in ends), ""), ends)

    def test_similar_names_of_one_city(self):
        names = (
            "Công ty TNHH Đông Á Trading",
            "Dong A Trading",
            "Trading Dong A Co., Ltd.",
            "Dong B Trading",
            "Dong A Tradings 2",
            "Dong A Trading 1",
        )
        accounts = self.create_named(*names, city="Đà Nẵng")
        elsewhere = self.create_named("Dong A Trading", city="Huế")
        nowhere = self.create_named("Dong A Trading")
        pairs = self.find("account", *accounts, elsewhere, nowhere)
        found = set(self.reasons(pairs))
        ids = accounts.ids
        self.assertLessEqual(
            {(ids[0], ids[1]), (ids[0], ids[2]), (ids[0], ids[3])}, found
        )
        self.assertEqual(self.reasons(pairs)[ids[0], ids[1]], "same name, same city")
        self.assertEqual(
            self.reasons(pairs)[ids[0], ids[3]], "same city, name misspelt"
        )
        for other in (elsewhere.id, ids[4], ids[5]):
            self.assertFalse([key for key in found if other in key], other)

    def test_leads_of_companies(self):
        """A lead that names a company and no person is compared as accounts are:
        without legal forms, by its domain and its tax number."""
        values = {"name": "Ropes wanted", "type": "lead", "city": "Huế"}
        numbered = (
            {"vat": "0301442379"} if "vat" in self.env["crm.lead"]._fields else {}
        )
        leads = self.as_user("crm.lead").create(
            [
                {**values, "partner_name": name, **further}
                for name, further in (
                    (
                        "Công ty TNHH Đông Á Trading",
                        {"website": "https://donga.example"},
                    ),
                    ("Dong A Trading Co., Ltd", {"website": "www.donga.example/vi"}),
                    ("Lotus Textiles JSC", numbered),
                    ("Cty Textiles Lotuss", numbered),
                    # of the same company, somebody else
                    ("Dong A Trading", {"contact_name": "Ida Idle"}),
                    ("Dong A Trading", {"contact_name": "Ulf Urgent"}),
                )
            ]
        )
        ids = leads.ids
        found = self.reasons(self.find("lead", *leads))
        reasons = found.pop((ids[0], ids[1]))
        self.assertEqual(
            set(reasons.split(", ")), {"same name", "same city", "same domain"}
        )
        if numbered:
            self.assertIn("same tax number", found.pop((ids[2], ids[3])))
        self.assertFalse(found)

    def test_crowds(self):
        """A number that thousands share says nothing, and costs nothing."""
        number = 400
        accounts = self.create_named(
            *(f"Crowd {chr(97 + n % 26)}{n}xyz" for n in range(number - 2)),
            "Twin Trading",
            "TWIN TRADING",
        )
        self.env.flush_all()
        self.env["antcrm.contact.point"].sudo()._trusted().create(
            [
                {
                    "partner_id": account.id,
                    "kind": "phone",
                    "value": "+84 28 3822 9999",
                    "normalized": "+842838229999",
                    "scope": "account",
                }
                for account in accounts
            ]
        )
        namesakes = self.create_named(*["Same Name Trading"] * 50, city="Huế")
        self.env.flush_all()
        pairs = self.find("account", *accounts, *namesakes)
        found = self.reasons(pairs)
        self.assertEqual(
            found.pop((accounts[-2].id, accounts[-1].id)), "same name, phone of several"
        )
        self.assertEqual(len(found), 49)

    def test_not_a_duplicate_is_remembered(self):
        one, two = self.create_pair("contact")
        three = self.create_contact(firstname="Zoe")
        three.phone = "0901234567"
        self.env.flush_all()
        pairs = self.find("contact", one, two, three)
        pair = pairs.filtered(lambda p: p._get_customers() == (one, two))
        pair.action_dismiss()
        self.assertEqual(pair.dismissed_by, self.user_sales)
        self.assertEqual(len(self.find("contact", one, two, three)), 2)
        # who is not the one is not what the one is merged with
        self.merge(two, three)
        self.assertFalse(self.find("contact", one, two))
        pair.action_reopen()
        self.assertEqual(self.find("contact", one, two), pair)

    def test_form_forgets_what_is_no_duplicate(self):
        """The banner, its list and the merge that it offers leave out who was found
        to be somebody else."""
        for kind in ("lead", "contact", "account"):
            with self.subTest(kind=kind):
                one, two = self.create_pair(kind)
                self.assertTrue(one.duplicate_warning)
                self.assertEqual(one._get_duplicates(), two)
                pair = self.find(kind, one, two)
                pair.action_dismiss()
                self.env.invalidate_all()
                for customer in (one, two):
                    self.assertFalse(customer.duplicate_warning)
                    self.assertFalse(customer.duplicate_count)
                    self.assertFalse(customer._get_duplicates())
                    self.assertEqual(
                        customer.action_merge_duplicates()["context"]["active_ids"],
                        customer.ids,
                    )
                pair.action_reopen()
                self.env.invalidate_all()
                self.assertEqual(two.duplicate_count, 1)

    def test_namesakes_that_are_no_duplicates(self):
        one, two = (
            self.create_contact(firstname="Nam", lastname="Sake", city="Huế")
            for _number in range(2)
        )
        self.assertTrue(one.duplicate_warning)
        self.find("contact", one, two).action_dismiss()
        self.env.invalidate_all()
        self.assertFalse(one.duplicate_warning)
        self.assertFalse(two._get_duplicates())

    def test_pairs_go_with_what_made_them(self):
        one, two = self.create_pair("account")
        pair = self.find("account", one, two)
        self.assertTrue(pair)
        two.phone_ids.filtered(
            lambda point: point.normalized == "+84901234567"
        ).unlink()
        self.assertFalse(self.find("account", one, two))
        self.assertFalse(pair.exists())

    def test_merge_from_the_list(self):
        one, two = self.create_pair("lead")
        pair = self.find("lead", one, two)
        action = pair.action_merge()
        wizard = self.as_user("antcrm.merge.wizard").with_context(**action["context"])
        wizard.create({}).action_merge()
        self.assertEqual(len((one | two).exists()), 1)
        self.assertFalse(pair.exists())
        merge = self.as_user("antcrm.merge").search([], limit=1)
        merge.action_undo()
        self.assertEqual(pair.exists(), pair)
        self.assertEqual(self.find("lead", one, two), pair)

    def test_only_who_reads_both_sees_the_pair(self):
        one = self.create_contact(share_mode="all")
        hidden = self.create_contact(
            user=self.user_colleague, lastname="Secret", share_mode="me"
        )
        for contact in (one, hidden):
            contact.phone = "0901234567"
            self.env.flush_all()
        pair = self.find("contact", one, hidden, user=self.user_colleague)
        self.assertEqual(len(pair), 1)
        for user in (self.user_sales, self.user_administrator, self.user_internal):
            if user != self.user_internal:
                self.assertFalse(self.find("contact", one, hidden, user=user))
            with self.assertRaises(AccessError):
                pair.with_user(user).read(["customer_text", "other_text"])
            for method in ("action_merge", "action_dismiss", "action_reopen"):
                with self.assertRaises(AccessError):
                    getattr(pair.with_user(user), method)()
            with self.assertRaises(AccessError):
                pair.with_user(user).write({"state": "dismissed"})
        with self.assertRaises(AccessError):
            pair.write({"score": 1})

    def test_scheduled_action(self):
        one, two = self.create_pair("account")
        cron = self.env.ref("antcrm_merge.ir_cron_find_duplicates")
        with self.enter_registry_test_mode():
            cron.method_direct_trigger()
        self.assertTrue(
            self.as_user("antcrm.duplicate").search_count(
                [("partner_id", "=", one.id), ("other_partner_id", "=", two.id)]
            )
        )

    def test_changed_ones_are_compared_soon(self):
        """Between two searches, whoever is new or changed meets the others."""
        one, two = self.create_pair("contact")
        self.find("contact", one, two)
        new = self.create_contact(firstname="Ida", lastname="Berg", city="Huế")
        new.email = "eda@example.com"
        self.env.flush_all()
        cron = self.env.ref("antcrm_merge.ir_cron_compare_changed")

        def compare():
            self.env["antcrm.duplicate"]._cron_compare_changed()
            pairs = self.as_user("antcrm.duplicate").search([("state", "=", "open")])
            return {
                tuple(customer.id for customer in pair._get_customers()): pair
                for pair in pairs
            }

        self.assertEqual(cron.code, "model._cron_compare_changed()")
        pairs = compare()
        self.assertIn("same phone", pairs[one.id, two.id].reasons)
        self.assertIn("same name", pairs[one.id, new.id].reasons)
        self.assertIn("same email", pairs[two.id, new.id].reasons)
        # what was there stays the same pair, and what is no longer so goes
        before = pairs[one.id, two.id]
        new.email = "new@example.com"
        new.firstname = "Zoe"
        self.env.flush_all()
        # a later transaction
        self.env.cr.execute(
            "UPDATE res_partner SET write_date = write_date + interval '1 minute' "
            "WHERE id = %s",
            [new.id],
        )
        pairs = compare()
        self.assertEqual(pairs[one.id, two.id], before)
        self.assertNotIn((two.id, new.id), pairs)
        # what was compared is not compared again
        Search = type(self.env["antcrm.duplicate.search"])
        with patch.object(Search, "_compare") as compare_ids:
            compare()
        compare_ids.assert_not_called()

    def test_misspelt_names_are_compared_at_once(self):
        """Whoever is new meets those of the same city whose names differ in one
        letter, at either end."""
        [one] = self.create_named("Dong A Weaving", city="Huế")
        self.find("account")
        names = (
            "Dong A Weaving Ltd",
            "Gong A Weaving",
            "Dong A Weavinh",
            "Dong A Rope",
        )
        same, first, last, other = self.create_named(*names, city="Huế")
        self.create_named("Gong A Weaving", city="Vinh")
        self.env.flush_all()
        self.env["antcrm.duplicate"]._cron_compare_changed()
        pairs = self.as_user("antcrm.duplicate").search([("partner_id", "=", one.id)])
        found = {pair.other_partner_id: pair.reasons for pair in pairs}
        self.assertEqual(found.keys(), {same, first, last})
        self.assertIn("same name", found[same])
        self.assertIn("name misspelt", found[first])
        self.assertIn("name misspelt", found[last])
        self.assertTrue(other.exists())

    def test_what_is_missing_is_not_compared(self):
        for _number in range(2):
            self.create_contact(firstname="Nam", lastname="Sake", city="Huế")
        self.env.flush_all()
        self.env["antcrm.duplicate"]._find("contact")
        [pair] = self.as_user("antcrm.duplicate").search([])
        labels = {line["label"] for line in pair.explanation["lines"]}
        self.assertEqual(labels, {"same name", "same city"})

    def test_explanation(self):
        """A pair says what speaks for it and what against, in words."""
        one = self.create_contact(
            firstname="Anna", lastname="Lindberg", birthdate_date="1990-02-03"
        )
        two = self.create_contact(
            firstname="Lindberg", lastname="Anna", birthdate_date="1990-03-02"
        )
        one.phone, two.phone = "0901234567", "0907654321"
        self.env.flush_all()
        [pair] = self.find("contact", one, two)
        lines = {line["label"]: line["weight"] for line in pair.explanation["lines"]}
        self.assertGreater(lines["same name"], lines["similar date of birth"])
        self.assertGreater(lines["similar date of birth"], 0)
        self.assertLess(lines["other phone"], 0)
        self.assertEqual(pair.reasons, "same name, similar date of birth")

    def test_twins_are_no_duplicates(self):
        """Who lives in one house, has one phone and was born on one day, but has
        another name is somebody else, a misspelt name is not."""
        common = {"city": "Huế", "street": "7 Lê Lợi", "birthdate_date": "1990-02-03"}
        names = ("Lan Nguyễn Thị", "Mai Nguyễn Thị", "Lan Nguyễn Thịj")
        twins = [self.create_contact(firstname=name, **common) for name in names]
        for words in ("Lan", "Mai"):  # names that are known
            for number in range(5):
                self.create_contact(firstname=f"{words} Trần {'abcde'[number]}xyz")
        for twin in twins:
            twin.phone = "0901234567"
            self.env.flush_all()
        pairs = self.find("contact", *twins)
        by_ids = {
            tuple(customer.id for customer in pair._get_customers()): pair.probability
            for pair in pairs
        }
        lan, mai, misspelt = (twin.id for twin in twins)
        self.assertGreater(by_ids[lan, misspelt], 99)
        self.assertLess(by_ids[lan, mai], 50)

    def test_weights_are_edited(self):
        """An Administrator changes what an agreement says; the next search uses it."""
        one, two = self.create_pair("contact")
        [pair] = self.find("contact", one, two)
        before = pair.score
        Weight = self.as_user("antcrm.duplicate.weight", self.user_administrator)
        weight = Weight.search(
            [("kind", "=", "contact"), ("part", "=", "phone"), ("degree", "=", "same")]
        )
        self.assertEqual(weight.display_name, "Phone: Same")
        weight.weight -= 5
        [pair] = self.find("contact", one, two)
        self.assertAlmostEqual(pair.score, before - 5, 1)
        weight.action_use_shipped()
        self.assertEqual(weight.weight, weight.shipped_weight)
        with self.assertRaises(AccessError):
            self.as_user("antcrm.duplicate.weight").search([]).read(["weight"])
        with self.assertRaises(AccessError):
            self.as_user("antcrm.duplicate.weight").action_learn()

    def test_weights_are_learned(self):
        """Learned from the customers that are there, shown, and used when taken."""
        for number in range(60):
            name = f"{'abcdefghij'[number % 10]}na {'klmnopqrst'[number // 10]}berg"
            for _copy in range(2):
                self.create_contact(
                    firstname=name, city=f"City {number}"
                ).phone = f"09012345{number:02}"
            self.env.flush_all()
        Weight = self.as_user("antcrm.duplicate.weight", self.user_administrator)
        Weight.action_learn()
        learned = Weight.search([("kind", "=", "contact"), ("is_learned", "=", True)])
        self.assertTrue(learned)
        same = learned.filtered(lambda w: (w.part, w.degree) == ("phone", "same"))
        self.assertAlmostEqual(same.learned_weight, 0, 0)
        self.assertEqual(same.weight, same.shipped_weight)
        same.action_use_learned()
        self.assertEqual(same.weight, same.learned_weight)

    def test_list_costs_the_same_for_many(self):
        counts = []
        for number in (2, 12):
            accounts = self.create_named(
                *(f"Long Name Trading {n}" for n in range(number)), city=f"C{number}"
            )
            for account in accounts:
                account.phone = f"09012345{number:02}"
            self.env.flush_all()
            pairs = self.find("account", *accounts)
            self.env.invalidate_all()
            start = self.env.cr.sql_log_count
            pairs.with_user(self.user_sales).read(
                ["customer_text", "other_text", "reasons"]
            )
            counts.append(self.env.cr.sql_log_count - start)
        self.assertLessEqual(counts[1], counts[0] + 2)
