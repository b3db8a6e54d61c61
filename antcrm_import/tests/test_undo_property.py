from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged
from odoo.tools import SQL

from .common import ImportCommon

PHONES = [f"+8490555000{n}" for n in range(6)]
ROWS = st.tuples(
    st.sampled_from(["Ann", "Bo", "Cy Tran"]),
    st.sampled_from(PHONES),
    st.sampled_from(["", "Clerk", "Boss"]),
    st.sampled_from(["", "Hue", "Hanoi"]),
    st.sampled_from(["", "Ltd", "Inc"]),
    st.sampled_from(["", "Old", "New", "Old,New"]),
    st.sampled_from(["", "Far", "Near"]),
)
STEPS = st.lists(
    st.one_of(
        st.tuples(
            st.just("import"),
            st.sampled_from(["overwrite", "merge", "skip", "duplicate"]),
            st.lists(ROWS, min_size=1, max_size=4),
        ),
        st.tuples(st.just("merge"), st.integers(0, 9), st.integers(0, 9)),
        st.tuples(
            st.just("share"),
            st.sampled_from(["all", "me"]),
            st.sets(st.integers(0, 9), min_size=1),
        ),
        st.tuples(
            st.just("change"),
            st.sampled_from(["pic", "share", "status", "tags"]),
            st.sets(st.integers(0, 9), min_size=1),
        ),
        st.tuples(st.just("hand over")),
        st.tuples(st.just("convert addresses")),
    ),
    min_size=1,
    max_size=4,
)
#: the last row overwrites a further address that a row before it made
OVERWRITTEN_ADDRESS = [
    (
        "import",
        "overwrite",
        [
            ("Cy Tran", PHONES[1], "Boss", "", "", "", "Near"),
            ("Cy Tran", PHONES[1], "Boss", "", "Ltd", "", "Near"),
            ("Cy Tran", PHONES[1], "Boss", "", "Ltd", "", "Far"),
        ],
    )
]
#: what may become of a customer after an import, by people and by programs
EDITS = {
    "text": {"function": "Edited"},
    "empty": {"function": False, "city": False},
    "name": {"firstname": "Edited"},
    "phone": {"phone_ids": [Command.create({"value": "+84905559999"})]},
    "no phone": {"phone_ids": [Command.clear()]},
    "no tags": {"category_id": [Command.clear()]},
    "archive": {"active": False},
    "of a company": {"barcode": "042"},
    "share": {"share_mode": "me"},
    "stamp": {"message_bounce": 3, "signup_type": "reset", "partner_latitude": 21.0},
}
#: what somebody may give to a customer after a batch created it
USES = ("address", "contact", "document", "file", "note", "activity", "point", "list")
SEVERAL_USES = st.lists(
    st.tuples(st.integers(0, 9), st.sampled_from((*USES, *sorted(EDITS)))), max_size=4
)
SEVERAL_EDITS = st.lists(
    st.tuples(st.integers(0, 9), st.sampled_from(sorted(EDITS))), max_size=5
)
#: an address that somebody uses was of the account that goes
USED_ADDRESS = (
    "merge",
    [
        ("Cy Tran", PHONES[2], "Boss", "", "Inc", "", "Far"),
        ("Ann", PHONES[2], "Clerk", "Hanoi", "Inc", "Old", "Far"),
        ("Bo", PHONES[2], "Clerk", "Hue", "Ltd", "Old,New", ""),
    ],
    [(0, "no phone"), (4, "activity")],
)
#: an example takes seconds: what fails is told as it was found
SETTINGS = {
    "deadline": None,
    "derandomize": True,
    "phases": [Phase.explicit, Phase.generate],
    "suppress_health_check": list(HealthCheck),
}


