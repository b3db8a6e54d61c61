from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

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
    ),
    min_size=1,
    max_size=3,
)


@tagged("post_install", "-at_install")
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
                    category_id=[Command.create({"name": f"Tag {at}"})],
                )
                for at, function in enumerate(("Boss", False, "Clerk"))
            )
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
        if name == "share":
            mode, numbers = arguments
            chosen = people.browse({people[n % len(people)].id for n in numbers})
            chosen.write({"share_mode": mode})
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

    def take_back(self, batch):
        """Undo one step; what is told before must come true."""
        preview = batch._preview_undo()
        batch.action_undo()
        if batch._name == "antcrm.import":
            while batch.undo_chunk(2):
                pass
            reasons = batch.row_ids.filtered("undo_reason").mapped("undo_reason")
        else:
            reasons = (batch.undo_notes or "").splitlines()
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertCountEqual(preview["kept"], reasons)
        return reasons

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
        """Imports, merges and shares in bulk, in any order."""

        @settings(
            max_examples=6,
            deadline=None,
            derandomize=True,
            # an example takes seconds: what fails is told as it was found
            phases=[Phase.explicit, Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(STEPS)
        def check(steps):
            self.check(steps)

        check()

    def test_what_was_changed_since_stays(self):
        @settings(
            max_examples=4,
            deadline=None,
            derandomize=True,
            # an example takes seconds: what fails is told as it was found
            phases=[Phase.explicit, Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(STEPS, st.integers(0, 9))
        def check(steps, edit):
            self.check(steps, edit)

        check()
