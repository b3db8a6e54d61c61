from odoo.addons.antcrm_customers.tests.excused import LINES, MERGE, READ_BY_CODE, UNDO

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
PAIRS = "found from the customers alone, and found again"
PARTS = {"antcrm.duplicate": PAIRS}
#: records that hang on one of a company, and are bound by another rule
OTHER_COMPANY_RULES = {
    "antcrm.duplicate": "who may read both customers; see test_parts",
}
#: dialogs that are not made for one customer
UNMADE_DIALOGS = {
    "antcrm.merge.wizard": "it is of two customers at least: see TestMergeAccess",
}
#: what changes rows in SQL, past the ORM
SQL_WRITES = {
    **{
        f"antcrm_merge.models.{name}": PAIRS
        for name in (
            "antcrm_duplicate._forget_settled",
            "antcrm_duplicate_across._compare_across",
            "antcrm_duplicate_search._clean_up",
            "antcrm_duplicate_search._compare",
            "antcrm_duplicate_search._count_again",
            "antcrm_duplicate_search_lines._write_all_lines",
            "antcrm_duplicate_search_lines._write_lines",
            "antcrm_duplicate_search_weigh._save_pairs",
        )
    },
    "antcrm_merge.models.antcrm_duplicate._move_across": MERGE,
    "antcrm_merge.models.antcrm_duplicate._move_to": MERGE,
    "antcrm_merge.tools.merge_recorder._read_late": LINES,
}
