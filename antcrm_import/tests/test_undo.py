from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from ..models import antcrm_import_engine as engine
from ..models import antcrm_import_undo
from . import files
from .common import ImportCommon


@tagged("post_install", "-at_install")
class TestUndo(ImportCommon):
    def import_lines(self, *lines, **values):
        """Import a CSV file of these lines, and return the run."""
        run = self.review(*lines, **values)
        run.action_run()
        while run.run_chunk():
            pass
        self.assertEqual(run.state, "done")
        return run

    def undo(self, run, limit=engine.CHUNK_SIZE):
        run.action_undo()
        self.assertEqual(run.state, "undoing")
        while run.undo_chunk(limit):
            pass
        self.assertEqual(run.state, "undone")
        self.env.invalidate_all()

    def known(self, **values):
        """A contact that exists already, with all that an import may change."""
        return self.create_contact(
            "+84901234567",
            user=self.user_importer,
            **{
                "firstname": "Known",
                "lastname": "Nguyen",
                "function": "Boss",
                "email_ids": self.typed("known@example.com"),
                "category_id": [Command.create({"name": "Old"})],
                **values,
            },
        )

    def state_of(self, *records):
        """What undo must bring back: all columns, points, and children."""
        self.env.flush_all()
        self.env.invalidate_all()
        Undo = self.env["antcrm.import.undo"]
        return [
            (
                Undo._read_values(record),
                record.child_ids.ids
                if record._name == "res.partner"
                else record.address_ids.ids,
            )
            for record in records
        ]

    def test_created_are_deleted(self):
        """With their accounts, addresses and tags: nothing of the run is left."""
        counted = ("res.partner", "crm.lead", "antcrm.contact.point")
        counted += ("antcrm.lead.address", "res.partner.category", "crm.tag")

        def count():
            models = (
                self.env[name].with_context(active_test=False) for name in counted
            )
            return [model.search_count([]) for model in models]

        for kind in ("contact", "account", "lead"):
            before = count()
            company = "" if kind == "account" else ",Company"
            run = self.import_lines(
                f"Name,Email,Phone,Street,Address 2: City,Tags{company}",
                *(
                    f"P{at},p{at}@example.com,09123456{at:02},{at} Street,Hue,"
                    f"Undo{at % 2}{',Ltd' if company else ''}"
                    for at in range(5)
                ),
                kind=kind,
            )
            self.assertEqual(self.counts(run), {"created": 5})
            self.undo(run, limit=2)
            self.assertEqual(count(), before, kind)
            self.assertEqual(set(run.row_ids.mapped("undo_action")), {"deleted"})
            self.assertIn("5 deleted", run.summary_html)

    def test_restores(self):
        """Overwritten and merged customers are as they were, to the last column."""
        for policy in ("overwrite", "merge"):
            known = self.known(comment="<p>Note</p>", zip="100000")
            lead = self.create_lead(
                "+84901234567", user=self.user_importer, lastname="Old", city="Hue"
            )
            before = self.state_of(known, lead)
            line = "Ann Tran,0901234567,0977 777 777,new@example.com,Clerk,Hanoi"
            for kind, record in (("contact", known), ("lead", lead)):
                run = self.import_lines(
                    "Name,Phone,Phone 2,Email,Position,Address 2: City,Tags,Notes",
                    f"{line},New,Other",
                    kind=kind,
                    duplicate_policy=policy,
                )
                self.assertEqual(run.row_ids.record, record)
                self.assertNotEqual(self.state_of(known, lead), before)
                self.undo(run)
                self.assertEqual(run.row_ids.undo_action, "restored")
                self.assertEqual(self.state_of(known, lead), before, policy)
                self.assertEqual(known.phone, "+84 901 234 567")
                self.assertEqual(known.email, "known@example.com")
            # the number is the customer's own again
            self.assertTrue(all(known.phone_ids.mapped("exclusive")))
            (known | lead.partner_id).unlink()
            lead.sudo().unlink()

    def test_field_that_was_deleted_since(self):
        """What an import wrote to a field is gone with the field; the rest of it is
        taken back as if the file had never had that column."""
        kinds = self.env["antcrm.customer.kind"].search([])
        choices = [Command.create({"name": name}) for name in ("Small", "Wide")]
        for policy in ("overwrite", "merge"):
            for kind in ("lead", "contact"):
                custom = self.env["antcrm.custom.field"].create(
                    [
                        {
                            "label": f"Size {type_}",
                            "type": type_,
                            "kinds": [Command.set(kinds.ids)],
                            "choice_ids": choices if "choice" in type_ else [],
                        }
                        for type_ in ("char", "integer", "choice", "choices")
                    ]
                )
                values = {"function": "Boss"} if policy == "overwrite" else {}
                known = (
                    self.known(**values)
                    if kind == "contact"
                    else self.create_lead(
                        "+84901234567", user=self.user_importer, lastname="Old"
                    )
                )
                before = self.state_of(known)
                run = self.import_lines(
                    "Name,Phone,Position,Size char,Size integer,Size choice,"
                    "Size choices",
                    "Ann,0901234567,Clerk,red,40,Wide,Small",
                    "New,0977777777,Clerk,blue,41,Small,Wide",
                    kind=kind,
                    duplicate_policy=policy,
                )
                written, created = run.row_ids.mapped("record")
                self.assertEqual(written, known)
                self.assertEqual(known[custom[0].field_name], "red")
                self.assertEqual(known[custom[2].field_name], "wide")
                custom.unlink()
                self.undo(run)
                self.assertEqual(
                    run.row_ids.mapped("undo_action"), ["restored", "deleted"], kind
                )
                self.assertFalse(created.exists())
                self.assertEqual(self.state_of(known), before, policy)
                known.sudo().unlink()

    def test_name_as_it_was_written(self):
        """A name that is more than first name and surname comes back whole."""
        known = self.known()
        known.name = "Dr. Known von Nguyen"
        before = self.state_of(known)
        run = self.import_lines(
            "Name,Phone", "Ann,0901234567", duplicate_policy="overwrite"
        )
        self.assertEqual(known.name, "Ann")
        self.undo(run)
        self.assertEqual(self.state_of(known), before)
        self.assertEqual(known.name, "Dr. Known von Nguyen")

    def test_several_rows_of_one_customer(self):
        known = self.known()
        before = self.state_of(known)
        lines = ["Name,Phone,Position,City"]
        lines += [f"Ann{at},0901234567,Job{at},City{at}" for at in range(4)]
        for limit in (1000, 1, 3):
            run = self.import_lines(*lines, duplicate_policy="overwrite")
            self.assertEqual(known.function, "Job3")
            self.undo(run, limit)
            self.assertEqual(self.state_of(known), before)
        # a customer of the run that a later row of it changed
        with patch.object(engine, "CHUNK_SIZE", 2):
            run = self.review(
                "Name,Email,City",
                "Bo,bo@example.com,A",
                "Cy,cy@example.com,B",
                "Bo,bo@example.com,C",
                duplicate_policy="overwrite",
            )
            run.action_run()
            self.assertEqual([run.run_chunk(2), run.run_chunk(2)], [2, 1])
        self.undo(run)
        self.assertFalse(run.row_ids.mapped("record") and self.contacts() - known)

    def test_address_of_an_account_s_contact(self):
        """Colleagues in one file, or moved to another account: nobody else changes."""
        account, other = (
            self.create_contact(
                user=self.user_importer,
                name=name,
                is_company=True,
                street=f"1 {name} Street",
                industry_id=self.env.ref(f"base.res_partner_industry_{name}").id,
            )
            for name in "AB"
        )
        colleagues = [
            self.create_contact(
                f"+8490111111{at}", user=self.user_importer, parent_id=account.id
            )
            for at in range(3)
        ]
        home = self.create_contact(
            "+84901111115", user=self.user_importer, street="1 Home Street"
        )
        before = self.state_of(account, other, home, *colleagues)
        for policy in ("overwrite", "merge"):
            run = self.review(
                "Name,Phone,Street,City,Company",
                "Ida,+84901111110,1 New Street,Hue,",
                "Ida,+84901111111,2 New Street,Hanoi,",
                "Ida,+84901111112,3 New Street,Hanoi,B",
                "Ida,+84901111115,4 New Street,Hanoi,B",
                duplicate_policy=policy,
            )
            run.action_run()
            while run.run_chunk(2):
                pass
            self.assertEqual(
                [values for values, _children in self.state_of(account, other)],
                [values for values, _children in before[:2]],
            )
            self.assertEqual(
                [contact.child_ids.street for contact in colleagues],
                [f"{at} New Street" for at in (1, 2, 3)],
            )
            self.assertEqual(home.child_ids.street, "4 New Street")
            self.assertEqual(home.parent_id, other)
            self.undo(run)
            self.assertEqual(set(run.row_ids.mapped("undo_action")), {"restored"})
            self.assertEqual(
                self.state_of(account, other, home, *colleagues), before, policy
            )

    def test_order_of_points(self):
        known = self.known()
        known.with_user(self.user_importer).write(
            {"phone_ids": self.typed("0912345671", "0912345672")}
        )
        numbers = self.points(known)
        run = self.import_lines(
            "Name,Phone,Phone 2,Phone 3,Email",
            "Known,0912345672,0912345679,0901234567,known@example.com",
            duplicate_policy="overwrite",
        )
        self.assertEqual(
            self.points(known), [numbers[2], "+84 912 345 679", numbers[0]]
        )
        self.assertEqual(known.phone, numbers[2])
        self.undo(run)
        self.assertEqual(self.points(known), numbers)
        self.assertEqual(known.phone, numbers[0])

    def test_changed_since_is_left(self):
        """Whoever changed a customer keeps the change: it is listed, and left."""
        known, untouched = (
            self.known(),
            self.create_contact("+84907777777", user=self.user_importer),
        )
        run = self.import_lines(
            "Name,Phone,City,Address 2: City",
            "Ann,0912345678,Hue,Hanoi",
            "Bo,0912345679,Hue,",
            "Known,0901234567,Hue,",
            "Ida,0907777777,Hue,",
            duplicate_policy="overwrite",
        )
        ann, bo = (row.record for row in run.row_ids[:2])
        ann.function = "Director"
        known.city = "Saigon"
        untouched.function = "Something the import did not write"
        self.undo(run)
        rows = run.row_ids
        self.assertEqual(
            rows.mapped("undo_action"), ["kept", "deleted", "kept", "restored"]
        )
        self.assertIn("Position", rows[0].undo_reason)
        self.assertIn("City", rows[2].undo_reason)
        self.assertTrue(ann.exists())
        self.assertEqual(ann.child_ids.city, "Hanoi")
        self.assertFalse(bo.exists())
        self.assertEqual(known.city, "Saigon")
        self.assertEqual(untouched.city, False)
        self.assertEqual((run.kept_count, run.left_count), (2, 2))
        action = run.with_context(row_outcome="left").action_view_rows()
        self.assertEqual(rows.search(action["domain"]), rows[0] + rows[2])

    def test_points_changed_since_are_left(self):
        run = self.import_lines("Name,Phone", "Ann,0912345678", "Bo,0912345679")
        ann, bo = (row.record for row in run.row_ids)
        ann.write({"phone_ids": self.typed("0912345000")})
        bo.with_context(mail_notrack=True).write({"write_date": fields.Datetime.now()})
        bo.message_subscribe(self.user_colleague.partner_id.ids)
        self.undo(run)
        self.assertTrue(ann.exists())
        self.assertFalse(bo.exists(), "a later write that changes nothing is none")

    def test_marks_of_programs_are_no_changes(self):
        run = self.import_lines("Name,Phone", "Ann,0912345678", kind="lead")
        lead = run.row_ids.record
        if "iap_enrich_done" in lead._fields:
            lead.sudo().iap_enrich_done = not lead.iap_enrich_done
        lead.sudo().write({"message_bounce": 3, "color": 4})
        lead.sudo().message_post(
            body="No enrichment for this address.", message_type="notification"
        )
        self.undo(run)
        self.assertFalse(lead.exists())

    def test_what_follows_is_no_change(self):
        """Every column that programs write or that is computed, and the share, may
        change behind a customer's back: that is told by the fields themselves."""
        Journal = self.env["antcrm.journal"]
        for kind in ("lead", "contact"):
            known = (
                self.create_lead("+84901234567", user=self.user_importer)
                if kind == "lead"
                else self.known()
            )
            run = self.import_lines(
                "Name,Phone,City",
                "Ann,0912345678,Hue",
                "Known,0901234567,Hue",
                kind=kind,
                duplicate_policy="overwrite",
            )
            new = run.row_ids[0].record
            others = {
                "boolean": "NOT COALESCE({}, FALSE)",
                "integer": "COALESCE({}, 0) + 1",
                "float": "COALESCE({}, 0) + 1",
                "monetary": "COALESCE({}, 0) + 1",
                "date": "'2031-01-31'",
                "datetime": "'2031-01-31 12:00:00'",
                "char": "'other'",
            }
            left = {"id", "name", *Journal._get_compared_fields(new._name)}
            names = [
                name
                for name, field in new._fields.items()
                if field.store
                and field.column_type
                and field.type in others
                and name not in left
            ]
            self.assertIn("write_date", names)
            if kind == "lead":
                self.assertIn("date_automation_last", names)
            self.env.flush_all()
            self.env.cr.execute(
                "UPDATE {} SET {} WHERE id = ANY(%s)".format(
                    new._table,
                    ", ".join(
                        f'"{name}" = '
                        + others[new._fields[name].type].format(f'"{name}"')
                        for name in names
                    ),
                ),
                [[new.id, known.id]],
            )
            self.env.invalidate_all()
            self.undo(run)
            self.assertEqual(
                run.row_ids.mapped("undo_action"),
                ["deleted", "restored"],
                run.row_ids.mapped("undo_reason"),
            )
            known.sudo().unlink()

    def test_shared_in_bulk_since(self):
        """Who sees a customer is no part of what it is."""
        for kind in ("lead", "contact"):
            run = self.import_lines(*self.make_lines(3), kind=kind)
            records = self.env[run.row_ids[0].record._name].browse(
                row.record.id for row in run.row_ids
            )
            records.with_user(self.user_importer).write({"share_mode": "me"})
            self.undo(run)
            self.assertEqual(set(run.row_ids.mapped("undo_action")), {"deleted"})

    def test_field_deleted_since(self):
        run = self.import_lines("Name,Phone", "Ann,0912345678")
        row = run.row_ids.sudo()
        row.written = {**row.written, "x_gone": "A", "x_several": [1, 2]}
        self.undo(run)
        self.assertEqual(row.undo_action, "deleted")

    def import_mixed(self):
        """An import of which a part stays, for several reasons."""
        known = self.known()
        used = self.create_contact("+84907777777", user=self.user_importer)
        run = self.import_lines(
            "Name,Phone,City,Company,Tags",
            "Ann,0912345678,Hue,,",
            "Bo,0912345679,Hue,,",
            "Known,0901234567,Hue,,",
            "Ida,0907777777,Hue,,",
            "Cy,0912345680,,Cy Ltd,New",
            "Di,0912345681,,Di Ltd,",
            duplicate_policy="overwrite",
        )
        ann, bo, _known, _used, cy, di = (row.record for row in run.row_ids)
        ann.function = "Director"
        known.city = "Saigon"
        deal = self.env["crm.lead"].create({"name": "Deal", "partner_id": di.id})
        colleague = self.env["res.partner"].create(
            {"name": "Colleague", "parent_id": cy.parent_id.id}
        )
        return run, {
            "ann": ann,
            "bo": bo,
            "known": known,
            "used": used,
            "cy": cy,
            "di": di,
            "deal": deal,
            "colleague": colleague,
            "account": cy.parent_id,
        }

    def test_preview(self):
        """What would go and what would stay is told before, and nothing is written."""
        run, records = self.import_mixed()
        every = self.env["res.partner"].union(
            *(record for record in records.values() if record._name == "res.partner")
        )
        before = self.state_of(*every)
        # one row after the other, or all at once
        for size in (engine.CHUNK_SIZE, 1, 2):
            with patch.object(antcrm_import_undo, "CHUNK_SIZE", size):
                preview = run._preview_undo()
            self.assertEqual(preview["kept_count"], 4)
            self.assertIn("2 ", preview["done"][0])
            self.assertIn("1 ", preview["done"][1])
        self.assertEqual(self.state_of(*every), before)
        self.assertEqual(run.state, "done")
        action = run.action_preview_undo()
        wizard = self.env[action["res_model"]].browse(action["res_id"])
        self.assertIn("Position", wizard.kept_text)
        self.assertIn("City", wizard.kept_text)
        self.assertIn("Cy Ltd", wizard.kept_text)
        self.assertIn("Lead", wizard.kept_text)
        wizard.with_user(self.user_importer).action_undo()
        while run.undo_chunk(2):
            pass
        self.assertEqual((run.deleted_count, run.restored_count), (2, 1))
        reasons = run.row_ids.filtered("undo_reason").mapped("undo_reason")
        self.assertCountEqual(preview["kept"], reasons)

    def test_preview_of_what_came_with_an_existing_customer(self):
        """A tag that only the restored customer has is not in use."""
        self.known()
        run = self.import_lines(
            "Name,Phone,Tags,Company",
            "Known,0901234567,New tag,New Ltd",
            duplicate_policy="merge",
        )
        self.assertEqual(run._preview_undo()["kept"], [])
        self.undo(run)
        self.assertFalse(run.row_ids.undo_reason)

    def test_preview_is_asked_for_by_who_may_undo(self):
        run = self.import_lines("Name", "Ann")
        with self.assertRaises(AccessError):
            run.with_user(self.user_colleague).action_preview_undo()
        groups = "antcrm_share.group_administrator,antcrm_customers.group_import"
        administrator = new_test_user(self.env, "antcrm_undo_boss", groups=groups)
        with self.assertRaises(UserError):
            run.with_user(administrator).action_preview_undo()

    def test_try_again(self):
        """What was left is undone once it is as the import wrote it, and unused."""
        run, records = self.import_mixed()
        self.undo(run)
        self.assertEqual(
            run.row_ids.mapped("undo_action"),
            ["kept", "deleted", "kept", "restored", "deleted", "kept"],
        )
        self.assertTrue(run.can_undo)
        records["used"].city = "A change after the undo"
        records["ann"].function = False
        records["deal"].sudo().unlink()
        records["colleague"].unlink()
        self.assertEqual(run._preview_undo()["kept_count"], 1)
        counts = run.undo_count
        self.undo(run, 1)
        self.assertEqual(run.undo_count, counts)
        self.assertEqual(
            run.row_ids.mapped("undo_action"),
            ["deleted", "deleted", "kept", "restored", "deleted", "deleted"],
        )
        self.assertFalse(records["account"].exists(), "what came with a customer too")
        self.assertEqual(records["used"].city, "A change after the undo")
        self.assertEqual((run.left_count, run.kept_count), (1, 1))
        records["known"].city = "Hue"
        self.undo(run)
        self.assertFalse(records["known"].city)
        self.assertFalse(run.can_undo)
        with self.assertRaises(UserError):
            run.action_undo()

    def test_try_again_after_a_stop(self):
        run, _records = self.import_mixed()
        self.undo(run)
        run.action_undo()
        self.assertEqual(run.undo_chunk(1), 1)
        run.action_stop()
        self.assertEqual(run.state, "done")
        self.undo(run)
        self.assertEqual((run.undo_count, run.left_count), (6, 4))

    def test_queries_of_a_preview(self):
        """1,000 rows are looked at with the queries of 100."""
        run = self.import_lines(*self.make_lines(1000))
        counts = []
        for limit in (100, 1000):
            self.env.flush_all()
            self.env.invalidate_all()
            queries = self.env.cr.sql_log_count
            with patch.object(antcrm_import_undo, "PREVIEW_ROWS", limit):
                run._preview_undo()
            counts.append(self.env.cr.sql_log_count - queries)
        self.assertLessEqual(counts[1], counts[0] + 10, "queries grow with the rows")

    def test_used_since_is_left(self):
        """A customer that something refers to stays, and so does its account."""
        run = self.import_lines(
            "Name,Email,Company,Tags",
            *(f"P{at},p{at}@example.com,C{at},Tag{at}" for at in range(6)),
        )
        contacts = [row.record for row in run.row_ids]
        accounts = [contact.parent_id for contact in contacts]
        self.env["crm.lead"].create({"name": "Deal", "partner_id": contacts[0].id})
        contacts[1].activity_schedule("mail.mail_activity_data_todo")
        contacts[2].message_post(body="Hello", message_type="comment")
        self.env["ir.attachment"].create(
            {"name": "x", "res_model": "res.partner", "res_id": contacts[3].id}
        )
        self.env["res.partner"].create({"name": "New", "parent_id": accounts[4].id})
        tag = run.row_ids[5].record.category_id
        self.env["res.partner"].create(
            {"name": "Tagged", "category_id": [Command.set(tag.ids)]}
        )
        self.undo(run)
        self.assertTrue(tag.exists(), "somebody else has it now")
        self.assertEqual(
            run.row_ids.mapped("undo_action"), ["kept"] * 4 + ["deleted"] * 2
        )
        self.assertIn("Lead", run.row_ids[0].undo_reason)
        self.assertEqual(
            [bool(account.exists()) for account in accounts], [True] * 5 + [False]
        )
        self.assertIn("C4", run.row_ids[4].undo_reason)

    def test_reasons_in_whatever_order_they_are_found(self):
        """A database returns rows in any order: each reason is told all the same, that
        of the customer first."""
        run = self.import_lines("Name,Email,Company", "Pia,pia@example.com,Pit")
        contact = run.row_ids.record
        contact.parent_id.website = "https://since.example.com"
        contact.function = "Since"
        Undo = self.env.registry["antcrm.import.undo"]
        find_unchanged = Undo._find_unchanged
        told = []
        for step in (1, -1):

            def find_in_order(self, *arguments, step=step):
                doomed, reasons = find_unchanged(self, *arguments)
                return doomed, dict(sorted(reasons.items())[::step])

            with patch.object(Undo, "_find_unchanged", find_in_order):
                told.append(run._preview_undo()["kept"])
        self.assertEqual(
            told,
            [
                [
                    "Changed since the import: Job Position.\n"
                    "“Pit” stays. Changed since the import: Website Link."
                ]
            ]
            * 2,
        )

    def test_parts_added_since_are_kept(self):
        """An address, or what another program calls a customer: not the import's, and
        nobody loses it with the customer."""
        for kind in ("lead", "contact"):
            with self.subTest(kind=kind):
                lines = (f"{name},09123{at}5678,Hue" for at, name in enumerate("ABC"))
                run = self.import_lines("Name,Phone,Address 2: City", *lines, kind=kind)
                one, named, unused = (row.record.sudo() for row in run.row_ids)
                parts = "address_ids" if kind == "lead" else "child_ids"
                made = one[parts], named[parts]
                self.assertTrue(all(made))
                one[parts] = [Command.create({"city": "Since", "type": "other"})]
                added = one[parts] - made[0]
                inverse = "lead_id" if kind == "lead" else "partner_id"
                added_id = self.env["antcrm.external.id"].create(
                    {inverse: named.id, "value": "7", "kind": kind}
                )
                self.undo(run)
                self.assertEqual(run.kept_count, 2)
                self.assertFalse(unused.exists())
                self.assertTrue(added.exists())
                self.assertTrue(added_id.exists())
                # what came with them is theirs
                self.assertEqual((one + named)[parts], made[0] + added + made[1])

    def test_number_that_went_to_somebody_else(self):
        """It comes back to its customer, and both show as possible duplicates."""
        known = self.known()
        run = self.import_lines(
            "Name,Email,Phone",
            "Known,known@example.com,0908888888",
            duplicate_policy="overwrite",
        )
        other = self.create_contact("+84901234567", user=self.user_importer)
        self.undo(run)
        self.assertEqual(run.row_ids.undo_action, "restored")
        self.assertEqual(self.points(known), ["+84 901 234 567"])
        self.assertFalse(known.phone_ids.exclusive)
        self.assertTrue(other.phone_ids.exclusive)

    def test_number_that_somebody_had_before(self):
        """Whose number it was before, whose it is again: who has it beside them, as
        the host lets them, had it then."""
        known = self.known()
        other = self.create_contact(user=self.user_importer, firstname="Other")
        other.phone = known.phone
        self.env.flush_all()
        had = known.phone_ids.mapped("exclusive"), other.phone_ids.mapped("exclusive")
        self.assertEqual(had, ([True], [False]))
        run = self.import_lines(
            "Name,Email,Phone",
            "Known Nguyen,known@example.com,0912345678",
            duplicate_policy="overwrite",
        )
        self.assertEqual(run.row_ids.record, known)
        self.assertNotEqual(known.phone, other.phone)
        self.undo(run)
        self.assertEqual(known.phone, other.phone)
        self.assertEqual(known.phone_ids.mapped("exclusive"), [True])

    def test_deleted_since(self):
        run = self.import_lines("Name", "Ann", "Bo")
        run.row_ids[0].record.unlink()
        self.undo(run)
        self.assertEqual(run.row_ids.mapped("undo_action"), ["nothing", "deleted"])
        self.assertIn("deleted", run.row_ids[0].undo_reason)

    def test_no_longer_his(self):
        """What the user may not write any more, he does not take back."""
        run = self.import_lines("Name", "Ann")
        contact = run.row_ids.record.sudo()
        contact.share_owner_id = self.user_colleague
        contact.with_user(self.user_colleague).share_mode = "me"
        self.env.flush_all()
        self.undo(run)
        self.assertEqual(run.row_ids.undo_action, "kept")
        self.assertIn("no longer", run.row_ids.undo_reason)
        self.assertTrue(contact.exists())

    def test_who_may_undo(self):
        run = self.import_lines("Name", "Ann")
        self.assertTrue(run.can_undo)
        administrator = self.user_administrator
        administrator.group_ids += self.env.ref("antcrm_customers.group_import")
        self.assertFalse(run.with_user(administrator).can_undo)
        with self.assertRaises(UserError):
            run.with_user(administrator).action_undo()
        groups = "antcrm_share.group_data_owner,antcrm_customers.group_import"
        owner = new_test_user(self.env, "antcrm_undo_owner", groups=groups)
        self.undo(run.with_user(owner))
        self.assertEqual(run.undo_user_id, owner)
        self.assertFalse(self.contacts())
        with self.assertRaises(UserError):
            run.action_undo()

    def test_stopped_run(self):
        run = self.review(*self.make_lines(4))
        with self.assertRaises(UserError):
            run.action_undo()
        run.action_run()
        run.run_chunk(limit=2)
        with self.assertRaises(UserError):
            run.action_undo()
        run.action_stop()
        self.undo(run)
        self.assertFalse(self.contacts())
        self.assertEqual(run.undo_count, 2)

    def test_period(self):
        """It ends as the settings say; the data of customers in the rows goes then."""
        run = self.import_lines("Name,Phone", "Ann,0912345678", "Bo,12")
        fresh = self.import_lines("Name,Phone", "Cy,0912345679")
        self.assertEqual(run.undo_limit_date, run.end_date + timedelta(days=30))
        self.env["antcrm.import"]._gc_rows()
        self.assertEqual(run.row_ids[0].name, "Ann")
        self.env["ir.config_parameter"].set_param("antcrm_import.undo_days", "5")
        run.sudo().end_date -= timedelta(days=6)
        run.invalidate_recordset()
        self.assertFalse(run.can_undo)
        with self.assertRaisesRegex(UserError, "5 days"):
            run.action_undo()
        counts = self.counts(run)
        self.env["antcrm.import"]._gc_rows()
        self.assertTrue(run.is_purged)
        self.env.cr.execute(
            "SELECT row.*::text FROM antcrm_import_row row WHERE import_id = %s",
            [run.id],
        )
        self.assertNotIn("Ann", str(self.env.cr.fetchall()))
        run.invalidate_recordset()
        self.assertEqual(self.counts(run), counts, "the numbers stay")
        self.assertEqual(run.row_ids[0].record.name, "Ann")
        self.assertEqual(fresh.row_ids.name, "Cy")

    def test_columns_are_remembered_after_the_period(self):
        """How a file was understood stays for the next one, without any value."""
        run = self.review(
            "Name,Ref,Born",
            "Ann,123,25/12/1990",
            mapping={"Ref": "identity_number", "Born": "birthdate_date"},
        )
        run.sudo().mapping = [
            *run.mapping,
            {"column": None, "header": "", "field": "city", "constant": "Hue"},
        ]
        run.action_run()
        run.run_chunk()
        run.sudo().end_date -= timedelta(days=40)
        self.env["antcrm.import"]._gc_rows()
        self.assertTrue(run.is_purged)
        self.assertEqual(
            [entry["field"] for entry in run.mapping],
            ["name", "identity_number", "birthdate_date"],
        )
        self.assertNotIn("Hue", str(run.mapping))
        wizard = self.open_wizard(files.csv_file("Name,Ref,Born", "Bo,124,3/4/1990"))
        wizard.action_next()
        self.assertEqual(wizard.mapping[1]["field"], "identity_number")
        self.assertEqual(wizard.mapping[2]["format"], run.mapping[2]["format"])

    def test_in_the_background(self):
        """By the scheduler, in chunks, with a message at the end."""
        run = self.import_lines(*self.make_lines(8))
        run.action_undo()
        with patch.object(engine, "CHUNK_SIZE", 3):
            self.run_cron()
        self.assertEqual(run.state, "undone")
        self.assertFalse(self.contacts())
        message = self.env["mail.message"].search(
            [("model", "=", "antcrm.import"), ("res_id", "=", run.id)], limit=1
        )
        self.assertIn("undone", message.subject)
        self.assertIn("8 deleted", message.body)

    @mute_logger("odoo.addons.antcrm_import.models.antcrm_import_engine")
    def test_one_that_the_host_keeps(self):
        """One customer that the host does not let go stays, and the others go."""
        run = self.import_lines(*self.make_lines(5))
        doomed = run.row_ids[2].record
        Partner = type(self.env["res.partner"])
        original = Partner.unlink
        error = UserError("An invoice needs it.")

        def unlink(partners):
            if doomed.id in partners.ids:
                raise error
            return original(partners)

        run.action_undo()
        with patch.object(Partner, "unlink", unlink):
            self.run_cron()
        self.assertEqual(run.state, "undone")
        self.assertEqual(self.contacts(), doomed.sudo())
        self.assertEqual(run.row_ids[2].undo_reason, "An invoice needs it.")

    def test_queries(self):
        """1,000 rows are undone with the queries of 100."""
        lines = self.make_lines(1100)
        run = self.import_lines(*lines)
        run.action_undo()
        self.env.flush_all()
        counts = []
        for limit in (100, 1000):
            queries = self.env.cr.sql_log_count
            self.assertEqual(run.undo_chunk(limit), limit)
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - queries)
        self.assertLessEqual(counts[1], 250)
        self.assertLessEqual(counts[1], counts[0] + 60, "queries grow with the rows")
