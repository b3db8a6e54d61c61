from datetime import date, datetime, timedelta

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import BaseCase, Form, tagged
from odoo.tests.common import freeze_time
from odoo.tools import SQL, mute_logger

from odoo.addons.antcrm_customers.models.antcrm_day import month_days

from .common import CustomersCommon

# the company's day has come, that of who works in Vietnam was there before
NOW = datetime(2026, 6, 15, 10, 0)
TODAY = NOW.date()


class TestMonthDays(BaseCase):
    def test_over_new_year(self):
        self.assertEqual(
            list(month_days(date(2026, 12, 30), 4)), [1230, 1231, 101, 102]
        )

    def test_born_on_29_february(self):
        self.assertEqual(month_days(date(2026, 2, 27), 2)[229], date(2026, 2, 28))
        self.assertEqual(month_days(date(2028, 2, 27), 3)[229], date(2028, 2, 29))


@tagged("-at_install", "post_install")
class TestDay(CustomersCommon):
    """Whom a salesperson calls today, and why."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user_sales.tz = "Asia/Ho_Chi_Minh"

    def setUp(self):
        super().setUp()
        freezer = freeze_time(NOW)
        freezer.start()
        self.addCleanup(freezer.stop)

    def make(self, create, days=0, **values):
        """A customer of the salesperson with whom nobody was in touch, who came in some
        days ago."""
        customer = create(user_id=self.user_sales.id, **values)
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                "UPDATE %s SET create_date = %s WHERE id = %s",
                SQL.identifier(customer._table),
                NOW - timedelta(days=days),
                customer.id,
            )
        )
        self.env.invalidate_all()
        return customer

    def plan(self, customer, days, user=None, **values):
        return customer.sudo().activity_schedule(
            "mail.mail_activity_data_call",
            date_deadline=TODAY + timedelta(days=days),
            user_id=(user or self.user_sales).id,
            **values,
        )

    def get_day(self, customers, user=None):
        """Return why each of the customers is called: ``{customer: [(reason, date)]}``
        in the order of the day."""
        self.env.flush_all()
        self.env.invalidate_all()
        day = {}
        for line in self.as_user("antcrm.day", user).search([]):
            customer = line._get_customer()
            if customer.sudo() in customers:
                day.setdefault(customer.sudo(), []).append((line.reason, line.date))
        return day

    def test_reasons(self):
        for create in (self.create_contact, self.create_lead):
            new, silent, spoken, planned = (
                self.make(create, days) for days in (2, 90, 90, 90)
            )
            spoken.sudo().last_interaction_date = NOW - timedelta(days=29)
            overdue, due = self.make(create), self.make(create)
            long_ago = self.make(create, 300)
            long_ago.sudo().last_interaction_date = NOW - timedelta(days=40)
            # whoever has bought is not new, whatever nobody wrote down
            bought = self.make(create, 2)
            bought.sudo()._set_status_category("qualified")
            self.plan(overdue, -1, summary="Ask")
            self.plan(overdue, -3, summary="First")
            self.plan(due, 0)
            self.plan(planned, 5)
            customers = [new, silent, spoken, planned, overdue, due, long_ago, bought]
            with self.subTest(create.__name__):
                day = self.get_day([customer.sudo() for customer in customers])
                self.assertEqual(
                    day,
                    {
                        overdue.sudo(): [("1_overdue", TODAY - timedelta(days=3))],
                        due.sudo(): [("2_today", TODAY)],
                        new.sudo(): [("3_new", TODAY - timedelta(days=2))],
                        silent.sudo(): [("6_silent", TODAY - timedelta(days=90))],
                        long_ago.sudo(): [("6_silent", TODAY - timedelta(days=40))],
                    },
                )

    def test_birthdays(self):
        """Of two reasons each has a line."""
        born = {
            days: self.make(
                self.create_contact,
                birthdate_date=date(1984, 6, 15) + timedelta(days=days),
            ).sudo()
            for days in (-1, 0, 6, 7)
        }
        lead = self.make(self.create_lead, birthdate_date=date(1990, 6, 15)).sudo()
        day = self.get_day([*born.values(), lead])
        today = ("4_birthday", TODAY)
        new = ("3_new", TODAY)
        self.assertEqual(day[born[-1]], [new])
        self.assertEqual(day[born[0]], [new, today])
        self.assertEqual(
            day[born[6]], [new, ("5_birthday_soon", TODAY + timedelta(days=6))]
        )
        self.assertEqual(day[born[7]], [new])
        self.assertEqual(day[lead], [new, today])

    def test_whose(self):
        """Activities are those of the user, customers those they look after; who is
        retired, lost or not interested is left in peace."""
        mine = self.make(self.create_contact, 90).sudo()
        others = self.create_contact(user_id=self.user_colleague.id).sudo()
        helped = self.create_contact(user_id=self.user_colleague.id).sudo()
        self.plan(helped, -1)
        retired = self.make(self.create_contact, 90).sudo()
        lost = self.make(self.create_lead, 90).sudo()
        lost.action_set_lost()
        refused = self.make(self.create_contact, 90).sudo()
        refused._set_status_category("unqualified")
        opportunity = self.make(self.create_lead, 90).sudo()
        opportunity.type = "opportunity"
        self.put_out_of_use(retired)
        customers = [mine, others, helped, retired, lost, refused, opportunity]
        self.assertEqual(self.get_day(customers).keys(), {mine, helped})
        day = self.get_day(customers, self.user_colleague)
        self.assertEqual(day.keys(), {others, helped})
        self.assertEqual([reason for reason, _date in day[helped]], ["3_new"])

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_hidden_customers(self):
        """Whom the user may not see any more is not told of, by no id either."""
        contact = self.create_contact(user=self.user_colleague, share_mode="all")
        self.plan(contact, 0)
        Day = self.as_user("antcrm.day")
        self.env.flush_all()
        lines = Day.search([]).filtered(
            lambda line: line._get_customer().sudo() == contact.sudo()
        )
        self.assertEqual(len(lines), 1)
        contact.with_user(self.user_colleague).share_mode = "me"
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertFalse(Day.search([("id", "in", lines.ids)]))
        for action in ("action_open", "action_log_call"):
            with self.assertRaises(AccessError):
                getattr(Day.browse(lines[0].id), action)()

    def test_silent_days(self):
        """How long is long, a setting says."""
        contact = self.make(self.create_contact, 10).sudo()
        self.assertEqual(self.get_day([contact])[contact][0][0], "3_new")
        self.env["ir.config_parameter"].set_param("antcrm_customers.silent_days", "7")
        self.assertEqual(self.get_day([contact])[contact][0][0], "6_silent")
        with self.assertRaises(ValidationError):
            self.env["res.config.settings"].create({"antcrm_silent_days": 0})

    def test_call_is_logged(self):
        """Who is called is done."""
        contact = self.make(self.create_contact, 90).sudo()
        self.plan(contact, -1)
        Day = self.as_user("antcrm.day")
        [line] = Day.search([]).filtered(lambda line: line._get_customer() == contact)
        self.assertEqual(line.action_open()["res_id"], contact.id)
        action = line.action_log_call()
        form = Form(self.as_user("antcrm.call.log").with_context(**action["context"]))
        form.save().action_log()
        self.assertFalse(self.get_day([contact]))

    def test_employees_without_a_role(self):
        with self.assertRaises(AccessError):
            self.as_user("antcrm.day", self.user_internal).search([])

    def test_groups_in_order(self):
        """The most urgent first."""
        field = self.env["antcrm.day"]._fields["reason"]
        values = [value for value, _label in field.selection]
        self.assertEqual(values, sorted(values))

    def test_day_of_the_user(self):
        """It is tomorrow in Vietnam."""
        contact = self.make(self.create_contact, birthdate_date=date(1990, 6, 16))
        contact = contact.sudo()
        with freeze_time(datetime(2026, 6, 15, 18, 0)):
            reasons = [reason for reason, _day in self.get_day([contact])[contact]]
        self.assertIn("4_birthday", reasons)
