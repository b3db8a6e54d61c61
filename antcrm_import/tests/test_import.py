from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from ..tools import reader
from . import files
from .common import ImportCommon


@tagged("post_install", "-at_install")
class TestImport(ImportCommon):
    def test_run(self):
        """The outcomes are what the review predicted, each with its customer."""
        known = self.create_contact(
            "+84901234567", firstname="Known", user=self.user_importer
        )
        run = self.review(
            "Name,Phone,Email,Company",
            "Ann,0912 345 678,ann@example.com,Ltd",
            "Known,0901 234 567,,",
            ",0903 333 333,,",
            "Bo,(504) 62,bo@example.com,LTD",
        )
        planned = run.row_ids.mapped("planned_action")
        run.action_run()
        self.assertEqual(run.state, "running")
        self.assertEqual(run.run_chunk(), 4)
        self.assertEqual(run.state, "done")
        self.assertTrue(run.end_date)
        self.assertEqual(run.row_ids.mapped("action"), planned)
        ann, known_row, nobody, bo = run.row_ids
        self.assertEqual(ann.record.phone_ids.normalized, "+84912345678")
        self.assertEqual(ann.record.parent_id, bo.record.parent_id)
        self.assertEqual(known_row.record, known)
        self.assertFalse(nobody.record)
        self.assertFalse(bo.record.phone_ids)
        self.assertIn("(504) 62", bo.reason)
        self.assertEqual(bo.severity, "warning")
        self.assertEqual(
            self.counts(run), {"created": 2, "skipped": 1, "rejected": 1, "warning": 1}
        )
        self.assertEqual(run.progress, 100)
        self.assertEqual(ann.action_open_record()["res_id"], ann.record.id)
        self.assertFalse(nobody.action_open_record())
        ann.record.unlink()
        with self.assertRaisesRegex(UserError, "deleted"):
            ann.action_open_record()

    def test_kinds(self):
        for kind, model in (
            ("lead", "crm.lead"),
            ("contact", "res.partner"),
            ("account", "res.partner"),
        ):
            run = self.review("Name,Email", f"Ann,{kind}@example.com", kind=kind)
            run.action_run()
            run.run_chunk()
            record = run.row_ids.record
            self.assertEqual((record._name, record.customer_kind), (model, kind))

    def test_policies(self):
        for policy, outcome in (
            ("skip", "skipped"),
            ("duplicate", "duplicated"),
            ("overwrite", "overwritten"),
            ("merge", "merged"),
        ):
            known = self.create_contact(
                "+84901234567",
                firstname="Known",
                function="Boss",
                user=self.user_importer,
            )
            run = self.review(
                "First name,Phone,Position,City",
                "Known,0901234567,Clerk,Hue",
                duplicate_policy=policy,
            )
            run.action_run()
            run.run_chunk()
            row = run.row_ids
            self.assertEqual((row.planned_action, row.action), (outcome, outcome))
            self.assertEqual(known.city, policy in ("overwrite", "merge") and "Hue")
            self.assertEqual(
                known.function, "Clerk" if policy == "overwrite" else "Boss"
            )
            self.assertEqual(row.record == known, policy != "duplicate")
            if policy == "overwrite":
                self.assertEqual(row.previous["function"], "Boss")
            (known | row.record).unlink()

    def test_row_numbers_of_the_file(self):
        """What a person reads are the row numbers of his file."""
        run = self.review("Name,Email", "", "Ann,a@example.com", "", "An,A@example.com")
        self.assertEqual(run.row_ids.mapped("number"), [3, 5])
        self.assertIn("3", run.row_ids[1].reason)

    def test_chunks(self):
        """A run is taken in chunks; a later one sees what the earlier ones made."""
        lines = self.make_lines(5)
        run = self.review(*lines, lines[1])
        run.action_run()
        with patch.object(type(run), "_send_progress") as send:
            self.assertEqual(run.run_chunk(limit=2), 2)
            self.assertEqual((run.done_count, run.progress), (2, 100 * 2 / 6))
            self.assertEqual(run.state, "running")
            self.assertEqual(run.run_chunk(limit=2), 2)
            self.assertEqual(run.run_chunk(limit=2), 2)
            self.assertEqual(run.run_chunk(limit=2), 0)
            self.assertEqual(send.call_count, 4)
        self.assertEqual(run.state, "done")
        self.assertEqual(self.counts(run), {"created": 5, "skipped": 1})
        self.assertEqual(len(self.contacts()), 5)
        # a run that is done stays so
        self.assertEqual(run.run_chunk(), 0)

    def test_dead_worker(self):
        """A chunk that ends in the middle leaves nothing; the next worker takes its
        rows, and no customer comes twice."""
        run = self.review(*self.make_lines(4))
        run.action_run()
        self.assertEqual(run.run_chunk(limit=2), 2)
        Row = type(self.env["antcrm.import.row"])
        with (
            self.assertRaises(ZeroDivisionError),
            self.env.cr.savepoint(),
            patch.object(Row, "_write_outcomes", side_effect=ZeroDivisionError),
        ):
            run.run_chunk(limit=2)
        self.env.invalidate_all()
        self.assertEqual(run.done_count, 2)
        self.assertEqual(len(self.contacts()), 2)
        self.assertEqual(run.run_chunk(limit=2), 2)
        self.assertEqual(len(self.contacts()), 4)
        self.assertEqual(self.counts(run), {"created": 4})

    def test_changed_in_between(self):
        """The run goes by the database of its time, and says so."""
        run = self.review("Name,Phone", "Ann,0912345678")
        self.assertEqual(run.row_ids.planned_action, "created")
        self.create_contact("+84912345678", user=self.user_importer)
        run.action_run()
        run.run_chunk()
        self.assertEqual(run.row_ids.action, "skipped")
        self.assertIn("already", run.row_ids.reason)

    def test_stop(self):
        run = self.review(*self.make_lines(4))
        run.action_run()
        run.run_chunk(limit=2)
        run.action_stop()
        self.assertEqual(run.state, "cancelled")
        self.assertEqual(run.run_chunk(), 0)
        self.assertEqual(len(self.contacts()), 2)
        self.assertIn("2 created", run.summary_html)

    def test_actions_out_of_turn(self):
        run = self.review("Name", "Ann")
        run.action_run()
        with self.assertRaises(UserError):
            run.action_run()
        with self.assertRaises(UserError):
            run.action_discard()
        with self.assertRaises(UserError):
            run.action_change_settings()
        run.run_chunk()
        run.action_stop()
        self.assertEqual(run.state, "done")

    def test_discard(self):
        run = self.review("Name", "Ann")
        rows = run.row_ids
        run.action_discard()
        self.assertFalse(run.exists())
        self.assertFalse(rows.exists())

    def test_forgotten_reviews_are_deleted(self):
        run = self.review("Name", "Ann")
        running = self.review("Name", "Bo")
        running.action_run()
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE antcrm_import SET write_date = write_date - interval '8 days'"
        )
        self.env["antcrm.import"]._gc_reviews()
        self.assertFalse(run.exists())
        self.assertTrue(running.exists())

    def test_as_the_importer(self):
        """Rights, companies, language and timezone are the importer's."""
        company = self.env["res.company"].create({"name": "0 Second", "sequence": 0})
        self.user_importer.company_ids += company
        self.env["res.lang"]._activate_lang("vi_VN")
        self.user_importer.lang = "vi_VN"
        companies = self.env.company + company
        run = self.review("Name", "Ann", context={"allowed_company_ids": companies.ids})
        run.action_run()
        importer = run.sudo().with_user(self.env.ref("base.user_root"))._with_importer()
        self.assertFalse(importer.env.su)
        self.assertEqual(importer.env.user, self.user_importer)
        self.assertEqual(importer.env.company, self.env.company)
        self.assertEqual(importer.env.companies, companies)
        self.assertEqual(importer.env.lang, "vi_VN")
        self.assertEqual(importer.env.context["tz"], "Asia/Ho_Chi_Minh")
        seen = []

        def apply(intake, *args):
            seen.append((intake.env.uid, intake.env.su))
            return original(intake, *args)

        Intake = type(self.env["antcrm.intake"])
        original = Intake.apply
        with patch.object(Intake, "apply", apply):
            run.sudo().run_chunk()
        self.assertEqual(seen, [(self.user_importer.id, False)])
        self.assertEqual(run.row_ids.record.create_uid, self.user_importer)

    def test_importer_who_left(self):
        run = self.review("Name", "Ann")
        run.action_run()
        self.user_importer.active = False
        run = run.sudo()
        self.assertEqual(run.run_chunk(), 0)
        self.assertEqual(run.state, "cancelled")
        self.assertIn("archived", run.stop_reason)

    def test_importer_who_lost_the_right(self):
        run = self.review("Name", "Ann").sudo()
        run.with_user(self.user_importer).action_run()
        group = self.env.ref("antcrm_customers.group_import")
        self.user_importer.group_ids -= group
        self.assertEqual(run.run_chunk(), 0)
        self.assertEqual(run.state, "cancelled")
        self.assertFalse(self.contacts())

    def test_importer_who_lost_a_company(self):
        """The company that he worked for stops the run; another one does not."""
        own, other = (
            self.user_importer.company_id,
            self.env["res.company"].create({"name": "Second"}),
        )
        self.user_importer.company_ids += other
        for lost, state in ((other, "done"), (own, "cancelled")):
            context = {"allowed_company_ids": (own + other).ids}
            run = self.review("Name", "Ann", context=context).sudo()
            run.with_user(self.user_importer).action_run()
            self.user_importer.write(
                {
                    "company_id": (own + other - lost).id,
                    "company_ids": [Command.set((own + other - lost).ids)],
                }
            )
            run.run_chunk()
            self.assertEqual(run.state, state)
            self.user_importer.company_ids = own + other
        self.assertIn(own.name, run.stop_reason)

    def test_inbox(self):
        run = self.review("Name,Phone", "Ann,12", "Bo,", ",0903333333")
        run.action_run()
        run.run_chunk()
        message = self.env["mail.message"].search(
            [("model", "=", "antcrm.import"), ("res_id", "=", run.id)]
        )
        self.assertEqual(message.notified_partner_ids, self.user_importer.partner_id)
        self.assertEqual(message.notification_ids.notification_type, "inbox")
        self.assertIn("customers.csv", message.subject)
        self.assertIn("2 created", message.body)
        self.assertIn("1 of them had a wrong value", message.body)

    def test_progress_on_the_bus(self):
        run = self.review(*self.make_lines(3))
        run.action_run()
        sent = []

        def send(user, kind, payload):
            if kind == "antcrm_import/progress":
                sent.append((user, payload["state"], payload["done_count"]))

        with patch.object(type(self.env.user), "_bus_send", send):
            run.run_chunk(limit=2)
            run.run_chunk(limit=2)
        self.assertEqual(
            sent,
            [(self.user_importer, "running", 2), (self.user_importer, "done", 3)],
        )

    def test_running_ones(self):
        run = self.review(*self.make_lines(3))
        Import = self.env["antcrm.import"].with_user(self.user_importer)
        self.assertEqual(Import.get_running(), [])
        run.action_run()
        self.assertEqual(
            [progress["id"] for progress in Import.get_running()], [run.id]
        )
        self.assertEqual(Import.with_user(self.user_internal).get_running(), [])
        self.assertEqual(Import.with_user(self.user_administrator).get_running(), [])

    def test_view_rows(self):
        run = self.review("Name,Phone", "Ann,12", ",0903333333")
        Row = run.row_ids
        for outcome, numbers in (
            (False, [2, 3]),
            ("created", [2]),
            ("rejected", [3]),
            ("warning", [2]),
            ("problem", [2, 3]),
            ("merged", []),
        ):
            action = run.with_context(row_outcome=outcome).action_view_rows()
            self.assertEqual(Row.search(action["domain"]).mapped("number"), numbers)

    def test_confirm_shows_the_numbers(self):
        run = self.review("Name,Phone", "Ann,12", ",0903333333")
        action = run.action_confirm()
        self.assertEqual(action["target"], "new")
        self.assertIn("1 will be created", run.summary_html)
        self.assertIn("1 cannot be imported", run.summary_html)

    def test_error_file(self):
        """Rows with a problem come back as a file that can be imported as it is."""
        run = self.review(
            "Name,Phone,Birthday",
            "Ann,12,",
            "Bo,0912345678,25/12/1990",
            ",0903333333,",
            "Cy,=1+1,31/02/1990",
        )
        run.action_run()
        run.run_chunk()
        self.assertEqual(run._get_error_file_name(), "customers - problems.xlsx")
        table = reader.read(run._get_error_file())
        self.assertEqual(
            table.rows[0], ["Record Key", "Name", "Phone", "Birthday", "Problem"]
        )
        self.assertEqual([row[1] for row in table.rows[1:]], ["Ann", "", "Cy"])
        self.assertEqual(table.rows[3][2:4], ["=1+1", "31/02/1990"])
        self.assertIn("31/02/1990", table.rows[3][4])
        wizard = self.open_wizard(run._get_error_file(), file_name="again.xlsx")
        wizard.action_next()
        self.assertEqual(
            [entry["field"] for entry in wizard.mapping],
            ["record_key", "name", "phones", "birthdate_date", False],
        )

    def read_errors(self, run):
        """Return the rows of the error file as the user reads them."""
        return list(reader.read(run._get_error_file()).rows)

    def bring_back(self, rows, **values):
        """Import a file as the wizard suggests it; return the run, done."""
        wizard = self.open_wizard(files.xlsx_file(rows), **values)
        wizard.action_next()
        wizard.action_next()
        run = wizard.env["antcrm.import"].browse(wizard.action_review()["res_id"])
        run.action_run()
        run.run_chunk()
        return run

    def test_corrected_error_file(self):
        """Whoever corrects the file and imports it as it is gets each customer once,
        with what is corrected and as it was otherwise."""
        run = self.review(
            "Name,Phone,Birthday,Town,Ref",
            "Nguyễn Thị Ann,12,25/12/1990,Hue,7",
            "Bo,0912345678,13/12/1990,,",
            "Cy,0912345679,31/02/1990,,",
            ",0903333333,01/02/1990,,",
            "Di,13,01/02/1990,,",
            mapping={"Ref": "identity_number"},
        )
        run.action_run()
        run.run_chunk()
        self.assertEqual(self.counts(run), {"created": 4, "rejected": 1, "warning": 3})
        rows = self.read_errors(run)
        self.assertEqual([bool(row[0]) for row in rows[1:]], [True, True, False, True])
        rows[1][2] = "0904444444"
        # no value of what is left tells how the dates are written
        rows[1][3] = ""
        rows[2][3] = "03/04/1990"
        rows[3][1] = "Eve"
        rows[4][2] = "0905555555"
        again = self.bring_back(rows)
        self.assertEqual(self.counts(again), {"overwritten": 3, "created": 1})
        self.assertEqual(len(self.contacts()), 5)
        ann, bo, cy, di, eve = self.contacts()
        self.assertEqual(ann.name, "Nguyễn Thị Ann")
        self.assertEqual(ann.phone_ids.normalized, "+84904444444")
        self.assertEqual((ann.city, ann.identity_number), ("Hue", "7"))
        self.assertEqual(str(ann.birthdate_date), "1990-12-25")
        self.assertEqual(bo.phone_ids.normalized, "+84912345678")
        self.assertEqual(str(cy.birthdate_date), "1990-04-03")
        self.assertEqual(str(di.birthdate_date), "1990-02-01")
        self.assertEqual(di.phone_ids.normalized, "+84905555555")
        self.assertEqual(eve.name, "Eve")

    def test_error_file_corrected_twice(self):
        """There is one column for the key and one for the problem."""
        run = self.bring_back([["Name", "Phone"], ["Ann", "12"]])
        rows = self.read_errors(run)
        rows[1][2] = "13"
        run = self.bring_back(rows)
        self.assertEqual(self.counts(run), {"overwritten": 1, "warning": 1})
        rows = self.read_errors(run)
        self.assertEqual(rows[0], ["Record Key", "Name", "Phone", "Problem"])
        self.assertIn("13", rows[1][3])
        rows[1][2] = "0904444444"
        self.bring_back(rows)
        self.assertEqual(self.contacts().phone_ids.normalized, "+84904444444")

    def test_error_file_without_headers(self):
        """Columns without a name are called as their fields, so that the file is
        understood as it was."""
        wizard = self.open_wizard(
            files.csv_file(
                "Ann,12,0901111111,a@b.vn,Hue,x@b.vn",
                "Bo,0912345678,,b@b.vn,Vinh,y@b.vn",
            )
        )
        self.assertEqual(wizard.header_row, 0)
        wizard.action_next()
        names = ["name", "phones", "phones", "emails", "city", False]
        wizard.mapping = [
            {**entry, "field": name}
            for entry, name in zip(wizard.mapping, names, strict=True)
        ]
        wizard.action_next()
        run = wizard.env["antcrm.import"].browse(wizard.action_review()["res_id"])
        run.action_run()
        run.run_chunk()
        rows = self.read_errors(run)
        self.assertEqual(
            rows[0],
            ["Record Key", "Full Name", "Phone 1", "Phone 2", "Email 1", "City"]
            + ["F", "Problem"],
        )
        rows[1][2] = "0904444444"
        again = self.bring_back(rows)
        self.assertEqual(self.counts(again), {"overwritten": 1})
        ann = again.row_ids.record
        self.assertEqual(
            set(ann.phone_ids.mapped("normalized")), {"+84904444444", "+84901111111"}
        )
        self.assertEqual(ann.email_ids.mapped("value"), ["a@b.vn"])

    def test_error_file_of_hidden_customers(self):
        """Whoever may no longer read a customer gets no key of it."""
        run = self.review("Name,Phone", "Ann,12", "Bo,13", share_mode="all")
        run.action_run()
        run.run_chunk()
        ann, bo = (row.record.sudo() for row in run.row_ids)
        ann.share_owner_id = self.user_sales
        ann.share_mode = "me"
        bo.active = False
        self.env.invalidate_all()
        rows = self.read_errors(run)
        Sheet = self.env["antcrm.sheet"]
        self.assertEqual(
            [row[0] for row in rows], ["Record Key", "", Sheet._get_record_key(bo)]
        )

    def test_error_file_of_a_review(self):
        """Nothing is imported yet: nothing is to be changed."""
        self.create_contact("+84901234567", firstname="Known", share_mode="all")
        run = self.review(
            "Name,Phone,Email", "Ann,0901234567,x", duplicate_policy="merge"
        )
        self.assertEqual(run.row_ids.planned_action, "merged")
        rows = self.read_errors(run)
        self.assertEqual(rows[0], ["Name", "Phone", "Email", "Problem"])

    def test_error_file_of_a_merge(self):
        """What is corrected is merged too, as if it had been right from the start."""
        contact = self.create_contact(
            "+84901234567", firstname="Ann", city="Huế", share_mode="all"
        )
        run = self.review(
            "Name,Phone,Birthday,City",
            "Ann,0901234567,31/02/1990,Vinh",
            duplicate_policy="merge",
        )
        run.action_run()
        run.run_chunk()
        rows = self.read_errors(run)
        rows[1][3] = "28/02/1990"
        again = self.bring_back(rows)
        self.assertEqual(self.counts(again), {"merged": 1})
        self.assertEqual(contact.city, "Huế")
        self.assertEqual(str(contact.birthdate_date), "1990-02-28")

    def test_continue(self):
        """A stopped run goes on where it was; its error file has what failed."""
        lines = self.make_lines(4)
        lines[2], lines[4] = "First1,Last1,a@example.com,12", "First3,Last3,,13"
        run = self.review(*lines)
        run.action_run()
        self.assertFalse(run.can_resume)
        run.run_chunk(limit=2)
        run.action_stop()
        self.assertTrue(run.can_resume)
        self.assertEqual([row[1] for row in self.read_errors(run)[1:]], ["First1"])
        groups = "antcrm_share.group_data_owner,antcrm_customers.group_import"
        owner = new_test_user(self.env, "antcrm_continue_owner", groups=groups)
        self.assertFalse(run.with_user(owner).can_resume)
        with self.assertRaisesRegex(UserError, "Iris"):
            run.with_user(owner).action_resume()
        run.action_resume()
        self.assertEqual(run.state, "running")
        self.assertFalse(run.end_date)
        run.run_chunk()
        self.assertEqual(run.state, "done")
        self.assertEqual(self.counts(run), {"created": 4, "warning": 2})
        with self.assertRaises(UserError):
            run.action_resume()

    def test_error_file_queries(self):
        """They do not grow with the rows."""
        counts = []
        for number in (5, 50):
            lines = [f"N{number}-{at},12" for at in range(number)]
            run = self.review("Name,Phone", *lines)
            run.action_run()
            run.run_chunk()
            self.env.flush_all()
            self.env.invalidate_all()
            queries = self.env.cr.sql_log_count
            self.assertEqual(len(self.read_errors(run)), number + 1)
            counts.append(self.env.cr.sql_log_count - queries)
        self.assertLessEqual(counts[1], counts[0])

    @mute_logger("odoo.addons.antcrm_import.models.antcrm_import_engine")
    def test_rows_of_strange_text(self):
        """What spreadsheets have in them does no harm."""
        run = self.review(
            "Name,Email,Note",
            '"=cmd|\' /C calc\'!A0",x@example.com,"<script>alert(1)</script>"',
            "\U0001f600 Zoë %s %(x)s,y@example.com,\u202eabc",
            f"{'x' * 20000},z@example.com,",
        )
        run.action_run()
        run.run_chunk()
        self.assertEqual(run.state, "done")
        self.assertEqual(run.row_ids[0].record.name, "=cmd|' /C calc'!A0")
        self.assertNotIn("<script>", run.row_ids[0].record.comment or "")

    def test_queries(self):
        """1,000 rows with a company each take at most 150 queries, like 100 rows."""
        lines = self.make_lines(1100)
        lines = [f"{line},Company{at % 50}" for at, line in enumerate(lines)]
        lines[0] = "First name,Last name,Email,Phone,Company"
        queries = self.env.cr.sql_log_count
        run = self.review(*lines)
        reviewed = self.env.cr.sql_log_count - queries
        run.action_run()
        self.env.flush_all()
        counts = []
        for limit in (100, 1000):
            queries = self.env.cr.sql_log_count
            run.run_chunk(limit)
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - queries)
        self.assertEqual(self.counts(run), {"created": 1100})
        self.assertLessEqual(counts[1], 150)
        self.assertLessEqual(counts[1], counts[0] + 40, "queries grow with the rows")
        self.assertLessEqual(reviewed, 100)

    def test_queries_of_updates(self):
        """Nor do they grow where customers exist, whose values all differ. Addresses
        are no part of it: the host looks for the letters to each."""
        header = "First name,Last name,Email,Phone,Position,City"
        lines = [f"{line},Clerk," for line in self.make_lines(220)[1:]]
        self.user_importer.crm_team_ids.unlink()
        policies = ("merge", "overwrite", "skip", "duplicate")
        for kind in ("contact", "lead"):
            run = self.review(header, *lines, kind=kind)
            run.action_run()
            run.run_chunk()
            for policy in policies:
                changed = [
                    line.replace("First", policy)
                    .replace("mail", policy)
                    .replace("Clerk,", f"{policy} {at},Hue")
                    for at, line in enumerate(lines)
                ]
                run = self.review(header, *changed, kind=kind, duplicate_policy=policy)
                run.action_run()
                self.env.flush_all()
                counts = []
                for limit in (20, 200):
                    queries = self.env.cr.sql_log_count
                    run.run_chunk(limit)
                    self.env.flush_all()
                    counts.append(self.env.cr.sql_log_count - queries)
                self.assertLessEqual(counts[1], counts[0] + 25, (kind, policy))
                self.assertLessEqual(counts[1], 150, (kind, policy))

    def test_queries_of_overwriting(self):
        """1,000 contacts are overwritten with at most 150 queries."""
        lines = self.make_lines(1000)
        header = f"{lines.pop(0)},Position"
        run = self.review(header, *(f"{line}," for line in lines))
        run.action_run()
        run.run_chunk()
        self.env.flush_all()
        lines = [
            f"{line.replace('First', 'Other').replace('mail', 'other')},Clerk {at}"
            for at, line in enumerate(lines)
        ]
        run = self.review(header, *lines, duplicate_policy="overwrite")
        run.action_run()
        self.env.flush_all()
        self.env.invalidate_all()
        queries = self.env.cr.sql_log_count
        run.run_chunk()
        self.env.flush_all()
        self.assertLessEqual(self.env.cr.sql_log_count - queries, 150)
        self.assertEqual(self.counts(run), {"overwritten": 1000})
        contact = run.row_ids[-1].record
        self.assertEqual(
            (contact.name, contact.complete_name, contact.function),
            ("Other999 Last999", "Other999 Last999", "Clerk 999"),
        )
        self.assertEqual(contact.email_normalized, "other999@example.com")
        self.assertEqual(contact.email_ids.mapped("value"), ["other999@example.com"])
