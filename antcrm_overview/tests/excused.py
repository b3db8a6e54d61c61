"""What the tests that look at every model excuse, and why: see the file of this name of
the addon that has them."""

#: what changes rows in SQL, past the ORM
SQL_WRITES = {
    "antcrm_overview.models.antcrm_customer_mixin._cron_first_touch": (
        "a scheduled action of its own: meetings tell it again"
    ),
    "antcrm_overview.models.antcrm_intake_count._gc_add_up": (
        "figures of a day, which stay when customers go"
    ),
}
