from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from .journal_common import JournalCommon


@tagged("-at_install", "post_install")
class TestJournal(JournalCommon):
    """What every kind of batch can use: here that of a change of nothing."""

    def start(self, customer):
        change = self.env["antcrm.change"].create(
            {"model": customer._name, "summary": "nothing"}
        )
        return self.env["antcrm.change.part"].create(
            {"change_id": change.id, "record_ids": customer.ids}
        )

    def edit(self, contacts, lead):
        """Whatever people do with many customers at once."""
        contacts.write({"function": "Clerk", "category_id": [Command.clear()]})
        contacts[0].write({"phone_ids": self.typed("0902888001")})
        contacts[1].category_id = self.tags[2]
        contacts[1].email = "new@example.com"
        lead.write({"partner_id": contacts[1].id, "tag_ids": [Command.clear()]})
        contacts[2].unlink()
        self.env["res.partner"].create({"name": "New", "parent_id": contacts[0].id})

    def create_some(self):
        contacts = self.as_user("res.partner").create(
            [
                {
                    "firstname": f"Ida {number}",
                    "function": str(number),
                    "category_id": [Command.set(self.tags[:number].ids)],
                    "email_ids": self.typed(f"journal{number}@example.com"),
                }
                for number in range(3)
            ]
        )
        lead = self.create_lead(partner_id=contacts[0].id)
        lead.tag_ids = self.lead_tags[:2]
        self.env.flush_all()
        return contacts, lead

    def test_recorded_batch_is_undone(self):
        contacts, lead = self.create_some()
        batch = self.start(contacts[0])
        before = self.dump("antcrm.contact.point")
        with batch._recording(contacts | contacts):
            with batch._recording():
                self.edit(contacts, lead)
        self.env.invalidate_all()
        self.assertNotEqual(before, self.dump("antcrm.contact.point"))
        notes, left = batch._try_restore()
        self.assertFalse(notes)
        self.assertFalse(left)
        self.assertFalse(batch._restore_rows())
        after = self.dump("antcrm.contact.point")
        # of the lead it was not said that its tags may change
        del before["crm_tag_rel"], after["crm_tag_rel"]
        self.assert_same(before, after)
        self.assertFalse(batch._count_lines())

    def test_lines_written_in_sql(self):
        contacts, _lead = self.create_some()
        batch = self.start(contacts[0])
        batch._write_lines(
            "res_partner",
            {
                contact.id: ({"function": f"old {contact.id}"}, {"function": name})
                for contact, name in zip(contacts, ("0", "changed", "2"), strict=True)
            },
        )
        self.assertEqual(batch._find_kept(), {"res.partner": [contacts[1].id]})
        self.assertEqual(batch._restore_lines(2), (2, 1))
        self.assertEqual(batch._restore_lines(2), (1, 0))
        self.assertEqual(batch._restore_lines(2), (0, 0))
        self.assertEqual(
            contacts.mapped("function"),
            [f"old {contacts[0].id}", "1", f"old {contacts[2].id}"],
        )
        contacts[1].function = "changed"
        batch._try_again()
        self.assertEqual(batch._restore_lines(2), (1, 0))
        self.assertEqual(contacts[1].function, f"old {contacts[1].id}")

    def test_orphans_are_forgotten(self):
        contacts, _lead = self.create_some()
        batch = self.start(contacts[0])
        batch._write_lines("res_partner", {contacts.ids[0]: ({}, {})})
        Line = self.env["antcrm.journal.line"].sudo()
        Line.create({"batch": "antcrm.gone,1", "table_name": "res_partner"})
        Line._gc_orphans()
        self.assertFalse(Line.search_count([("batch", "=", "antcrm.gone,1")]))
        self.assertTrue(batch._count_lines())
        batch.unlink()
        key = f"antcrm.change.part,{batch.id}"
        self.assertFalse(Line.search_count([("batch", "=", key)]))

    def test_dialog_undoes_nothing_else(self):
        for model in ("res.partner", "antcrm.journal", "no.model"):
            wizard = self.as_user("antcrm.undo.wizard").create(
                {"res_model": model, "res_id": 1}
            )
            with self.assertRaises(UserError):
                wizard.action_undo()
