from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from ..models import antcrm_import_plan, antcrm_import_row
from .common import ImportCommon

OFFICE = "+842838221000"
LINES = (
    "Name,Phone,Email,Birthday",
    "Ann,12,ann@example.com,",
    "Bo,0912345678,no address,",
    "Cy,0912345679,,31/02/1990",
    ",0903333333,,",
    "Di,12,di@example,",
    "Bo again,0912345678,,",
)


@tagged("post_install", "-at_install")
class TestReview(ImportCommon):
    def actions(self, run):
        run.invalidate_recordset()
        return run.row_ids.mapped("planned_action")

    def execute(self, run, limit=1000):
        """Run it, and check that the outcomes are what the review predicted."""
        planned = self.actions(run)
        run.action_run()
        while run.run_chunk(limit):
            pass
        self.assertEqual(run.row_ids.mapped("action"), planned)
        self.assertFalse(run.changed_count)

    def test_kinds_of_errors(self):
        run = self.review(*LINES)
        self.assertEqual(
            [(kind["code"], kind["count"], kind["choice"]) for kind in run.error_kinds],
            [
                ("no_name", 1, "reject"),
                ("invalid_phone", 2, "drop"),
                ("invalid_email", 2, "drop"),
                ("invalid_date", 1, "drop"),
                ("duplicate_in_batch", 1, "policy"),
            ],
        )
        self.assertEqual(
            self.actions(run),
            ["created", "created", "created", "rejected", "created", "skipped"],
        )

    def test_choice_for_a_kind(self):
        """Each kind of error has a choice of its own, and the run keeps to it."""
        run = self.review(*LINES)
        run.set_error_choice("invalid_phone", "reject")
        self.assertEqual(
            self.actions(run),
            ["rejected", "created", "created", "rejected", "rejected", "skipped"],
        )
        run.set_error_choice("invalid_date", "reject")
        self.assertEqual(self.actions(run)[2], "rejected")
        run.set_error_choice("invalid_phone", "drop")
        self.assertEqual(self.actions(run)[0], "created")
        choices = {kind["code"]: kind["choice"] for kind in run.error_kinds}
        self.assertEqual(choices["invalid_date"], "reject")
        self.execute(run)
        # the other way round
        lines = ("Name,Phone,Email", "Ed,12,", "Flo,,no address")
        run = self.review(*lines, invalid_values="reject")
        run.set_error_choice("invalid_phone", "drop")
        self.assertEqual(self.actions(run), ["created", "rejected"])

    def test_twice_in_the_file(self):
        """Left out whatever the policy, in whichever chunk its twin is."""
        lines = ("Name,Email,City", "Ann,a@example.com,", "Ann,A@example.com,Hue")
        for choice, action, city in (
            ("policy", "merged", "Hue"),
            ("skip", "skipped", False),
        ):
            for limit in (1000, 1):
                run = self.review(*lines, duplicate_policy="merge")
                run.set_error_choice("duplicate_in_batch", choice)
                self.assertEqual(self.actions(run), ["created", action])
                self.execute(run, limit)
                self.assertEqual(run.row_ids[0].record.city, city)
                run.row_ids[0].record.unlink()

    def test_colleagues_with_one_number(self):
        """People who share a switchboard are taken in with one click, in whichever
        chunk they come; known customers are skipped as before."""
        lines = (
            "Name,Phone,Email",
            "Ann,028 3822 1000,info@office.example.com",
            "Bob,028 3822 1000,info@office.example.com",
            "Cid,028 3822 1000,info@office.example.com",
            "Known,0902220990,",
        )
        self.create_contact("0902220990", share_mode="all")
        for limit in (1000, 1):
            run = self.review(*lines)
            self.assertEqual(
                self.actions(run), ["created", "skipped", "skipped", "skipped"]
            )
            run.set_error_choice("duplicate_in_batch", "keep")
            self.assertEqual(
                self.actions(run), ["created", "duplicated", "duplicated", "skipped"]
            )
            self.execute(run, limit)
            people = [row.record for row in run.row_ids][:3]
            self.assertEqual(
                [person.firstname for person in people], ["Ann", "Bob", "Cid"]
            )
            for person in people:
                self.assertEqual(person.phone_ids.mapped("normalized"), [OFFICE])
                person.unlink()

    def test_rows_without_a_name(self):
        """They come in under what else there is of them, when somebody wants it so."""
        lines = (
            "Name,Phone,Email,Company",
            ",0902220991,nameless@example.com,",
            ",0902220992,,",
            ",,,Nameless Ltd",
            ",,,",
            "Ann,0902220993,,",
        )
        run = self.review(*lines)
        self.assertEqual(self.actions(run), ["rejected"] * 3 + ["created"])
        run.set_error_choice("no_name", "name")
        self.assertEqual(self.actions(run), ["created"] * 4)
        [kind] = [kind for kind in run.error_kinds if kind["code"] == "no_name"]
        self.assertEqual((kind["count"], kind["choice"]), (3, "name"))
        self.assertIn("nameless@example.com", run.row_ids[0].reason)
        self.execute(run)
        names = [row.record.name for row in run.row_ids]
        self.assertEqual(
            names, ["nameless@example.com", "0902220992", "Nameless Ltd", "Ann"]
        )
        # of an overwrite there is no such choice: known customers keep their names
        run = self.review(*lines, duplicate_policy="overwrite")
        with self.assertRaises(UserError):
            run.set_error_choice("no_name", "name")

    def test_choices_are_checked(self):
        run = self.review(*LINES)
        for code, choice in (
            ("no_name", "drop"),
            ("invalid_phone", "x"),
            ("duplicate_in_batch", "skip"),
            ("x", "drop"),
        ):
            with self.assertRaises(UserError):
                run.set_error_choice(code, choice)
        groups = "antcrm_share.group_data_owner,antcrm_customers.group_import"
        owner = new_test_user(self.env, "antcrm_review_owner", groups=groups)
        for user, error in ((self.user_sales, AccessError), (owner, UserError)):
            with self.assertRaises(error):
                run.with_user(user).set_error_choice("invalid_phone", "reject")
            with self.assertRaises(error):
                run.row_ids[0].with_user(user).set_cells({"0": "x"})
        row = run.row_ids[0]
        run.action_run()
        with self.assertRaises(UserError):
            run.set_error_choice("invalid_phone", "reject")
        with self.assertRaises(UserError):
            row.set_cells({"0": "x"})
        self.assertFalse(run.error_kinds)
        self.assertFalse(row.cells["editable"])

    def test_correct_a_cell(self):
        """The row is checked again at once, and so is who depends on it."""
        run = self.review(*LINES)
        row = run.row_ids[3]
        self.assertTrue(row.cells["editable"])
        self.assertEqual(row.cells["cells"][1]["text"], "0903333333")
        self.assertEqual(
            [cell["is_wrong"] for cell in run.row_ids[0].cells["cells"]],
            [False, True, False, False],
        )
        row.set_cells({"0": " Eve\x00 "})
        self.assertEqual((row.planned_action, row.name), ("created", "Eve"))
        self.assertFalse(row.severity)
        run.row_ids[5].set_cells({"1": "0904444444"})
        self.assertEqual(run.row_ids[5].planned_action, "created")
        run.row_ids[4].set_cells({"1": "0903333333", "2": ""})
        self.assertEqual(run.row_ids[4].planned_action, "skipped")
        self.assertIn("5", run.row_ids[4].reason)
        for cells in ({"9": "x"}, {"-1": "x"}, {"0": 5}):
            with self.assertRaises(ValueError):
                run.row_ids[0].set_cells(cells)
        self.execute(run)
        self.assertEqual(row.record.name, "Eve")

    def test_correct_a_cell_of_a_big_file(self):
        """There the row alone is checked at once, the others before the import."""
        run = self.review(*LINES)
        with patch.object(antcrm_import_row, "REPLAN_SIZE", 2):
            run.row_ids[0].set_cells({"1": "0912345678"})
        self.assertTrue(run.is_outdated)
        self.assertEqual(run.row_ids[0].severity, False)
        self.assertEqual(run.row_ids[1].planned_action, "created")
        run.action_confirm()
        self.assertFalse(run.is_outdated)
        self.assertEqual(run.row_ids[1].planned_action, "skipped")
        self.execute(run)

    def test_file_of_several_batches(self):
        """Rows far apart are known to be the same, as the run finds them to be."""
        lines = self.make_lines(7)
        for policy in ("skip", "merge", "duplicate"):
            with patch.object(antcrm_import_plan, "PLAN_SIZE", 3):
                run = self.review(*lines, lines[1], lines[2], duplicate_policy=policy)
            self.assertEqual(run.created_count, 7)
            self.assertIn("2", run.row_ids[7].reason)
            self.execute(run, 2)
            records = {row.record for row in run.row_ids if row.record}
            for record in records:
                record.unlink()

    def test_known_customer_in_a_later_batch(self):
        """One that an earlier batch of the file has met is known in the next one."""
        known = self.create_contact(
            "+84912345678",
            user=self.user_importer,
            email_ids=self.typed("known@example.com"),
        )
        for policy, action in (("merge", "merged"), ("overwrite", "overwritten")):
            with (
                patch.object(antcrm_import_plan, "PLAN_SIZE", 1),
                self.env.cr.savepoint() as savepoint,
            ):
                run = self.review(
                    "Name,Phone,Email",
                    "Ida,0912345679,known@example.com",
                    "Ida,0912345679,",
                    duplicate_policy=policy,
                )
                self.assertEqual(self.actions(run), [action] * 2)
                self.assertEqual(run.row_ids.mapped("record"), [known.sudo()] * 2)
                self.execute(run)
                savepoint.rollback()
                self.env.invalidate_all()

    def test_wherever_chunks_end(self):
        """What a row comes to does not depend on which rows are written before it."""
        known = self.create_contact(
            "+84912345678",
            user=self.user_importer,
            email_ids=self.typed("known@example.com"),
        )
        self.create_contact(
            "+84914444444",
            user=self.user_colleague,
            share_mode="me",
            email_ids=self.typed("hidden@example.com"),
        )
        cases = (
            (
                # a number that an earlier row has replaced
                ("Ida,0911111111,known@example.com", "Ida,0912345678,"),
                {"overwrite": known, "merge": known},
            ),
            (
                ("Bo,0911111111,b@example.com", "Bo,0922222222,b@example.com")
                + ("Bo,0911111111,", "Bo,0922222222,"),
                {"overwrite": None, "merge": None},
            ),
            (
                # the new one and one that the importer does not see
                ("Bo,0911111111,", "Bo,0911111111,hidden@example.com"),
                {"overwrite": None, "merge": None, "skip": None, "duplicate": None},
            ),
        )
        for lines, policies in cases:
            for policy, record in policies.items():
                for limit in (1, 2, 1000):
                    with (
                        self.subTest(lines=lines, policy=policy, limit=limit),
                        self.env.cr.savepoint() as savepoint,
                    ):
                        run = self.review(
                            "Name,Phone,Email", *lines, duplicate_policy=policy
                        )
                        self.execute(run, limit)
                        if policy != "duplicate":
                            records = set(run.row_ids.mapped("record"))
                            self.assertEqual(len(records), 1)
                            if record:
                                self.assertEqual(records, {record.sudo()})
                        savepoint.rollback()
                        self.env.invalidate_all()

    def test_outcome_other_than_predicted(self):
        """Somebody changes the customers between review and run: the row says so."""
        run = self.review("Name,Phone", "Ann,0912345678", "Bo,0912345679")
        self.create_contact("+84912345678", user=self.user_importer)
        run.action_run()
        run.run_chunk()
        ann, bo = run.row_ids
        self.assertTrue(ann.is_changed)
        self.assertIn("predicted “Create”", ann.reason)
        self.assertFalse(bo.is_changed)
        self.assertFalse(bo.reason)
        self.assertEqual(run.changed_count, 1)
        self.assertIn("1 of them came out otherwise", run.summary_html)
        action = run.with_context(row_outcome="changed").action_view_rows()
        self.assertEqual(run.row_ids.search(action["domain"]), ann)

    def test_another_customer_than_predicted(self):
        """The number moves from one customer to another one: the row says so."""
        customers = [
            self.create_contact(firstname=name, user=self.user_importer)
            for name in ("Xe", "Yo")
        ]
        customers[0].phone_ids = self.typed("+84912345678")
        run = self.review(
            "Name,Phone,City",
            "Ann,0912345678,Hue",
            "Bo,0912345679,Vinh",
            duplicate_policy="overwrite",
        )
        self.assertEqual(run.row_ids[0].record, customers[0])
        customers[0].phone_ids.unlink()
        customers[1].phone_ids = self.typed("+84912345678")
        run.action_run()
        run.run_chunk()
        ann, bo = run.row_ids
        self.assertEqual((ann.action, ann.record), ("overwritten", customers[1]))
        self.assertTrue(ann.is_changed)
        self.assertIn("another customer", ann.reason)
        self.assertFalse(bo.is_changed)
        self.assertEqual(run.changed_count, 1)

    @mute_logger("odoo.addons.antcrm_import.models.antcrm_import_engine")
    def test_row_on_which_the_server_fails(self):
        """It is not what the review predicted, either; its language is the user's."""
        self.env["res.lang"]._activate_lang("vi_VN")
        for lang, words in (("en_US", "server log"), ("vi_VN", "Máy chủ")):
            context = {"lang": lang}
            run = self.review("Name,Email", "Ann,a@example.com", context=context)
            run.action_run()
            run.sudo().with_context(lang=None)._reject_next_row(ValueError())
            row = run.row_ids
            self.assertTrue(row.is_changed)
            self.assertIn(words, row.reason)
            self.assertEqual((row.name, row.severity), ("Ann", "error"))
            self.assertEqual(run.changed_count, 1)
