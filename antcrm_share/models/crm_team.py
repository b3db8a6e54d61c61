from ast import literal_eval

from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from .antcrm_share import TOKEN_EVERYONE, TOKEN_UNSET
from .antcrm_share_mixin import DATA_OWNER


class CrmTeam(models.Model):
    _inherit = "crm.team"

    # ------------------------------------------------------------------
    # The host's assignment: whoever gets a lead sees it from then on
    # ------------------------------------------------------------------

    def _allocate_leads(self, creation_delta_days=7):
        # duplicates are merged there with nobody looking, see crm_lead_share.py
        teams = self.with_context(antcrm_assigning=True)
        return super(CrmTeam, teams)._allocate_leads(
            creation_delta_days=creation_delta_days
        )

    def _get_lead_to_assign_domain(self):
        domain = super()._get_lead_to_assign_domain()
        if not self.env.context.get("antcrm_assigning"):
            return domain
        return Domain(domain) & self._get_open_leads_domain()

    def _get_open_leads_domain(self):
        """Return the domain of the leads of these teams that no share hides from any
        member."""
        domains = [
            Domain("team_id", "=", team.id)
            & self.env["crm.lead"]._get_audience_domain(
                (TOKEN_UNSET, TOKEN_EVERYONE, -team.id)
            )
            for team in self
        ]
        return Domain.OR(domains)

    def _assign_and_convert_leads(self, force_quota=False):
        """The host gives a lead to any member of its team: so it gets those that all of
        them may see. Of the others each goes to a member who may see it already, and
        stays where it is if there is none."""
        quotas = {
            member: member._get_assignment_quota(force_quota=force_quota)
            for member in self.crm_team_member_ids
        }
        # superuser: who sees a lead decides here, and is not told
        restricted = self.env["crm.lead"].search(
            Domain(self._get_lead_to_assign_domain()) & ~self._get_open_leads_domain(),
            order="probability desc, id",
        )
        teams = self.with_context(antcrm_assigning=True)
        result = super(CrmTeam, teams)._assign_and_convert_leads(
            force_quota=force_quota
        )
        # the host commits as it goes on: they may be gone or taken meanwhile
        restricted = restricted.exists().filtered_domain(
            self._get_lead_to_assign_domain()
        )
        for team, leads in restricted.grouped("team_id").items():
            members = team.crm_team_member_ids.filtered(
                lambda member: not member.assignment_optout
            )
            left = {}
            for member in members:
                done = result.get(member, {}).get("assigned", leads.browse())
                left[member] = quotas.get(member, 0) - len(done)
            for member, assigned in team._assign_restricted(leads, left).items():
                data = result.setdefault(
                    member, {"assigned": leads.browse(), "quota": quotas[member]}
                )
                data["assigned"] |= assigned
        return result

    def _assign_restricted(self, leads, left):
        """Give leads to members who may see them, in turn, as the host does.

        :param leads: leads of one team that a share hides from some members
        :param dict left: how many each member may still get; changed in place
        :return: ``{member: leads}``
        """
        result = {}
        waiting = [member for member, count in left.items() if count > 0]
        accepted = {}
        for member in waiting:
            # superuser: see above
            visible = leads.sudo()._filter_audience(member.user_id)
            domain = literal_eval(member.assignment_domain or "[]")
            accepted[member] = set(visible.filtered_domain(domain)._ids)
        for lead in leads:
            member = next((m for m in waiting if lead.id in accepted[m]), None)
            if not member:
                continue
            lead.with_context(mail_auto_subscribe_no_notify=True).convert_opportunity(
                lead.partner_id, user_ids=member.user_id.ids
            )
            result[member] = result.get(member, leads.browse()) | lead
            left[member] -= 1
            waiting.remove(member)
            if left[member] > 0:
                waiting.append(member)
        return result

    # ------------------------------------------------------------------
    # Who leads it sees what is shared with it
    # ------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        teams = super().create(vals_list)
        nobody = self.env["res.users"]
        self.env["antcrm.share.log"]._log_group(
            (team, "leader", nobody, team.user_id) for team in teams if team.user_id
        )
        return teams

    def write(self, vals):
        if vals.keys().isdisjoint(("user_id", "active")):
            return super().write(vals)
        before = {team: (team.user_id, team.active) for team in self}
        result = super().write(vals)
        nobody = self.env["res.users"]
        changes = []
        for team, (leader, active) in before.items():
            if team.user_id != leader:
                changes.append((team, "leader", leader, team.user_id))
            if team.active != active:
                user = self.env.user
                people = (nobody, user) if team.active else (user, nobody)
                changes.append((team, "archived", *people))
        self.env["antcrm.share.log"]._log_group(changes)
        return result

    def unlink(self):
        self._check_shared()
        nobody = self.env["res.users"]
        self.env["antcrm.share.log"]._log_group(
            (team, "deleted", nobody, nobody) for team in self
        )
        return super().unlink()

    def _check_shared(self):
        """Check that nobody loses customers with the group whom its deleter may not
        see.

        :raise UserError: customers are shared with it
        """
        if self.env.su or self.env.user.has_group(DATA_OWNER):
            return
        # superuser: policies tell nothing by themselves; only that there are some
        shares = self.env["antcrm.share"].sudo().search([("team_ids", "in", self.ids)])
        for name in ("res.partner", "crm.lead"):
            customers = self.env[name].sudo().with_context(active_test=False)
            if shares and customers.search_count(
                [("share_id", "in", shares.ids)], limit=1
            ):
                raise UserError(
                    self.env._(
                        "Customers are shared with this sales group: its members would "
                        "lose them. Archive the sales group, or ask a Data Owner to "
                        "share the customers with others first."
                    )
                )
