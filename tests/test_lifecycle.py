"""Installed on a database that is in use, updated, and uninstalled again."""

import os
import subprocess
import sys
import time
from xml.etree import ElementTree

import pytest
from host import ROOT, clone_database, drop_database

# What the host knows about customers before us
HOST_DATA = {
    "res_partner": (
        "id, name, complete_name, active, type, is_company, phone, phone_sanitized, "
        "email, email_normalized, lang, user_id, parent_id, street, street2, city, "
        "zip, website, function, ref, vat, partner_share, write_uid"
    ),
    "crm_lead": (
        "id, name, contact_name, partner_name, active, type, phone, phone_sanitized, "
        "email_from, email_normalized, partner_id, user_id, team_id, stage_id, street, "
        "city, probability, won_status, priority, write_date"
    ),
    "mail_message": "id, model, res_id, date, body",
}
EXISTING = """
company = env.company
company.country_id = env.ref("base.vn")
Partner, Lead = env["res.partner"], env["crm.lead"]
account = Partner.create(
    {"name": "Đông Á", "is_company": True, "phone": "0901 111 111"}
)
partners = Partner.create([
    {
        "name": "Ida Maria Berg",
        "phone": "0901 234 567",
        "email": "Ida <IDA@Example.com>",
    },
    {"name": "Same number", "phone": "+84 901 234 567", "parent_id": account.id},
    {"name": "No number", "phone": "ask Ida", "email": "none"},
    {
        "name": "Nguyễn Văn A",
        "lang": "en_US",
        "active": False,
        "phone": "0905 111 111",
    },
    {
        "type": "delivery",
        "parent_id": account.id,
        "street": "1 A",
        "phone": "0906 111 111",
    },
])
leads = Lead.create([
    {"name": "Lead", "type": "lead", "contact_name": "Bo Ek", "phone": "0901 234 567"},
    {"name": "Deal", "type": "opportunity", "partner_id": partners[0].id},
    {"name": "Lost", "type": "lead", "email_from": "lost@example.com"},
])
leads[2].action_set_lost()
partners[0].message_post(
    body="Hello", message_type="comment", subtype_xmlid="mail.mt_comment"
)
env.cr.commit()
"""


def odoo(*arguments, output="stderr", **kwargs):
    """Run the host's command line and return what it logged, or printed."""
    for _try in range(5):
        done = subprocess.run(
            [sys.executable, "-m", "odoo", *arguments],
            check=False,
            capture_output=True,
            text=True,
            timeout=1800,
            **kwargs,
        )
        # PostgreSQL cleans up a new database by itself, and the host does not wait
        if not (done.returncode and "could not obtain lock on" in done.stderr):
            break
        time.sleep(2)
    assert not done.returncode, done.stderr[-8000:]
    return getattr(done, output)


def query(database, sql):
    done = subprocess.run(
        ["psql", "--no-psqlrc", "-At", "--command", sql, database],
        check=True,
        capture_output=True,
        text=True,
    )
    return done.stdout.splitlines()


def host_data(database):
    return {
        table: query(database, f"SELECT {columns} FROM {table} ORDER BY id")
        for table, columns in HOST_DATA.items()
    }


@pytest.fixture(scope="module")
def existing(worker_id):
    """A database of the host with customers in it, then with our addon."""
    name = f"{os.environ['ANTCRM_RUN']}-life-{worker_id}"
    clone_database("antcrm_host", name)
    odoo("shell", "--database", name, "--no-http", input=EXISTING)
    yield name
    drop_database(name)


def test_install_update_uninstall(existing):
    before = host_data(existing)
    log = odoo("module", "install", "--database", existing, "antcrm_customers")
    assert host_data(existing) == before, "the installation changed host data"
    assert "1 of 6 phone values of res.partner could not be normalised" in log
    points = query(
        existing,
        "SELECT COALESCE(p.name, l.name), kind, value, normalized, scope, exclusive "
        "FROM antcrm_contact_point c LEFT JOIN res_partner p ON p.id = c.partner_id "
        "LEFT JOIN crm_lead l ON l.id = c.lead_id "
        "WHERE p.email IS NULL OR p.email NOT LIKE 'admin%'",
    )
    for expected in (
        "Ida Maria Berg|phone|0901 234 567|+84901234567|contact|f",
        "Ida Maria Berg|email|Ida <IDA@Example.com>|ida@example.com|contact|f",
        "Same number|phone|+84 901 234 567|+84901234567|contact|f",
        "No number|phone|ask Ida||contact|f",
        "Đông Á|phone|0901 111 111|+84901111111|account|f",
        "Lead|phone|0901 234 567|+84901234567|lead|f",
        "Deal|phone|0901 234 567|+84901234567||f",
    ):
        assert expected in points, (expected, points)
    names = "SELECT firstname, lastname FROM res_partner WHERE name = 'Ida Maria Berg'"
    assert query(existing, names) == ["Ida Maria|Berg"]
    statuses = (
        "SELECT l.name, s.category FROM crm_lead l JOIN antcrm_status s "
        "ON s.id = l.status_id ORDER BY l.id"
    )
    assert query(existing, statuses)[::2] == ["Lead|new", "Lost|unqualified"]
    touched = "SELECT name FROM res_partner WHERE last_interaction_date IS NOT NULL"
    assert query(existing, touched) == ["Ida Maria Berg"]

    odoo("module", "upgrade", "--database", existing, "antcrm_customers")
    assert host_data(existing) == before, "the update changed host data"

    odoo(
        "shell",
        "--database",
        existing,
        "--no-http",
        input=(
            "kinds = env['antcrm.customer.kind'].search([])\n"
            "env['antcrm.custom.field'].create({'label': 'Shoe size', "
            "'type': 'integer', 'kinds': [(6, 0, kinds.ids)]})\n"
            "env.cr.commit()\n"
        ),
    )
    assert query(existing, "SELECT x_shoe_size FROM res_partner LIMIT 1") == [""]
    # those that all others stand on, and what comes with them
    lowest = ("antcrm_contact_point", "antcrm_share")
    odoo("module", "uninstall", "--database", existing, *lowest)
    assert host_data(existing) == before, "the removal changed host data"
    left = query(
        existing,
        "SELECT table_name || '.' || column_name FROM information_schema.columns "
        "WHERE table_schema = 'public' AND (table_name LIKE 'antcrm%' "
        "OR column_name LIKE 'x\\_%' OR table_name IN ('res_partner', 'crm_lead') "
        "AND column_name IN ('status_id', 'firstname', 'district'))",
    )
    assert not left, left


def test_records_that_tell_of_themselves():
    """Scheduled and server actions have a history in the host; ours come without it."""
    for path in ROOT.glob("antcrm*/*/*.xml"):
        for record in ElementTree.parse(path).getroot().iter("record"):
            if record.get("model") in ("ir.cron", "ir.actions.server"):
                context = record.get("context", "")
                assert "tracking_disable" in context, (path, record.get("id"))
