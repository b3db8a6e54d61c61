"""Qualification is installed on a database that is in use, updated and removed."""

from test_lifecycle import existing, host_data, odoo, query

__all__ = ["existing"]  # the fixture

STATES = "SELECT name, qualification_state FROM crm_lead ORDER BY id"
COLUMNS = (
    "SELECT column_name FROM information_schema.columns WHERE table_name = 'crm_lead'"
)


def test_install_update_uninstall(existing):
    host = host_data(existing)
    odoo("module", "install", "--database", existing, "antcrm_customers")
    columns = set(query(existing, COLUMNS))
    sources = query(existing, "SELECT name FROM utm_source ORDER BY id")
    odoo("module", "install", "--database", existing, "antcrm_qualification")
    assert host_data(existing) == host, "the installation changed host data"
    assert query(existing, STATES) == [
        "Lead|assigned",
        "Deal|qualified",
        "Lost|disqualified",
    ]
    made = query(existing, "SELECT name FROM utm_source ORDER BY id")
    assert {"Self-generation", "Website form"} <= {*made} - {*sources}

    odoo("module", "upgrade", "--database", existing, "antcrm_qualification")
    assert query(existing, "SELECT name FROM utm_source ORDER BY id") == made
    odoo("module", "uninstall", "--database", existing, "antcrm_qualification")
    assert host_data(existing) == host, "the removal changed host data"
    assert set(query(existing, COLUMNS)) == columns
    left = query(
        existing,
        "SELECT table_name FROM information_schema.tables WHERE table_name LIKE "
        "'antcrm_sales%' OR table_name LIKE 'antcrm_partner%' "
        "UNION SELECT indexname FROM pg_indexes WHERE indexname LIKE '%tin_key%'",
    )
    assert not left, left
