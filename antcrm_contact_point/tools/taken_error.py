"""What is refused as somebody else has it; knows no database."""

from odoo.exceptions import UserError


class TakenError(UserError):
    """Another customer has a phone or an email that was typed.

    Clients show it as any other refusal; an addon may register a dialog for it that
    offers what to do next.
    """

    def __init__(self, message, kind, value, holder=None):
        """
        :param str kind: of the value: ``phone`` or ``email``
        :param holder: who has it, where the user may read them: a dict with ``id``,
            ``kind``, ``name`` and ``can_write``
        """
        super().__init__(message)
        # the host hands it on to clients
        self.context = {
            "exception_class": "odoo.exceptions.UserError",
            "antcrm_taken": {"kind": kind, "value": value, "holder": holder},
        }
