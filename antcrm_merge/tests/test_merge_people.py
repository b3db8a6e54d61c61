from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import Form, new_test_user, tagged

from .test_merge_batch import MergeBatchCommon


class MergePeopleCommon(MergeBatchCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.accounts = cls.as_user("res.partner").create(
            [
                {"name": name, "is_company": True}
                for name in ("Dong A Weaving", "Đông Á Weaving")
            ]
        )
        one, two = cls.accounts
        cls.lan = cls.create_person(one, "Lan", "Trần", email="lan@example.com")
        cls.lan_again = cls.create_person(two, "Lan", "Tran", email="lan@example.com")
        cls.minh = cls.create_person(one, "Minh", "Lê")
        cls.minh_again = cls.create_person(two, "Minh", "Lê")
        cls.alone = cls.create_person(two, "Quang", "Võ")

    @classmethod
    def create_person(cls, account, firstname, lastname, **values):
        return cls.create_contact(
            firstname=firstname, lastname=lastname, parent_id=account.id, **values
        )


@tagged("-at_install", "post_install")
class TestMergePeople(MergePeopleCommon):
    """Accounts and their people who are there twice become one together, and two again
    together."""

    def propose(self, accounts=None):
        accounts = accounts or self.accounts
        return {
            one["records"]: one
            for one in accounts.with_env(self.lan.env)._get_merge_people()
        }

    def open(self):
        return self.as_user("antcrm.merge.wizard").with_context(
            active_model="res.partner", active_ids=self.accounts.ids
        )

    def test_who_is_proposed(self):
        found = self.propose()
        self.assertEqual(
            set(found), {self.lan | self.lan_again, self.minh | self.minh_again}
        )
        lan = found[self.lan | self.lan_again]
        self.assertTrue(lan["is_sure"])
        self.assertEqual(lan["reasons"], ["same name", "same email"])
        self.assertFalse(found[self.minh | self.minh_again]["is_sure"])
        self.assertFalse(self.propose(self.lan | self.lan_again))
        self.assertFalse(self.propose(self.accounts[0]))

    def test_nobody_who_differs_is_sure(self):
        self.lan.birthdate_date = "1980-01-01"
        self.lan_again.birthdate_date = "2001-01-01"
        self.assertFalse(self.propose()[self.lan | self.lan_again]["is_sure"])

    def test_nobody_who_is_hidden_or_dismissed(self):
        self.create_contact(
            user=self.user_colleague,
            share_mode="me",
            firstname="Quang",
            lastname="Võ",
            parent_id=self.accounts[0].id,
        )
        self.env["antcrm.duplicate"].create(
            {
                "kind": "contact",
                "partner_id": self.lan.id,
                "other_partner_id": self.lan_again.id,
                "state": "dismissed",
            }
        )
        self.assertEqual(set(self.propose()), {self.minh | self.minh_again})

    def test_found_pairs_are_proposed(self):
        other = self.create_person(self.accounts[0], "Q.", "Vo")
        self.env["antcrm.duplicate"].create(
            {
                "kind": "contact",
                "partner_id": min(other.id, self.alone.id),
                "other_partner_id": max(other.id, self.alone.id),
                "score": 30,
            }
        )
        self.assertTrue(self.propose()[self.alone | other]["is_sure"])

    def test_merge_and_undo_is_identity(self):
        people = self.lan | self.lan_again | self.minh | self.minh_again | self.alone
        before = self.dump("antcrm.contact.point")
        with Form(self.open()) as form:
            pass
        wizard = form.record
        texts = {tuple(one["names"]): one for one in wizard.comparison["people"]}
        self.assertEqual(len(texts), 2)
        # who is told of it is another matter
        told = patch.object(type(self.env["mail.thread"]), "message_notify")
        told.start()
        self.addCleanup(told.stop)
        action = wizard.action_merge()
        self.env.flush_all()
        self.env.invalidate_all()
        kept = self.env["res.partner"].browse(action["res_id"])
        self.assertEqual(self.accounts.exists(), kept)
        # those that are sure, and nobody else
        self.assertEqual(len(people.exists()), 4)
        self.assertEqual(people.exists().parent_id, kept)
        self.assertFalse(self.lan.exists() and self.lan_again.exists())
        [batch] = self.as_user("antcrm.merge.batch").search([])
        self.assertEqual(batch.state, "done")
        self.assertEqual(batch.done_count, 2)
        self.assertTrue(batch.can_undo)
        batch.action_undo()
        while batch.state == "undoing":
            batch.sudo()._run_chunk()
        self.assertEqual(batch.stays_count, 0)
        self.env.flush_all()
        self.env.invalidate_all()
        self.assert_same(before, self.dump("antcrm.contact.point"))

    def test_who_is_ticked(self):
        wizard = self.open().create({})
        minh = wizard._get_people_key(self.minh | self.minh_again)
        wizard.choices = {"people": [minh, "1-2", "nonsense"]}
        wizard.action_merge()
        self.assertEqual(len((self.minh | self.minh_again).exists()), 1)
        self.assertEqual(len((self.lan | self.lan_again).exists()), 2)

    def test_nobody_is_ticked(self):
        wizard = self.open().create({"choices": {"people": []}})
        wizard.action_merge()
        self.assertEqual(len((self.lan | self.lan_again).exists()), 2)
        self.assertFalse(self.env["antcrm.merge.batch"].search([]))

    def test_those_left_to_a_person(self):
        new_test_user(
            self.env,
            "lan",
            name=self.lan.name,
            groups="base.group_portal",
            partner_id=self.lan.id,
        )
        found = self.propose()[self.lan | self.lan_again]
        self.assertEqual(found["left_for"], "login")
        wizard = self.open().create({})
        key = wizard._get_people_key(self.lan | self.lan_again)
        wizard.choices = {"people": [key]}
        wizard.action_merge()
        self.assertEqual(len((self.lan | self.lan_again).exists()), 2)

    def test_queries(self):
        """As many for twenty people as for a few."""

        def count():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.propose()
            return self.env.cr.sql_log_count - before

        count()
        few = count()
        for number in range(10):
            for account in self.accounts:
                self.create_person(account, f"No{number}", "Many")
        self.assertLessEqual(count(), few + 3)


@tagged("-at_install", "post_install")
class TestReviewPeople(MergePeopleCommon):
    """The review of many merges proposes the people with their accounts, as the dialog
    that merges two does."""

    def setUp(self):
        super().setUp()
        #: what is reviewed, whoever else is there twice
        self.pairs = self.env["antcrm.duplicate"]
        self.pair(*self.accounts)

    def pair(self, *customers, **values):
        pairs = super().pair(*customers, **values)
        self.pairs |= pairs
        return pairs

    def review(self, pairs=None, user=None):
        return super().review(pairs or self.pairs, user)

    def lines(self, batch):
        """Return the sets of a batch by one of those who are in them."""
        return {id_: line for line in batch.line_ids for id_ in line.record_ids}

    def test_accounts_and_their_people_are_proposed(self):
        batch = self.review()
        self.assertEqual(
            [(line.kind, line.state) for line in batch.line_ids],
            [("account", "planned"), ("contact", "planned"), ("contact", "left")],
        )
        lines = self.lines(batch)
        self.assertEqual(
            lines[self.lan.id].record_ids, [self.lan.id, self.lan_again.id]
        )
        self.assertIn("same name, same email", lines[self.lan.id].reason_text)
        self.assertIn("same person", lines[self.minh.id].reason_text)
        self.assertNotIn(self.alone.id, lines)

    def test_merge_and_undo_is_identity(self):
        people = self.lan | self.lan_again | self.minh | self.minh_again | self.alone
        before = self.dump("antcrm.contact.point")
        told = patch.object(type(self.env["mail.thread"]), "message_notify")
        told.start()
        self.addCleanup(told.stop)
        batch = self.review()
        minh = self.lines(batch)[self.minh.id]
        minh.action_put_back()
        self.assertEqual(batch.planned_count, 3)
        batch.action_merge()
        self.work()
        self.assertEqual(
            self.states(batch), ["done"] * 3, batch.line_ids.mapped("reason_text")
        )
        [kept] = self.accounts.exists()
        self.assertEqual(len(people.exists()), 3)
        self.assertEqual(people.exists().parent_id, kept)
        batch.action_undo()
        self.work()
        self.assertEqual(self.states(batch), ["undone"] * 3)
        self.assert_same(before, self.dump("antcrm.contact.point"))

    def test_accounts_and_people_are_left_out_together(self):
        batch = self.review()
        lines = self.lines(batch)
        account, lan, minh = (
            lines[one.id] for one in (self.accounts[0], self.lan, self.minh)
        )
        account.action_leave_out()
        self.assertEqual(self.states(batch), ["left"] * 3)
        with self.assertRaisesRegex(UserError, "Put those back first"):
            lan.action_put_back()
        account.action_put_back()
        self.assertEqual(
            [account.state, lan.state, minh.state], ["planned"] * 2 + ["left"]
        )
        lan.action_leave_out()
        self.assertEqual(account.state, "planned")
        batch.action_merge()
        self.work()
        self.assertEqual(len((self.lan | self.lan_again).exists()), 2)
        self.assertEqual(len(self.accounts.exists()), 1)

    def test_people_stay_where_their_accounts_do(self):
        batch = self.review()
        batch.action_merge()
        self.env["antcrm.duplicate"].search(
            [("partner_id", "in", self.accounts.ids)]
        ).unlink()
        self.work()
        lines = self.lines(batch)
        self.assertEqual(lines[self.accounts[0].id].state, "failed")
        self.assertEqual(lines[self.lan.id].state, "failed")
        self.assertIn("Their accounts", lines[self.lan.id].reason_text)
        self.assertEqual(len((self.lan | self.lan_again).exists()), 2)

    def test_people_who_changed_since_stay(self):
        batch = self.review()
        batch.action_merge()
        self.lan_again.firstname = "Hoa"
        self.work()
        lines = self.lines(batch)
        self.assertEqual(lines[self.accounts[0].id].state, "done")
        self.assertIn("meanwhile", lines[self.lan.id].reason_text)
        self.assertEqual(len((self.lan | self.lan_again).exists()), 2)

    def test_nobody_is_in_two_sets(self):
        self.pair(self.lan, self.lan_again)
        outsider = self.create_contact("0902888099", firstname="Minh", lastname="Lê")
        self.pair(self.minh, outsider)
        batch = self.review()
        ids = [id_ for line in batch.line_ids for id_ in line.record_ids]
        self.assertEqual(len(ids), len(set(ids)))
        lines = self.lines(batch)
        # they are sure without their accounts
        self.assertFalse(lines[self.lan.id].account_line_id)
        self.assertEqual(lines[self.minh.id].record_ids, [self.minh.id, outsider.id])

    def test_a_third_joins_two(self):
        third = self.create_person(
            self.accounts[1], "Lan", "Trần", email="lan@example.com"
        )
        self.pair(self.lan, self.lan_again)
        batch = self.review()
        line = self.lines(batch)[self.lan.id]
        self.assertEqual(line.record_ids, (self.lan | self.lan_again | third).ids)
        self.assertEqual(line.state, "planned")
        batch.action_merge()
        self.work()
        self.assertEqual(line.state, "done", line.reason_text)
        self.assertEqual(len((self.lan | self.lan_again | third).exists()), 1)

    def test_people_left_to_a_person(self):
        self.lan.share_mode = "me"
        line = self.lines(self.review())[self.lan.id]
        self.assertEqual((line.state, line.left_for), ("person", "share"))

    def test_accounts_left_to_a_person_bring_nobody(self):
        self.accounts[0].share_mode = "me"
        batch = self.review()
        self.assertEqual(batch.line_ids.mapped("state"), ["person"])

    def test_queries(self):
        """As many for ten pairs of accounts as for two."""

        def create_accounts(number):
            accounts = self.as_user("res.partner").create(
                [{"name": f"Weaver {number}", "is_company": True} for _twin in "ab"]
            )
            for account in accounts:
                email = f"ann{number}@example.com"
                self.create_person(account, "Ann", "Odd", email=email)
                self.create_person(account, "Bob", "Odd")
            self.pair(*accounts)

        def count():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            batch = self.review()
            after = self.env.cr.sql_log_count
            self.assertEqual(len(batch.line_ids), 3 * (number + 2))
            return after - before

        for number in range(2):
            create_accounts(number)
        count()
        few = count()
        for number in range(2, 10):
            create_accounts(number)
        self.assertLessEqual(count(), few + 6)