@tagged("post_install", "-at_install", "slow")
class TestUndoProperty(ImportCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.known = cls.env["res.partner"].union(
            *(
                cls.create_contact(
                    PHONES[at],
                    user=cls.user_importer,
                    firstname="Known",
                    lastname=str(at),
                    function=function,
                    city="Saigon" if at else False,
                    share_mode="all",
                    user_id=cls.user_importer.id,
                    category_id=[Command.create({"name": f"Tag {at}"})],
                )
                for at, function in enumerate(("Boss", False, "Clerk"))
            )
        )
        if "district" in cls.known._fields:
            cls.known[0].write(
                {
                    "street": "12 Nguyễn Huệ, P. Bến Nghé, Q.1, TP.HCM",
                    "city": False,
                    "country_id": cls.env.ref("base.vn").id,
                }
            )
        cls.user_data_owner = new_test_user(
            cls.env, "antcrm_data_owner", groups="antcrm_share.group_data_owner"
        )

    def people(self):
        """All contacts of the test, as the importer sees them."""
        return self.contacts().with_user(self.user_importer)

    def read_state(self):
        """All that counts of every partner and tag."""
        self.env.flush_all()
        self.env.invalidate_all()
        Journal = self.env["antcrm.journal"]
        return [
            Journal._read_values(
                self.env[model]
                .with_context(active_test=False)
                .search([("create_uid", "=", self.user_importer.id)])
            )
            for model in ("res.partner", "res.partner.category")
        ]

    def do(self, step):
        """Do one step and return what undoes it, if anything does."""
        name, *arguments = step
        people = self.people()
        if name == "import":
            policy, rows = arguments
            lines = ["Name,Phone,Position,City,Company,Tags,Address 2: City"]
            lines += [",".join(f'"{cell}"' for cell in row) for row in rows]
            run = self.review(*lines, duplicate_policy=policy)
            run.action_run()
            while run.run_chunk(2):
                pass
            return run
        if name == "hand over":
            Handover = self.env["antcrm.handover"].with_user(self.user_data_owner)
            nobody = self.env["crm.team"]
            return Handover._hand_over(self.user_importer, self.user_colleague, nobody)
        if name == "convert addresses":
            return self.convert_addresses()
        if name in ("share", "change"):
            what, numbers = arguments
            chosen = people.browse({people[n % len(people)].id for n in numbers})
            if name == "change":
                return people.env["antcrm.change"]._start(
                    "res.partner", chosen.ids, self.get_change(what), what
                )
            chosen.write({"share_mode": what})
            return None
        kept, source = (people[n % len(people)] for n in arguments)
        if kept == source or "antcrm.merge" not in self.env:
            return None
        try:
            with self.env.cr.savepoint():
                (kept | source)._merge_customers(kept, {})
        except UserError:
            return None
        self.env.flush_all()
        self.env.invalidate_all()
        merge = self.env["antcrm.merge"].sudo().search([], limit=1)
        return merge.with_user(self.user_importer)

    def get_change(self, what):
        """Return the values of a change of many."""
        no_users, no_teams = self.env["res.users"], self.env["crm.team"]
        return {
            "pic": {"pic_user_id": self.user_sales.id},
            "share": {
                "share_id": self.env["antcrm.share"]
                .sudo()
                ._get("me", no_users, no_teams)
                .id
            },
            "status": {
                "status_id": self.env["antcrm.status"]
                .search([("kind", "=", "customer")], order="id desc", limit=1)
                .id
            },
            "tags": {
                "added_tag_ids": self.known[1].category_id.ids,
                "removed_tag_ids": self.known[0].category_id.ids,
            },
        }[what]

    def convert_addresses(self):
        """Bring the addresses of all to the wards of today, where they can be."""
        if "antcrm.address.conversion" not in self.env:
            return None
        Conversion = self.env["antcrm.address.conversion"]
        conversion = Conversion.create({}).with_user(self.user_administrator)
        for action in (conversion.action_count, conversion.action_convert):
            action()
            self.work_on(conversion)
        return conversion

    def work_on(self, conversion):
        while conversion.state in ("counting", "running", "undoing"):
            conversion.sudo()._run_batch()

    def take_back(self, batch):
        """Undo one step; what is told before must come true."""
        preview = batch._preview_undo()
        batch.action_undo()
        told = preview["kept_count"]
        if batch._name == "antcrm.import":
            while batch.undo_chunk(2):
                pass
            left = batch.row_ids.filtered("undo_reason").mapped("undo_reason")
        elif batch._name == "antcrm.merge":
            left = (batch.undo_notes or "").splitlines()
        elif batch._name in ("antcrm.change", "antcrm.handover"):
            left = ["left"] * batch.left_count
        else:
            self.work_on(batch)
            left = ["left"] * batch.kept_count
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual(len(left), told)
        if left and left[0] != "left":
            self.assertCountEqual(preview["kept"], left)
        return left

    def check(self, steps, edit=None):
        savepoint = self.env.cr.savepoint()
        try:
            before = self.read_state()
            batches = list(filter(None, map(self.do, steps)))
            edited = self.people().browse()
            if edit is not None:
                people = self.people()
                edited = people[edit % len(people)]
                edited.write({"function": "Edited", "city": "Edited"})
            for batch in reversed(batches):
                reasons = self.take_back(batch)
                if not edited:
                    self.assertFalse(reasons, steps)
            after = self.read_state()
            if not edited:
                self.assertEqual(after, before, steps)
                return
            # whoever changed something keeps it, and nothing that was there is lost
            self.assertTrue(edited.exists())
            self.assertEqual((edited.function, edited.city), ("Edited", "Edited"))
            self.assertLessEqual(before[0].keys(), after[0].keys())
            for id_ in before[0].keys() - edited.ids:
                self.assertEqual(after[0][id_], before[0][id_], steps)
        finally:
            savepoint.close(rollback=True)
            self.env.invalidate_all(flush=False)

    def test_undone_in_reverse_is_the_identity(self):
        """Imports, merges, changes of many, handovers and conversions of addresses, in
        any order; and shares in bulk, which change nothing of a customer."""

        @settings(max_examples=6, **SETTINGS)
        @given(STEPS)
        @example(OVERWRITTEN_ADDRESS)
        def check(steps):
            self.check(steps)

        check()

    def test_what_was_changed_since_stays(self):
        @settings(max_examples=4, **SETTINGS)
        @given(STEPS, st.integers(0, 9))
        def check(steps, edit):
            self.check(steps, edit)

        check()

    # ------------------------------------------------------------------
    # Two ways to keep a journal
    # ------------------------------------------------------------------

    def find_changed_by_rows(self, run):
        """Return what has changed since by the rows of an import:
        ``{id of a contact: names}``."""
        Journal = self.env["antcrm.journal"]
        found = {}
        for row in run.sudo().row_ids.filtered("written"):
            [now] = Journal._read_values(row.record).values()
            is_new = row.action in ("created", "duplicated")
            found.setdefault(row.record.id, set()).update(
                Journal._find_changes(
                    "res.partner", row.written, now, None if is_new else row.written
                )
            )
        return found

    def find_changed_by_lines(self, part, table="res_partner"):
        """Return the same by the lines of a journal that was kept beside it."""
        model = "res.partner" if table == "res_partner" else "antcrm.contact.point"
        return {
            id_: {*names} | ({"gone"} if is_gone else set())
            for id_, is_gone, names in part._compare_rows(
                table,
                part._get_told_columns(table, model),
                SQL("row.after IS NOT NULL"),
            )
        }

    def keep_both(self, policy, rows):
        """Import some rows, and keep the lines of a journal beside its own.

        :return: the import, and the batch that has the lines
        """
        lines = ["Name,Phone,Position,City,Company,Tags,Address 2: City"]
        lines += [",".join(f'"{cell}"' for cell in row) for row in rows]
        run = self.review(*lines, duplicate_policy=policy)
        run.action_run()
        change = self.env["antcrm.change"].create(
            {"model": "res.partner", "summary": "beside"}
        )
        part = change.part_ids.create(
            {"change_id": change.id, "record_ids": self.known.ids}
        )
        with part._recording(self.known):
            while run.run_chunk():
                pass
        self.env.invalidate_all()
        return run, part

    def compare_journals(self, policy, rows, edits):
        run, part = self.keep_both(policy, rows)
        people = self.people().sudo()
        for number, edit in edits:
            people[number % len(people)].write(EDITS[edit])
        self.env.flush_all()
        by_rows = self.find_changed_by_rows(run)
        by_lines = self.find_changed_by_lines(part)
        columns = {*self.env["antcrm.journal"]._get_compared_fields("res.partner")}
        for id_, names in by_rows.items():
            self.assertEqual(names & columns, by_lines.get(id_, set()), (rows, edits))
        # numbers have lines of their own
        points = self.find_changed_by_lines(part, "antcrm_contact_point")
        self.env.cr.execute(
            "SELECT (after ->> 'partner_id')::int, after ->> 'kind' "
            "FROM antcrm_journal_line WHERE batch = %s AND row_id = ANY(%s) "
            "AND table_name = 'antcrm_contact_point' AND after ? 'partner_id'",
            [
                part._get_batch_key(),
                [id_ for id_, names in points.items() if names],
            ],
        )
        for id_, kind in self.env.cr.fetchall():
            if id_ in by_rows:
                self.assertIn(f"{kind}_ids", by_rows[id_])
        return sum(map(bool, by_lines.values()))

    def test_rows_and_lines_tell_the_same(self):
        """What an import keeps in its rows, and what every other batch keeps in lines,
        find the same values changed since, and find the same stamps and shares not."""
        found = []

        @settings(max_examples=12, **SETTINGS)
        @given(
            st.sampled_from(["overwrite", "merge", "duplicate"]),
            st.lists(ROWS, min_size=2, max_size=5),
            SEVERAL_EDITS,
        )
        def check(policy, rows, edits):
            savepoint = self.env.cr.savepoint()
            try:
                found.append(self.compare_journals(policy, rows, edits))
            finally:
                savepoint.close(rollback=True)
                self.env.invalidate_all(flush=False)

        check()
        self.assertTrue(any(found))

    # ------------------------------------------------------------------
    # One rule for what was created
    # ------------------------------------------------------------------

    def use(self, person, what):
        """Give something to a customer; return what nobody may lose in silence."""
        values = {"res_model": person._name, "res_id": person.id}
        if what in EDITS:
            person.write(EDITS[what])
            return None
        if what == "point":
            known = person.phone_ids
            person.phone_ids = [Command.create({"value": "+84905558888"})]
            return person.phone_ids - known
        if what == "list":
            tag = self.env["res.partner.category"].create({"name": "Since"})
            person.category_id = [Command.link(tag.id)]
            return None
        if what == "note":
            return person.message_post(body="Since", message_type="comment")
        if what == "activity":
            return person.activity_schedule("mail.mail_activity_data_todo")
        if what == "file":
            Attachment = self.env["ir.attachment"]
            return Attachment.create({"name": "since", "raw": b"since", **values})
        if what == "document":
            Lead = self.env["crm.lead"].with_user(self.user_importer)
            return Lead.create(
                {"name": "Since", "type": "opportunity", "partner_id": person.id}
            )
        kind = "other" if what == "address" else "contact"
        return self.env["res.partner"].create(
            {"name": "Since", "street": "Since", "type": kind, "parent_id": person.id}
        )

    def undo_both(self, policy, rows, uses):
        """Undo an import by its rows, and the same one by its lines."""
        run, part = self.keep_both(policy, rows)
        created = run.sudo().row_ids.filtered(
            lambda row: row.action in ("created", "duplicated")
        )
        created = self.env["res.partner"].union(*created.mapped("record"))
        people = self.people().sudo()
        given = [self.use(people[n % len(people)], what) for n, what in uses]
        given = list(filter(None, given))
        self.env.flush_all()
        left = []
        for by_lines in (False, True):
            savepoint = self.env.cr.savepoint()
            try:
                reasons = part._restore_rows() if by_lines else self.take_back(run)
                self.env.invalidate_all()
                kept = created.exists()
                for thing in given:
                    self.assertEqual(thing.exists(), thing, (rows, uses))
                if by_lines:
                    for person in kept.sudo():
                        self.assertIn(person.display_name, " ".join(reasons))
                left.append(kept)
            finally:
                savepoint.close(rollback=True)
                self.env.invalidate_all(flush=False)
                self.env.registry.clear_cache()
        self.assertEqual(*left, (rows, uses))
        return bool(left[0]), created != left[0]

    def test_rows_and_lines_keep_the_same(self):
        """Whom an import created stays for the same reasons, whichever way the journal
        was kept, and nobody loses what was added since."""
        found = []

        @settings(max_examples=12, **SETTINGS)
        @given(
            st.sampled_from(["overwrite", "merge", "duplicate"]),
            st.lists(ROWS, min_size=2, max_size=5),
            SEVERAL_USES,
        )
        @example(*USED_ADDRESS)
        def check(policy, rows, uses):
            savepoint = self.env.cr.savepoint()
            try:
                found.append(self.undo_both(policy, rows, uses))
            finally:
                savepoint.close(rollback=True)
                self.env.invalidate_all(flush=False)

        check()
        # some stay and some go, or nothing is shown
        self.assertTrue(any(stays for stays, _goes in found))
        self.assertTrue(any(goes for _stays, goes in found))
