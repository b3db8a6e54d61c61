import base64
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import Form, tagged

from ..tools import rows
from . import files
from .common import ImportCommon


@tagged("post_install", "-at_install")
class TestImportWizard(ImportCommon):
    def test_saved_by_a_page(self):
        """A page that saves the file reads the form anew and asks for sizes instead of
        contents: whatever is computed only then is of the file all the same."""
        wizard = self.open_wizard(b"Name,Email\nKey,key@saved.example\n")
        wizard = wizard.with_context(bin_size=True)
        computed = ("encoding", "delimiter", "head", "header_row", "file_error")
        for name in computed:
            self.env.add_to_compute(wizard._fields[name], wizard)
        [values] = wizard.web_read({name: {} for name in computed})
        self.assertEqual(values["head"]["rows"][0], ["Name", "Email"])
        self.assertEqual(values["header_row"], 1)
        self.assertEqual(values["delimiter"], "comma")
        self.assertFalse(values["file_error"])

    def test_file(self):
        wizard = self.open_wizard(files.csv_file("Name,Phone", "Ann <b>,0901234567"))
        self.assertFalse(wizard.file_error)
        self.assertEqual(wizard.header_row, 1)
        self.assertIn("Ann &lt;b&gt;", wizard.preview)
        self.assertEqual(wizard.step, "file")
        self.assertFalse(wizard.sheet_names)

    def test_form(self):
        """What the web client does: the file shows at once, a sheet can be chosen."""
        data = files.xlsx_file(
            Notes=[["nothing here"]],
            Customers=[["Our list"], ["Name", "E-mail"], ["Ann", "ann@example.com"]],
        )
        with Form(
            self.env["antcrm.import.wizard"]
            .with_user(self.user_importer)
            .with_context(antcrm_kind="lead", default_file_name="list.xlsx")
        ) as form:
            self.assertEqual(form.kind, "lead")
            form.file_data = base64.b64encode(data)
            self.assertEqual(form.sheet_names, ["Notes", "Customers"])
            form.sheet_name = "Customers"
            self.assertEqual(form.header_row, 2)
            self.assertIn("ann@example.com", form.preview)
        wizard = form.record
        wizard.action_next()
        self.assertEqual(wizard.step, "mapping")
        self.assertEqual(
            [entry["field"] for entry in wizard.mapping], ["name", "emails"]
        )
        wizard.action_next()
        self.assertEqual(wizard.step, "options")
        run = self.env["antcrm.import"].browse(wizard.action_review()["res_id"])
        self.assertEqual(run.sheet_name, "Customers")
        self.assertEqual(run.row_ids.number, 3)
        self.assertEqual(run.kind, "lead")

    def test_another_file(self):
        """A sheet chosen in one file does not stick to the next one."""
        wizard = self.open_wizard(
            files.xlsx_file(A=[["x"], ["y"]], B=[["Name"], ["Bo"]])
        )
        wizard.sheet_name = "B"
        self.assertEqual(wizard.head["rows"], [["Name"], ["Bo"]])
        wizard.file_data = base64.b64encode(files.csv_file("Name", "Ann"))
        self.assertEqual(wizard.head["rows"], [["Name"], ["Ann"]])
        wizard.file_data = base64.b64encode(
            files.xlsx_file(C=[["z"]], B=[["Name"], ["Cy"]])
        )
        self.assertEqual(wizard.head["rows"], [["Name"], ["Cy"]])

    def test_bad_files(self):
        """One sentence, nothing created, and no way on."""
        locked = (files.DATA / "locked.xlsx").read_bytes()
        for data, words in (
            (b"%PDF-1.7", "not a spreadsheet"),
            (b"<html>", "web page"),
            (b" ", "no rows"),
            (locked, "password"),
            (files.xlsx_file([["a"]])[:2000], "damaged"),
            (b'Name\n"open\n', "line 2"),
        ):
            with self.subTest(words):
                wizard = self.open_wizard(data)
                self.assertIn(words, wizard.file_error)
                self.assertFalse(wizard.head)
                with self.assertRaisesRegex(UserError, words):
                    wizard.action_next()
        self.assertFalse(self.env["antcrm.import"].search([]))

    def test_limits_of_the_administrator(self):
        params = self.env["ir.config_parameter"]
        params.set_param("antcrm_import.max_rows", "2")
        wizard = self.open_wizard(files.csv_file("Name", "Ann", "Bo", "Cy"))
        self.assertIn("at most 2", wizard.file_error)
        params.set_param("antcrm_import.max_megabytes", "1")
        wizard = self.open_wizard(b"x" * 1024 * 1025)
        self.assertIn("at most 1 MB", wizard.file_error)

    def test_errors_in_vietnamese(self):
        self.env["res.lang"]._activate_lang("vi_VN")
        self.user_importer.lang = "vi_VN"
        wizard = self.open_wizard(b"%PDF-1.7")
        self.assertNotIn("spreadsheet", wizard.with_context(lang="vi_VN").file_error)

    def test_no_file(self):
        wizard = (
            self.env["antcrm.import.wizard"].with_user(self.user_importer).create({})
        )
        with self.assertRaises(UserError):
            wizard.action_next()

    def test_rows_are_marked_once(self):
        """What is found for the columns serves the review, of the same rows only."""
        lines = ["Name,Phone,City", "Ann,0901234567,Hue", "Total: 1,,"]
        wizard = self.open_wizard(files.csv_file(*lines))
        with patch.object(rows, "find_marks", wraps=rows.find_marks) as find:
            wizard.action_next()
            wizard.action_next()
            wizard.action_review()
            self.assertEqual(find.call_count, 1)
            marks = wizard.import_id.sudo().row_ids.mapped("mark")
            self.assertEqual(marks, [False, "total"])
            more = files.csv_file(lines[0], "Total: 1,,", *lines[1:])
            wizard.file_data = base64.b64encode(more)
            wizard.action_review()
            self.assertEqual(find.call_count, 2)
        marks = wizard.import_id.sudo().row_ids.mapped("mark")
        self.assertEqual(marks, ["total", False, "total"])

    def test_header_row(self):
        data = files.csv_file("Our customers,", "as of today,", "Name,Phone", "Ann,1")
        wizard = self.open_wizard(data)
        self.assertEqual(wizard.header_row, 3)
        wizard.header_row = 0
        wizard.action_next()
        self.assertEqual([entry["header"] for entry in wizard.mapping], ["", ""])
        wizard.action_back()
        wizard.header_row = 4
        with self.assertRaisesRegex(UserError, "no rows below"):
            wizard.action_next()

    def test_mapping_is_checked(self):
        wizard = self.open_wizard(files.csv_file("Phone,Sex,Sex", "0901234567,f,f"))
        wizard.action_next()
        self.assertIn("name", wizard.mapping_warning)
        for method in ("action_next", "action_review"):
            with self.assertRaisesRegex(UserError, "name"):
                getattr(wizard, method)()
        names = ["name", "gender", "gender"]
        wizard.mapping = [
            {**entry, "field": name}
            for entry, name in zip(wizard.mapping, names, strict=True)
        ]
        with self.assertRaisesRegex(UserError, "Gender"):
            wizard.action_next()
        wizard.mapping = [{"column": 99, "field": "name"}]
        with self.assertRaises(ValueError):
            wizard.action_review()

    def test_mapping_survives_back_and_forth(self):
        wizard = self.open_wizard(files.csv_file("Name,City", "Ann,Hue"))
        wizard.action_next()
        mapping = wizard.mapping
        mapping[1]["field"] = False
        wizard.mapping = mapping
        wizard.action_back()
        wizard.action_next()
        self.assertEqual([entry["field"] for entry in wizard.mapping], ["name", False])
        # not when the columns are others
        wizard.action_back()
        wizard.file_data = base64.b64encode(files.csv_file("City,Name", "Hue,Ann"))
        wizard.action_next()
        self.assertEqual([entry["field"] for entry in wizard.mapping], ["city", "name"])
        # nor when the customers are of another kind
        wizard.action_back()
        wizard.file_data = base64.b64encode(files.csv_file("Name,Company", "Ann,Ltd"))
        wizard.action_next()
        wizard.action_back()
        wizard.kind = "lead"
        wizard.action_next()
        fields_ = [entry["field"] for entry in wizard.mapping]
        self.assertEqual(fields_, ["name", "partner_name"])

    def test_next_file_of_the_same_columns(self):
        """What was chosen for the columns stays; the values are looked at anew."""
        wizard = self.open_wizard(
            files.csv_file("Name,Birthday,City,Ref", "Ann,25/12/1990,Hue,A-1")
        )
        wizard.action_next()
        mapping = wizard.mapping
        self.assertEqual(mapping[1]["format"], "dmy")
        mapping[2]["field"] = False
        mapping[3]["field"] = "identity_number"
        wizard.mapping = mapping
        wizard.action_back()
        wizard.file_data = base64.b64encode(
            files.csv_file("Name,Birthday,City,Ref", "Bo,12/25/1990,Vinh,B-2")
        )
        wizard.action_next()
        self.assertEqual(
            [(entry["field"], entry["samples"]) for entry in wizard.mapping],
            [
                ("name", ["Bo"]),
                ("birthdate_date", ["12/25/1990"]),
                (False, ["Vinh"]),
                ("identity_number", ["B-2"]),
            ],
        )
        self.assertEqual(wizard.mapping[1]["format"], "mdy")
        self.assertEqual(wizard.mapping[1]["guess"]["date"], "mdy")

    def test_another_sheet_of_the_same_columns(self):
        data = files.xlsx_file(
            A=[["Name", "Birthday"], ["Ann", "25/12/1990"]],
            B=[["Name", "Birthday"], ["Bo", "12/25/1990"]],
        )
        wizard = self.open_wizard(data, sheet_name="A")
        wizard.action_next()
        wizard.action_back()
        wizard.sheet_name = "B"
        wizard.action_next()
        self.assertEqual(wizard.mapping[0]["samples"], ["Bo"])
        self.assertEqual(wizard.mapping[1]["format"], "mdy")

    def test_next_file_without_headers(self):
        """Columns without names are any columns; those of the same file are not."""
        wizard = self.open_wizard(files.csv_file("Ann,a@b.vn", "Bo,b@b.vn"))
        self.assertEqual(wizard.header_row, 0)
        wizard.action_next()
        mapping = wizard.mapping
        mapping[0]["field"] = "name"
        wizard.mapping = mapping
        wizard.action_back()
        wizard.kind = "account"
        wizard.action_next()
        fields_ = [entry["field"] for entry in wizard.mapping]
        self.assertEqual(fields_, ["name", "emails"])
        wizard.action_back()
        wizard.file_data = base64.b64encode(files.csv_file("c@b.vn,Cy", "d@b.vn,Di"))
        wizard.action_next()
        fields_ = [entry["field"] for entry in wizard.mapping]
        # by what they hold, not by where the other file had them
        self.assertEqual(fields_, ["emails", "name"])
        self.assertEqual(wizard.mapping[1]["samples"], ["Cy", "Di"])

    def test_other_kind_of_the_same_file(self):
        """A column that only accounts have a field for is left out no more."""
        wizard = self.open_wizard(
            files.csv_file("Name,Tax code,Founded", "Ant,0301234567,3/4/1990")
        )
        wizard.action_next()
        self.assertFalse(wizard.mapping[1]["field"])
        wizard.action_back()
        wizard.kind = "account"
        wizard.action_next()
        fields_ = [entry["field"] for entry in wizard.mapping]
        self.assertEqual(fields_, ["name", "vat", False])

    def test_status_of_another_kind(self):
        """A status that such customers cannot have is not kept."""
        lead, customer = (
            self.env["antcrm.status"].search([("kind", "=", kind)], limit=1)
            for kind in ("lead", "customer")
        )
        wizard = self.open_wizard(files.csv_file("Name", "Ann"), kind="lead")
        wizard.action_next()
        wizard.action_next()
        wizard.status_id = lead
        wizard.action_back()
        wizard.action_back()
        wizard.kind = "contact"
        self.assertFalse(wizard.status_id)
        wizard.action_next()
        wizard.action_next()
        wizard.status_id = customer
        wizard.kind = "account"
        self.assertEqual(wizard.status_id, customer)
        wizard.status_id = lead
        with self.assertRaisesRegex(UserError, lead.name):
            wizard.action_review()

    def test_share_of_the_settings(self):
        """The wizard suggests the share that our forms do, until somebody chooses."""
        params = self.env["ir.config_parameter"]
        params.set_param("antcrm_share.share_mode_contact", "me")
        params.set_param("antcrm_share.share_mode_lead", "group")
        team = self.env["crm.team"].create(
            {"name": "Own", "member_ids": [Command.set(self.user_importer.ids)]}
        )
        data = files.csv_file("Name,Email", "Ann,ann@example.com")
        wizard = self.open_wizard(data)
        wizard.action_next()
        wizard.action_next()
        self.assertEqual(wizard.share_mode, "me")
        wizard.action_back()
        wizard.action_back()
        wizard.kind = "lead"
        wizard.action_next()
        wizard.action_next()
        self.assertEqual(wizard.share_mode, "group")
        self.assertEqual(wizard.share_team_ids, team)
        run = wizard.env["antcrm.import"].browse(wizard.action_review()["res_id"])
        # the importer sees in words what he chose; the field is for Data Owners
        kept = run.sudo()
        self.assertEqual((kept.share_mode, kept.share_team_ids), ("group", team))
        self.assertIn("Own", run.chosen_share)
        # what is chosen stays, whatever the kind
        wizard.share_mode = "all"
        wizard.kind = "contact"
        wizard.action_review()
        self.assertEqual(run.sudo().share_mode, "all")

    def test_share_of_the_settings_in_the_form(self):
        """As the web client does: it sends all that the first step shows."""
        self.env["ir.config_parameter"].set_param(
            "antcrm_share.share_mode_contact", "me"
        )
        with Form(
            self.env["antcrm.import.wizard"]
            .with_user(self.user_importer)
            .with_context(antcrm_kind="contact", default_file_name="list.csv")
        ) as form:
            form.file_data = base64.b64encode(files.csv_file("Name", "Ann"))
        wizard = form.record
        wizard.action_next()
        wizard.action_next()
        self.assertEqual(wizard.share_mode, "me")
        with Form(wizard) as form:
            form.share_mode = "all"
        run = wizard.env["antcrm.import"].browse(wizard.action_review()["res_id"])
        self.assertEqual(run.sudo().share_mode, "all")

    def test_keys_suggest_to_overwrite(self):
        """A file that names customers by their keys is to change them."""
        contact = self.create_contact(share_mode="all")
        key = self.env["antcrm.sheet"]._get_record_key(contact)
        data = files.csv_file("Record Key,Name", f"{key},Ann")
        wizard = self.open_wizard(data)
        self.assertEqual(wizard.duplicate_policy, "skip")
        wizard.action_next()
        wizard.action_next()
        self.assertEqual(wizard.duplicate_policy, "overwrite")
        # another file in its place
        wizard.action_back()
        wizard.action_back()
        wizard.file_data = base64.b64encode(files.csv_file("Name", "Ann"))
        wizard.action_next()
        wizard.action_next()
        self.assertEqual(wizard.duplicate_policy, "skip")
        # what somebody has chosen stays
        wizard.duplicate_policy = "merge"
        wizard.action_back()
        wizard.action_back()
        wizard.file_data = base64.b64encode(data)
        wizard.action_next()
        wizard.action_next()
        run = wizard.env["antcrm.import"].browse(wizard.action_review()["res_id"])
        self.assertEqual(run.row_ids.planned_action, "merged")

    def test_mapping_is_remembered(self):
        self.review("Name,Ref", "Ann,123", mapping={"Ref": "identity_number"})
        wizard = self.open_wizard(files.csv_file("Name,ref", "Bo,124"))
        wizard.action_next()
        fields_ = [entry["field"] for entry in wizard.mapping]
        self.assertEqual(fields_, ["name", "identity_number"])
        # another user's habits are not his
        other = wizard.with_user(self.user_administrator)
        self.assertFalse(other._get_remembered_mapping())

    def test_field_choices(self):
        wizard = self.open_wizard(files.csv_file("Name", "Ann"), kind="account")
        names = [
            field["name"] for group in wizard.field_choices for field in group["fields"]
        ]
        self.assertIn("phones", names)
        self.assertNotIn("birthdate_date", names)
        self.assertNotIn("addresses", names)

    def test_review(self):
        """Every row with what will become of it; nothing is created."""
        self.create_contact("+84901234567", firstname="Known", user=self.user_importer)
        before = self.env["res.partner"].search_count([])
        run = self.review(
            "Name,Phone,Email,Birthday",
            "Ann,0912 345 678,ann@example.com,25/12/1990",
            "Known,0901 234 567,,",
            ",0903 333 333,,",
            "Bo,123,bo@example.com,31/02/1990",
            "Ann again,,ANN@example.com,",
        )
        self.assertEqual(run.state, "review")
        self.assertEqual(run.row_count, 5)
        self.assertEqual(self.env["res.partner"].search_count([]), before)
        self.assertEqual(
            run.row_ids.mapped(
                lambda row: (row.number, row.planned_action, row.severity)
            ),
            [
                (2, "created", False),
                (3, "skipped", False),
                (4, "rejected", "error"),
                (5, "created", "warning"),
                (6, "skipped", False),
            ],
        )
        self.assertEqual(
            self.counts(run), {"created": 2, "skipped": 2, "rejected": 1, "warning": 1}
        )
        codes = [issue["code"] for issue in run.row_ids[3].errors]
        self.assertEqual(sorted(codes), ["invalid_date", "invalid_phone"])
        self.assertIn("31/02/1990", run.row_ids[3].reason)
        self.assertEqual(run.row_ids[0].name, "Ann")
        texts = [cell["text"] for cell in run.row_ids[0].cells["cells"]]
        self.assertIn("0912 345 678", texts)
        self.assertEqual(run.problem_row_ids, run.row_ids[1:])
        self.assertIn("2 will be created", run.summary_html)

    def test_reject_wrong_values(self):
        run = self.review("Name,Phone", "Ann,12", invalid_values="reject")
        self.assertEqual(run.row_ids.planned_action, "rejected")

    def test_change_settings(self):
        """From the review back to the options, and to a new review of the same run."""
        self.create_contact("+84901234567", firstname="Known", user=self.user_importer)
        run = self.review("Name,Phone", "Known,0901234567")
        self.assertEqual(run.row_ids.planned_action, "skipped")
        action = run.action_change_settings()
        wizard = self.env[action["res_model"]].browse(action["res_id"])
        wizard = wizard.with_user(self.user_importer)
        wizard.duplicate_policy = "merge"
        self.assertEqual(wizard.action_review()["res_id"], run.id)
        self.assertEqual(run.row_ids.planned_action, "merged")
        self.assertEqual(run.row_count, 1)
        wizard.unlink()
        with self.assertRaisesRegex(UserError, "no longer at hand"):
            run.action_change_settings()

    def test_change_settings_keeps_corrected_cells(self):
        """What was corrected in the review stays, until another file is chosen."""
        run = self.review("Name,Phone", "Ann,12", "Bo,0912345678")
        run.row_ids[0].set_cells({"1": "0904444444"})
        action = run.action_change_settings()
        wizard = self.env[action["res_model"]].browse(action["res_id"])
        wizard = wizard.with_user(self.user_importer)
        wizard.invalid_values = "reject"
        wizard.action_back()
        wizard.mapping = [
            {**entry, "field": "firstname" if not entry["column"] else "phones"}
            for entry in wizard.mapping
        ]
        wizard.action_review()
        self.assertEqual(run.row_ids[0].raw, ["Ann", "0904444444"])
        self.assertEqual(run.row_ids[0].planned_action, "created")
        run.row_ids[1].set_cells({"0": ""})
        # another row with the names of the columns is another table
        wizard.header_row = 0
        wizard.action_review()
        self.assertEqual(run.row_ids[0].raw, ["Name", "Phone"])
        self.assertEqual(run.row_ids[2].raw, ["Bo", "0912345678"])
        other = files.csv_file("Name,Phone", "Ann,13", "Bo,0912345678")
        wizard.write({"file_data": base64.b64encode(other), "header_row": 1})
        wizard.action_review()
        self.assertEqual(run.row_ids[0].raw, ["Ann", "13"])
        run.action_run()
        run.run_chunk()
        self.assertEqual(self.counts(run), {"created": 1, "rejected": 1})

    def test_options_reach_the_customers(self):
        source = self.env["utm.source"].create({"name": "Fair"})
        status = self.env["antcrm.status"].search([("kind", "=", "customer")])[-1]
        run = self.review(
            "Name,Email",
            "Ann,ann@example.com",
            tag_names="Fair 2026, News",
            source_id=source.id,
            status_id=status.id,
            pic_mode="user",
            pic_user_id=self.user_colleague.id,
        )
        run.action_run()
        run.run_chunk()
        contact = run.row_ids.record
        self.assertEqual(contact.source_id, source)
        self.assertEqual(contact.status_id, status)
        self.assertEqual(contact.user_id, self.user_colleague)
        self.assertEqual(
            sorted(contact.category_id.mapped("name")), ["Fair 2026", "News"]
        )
        self.assertEqual(contact.create_uid, self.user_importer)

    def test_tags_are_chosen_or_made(self):
        known = self.env["res.partner.category"].create({"name": "Known"})
        wizard = self.env["antcrm.import.wizard"].create(
            {"kind": "contact", "tag_names": "known, Still to make"}
        )
        self.assertEqual(wizard.customer_tag_ids, known)
        made = known.create({"name": "Made"})
        wizard.customer_tag_ids |= made
        self.assertEqual(wizard.tag_names, "Known, Made, Still to make")
        wizard.customer_tag_ids = made
        self.assertEqual(wizard.tag_names, "Made, Still to make")
        wizard.kind = "lead"
        self.assertFalse(wizard.lead_tag_ids)

    def test_tags_with_commas(self):
        """A tag whose name has a comma is one tag."""
        fair = self.env["res.partner.category"].create({"name": 'Fair, "2026"'})
        wizard = self.open_wizard(files.csv_file("Name", "Ann"))
        wizard.action_next()
        wizard.action_next()
        wizard.customer_tag_ids = fair
        self.assertEqual(wizard.customer_tag_ids, fair)
        run = wizard.env["antcrm.import"].browse(wizard.action_review()["res_id"])
        run.action_run()
        run.run_chunk()
        self.assertEqual(run.row_ids.record.category_id, fair)

    def test_share(self):
        """Customers imported for some are hidden from others."""
        run = self.review(
            "Name,Email",
            "Ann,ann@example.com",
            share_mode="employee",
            share_user_ids=[Command.set(self.user_colleague.ids)],
        )
        run.action_run()
        run.run_chunk()
        contact = run.row_ids.record
        self.assertEqual(contact.share_user_ids, self.user_colleague)
        self.assertTrue(contact.with_user(self.user_colleague).has_access("write"))
        self.assertFalse(contact.with_user(self.user_sales).has_access("read"))

    def test_samples_are_not_kept(self):
        run = self.review("Name,Email", "Ann,ann@example.com")
        self.assertNotIn("samples", run.mapping[0])

    def test_custom_field(self):
        kinds = self.env["antcrm.customer.kind"].search([("code", "=", "contact")])
        name = (
            self.env["antcrm.custom.field"]
            .create(
                {
                    "label": "Met On",
                    "type": "datetime",
                    "kinds": [Command.set(kinds.ids)],
                }
            )
            .field_name
        )
        run = self.review("Name,Met on", "Ann,26/08/2020 10:30")
        run.action_run()
        run.run_chunk()
        value = run.row_ids.record[name]
        self.assertEqual(str(value), "2020-08-26 03:30:00")
