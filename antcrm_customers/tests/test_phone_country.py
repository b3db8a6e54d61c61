from odoo.exceptions import ValidationError
from odoo.tests import Form, new_test_user, tagged

from .common import CustomersCommon

NATIONAL = "0912 345 678"
INTERNATIONAL = "+84 912 345 678"


@tagged("-at_install", "post_install")
class TestPhoneCountry(CustomersCommon):
    """Which country a national number is read with: one order for all doors."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("vi_VN")
        cls.env["res.lang"]._activate_lang("fr_FR")
        cls.vietnam, cls.usa = cls.env.ref("base.vn"), cls.env.ref("base.us")
        cls.france = cls.env.ref("base.fr")
        cls.env.company.country_id = cls.usa
        cls.user_vietnamese = new_test_user(
            cls.env,
            "antcrm_vietnamese",
            groups="antcrm_share.group_user",
            lang="vi_VN",
        )
        cls.user_zone = new_test_user(
            cls.env,
            "antcrm_zone",
            groups="antcrm_share.group_user",
            tz="Asia/Ho_Chi_Minh",
        )

    def test_order_at_each_door(self):
        account = self.env["res.partner"].create(
            {"name": "Acme", "is_company": True, "country_id": self.vietnam.id}
        )
        american = self.env["res.partner"].create(
            {"name": "Ami", "is_company": True, "country_id": self.usa.id}
        )
        for user, values, option, read in (
            # the user's, not his company's
            (self.user_vietnamese, {}, None, True),
            (self.user_zone, {}, None, True),
            (self.user_sales, {}, None, False),
            # the form's or import's choice before the user's
            (self.user_sales, {}, self.vietnam, True),
            (self.user_vietnamese, {}, self.usa, False),
            # the account's before the choice
            (self.user_sales, {"parent_id": account.id}, None, True),
            (self.user_vietnamese, {"parent_id": american.id}, self.vietnam, False),
            # the customer's before all
            (self.user_sales, {"country_id": self.vietnam.id}, self.usa, True),
            (self.user_vietnamese, {"country_id": self.usa.id}, self.vietnam, False),
            (
                self.user_sales,
                {"country_id": self.vietnam.id, "parent_id": american.id},
                None,
                True,
            ),
        ):
            for kind in ("lead", "contact"):
                if kind == "lead" and "parent_id" in values:
                    continue
                with self.subTest(kind=kind, user=user.login, values=values):
                    Intake = self.as_user("antcrm.intake", user)
                    Intake = Intake.with_context(lang=user.lang)
                    [outcome] = Intake.plan(
                        kind,
                        [{"name": "Ida", "phones": [NATIONAL], **values}],
                        {"phone_country_id": option and option.id},
                    )
                    codes = [issue["code"] for issue in outcome["issues"]]
                    self.assertEqual(codes, [] if read else ["invalid_phone"])
                    if option:
                        continue
                    model = "crm.lead" if kind == "lead" else "res.partner"
                    Model = self.as_user(model, user).with_context(lang=user.lang)
                    typed = {"name": "Ida", "phone_ids": self.typed(NATIONAL)}
                    if kind == "lead":
                        typed["type"] = "lead"
                    if read:
                        record = Model.create({**typed, **values})
                        self.assertEqual(self.points(record), [INTERNATIONAL])
                        self.assertEqual(record.phone_ids.country_id, self.vietnam)
                        record.sudo().unlink()
                    else:
                        with self.assertRaises(ValidationError):
                            Model.create({**typed, **values})

    def test_country_stands_beside_the_number_and_is_changed_there(self):
        contact = self.create_contact(INTERNATIONAL)
        view = contact._get_customer_view_id("contact", "form")
        context = {"antcrm_kind": "contact"}
        with Form(contact.with_context(**context), view) as form:
            with form.phone_ids.edit(0) as point:
                self.assertEqual(point.country_id, self.vietnam)
                point.country_id = self.france
                self.assertEqual(point.value, "+33 9 12 34 56 78")
        self.assertEqual(contact.phone, "+33 9 12 34 56 78")
        contact.phone_ids.country_id = self.vietnam
        self.assertEqual(contact.phone, INTERNATIONAL)
        with self.assertRaisesRegex(ValidationError, r"\(United States\)"):
            contact.phone_ids.country_id = self.usa

    def test_unread_values_are_kept(self):
        """Nobody who comes in by himself is lost over a number."""
        for kind, model in (("lead", "crm.lead"), ("contact", "res.partner")):
            candidate = {
                "name": "Ida",
                "phones": ["call me at noon", "+84 912 345 67" + str(len(kind) % 10)],
                "emails": ["ida at example"],
            }
            options = {"keep_unread": True}
            [outcome] = self.as_user("antcrm.intake").apply(kind, [candidate], options)
            self.assertEqual(outcome["action"], "created")
            record = self.as_user(model).browse(outcome["record"]["id"])
            self.assertEqual(
                self.points(record)[1:], ["call me at noon"], "behind what was read"
            )
            self.assertEqual(self.points(record, "email"), ["ida at example"])
            unread = record.contact_point_ids.filtered(lambda p: not p.normalized)
            self.assertEqual(len(unread), 2)
            self.assertFalse(any(unread.mapped("exclusive")))
            # once more: it is the same customer, and keeps both
            [outcome] = self.as_user("antcrm.intake").apply(
                kind,
                [{**candidate, "phones": [*candidate["phones"], "or at night"]}],
                {**options, "duplicate_policy": "merge"},
            )
            self.assertEqual(outcome["action"], "merged")
            self.assertEqual(
                self.points(record)[1:], ["call me at noon", "or at night"]
            )

    def test_surname_alone(self):
        """A customer with a surname alone comes in at every door, called by it."""
        for kind, model in (("lead", "crm.lead"), ("contact", "res.partner")):
            column = "contact_name" if kind == "lead" else "name"
            Model = self.as_user(model)
            context = {"antcrm_kind": kind}
            context["default_type"] = "lead" if kind == "lead" else "contact"
            view = Model._get_customer_view_id(kind, "form")
            with Form(Model.with_context(**context), view) as form:
                form.lastname = "Bùi"
            records = form.record
            records |= Model.create(
                {"lastname": "Bùi", "type": context["default_type"]}
            )
            [outcome] = self.as_user("antcrm.intake").apply(kind, [{"lastname": "Bùi"}])
            records |= Model.browse(outcome["record"]["id"])
            for record in records:
                self.assertEqual(
                    (record[column], record.firstname, record.lastname),
                    ("Bùi", False, "Bùi"),
                )
