from unittest.mock import patch

from odoo.exceptions import AccessError, ConcurrencyError, UserError
from odoo.fields import Command
from odoo.tests import Form, new_test_user, tagged
from odoo.tools import mute_logger

from odoo.addons.base.wizard import base_partner_merge

from ..tools.groups import connect
from ..tools.pair_weights import get_bits
from .common import MergeCommon


class MergeBatchCommon(MergeCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        #: the last digits of the phones of customers
        cls.numbers = iter(range(100, 1000))

    def pair(self, *customers, percent=99.9, **values):
        """Let customers be found to be one, each with the next one."""
        name = "lead_id" if customers[0]._name == "crm.lead" else "partner_id"
        return self.env["antcrm.duplicate"].create(
            [
                {
                    "kind": customers[0].customer_kind,
                    name: min(one.id, two.id),
                    f"other_{name}": max(one.id, two.id),
                    "score": get_bits(percent / 100),
                    **values,
                }
                for one, two in zip(customers, customers[1:], strict=False)
            ]
        )

    def create_some(self, count=2, **values):
        customers = [
            self.create_contact(
                f"0902888{next(self.numbers)}", lastname="Twin", **values
            )
            for _number in range(count)
        ]
        self.env.flush_all()
        return customers

    def review(self, pairs=None, user=None):
        pairs = pairs or self.env["antcrm.duplicate"]
        action = pairs.with_user(user or self.user_sales).action_merge_sure()
        batch = self.as_user(action["res_model"], user).browse(action["res_id"])
        self.env.flush_all()
        self.env.invalidate_all()
        return batch

    def work(self):
        """Let the scheduled action do what is begun."""
        self.env.flush_all()
        cron = self.env.ref("antcrm_merge.ir_cron_merge_batches")
        with self.enter_registry_test_mode():
            cron.method_direct_trigger()
        self.env.invalidate_all()

    def merge_all(self, user=None):
        batch = self.review(user=user)
        batch.action_merge()
        self.work()
        return batch

    def states(self, batch):
        return batch.line_ids.mapped("state")


@tagged("-at_install", "post_install")
class TestMergeBatch(MergeBatchCommon):
    def test_pairs_connect(self):
        self.assertEqual(
            connect([(1, 2), (5, 6), (3, 2), (7, 8), (8, 5)]),
            [[1, 2, 3], [5, 6, 7, 8]],
        )
        self.assertEqual(connect([]), [])

    def test_merge_and_undo_is_identity(self):
        customers = {
            kind: self.create_pair(kind) for kind in ("lead", "contact", "account")
        }
        for pair in customers.values():
            self.pair(*pair)
        before = self.dump("antcrm.contact.point")
        # who is told of it is another matter
        told = patch.object(
            type(self.env["mail.thread"]), "message_notify", autospec=True
        )
        with told as notify:
            batch = self.review()
            self.assertEqual(before, self.dump("antcrm.contact.point"))
            self.assertEqual(self.states(batch), ["planned"] * 3)
            self.assertEqual(batch.planned_count, 3)
            batch.action_merge()
            self.assertEqual(batch.state, "running")
            self.work()
            self.assertEqual(batch.state, "done")
            self.assertEqual(self.states(batch), ["done"] * 3)
            self.assertEqual(notify.call_count, 1)
            merges = self.as_user("antcrm.merge").search([("batch_id", "=", batch.id)])
            self.assertEqual(len(merges), 3)
            self.assertEqual(merges.user_id, self.user_sales)
            for kept, source in customers.values():
                self.assertEqual(len((kept | source).exists()), 1)
            preview = batch._preview_undo()
            self.assertEqual(preview["kept"], [])
            self.assertIn("3 merges: 3 customers", preview["done"][0])
            batch.action_undo()
            self.assertEqual(batch.state, "undoing")
            self.work()
            self.assertEqual(notify.call_count, 2)
            partners = notify.call_args.kwargs["partner_ids"]
            self.assertEqual(partners, self.user_sales.partner_id.ids)
        self.assertEqual(batch.state, "undone")
        self.assertEqual(self.states(batch), ["undone"] * 3)
        self.assertFalse(batch.can_undo)
        self.assert_same(before, self.dump("antcrm.contact.point"))
        # what was undone is found again
        self.assertEqual(self.review().planned_count, 3)

    def test_caches_stay(self):
        """Ten thousand undos do not make every server begin anew as often; what the
        host caches of rows that came back does."""
        for values, is_cleared in (({}, False), ({"user": True}, True)):
            pair = self.create_some()
            if values:
                new_test_user(
                    self.env,
                    "cached",
                    groups="base.group_portal",
                    partner_id=pair[0].id,
                )
            kept, source = (one.with_user(self.user_administrator) for one in pair)
            merge = self.merge(kept, source, user=self.user_administrator)
            with patch.object(type(self.registry), "clear_cache") as clear:
                merge.action_undo()
            with self.subTest(values=values):
                self.assertEqual(clear.called, is_cleared)

    def test_who_began_it_is_told(self):
        self.pair(*self.create_some())
        self.merge_all()
        message = self.env["mail.message"].search(
            [("partner_ids", "in", self.user_sales.partner_id.ids)], limit=1
        )
        self.assertIn("Merging has finished", message.body)
        self.assertEqual(message.model, "antcrm.merge.batch")

    def test_groups(self):
        three = self.create_some(3)
        self.pair(*three)
        unsure = self.create_some(2, firstname="Una")
        self.pair(*unsure, percent=98.9)
        batch = self.merge_all()
        self.assertEqual(batch.line_ids.record_ids, [c.id for c in three])
        self.assertEqual(self.states(batch), ["done"])
        kept = self.env["res.partner"].concat(*three).exists()
        self.assertEqual(len(kept.phone_ids), 3)
        self.assertEqual(len(self.env["res.partner"].concat(*unsure).exists()), 2)
        with self.assertRaises(UserError):
            self.review()

    def test_percent_is_set(self):
        pair = self.pair(*self.create_some(), percent=95)
        settings = self.env["res.config.settings"].create({})
        settings.antcrm_merge_sure_percent = 90
        settings.set_values()
        self.assertEqual(self.review(pair).planned_count, 1)

    def test_selected_pairs(self):
        self.pair(*self.create_some())
        selected = self.pair(*self.create_some(firstname="Una"))
        batch = self.review(selected)
        self.assertEqual(
            batch.line_ids.record_ids,
            selected._get_customers()[0].ids + selected._get_customers()[1].ids,
        )

    def test_what_is_left_to_a_person(self):
        expected = {}
        many = self.create_some(11)
        self.pair(*many)
        expected[many[0]] = "many"
        shared = self.create_some()
        shared[0].share_mode = "me"
        expected[shared[0]] = "share"
        with_login = self.create_some()
        new_test_user(
            self.env, "twin", groups="base.group_portal", partner_id=with_login[1].id
        )
        expected[with_login[0]] = "login"
        inactive = self.create_some()
        self.put_out_of_use(inactive[1])
        expected[inactive[0]] = "inactive"
        archived = self.create_some()
        archived[1].active = False
        expected[archived[0]] = "archived"
        kinds = self.create_some()
        kinds[1].sudo().is_company = True
        expected[kinds[0]] = "kinds"
        locked = self.create_some()
        expected[locked[0]] = "write"
        for group in (shared, with_login, archived, inactive, kinds, locked):
            self.pair(*group)
        dismissed = self.create_some(3)
        self.pair(*dismissed)
        self.pair(dismissed[0], dismissed[2], state="dismissed")
        expected[dismissed[0]] = "dismissed"
        self.env["ir.rule"].create(
            {
                "name": "Some are for others to write",
                "model_id": self.env["ir.model"]._get_id("res.partner"),
                "domain_force": f"[('id', '!=', {locked[1].id})]",
                "perm_read": False,
            }
        )
        batch = self.review()
        found = {line.record_ids[0]: line.left_for for line in batch.line_ids}
        self.assertEqual(found, {c.id: reason for c, reason in expected.items()})
        self.assertEqual(batch.person_count, len(expected))
        self.assertIn("1: Somebody logs in as one of them.", batch.person_text)
        with self.assertRaises(UserError):
            batch.action_merge()
        self.assertTrue(all(line.customer_text for line in batch.line_ids))
        for line in batch.line_ids:
            with self.subTest(line.left_for):
                self.assertTrue(line.action_open()["res_model"])

    def test_hidden_customers_are_not_in_it(self):
        one, two = self.create_some()
        hidden = self.create_contact(
            user=self.user_colleague, lastname="Twin", share_mode="me"
        )
        self.pair(one, two)
        self.pair(two, hidden)
        batch = self.review()
        self.assertEqual(batch.line_ids.record_ids, [one.id, two.id])
        batch.action_merge()
        self.work()
        self.assertTrue(hidden.exists())
        self.assertEqual(self.states(batch), ["done"])

    def test_hidden_since_the_review(self):
        one, two = self.create_some()
        self.pair(one, two)
        batch = self.review()
        batch.action_merge()
        two.sudo().write({"share_owner_id": self.user_colleague.id})
        two.with_user(self.user_colleague).share_mode = "me"
        self.work()
        self.assertEqual(self.states(batch), ["failed"])
        self.assertTrue(one.exists() and two.exists())
        self.assertNotIn(two.sudo().phone, batch.line_ids.reason_text or "")

    def test_left_out_and_put_back(self):
        first, second = self.create_some(), self.create_some(firstname="Una")
        self.pair(*first)
        self.pair(*second)
        batch = self.review()
        batch.line_ids.action_leave_out()
        self.assertEqual(batch.left_count, 2)
        line = batch.line_ids.filtered(lambda group: group.record_ids[0] == first[0].id)
        line.action_put_back()
        batch.action_merge()
        self.work()
        self.assertEqual(sorted(self.states(batch)), ["done", "left"])
        self.assertEqual(len((second[0] | second[1]).exists()), 2)
        with self.assertRaises(UserError):
            batch.line_ids[1].action_leave_out()

    def test_another_one_is_kept(self):
        one, two = self.create_some(function="Clerk")
        two.function = "Director"
        self.pair(one, two)
        batch = self.review()
        line = batch.line_ids
        self.assertEqual(line.kept_text, one.display_name)
        action = line.action_open()
        wizard = (
            self.as_user(action["res_model"])
            .with_context(**action["context"])
            .create({})
        )
        self.assertEqual(wizard.choices["kept"], one.id)
        wizard.choices = {"kept": two.id, "function": one.id, "other": 987654321}
        wizard.action_choose()
        self.assertEqual(line.choices, {"kept": two.id, "function": one.id})
        batch.action_merge()
        self.work()
        self.assertFalse(one.exists())
        self.assertEqual(two.function, "Clerk")
        with self.assertRaises(UserError):
            wizard.action_choose()

    def test_merged_meanwhile(self):
        first, second = self.create_some(), self.create_some(firstname="Una")
        self.pair(*first)
        pair = self.pair(*second)
        third = self.create_some(firstname="Zoe")
        self.pair(*third)
        batch = self.review()
        batch.action_merge()
        self.merge(*first)
        pair.with_user(self.user_sales).action_dismiss()
        self.work()
        self.assertEqual(batch.state, "done")
        self.assertEqual(sorted(self.states(batch)), ["done", "failed", "failed"])
        self.assertEqual((batch.failed_count, batch.done_count), (2, 1))
        failed = batch.line_ids.filtered(lambda line: line.state == "failed")
        self.assertIn("meanwhile", failed[0].reason_text)
        self.assertEqual(len((second[0] | second[1]).exists()), 2)

    @mute_logger("odoo.addons.antcrm_merge.models.antcrm_merge_batch")
    def test_one_fails_and_the_others_go_on(self):
        groups = [self.create_some(firstname=name) for name in ("Ada", "Bob", "Cy")]
        for group in groups:
            self.pair(*group)
        batch = self.review()
        batch.action_merge()
        Partner = type(self.env["res.partner"])
        merge = Partner._merge_customers

        def fail(records, *args):
            result = merge(records, *args)
            if groups[1][0] in records:
                raise ValueError("no words for people")
            return result

        with patch.object(Partner, "_merge_customers", fail):
            self.work()
        self.assertEqual(self.states(batch), ["done", "failed", "done"])
        self.assertIn("server", batch.line_ids[1].reason_text)
        self.assertEqual(len((groups[1][0] | groups[1][1]).exists()), 2)
        self.assertEqual(len(batch.line_ids.sudo().merge_id), 2)

    def test_who_is_too_slow_tries_again(self):
        for name in ("Ada", "Bob"):
            self.pair(*self.create_some(firstname=name))
        batch = self.review()
        batch.action_merge()
        Line = type(batch.line_ids)
        merge, tries = Line._merge, []

        def lose(line):
            tries.append(line)
            if line == batch.line_ids[0] and tries.count(line) < 3:
                raise ConcurrencyError("somebody was faster")
            return merge(line)

        with patch.object(Line, "_merge", lose):
            self.work()
        self.assertEqual(len(tries), 4)
        self.assertEqual(self.states(batch), ["done"] * 2)

    def test_stopped(self):
        self.pair(*self.create_some())
        batch = self.review()
        batch.action_merge()
        batch.action_stop()
        self.work()
        self.assertEqual((batch.state, self.states(batch)), ("done", ["left"]))
        self.assertFalse(batch.can_undo)

    def test_discarded_and_forgotten(self):
        self.pair(*self.create_some())
        batch = self.review()
        self.assertEqual(batch.action_discard()["res_model"], "antcrm.duplicate")
        self.assertFalse(batch.exists())
        batch = self.review()
        self.env["antcrm.merge.batch"]._gc_reviews()
        self.assertTrue(batch.exists())
        self.env.cr.execute(
            "UPDATE antcrm_merge_batch SET create_date = '2020-01-01' WHERE id = %s",
            [batch.id],
        )
        self.env["antcrm.merge.batch"]._gc_reviews()
        self.assertFalse(batch.exists())

    def test_right_is_asked_for_when_it_runs(self):
        one, two = self.create_some()
        self.pair(one, two)
        batch = self.review()
        batch.action_merge()
        self.user_sales.group_ids = [Command.set(self.env.ref("base.group_user").ids)]
        self.work()
        batch = batch.with_user(self.user_administrator)
        self.assertEqual(self.states(batch), ["failed"])
        self.assertIn("may not merge", batch.line_ids.reason_text)
        self.assertTrue(one.exists() and two.exists())

    def test_own_alone(self):
        private = self.create_some(share_mode="me")
        self.pair(*private)
        batch = self.review()
        for user in (self.user_colleague, self.user_internal):
            with self.assertRaises(AccessError):
                batch.with_user(user).read(["state"])
            with self.assertRaises(AccessError):
                batch.line_ids.with_user(user).read(["customer_text"])
            with self.assertRaises(AccessError):
                batch.with_user(user).action_merge()
        seen = batch.with_user(self.user_administrator)
        self.assertEqual(seen.planned_count, 1)
        self.assertNotIn("Twin", seen.line_ids.customer_text)
        self.assertFalse(seen.line_ids.kept_text)
        for action in (seen.action_merge, seen.line_ids.action_leave_out):
            with self.assertRaises(AccessError):
                action()
        batch.action_merge()
        self.work()
        self.assertNotIn("Twin", seen.line_ids.customer_text)
        for user in (self.user_sales, self.user_administrator):
            for record in (batch, batch.line_ids):
                with self.assertRaises(AccessError):
                    record.with_user(user).write({"state": "left"})
        with self.assertRaises(AccessError):
            self.as_user("antcrm.duplicate", self.user_internal).action_merge_sure()

    # ------------------------------------------------------------------
    # Undo
    # ------------------------------------------------------------------

    def test_undo_says_what_stays_and_is_tried_again(self):
        groups = [self.create_some(firstname=name) for name in ("Ada", "Bob", "Cy")]
        groups[0][1].comment = "Likes tea"
        for group in groups:
            self.pair(*group)
        batch = self.merge_all()
        kept = [(one | two).exists() for one, two in groups]
        kept[0].comment = "Likes coffee"
        extra = self.create_contact(lastname="Extra")
        later = self.merge(kept[1], extra)
        self.env.flush_all()
        preview = batch._preview_undo()
        self.assertEqual(preview["kept_count"], 2)
        self.assertIn("merged with others", preview["kept"][0])
        self.assertIn("changed since", preview["kept"][1])
        self.assertIn("2 merges", preview["done"][0])
        wizard = self.as_user("antcrm.undo.wizard").browse(
            batch.action_preview_undo()["res_id"]
        )
        wizard.action_undo()
        self.work()
        self.assertEqual(self.states(batch), ["undone", "stays", "undone"])
        self.assertEqual((batch.undone_count, batch.stays_count), (2, 1))
        self.assertIn("Undo that merge first", batch.line_ids[1].reason_text)
        self.assertTrue(batch.can_undo)
        later.action_undo()
        self.env.flush_all()
        batch.action_undo()
        self.work()
        self.assertEqual(self.states(batch), ["undone"] * 3)
        self.assertEqual(len((groups[1][0] | groups[1][1]).exists()), 2)

    def test_undone_by_hand_and_by_an_administrator(self):
        groups = [self.create_some(firstname=name) for name in ("Ada", "Bob")]
        for group in groups:
            self.pair(*group)
        batch = self.merge_all()
        batch.line_ids[1].sudo().merge_id.with_user(self.user_sales).action_undo()
        seen = batch.with_user(self.user_administrator)
        self.assertTrue(seen.can_undo)
        seen.action_undo()
        self.work()
        self.assertEqual(self.states(batch), ["undone"] * 2)
        self.assertEqual(batch.undo_user_id, self.user_administrator)
        for one, two in groups:
            self.assertEqual(len((one | two).exists()), 2)
        with self.assertRaises(UserError):
            batch.action_undo()

    def test_undo_of_all_from_one_of_them(self):
        """It is offered where one of the merges is looked at, to who may do it."""
        for name in ("Ada", "Bob"):
            self.pair(*self.create_some(firstname=name))
        batch = self.merge_all()
        merge = batch.line_ids[0].sudo().merge_id
        for user in (self.user_sales, self.user_administrator):
            action = merge.with_user(user).action_preview_undo_batch()
            wizard = self.as_user(action["res_model"], user).browse(action["res_id"])
            self.assertIn("2", wizard.done_text)
        for user in (self.user_colleague, self.user_internal):
            # refused, or not told that there is more
            with self.assertRaises(UserError):
                merge.with_user(user).action_preview_undo_batch()
        batch.action_undo()
        self.work()
        with self.assertRaises(UserError):
            merge.with_user(self.user_sales).action_preview_undo_batch()

    # ------------------------------------------------------------------
    # Rules
    # ------------------------------------------------------------------

    def test_rules(self):
        one, two = self.create_some()
        one.write({"function": "Director of Sales", "website": "https://a.example"})
        two.write({"function": "Clerk", "website": False, "email": "ida@example.com"})
        one.write({"email": "leo@example.com", "birthdate_date": "1990-01-31"})
        two.write({"birthdate_date": "1991-01-31"})
        self.env.flush_all()
        Rule = self.env["antcrm.merge.rule"].with_user(self.user_administrator)
        both, kept = one | two, one

        def choices():
            rows = both._get_merge_rows()
            return self.as_user("antcrm.merge.rule")._get_choices(both, rows, kept)

        self.assertEqual(choices(), {})
        rule = Rule.create({"kind": "contact", "part": "every", "rule": "newest"})
        found = choices()
        self.assertEqual(found["function"], two.id)
        # of those that have one
        self.assertEqual(found["website"], one.id)
        rule.rule = "oldest"
        self.assertEqual(choices()["function"], one.id)
        Rule.create({"kind": "contact", "part": "function", "rule": "longest"})
        Rule.create({"kind": "contact", "part": "email", "rule": "newest"})
        Rule.create({"kind": "contact", "part": "birthdate_date", "rule": "kept"})
        Rule.create({"kind": "lead", "part": "every", "rule": "newest"})
        found = choices()
        self.assertEqual(found["function"], one.id)
        self.assertEqual(found["email"], two.id)
        self.assertNotIn("birthdate_date", found)
        rule.rule = "known"
        self.assertEqual(choices()["website"], one.id)
        with Form(Rule) as form:
            form.kind = "account"
            form.part = "antcrm_name"
            form.rule = "longest"
        # the dialog shows them, and the batch goes by them
        wizard = self.as_user("antcrm.merge.wizard").with_context(
            active_model="res.partner", active_ids=both.ids
        )
        self.assertEqual(wizard.create({}).choices["email"], two.id)
        self.pair(one, two)
        self.merge_all()
        self.assertEqual(one.exists().email, "ida@example.com")
        with self.assertRaises(AccessError):
            self.as_user("antcrm.merge.rule").create({"kind": "lead", "part": "email"})

    # ------------------------------------------------------------------
    # Cost
    # ------------------------------------------------------------------

    def count_queries(self, action):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        action()
        self.env.flush_all()
        return self.env.cr.sql_log_count - before

    def test_only_what_refers_is_asked(self):
        """The host looks at each table that may refer to a contact; merges by the
        thousand look at those that do, and forget nothing that is cached."""
        first, second = self.create_some()
        References = self.env["antcrm.references"]
        known = {place.table for place in References._get_places("res.partner")}
        found = References._find_tables("res.partner", [first.id, second.id])
        self.assertLess(len(found), len(known) / 2)
        columns_of = base_partner_merge.table_columns
        forget = self.env.registry.clear_cache
        with (
            patch.object(base_partner_merge, "table_columns", wraps=columns_of) as read,
            patch.object(self.env.registry, "clear_cache", wraps=forget) as forgotten,
        ):
            self.merge(first, second)
        asked = {table for _cr, table in (call.args for call in read.call_args_list)}
        # points moved before, and nothing else refers to somebody who has just come
        self.assertEqual(asked, {"res_partner"})
        self.assertLessEqual(asked, known & found)
        self.assertFalse(forgotten.call_args_list)

    def test_cost(self):
        """The review and the preview ask nothing for each group."""
        pairs = self.env["antcrm.duplicate"]
        for number in range(4):
            pairs |= self.pair(*self.create_some(firstname=f"Ada {number}"))
        few = self.count_queries(lambda: self.review(pairs[:2]))
        many = self.count_queries(lambda: self.review(pairs))
        self.assertLessEqual(many, few)
        batch = self.review(pairs)
        shown = self.count_queries(lambda: batch.line_ids[:1].mapped("customer_text"))
        all_shown = self.count_queries(lambda: batch.line_ids.mapped("kept_text"))
        self.assertLessEqual(all_shown, shown + 1)

        half = self.review(pairs[:2])
        half.action_merge()
        self.work()
        first = self.count_queries(half._preview_undo)
        pair = self.create_some()
        by_hand = self.count_queries(lambda: self.merge(*pair))
        rest = self.review(pairs.exists())
        rest.action_merge()
        work = rest.sudo()
        cost = self.count_queries(lambda: [*map(work._run_line, work._get_work())])
        work._run_chunk()
        self.assertEqual(self.states(rest), ["done"] * 2)
        # what tells that they still are sure
        self.assertLessEqual(cost / 2, by_hand + 40)
        self.assertLessEqual(self.count_queries(rest._preview_undo), first + 1)
