from collections import defaultdict

from odoo import SUPERUSER_ID, api, fields, models, tools
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import NO_ACCESS, Command, Domain
from odoo.tools import SQL, format_date, sql

from .antcrm_share import SHARE_MODES, TOKEN_EVERYONE, TOKEN_UNSET, IntArray

#: what a record that refers to a hidden customer shows of it, and what says who sees it
SHOWN_FIELDS = (
    "active",
    "audience",
    "commercial_partner_id",
    "company_id",
    "complete_name",
    "create_uid",
    "is_company",
    "name",
    "parent_id",
    "partner_share",
    "share_id",
    "share_owner_id",
    "type",
    "user_id",
)
SHARE_FIELDS = {"share_mode", "share_user_ids", "share_team_ids"}
DATA_OWNER = "antcrm_share.group_data_owner"
ADMINISTRATOR = "antcrm_share.group_administrator"
USER = "antcrm_share.group_user"


class AntcrmShareMixin(models.AbstractModel):
    """Who sees a customer.

    The intent is a policy (``share_id``); the way in is ``audience``, the ids of all
    who may see and change the customer, derived from policy, creator and person in
    charge. A global record rule asks ``share_allows``; a rule of the group User asks
    ``share_grants``, which lets those whom a policy names through the host's "own
    documents only". Nothing else decides.
    """

    _name = "antcrm.share.mixin"
    _description = "Shared Record"

    share_id = fields.Many2one(
        "antcrm.share",
        string="Share Policy",
        groups=NO_ACCESS,
        ondelete="restrict",
        index="btree_not_null",
        copy=False,
    )
    share_owner_id = fields.Many2one(
        "res.users",
        string="Creator",
        readonly=True,
        ondelete="set null",
        index="btree_not_null",
        copy=False,
        help="Who entered the customer, and keeps access to it.",
    )
    audience = IntArray(
        compute="_compute_audience", store=True, groups=NO_ACCESS, copy=False
    )
    share_allows = fields.Boolean(
        compute="_compute_share_allows",
        search="_search_share_allows",
        export_string_translation=False,
    )
    share_grants = fields.Boolean(
        compute="_compute_share_allows",
        search="_search_share_grants",
        export_string_translation=False,
    )
    share_is_orphaned = fields.Boolean(
        "Seen by Nobody",
        compute="_compute_share_is_orphaned",
        search="_search_share_is_orphaned",
        help="Shared with people who are all gone: only Data Owners see it.",
    )
    share_editable = fields.Boolean(
        compute="_compute_share_editable", export_string_translation=False
    )
    share_mode = fields.Selection(
        SHARE_MODES,
        string="Share",
        compute="_compute_share",
        inverse="_inverse_share",
        search="_search_share_mode",
        readonly=False,
        help="Who may see and change this customer, besides its creator and the PIC.",
    )
    share_user_ids = fields.Many2many(
        "res.users",
        string="Shared with Employees",
        compute="_compute_share",
        inverse="_inverse_share",
        search="_search_share_user_ids",
        readonly=False,
        domain=[("share", "=", False)],
    )
    share_team_ids = fields.Many2many(
        "crm.team",
        string="Shared with Sales Groups",
        compute="_compute_share",
        inverse="_inverse_share",
        search="_search_share_team_ids",
        readonly=False,
    )

    def _auto_init(self):
        """Add the column of the audience before the ORM does: it would compute it for
        every existing record. They all have no policy."""
        cr, table = self.env.cr, self._table
        if sql.table_exists(cr, table) and not sql.column_exists(cr, table, "audience"):
            self.env.cr.execute(
                SQL(
                    "ALTER TABLE %s ADD COLUMN audience int4[] "
                    "NOT NULL DEFAULT '{%s}'::int4[]",
                    SQL.identifier(self._table),
                    TOKEN_UNSET,
                )
            )
        return super()._auto_init()

    def _fetch_field(self, field):
        """What superuser code asks of a customer for somebody - its name, whether it is
        hidden - brings nothing else of it into the cache: the host reads from there for
        whoever asks next."""
        if self.env.su and self.env.uid != SUPERUSER_ID:
            names = self._get_shown_fields()
            if field.name in names:
                return self.fetch(names)
        return super()._fetch_field(field)

    @api.model
    @tools.ormcache()
    def _get_shown_fields(self):
        """Return the names of the fields that tell nothing, or the name."""
        fields = self._fields
        return [name for name in SHOWN_FIELDS if name in fields and fields[name].store]

    # ------------------------------------------------------------------
    # Audience
    # ------------------------------------------------------------------

    def _compute_audience(self):
        for record in self:
            record.audience = record._get_audience()

    def _get_audience(self):
        """Return the tokens of all who may see one record."""
        self.ensure_one()
        if not self.share_id:
            return {TOKEN_UNSET}
        owner = self.share_owner_id or self.create_uid
        return self.share_id._get_audience(owner.id, self.user_id.id)

    @api.depends("audience")
    @api.depends_context("uid")
    def _compute_share_allows(self):
        grants = set(self.env.user._get_share_tokens())
        # the flag of the environment says nothing here: the host checks writes as
        # superuser with the rule of the user
        sees_all = self.env.user.has_group(DATA_OWNER)
        # superuser: the audience decides and is not told
        for record, record_sudo in zip(self, self.sudo(), strict=True):
            audience = set(record_sudo.audience or (TOKEN_UNSET,))
            record.share_grants = sees_all or not grants.isdisjoint(audience)
            record.share_allows = record.share_grants or TOKEN_UNSET in audience

    def _search_share_allows(self, operator, value):
        return self._search_audience(operator, value, (TOKEN_UNSET,))

    def _search_share_grants(self, operator, value):
        if not self.env.su:
            # a rule asks as superuser; for others it would tell who has a policy
            raise AccessError(self._get_share_error())
        return self._search_audience(operator, value)

    def _search_audience(self, operator, value, tokens=()):
        """Return the domain of the customers whose audience has a token of the user,
        or one of those given."""
        if operator != "in" or True not in value:
            return NotImplemented
        if self.env.user.has_group(DATA_OWNER):
            return Domain.TRUE
        return self._get_audience_domain([*tokens, *self.env.user._get_share_tokens()])

    @api.model
    def _get_audience_domain(self, tokens):
        """Return the domain of the customers whose audience has one of the tokens."""
        tokens = list(tokens)

        def to_sql(model, alias, query):
            # superuser: users have no access to the column; the ORM flushes it
            column = model.sudo()._field_to_sql(alias, "audience", query)
            return self._audience_to_sql(column, tokens)

        def predicate(record):
            return not set(tokens).isdisjoint(record.sudo().audience or (TOKEN_UNSET,))

        return Domain.custom(to_sql=to_sql, predicate=predicate)

    @api.model
    def _audience_to_sql(self, column, tokens):
        """Return the condition that an audience has one of the tokens."""
        return SQL("(%s && %s::int4[])", column, tokens)

    @api.model
    def _select_shared(self, limit):
        """Return the query of the ids of some whom no share hides from the user, found
        by the user and not by looking at each. What else hides them is not asked.

        :param int limit: how many
        """
        table = SQL.identifier(self._table)
        if self.env.user.has_group(DATA_OWNER):
            return SQL("SELECT id FROM %s LIMIT %s", table, limit)
        # superuser: users have no access to the column; ids are all that is told of it
        self.sudo().flush_model(["audience"])
        tokens = [TOKEN_UNSET, *self.env.user._get_share_tokens()]
        return self._select_audience(tokens, limit)

    @api.model
    def _select_audience(self, tokens, limit):
        """Return the query of the ids of some whose audience has one of the tokens."""
        return SQL(
            "SELECT id FROM %s WHERE %s LIMIT %s",
            SQL.identifier(self._table),
            self._audience_to_sql(SQL.identifier("audience"), tokens),
            limit,
        )

    def _filter_audience(self, user):
        """Return those records, read as superuser, that no share hides from a user."""
        if user.has_group(DATA_OWNER):
            return self
        tokens = {TOKEN_UNSET, *user._get_share_tokens()}
        return self.filtered(
            lambda record: not tokens.isdisjoint(record.audience or (TOKEN_UNSET,))
        )

    # ------------------------------------------------------------------
    # Policy
    # ------------------------------------------------------------------

    @api.depends_context("uid")
    @api.depends("share_owner_id")
    def _compute_share_editable(self):
        editable = self._filter_share_editable()
        for record in self:
            record.share_editable = not record._origin or record._origin in editable

    def _filter_share_editable(self):
        """Return the records whose share the user may see and change: their own, those
        an Administrator may read, all for a Data Owner."""
        user = self.env.user
        if self.env.su or user.has_group(DATA_OWNER):
            return self
        records = self._origin
        # superuser: who created a record decides here, and is not told
        own = records.filtered(
            lambda record: (
                (record.sudo().share_owner_id or record.sudo().create_uid) == user
            )
        )
        if user.has_group(ADMINISTRATOR):
            return own | (records - own)._filtered_access("read")
        return own

    def _filter_shareable(self, share):
        """Return the records to which the user may give a policy, read as superuser,
        and which they would still see then."""
        records = self._filter_share_editable()
        user = self.env.user
        if self.env.su or user.has_group(DATA_OWNER):
            return records
        tokens = set(user._get_share_tokens())

        def is_seen(record):
            owner = record.share_owner_id or record.create_uid
            audience = share._get_audience(owner.id, record.user_id.id)
            return not tokens.isdisjoint(audience)

        # superuser: who created a record decides here, and is not told
        return records.sudo().filtered(is_seen).with_env(self.env)

    @api.depends_context("uid")
    @api.depends("share_id")
    def _compute_share(self):
        editable = self._filter_share_editable()
        for record in self:
            # superuser: for those who may see the share, the policy has no rights of
            # its own
            share = (
                record.sudo().share_id
                if record._origin in editable
                else self.env["antcrm.share"]
            )
            record.share_mode = share.mode
            record.share_user_ids = share.user_ids.sudo(self.env.su)
            record.share_team_ids = share.team_ids.sudo(self.env.su)

    def _inverse_share(self):
        """Give the records the policy that was chosen.

        :raise AccessError: the user may not change the share of one of them
        """
        if self - self._filter_share_editable():
            raise AccessError(self._get_share_error())
        choices = self.grouped(
            lambda record: (
                record.share_mode,
                record.share_user_ids._ids,
                record.share_team_ids._ids,
            )
        )
        for (mode, _user_ids, _team_ids), records in choices.items():
            if mode:
                records._set_share(records[:1]._get_chosen_share())
            elif any(record.share_id for record in records.sudo()):
                raise ValidationError(self.env._("Choose who may see this customer."))

    def _get_chosen_share(self):
        """Return the policy that the fields of one record say."""
        self.ensure_one()
        return self.env["antcrm.share"]._get(
            self.share_mode,
            self.env["res.users"].browse(self.share_user_ids._origin.ids),
            self.env["crm.team"].browse(self.share_team_ids._origin.ids),
        )

    def _set_share(self, share):
        """Give the records the policy ``share``; the history remembers the old one.

        :raise UserError: the user would lose the record
        """
        # superuser: the users have no access to the field; the caller has checked them
        changed = self.sudo().filtered(lambda record: record.share_id != share)
        self.env["antcrm.share.log"]._log(changed, share)
        changed.write({"share_id": share.id})
        if not self.env.su and changed.sudo(False)._filtered_access("read") != (
            changed.sudo(False)
        ):
            raise UserError(
                self.env._(
                    "You would no longer see this customer yourself. Add yourself or a "
                    "sales group of yours, or ask its creator."
                )
            )

    @api.model
    def _get_share_error(self):
        return self.env._("You may not see or change with whom this is shared.")

    @api.model
    def _check_share_search(self):
        """Only Data Owners search shares: for others, each search would tell who sees
        what.

        :raise AccessError: for everybody else
        """
        if not (self.env.su or self.env.user.has_group(DATA_OWNER)):
            raise AccessError(self._get_share_error())

    def _search_share_mode(self, operator, value):
        self._check_share_search()
        domain = Domain("share_id.mode", operator, value)
        return Domain("id", "in", self.sudo()._search(domain))

    def _search_share_user_ids(self, operator, value):
        self._check_share_search()
        domain = Domain("share_id.user_ids", operator, value)
        return Domain("id", "in", self.sudo()._search(domain))

    def _search_share_team_ids(self, operator, value):
        self._check_share_search()
        domain = Domain("share_id.team_ids", operator, value)
        return Domain("id", "in", self.sudo()._search(domain))

    def _field_to_sql(self, alias, field_expr, query=None):
        """Data Owners sort and group by the option; see ``_check_share_search``."""
        if field_expr != "share_mode":
            return super()._field_to_sql(alias, field_expr, query)
        return SQL(
            "(SELECT mode FROM antcrm_share WHERE id = %s)",
            self._share_id_to_sql(alias, query),
        )

    def _read_group_groupby(self, alias, groupby_spec, query):
        """Data Owners group by whom customers are shared with."""
        if groupby_spec not in ("share_user_ids", "share_team_ids"):
            return super()._read_group_groupby(alias, groupby_spec, query)
        share_id = self._share_id_to_sql(alias, query)
        field = self.env["antcrm.share"]._fields[groupby_spec.removeprefix("share_")]
        relation = query.make_alias(alias, groupby_spec)
        query.add_join(
            "LEFT JOIN",
            relation,
            field.relation,
            SQL("%s = %s", SQL.identifier(relation, field.column1), share_id),
        )
        return SQL.identifier(relation, field.column2)

    def _share_id_to_sql(self, alias, query):
        self._check_share_search()
        # superuser: users, Data Owners too, have no access to the column
        return self.sudo()._field_to_sql(alias, "share_id", query)

    @api.model
    def fields_get(self, allfields=None, attributes=None):
        """Filters and groups by share are offered to Data Owners only."""
        result = super().fields_get(allfields, attributes)
        if not (self.env.su or self.env.user.has_group(DATA_OWNER)):
            for name in SHARE_FIELDS & result.keys():
                if "searchable" in result[name]:
                    result[name]["searchable"] = False
        if self.env.context.get("antcrm_merging"):
            # the host's merge copies all columns; the destination keeps its own
            for name in ("share_id", "share_owner_id", "audience"):
                result.pop(name, None)
        return result

    @api.depends_context("uid")
    def _compute_share_is_orphaned(self):
        if not (self.env.su or self.env.user.has_group(DATA_OWNER)):
            self.share_is_orphaned = False
            return
        orphaned = self.search(
            [("id", "in", self.ids), ("share_is_orphaned", "=", True)]
        )
        for record in self:
            record.share_is_orphaned = record in orphaned

    def _search_share_is_orphaned(self, operator, value):
        """Find what was shared with users and teams that are gone or archived."""
        self._check_share_search()
        if operator != "in" or True not in value:
            return NotImplemented

        def to_sql(model, alias, query):
            # superuser: users have no access to the column
            column = model.sudo()._field_to_sql(alias, "audience", query)
            return SQL(
                """
                NOT EXISTS (
                    SELECT FROM unnest(%(column)s) AS token
                     WHERE token IN (%(unset)s, %(everyone)s)
                        OR EXISTS (SELECT FROM res_users
                                    WHERE id = token AND active)
                        OR EXISTS (SELECT FROM crm_team team
                                     JOIN crm_team_member member
                                       ON member.crm_team_id = team.id AND member.active
                                     JOIN res_users ON res_users.id = member.user_id
                                    WHERE team.id = -token AND team.active
                                      AND res_users.active)
                        OR EXISTS (SELECT FROM crm_team team
                                     JOIN res_users ON res_users.id = team.user_id
                                    WHERE team.id = -token AND team.active
                                      AND res_users.active)
                )
                """,
                column=column,
                unset=TOKEN_UNSET,
                everyone=TOKEN_EVERYONE,
            )

        return Domain.custom(to_sql=to_sql)

    @api.model
    def _get_default_share(self, kind):
        """Return the values of the share that the settings give to customers of a kind
        when nobody chooses: all, the user's own groups, or the user alone."""
        mode, teams = self._get_default_share_choice(kind)
        return {
            "share_mode": mode,
            "share_user_ids": [Command.set([])],
            "share_team_ids": [Command.set(teams.ids)],
        }

    @api.model
    def _get_default_share_choice(self, kind):
        """Return the mode and the groups of :meth:`_get_default_share`."""
        # superuser: reads one word of the settings
        parameters = self.env["ir.config_parameter"].sudo()
        mode = parameters.get_param(f"antcrm_share.share_mode_{kind}", "all")
        teams = self.env["crm.team"]
        if mode == "group":
            teams = self.env.user.crm_team_ids
            mode = "group" if teams else "me"
        return mode, teams

    @api.model
    def _get_form_kind(self):
        """Return the kind of customer for which a form suggests the share that the
        settings say. The host's forms suggest none: what they make is shared as the
        host's own rules say. An addon with forms of its own tells them apart."""
        return False

    @api.model
    def default_get(self, fields_list):
        values = super().default_get(fields_list)
        kind = self._get_form_kind()
        if "share_mode" in fields_list and kind and not values.get("share_mode"):
            share = self._get_default_share(kind)
            values |= {name: share[name] for name in SHARE_FIELDS & {*fields_list}}
        return values

    @api.model
    def _complete_share(self, vals):
        """Whoever chooses employees or groups in a list or a file shares with them."""
        if "share_mode" in vals:
            return vals
        for mode, name in (("employee", "share_user_ids"), ("group", "share_team_ids")):
            if any(vals.get(name) or ()) and vals[name] != [Command.set([])]:
                return {**vals, "share_mode": mode}
        return vals

    @api.model_create_multi
    def create(self, vals_list):
        # whoever enters a record is its creator; the superuser says who it is
        vals_list = [
            {"share_owner_id": self.env.uid, **vals}
            if self.env.su
            else {**vals, "share_owner_id": self.env.uid}
            for vals in map(self._complete_share, vals_list)
        ]
        return super().create(vals_list)

    @api.model
    def _create(self, data_list):
        """The share that is chosen for a new record is there when the host asks whether
        the user may create it: its creator may see what they enter for a colleague."""
        positions = defaultdict(list)
        for position, data in enumerate(data_list):
            chosen, stored = data["inversed"], data["stored"]
            if chosen.get("share_mode") and not stored.get("share_id"):
                choice = self.new({name: chosen.get(name) for name in SHARE_FIELDS})
                share = choice._get_chosen_share()
                stored["share_id"] = share.id
                positions[share].append(position)
        records = super()._create(data_list)
        for share, found in positions.items():
            created = records.browse(records.ids[position] for position in found)
            self.env["antcrm.share.log"]._log(created, share, new=True)
        return records

    def write(self, vals):
        if "share_owner_id" in vals:
            if self.env.context.get("antcrm_merging"):
                # the host's merge copies all columns; the destination keeps its own
                vals = {k: v for k, v in vals.items() if k != "share_owner_id"}
            else:
                self._check_share_search()
        vals = self._complete_share(vals)
        kept = self._filter_hidden_from_automation(vals)
        if not kept:
            return super().write(vals)
        kept._tell_of_automation(vals["user_id"])
        rest = {name: value for name, value in vals.items() if name != "user_id"}
        super(AntcrmShareMixin, kept).write(rest)
        return super(AntcrmShareMixin, self - kept).write(vals)

    def _filter_hidden_from_automation(self, vals):
        """Return the records whose share hides them from whom an automation rule of
        the host would put in charge. It writes as superuser, and whoever is in charge
        sees the customer: a rule opens nothing that its creator has closed."""
        # the host's addon base_automation marks what its rules do
        is_automation = self.env.su and "__action_done" in self.env.context
        if not is_automation or not vals.get("user_id") or "share_mode" in vals:
            return self.browse()
        user = self.env["res.users"].browse(vals["user_id"])
        return self - self._filter_audience(user)

    def _tell_of_automation(self, user_id):
        """Say in the history of customers why an automation rule changed nothing."""
        # once: what is written to the history may start the rule again
        told = self.env.cr.precommit.data.setdefault("antcrm_automation", set())
        records = self.filtered(lambda record: (record, user_id) not in told)
        told.update((record, user_id) for record in records)
        user = self.env["res.users"].browse(user_id)
        body = self.env._(
            "An automation rule was to put %(user)s in charge, who may not see this "
            "customer. Share it with %(user)s, or choose the person in charge by hand.",
            user=user.name,
        )
        if records:
            records._message_log_batch({record.id: body for record in records})

    # the field whose customer gives the record an address, a number or a tax number
    _share_reference = None

    @api.model
    def _check_share_references(self, partner_ids):
        """Check partners that a record is to point to, where no create or write does.

        :raise AccessError: one of them is hidden from the user
        """
        guard = self.env["antcrm.reference.guard"]
        guard._check_ids("res.partner", guard._read_ids(partner_ids))

    def _check_share_merge(self):
        """Check that the user may merge the records: the share of the destination
        stands, so whoever hides or opens the others that way must be allowed to.

        :raise AccessError: the user may not write one of them
        :raise UserError: their shares differ, and the user may not change them all
        """
        self.check_access("write")
        # superuser: only whether the same people see them is told
        policies = {record.sudo()._get_merge_policy() for record in self}
        if len(policies) > 1 and (self - self._filter_share_editable()):
            raise UserError(
                self.env._(
                    "These customers are shared with different people. "
                    "Ask a Data Owner to merge them."
                )
            )

    def _get_merge_policy(self):
        """Return who sees one record but for its person in charge, whom everybody
        chooses who may write it; equal for two if merging them tells nobody more."""
        self.ensure_one()
        share = self.share_id
        if not share and self._name == "crm.lead":
            return frozenset((TOKEN_UNSET,))
        if not share:
            # a bare address is seen as its customer is
            tokens = frozenset(self.audience or (TOKEN_UNSET,))
            # the host hides no partner from employees
            return frozenset((TOKEN_EVERYONE,)) if tokens == {TOKEN_UNSET} else tokens
        if share.mode == "all":
            return frozenset((TOKEN_EVERYONE,))
        members = share.team_ids.crm_team_member_ids.user_id | share.team_ids.user_id
        owner = self.share_owner_id or self.create_uid
        return frozenset((share.user_ids | members | owner).ids)

    def _filter_seen_by_all(self):
        """Return the records that no share hides from any internal user."""
        open_tokens = {TOKEN_UNSET, TOKEN_EVERYONE}
        # superuser: the audience decides and is not told
        return self.filtered(
            lambda record: open_tokens.intersection(record.sudo().audience)
        )

    def _filter_share_recipients(self, recipients):
        """Return those recipients of a message that may see the customer it is about:
        followers of its team or account are no reason to tell them.

        :param recipients: dicts of the host's ``_notify_get_recipients``; customers and
            portal users among them are bound by the host's rules alone
        """
        if not self:
            return recipients

        def may_see(recipient):
            user_id = recipient.get("uid")
            if not user_id or recipient.get("ushare"):
                return True
            return all(record.share_allows for record in self.with_user(user_id))

        if self == self._filter_seen_by_all():
            return recipients
        return [recipient for recipient in recipients if may_see(recipient)]

    # ------------------------------------------------------------------
    # Who can see this?
    # ------------------------------------------------------------------

    def share_explain(self):
        """Tell who sees one customer, and why.

        :return: list of dicts by name: ``user_id``, ``name``, ``reasons`` and
            ``joined`` (lists of sentences: why, and who brought them into a group);
            every internal user who has access, Data Owners included, and whoever else
            it was opened to
        :raise AccessError: for those who may not see the share
        """
        self.ensure_one()
        self.check_access("read")
        if not self._filter_share_editable():
            raise AccessError(self._get_share_error())
        # superuser: lists all colleagues with their teams, for who may see the share
        reasons = self.sudo()._get_share_reasons()
        joined = self.sudo()._get_share_newcomers()
        # the host's own rules stand beside the share, and differ from user to user
        return [
            {
                "user_id": user.id,
                "name": user.name,
                "reasons": reasons[user],
                "joined": joined.get(user, []),
            }
            for user in sorted(reasons, key=lambda user: (user.name or "", user.id))
            if self.with_user(user).has_access("read")
        ]

    def _get_share_reasons(self):
        """Return ``{user: sentences}`` of those whom one record, read as superuser, is
        meant for."""
        self.ensure_one()
        reasons = {}

        def add(users, reason):
            for user in users.filtered(lambda u: u.active and not u.share):
                reasons.setdefault(user, []).append(reason)

        share = self.share_id
        if share:
            add(self.share_owner_id or self.create_uid, self.env._("Creator"))
            add(self.user_id, self.env._("PIC"))
            add(share.user_ids, self.env._("Named"))
            for team in share.team_ids:
                add(
                    team.crm_team_member_ids.user_id | team.user_id,
                    self.env._("Through the sales group %(team)s", team=team.name),
                )
        everyone = self.env["res.users"].search([("share", "=", False)])
        if not share:
            add(everyone, self.env._("Not restricted"))
        elif share.mode == "all":
            add(everyone, self.env._("Shared with all"))
        else:
            owners = everyone.filtered(lambda user: user.has_group(DATA_OWNER))
            add(owners, self.env._("Data Owner"))
        return reasons

    def _get_share_newcomers(self):
        """Return ``{user: sentences}``: who brought whom into a group that one record,
        read as superuser, is shared with."""
        joined = {}
        logs = self.env["antcrm.share.log"].search(
            self._get_share_group_domain() & Domain("user_id", "!=", False)
        )
        known = set()
        for log in logs:
            key = log.model, log.res_id, log.user_id
            if key not in known and log.event != "archived":
                known.add(key)
                joined.setdefault(log.user_id, []).append(
                    self.env._(
                        "since %(date)s, by %(user)s",
                        date=format_date(self.env, log.create_date),
                        user=log.create_uid.name,
                    )
                )
        return joined

    def _get_share_group_domain(self):
        """Return the domain of the log of those groups whose people see one record,
        read as superuser."""
        return Domain("model", "=", "crm.team") & Domain(
            "res_id", "in", list(self.share_id._get_named_team_ids())
        )

    def action_share_explain(self):
        """Open "Who can see this?": who sees the customer and why, and the history.

        :raise AccessError: for those who may not see the share
        """
        self.ensure_one()
        overview = self.env["antcrm.share.overview"].create(
            {
                "record_name": self.display_name,
                "res_model": self._name,
                "res_id": self.id,
                "line_ids": [
                    Command.create(
                        {
                            "user_id": line["user_id"],
                            "reasons": ", ".join(line["reasons"] + line["joined"]),
                        }
                    )
                    for line in self.share_explain()
                ],
                "change_ids": [
                    Command.create(
                        {
                            "date": line["date"],
                            "user_name": line["user"],
                            "old_share": line["old"],
                            "new_share": line["new"],
                        }
                    )
                    for line in self.share_history()
                ],
            }
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Who can see this?"),
            "res_model": overview._name,
            "res_id": overview.id,
            "views": [[False, "form"]],
            "target": "new",
        }

    def share_history(self):
        """Return the changes of the share of one customer, and of the groups that it is
        shared with, the latest first.

        :return: list of dicts: ``date`` (UTC), ``user``, ``old``, ``new`` (names)
        :raise AccessError: for those who may not see the share
        """
        self.ensure_one()
        self.check_access("read")
        if not self._filter_share_editable():
            raise AccessError(self._get_share_error())
        # superuser: the log is read through this method alone
        logs = self.sudo()._get_share_logs()
        return [
            {
                "date": fields.Datetime.to_string(log.create_date),
                "user": log.create_uid.name,
                "old": old or "",
                "new": new or "",
            }
            for log in logs.sorted("id", reverse=True)
            for old, new in [log._get_texts()]
        ]

    def _get_share_logs(self):
        """Return the changes of one record, read as superuser, and those of the groups
        that it was shared with at the time."""
        Log = self.env["antcrm.share.log"]
        own = Log.search([("model", "=", self._name), ("res_id", "=", self.id)])
        own = own.sorted("id")
        changes = own.filtered(lambda log: log.event == "share")
        # from which entry of the log on which policy was in force
        since = [(0, changes[:1].old_share_id if changes else self.share_id)]
        since += [(log.id, log.new_share_id) for log in changes]
        team_ids = {id_: share._get_named_team_ids() for id_, share in since}
        groups = Log.search(
            [
                ("model", "=", "crm.team"),
                ("res_id", "in", list(set().union(*team_ids.values()))),
                ("create_date", ">=", self.create_date),
            ]
        )

        def is_concerned(log):
            start = max(id_ for id_ in team_ids if id_ < log.id)
            return log.res_id in team_ids[start]

        return own | groups.filtered(is_concerned)
