from odoo.addons.antcrm_customers.tests.excused import (
    FIXED,
    LINKS,
    OF_CUSTOMER,
    READ_BY_CODE,
)

HIDDEN = {
    "antcrm.webform": {
        "invalid_values": FIXED,
        "tag_names": "of the tags that are not there yet",
        "token": "part of the addresses that the page shows",
    },
    "antcrm.webform.consent": dict.fromkeys(
        ("lead_id", "partner_id", "webform_id"), LINKS
    ),
    "antcrm.webform.field": {"webform_id": LINKS},
    "antcrm.webform.submission": {
        "data": "shown as what the visitor wrote",
        "expiry_date": READ_BY_CODE,
        "token_hash": READ_BY_CODE,
    },
}
PARTS = {
    "antcrm.webform.consent": OF_CUSTOMER,
    "antcrm.webform.field": "the fields of a form",
}
VALUES = {"antcrm.webform.field": {"name": "website"}}
