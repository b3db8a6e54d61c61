from itertools import product

from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import SQL

from .common import ImportCommon

KINDS = ("lead", "contact", "account")
POLICIES = ("skip", "duplicate", "overwrite", "merge")
CHOICES = ("link", "attach", "skip")
#: the run itself with its file and rows, what the importer has asked so far, how many
#: came in on a day, and names for who sees what, which all customers share
OWN = ("antcrm_import%", "antcrm_budget%", "antcrm_intake_count") + (
    "antcrm_share",
    "antcrm_share_audience",
)
#: what is told of the run itself
OF_THE_RUN = """
    CASE %s
        WHEN 'ir_attachment' THEN line ->> 'res_model' LIKE 'antcrm.import%%'
        WHEN 'mail_message' THEN line ->> 'model' = 'antcrm.import'
        WHEN 'mail_notification' THEN EXISTS (
            SELECT FROM mail_message message
             WHERE message.model = 'antcrm.import'
               AND message.id = (line ->> 'mail_message_id')::integer)
    END
"""
HISTORY = ("mail_message", "mail_activity", "ir_attachment", "mail_followers") + (
    "mail_notification",
    "mail_tracking_value",
    "mail_mail",
)
#: who wrote a row, and when, is none of what it says
STAMPS = ["id", "create_uid", "create_date", "write_uid", "write_date"]


