import base64
from contextlib import contextmanager

from odoo.tests import HttpCase, new_test_user

from odoo.addons.antcrm_customers.tests.common import (
    CustomersCommon,
    RestoredRegistry,
)

from . import files


class ImportCommon(RestoredRegistry, CustomersCommon):
    """A salesperson who may import, and what it takes to import as he does."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # What the review counts of the user's budget, the run counts on. A transaction
        # of its own for the one and that of the test for the other: the test would not
        # see what was counted after it began, and could never count on.
        if not issubclass(cls, HttpCase):
            cls.registry_enter_test_mode_cls()
        cls.user_importer = new_test_user(
            cls.env,
            "antcrm_importer",
            groups="antcrm_share.group_user,antcrm_customers.group_import",
            name="Iris Importer",
            notification_type="inbox",
            tz="Asia/Ho_Chi_Minh",
        )
        cls.cron = cls.env.ref("antcrm_import.ir_cron_import")

    @classmethod
    def open_wizard(
        cls, data, file_name="customers.csv", kind="contact", context=None, **values
    ):
        """Return the wizard of the importer with a file in it."""
        return (
            cls.env["antcrm.import.wizard"]
            .with_user(cls.user_importer)
            .with_context(tz=cls.user_importer.tz, **(context or {}))
            .create(
                {
                    "kind": kind,
                    "file_data": base64.b64encode(data),
                    "file_name": file_name,
                    **values,
                }
            )
        )

    @classmethod
    def review(cls, *lines, mapping=None, **values):
        """Go through the wizard with a CSV file of these lines.

        :param dict mapping: {header: field} that differs from what is suggested
        :return: the run, ready for review, as the importer sees it
        """
        wizard = cls.open_wizard(files.csv_file(*lines), **values)
        wizard.action_next()
        wizard.mapping = [
            {**entry, "field": (mapping or {}).get(entry["header"], entry["field"])}
            for entry in wizard.mapping
        ]
        wizard.action_next()
        action = wizard.action_review()
        return wizard.env["antcrm.import"].browse(action["res_id"])

    @classmethod
    def make_lines(cls, count, start=0):
        """Return the lines of a file of customers that do not exist."""
        return [
            "First name,Last name,Email,Phone",
            *(
                f"First{number},Last{number},mail{number}@example.com,+8490{number:07d}"
                for number in range(start, start + count)
            ),
        ]

    @contextmanager
    def enter_registry_test_mode(self):
        """All cursors are that of the test already; see ``setUpClass``."""
        self.env.flush_all()
        yield
        self.env.invalidate_all()

    def run_cron(self):
        """Let the scheduler run once."""
        with self.enter_registry_test_mode():
            self.cron.method_direct_trigger()

    def contacts(self):
        """Return the contacts that the importer has made."""
        return self.env["res.partner"].search(
            [("create_uid", "=", self.user_importer.id), ("is_company", "=", False)],
            order="id",
        )

    @staticmethod
    def counts(run):
        """Return {outcome: number of rows} without the zeros."""
        names = (
            "created",
            "duplicated",
            "skipped",
            "overwritten",
            "merged",
            "rejected",
        ) + ("warning",)
        return {name: run[f"{name}_count"] for name in names if run[f"{name}_count"]}
