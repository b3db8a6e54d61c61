from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..tools.concurrency import lost_race

# Tokens of an audience beside user ids (positive) and team ids (negative)
TOKEN_UNSET = 0  # no policy: the host's own rules alone
TOKEN_EVERYONE = 2**31 - 1

SHARE_MODES = [
    ("all", "All"),
    ("employee", "Employees"),
    ("group", "Sales Group"),
    ("me", "Only me"),
]


class IntArray(fields.Field):
    """A column of integers, as a tuple. It is searched with the operators of
    PostgreSQL's arrays, which a GIN index serves; ``None`` is written as the column's
    default."""

    type = "int_array"
    _column_type = ("_int4", "int4[]")

    def convert_to_cache(self, value, record, validate=True):
        return tuple(sorted(set(value))) if value else None

    def convert_to_record(self, value, record):
        return value or ()

    def convert_to_column(self, value, record, values=None, validate=True):
        return sorted(set(value)) if value else [TOKEN_UNSET]

    def convert_to_read(self, value, record, use_display_name=True):
        return list(value or ())

    def convert_to_export(self, value, record):
        return ""


class AntcrmShare(models.Model):
    """A share policy: who, besides the creator and the person in charge, may see and
    change a customer. Customers with the same choice point to the same policy."""

    _name = "antcrm.share"
    _description = "Share Policy"

    mode = fields.Selection(SHARE_MODES, required=True)
    user_ids = fields.Many2many("res.users", string="Shared with Employees")
    team_ids = fields.Many2many("crm.team", string="Shared with Sales Groups")
    key = fields.Char(
        required=True, help="Mode, user ids and sales group ids: one policy for each."
    )

    _key_unique = models.UniqueIndex("(key)", "There is already such a policy.")

    @api.depends("mode", "user_ids", "team_ids")
    def _compute_display_name(self):
        labels = dict(self._fields["mode"]._description_selection(self.env))
        for share in self:
            names = [
                *share.user_ids.mapped("name"),
                *share.team_ids.mapped("name"),
            ]
            label = labels[share.mode]
            share.display_name = f"{label}: {', '.join(names)}" if names else label

    @api.model
    def _get(self, mode, users, teams):
        """Return the one policy for a choice, made if there is none yet.

        :param str mode: ``all``, ``employee``, ``group`` or ``me``
        :param users: the users of the mode ``employee``
        :param teams: the teams of the mode ``group``
        :raise ValidationError: the choice names nobody
        """
        if mode == "employee" and not users:
            raise ValidationError(
                self.env._("Choose at least one employee to share with.")
            )
        if mode == "group" and not teams:
            raise ValidationError(
                self.env._("Choose at least one sales group to share with.")
            )
        if mode == "employee" and any(users.sudo().mapped("share")):
            raise ValidationError(
                self.env._("Customers are shared with employees only.")
            )
        user_ids = sorted(users.ids) if mode == "employee" else []
        team_ids = sorted(teams.ids) if mode == "group" else []
        share_id = self._get_id(mode, tuple(user_ids), tuple(team_ids))
        return self.sudo().browse(share_id)

    @api.model
    def _get_id(self, mode, user_ids, team_ids):
        # superuser: policies belong to nobody, and a policy tells nothing by itself
        Share = self.sudo()
        key = f"{mode}:{','.join(map(str, user_ids or team_ids))}"
        share = Share.search([("key", "=", key)])
        if share:
            return share.id
        with lost_race("antcrm_share_key_unique"):
            return Share.create(
                {
                    "mode": mode,
                    "key": key,
                    "user_ids": [fields.Command.set(user_ids)],
                    "team_ids": [fields.Command.set(team_ids)],
                }
            ).id

    def _get_named_team_ids(self):
        """Return the ids of the groups that policies name, deleted ones included."""
        return {
            int(id_)
            for share in self.filtered(lambda share: share.mode == "group")
            for id_ in share.key.partition(":")[2].split(",")
            if id_
        }

    def _get_tokens(self):
        """Return the tokens of one policy, without creator and person in charge."""
        self.ensure_one()
        if self.mode == "all":
            return {TOKEN_EVERYONE}
        return {*self.user_ids.ids, *(-id_ for id_ in self.team_ids.ids)}

    def _get_audience(self, *user_ids):
        """Return the tokens of all who may see a customer with this policy.

        :param user_ids: its creator and the person in charge; ``False`` for nobody
        """
        return self._get_tokens() | {id_ for id_ in user_ids if id_}