@tagged("post_install", "-at_install", "slow")
class TestNothingLeft(ImportCommon):
    """Whatever an import made goes with its undo: customers and what belongs to them,
    and what it left at those who were there."""

    def setUp(self):
        super().setUp()
        typed = self.typed
        common = {"user_id": self.user_importer.id, "function": "Boss"}
        self.known = {
            "contact": self.create_contact(
                "0901 238 301",
                user=self.user_importer,
                email_ids=typed("old@left.example"),
                **common,
            ),
            "account": self.create_contact(
                "0901 238 302",
                user=self.user_importer,
                name="Left Ropes",
                is_company=True,
                vat="0100109106",
                category_id=[Command.create({"name": "Left"})],
            ),
            "lead": self.create_lead(
                "0901 238 303", user=self.user_importer, city="Hue", **common
            ),
        }
        # by nobody's notice it has none of its own yet
        self.lines = [
            "Full Name,Phone,Email,Position,City,Address 2: City,Tags,Website,Notes",
            "Ann New,0901 238 309,new@left.example,Clerk,Hue,Vinh,One,a.example,N",
            *(
                f"Known {at},0901 238 30{at},known{at}@left.example,Clerk,Hanoi,Far,"
                f"Two,b{at}.example,M"
                for at in (1, 2, 3)
            ),
            "Again Anew,0901 238 309,again@left.example,Boss,,Near,Three,,",
            "Wrong Wanda,12,wrong@left.example,,,,,,",
        ]
        self.env.flush_all()

    def read_tables(self):
        """Return the rows of all tables in which something could be left, as texts."""
        self.env.flush_all()
        self.env.invalidate_all()
        tables = self.env.execute_query(
            SQL(
                "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
                " AND (tablename LIKE 'antcrm%%' OR tablename = ANY(%s))"
                " AND NOT tablename LIKE ANY(%s)",
                list(HISTORY),
                list(OWN),
            )
        )
        return {
            table: {
                text
                for (text,) in self.env.execute_query(
                    SQL(
                        "SELECT (line - %s::text[])::text"
                        "  FROM (SELECT to_jsonb(row) FROM %s row) AS rows (line)"
                        " WHERE (%s) IS NOT TRUE",
                        STAMPS,
                        SQL.identifier(table),
                        SQL(OF_THE_RUN, table),
                    )
                )
            }
            for (table,) in tables
        }

    def read_left(self, before):
        """Return what is there that was not, and what is not there that was."""
        after = self.read_tables()
        return {
            (table, sign, row)
            for table, rows in before.items()
            for sign, these in (
                ("left", after[table] - rows),
                ("lost", rows - after[table]),
            )
            for row in these
        }

    def run_import(self, kind, policy, choice, limit=2):
        run = self.review(
            *self.lines,
            kind=kind,
            duplicate_policy=policy,
            other_kinds=choice,
            pic_mode="user",
            pic_user_id=self.user_sales.id,
        )
        run.action_run()
        while run.run_chunk(limit):
            pass
        self.assertEqual(run.state, "done")
        return run

    def undo(self, run, limit=3):
        told = run._preview_undo()
        run.action_undo()
        while run.undo_chunk(limit):
            pass
        return told

    def test_every_policy_and_kind(self):
        noted = 0
        for kind, policy, choice in product(KINDS, POLICIES, CHOICES):
            with self.subTest(kind=kind, policy=policy, choice=choice):
                before = self.read_tables()
                run = self.run_import(kind, policy, choice)
                notes = {
                    row
                    for table, sign, row in self.read_left(before)
                    if (table, sign) == ("mail_message", "left")
                }
                noted += bool(notes)
                told = self.undo(run)
                self.assertFalse(told["kept"])
                self.assertFalse(run.left_count)
                self.assertFalse(self.read_left(before))
        self.assertGreater(noted, 30)

    # ------------------------------------------------------------------
    # Notes that stay
    # ------------------------------------------------------------------

    def get_note(self, record, before):
        [note] = record.message_ids - before
        return note.sudo()

    def check_kept(self, act, word, kind="lead", choice="attach"):
        """A note that somebody made their own stays, and is told of."""
        for policy in ("merge", "overwrite"):
            known = self.known["contact"]
            before = known.message_ids
            run = self.run_import(kind, policy, choice)
            self.env.invalidate_all()
            note = self.get_note(known, before)
            act(note)
            self.env.flush_all()
            told = self.undo(run)
            self.assertEqual(told["kept_count"], 1)
            self.assertIn("note in the history stays", told["kept"][0])
            self.assertIn(word, told["kept"][0])
            self.assertEqual(run.row_ids.filtered("undo_reason").record, known)
            self.assertEqual(run.left_count, 1)
            self.assertTrue(note.exists())
            # tried again when nothing keeps it any longer
            (known.message_ids - before - note).unlink()
            note.write({"body": self.written})
            note.reaction_ids.unlink()
            run.action_undo()
            while run.undo_chunk():
                pass
            self.assertFalse(note.exists())
            self.assertFalse(run.left_count)

    def keep(self, act):
        def done(note):
            self.written = note.body
            act(note)

        return done

    def test_edited_note(self):
        def edit(note):
            note.body = "<p>Called back</p>"

        for kind, choice in (("lead", "attach"), ("contact", "link")):
            self.check_kept(self.keep(edit), "Contents", kind, choice)

    def test_answered_note(self):
        def answer(note):
            record = self.env[note.model].browse(note.res_id)
            record.with_user(self.user_importer).message_post(
                body="I know her", message_type="comment", parent_id=note.id
            )

        self.check_kept(self.keep(answer), "Message")

    def test_note_with_a_reaction(self):
        def react(note):
            self.env["mail.message.reaction"].sudo().create(
                {
                    "message_id": note.id,
                    "content": "👍",
                    "partner_id": self.user_sales.partner_id.id,
                }
            )

        self.check_kept(self.keep(react), "Reaction")

    def test_what_programs_add_keeps_no_note(self):
        """Nor does the note on a merge, which takes the history along."""
        known = self.known["contact"]
        before = self.read_tables()
        run = self.run_import("lead", "merge", "attach")
        note = known.message_ids[0]
        preview = (
            self.env["mail.link.preview"]
            .sudo()
            .create({"source_url": "https://a.example"})
        )
        self.env["mail.message.link.preview"].sudo().create(
            {"message_id": note.id, "link_preview_id": preview.id}
        )
        known.sudo().message_post(
            body="Looked up.", message_type="notification", parent_id=note.id
        ).sudo()
        other = self.create_contact("0901 238 399", user=self.user_importer)
        note.sudo().res_id = other.id
        self.env.flush_all()
        told = self.undo(run)
        self.assertFalse(told["kept"])
        self.assertFalse(note.exists())
        left = {table for table, sign, _row in self.read_left(before) if sign == "left"}
        self.assertLessEqual(left & {"mail_activity", "ir_attachment"}, set())

    def test_preview_says_so(self):
        run = self.run_import("lead", "merge", "attach", limit=100)
        told = run._preview_undo()
        # two are attached to, and one is merged into
        self.assertTrue(
            any("3 notes of the import are deleted" in line for line in told["done"]),
            told,
        )

    def test_whom_the_undoing_user_may_no_longer_change(self):
        known = self.known["contact"]
        run = self.run_import("lead", "merge", "attach")
        note = known.message_ids[0]
        known.sudo().write(
            {"share_mode": "me", "share_owner_id": self.user_colleague.id}
        )
        known.sudo().user_id = self.user_colleague
        self.env.flush_all()
        told = self.undo(run)
        self.assertIn("no longer change", told["kept"][0])
        self.assertTrue(note.exists())
