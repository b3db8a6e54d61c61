from odoo.addons.antcrm_customers.tests.excused import LINKS, READ_BY_CODE, UNDO

PAGELESS = {
    "antcrm.import.key": "what a review under way has found, until it is done",
}
HIDDEN = {
    "antcrm.import": {
        **dict.fromkeys(
            ("lang", "tz", "company_id", "company_ids", "mapping", "error_choices"),
            "chosen in the dialog, and kept for the run",
        ),
        **dict.fromkeys(
            ("customer_tag_ids", "lead_tag_ids", "pic_team_hint"),
            "of the dialog; the page shows the names",
        ),
        **dict.fromkeys(
            (
                "deleted_count",
                "done_count",
                "is_outdated",
                "kept_count",
                "planned_count",
                "progress",
                "restored_count",
                "tally",
                "undo_count",
            ),
            "told in the sentences of the page",
        ),
        "responsible_id": "the importer",
        "row_ids": "a list of their own behind the buttons",
    },
    "antcrm.import.row": {
        **dict.fromkeys(("errors", "is_changed", "raw"), READ_BY_CODE),
        **dict.fromkeys(("made", "previous", "undo_again", "written"), UNDO),
        "import_id": LINKS,
    },
}
#: registered together, by names in a table
WIDGETS = dict.fromkeys(
    (
        "antcrm_import_cells",
        "antcrm_import_errors",
        "antcrm_import_phone",
        "antcrm_import_values",
    ),
    "antcrm_import",
)
