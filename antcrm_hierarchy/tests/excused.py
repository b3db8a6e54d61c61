from odoo.addons.antcrm_customers.tests.excused import READ_BY_CODE

HIDDEN = {
    "res.partner": dict.fromkeys(
        ("hierarchy_child_ids", "hierarchy_parent_id"), READ_BY_CODE
    ),
}
