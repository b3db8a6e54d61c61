import re
from contextlib import contextmanager, nullcontext
from unittest.mock import patch

from odoo.fields import Command
from odoo.tests import HttpCase, new_test_user

from odoo.addons.antcrm_customers.tests.common import CustomersCommon

TOKEN = "test-form"


class WebformCommon(CustomersCommon):
    """A form, and what it takes to take in what it brings."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("vi_VN")
        cls.user_administrator.notification_type = "inbox"
        cls.user_sales.notification_type = "inbox"
        cls.user_owner = new_test_user(
            cls.env,
            "antcrm_owner",
            groups="antcrm_share.group_data_owner",
            name="Olga Owner",
        )
        cls.cron = cls.env.ref("antcrm_webform.ir_cron_webform")
        cls.Submission = cls.env["antcrm.webform.submission"]

    @classmethod
    def make_form(
        cls, names=("name!", "emails", "phones", "message"), user=None, **values
    ):
        """Make a form as an administrator does.

        :param names: names of fields, ``!`` for required ones; or dicts of values
        """
        lines = [
            {"name": name.rstrip("!"), "required": name.endswith("!")}
            if isinstance(name, str)
            else name
            for name in names
        ]
        return cls.as_user("antcrm.webform", user or cls.user_administrator).create(
            {
                "name": "Contact us",
                "token": TOKEN,
                "kind": "contact",
                "field_ids": [
                    Command.create({"sequence": number, **line})
                    for number, line in enumerate(lines)
                ],
                **values,
            }
        )

    def take_in(self):
        """Let the scheduled action take in what is waiting."""
        with self.in_test_mode():
            self.cron.method_direct_trigger()
        self.env.invalidate_all()

    def in_test_mode(self):
        """All cursors of the test are one, as they always are for an HttpCase."""
        return self.enter_registry_test_mode()

    def find(self, email, model="res.partner"):
        """Return the customers with an e-mail address, archived ones included."""
        points = self.env["antcrm.contact.point"].search(
            [("kind", "=", "email"), ("normalized", "=", email)]
        )
        field = "lead_id" if model == "crm.lead" else "partner_id"
        return points[field].exists()


class WebformHttpCase(WebformCommon, HttpCase):
    """The same for visitors."""

    def in_test_mode(self):
        return nullcontext()

    @property
    def origin(self):
        return self.base_url()

    def url(self, webform):
        return f"/antcrm/form/{webform.token}"

    @contextmanager
    def at(self, seconds):
        """Send as if so many seconds had passed since the form was opened."""
        Webform = type(self.env["antcrm.webform"])
        read = Webform._read_stamp

        def read_stamp(self, stamp):
            age = read(self, stamp)
            return None if age is None else age + seconds

        with patch.object(Webform, "_read_stamp", read_stamp):
            yield

    def open(self, webform, headers=None, **parameters):
        """Return the page of a form."""
        return self.url_open(
            self.url(webform), params=parameters or None, headers=headers
        )

    def hidden(self, html):
        """Return the hidden inputs of a page."""
        return dict(
            re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', html)
        )

    def send(self, webform, answers, *, seconds=10, headers=None, files=None, **more):
        """Fill in the form's page and send it, as a browser without scripts does."""
        hidden = self.hidden(self.open(webform, **more).text)
        with self.at(seconds):
            return self.url_open(
                self.url(webform),
                data={**hidden, **answers},
                files=files,
                headers={"Origin": self.origin, **(headers or {})},
                allow_redirects=False,
            )
