from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.antcrm_customers.tools.intake_entry import MODELS

from ..tools.groups import connect
from ..tools.pair_weights import ACROSS, get_bits, get_probability


class AntcrmDuplicate(models.Model):
    """Two customers that may be one, how likely it is, and what says so: two of a kind,
    or an open lead and a contact or an account. Found in the background, for all that
    are there.

    Who may read both sees the pair, nobody else.
    """

    _name = "antcrm.duplicate"
    _inherit = ["antcrm.terminology.mixin"]
    _description = "Possible Duplicates"
    _order = "score desc, id"
    _log_access = False

    kind = fields.Selection(
        [
            ("lead", "Lead"),
            ("contact", "Contact"),
            ("account", "Account"),
            ("lead_contact", "Lead and contact"),
            ("lead_account", "Lead and account"),
        ],
        required=True,
    )
    is_across = fields.Boolean("Of Two Kinds", compute="_compute_is_across")
    partner_id = fields.Many2one(
        "res.partner", string="Customer", ondelete="cascade", readonly=True
    )
    other_partner_id = fields.Many2one(
        "res.partner", string="Other Customer", ondelete="cascade", readonly=True
    )
    lead_id = fields.Many2one(
        "crm.lead", string="Lead", ondelete="cascade", readonly=True
    )
    other_lead_id = fields.Many2one(
        "crm.lead", string="Other Lead", ondelete="cascade", readonly=True
    )
    same_phone = fields.Boolean(readonly=True)
    same_email = fields.Boolean(readonly=True)
    same_name = fields.Boolean("Similar Name", readonly=True)
    score = fields.Float(
        readonly=True,
        help="The sum of the weights of what they have in common and of what differs.",
    )
    probability = fields.Float(
        "Likely (%)",
        digits=(4, 1),
        compute="_compute_probability",
        search="_search_probability",
        aggregator=None,
    )
    #: ``{part: [degree, weight]}``, see ``tools.pair_weights``
    details = fields.Json(readonly=True)
    explanation = fields.Json("Evidence", compute="_compute_explanation")
    state = fields.Selection(
        [("open", "Open"), ("dismissed", "Not a duplicate")],
        default="open",
        required=True,
        readonly=True,
    )
    dismissed_by = fields.Many2one("res.users", readonly=True, ondelete="set null")
    #: the number of the search that found the pair last
    scan = fields.Integer(readonly=True)
    customer_text = fields.Char("First", compute="_compute_texts")
    other_text = fields.Char("Second", compute="_compute_texts")
    reasons = fields.Char("In Common", compute="_compute_reasons")

    _partners_unique = models.UniqueIndex(
        "(partner_id, other_partner_id) WHERE partner_id IS NOT NULL"
    )
    _leads_unique = models.UniqueIndex(
        "(lead_id, other_lead_id) WHERE lead_id IS NOT NULL"
    )
    _across_unique = models.UniqueIndex(
        "(lead_id, partner_id) WHERE lead_id IS NOT NULL AND partner_id IS NOT NULL"
    )
    _other_partner_index = models.Index(
        "(other_partner_id) WHERE other_partner_id IS NOT NULL"
    )
    _other_lead_index = models.Index("(other_lead_id) WHERE other_lead_id IS NOT NULL")
    _open_index = models.Index("(score DESC, id) WHERE state = 'open'")

    @api.depends("kind")
    def _compute_is_across(self):
        for pair in self:
            pair.is_across = pair.kind in ACROSS

    @api.depends("partner_id", "other_partner_id", "lead_id", "other_lead_id")
    def _compute_texts(self):
        for pair in self:
            customer, other = pair._get_customers()
            pair.customer_text = pair._get_text(customer)
            pair.other_text = pair._get_text(other)

    @api.depends("details")
    def _compute_reasons(self):
        for pair in self:
            labels = [
                line["label"] for line in pair._get_explanation() if line["weight"] > 0
            ]
            pair.reasons = ", ".join(labels)

    @api.depends("score")
    def _compute_probability(self):
        for pair in self:
            pair.probability = 100 * get_probability(pair.score)

    @api.model
    def _search_probability(self, operator, value):
        """A whole number of percent is as it is shown, without decimals."""
        if operator == "in":
            return Domain.OR(
                Domain("score", ">=", get_bits((percent - 0.5) / 100))
                & Domain("score", "<", get_bits((percent + 0.5) / 100))
                for percent in value
                if percent is not False
            )
        if operator not in ("<", "<=", ">", ">="):
            return NotImplemented
        return Domain("score", operator, get_bits(value / 100))

    @api.depends("details", "score")
    def _compute_explanation(self):
        for pair in self:
            pair.explanation = {
                "probability": pair.probability,
                "lines": pair._get_explanation(),
            }

    def _get_explanation(self):
        """Return what was compared, what says most first: ``[{"label", "weight"}]``."""
        is_company = self.kind in ("account", "lead_account") or (
            self.kind == "lead"
            and bool(self.lead_id.partner_name)
            and not self.lead_id.contact_name
        )
        labels = {
            ("name", "same"): self.env._("same name"),
            ("name", "typo"): self.env._("name misspelt"),
            ("name", "part"): self.env._("part of the name"),
            ("name", "differs"): self.env._("other name"),
            ("phone", "same"): self.env._("same phone"),
            ("phone", "several"): self.env._("phone of several"),
            ("phone", "differs"): self.env._("other phone"),
            ("email", "same"): self.env._("same email"),
            ("email", "several"): self.env._("email of several"),
            ("email", "differs"): self.env._("other email"),
            ("number", "same"): self.env._("same tax number")
            if is_company
            else self.env._("same identity card"),
            ("number", "differs"): self.env._("other tax number")
            if is_company
            else self.env._("other identity card"),
            ("birthdate", "same"): self.env._("same date of birth"),
            ("birthdate", "near"): self.env._("similar date of birth"),
            ("birthdate", "differs"): self.env._("other date of birth"),
            ("address", "street"): self.env._("same street"),
            ("address", "city"): self.env._("same city"),
            ("address", "differs"): self.env._("other city"),
            ("account", "same"): self.env._("same account"),
            ("account", "differs"): self.env._("other account"),
            ("domain", "same"): self.env._("same domain"),
            ("domain", "differs"): self.env._("other domain"),
        }
        lines = [
            {"label": labels[part, degree], "weight": weight}
            for part, (degree, weight) in (self.details or {}).items()
            if (part, degree) in labels
        ]
        return sorted(lines, key=lambda line: -abs(line["weight"]))

    @api.depends("customer_text", "other_text")
    def _compute_display_name(self):
        for pair in self:
            pair.display_name = f"{pair.customer_text} / {pair.other_text}"

    def _get_text(self, customer):
        email = customer[customer._get_contact_point_column("email")]
        texts = [customer.display_name, customer.phone, email, customer.city]
        if customer._name == "crm.lead":
            # it goes by its title: who is meant stands beside it
            texts.insert(1, customer.contact_name or customer.partner_name)
        return " · ".join(dict.fromkeys(filter(None, texts)))

    def _get_customers(self):
        """Return the two customers of one pair; of two kinds, the lead first."""
        self.ensure_one()
        if self.kind in ACROSS:
            return self.lead_id, self.partner_id
        if self.kind == "lead":
            return self.lead_id, self.other_lead_id
        return self.partner_id, self.other_partner_id

    # ------------------------------------------------------------------
    # Who sees a pair
    # ------------------------------------------------------------------

    @api.model
    def _search(self, domain, *args, bypass_access=False, **kwargs):
        if not (self.env.su or bypass_access):
            readable = [
                Domain(name, "any", Domain.TRUE) & Domain(other, "any", Domain.TRUE)
                for name, other in (
                    ("partner_id", "other_partner_id"),
                    ("lead_id", "other_lead_id"),
                    ("lead_id", "partner_id"),
                )
                if all(
                    self.env[self._fields[end].comodel_name].has_access("read")
                    for end in (name, other)
                )
            ]
            domain = Domain(domain) & Domain.OR(readable)
        return super()._search(domain, *args, bypass_access=bypass_access, **kwargs)

    def _check_access(self, operation):
        result = super()._check_access(operation)
        pairs = self.browse(filter(None, self._ids))
        if self.env.su or not pairs or (result and len(result[0]) == len(self)):
            return result
        forbidden = result[0] if result else self.browse()
        # superuser: only to learn which customers decide, nothing of them is told
        for pair in pairs.sudo():
            ends = (customer.sudo(False) for customer in pair._get_customers())
            if any(end._filtered_access("read") != end for end in ends):
                forbidden |= pair.sudo(False)
        if not forbidden:
            return None
        make_error = self.env["ir.rule"]._make_access_error
        return forbidden, lambda: make_error(operation, forbidden)

    # ------------------------------------------------------------------
    # Decide
    # ------------------------------------------------------------------

    def action_merge(self):
        """Open the dialog that merges the two; of two kinds, the one that converts the
        lead.

        :raise AccessError: the user may not read both
        """
        self.ensure_one()
        self.check_access("read")
        if self.is_across:
            return self.action_convert()
        customer, other = self._get_customers()
        return (customer | other)._get_merge_action()

    def action_convert(self):
        """Open the dialog that converts the lead into the contact or the account.

        :raise AccessError: the user may not read both
        :raise UserError: they are of one kind
        """
        lead, partner = self._get_ends_across()
        return lead._get_convert_action(partner)

    def action_attach(self):
        """Link the lead to the contact or the account, and leave it open. It keeps what
        it says itself.

        :raise AccessError: the user may not write the lead, or not read both
        :raise UserError: they are of one kind
        """
        lead, partner = self._get_ends_across()
        lead._link_to_customer(partner)
        # superuser: pairs are written by these buttons alone
        self.sudo()._forget_settled(lead)
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._(
                    "%(lead)s belongs to %(customer)s now, and stays open.",
                    lead=lead.display_name,
                    customer=partner.display_name,
                ),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

    def _get_ends_across(self):
        self.ensure_one()
        self.check_access("read")
        if not self.is_across:
            raise UserError(
                self.env._("They are of one kind. Merge them to make one of both.")
            )
        return self._get_customers()

    @api.model
    def _forget_settled(self, leads=None):
        """Forget the pairs of two kinds that need no answer any more: the lead belongs
        to the customer, or is not open.

        :param leads: those that were written; all by default
        """
        self.env["crm.lead"].flush_model(
            ["active", "type", "converted_date", "partner_id"]
        )
        self.env.cr.execute(
            SQL(
                """
                DELETE FROM antcrm_duplicate pair
                 USING crm_lead lead
                  LEFT JOIN res_partner linked ON linked.id = lead.partner_id
                 WHERE lead.id = pair.lead_id AND pair.partner_id IS NOT NULL
                   AND pair.state = 'open' AND %s
                   AND (lead.active IS NOT TRUE OR lead.type != 'lead'
                        OR lead.converted_date IS NOT NULL
                        OR pair.partner_id IN (
                           linked.id, linked.commercial_partner_id))
                """,
                SQL("TRUE")
                if leads is None
                else SQL("lead.id = ANY(%s)", list(leads.ids)),
            )
        )
        self.invalidate_model()

    def action_merge_sure(self):
        """Open the review of a merge of all pairs that are sure; of those among the
        selected ones, if some are."""
        return self.env["antcrm.merge.batch"]._start_review(self.ids)

    @api.model
    def _get_sure_domain(self, percent):
        """Return the domain of the pairs that need nobody to look at them."""
        return (
            Domain("state", "=", "open")
            & Domain("probability", ">=", percent)
            & Domain("kind", "in", list(MODELS))
        )

    @api.model
    def _find_groups(self, domain, limit=None):
        """Return the customers that pairs connect, as the user sees them: list of
        recordsets.

        :param limit: how many pairs are looked at, the likeliest first
        """
        names = ["lead_id", "other_lead_id", "partner_id", "other_partner_id"]
        pairs = self.search_fetch(domain, names, limit=limit)
        groups = []
        for name in ("lead_id", "partner_id"):
            ends = [(pair[name].id, pair[f"other_{name}"].id) for pair in pairs]
            Model = self.env[self._fields[name].comodel_name]
            found = connect(pair for pair in ends if all(pair))
            records = Model.browse(id_ for group in found for id_ in group)
            groups += [
                Model.browse(group).with_prefetch(records._prefetch_ids)
                for group in found
            ]
        return groups

    def action_dismiss(self):
        """Say that they are not the same; they are not listed again.

        :raise AccessError: the user may not change both
        """
        self._check_may_decide()
        # superuser: the user may write the customers of these pairs
        self.sudo().write({"state": "dismissed", "dismissed_by": self.env.uid})

    def action_reopen(self):
        """List them again.

        :raise AccessError: the user may not change both
        """
        self._check_may_decide()
        # superuser: see action_dismiss
        self.sudo().write({"state": "open", "dismissed_by": False})

    def _check_may_decide(self):
        self.check_access("read")
        for name in ("partner_id", "other_partner_id", "lead_id", "other_lead_id"):
            self.mapped(name).check_access("write")

    @api.model
    def _get_dismissed(self, customers):
        """Return of whom somebody said that they are not the same as customers:
        ``{id: ids of the others}``."""
        name = "lead_id" if customers._name == "crm.lead" else "partner_id"
        ids = [customer._origin.id for customer in customers if customer._origin.id]
        # superuser: takes away from what the user may read, and tells nothing else
        pairs = self.sudo().search_fetch(
            Domain("state", "=", "dismissed")
            & Domain("kind", "in", list(MODELS))
            & (Domain(name, "in", ids) | Domain(f"other_{name}", "in", ids)),
            [name, f"other_{name}"],
            order="id",
        )
        dismissed = {id_: set() for id_ in ids}
        for pair in pairs:
            one, two = pair[name].id, pair[f"other_{name}"].id
            dismissed.get(one, set()).add(two)
            dismissed.get(two, set()).add(one)
        return dismissed

    @api.model
    def _move_to(self, destination, sources):
        """Let the pairs of customers that are merged be those of the one that stays, to
        be called before the host moves references: what nobody takes for a duplicate of
        one of them, nobody does of the result."""
        self.flush_model()
        name = "lead_id" if destination._name == "crm.lead" else "partner_id"
        names = {
            "one": SQL.identifier(name),
            "two": SQL.identifier(f"other_{name}"),
            "kept": destination.id,
            "sources": list(sources.ids),
            "all": [destination.id, *sources.ids],
        }
        self.env.cr.execute(
            SQL(
                "DELETE FROM antcrm_duplicate "
                "WHERE %(one)s = ANY(%(all)s) AND %(two)s = ANY(%(all)s)",
                **names,
            )
        )
        self.env.cr.execute(
            SQL(
                """
                WITH line AS (
                    SELECT id, other, row_number() OVER (
                               PARTITION BY other
                               ORDER BY state = 'dismissed' DESC, is_kept DESC, id
                           ) AS rank
                      FROM (SELECT id, state, %(one)s = %(kept)s
                                   OR %(two)s = %(kept)s AS is_kept,
                                   CASE WHEN %(one)s = ANY(%(all)s)
                                        THEN %(two)s ELSE %(one)s END AS other
                              FROM antcrm_duplicate
                             WHERE (%(one)s = ANY(%(all)s) OR %(two)s = ANY(%(all)s))
                               AND %(one)s IS NOT NULL AND %(two)s IS NOT NULL
                           ) found),
                gone AS (
                    DELETE FROM antcrm_duplicate
                     WHERE id IN (SELECT id FROM line WHERE rank > 1))
                SELECT id, other FROM line WHERE rank = 1
                """,
                **names,
            )
        )
        found = self.env.cr.fetchall()
        if found:
            self.env.cr.execute(
                SQL(
                    "UPDATE antcrm_duplicate pair "
                    "SET %(one)s = least(%(kept)s, other), "
                    "%(two)s = greatest(%(kept)s, other) "
                    "FROM unnest(%(ids)s, %(others)s) AS line (id, other) "
                    "WHERE pair.id = line.id",
                    ids=[id_ for id_, _other in found],
                    others=[other for _id, other in found],
                    **names,
                )
            )
        self._move_across(destination, sources)
        self.invalidate_model()

    @api.model
    def _move_across(self, destination, sources):
        """Do as :meth:`_move_to` with the pairs of two kinds."""
        own, other = "lead_id", "partner_id"
        if destination._name != "crm.lead":
            own, other = other, own
        names = {
            "own": SQL.identifier(own),
            "other": SQL.identifier(other),
            "kept": destination.id,
            "all": [destination.id, *sources.ids],
        }
        self.env.cr.execute(
            SQL(
                """
                DELETE FROM antcrm_duplicate WHERE id IN (
                    SELECT id FROM (
                        SELECT id, row_number() OVER (
                                   PARTITION BY %(other)s
                                   ORDER BY state = 'dismissed' DESC,
                                            %(own)s = %(kept)s DESC, id) AS rank
                          FROM antcrm_duplicate
                         WHERE %(own)s = ANY(%(all)s) AND %(other)s IS NOT NULL) found
                     WHERE rank > 1)
                """,
                **names,
            )
        )
        self.env.cr.execute(
            SQL(
                "UPDATE antcrm_duplicate SET %(own)s = %(kept)s "
                "WHERE %(own)s = ANY(%(all)s) AND %(other)s IS NOT NULL",
                **names,
            )
        )

    # ------------------------------------------------------------------
    # Find
    # ------------------------------------------------------------------

    @api.model
    def _cron_find(self):
        """Find the pairs of all kinds, step by step; each step is committed, and the
        next run goes on where this one stopped."""
        Cron = self.env["ir.cron"]
        Search = self.env["antcrm.duplicate.search"]
        # pairs of two kinds are looked for in what was written down of each
        searches = [Search._get(kind) for kind in (*MODELS, *ACROSS)]
        under_way = any(search.step < search.step_count for search in searches)
        for search in searches:
            if not (under_way and search.step_count):
                search._start()
        remaining = sum(search.step_count - search.step for search in searches)
        Cron._commit_progress(remaining=remaining)
        for search in searches:
            while search.step < search.step_count:
                search._run_step()
                remaining = sum(other.step_count - other.step for other in searches)
                if not Cron._commit_progress(1, remaining=remaining):
                    return

    @api.model
    def _cron_compare_changed(self):
        """Compare the customers that are new or were changed, within minutes."""
        Search = self.env["antcrm.duplicate.search"]
        changed, started = {}, set()
        for kind in MODELS:
            search = Search._get(kind)
            changed[kind] = search._compare_changed()
            if search.step < search.step_count:
                started.add(kind)
        self._forget_settled()
        for kind in ACROSS:
            customer_kind = Search._get(kind)._get_line_kinds()[1]
            search = Search._get(kind)
            if started & {"lead", customer_kind} and search.step == search.step_count:
                search._start()
            search._compare_across(changed["lead"], changed[customer_kind])
        if started:
            # too many: all are compared
            self.env.ref("antcrm_merge.ir_cron_find_duplicates")._trigger()

    @api.model
    def _find(self, kind):
        """Find the pairs of one kind, or of two, at once."""
        Search = self.env["antcrm.duplicate.search"]
        kinds = [kind]
        if kind in ACROSS:
            kinds = ["lead", Search._get(kind)._get_line_kinds()[1], kind]
        for one in kinds:
            search = Search._get(one)
            search._start()
            while search.step < search.step_count:
                search._run_step()
