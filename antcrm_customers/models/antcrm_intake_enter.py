from odoo import api, models
from odoo.exceptions import UserError, ValidationError

from ..tools.intake_entry import IntakeError

#: what becomes of a customer who is there already: the policy of the intake
KNOWN = {"refuse": "skip", "return": "skip", "merge": "merge"}
STRICT = "antcrm_customers.group_strict_entry"


class AntcrmIntake(models.AbstractModel):
    """The door for other programs: one customer in one call, as easy as ``create``."""

    # pylint: disable-next=consider-merging-classes-inherited
    _inherit = "antcrm.intake"

    @api.model
    def enter(self, kind, values, if_known="refuse", options=None):
        """Create a customer, unless they are there already: nobody is made twice.

        :param str kind: ``lead``, ``contact`` or ``account``
        :param dict values: with the keys that ``get_fields`` lists; see ``plan``
        :param str if_known: what becomes of a customer with the same phone or email:
            ``refuse`` raises, ``return`` changes nothing and returns them, ``merge``
            adds to them what they lack and returns them
        :param dict options: those of ``plan``, but for the policy and for what becomes
            of wrong values, which are refused
        :return: a dict with ``model``, ``id`` and ``created`` (whether they are new)
        :raise UserError: the customer is there and is to be refused, or may not be
            seen or changed by the caller; there is no such kind, field or choice
        :raise ValidationError: a value cannot be read, naming it
        :raise AccessError: the user may not create such customers
        """
        if not isinstance(if_known, str) or if_known not in KNOWN:
            raise IntakeError(
                self.env._(
                    "“%(value)s” cannot be chosen for a customer who is there already. "
                    "Choose one of %(choices)s.",
                    value=if_known,
                    choices=", ".join(KNOWN),
                )
            )
        if options is not None and not isinstance(options, dict):
            raise IntakeError(self.env._("Options come as values by name."))
        options = options or {}
        [outcome] = self.apply(
            kind,
            [values],
            {
                **options,
                "duplicate_policy": KNOWN[if_known],
                "invalid_values": "reject",
            },
        )
        record, reasons = outcome["record"], "\n".join(outcome["reasons"])
        if outcome["action"] == "rejected":
            raise ValidationError(reasons)
        is_created = outcome["action"] == "created"
        codes = [issue["code"] for issue in outcome["issues"]]
        is_attached = "other_kind" in codes and options.get("other_kinds") == "attach"
        is_taken = (
            outcome["action"] == "skipped" and if_known != "return" and not is_attached
        )
        if not record or is_taken:
            raise UserError(reasons)
        return {**record, "created": is_created}

    @api.model
    def _is_strict(self):
        """Whether what the user creates by the host's own columns is checked as what is
        typed in our forms."""
        return not self.env.su and self.env.user.has_group(STRICT)
