from odoo import api, fields, models
from odoo.exceptions import AccessError

from .antcrm_share_mixin import DATA_OWNER

OWN_RULES = "antcrm_"


class AntcrmShareMixin(models.AbstractModel):
    """Why somebody sees a customer, or does not: the share and the host's rules
    together; and who will, before a share is saved."""

    _inherit = "antcrm.share.mixin"

    share_change = fields.Char("Change of People", compute="_compute_share_change")

    # ------------------------------------------------------------------
    # One person
    # ------------------------------------------------------------------

    def share_explain_user(self, user_id):
        """Tell whether a user sees one customer, and why.

        :param int user_id: an internal user
        :return: dict: ``sees``, ``name``, ``reasons`` (list of sentences)
        :raise AccessError: for those who may not see the share
        """
        self.ensure_one()
        self.check_access("read")
        if not self._filter_share_editable():
            raise AccessError(self._get_share_error())
        # superuser: names of colleagues, for who may see the share
        user = self.env["res.users"].sudo().browse(user_id).exists()
        record = self.with_user(user).with_context(allowed_company_ids=None)
        sees = bool(user.active and record.has_access("read"))
        if sees:
            reasons = self.sudo()._get_share_reasons().get(user, [])
        else:
            reasons = self._get_obstacles(user)
        return {"sees": sees, "name": user.name, "reasons": reasons}

    def _get_obstacles(self, user):
        """Return all that keeps a user from a record, as sentences."""
        if not user.active:
            return [self.env._("This user is archived.")]
        record = self.with_user(user)
        if not record.browse().has_access("read"):
            return [
                self.env._(
                    "No right to read %(model)s at all: give the user a role.",
                    model=self._description,
                )
            ]
        obstacles = []
        if not record.sudo(False).share_allows:
            obstacles.append(
                self.env._(
                    "The share is “%(share)s”; this user is not in it, and is neither "
                    "the creator nor the PIC.",
                    share=self.sudo().share_id.display_name,
                )
            )
        # superuser: names of rules
        rules = self.env["ir.rule"].with_user(user)._get_failing(record, mode="read")
        for rule in rules.sudo():
            if rule in self._get_own_rules():
                continue
            if rule.groups:
                groups = rule.groups & user.sudo().all_group_ids
                obstacles.append(
                    self.env._(
                        "Closed to “%(groups)s”: %(rule)s.",
                        groups=", ".join(groups.mapped("full_name")),
                        rule=rule.name,
                    )
                )
            else:
                obstacles.append(
                    self.env._("Closed to everybody: %(rule)s.", rule=rule.name)
                )
        if rules and not self.sudo().share_id:
            obstacles.append(
                self.env._(
                    "It has no share of its own that would let this user in anyway."
                )
            )
        return obstacles

    @api.model
    def _get_own_rules(self):
        """Return the rules that ask the share, which are told in its own words."""
        # superuser: where rules come from
        data = self.env["ir.model.data"].sudo()
        data = data.search(
            [("model", "=", "ir.rule"), ("module", "=like", f"{OWN_RULES}%")]
        )
        return self.env["ir.rule"].sudo().browse(data.mapped("res_id"))

    # ------------------------------------------------------------------
    # Before it is saved
    # ------------------------------------------------------------------

    @api.depends("share_mode", "share_user_ids", "share_team_ids")
    @api.depends_context("uid")
    def _compute_share_change(self):
        for record in self:
            record.share_change = False
            if not record._origin or not record.share_editable or not record.share_mode:
                continue
            change = record._origin._count_share_change(
                record.share_mode,
                record.share_user_ids._origin,
                record.share_team_ids._origin,
            )
            record.share_change = self._tell_share_change(*change)

    def _count_share_change(self, mode, users, teams):
        """Return how many people would see some of the records who do not now, and how
        many would lose some of them.

        The host's own rules are left aside: what is counted is whom the share lets in.
        """
        everyone = self._get_share_everyone()
        owners = everyone.filtered(lambda user: user.has_group(DATA_OWNER))
        named = self._get_named_people(mode, users, teams, everyone)
        more = fewer = everyone.browse()
        # superuser: numbers, for who may change the share
        cases = self.sudo().grouped(
            lambda record: (record.share_id, record.share_owner_id, record.user_id)
        )
        for share, creator, pic in cases:
            always = owners | creator | pic
            before = everyone
            if share:
                before = self._get_named_people(
                    share.mode, share.user_ids, share.team_ids, everyone
                )
            more |= (named - before) - always
            fewer |= (before - named) - always
        return len(more), len(fewer)

    @api.model
    def _get_share_everyone(self):
        # superuser: how many colleagues there are
        return self.env["res.users"].sudo().search([("share", "=", False)])

    @api.model
    def _get_named_people(self, mode, users, teams, everyone):
        """Return the active people whom a choice lets in, as superuser."""
        if mode == "all":
            return everyone
        if mode == "me":
            return everyone.browse()
        if mode == "employee":
            return users.sudo() & everyone
        teams = teams.sudo().filtered("active")
        return (teams.crm_team_member_ids.user_id | teams.user_id) & everyone

    @api.model
    def _tell_share_change(self, more, fewer):
        if more and fewer:
            return self.env._(
                "Who will see it: %(more)s more, %(fewer)s fewer",
                more=more,
                fewer=fewer,
            )
        if more:
            return self.env._("Who will see it: %(more)s more", more=more)
        if fewer:
            return self.env._("Who will see it: %(fewer)s fewer", fewer=fewer)
        return False
