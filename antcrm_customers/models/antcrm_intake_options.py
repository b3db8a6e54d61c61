from odoo import api, models
from odoo.exceptions import ValidationError
from odoo.tools import clean_context

from ..tools.intake_entry import (
    EXTERNAL_ID,
    OPTIONS,
    WAYS,
    IntakeError,
    IntakeOptions,
)
from ..tools.intake_fields import MAX_INTEGER

POLICIES = ("skip", "duplicate", "overwrite", "merge")
#: what an option may be, where that is one of a few
CHOICES = {
    "duplicate_policy": POLICIES,
    "invalid_values": ("drop", "reject"),
    "other_kinds": ("link", "attach", "skip"),
    "pic_mode": ("none", "user", "team", "creator"),
    "required_values": ("mark", "reject"),
    "share_mode": ("all", "employee", "group", "me"),
    "way_in": WAYS,
}
RELATIONS = {
    "status_id": "antcrm.status",
    "source_id": "utm.source",
    "phone_country_id": "res.country",
    "pic_user_id": "res.users",
    "pic_team_id": "crm.team",
    "responsible_id": "res.users",
    "share_user_ids": "res.users",
    "share_team_ids": "crm.team",
}


class AntcrmIntake(models.AbstractModel):
    """What is asked: the options of a caller are checked and completed, and what is
    going to be looked up is counted."""

    # pylint: disable-next=consider-merging-classes-inherited
    _inherit = "antcrm.intake"

    @api.model
    def _as_asked(self, options):
        """Return the intake without what a caller says beside the options: the context
        of a request would give values of its own to what is written as superuser."""
        if self.env.su or isinstance(options, (IntakeOptions, models.BaseModel)):
            return self
        context = {
            name: value
            for name, value in clean_context(self.env.context).items()
            if not name.startswith("antcrm_")
        }
        return self.with_env(self.env(context=context))

    @api.model
    def _read_options(self, options):
        """Return the options as a complete dict.

        :raise IntakeError: the caller gives one that there is not
        """
        if isinstance(options, models.BaseModel):
            options = IntakeOptions(options._get_intake_options())
        if not isinstance(options, IntakeOptions):
            self._check_options(options)
        options = {
            "duplicate_policy": "skip",
            "invalid_values": "drop",
            # {code of an issue: "drop" or "reject"}, where it differs from the above
            "invalid_choices": {},
            # only a person at a form of ours can be asked
            "required_values": "mark",
            "tag_names": [],
            "phone_country_id": False,
            # web forms and mails set it: what cannot be read as a number or an address
            # is kept as it was written, to be checked
            "keep_unread": False,
            "pic_mode": "none",
            "way_in": "other",
            # the default of the settings, for each kind
            "share_mode": None,
            "share_user_ids": [],
            "share_team_ids": [],
            # web forms and mails set it: a stranger must not change an address
            "keep_emails": False,
            # whose ids the external ids are; web forms update whom they know by one
            "external_system": "",
            "update_known": False,
            # whoever writes to the histories of customers what came sets the second
            "other_kinds": "link",
            "keeps_history": False,
            # how customers came in, as text for their histories; whoever says it there
            # of the customers themselves sets the second
            "origin": "",
            "tells_origin": False,
            # to plan one file in several batches: what the earlier ones brought, filled
            # as it goes, and how many candidates there were before this one
            "seen": {},
            "offset": 0,
            **{
                name: value
                for name, value in (options or {}).items()
                if value or name == "seen"
            },
        }
        self._check_pic_options(options)
        return options

    @api.model
    def _check_options(self, options):
        """Refuse what callers have no say in, and what is no choice.

        :raise IntakeError: naming the option
        """
        if options is not None and not isinstance(options, dict):
            raise IntakeError(self.env._("Options come as values by name."))
        for name, value in (options or {}).items():
            if name not in OPTIONS:
                raise IntakeError(
                    self.env._(
                        "There is no option “%(option)s”. Choose among %(options)s.",
                        option=name,
                        options=", ".join(sorted(OPTIONS)),
                    )
                )
            if value and not self._is_option(name, value):
                raise IntakeError(
                    self.env._(
                        "“%(value)s” cannot be chosen for the option “%(option)s”.",
                        option=name,
                        value=value,
                    )
                )

    @api.model
    def _is_option(self, name, value):
        """Whether a value can be chosen for an option."""
        if name in CHOICES:
            return isinstance(value, str) and value in CHOICES[name]
        if name == "invalid_choices":
            return isinstance(value, dict) and all(
                isinstance(choice, str) and choice in CHOICES["invalid_values"]
                for choice in value.values()
            )
        if name == "tag_names":
            return isinstance(value, (list, tuple)) and all(
                isinstance(tag, str) for tag in value
            )
        if name == "external_system":
            # those of ours are the programs of web forms
            is_name = isinstance(value, str) and value.isprintable()
            return is_name and len(value) < 100 and not value.startswith("antcrm.")
        if name in ("keep_emails", "keep_unread"):
            return isinstance(value, bool)
        ids = value if name.endswith("_ids") else [value]
        if not isinstance(ids, (list, tuple)) or not all(
            type(id_) is int and 0 < id_ <= MAX_INTEGER for id_ in ids
        ):
            return False
        # superuser: whether there is such a record; what the user may do with it is
        # decided where it is used
        records = self.env[RELATIONS[name]].sudo().browse(ids)
        return len(records.exists()) == len(set(ids))

    @api.model
    def _check_pic_options(self, options):
        """Check that the options say whom the customers are given to.

        :param dict options: ``pic_mode``, ``pic_user_id`` and ``pic_team_id``
        :raise ValidationError: nobody is chosen, or the group has no rule to choose by
        """
        if options["pic_mode"] == "user" and not options.get("pic_user_id"):
            raise ValidationError(self.env._("Choose the PIC."))
        if options["pic_mode"] != "team":
            return
        # superuser: whether the group chooses is told, and its name to who chose it
        team = self.env["crm.team"].sudo().browse(options.get("pic_team_id") or ())
        if not team.exists():
            raise ValidationError(
                self.env._(
                    "Choose a sales group that assigns its customers in turn or at "
                    "random."
                )
            )
        if team.assignment_rule == "none":
            raise ValidationError(
                self.env._(
                    "The sales group %(team)s has no assignment rule, so its customers "
                    "would be nobody's. Choose one that assigns in turn or at random, "
                    "or ask your administrator for a rule.",
                    team=team.name,
                )
            )

    @api.model
    def _get_questions(self, kind, candidates, options):
        """Return what is going to be looked up among all customers, those that the user
        may not see included: each value once. It is as they are written, so that it
        costs nothing to tell that there are too many.

        :return: set of pairs of the name of a field and a text
        """
        names = ["phones", "emails"]
        if kind == "contact":
            names.append("parent_id")
        return (
            {
                (name, value.strip())
                for candidate in candidates
                for name in names
                for value in self._get_list(candidate.get(name))
                if isinstance(value, str) and value.strip()
            }
            | self._get_key_questions(candidates)
            | {
                (EXTERNAL_ID, str(candidate[EXTERNAL_ID]))
                for candidate in candidates
                if isinstance(candidate.get(EXTERNAL_ID), (int, str))
            }
        )
