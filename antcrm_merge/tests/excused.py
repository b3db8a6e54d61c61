from odoo.addons.antcrm_customers.tests.excused import READ_BY_CODE, UNDO

PAGELESS = {
    "antcrm.duplicate.line": "what the search for duplicates works with",
    "antcrm.duplicate.search": "the progress of that search",
}
HIDDEN = {
    "antcrm.duplicate": {
        **dict.fromkeys(("same_email", "same_name", "same_phone"), READ_BY_CODE),
        **dict.fromkeys(
            ("lead_id", "other_lead_id", "partner_id", "other_partner_id"),
            "shown by their names and numbers, side by side",
        ),
        "scan": READ_BY_CODE,
        "dismissed_by": UNDO,
    },
    "antcrm.merge": dict.fromkeys(("kept_id", "merged_ids", "model"), READ_BY_CODE),
    "antcrm.merge.batch.line": dict.fromkeys(("choices", "record_ids"), READ_BY_CODE),
    "crm.lead": {"merge_ids": UNDO},
    "res.partner": {"merge_ids": UNDO},
}
PARTS = {
    "antcrm.duplicate": "found from the customers alone, and found again",
}
#: records that hang on one of a company, and are bound by another rule
OTHER_COMPANY_RULES = {
    "antcrm.duplicate": "who may read both customers; see test_parts",
}
#: dialogs that are not made for one customer
UNMADE_DIALOGS = {
    "antcrm.merge.wizard": "it is of two customers at least: see TestMergeAccess",
}
