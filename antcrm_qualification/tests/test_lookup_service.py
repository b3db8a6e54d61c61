import time
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, new_test_user, tagged

from ..models.antcrm_lookup_service import PRIVATE_HOSTS
from ..tools.http_answer import is_public
from .common import BELGIAN_TIN, OTHER_TIN, QualificationCommon
from .lookup_server import SECRET, run_register

#: how a service may behave, and what an Administrator is told of it
FAILURES = {
    "slow": "in time",
    "drip": "in time",
    "failure": "status 500",
    "nonsense": "no JSON",
    "deep": "no JSON",
    "long": "too long",
    "closed": "cannot be reached",
    "away": "another host",
    "circle": "in circles",
    "missing": "Nothing found",
    "list": "Nothing found",
}


@tagged("post_install", "-at_install")
class TestLookupService(QualificationCommon):
    """The services of the menu, against a real server of this machine."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.register = cls.enterClassContext(run_register())
        cls.administrator = new_test_user(
            cls.env,
            "lookup_administrator",
            groups="antcrm_qualification.group_administrator",
        )
        cls.set_lookup(provider="services")
        cls.vies = cls.env.ref("antcrm_qualification.lookup_service_vies")
        cls.vies.active = False
        cls.env["ir.config_parameter"].set_param(PRIVATE_HOSTS, "127.0.0.1 elsewhere")
        cls.service = (
            cls.env["antcrm.lookup.service"]
            .with_user(cls.administrator)
            .create(
                {
                    "name": "Register",
                    "url": cls.get_url("company"),
                    "is_http_allowed": True,
                    "headers": "X-Key: {secret}\nAccept-Language: vi",
                    "secret_input": SECRET,
                    "seconds": 0.8,
                    "path_ids": [
                        Command.create({"field_name": name, "path": path})
                        for name, path in (
                            ("name", "data[0].names.vi"),
                            ("vat", "data.0.tin"),
                            ("phones", "data[0].phone"),
                            ("city", "$.data[0].place.city"),
                            ("country_id", "data[0].place.country"),
                            ("website", "data[7].nothing"),
                        )
                    ],
                }
            )
        )

    @classmethod
    def get_url(cls, action, host="127.0.0.1", query="?tin={tin}&mail={email}"):
        return f"http://{host}:{cls.register.server_port}/{action}{query}"

    def setUp(self):
        super().setUp()
        self.register.asked.clear()

    def look_up(self, vat=OTHER_TIN, **values):
        """Save a lead with a new company, as a salesperson."""
        return self.make_lead(
            vat=vat, is_new_company=True, country_id=False, **values
        ).existing_company_id

    def try_it(self, **values):
        """Press "Try it", as the Administrator does."""
        action = self.service.action_try()
        Trial = self.service.env[action["res_model"]].with_context(**action["context"])
        form = Form(Trial)
        for name, value in {"tin": OTHER_TIN, **values}.items():
            form[name] = value
        trial = form.save()
        action = trial.action_try()
        return trial.browse(action["res_id"])

    # ------------------------------------------------------------------
    # Answers
    # ------------------------------------------------------------------

    def test_company_is_filled_in(self):
        company = self.look_up("0301 442 379")
        self.assertRecordValues(
            company,
            [
                {
                    "name": "Công ty Thừng Chão",
                    "vat": OTHER_TIN,
                    "city": "Huế",
                    "country_id": self.vietnam.id,
                    "phone": "+84 901 234 779",
                }
            ],
        )
        self.assertEqual(len(company.phone_ids), 2)
        [(path, headers)] = self.register.asked
        self.assertEqual(path, f"/company?tin={OTHER_TIN}&mail=")
        self.assertEqual(headers["Accept-Language"], "vi")

    def test_no_hit_changes_nothing(self):
        self.assertFalse(self.look_up("111111111"))
        self.assertEqual(len(self.register.asked), 1)

    def test_address_is_sent_where_it_is_wanted(self):
        self.env["ir.config_parameter"].set_param(
            "antcrm_qualification.lookup_by_email", "1"
        )
        self.assertTrue(self.look_up(email_from="leo+a&tin=9@ropes.example"))
        [(path, _headers)] = self.register.asked
        self.assertIn("mail=leo%2Ba%26tin%3D9%40ropes.example", path)
        self.service.url = self.get_url("company", query="?tin={email}")
        self.assertTrue(self.look_up(False, email_from="ida@ropes.example"))

    def test_redirect_on_the_host(self):
        self.service.url = self.get_url("moved")
        self.assertTrue(self.look_up())

    def test_next_service_is_asked(self):
        self.service.sequence = 20
        bad = self.service.copy({"url": self.get_url("failure"), "sequence": 1})
        self.assertFalse(bad.has_secret)
        with self.assertLogs("odoo.addons.antcrm_qualification", "WARNING"):
            self.assertTrue(self.look_up())

    # ------------------------------------------------------------------
    # What goes wrong
    # ------------------------------------------------------------------

    def test_nothing_that_goes_wrong_changes_a_lead(self):
        for action, told in FAILURES.items():
            with self.subTest(action):
                self.service.url = self.get_url(action)
                start = time.monotonic()
                lead = self.make_lead(
                    vat=OTHER_TIN, is_new_company=True, company_name="As typed"
                )
                self.assertLess(time.monotonic() - start, 1.8)
                self.assertRecordValues(
                    lead,
                    [
                        {
                            "existing_company_id": False,
                            "is_new_company": True,
                            "company_name": "As typed",
                        }
                    ],
                )
                self.assertTrue(self.register.asked)
                self.assertIn(told, self.try_it().result)
                self.register.asked.clear()

    def test_nobody_answers(self):
        self.service.url = "http://127.0.0.1:9/{tin}"
        self.assertFalse(self.look_up())
        self.assertIn("cannot be reached", self.try_it().result)

    def test_private_networks(self):
        self.service.url = self.get_url("company", host="localhost")
        self.assertFalse(self.look_up())
        self.assertIn("private network", self.try_it().result)
        self.assertFalse(self.register.asked)
        self.env["ir.config_parameter"].set_param(PRIVATE_HOSTS, "LocalHost")
        self.service.secret_input = SECRET
        self.assertTrue(self.look_up())
        for address in (
            *("127.0.0.1", "10.1.2.3", "192.168.0.1", "169.254.169.254", "0.0.0.0"),
            *("100.64.0.1", "224.0.0.1", "::1", "fe80::1%eth0", "fd00::1"),
            *("::ffff:127.0.0.1", "2002:7f00:1::"),
        ):
            self.assertFalse(is_public(address), address)
        self.assertTrue(is_public("1.1.1.1") and is_public("2606:4700::1111"))

    def test_wrong_settings_are_refused(self):
        for values in (
            {"url": "https://example.com/companies"},
            {"url": "https://{tin}.example.com/"},
            {"url": "https://me:password@example.com/{tin}"},
            {"url": "file:///etc/passwd?{tin}"},
            {"url": "https://example.com:99999/{tin}"},
            {"url": "https://example.com/{tin}?{unknown}"},
            {"url": "https://example.com/{tin}{}"},
            {"is_http_allowed": False},
            {"headers": "no header"},
            {"headers": "X-Key: {password}"},
            {"seconds": 0},
            {"seconds": 60},
        ):
            with self.subTest(values), self.assert_refused(ValidationError, "."):
                self.service.write(values)

    # ------------------------------------------------------------------
    # Secret, rights, trial
    # ------------------------------------------------------------------

    def test_secret_is_shown_to_nobody(self):
        self.assertTrue(self.service.has_secret)
        self.assertFalse(self.service.secret_input)
        self.assertNotIn(SECRET, str(self.service.read()))
        with self.assertRaises(AccessError):
            self.service.read(["secret"])
        with self.assertRaises(AccessError):
            self.service.search([("secret", "=like", "s%")])
        self.service.name = "Renamed"
        self.service.url = self.get_url("company", query="?x=1&tin={tin}")
        self.assertTrue(self.service.has_secret)
        self.service.url = "http://elsewhere/{tin}"
        self.assertFalse(self.service.has_secret)

    def test_trial(self):
        before = self.env["res.partner"].search_count([])
        trial = self.try_it()
        self.assertEqual(trial.result, "Found.")
        self.assertIn("Công ty Thừng Chão", trial.filled)
        self.assertIn("0901 234 779", trial.filled)
        # what the service sends back is shown, but for the secret
        self.assertIn('"city"', trial.answer)
        self.assertNotIn("s3cret", trial.answer)
        self.assertIn("Nothing found", self.try_it(tin="111111111").result)
        with self.assert_refused(UserError, "see its URL"):
            self.try_it(tin=False)
        self.assertEqual(self.env["res.partner"].search_count([]), before)

    def test_for_administrators_alone(self):
        manager = new_test_user(
            self.env, "lookup_manager", groups="antcrm_qualification.group_manager"
        )
        for user in (self.user_sales, manager):
            service = self.service.with_user(user)
            for call in (service.read, service.action_try, service.action_use):
                with self.assertRaises(AccessError):
                    call()
        menu = self.env.ref("antcrm_qualification.menu_lookup_services")
        self.assertIn(menu.id, menu.with_user(self.administrator)._visible_menu_ids())
        self.assertNotIn(menu.id, menu.with_user(manager)._visible_menu_ids())

    def test_use(self):
        self.set_lookup(provider="")
        self.assertFalse(self.service.is_in_use)
        self.assertFalse(self.look_up())
        self.service.action_use()
        self.env.invalidate_all()
        self.assertTrue(self.service.is_in_use)
        self.assertTrue(self.look_up())

    # ------------------------------------------------------------------
    # VIES
    # ------------------------------------------------------------------

    def test_vies(self):
        """Through the library and a service that speaks as the EU's does."""
        self.service.active = False
        self.vies.active = True
        url = f"http://127.0.0.1:{self.register.server_port}/wsdl"
        self.startPatcher(patch("stdnum.eu.vat.vies_wsdl", url))
        company = self.look_up(BELGIAN_TIN)
        self.assertRecordValues(
            company,
            [
                {
                    "name": "NV Touwen",
                    "street": "Kaai 1",
                    "zip": "9000",
                    "city": "Gent",
                    "country_id": self.belgium.id,
                }
            ],
        )
        asked = len(self.register.asked)
        # no name is told, not valid, a failure
        for tin in ("BE0428759497", "BE0403170701", "BE0999999999"):
            self.assertFalse(self.look_up(tin))
        self.assertGreater(len(self.register.asked), asked)
        self.register.asked.clear()
        # Vietnam is not in the EU
        self.assertFalse(self.look_up(OTHER_TIN))
        self.assertFalse(self.register.asked)
