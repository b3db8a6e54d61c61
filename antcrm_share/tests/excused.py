"""What the tests that look at every model excuse, and why: see the file of this name of
the addon that has them."""

BUDGET = "how much was asked; taking back what was done does not take back a question"
#: what changes rows in SQL, past the ORM
SQL_WRITES = {
    "antcrm_share.models.antcrm_budget._gc_budgets": BUDGET,
    "antcrm_share.models.antcrm_budget._tell_data_owners": BUDGET,
    "antcrm_share.models.antcrm_budget._upsert": BUDGET,
    "antcrm_share.models.antcrm_share_audience._remember": (
        "where the rule looks an audience up; one that no partner has lets nobody in"
    ),
}
#: fields without a place on a screen: ``{model: {field: why}}``
HIDDEN = {
    "mail.mail": dict.fromkeys(
        ("email_from", "reply_to"), "the host's, of its message"
    ),
}
