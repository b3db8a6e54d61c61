"""What a review asks once for all rows, and the customers as they will be."""

import io
from unittest.mock import patch

import openpyxl

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .common import ImportCommon


@tagged("post_install", "-at_install")
class TestReviewValues(ImportCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.france = cls.env.ref("base.fr")
        cls.source = cls.env["utm.source"].create({"name": "Facebook page"})

    def finish(self, run):
        run.action_run()
        self.run_cron()
        self.assertEqual(run.state, "done")
        # superuser: rows are seen by their importer
        return [row.record for row in run.sudo().row_ids.sorted("number")]

    def get_question(self, run, field):
        return next(
            (group for group in run.value_questions if group["field"] == field), None
        )

    def test_value_is_asked_once(self):
        lines = ["Name,Country,Email"]
        lines += [f"P{n},Frankrijkland,p{n}@example.com" for n in range(3)]
        lines += [f"Q{n},Francee,q{n}@example.com" for n in range(2)]
        run = self.review(*lines)
        question = self.get_question(run, "country_id")
        self.assertEqual(
            [(value["value"], value["count"]) for value in question["values"]],
            [("Frankrijkland", 3), ("Francee", 2)],
        )
        self.assertEqual(question["values"][1]["suggestion"]["id"], self.france.id)
        run.set_value_fix("country_id", "Frankrijkland", "map", self.france.id)
        run.set_value_fix("country_id", "Francee", "note")
        self.assertEqual(run.warning_count, 0)
        question = self.get_question(run, "country_id")
        self.assertEqual([v["count"] for v in question["values"]], [3, 2])
        self.assertEqual(question["values"][0]["fix"]["label"], "France")
        partners = self.finish(run)
        self.assertEqual(partners[0].country_id, self.france)
        self.assertFalse(partners[3].country_id)
        self.assertIn("Francee", partners[3].comment)
        # the company's next file knows it, whoever brings it
        colleague = new_test_user(
            self.env,
            "antcrm_importer2",
            groups="antcrm_share.group_user,antcrm_customers.group_import",
        )
        self.patch(type(self), "user_importer", colleague)
        again = self.review("Name,Country,Email", "R,FRANKRIJKLAND,r@example.com")
        self.assertEqual(again.warning_count, 0)
        self.assertIn("France", again.sudo().row_ids.reason)
        # and it can be chosen otherwise
        again.set_value_fix("country_id", "FRANKRIJKLAND")
        self.assertEqual(again.warning_count, 1)

    def test_states_of_a_country(self):
        state = self.env["res.country.state"].search(
            [("country_id", "=", self.env.ref("base.us").id)], limit=1
        )
        run = self.review("Name,Province,Email", "A,Xyzzy,a@example.com")
        run.set_value_fix("state_id", "Xyzzy", "map", state.id)
        [partner] = self.finish(run)
        self.assertEqual(partner.state_id, state)
        self.assertEqual(partner.country_id.code, "US")

    def test_people_and_tags(self):
        tag = self.env["res.partner.category"].create({"name": "Dealer"})
        run = self.review(
            "Name,PIC (person in charge),Tags,Email",
            'A,Nobody Known,"Deeler, Other",a@example.com',
        )
        self.assertTrue(self.get_question(run, "user_id"))
        new = self.get_question(run, "tags")["values"]
        self.assertEqual({v["value"]: v["is_new"] for v in new}["Deeler"], True)
        run.set_value_fix("tags", "Deeler", "map", tag.id)
        run.set_value_fix("user_id", "Nobody Known", "map", self.user_sales.id)
        [partner] = self.finish(run)
        self.assertEqual(set(partner.category_id.mapped("name")), {"Dealer", "Other"})
        self.assertEqual(partner.user_id, self.user_sales)
        self.assertFalse(
            self.env["res.partner.category"].search([("name", "=", "Deeler")])
        )

    def test_suggestions_out_of_many(self):
        """Of more than can be compared, those with a word in common are, in as many
        queries as ever."""
        users = self.env["res.users"]
        for at, name in enumerate(("Minh Châu Trần", "Bảo Lê", "Gia Huy Phạm")):
            users |= new_test_user(self.env, f"many{at}", name=name)
        path = "odoo.addons.antcrm_import.models.antcrm_import_values.MAX_SUGGESTED"
        with patch(path, 2):
            run = self.review(
                "Name,PIC (person in charge),Email",
                "A,Minh Châu Trầm,a@example.com",
                "B,Huy Pham Gia,b@example.com",
                "C,Zzyzx,c@example.com",
            )
            question = self.get_question(run, "user_id")
        found = {v["value"]: v["suggestion"] for v in question["values"]}
        self.assertEqual(found["Minh Châu Trầm"]["id"], users[0].id)
        self.assertFalse(found["Zzyzx"])

    def test_choices_are_checked(self):
        run = self.review("Name,Country,Email", "A,Xyzzy,a@example.com")
        portal = new_test_user(self.env, "portal_x", groups="base.group_portal")
        for arguments in (
            ("nothing", "Xyzzy", "empty", False),
            ("country_id", "Xyzzy", "evil", False),
            ("country_id", "Xyzzy", "map", 2**40),
            ("country_id", "Xyzzy", "map", "1"),
            ("country_id", ["x"], "map", self.france.id),
            ("user_id", "Xyzzy", "map", portal.id),
        ):
            with self.assertRaises(UserError, msg=arguments):
                run.set_value_fix(*arguments)
        stranger = new_test_user(self.env, "stranger", groups="base.group_user")
        for method, arguments in (
            ("get_customers", ()),
            ("set_value_fix", ("country_id", "Xyzzy", "empty")),
            ("set_phone_country", (self.france.id,)),
        ):
            with self.assertRaises(AccessError):
                getattr(run.with_user(stranger), method)(*arguments)
        self.finish(run)
        with self.assertRaises(UserError):
            run.set_value_fix("country_id", "Xyzzy", "empty")

    def test_numbers_of_another_country(self):
        """One cause, one question: which country they are of."""
        self.user_importer.tz = "America/New_York"
        self.env.company.country_id = self.env.ref("base.us")
        lines = ["Name,Phone"] + [f"P{n},09022{n:05d}" for n in range(20)]
        run = self.review(*lines)
        question = run.phone_question
        self.assertEqual(
            (question["count"], question["country"]), (20, "United States")
        )
        self.assertIn(type(question["suggestion"]), (bool, dict))
        run.set_phone_country(self.env.ref("base.vn").id)
        self.assertFalse(run.phone_question)
        self.assertEqual(self.counts(run), {"created": 20})
        partner = self.finish(run)[0]
        self.assertEqual(partner.phone_ids.normalized, "+84902200000")

    def test_wrong_values_are_kept(self):
        """A wrong number can be kept as it is written, or put into the notes."""
        for choice in ("keep", "note"):
            run = self.review("Name,Phone,Email", f"W {choice},12,nobody at home")
            for code in ("invalid_phone", "invalid_email"):
                run.set_error_choice(code, choice)
            [partner] = self.finish(run)
            if choice == "keep":
                self.assertEqual(partner.phone_ids.mapped("value"), ["12"])
                self.assertEqual(partner.email_ids.mapped("value"), ["nobody at home"])
                self.assertFalse(partner.phone_ids.normalized)
            else:
                self.assertFalse(partner.contact_point_ids)
                for text in ("12", "nobody at home"):
                    self.assertIn(text, partner.comment)
            run.action_undo()
            self.run_cron()
            self.assertFalse(partner.exists())

    def test_likely_domains(self):
        run = self.review("Name,Email", "T,t@gmial.com")
        self.assertEqual(
            [kind["code"] for kind in run.error_kinds], ["email_typo"], "a question"
        )
        run.set_error_choice("email_typo", "mend")
        self.assertIn("t@gmail.com", run.sudo().row_ids.reason)
        [partner] = self.finish(run)
        self.assertEqual(partner.email, "t@gmail.com")

    def test_twice_in_the_file(self):
        """Rows of one number have a way in: kept apart, or merged into the first."""
        lines = (
            "Name,Phone,Email",
            "Ann,0902220101,",
            "Ann B,0902220101,a@example.com",
        )
        for size in (1000, 1):
            run = self.review(*lines)
            run.set_error_choice("duplicate_in_batch", "merge")
            self.assertEqual(self.counts(run), {"created": 1, "merged": 1})
            run.action_run()
            while run.run_chunk(size):
                pass
            self.assertEqual(self.counts(run), {"created": 1, "merged": 1})
            self.assertFalse(run.changed_count)
            [partner] = {row.record for row in run.sudo().row_ids}
            self.assertEqual(partner.email, "a@example.com")
            run.action_undo()
            self.run_cron()
            self.assertFalse(partner.exists())

    def test_known_already(self):
        """Who is known is asked about in the review, too."""
        known = self.create_contact("0902220111", user=self.user_importer)
        run = self.review("Name,Phone,Email", "Kay,0902220111,kay@example.com")
        [kind] = run.error_kinds
        self.assertEqual((kind["code"], kind["count"]), ("duplicate", 1))
        run.set_error_choice("duplicate", "merge")
        self.assertEqual(self.counts(run), {"merged": 1})
        self.assertEqual([k["choice"] for k in run.error_kinds], ["merge"])
        self.finish(run)
        self.assertEqual(known.email, "kay@example.com")

    def test_history(self):
        """Each customer says where he comes from; what is undone leaves nothing."""
        known = self.create_contact("0902220115", user=self.user_importer)
        before = known.message_ids
        run = self.review(
            "Name,Phone", "Kay,0902220115", "New,0902220116", duplicate_policy="merge"
        )
        _known, new = self.finish(run)
        for partner, number in ((known, 2), (new, 3)):
            message = (partner.message_ids - before)[0]
            self.assertIn(f"customers.csv” (row {number})", message.body)
            self.assertIn("Iris Importer", message.body)
            self.assertEqual(message.author_id, self.user_importer.partner_id)
            self.assertTrue(message.is_internal)
        self.assertFalse(new.last_interaction_date)
        run.action_undo()
        self.run_cron()
        self.assertEqual((run.state, run.left_count), ("undone", 0))
        self.assertFalse(new.exists() or message.exists())

    def test_nothing_is_lost(self):
        """The file of problems has every row that did not come in."""
        self.create_contact("0902220121", user=self.user_importer)
        run = self.review(
            "Name,Phone",
            "Known,0902220121",
            ",0902220122",
            "New,0902220123",
            "Again,0902220123",
        )
        self.finish(run)
        sheet = openpyxl.load_workbook(io.BytesIO(run._get_error_file())).active
        rows = list(sheet.iter_rows(values_only=True))
        at = rows[0].index("Phone")
        self.assertEqual(
            [row[at] for row in rows[1:]], ["0902220121", "0902220122", "0902220123"]
        )

    # ------------------------------------------------------------------
    # The customers as they will be
    # ------------------------------------------------------------------

    def test_customers(self):
        known = self.create_contact(
            "0902220131",
            user=self.user_importer,
            firstname="Kim",
            function="Buyer",
            city="Hue",
        )
        run = self.review(
            "Name,Phone,City,Job Position,Account,Tags,Notes",
            "Ann Lee,0902220132,Hanoi,CEO,Acme Co,VIP,likes tea",
            "Kim,0902220131; 0902220133,Vinh,Seller,,,",
            "Bad,12,,,,,",
            duplicate_policy="merge",
            pic_mode="user",
            pic_user_id=self.user_sales.id,
        )
        answer = run.get_customers()
        self.assertEqual((answer["count"], answer["is_editable"]), (3, True))
        ann, kim, bad = answer["rows"]
        texts = {name: value["text"] for name, value in ann["values"].items()}
        self.assertEqual(texts["phones"], "+84 902 220 132")
        self.assertEqual(texts["city"], "Hanoi")
        self.assertEqual(texts["parent_id"], "Acme Co")
        self.assertEqual(texts["tags"], "VIP")
        self.assertEqual(texts["user_id"], self.user_sales.name)
        self.assertIn("likes tea", texts["comment"])
        self.assertTrue(texts["share"])
        # what is there stays in a merge, and what is new is added
        self.assertEqual(kim["action"], "merged")
        phones = kim["values"]["phones"]
        self.assertEqual(phones["before"], "+84 902 220 131")
        self.assertEqual(phones["text"], "+84 902 220 131, +84 902 220 133")
        self.assertEqual(kim["values"]["function"]["text"], "Buyer")
        self.assertFalse(kim["values"]["function"]["before"])
        run.set_error_choice("duplicate", "overwrite")
        kim = run.get_customers(search="0902220133")["rows"][0]
        self.assertEqual(kim["values"]["function"]["before"], "Buyer")
        self.assertEqual(kim["values"]["function"]["text"], "Seller")
        # found by text, outcome and problem
        for arguments, names in (
            ({"search": "likes TEA"}, [2]),
            ({"search": "100%"}, []),
            ({"outcome": "overwritten"}, [3]),
            ({"problem": "invalid_phone"}, [4]),
            ({"offset": 1, "limit": 1}, [3]),
            ({"problem": "x' OR 1=1"}, []),
        ):
            found = run.get_customers(**arguments)["rows"]
            self.assertEqual([row["number"] for row in found], names, arguments)
        # corrected where it stands
        column = next(c for c in answer["columns"] if c["name"] == "phones")
        row = (
            self.env["antcrm.import.row"]
            .with_user(self.user_importer)
            .browse(bad["id"])
        )
        row.set_cells({column["position"]: "0902220139"})
        self.assertFalse(run.get_customers(problem="invalid_phone")["count"])
        # the run does what the table says
        self.finish(run)
        self.assertEqual(known.function, "Seller")
        self.assertEqual(known.city, "Vinh")

    def test_every_problem_is_found(self):
        """Whatever is counted as a problem can be looked at: so many rows."""
        self.create_contact(
            "0902220151", user=self.user_importer, firstname="Known", lastname="One"
        )
        run = self.review(
            "Name,Phone,Email,Birthday,Country,Facebook",
            "Known One,0902220151,,,,",
            ",0902220152,,,,",
            "Ann,12,none,31/31/1990,Nowhereland,no profile",
            "Bo,0902220153,bo@gmial.com,,,",
            "Bo again,0902220153,,,,",
            "Cty TNHH Cáp,0902220154,,,,",
            "Name,Phone,Email,Birthday,Country,Facebook",
            "Total,3,,,,",
            "Note: the list of last year,,,,,",
            "Cell,0902220155,c@example.com,,,,,beyond",
            mapping={"Facebook": "socials"},
        )
        kinds = {kind["code"]: kind["count"] for kind in run.error_kinds}
        self.assertGreaterEqual(len(kinds), 12)
        for code, count in kinds.items():
            self.assertEqual(run.get_customers(problem=code)["count"], count, code)
        # kept, they are still found
        for code in kinds:
            if "keep" in dict(run._get_error_choices(code)):
                run.set_error_choice(code, "keep")
        for kind in run.error_kinds:
            found = run.get_customers(problem=kind["code"])["count"]
            self.assertEqual(found, kind["count"], kind["code"])

    def test_values_that_are_not_taken_in(self):
        """What nobody knows is no value of the customer as he will be."""
        run = self.review(
            "Name,Email,Country,Source,Status",
            "Ann,ann@example.com,Nowhereland,From nowhere,Somehow",
            "Bo,bo@example.com,N/A,,",
        )
        ann, bo = run.get_customers()["rows"]
        for name in ("country_id", "source_id", "status_id"):
            self.assertFalse(ann["values"][name]["text"], name)
            self.assertTrue(ann["values"][name]["is_wrong"], name)
            self.assertTrue(ann["values"][name]["cell"], name)
        self.assertFalse(bo["values"]["country_id"]["text"])
        self.assertFalse(bo["values"]["country_id"]["is_wrong"])

    def test_problems_that_come_back(self):
        """Of a file of problems that is imported, no column is ours that is not taken
        in, and told so."""
        run = self.review("Name,Phone,Size", "Ann,12,38")
        wizard = self.open_wizard(run._get_error_file(), file_name="again.xlsx")
        for _step in range(2):
            wizard.action_next()
        run = wizard.env["antcrm.import"].browse(wizard.action_review()["res_id"])
        headers = [column["header"] for column in run.notices["columns"]]
        self.assertEqual(headers, ["Size"])

    def test_companies_among_people(self):
        """Who is called like a company comes in as a person only where that is meant,
        and leaves no trace where it is not."""
        lines = (
            "Name,Phone,Email",
            "Công ty TNHH Hoa Sen,0902220161,",
            "Chị Hoa (Cty Hoa Sen),0902220161,",
            "Sule plc,0902220162,",
            "An Oy,0902220163,",
        )
        run = self.review(*lines)
        [kind] = [kind for kind in run.error_kinds if kind["code"] == "company_name"]
        self.assertEqual((kind["count"], kind["choice"]), (2, "keep"))
        self.assertEqual(run.created_count, 3)
        run.set_error_choice("company_name", "skip")
        rows = run.row_ids.sorted("number")
        self.assertEqual(
            rows.mapped("planned_action"), ["skipped", "created", "skipped", "created"]
        )
        self.assertIn("as an account", rows[0].reason)
        self.finish(run)
        self.assertEqual(
            rows.mapped("action"), ["skipped", "created", "skipped", "created"]
        )
        self.assertFalse(run.changed_count)
        # of accounts there is nothing to tell
        run = self.review(*lines, kind="account")
        self.assertNotIn("company_name", [kind["code"] for kind in run.error_kinds])

    def test_kinds_that_the_file_says(self):
        """A column that parts people from companies is heard, whatever is imported."""
        lines = (
            "Tên khách hàng,Điện thoại,Loại khách,Công ty",
            "Hoa Sen,0902220171,Công ty,",
            "Chị Hoa,0902220172,Cá nhân,",
            "Anh Nam,0902220173,Công ty,Hoa Sen",
            "Cô Lan,0902220174,VIP,",
        )
        for kind, code, others, word in (
            ("contact", "company_type", [1], "an account"),
            ("account", "person_type", [2], "a contact"),
        ):
            with self.subTest(kind=kind):
                run = self.review(*lines, kind=kind)
                rows = run.row_ids.sorted("number")
                [asked] = [one for one in run.error_kinds if one["code"] == code]
                self.assertEqual((asked["count"], asked["choice"]), (1, "keep"))
                self.assertNotIn("skipped", rows.mapped("planned_action"))
                run.set_error_choice(code, "skip")
                left_out = rows.filtered(lambda r: r.planned_action == "skipped")
                self.assertEqual([rows.ids.index(r.id) + 1 for r in left_out], others)
                self.assertIn(word, left_out.reason)
                self.assertIn("Loại khách", left_out.reason)
                self.finish(run)
                self.assertEqual(run.row_ids.filtered("action"), rows)
                self.assertEqual(left_out.action, "skipped")

    def test_yes_and_no_to_companies(self):
        """As Odoo's own export says it; what says nothing of it is no answer."""
        run = self.review(
            "Name,Email,Is a Company",
            "Azure,azure@kinds.example,True",
            "Brandon,brandon@kinds.example,False",
            "Cora,cora@kinds.example,",
        )
        counts = {kind["code"]: kind["count"] for kind in run.error_kinds}
        self.assertEqual(counts.get("company_type"), 1)

    def test_customers_of_every_kind(self):
        """Every field of every kind can be shown."""
        for kind in ("lead", "contact", "account"):
            fields = self.env["antcrm.sheet"]._get_import_fields(kind)
            headers = [field["label"] for field in fields]
            run = self.review(
                ",".join(f'"{header}"' for header in headers),
                ",".join(f"v{number}" for number in range(len(headers))),
                kind=kind,
                mapping={field["label"]: field["name"] for field in fields},
            )
            answer = run.get_customers()
            names = {column["name"] for column in answer["columns"]}
            self.assertEqual(set(answer["rows"][0]["values"]), names)
            self.assertTrue({"phones", "emails", "tags", "share"} <= names, kind)

    def test_queries(self):
        """A page costs the same, however many rows there are on it."""

        def count(size):
            run = self.review(*self.make_lines(size, start=size * 100))
            run.get_customers(limit=size)
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            run.get_customers(limit=size)
            return self.cr.sql_log_count - before

        few, many = count(4), count(40)
        self.assertLessEqual(many - few, 3, f"{few} for 4, {many} for 40")
