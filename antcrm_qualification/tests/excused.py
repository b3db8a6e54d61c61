from odoo.addons.antcrm_customers.tests.excused import LINKS, READ_BY_CODE

HIDDEN = {
    "antcrm.lookup.path": {"service_id": LINKS},
    "antcrm.partner.agreement": dict.fromkeys(
        ("direction_ids", "product_ids"), READ_BY_CODE
    ),
}
PARTS = {"antcrm.lookup.path": "of a service, which Administrators set up"}
#: texts with words that stand in the glossary for something else: why that is right
WORDS = {
    "External Client ID": "the name by which companies know it",
    "Salesperson": "a role of Qualification",
}
