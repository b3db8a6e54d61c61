from datetime import date, datetime
from unittest.mock import patch

from lxml import etree

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.orm.registry import Registry
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common import CustomersCommon, RestoredRegistry

FORM = """
<form>
    <field name="name" />
    <field name="is_company" />
    <group name="antcrm_custom_fields" />
</form>
"""
LEAD_FORM = """
<form>
    <field name="name" />
    <field name="type" />
    <group name="antcrm_custom_fields" />
</form>
"""
LIST = (
    '<list><field name="name" /><widget name="antcrm_custom_fields_account" /></list>'
)
SEARCH = """
<search>
    <field name="name" />
    <separator name="antcrm_custom_fields" />
</search>
"""


class CustomFieldCommon(RestoredRegistry, CustomersCommon):
    """Custom fields made by an administrator. New columns change the registry: what a
    test adds is taken back after it, what the class adds after the class."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.kinds = {
            kind.code: kind for kind in cls.env["antcrm.customer.kind"].search([])
        }
        cls.custom_fields = cls.as_user("antcrm.custom.field", cls.user_administrator)

    @classmethod
    def prepare_field(cls, label, type_="char", kinds="lead contact account", **values):
        choices = values.pop("choices", ())
        return {
            "label": label,
            "type": type_,
            "kinds": [Command.set([cls.kinds[kind].id for kind in kinds.split()])],
            "choice_ids": [Command.create({"name": name}) for name in choices],
            **values,
        }

    @classmethod
    def create_field(cls, label, type_="char", kinds="lead contact account", **values):
        return cls.custom_fields.create(
            cls.prepare_field(label, type_, kinds, **values)
        )

    def get_arch(self, model, view_type, arch, user=None):
        """Return the parsed view as a user gets it, and the description of fields."""
        view = self.env["ir.ui.view"].create(
            {"name": "test", "model": model, "type": view_type, "arch": arch}
        )
        result = self.as_user(model, user).get_views([[view.id, view_type]])
        arch = etree.fromstring(result["views"][view_type]["arch"])
        return arch, result["models"][model]["fields"]


@tagged("post_install", "-at_install")
class TestCustomFieldTypes(CustomFieldCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        prepare = cls.prepare_field
        cls.custom_fields.create(
            [
                prepare("Nick name"),
                prepare("Story", "text"),
                prepare("Rooms", "integer"),
                prepare("Budget", "float"),
                prepare("Visit", "date"),
                prepare("Call at", "datetime"),
                prepare("Vegetarian", "boolean"),
                prepare("Heat", "choice", choices=("Hot", "Warm", "Cold")),
                prepare("Topics", "choices", choices=("Price", "Other")),
                prepare("Reasons", "choices", choices=("Other", "Health")),
                prepare("Recommended by", "customer"),
                prepare("Doctor", "employee"),
            ]
        )
        cls.env["res.partner"].create({"name": "Rita Reference"})
        # the host's own right
        cls.user_sales.group_ids |= cls.env.ref("base.group_allow_export")

    def check_round_trip(self, name, value, other, text, other_text):
        """Create, write, search, sort, group, export and import one field."""
        for model, required in (
            ("res.partner", {"name": "Ida"}),
            ("crm.lead", {"name": "Leo", "type": "lead"}),
        ):
            with self.subTest(model=model, field=name):
                records = self.as_user(model)
                first, second, third = records.create(
                    [{**required, name: value}, {**required, name: other}, required]
                )
                self.check_value(first, name, value)
                third.write({name: value})
                self.check_value(third, name, value)
                third.write({name: False})
                self.assertFalse(third[name])
                self.check_queries(first, second, third, name, value)
                exported = (first | second).export_data([name])["datas"]
                self.assertEqual([str(row[0]) for row in exported], [text, other_text])
                loaded = records.load(
                    ["name", name], [["Imported", text], ["Imported", other_text]]
                )
                self.assertFalse(loaded["messages"])
                imported = records.browse(loaded["ids"])
                self.check_value(imported[0], name, value)
                self.assertEqual(imported[1][name], second[name])

    def check_value(self, record, name, written):
        """The record holds what was written, in the form in which it was written."""
        field = record._fields[name]
        held = field.convert_to_write(record[name], record)
        self.assertEqual(held, written)

    def check_queries(self, first, second, third, name, value):
        """Search, sort and group three records: the first holds ``value``, the third
        nothing."""
        field, every = first._fields[name], [("id", "in", (first + second + third).ids)]
        values = value[0][2] if field.type == "many2many" else [value]
        self.assertEqual(first.search([*every, (name, "in", values)]), first)
        empty = first.search([*every, (name, "=", False)])
        self.assertIn(third, empty)
        self.assertNotIn(first, empty)
        if field.type == "text":
            return
        if field.type != "many2many":
            found = first.search(every, order=f"{name} desc, id")
            self.assertEqual(len(found), 3)
        groupby = f"{name}:month" if field.type in ("date", "datetime") else name
        groups = first._read_group(every, [groupby], ["__count"])
        self.assertGreaterEqual(len(groups), 2)
        self.assertEqual(sum(count for _value, count in groups), 3)

    def test_char(self):
        self.check_round_trip("x_nick_name", "Ly", "Ân", "Ly", "Ân")

    def test_text(self):
        self.check_round_trip("x_story", "Long\nstory", "Short", "Long\nstory", "Short")

    def test_integer(self):
        self.check_round_trip("x_rooms", 3, -5, "3", "-5")

    def test_float(self):
        self.check_round_trip("x_budget", 1500000.5, 0.25, "1500000.5", "0.25")

    def test_date(self):
        self.check_round_trip(
            "x_visit", date(2030, 2, 1), date(1999, 12, 31), "2030-02-01", "1999-12-31"
        )

    def test_datetime(self):
        self.check_round_trip(
            "x_call_at",
            datetime(2030, 2, 1, 8, 30),
            datetime(1999, 12, 31, 23, 0),
            "2030-02-01 08:30:00",
            "1999-12-31 23:00:00",
        )

    def test_boolean(self):
        self.check_round_trip("x_vegetarian", True, False, "True", "False")

    def test_choice(self):
        self.check_round_trip("x_heat", "hot", "cold", "Hot", "Cold")

    def test_choice_refuses_other_values(self):
        with self.assertRaises(ValueError):
            self.create_contact(x_heat="lukewarm")

    def test_choices(self):
        price, other = self.custom_fields.search([("label", "=", "Topics")]).choice_ids
        self.check_round_trip(
            "x_topics",
            [Command.set(price.ids)],
            [Command.set(other.ids)],
            "Price",
            "Other",
        )

    def test_choices_of_one_name_are_told_apart(self):
        """“Other” is a choice of two fields; an import finds that of its column."""
        loaded = self.as_user("res.partner").load(
            ["name", "x_topics", "x_reasons"], [["Ida", "Price, Other", "Other"]]
        )
        self.assertFalse(loaded["messages"])
        contact = self.env["res.partner"].browse(loaded["ids"])
        self.assertEqual(contact.x_topics.mapped("name"), ["Price", "Other"])
        self.assertEqual(contact.x_topics.field_id.label, "Topics")
        self.assertEqual(contact.x_reasons.field_id.label, "Reasons")
        contact.x_reasons = False
        contact.invalidate_recordset()
        self.assertEqual(contact.x_topics.mapped("name"), ["Price", "Other"])

    def test_customer(self):
        rita = self.env["res.partner"].search([("name", "=", "Rita Reference")])
        rosa = self.env["res.partner"].create({"name": "Rosa Reference"})
        self.check_round_trip(
            "x_recommended_by", rita.id, rosa.id, "Rita Reference", "Rosa Reference"
        )

    def test_employee(self):
        self.check_round_trip(
            "x_doctor",
            self.user_sales.id,
            self.user_colleague.id,
            "Sara Sales",
            "Carl Colleague",
        )

    def test_relations_offer_customers_and_colleagues_only(self):
        described = self.env["res.partner"].fields_get(["x_recommended_by", "x_doctor"])
        contact = self.create_contact()
        users = self.env["res.users"].search(described["x_doctor"]["domain"])
        self.assertIn(self.user_sales, users)
        self.assertNotIn(self.user_portal, users)
        customers = self.env["res.partner"].search(
            described["x_recommended_by"]["domain"]
        )
        self.assertIn(contact, customers)
        self.assertNotIn(self.user_sales.partner_id, customers)

    def test_portal_user_reads_his_own_record(self):
        partner = self.user_portal.partner_id
        choices = self.custom_fields.search([("label", "=", "Topics")]).choice_ids
        partner.write({"x_topics": [Command.set(choices.ids)], "x_nick_name": "Pet"})
        partner.invalidate_recordset()
        mine = partner.with_user(self.user_portal)
        self.assertEqual(mine.read(["name"])[0]["name"], "Petra Portal")
        with self.assertRaises(AccessError):
            mine.read(["x_topics"])

    def test_definitions(self):
        definitions = self.as_user("antcrm.custom.field").get_definitions("account")
        by_label = {definition["label"]: definition for definition in definitions}
        self.assertEqual(
            {
                label: (definition["field_type"], definition["type"])
                for label, definition in by_label.items()
            },
            {
                "Nick name": ("char", "char"),
                "Story": ("text", "text"),
                "Rooms": ("integer", "integer"),
                "Budget": ("float", "float"),
                "Visit": ("date", "date"),
                "Call at": ("datetime", "datetime"),
                "Vegetarian": ("boolean", "boolean"),
                "Heat": ("choice", "selection"),
                "Topics": ("choices", "many2many"),
                "Reasons": ("choices", "many2many"),
                "Recommended by": ("customer", "many2one"),
                "Doctor": ("employee", "many2one"),
            },
        )
        topics = self.custom_fields.search([("label", "=", "Topics")])
        self.assertEqual(
            by_label["Topics"],
            {
                "name": "x_topics",
                "label": "Topics",
                "type": "many2many",
                "field_type": "choices",
                "required": False,
                "selection": [(choice.id, choice.name) for choice in topics.choice_ids],
                "relation": "antcrm.custom.field.choice",
                "domain": [("field_id", "=", topics.id)],
                "help": False,
                "sequence": 10,
                "show_in_list": False,
                "default": False,
            },
        )
        # what a caller does to the result stays with him
        by_label["Heat"]["selection"].clear()
        [heat] = [
            definition
            for definition in self.as_user("antcrm.custom.field").get_definitions(
                "account"
            )
            if definition["label"] == "Heat"
        ]
        self.assertEqual(len(heat["selection"]), 3)

    def test_intake(self):
        """The one door takes custom fields by what they are called."""
        outcomes = self.as_user("antcrm.intake").apply(
            "contact",
            [
                {
                    "name": "Ida Intake",
                    "x_nick_name": "Ly",
                    "x_rooms": "3",
                    "x_budget": "1.5",
                    "x_visit": "2030-02-01",
                    "x_vegetarian": True,
                    "x_heat": "Hot",
                    "x_topics": "Price, Other",
                    "x_reasons": ["other"],
                    "x_recommended_by": "Rita Reference",
                    "x_doctor": "Carl Colleague",
                },
                {"name": "Ines Intake", "x_heat": "lukewarm"},
            ],
            {},
        )
        self.assertEqual([outcome["action"] for outcome in outcomes], ["created"] * 2)
        self.assertFalse(outcomes[0]["issues"])
        [issue] = outcomes[1]["issues"]
        self.assertEqual((issue["field"], issue["value"]), ("x_heat", "lukewarm"))
        contact = self.env["res.partner"].browse(outcomes[0]["record"]["id"])
        self.assertEqual(contact.x_rooms, 3)
        self.assertEqual(contact.x_heat, "hot")
        self.assertEqual(contact.x_topics.mapped("name"), ["Price", "Other"])
        self.assertEqual(contact.x_topics.field_id.label, "Topics")
        self.assertEqual(contact.x_reasons.field_id.label, "Reasons")
        self.assertEqual(contact.x_recommended_by.name, "Rita Reference")
        self.assertEqual(contact.x_doctor, self.user_colleague)

    def test_intake_of_numbers(self):
        """What a column cannot hold is told before it is written."""
        values = {"84901234567": None, "12.7": None, "nan": None, "x": None}
        values |= {"-2147483647": -2147483647, "12": 12, "12.0": 12, "1e3": 1000}
        for value, expected in values.items():
            for given in {value, *([float(value)] if value != "x" else [])}:
                candidate = {"name": "Ida", "x_rooms": given}
                Intake = self.as_user("antcrm.intake")
                (outcome,) = Intake.apply("contact", [candidate], {})
                self.env.flush_all()
                contact = self.env["res.partner"].browse(outcome["record"]["id"])
                codes = [issue["code"] for issue in outcome["issues"]]
                self.assertEqual(codes, ["bad_value"] if expected is None else [])
                self.assertEqual(contact.x_rooms, expected or 0, value)
        candidate = {"name": "Ida", "x_budget": float("inf")}
        (outcome,) = Intake.plan("contact", [candidate], {})
        self.assertEqual([i["code"] for i in outcome["issues"]], ["bad_value"])

    def test_query_count(self):
        custom_fields = self.as_user("antcrm.custom.field")
        custom_fields.get_definitions("contact")
        with self.assertQueryCount(0):
            definitions = custom_fields.get_definitions("contact")
        self.assertEqual(len(definitions), 12)

    def test_conversion(self):
        """What lead and contact have in common goes along."""
        topics = self.custom_fields.search([("label", "=", "Topics")])
        lead = self.create_lead(
            x_budget=5,
            x_doctor=self.user_sales.id,
            x_topics=[Command.set(topics.choice_ids.ids)],
        )
        self.custom_fields.search([("label", "=", "Budget")]).kinds = self.kinds["lead"]
        values = lead._get_custom_field_values("contact")
        self.assertEqual(
            values,
            {
                "x_doctor": self.user_sales.id,
                "x_topics": [Command.set(topics.choice_ids.ids)],
            },
        )
        contact = self.create_contact(**values)
        self.assertEqual(contact.x_topics, topics.choice_ids)


@tagged("post_install", "-at_install")
class TestCustomField(CustomFieldCommon):
    # ------------------------------------------------------------------
    # Rights
    # ------------------------------------------------------------------

    def test_salesperson_reads_but_does_not_change(self):
        field = self.create_field("Heat", "choice", choices=("Hot",))
        for user in (self.user_sales, self.user_internal):
            fields_ = self.as_user("antcrm.custom.field", user)
            mine = field.with_user(user)
            self.assertEqual(mine.read(["label"])[0]["label"], "Heat")
            self.assertEqual(len(fields_.get_definitions("lead")), 1)
            with self.assertRaises(AccessError):
                fields_.create(self.prepare_field("Budget"))
            with self.assertRaises(AccessError):
                mine.write({"label": "Warmth"})
            with self.assertRaises(AccessError):
                mine.unlink()
            with self.assertRaises(AccessError):
                mine.count_values()
            with self.assertRaises(AccessError):
                mine.choice_ids.unlink()
            with self.assertRaises(AccessError):
                self.as_user("antcrm.custom.field.choice", user).create(
                    {"field_id": field.id, "name": "Cold"}
                )
        self.assertIn("x_heat", self.env["crm.lead"]._fields)

    def test_portal_user_sees_nothing(self):
        self.create_field("Heat")
        fields_ = self.as_user("antcrm.custom.field", self.user_portal)
        with self.assertRaises(AccessError):
            fields_.get_definitions("contact")
        with self.assertRaises(AccessError):
            fields_.search([])

    def test_administrator_needs_no_settings_rights(self):
        self.assertFalse(self.user_administrator.has_group("base.group_system"))
        field = self.create_field("Budget", "float")
        host_field = field.sudo().lead_field_id
        self.assertEqual(host_field.state, "manual")
        with self.assertRaises(AccessError):
            host_field.with_user(self.user_administrator).write({"help": "Hack"})

    def test_reserved(self):
        field = self.create_field("Budget", "float")
        name = self.env["ir.model.fields"]._get("res.partner", "name")
        for vals in (
            {"field_name": "x_other"},
            {"lead_field_id": name.id},
            {"partner_field_id": False},
        ):
            with self.subTest(vals=vals), self.assertRaises(UserError):
                field.write(vals)
            with self.subTest(vals=vals), self.assertRaises(UserError):
                self.custom_fields.create({**self.prepare_field("Other"), **vals})

    def test_host_field_is_not_deleted_alone(self):
        field = self.create_field("Budget", "float")
        with self.assertRaisesRegex(UserError, "Budget"):
            field.sudo().lead_field_id.unlink()
        with self.assertRaisesRegex(UserError, "Budget"):
            field.sudo().lead_field_id.name = "x_money"

    # ------------------------------------------------------------------
    # Creation
    # ------------------------------------------------------------------

    def test_name(self):
        fields_ = self.custom_fields.create(
            [
                self.prepare_field("Ngân sách Đầu tư", kinds="lead"),
                self.prepare_field("ngan sach dau tu", kinds="account"),
                self.prepare_field("预算"),
            ]
        )
        self.assertEqual(
            fields_.mapped("field_name"),
            ["x_ngan_sach_dau_tu", "x_ngan_sach_dau_tu_2", "x_field"],
        )
        fields_[0].label = "Budget"
        self.assertEqual(fields_[0].field_name, "x_ngan_sach_dau_tu")
        self.assertIn("x_ngan_sach_dau_tu", self.env["crm.lead"]._fields)

    def test_name_of_foreign_column_is_not_taken(self):
        """Somebody made a column with the host's own tools, and an old one is left."""
        self.env["ir.model.fields"].create(
            {
                "model_id": self.env["ir.model"]._get_id("res.users"),
                "name": "x_budget",
                "ttype": "char",
            }
        )
        self.env.cr.execute("ALTER TABLE crm_lead ADD COLUMN x_budget_2 text")
        self.assertEqual(self.create_field("Budget").field_name, "x_budget_3")

    def test_one_registry_setup(self):
        prepared = [
            self.prepare_field("Budget", "float"),
            self.prepare_field("Heat", "choice", choices=("Hot", "Cold")),
            self.prepare_field("Doctor", "employee", kinds="contact"),
        ]
        setup, calls = Registry._setup_models__, []

        def count_setup(registry, *args, **kwargs):
            calls.append(args)
            return setup(registry, *args, **kwargs)

        with patch.object(Registry, "_setup_models__", count_setup):
            self.custom_fields.create(prepared)
        self.assertEqual(len(calls), 1)

    def test_columns_per_kind(self):
        field = self.create_field("Budget", "float", kinds="lead")
        self.assertIn("x_budget", self.env["crm.lead"]._fields)
        self.assertNotIn("x_budget", self.env["res.partner"]._fields)
        field.kinds |= self.kinds["account"]
        self.assertIn("x_budget", self.env["res.partner"]._fields)
        account = self.as_user("res.partner").create(
            {"name": "Acme", "is_company": True, "x_budget": 7}
        )
        field.kinds -= self.kinds["account"]
        self.assertFalse(self.custom_fields.get_definitions("account"))
        self.assertEqual(account.x_budget, 7)
        described = self.as_user("res.partner").fields_get(["x_budget"])["x_budget"]
        self.assertFalse(described["exportable"])
        field.kinds |= self.kinds["account"]
        described = self.as_user("res.partner").fields_get(["x_budget"])["x_budget"]
        self.assertTrue(described["exportable"])

    def test_other_processes_are_told(self):
        self.create_field("Budget", "float")
        self.assertTrue(self.registry.registry_invalidated)

    def test_refused(self):
        field = self.create_field("Budget", "float")
        with self.assertRaisesRegex(UserError, "type of a field cannot change"):
            field.type = "char"
        field.type = "float"
        for label, prepared, message in (
            ("same label", self.prepare_field(" budget "), "Budget|budget"),
            ("no kind", self.prepare_field("Other", kinds=""), "for which customers"),
            (
                "choices of a text",
                self.prepare_field("Other", choices=("A",)),
                "Only the types",
            ),
            (
                "comma",
                self.prepare_field("Other", "choices", choices=("A, B",)),
                "comma",
            ),
            (
                "choice twice",
                self.prepare_field("Other", "choice", choices=("A", "a ")),
                "there already",
            ),
            (
                "default of an integer",
                self.prepare_field("Other", "integer", default_value="many"),
                "“many”",
            ),
            (
                "default of a date",
                self.prepare_field("Other", "date", default_value="31/12/2030"),
                "31/12/2030",
            ),
            (
                "default of a choice",
                self.prepare_field("Other", "choice", default_value="Hot"),
                "list of choices",
            ),
            (
                "default of a customer",
                self.prepare_field("Other", "customer", default_value="Rita"),
                "no default",
            ),
        ):
            with (
                self.subTest(label),
                self.assertRaisesRegex(ValidationError, message),
                self.env.cr.savepoint(),
            ):
                self.custom_fields.create(prepared)
        self.create_field("Other")

    def test_same_label_for_other_kinds(self):
        self.create_field("Budget", "float", kinds="lead")
        other = self.create_field("Budget", "char", kinds="account")
        self.assertEqual(other.field_name, "x_budget_2")

    def test_copy(self):
        field = self.create_field("Heat", "choice", choices=("Hot", "Cold"))
        copy = field.copy()
        self.assertEqual(copy.field_name, "x_heat_copy")
        self.assertEqual(copy.choice_ids.mapped("key"), ["hot", "cold"])
        self.assertIn("x_heat_copy", self.env["crm.lead"]._fields)

    # ------------------------------------------------------------------
    # Renaming, ordering
    # ------------------------------------------------------------------

    def test_rename_in_every_language(self):
        self.env["res.lang"]._activate_lang("vi_VN")
        field = self.create_field("Budget", "float", help="In VND")
        vietnamese = self.as_user("crm.lead").with_context(lang="vi_VN")
        self.assertEqual(
            vietnamese.fields_get(["x_budget"])["x_budget"]["string"], "Budget"
        )
        field.with_context(lang="vi_VN").write(
            {"label": "Ngân sách", "help": "Bằng VND"}
        )
        described = vietnamese.fields_get(["x_budget"])["x_budget"]
        self.assertEqual(
            (described["string"], described["help"]), ("Ngân sách", "Bằng VND")
        )
        english = self.as_user("crm.lead").fields_get(["x_budget"])["x_budget"]
        self.assertEqual((english["string"], english["help"]), ("Budget", "In VND"))
        # as the translation dialog does it
        field.update_field_translations("label", {"vi_VN": "Tiền", "en_US": "Money"})
        self.assertEqual(
            vietnamese.fields_get(["x_budget"])["x_budget"]["string"], "Tiền"
        )
        definitions = self.as_user("antcrm.custom.field")
        for lang, label in (("en_US", "Money"), ("vi_VN", "Tiền")):
            [definition] = definitions.with_context(lang=lang).get_definitions("lead")
            self.assertEqual(definition["label"], label)
        self.assertEqual(self.env["crm.lead"]._fields["x_budget"].string, "Money")

    def test_order(self):
        first, second = self.custom_fields.create(
            [self.prepare_field("First"), self.prepare_field("Second")]
        )
        get = self.as_user("antcrm.custom.field").get_definitions
        self.assertEqual([d["label"] for d in get("lead")], ["First", "Second"])
        (second | first).web_resequence({"label": {}}, offset=1)
        self.assertEqual([d["label"] for d in get("lead")], ["Second", "First"])
        arch, _fields = self.get_arch(
            "crm.lead",
            "form",
            LEAD_FORM,
        )
        self.assertEqual(arch.xpath("//group/field/@name"), ["x_second", "x_first"])

    def test_choices_in_step(self):
        self.env["res.lang"]._activate_lang("vi_VN")
        field = self.create_field("Heat", "choice", choices=("Hot", "Cold"))
        hot, cold = field.choice_ids
        lead = self.create_lead(x_heat="hot")

        def get_selection(lang="en_US"):
            leads = self.as_user("crm.lead").with_context(lang=lang)
            return leads.fields_get(["x_heat"])["x_heat"]["selection"]

        hot.name = "Boiling"
        hot.with_context(lang="vi_VN").name = "Sôi"
        self.assertEqual(get_selection(), [("hot", "Boiling"), ("cold", "Cold")])
        self.assertEqual(get_selection("vi_VN"), [("hot", "Sôi"), ("cold", "Cold")])
        self.assertEqual(lead.x_heat, "hot")
        field.write(
            {
                "choice_ids": [
                    Command.update(hot.id, {"sequence": 30}),
                    Command.update(cold.id, {"sequence": 20}),
                    Command.create({"name": "Boiling hot", "sequence": 40}),
                ]
            }
        )
        self.assertEqual(
            get_selection(),
            [("cold", "Cold"), ("hot", "Boiling"), ("boiling_hot", "Boiling hot")],
        )
        self.assertEqual(
            [key for key, _label in self.env["crm.lead"]._fields["x_heat"].selection],
            ["cold", "hot", "boiling_hot"],
        )

    def test_choice_stays_with_its_field(self):
        heat, mood = self.custom_fields.create(
            [
                self.prepare_field("Heat", "choice", choices=("Hot",)),
                self.prepare_field("Mood", "choice", choices=("Good",)),
            ]
        )
        with self.assertRaises(UserError):
            heat.choice_ids.field_id = mood
        with self.assertRaises(UserError):
            heat.choice_ids.key = "cold"

    # ------------------------------------------------------------------
    # Archiving, deleting
    # ------------------------------------------------------------------

    def test_archive(self):
        field = self.create_field("Budget", "float", required=True)
        lead = self.create_lead(x_budget=7)
        question = self.answer(field.action_archive_with_warning())
        self.assertIn("“Budget”: 1 record", question.message)
        question.action_confirm()
        self.assertFalse(field.active)
        self.assertEqual(lead.x_budget, 7)
        self.assertFalse(self.custom_fields.get_definitions("lead"))
        described = self.as_user("crm.lead").fields_get()["x_budget"]
        for attribute in ("searchable", "sortable", "groupable", "exportable"):
            self.assertFalse(described[attribute])
        self.assertTrue(described["readonly"])
        arch, _fields = self.get_arch(
            "crm.lead",
            "form",
            LEAD_FORM,
        )
        self.assertFalse(arch.xpath("//field[@name='x_budget']"))
        field.action_unarchive()
        self.assertTrue(self.as_user("crm.lead").fields_get()["x_budget"]["exportable"])
        self.assertEqual(lead.x_budget, 7)

    def test_deleted_from_its_form(self):
        """The form has lost its record: the list it came from opens."""
        for page in ("lead", "customer"):
            field = self.create_field(f"Budget {page}").with_context(
                antcrm_from_form=True, antcrm_field_page=page
            )
            action = field.action_delete_with_warning()
            questions = self.as_user(action["res_model"], self.user_administrator)
            question = questions.with_context(**action["context"]).create({})
            result = question.action_confirm()
            self.assertEqual(
                result["xml_id"],
                f"antcrm_customers.antcrm_custom_field_action_{page}",
            )

    def answer(self, action):
        """Open the question that an action asks, as the administrator."""
        self.assertEqual(action["res_model"], "antcrm.custom.field.question")
        questions = self.as_user(action["res_model"], self.user_administrator)
        with Form(questions.with_context(**action["context"])) as form:
            return form.save()

    def test_archived_choice_stays(self):
        field = self.create_field("Heat", "choice", choices=("Hot", "Cold"))
        lead = self.create_lead(x_heat="hot")
        field.choice_ids[0].active = False
        self.assertEqual(lead.x_heat, "hot")
        [definition] = self.as_user("antcrm.custom.field").get_definitions("lead")
        self.assertEqual(definition["selection"], [("cold", "Cold")])
        arch, described = self.get_arch(
            "crm.lead",
            "form",
            LEAD_FORM,
        )
        [node] = arch.xpath("//field[@name='x_heat']")
        self.assertEqual(node.get("widget"), "filterable_selection")
        self.assertIn("'hot'", node.get("options"))
        # who has it can still be found, and the word is still shown
        self.assertIn(("hot", "Hot"), described["x_heat"]["selection"])

    def test_delete(self):
        field, kept = self.custom_fields.create(
            [
                self.prepare_field("Budget", "float"),
                self.prepare_field("Budget b", "float"),
            ]
        )
        self.create_lead(x_budget=7)
        self.create_contact(x_budget=0, x_budget_b=1)
        self.create_contact(x_budget=1, active=False)
        self.env["ir.filters"].create(
            [
                {
                    "name": name,
                    "model_id": "res.partner",
                    "user_ids": [Command.link(self.user_sales.id)],
                    "domain": f"[('{name}', '>', 0)]",
                }
                for name in ("x_budget", "x_budget_b")
            ]
        )
        template = self.env["ir.exports"].create(
            {
                "name": "Money",
                "resource": "res.partner",
                "export_fields": [
                    Command.create({"name": name})
                    for name in ("x_budget", "x_budget_b")
                ],
            }
        )
        self.assertEqual(field.count_values(), {field.id: 2})
        question = self.answer(field.action_delete_with_warning())
        self.assertIn("“Budget”: 2 records", question.message)
        question.action_confirm()
        self.assertFalse(field.exists())
        for model in ("res.partner", "crm.lead", "res.users"):
            self.assertNotIn("x_budget", self.env[model]._fields)
        self.env.cr.execute(
            "SELECT count(*) FROM information_schema.columns WHERE column_name = %s",
            ["x_budget"],
        )
        self.assertEqual(self.env.cr.fetchone(), (0,))
        saved = self.env["ir.filters"].search([("model_id", "=", "res.partner")])
        self.assertEqual(
            saved.filtered(lambda f: "budget" in f.name).name, "x_budget_b"
        )
        self.assertEqual(template.export_fields.mapped("name"), ["x_budget_b"])
        self.assertEqual(kept.count_values(), {kept.id: 1})
        # the name is free again, and no value comes back
        self.assertEqual(self.create_field("Budget").field_name, "x_budget")
        self.assertFalse(self.env["crm.lead"].search([("x_budget", "!=", False)]))

    def test_count_of_every_type(self):
        fields_ = self.custom_fields.create(
            [
                self.prepare_field("Text"),
                self.prepare_field("Number", "integer"),
                self.prepare_field("Yes", "boolean"),
                self.prepare_field("Day", "date"),
                self.prepare_field("Heat", "choice", choices=("Hot", "Cold")),
                self.prepare_field("Topics", "choices", choices=("A", "B")),
                self.prepare_field("Doctor", "employee"),
            ]
        )
        topics = fields_[5].choice_ids
        self.create_lead(
            x_text="a",
            x_number=1,
            x_yes=True,
            x_day="2030-01-01",
            x_heat="hot",
            x_topics=[Command.set(topics.ids)],
            x_doctor=self.user_sales.id,
        )
        self.create_lead(x_text="", x_number=0, x_yes=False, x_heat=False)
        self.assertEqual(set(fields_.count_values().values()), {1})
        counts = (fields_[4].choice_ids | topics).count_values()
        self.assertEqual(list(counts.values()), [1, 0, 1, 1])

    def test_delete_choice(self):
        field, topics = self.custom_fields.create(
            [
                self.prepare_field("Heat", "choice", choices=("Hot", "Cold")),
                self.prepare_field("Topics", "choices", choices=("A", "B")),
            ]
        )
        hot = field.choice_ids[0]
        lead = self.create_lead(
            x_heat="hot", x_topics=[Command.set(topics.choice_ids.ids)]
        )
        self.create_lead(x_heat="cold")
        question = self.answer(hot.action_delete_with_warning())
        self.assertIn("“Hot”: 1 record", question.message)
        question.action_confirm()
        self.assertFalse(lead.x_heat)
        self.assertEqual(
            self.as_user("crm.lead").fields_get(["x_heat"])["x_heat"]["selection"],
            [("cold", "Cold")],
        )
        topics.choice_ids[0].unlink()
        lead.invalidate_recordset()
        self.assertEqual(lead.x_topics.mapped("name"), ["B"])

    def test_uninstall(self):
        self.create_field("Budget", "float")
        self.create_field("Topics", "choices", choices=("A",)).action_archive()
        self.env["antcrm.custom.field"]._uninstall()
        self.assertFalse(
            self.env["ir.model.fields"].search(
                [
                    ("state", "=", "manual"),
                    ("model", "in", ("crm.lead", "res.partner", "res.users")),
                ]
            )
        )
        self.env.cr.execute(
            "SELECT table_name FROM information_schema.tables"
            " WHERE table_name LIKE 'x\\_antcrm\\_%'"
        )
        self.assertFalse(self.env.cr.fetchall())

    # ------------------------------------------------------------------
    # Required, defaults
    # ------------------------------------------------------------------

    def test_required_in_our_forms_only(self):
        self.create_field("Budget", "char", kinds="contact", required=True)
        arch, _fields = self.get_arch("res.partner", "form", FORM)
        [node] = arch.xpath("//field[@name='x_budget']")
        self.assertEqual(
            node.get("required"), "customer_kind in ['contact'] and (not id)"
        )
        self.assertEqual(node.get("invisible"), "customer_kind not in ['contact']")
        self.assertFalse(self.env["res.partner"]._fields["x_budget"].required)
        self.env["res.partner"].create({"name": "Made by the host"})
        [definition] = self.as_user("antcrm.custom.field").get_definitions("contact")
        self.assertTrue(definition["required"])
        view = self.env["ir.ui.view"].create(
            {"name": "test", "model": "res.partner", "type": "form", "arch": FORM}
        )
        form = Form(self.as_user("res.partner"), view=view)
        form.name = "Ida"
        with self.assertRaisesRegex(AssertionError, "x_budget is a required field"):
            form.save()
        form.x_budget = "5"
        self.assertEqual(form.save().x_budget, "5")
        account = Form(self.as_user("res.partner"), view=view)
        account.name = "Acme"
        account.is_company = True
        self.assertFalse(account.save().x_budget)

    def test_opportunity_is_not_held_up(self):
        self.create_field("Budget", "char", kinds="lead", required=True)
        view = self.env["ir.ui.view"].create(
            {"name": "test", "model": "crm.lead", "type": "form", "arch": LEAD_FORM}
        )
        leads = self.as_user("crm.lead")
        form = Form(leads.with_context(default_type="opportunity"), view=view)
        form.name = "Deal"
        self.assertTrue(form.save())
        form = Form(leads.with_context(default_type="lead"), view=view)
        form.name = "Leo"
        with self.assertRaisesRegex(AssertionError, "x_budget is a required field"):
            form.save()

    def test_defaults(self):
        self.env["res.lang"]._activate_lang("vi_VN")
        self.custom_fields.create(
            [
                self.prepare_field("Text", default_value="abc", kinds="lead contact"),
                self.prepare_field("Number", "integer", default_value="7"),
                self.prepare_field("Money", "float", default_value="1,5"),
                self.prepare_field("Yes", "boolean", default_value="Yes"),
                self.prepare_field("Day", "date", default_value="2030-12-31"),
                self.prepare_field("Today", "date", default_value="today"),
                self.prepare_field("Heat", "choice", choices=("Hot", "Cold")),
                self.prepare_field("Topics", "choices", choices=("A", "B")),
            ]
        )
        heat = self.custom_fields.search([("label", "=", "Heat")])
        topics = self.custom_fields.search([("label", "=", "Topics")])
        (heat.choice_ids[1] | topics.choice_ids).is_default = True
        expected = {
            "x_text": "abc",
            "x_number": 7,
            "x_money": 1.5,
            "x_yes": True,
            "x_day": date(2030, 12, 31),
            "x_today": fields.Date.context_today(heat),
            "x_heat": "cold",
            "x_topics": topics.choice_ids,
        }
        for customer in (self.create_contact(), self.create_lead()):
            for name, value in expected.items():
                with self.subTest(model=customer._name, name=name):
                    self.assertEqual(customer[name], value)
        # what is given wins, an empty value included
        given = self.create_contact(x_text=False, x_number=0, x_heat="hot")
        self.assertFalse(given.x_text)
        self.assertEqual((given.x_number, given.x_heat), (0, "hot"))
        account = self.as_user("res.partner").create(
            {"name": "Acme", "company_type": "company"}
        )
        self.assertFalse(account.x_text)
        self.assertEqual(account.x_number, 7)
        for other in (
            self.as_user("crm.lead").create({"name": "Deal", "type": "opportunity"}),
            self.as_user("res.partner").create({"name": "Door", "type": "delivery"}),
        ):
            self.assertFalse(other.x_number)
        # in the form, too
        view = self.env["ir.ui.view"].create(
            {"name": "test", "model": "res.partner", "type": "form", "arch": FORM}
        )
        form = Form(self.as_user("res.partner"), view=view)
        self.assertEqual((form.x_text, form.x_heat), ("abc", "cold"))
        self.assertEqual(form.x_topics[:].ids, topics.choice_ids.ids)

    # ------------------------------------------------------------------
    # Views
    # ------------------------------------------------------------------

    def test_views(self):
        self.custom_fields.create(
            [
                self.prepare_field("Budget", "float", show_in_list=True),
                self.prepare_field("Visit", "date", kinds="contact"),
                self.prepare_field("Vegetarian", "boolean", kinds="contact"),
                self.prepare_field(
                    "Topics", "choices", choices=("A",), kinds="account"
                ),
                self.prepare_field("Doctor", "employee", kinds="account"),
            ]
        )
        arch, described = self.get_arch("res.partner", "form", FORM)
        self.assertEqual(
            arch.xpath("//group[@name='antcrm_custom_fields']/field/@name"),
            ["x_budget", "x_visit", "x_vegetarian", "x_topics", "x_doctor"],
        )
        [budget] = arch.xpath("//field[@name='x_budget']")
        self.assertFalse(budget.get("invisible"))
        [topics] = arch.xpath("//field[@name='x_topics']")
        self.assertEqual(topics.get("widget"), "many2many_tags")
        self.assertEqual(topics.get("invisible"), "customer_kind not in ['account']")
        self.assertEqual(
            described["x_topics"]["relation"], "antcrm.custom.field.choice"
        )

        arch, described = self.get_arch("res.partner", "list", LIST)
        self.assertEqual(
            arch.xpath("/list/field[starts-with(@name, 'x_')]/@name"),
            ["x_budget", "x_topics", "x_doctor"],
        )
        self.assertEqual(
            arch.xpath("/list/field[starts-with(@name, 'x_')]/@optional"),
            ["show", "hide", "hide"],
        )
        self.assertIn("x_topics", described)
        self.assertFalse(arch.xpath("//widget"))

        arch, described = self.get_arch("res.partner", "search", SEARCH)
        self.assertEqual(
            arch.xpath("//field[starts-with(@name, 'x_')]/@name"),
            ["x_budget", "x_visit", "x_topics", "x_doctor"],
        )
        self.assertEqual(arch.xpath("//filter[@date]/@name"), ["x_visit"])
        self.assertEqual(
            arch.xpath("//filter[@domain]/@domain"), ["[('x_vegetarian', '=', True)]"]
        )
        self.assertEqual(len(arch.xpath("//filter[contains(@context, 'group_by')]")), 5)
        self.assertTrue(described["x_visit"]["searchable"])
        # a kanban stays as it is
        kanban = (
            '<kanban><templates><t t-name="card">'
            '<div name="antcrm_custom_fields" /></t></templates></kanban>'
        )
        arch, _fields = self.get_arch("res.partner", "kanban", kanban)
        self.assertFalse(arch.xpath("//field[starts-with(@name, 'x_')]"))

    def test_views_without_custom_fields(self):
        arch, _fields = self.get_arch("res.partner", "form", FORM)
        [place] = arch.xpath("//group")
        self.assertEqual(place.get("invisible"), "1")
        arch, _fields = self.get_arch("res.partner", "list", LIST)
        self.assertFalse(arch.xpath("//widget"))
        arch, _fields = self.get_arch("res.partner", "search", SEARCH)
        self.assertFalse(arch.xpath("//separator"))

    def test_views_follow_at_once(self):
        """A view that was loaded before shows a new field, in the user's language."""
        self.env["res.lang"]._activate_lang("vi_VN")
        view = self.env["ir.ui.view"].create(
            {"name": "test", "model": "res.partner", "type": "search", "arch": SEARCH}
        )
        partners = self.as_user("res.partner").with_context(lang="vi_VN")

        def get_labels():
            arch = partners.get_views([[view.id, "search"]])["views"]["search"]["arch"]
            return etree.fromstring(arch).xpath("//filter/@string")

        self.assertEqual(get_labels(), [])
        field = self.create_field("Vegetarian", "boolean")
        self.assertEqual(get_labels(), ["Vegetarian", "Vegetarian"])
        field.with_context(lang="vi_VN").label = "Ăn chay"
        self.assertEqual(get_labels(), ["Ăn chay", "Ăn chay"])

    def test_page_is_a_place(self):
        self.create_field("Story", "text")
        arch, _fields = self.get_arch(
            "crm.lead",
            "form",
            '<form><field name="type" /><notebook>'
            '<page name="antcrm_custom_fields_lead" string="More" />'
            "</notebook></form>",
        )
        self.assertEqual(arch.xpath("//page/group/field/@name"), ["x_story"])

    def test_no_customer_fails_without_kind(self):
        self.create_field("Budget", default_value="5")
        with mute_logger("odoo.models.unlink"):
            self.assertEqual(self.custom_fields.get_definitions("nonsense"), [])
