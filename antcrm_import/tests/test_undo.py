from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from ..models import antcrm_import
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

    def undo(self, run, limit=antcrm_import.CHUNK_SIZE):
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
        with patch.object(antcrm_import, "CHUNK_SIZE", 2):
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
        groups = "antcrm_customers.group_data_owner,antcrm_customers.group_import"
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
        with patch.object(antcrm_import, "CHUNK_SIZE", 3):
            self.run_cron()
        self.assertEqual(run.state, "undone")
        self.assertFalse(self.contacts())
        message = self.env["mail.message"].search(
            [("model", "=", "antcrm.import"), ("res_id", "=", run.id)], limit=1
        )
        self.assertIn("undone", message.subject)
        self.assertIn("8 deleted", message.body)

    @mute_logger("odoo.addons.antcrm_import.models.antcrm_import")
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
