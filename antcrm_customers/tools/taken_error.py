"""What is refused as somebody else has it; knows no database."""

from odoo.exceptions import UserError


class TakenError(UserError):
    """Another customer has a phone or an email that was typed.

    The client shows it with what to do next; see ``taken_dialog.js``.
    """

    def __init__(self, message, kind, value, holder=None):
        """
        :param str kind: of the value: ``phone`` or ``email``
        :param holder: who has it, as ``antcrm.intake.find_everywhere`` tells, where
            the user may read them
        """
        super().__init__(message)
        # the host hands it on to clients
        self.context = {
            "antcrm_taken": {"kind": kind, "value": value, "holder": holder}
        }
