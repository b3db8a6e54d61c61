from odoo.addons.antcrm_customers.tests.excused import FIXED, OF_CUSTOMER, READ_BY_CODE

HIDDEN = {
    "antcrm.mail.intake": {
        "invalid_values": FIXED,
        "other_kinds": "of known people its page asks what their mails become",
        "review_ids": "a list of their own behind the button",
        "tag_names": "of the tags that are not there yet",
    },
    "antcrm.mail.offer": dict.fromkeys(
        ("dismissed", "field", "lead_id", "normalized", "partner_id", "value"),
        "offered on the customer, line by line",
    ),
    "antcrm.mail.review": {
        "company_id": FIXED,
        **dict.fromkeys(("share_mode", "share_team_ids", "share_user_ids"), FIXED),
    },
    "fetchmail.server": dict.fromkeys(
        ("mail_intake_id", "object_model"), "on the host's page of the mailbox"
    ),
    "mail.mail": dict.fromkeys(
        (
            "intake_acknowledged",
            "intake_id",
            "intake_outcome",
            "intake_unread",
            "intake_unread_id",
        ),
        "of mails that came in, on the page Mails",
    ),
}
#: of messages, and so of mails
EVERYWHERE = {"intake_sender": READ_BY_CODE}
PARTS = {"antcrm.mail.offer": OF_CUSTOMER}
#: texts with words that stand in the glossary for something else: why that is right
WORDS = {
    "For a Google Group, add": "Google's name",
    "although the group writes in its own name": "Google's",
    "Ratings": "the host's, of any thread",
}
#: buttons of rows that forms have by another name
FORM_BUTTONS = {"action_choose_customer": "action_add"}
