"""What the tests that look at every model excuse, and why. Each addon says it of what
it brings, in a file of this name: see ``get_excused`` in registry.py."""

LINKS = "the record that it is part of, whose page it stands on"
READ_BY_CODE = "what the pages are made with"
UNDO = "what undoes it"
SHARE = "shown by “Who can see this?”"
FIXED = "where nothing is entered by a person, there is but one answer"

#: models without a page
PAGELESS = {
    "antcrm.change.part": "what undoes a change of many, customer by customer",
    "antcrm.journal.line": "what undoes a merge or a conversion, row by row",
    "antcrm.key.claim": "who has a key that is unique; customers show it themselves",
    "antcrm.share": "the policies; customers show what theirs says",
    "antcrm.share.audience": "where the rule of partners looks up who sees them",
    "antcrm.share.log": SHARE,
    "antcrm.visit": "what Recently Viewed is made of, the user's alone",
}
#: fields without a place on a screen: ``{model: {field: why}}``
HIDDEN = {
    "antcrm.change": {"read_count": "told by the progress"},
    "antcrm.contact.point": dict.fromkeys(("exclusive", "normalized"), READ_BY_CODE),
    "antcrm.custom.field": dict.fromkeys(
        ("lead_field_id", "partner_field_id"), READ_BY_CODE
    ),
    "antcrm.custom.field.choice": {"field_id": LINKS, "field_type": READ_BY_CODE},
    "antcrm.customer.kind": {"model": READ_BY_CODE},
    "antcrm.external.id": {
        **dict.fromkeys(("lead_id", "partner_id"), LINKS),
        **dict.fromkeys(("kind", "system"), READ_BY_CODE),
    },
    "antcrm.lead.address": {"lead_id": LINKS},
    "crm.lead": dict.fromkeys(
        (
            "contact_point_ids",
            "duplicate_count",
            "further_email_count",
            "further_phone_count",
        ),
        READ_BY_CODE,
    ),
    "res.partner": dict.fromkeys(
        (
            "contact_point_ids",
            "duplicate_count",
            "further_email_count",
            "further_phone_count",
            "own_company_ids",
            "converted_account_lead_ids",
            "converted_contact_lead_ids",
        ),
        READ_BY_CODE,
    ),
}
#: the same, of every model
EVERYWHERE = {
    "share_owner_id": SHARE,
    "share_is_orphaned": "a filter of Data Owners",
}
#: widgets that no file of the dependencies registers under this name: who has them
WIDGETS = {
    # our own service registers it where partner_autocomplete, which does, is not there
    "res_partner_many2one": "antcrm_customers",
    # the place of the custom fields: no client sees it
    "antcrm_custom_fields_lead": "antcrm_customers",
    "antcrm_custom_fields_contact": "antcrm_customers",
    "antcrm_custom_fields_account": "antcrm_customers",
}
OF_CUSTOMER = "part of a customer; who deletes one is decided there"
#: what goes with its parent: whoever deletes that may delete all of it
PARTS = {
    "antcrm.contact.point": OF_CUSTOMER,
    "antcrm.external.id": OF_CUSTOMER,
    "antcrm.key.claim": OF_CUSTOMER,
    "antcrm.lead.address": OF_CUSTOMER,
    "antcrm.custom.field.choice": "the choices of a field",
    "antcrm.visit": "what a user has looked at goes with the user",
}
#: what employees without a role of ours do with a model of ours, beside reading
EMPLOYEES = {
    "antcrm.contact.point": "phones and e-mails of the partners that they may write",
    "antcrm.share.overview": "their own dialog, of a customer that they created",
    "antcrm.share.overview.line": "a line of their own dialog",
    "antcrm.share.overview.change": "a line of their own dialog",
}
#: what some models need beside something in each required field
VALUES = {
    "antcrm.contact.point": {"kind": "email", "value": "ada@ants.example"},
}
LINES = "the journal's own lines, and what they are put back with"
MERGE = "what a merge moves: its recorder has read all of it before"
SETTING = "follows from a setting, and changes with it alone"
#: what changes rows in SQL, past the ORM, where the journal does not hear of it
SQL_WRITES = {
    "antcrm_customers.models.antcrm_visit._note": "what somebody has looked at",
    "antcrm_customers.models.antcrm_intake_origin._insert_notes": (
        "where a customer came from, written with the customer: it goes with that"
    ),
    "antcrm_customers.models.antcrm_engagement_mixin._cron_last_interaction": (
        "a scheduled action of its own: meetings tell it again"
    ),
    **{
        f"antcrm_customers.{name}": LINES
        for name in (
            "models.antcrm_journal_line._gc_orphans",
            "models.antcrm_journal_mixin._drop_rows",
            "models.antcrm_journal_mixin._forget_restored",
            "models.antcrm_journal_mixin._keep_left",
            "models.antcrm_journal_deleted._insert_deleted",
            "models.antcrm_journal_deleted._leave_gone_empty",
            "models.antcrm_journal_mixin._leaving",
            "models.antcrm_journal_deleted._restore_relations",
            "models.antcrm_journal_mixin._try_again",
            "models.antcrm_journal_mixin._write_lines",
            "models.antcrm_journal_written.update",
            "tools.journal._hold_files",
            "tools.journal._insert",
            "tools.journal._read_after",
            "tools.journal._read_lists_after",
            "tools.journal._read_relation_after",
            "tools.journal.finish",
        )
    },
    **{
        f"antcrm_customers.models.antcrm_references.{name}": MERGE
        for name in (
            "_move_keys",
            "_move_loose",
            "_move_properties",
            "_replace_rows",
            "_spare_itself",
        )
    },
    **{
        f"antcrm_customers.models.{name}": SETTING
        for name in (
            "antcrm_custom_field._sync_choices",
            "antcrm_custom_field._sync_labels",
            "antcrm_key_claim._claim_all",
            "antcrm_key_claim._release",
            "antcrm_key_claim._set_exclusive_socials",
        )
    },
    **dict.fromkeys(
        (
            "antcrm_customers.tools.names.fill_names",
            "antcrm_customers.tools.views_aside.put_back",
        ),
        "run while the addon is installed or updated",
    ),
}
#: texts with words that stand in the glossary for something else: why that is right
WORDS = {"filters, groups, imports": "what lists do"}
