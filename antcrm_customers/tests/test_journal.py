from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from .journal_common import JournalCommon

PHONES = ("0902777004", "0902777005")


@tagged("-at_install", "post_install", "slow")
class TestJournal(JournalCommon):
    """What every kind of batch can use: here that of a change of nothing."""

    def start(self, customer):
        """Return a batch of changes of whatever is recorded."""
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

    def test_points_that_the_intake_brings_are_undone(self):
        """Those of somebody who was there, and those of somebody new."""
        contacts, _lead = self.create_some()
        before = self.dump("antcrm.contact.point")
        batch = self.start(contacts[0])
        candidates = [
            {"name": "Ida", "emails": ["journal0@example.com"], "phones": [PHONES[0]]},
            {"name": "New", "emails": ["since@example.com"], "phones": [PHONES[1]]},
        ]
        with batch._recording(contacts):
            outcomes = self.as_user("antcrm.intake").apply(
                "contact", candidates, {"duplicate_policy": "merge"}
            )
        self.assertEqual([o["action"] for o in outcomes], ["merged", "created"])
        self.env.invalidate_all()
        self.assertEqual(len(contacts[0].phone_ids), 1)
        self.assertFalse(batch._restore_rows())
        self.assert_same(before, self.dump("antcrm.contact.point"))
        self.assertFalse(batch._count_lines())

    # ------------------------------------------------------------------
    # What the batch created
    # ------------------------------------------------------------------

    def create_in_batch(self, known):
        """Return a batch, and the customers that it created with all that can belong to
        them: a contact, an account with an address, a lead."""
        batch = self.start(known)
        with batch._recording(known):
            contact = self.create_contact(
                "0902777001",
                firstname="Made",
                category_id=[Command.link(self.tags[0].id)],
            )
            account = self.create_account()
            address = Command.create({"street": "1 Made Street", "type": "other"})
            account.child_ids = [address]
            lead = self.create_lead("0902777003", firstname="Made")
            lead.address_ids = [address]
            contact.activity_schedule("mail.mail_activity_data_todo", summary="Made")
            self.env["ir.attachment"].create(
                {"name": "m", "raw": b"m", "res_model": lead._name, "res_id": lead.id}
            )
        self.env.invalidate_all()
        return batch, contact, account, lead

    def create_account(self):
        return self.as_user("res.partner").create(
            {
                "name": "Made Ltd",
                "is_company": True,
                "phone_ids": self.typed("0902777002"),
            }
        )

    def get_uses(self):
        """Return what somebody may give to a customer since: ``{name: (function that
        does it and returns what must stay, part of the reason)}``."""

        def add_point(customer):
            known = customer.phone_ids
            customer.phone_ids = self.typed("0902777999")
            return customer.phone_ids - known

        def add_email(customer):
            known = customer.email_ids
            customer.email_ids = self.typed("since@example.com")
            return customer.email_ids - known

        def add_address(customer):
            name = "address_ids" if customer._name == "crm.lead" else "child_ids"
            known = customer[name]
            customer[name] = [Command.create({"street": "2 Since", "type": "other"})]
            return customer[name] - known

        def add_file(customer):
            values = {"res_model": customer._name, "res_id": customer.id}
            return self.env["ir.attachment"].create(
                {"name": "since", "raw": b"since", **values}
            )

        def add_document(customer):
            if customer._name == "crm.lead":
                return self.env["calendar.event"].create(
                    {
                        "name": "Since",
                        "start": "2030-01-01 08:00:00",
                        "stop": "2030-01-01 09:00:00",
                        "opportunity_id": customer.id,
                    }
                )
            values = {"name": "Since", "type": "opportunity"}
            return self.env["crm.lead"].create({**values, "partner_id": customer.id})

        def add_contact(customer):
            if customer._name == "crm.lead":
                return self.env["antcrm.external.id"].create(
                    {"lead_id": customer.id, "value": "7", "kind": "lead"}
                )
            return self.create_contact(parent_id=customer.id)

        def remove_points(customer):
            customer.phone_ids = [Command.clear()]
            return customer

        def tag(customer):
            name = "tag_ids" if customer._name == "crm.lead" else "category_id"
            tags = self.lead_tags if customer._name == "crm.lead" else self.tags
            customer[name] = [Command.link(tags[1].id)]
            return customer

        return {
            "phone": (add_point, "Phones"),
            "email": (add_email, "Emails"),
            "address": (add_address, ""),
            "note": (
                lambda customer: customer.message_post(
                    body="Since", message_type="comment"
                ),
                "Message",
            ),
            "activity": (
                lambda customer: customer.activity_schedule(
                    "mail.mail_activity_data_todo", summary="Since"
                ),
                "Activity",
            ),
            "file": (add_file, "Attachment"),
            "document": (add_document, ""),
            "contact, or id of another program": (add_contact, ""),
            "fewer points": (remove_points, "Phones"),
            "tag": (tag, "Tags"),
        }

    def test_created_and_unused_goes(self):
        contacts, _lead = self.create_some()
        before = self.dump("antcrm.contact.point", "antcrm.lead.address")
        batch, *customers = self.create_in_batch(contacts[0])
        self.assertFalse(batch._restore_rows())
        for customer in customers:
            self.assertFalse(customer.exists())
        after = self.dump("antcrm.contact.point", "antcrm.lead.address")
        self.assert_same(before, after)

    def test_created_and_used_stays(self):
        """Whatever somebody gave to a customer since: nobody loses it in silence."""
        for index in range(3):
            for name, (use, reason) in self.get_uses().items():
                with self.subTest(use=name, customer=index):
                    savepoint = self.env.cr.savepoint()
                    try:
                        self.check_used(index, use, reason)
                    finally:
                        savepoint.close(rollback=True)
                        self.env.invalidate_all(flush=False)

    def check_used(self, index, use, reason):
        batch, *customers = self.create_in_batch(self.env.user.partner_id)
        customer = customers[index].sudo()
        had = {
            name: customer[name].ids
            for name in ("phone_ids", "email_ids", "child_ids", "address_ids")
            if name in customer._fields
        }
        added = use(customer)
        self.env.flush_all()
        self.env.invalidate_all()
        now = {name: customer[name].ids for name in had}
        notes, _left = batch._try_restore()
        self.assertEqual(len(notes), 1, notes)
        self.assertIn(customer.display_name, notes[0])
        self.assertIn(reason, notes[0])
        self.assertEqual(batch._restore_rows(), notes)
        self.assertTrue(customer.exists())
        self.assertTrue(added.exists())
        # what came with it stays with it
        self.assertEqual({name: customer[name].ids for name in had}, now)
        for other in set(customers) - {customers[index]}:
            self.assertFalse(other.exists())
        # when it is used no more, it goes after all
        self.assertTrue(batch._count_lines())
        if added != customer:
            added.unlink()
            self.env.flush_all()
            self.assertFalse(batch._restore_rows())
            self.assertFalse(customer.exists())

    def test_what_is_moved_to_something_new_comes_back(self):
        """A batch that makes an account and gives it what others had."""
        contacts, lead = self.create_some()
        before = self.dump("antcrm.contact.point")
        batch = self.start(contacts[0])
        with batch._recording(contacts):
            account = self.create_account()
            contacts[0].parent_id = account
            lead.partner_id = account
            contacts[1].email_ids.sudo()._trusted().write({"partner_id": account.id})
        self.env.invalidate_all()
        self.assertFalse(batch._try_restore()[0])
        self.assertFalse(batch._restore_rows())
        self.assertFalse(account.exists())
        after = self.dump("antcrm.contact.point")
        del before["crm_tag_rel"], after["crm_tag_rel"]
        self.assert_same(before, after)

    def test_what_is_gone_comes_back_empty(self):
        contacts, _lead = self.create_some()
        old, new = self.env["utm.source"].create([{"name": "Old"}, {"name": "New"}])
        contacts.source_id = old
        self.env.flush_all()
        batch = self.start(contacts[0])
        with batch._recording(contacts):
            contacts.source_id = new
            contacts[2].unlink()
        old.unlink()
        self.assertFalse(batch._restore_rows())
        self.assertEqual(len(contacts.exists()), 3)
        self.assertFalse(contacts.source_id)
        self.assertFalse(batch._count_lines(), "there is nothing more to put back")

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

    def test_every_table_can_be_put_back(self):
        """Whatever its columns are called."""
        contacts, _lead = self.create_some()
        batch = self.start(contacts[0])
        tables, _relations = self.env["antcrm.references"]._get_tables()
        self.assertIn("antcrm_share", tables)
        gone = {"id": 2**31 - 1}
        for table in tables:
            batch._write_lines(table, {gone["id"]: (gone, gone)})
        self.assertFalse(any(batch._find_kept().values()))
        self.assertFalse(batch._try_restore()[1])
        batch._restore_rows()
        self.assertFalse(batch._count_lines())

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
