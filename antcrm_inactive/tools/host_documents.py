"""What is known of the documents of the host, and of OCA's helpdesk; none of it need be
installed. Other documents count, too: they are found."""

#: {model: the fields that tell that a document derives from an existing one}
USUAL = {
    "sale.order": "",
    "account.move": (
        "reversed_entry_id, debit_origin_id, auto_post_origin_id, "
        "line_ids.sale_line_ids, line_ids.purchase_line_id"
    ),
    "stock.picking": (
        "backorder_id, return_id, move_ids.sale_line_id, move_ids.purchase_line_id, "
        "move_ids.origin_returned_move_id, move_ids.move_dest_ids, "
        "move_ids.move_orig_ids"
    ),
    "purchase.order": "",
    # looked at when the transaction ends: then it is known what is paid
    "account.payment": (
        "reconciled_invoice_ids.id, reconciled_bill_ids.id, invoice_ids.id, "
        "payment_transaction_id.id"
    ),
    "project.task": "parent_id, sale_line_id, recurrence_id.task_ids",
    "helpdesk.ticket": "",
    "crm.lead": "",
    # whom a meeting is with; a series goes on
    "calendar.attendee": "event_id.recurrence_id",
}
DOMAINS = {"account.move": "[('move_type', '!=', 'entry')]"}
#: whom a document is for, and whom it is sent to, where that may be another one
PARTNER_FIELDS = {
    "sale.order": "partner_id, partner_invoice_id, partner_shipping_id",
    "account.move": "partner_id, partner_shipping_id",
    "purchase.order": "partner_id, dest_address_id",
}
#: dialogs of the host that make a document in place of another one, and leave no trace
#: of it in the document: (dialog, its field with the old ones, that with the new ones)
DIALOGS = {"account.move": ("account.move.reversal", "move_ids", "new_move_ids")}

#: parts that tell of a document: the names that people know
LABELS = {"calendar.attendee": "calendar.event"}
#: what makes up Odoo and not the documents of a company: users, messages and whom they
#: went to, the companies themselves
TECHNICAL_MODULES = {
    "base",
    "base_import",
    "bus",
    "digest",
    "link_tracker",
    "mail",
    "mail_group",
    "phone_validation",
    "portal",
    "rating",
    "sms",
    "snailmail",
    "web",
}
TECHNICAL_PREFIXES = ("ir.", "res.", "mail.", "discuss.", "bus.", "sms.", "antcrm.")
