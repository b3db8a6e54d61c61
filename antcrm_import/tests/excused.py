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
STAGED = "the import's own rows, which keep what undoes it"
#: what changes rows in SQL, past the ORM
SQL_WRITES = {
    **dict.fromkeys(
        (
            "antcrm_import.models.antcrm_import_key._forget",
            "antcrm_import.models.antcrm_import_key._put_away",
        ),
        "what a review under way has found, until it is done",
    ),
    "antcrm_import.models.antcrm_import_row._purge": STAGED,
    "antcrm_import.models.antcrm_import_row._stage": STAGED,
    "antcrm_import.models.antcrm_import_row._write_outcomes": STAGED,
}
#: texts with words that stand in the glossary for something else: why that is right
WORDS = {"Ratings": "the host's, of any thread"}
