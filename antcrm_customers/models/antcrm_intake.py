from collections import defaultdict

from odoo import api, models
from odoo.tools import SQL

from ..tools.intake_entry import MODELS

POLICIES = ("skip", "duplicate", "overwrite", "merge")


class AntcrmIntake(models.AbstractModel):
    """The one door: however customers come in, they come in here.

    Candidates are read, matched with the customers there are, decided about, and
    written, in batches. ``plan`` and ``apply`` run the same code up to the writing, so
    what a review shows is what a run does.
    """

    _name = "antcrm.intake"
    _inherit = [
        "antcrm.intake.reader",
        "antcrm.intake.finder",
        "antcrm.intake.writer",
        "antcrm.intake.sheet",
    ]
    _description = "Customer Intake"

    @api.model
    def plan(self, kind, candidates, options=None):
        """Predict what :meth:`apply` would do. Nothing is written.

        :param str kind: ``lead``, ``contact`` or ``account``
        :param list candidates: dicts with the keys that :meth:`get_fields` lists;
            relations by name or id, ``phones``, ``emails`` and ``socials`` as lists of
            text, ``addresses`` as dicts of the parts of an address, with ``number``
            where an overwrite is to replace one: 2 is the first further address
        :param options: a dict, or a record of ``antcrm.intake.options.mixin``
        :return: one dict for each candidate, in their order: ``action`` (``created``,
            ``duplicated``, ``skipped``, ``overwritten``, ``merged`` or ``rejected``),
            ``record`` (``{"model", "id"}`` of the customer if there is one that the
            caller may read, else ``False``), ``reasons`` (sentences), ``issues``
            (dicts with ``code``, ``field``, ``value``, ``message``, ``severity``),
            ``previous`` (replaced values by field), ``made`` (``{"model", "id"}`` of
            what was created beside the customer: its account, addresses, new tags),
            ``same_as`` (the position of the earlier candidate that is the same new
            customer, or ``None``)
        """
        entries, _options = self._decide(kind, candidates, options, dry_run=True)
        outcomes = self._get_outcomes(kind, entries)
        for entry in entries:
            # ``seen`` may hold it for as long as a file is long
            entry.forget()
        return outcomes

    @api.model
    def apply(self, kind, candidates, options=None):
        """Take customers in. See :meth:`plan` for what goes in and comes out.

        :raise odoo.exceptions.ConcurrencyError: another transaction entered one of the
            numbers or addresses at the same time; run again in a new transaction, as
            the host does with requests
        """
        entries, options = self._decide(kind, candidates, options)
        self._write(kind, entries, options)
        return self._get_outcomes(kind, entries)

    @api.model
    def _check_candidates(self, kind, candidates, options=None):
        """Tell what is wrong with candidates, without looking who is there already.

        For whoever must not learn, by answer or by time, which customers exist.

        :return: the ``issues`` of each candidate, in their order; see :meth:`plan`
        """
        options = {**self._read_options(options), "dry_run": True}
        entries = self._read_candidates(kind, candidates, options)
        return [entry.issues for entry in entries]

    @api.model
    def _decide(self, kind, candidates, options, dry_run=False):
        # whoever may not bring customers in must not learn who is there
        self.env[MODELS[kind]].check_access("create")
        options = {**self._read_options(options), "dry_run": dry_run, "made": []}
        entries = self._read_candidates(kind, candidates, options)
        if entries:
            # new tags and the like are of the whole batch: they stand with its first
            entries[0].made.extend(options["made"])
        self._match(kind, entries, options)
        self._decide_actions(kind, entries, options)
        return entries, options

    @api.model
    def _read_options(self, options):
        """Return the options as a complete dict."""
        if isinstance(options, models.BaseModel):
            options = options._get_intake_options()
        options = {
            "duplicate_policy": "skip",
            "invalid_values": "drop",
            # {code of an issue: "drop" or "reject"}, where it differs from the above
            "invalid_choices": {},
            "tag_names": [],
            "pic_mode": "none",
            # the default of the settings, for each kind
            "share_mode": None,
            "share_user_ids": [],
            "share_team_ids": [],
            # web forms and mails set it: a stranger must not change an address
            "keep_emails": False,
            # to plan one file in several batches: what the earlier ones brought, filled
            # as it goes, and how many candidates there were before this one
            "seen": {},
            "offset": 0,
            **(options or {}),
        }
        if options["duplicate_policy"] not in POLICIES:
            raise ValueError(f"unknown policy {options['duplicate_policy']!r}")
        return options

    # ------------------------------------------------------------------
    # Match
    # ------------------------------------------------------------------

    @api.model
    def _match(self, kind, entries, options):
        """Find the customers that the entries already are: sets ``entry.matches``.

        Addons that know other evidence override this and add to ``matches``.
        """
        found = self._find_by_points(kind, {key for e in entries for key in e.keys()})
        for entry in entries:
            scores = defaultdict(int)
            for key in entry.keys():
                for record_id in found.get(key, ()):
                    scores[record_id] += 1
            # most values in common, then the oldest customer
            entry.matches = sorted(scores, key=lambda id_: (-scores[id_], id_))
            entry.shared.update(key for key in entry.keys() if found.get(key))

    @api.model
    def _find_by_points(self, kind, keys):
        """Return which customers have the given phones and e-mails.

        Archived customers count, and so do those the user may not see: superuser eyes,
        and what is found is not told. For contacts, colleagues count too.

        :param set keys: ``(point kind, normalized)``
        :return: ``{key: [record ids]}``
        """
        if not keys:
            return {}
        self.env["antcrm.contact.point"]._flush_points()
        point_kinds, values = zip(*keys, strict=True)
        inverse = SQL.identifier("lead_id" if kind == "lead" else "partner_id")
        colleague = (
            SQL(
                "OR point.scope IS NULL AND EXISTS (SELECT FROM res_partner "
                "WHERE id = point.partner_id AND partner_share IS NOT TRUE)"
            )
            if kind == "contact"
            else SQL("")
        )
        self.env.cr.execute(
            SQL(
                """
                SELECT point.kind, point.normalized, point.%(inverse)s
                  FROM unnest(%(kinds)s, %(values)s) AS wanted (kind, normalized)
                  JOIN antcrm_contact_point point USING (kind, normalized)
                 WHERE point.%(inverse)s IS NOT NULL
                   AND (point.scope = %(scope)s %(colleague)s)
              ORDER BY point.%(inverse)s
                """,
                inverse=inverse,
                kinds=list(point_kinds),
                values=list(values),
                scope=kind,
                colleague=colleague,
            )
        )
        found = defaultdict(list)
        for point_kind, normalized, record_id in self.env.cr.fetchall():
            found[point_kind, normalized].append(record_id)
        return found

    # ------------------------------------------------------------------
    # Decide
    # ------------------------------------------------------------------

    @api.model
    def _decide_actions(self, kind, entries, options):
        """Set ``action`` and ``record`` or ``target`` of each entry."""
        policy = options["duplicate_policy"]
        Model = self.env[MODELS[kind]].with_context(active_test=False)
        # {key: the entry of this file, or the customer, that has it}
        seen = options["seen"]
        all_keys = [
            [] if entry.rejected else self._get_match_keys(kind, entry, options)
            for entry in entries
        ]
        ids = {id_ for entry in entries for id_ in entry.matches}
        # customers of an earlier batch of the file too
        owners = [seen[key] for keys in all_keys for key in keys if key in seen]
        ids.update(owner.id for owner in owners if isinstance(owner, models.BaseModel))
        matched = Model.browse(ids)
        readable = set(matched._filtered_access("read")._ids)
        writable = set(matched._filtered_access("write")._ids)
        # superuser: colleagues are skipped whether the user may write them or not
        colleagues = (
            set(matched.sudo().filtered(lambda p: not p.partner_share)._ids)
            if kind != "lead"
            else set()
        )
        logins = self._get_logins(kind, matched)
        existing = {record.id: record for record in matched}

        def is_closed(id_):
            """Whether the user may not write a customer."""
            return id_ in colleagues or id_ not in writable

        for entry, keys in zip(entries, all_keys, strict=True):
            if entry.rejected:
                entry.action = "rejected"
                continue
            earlier = next((seen[key] for key in keys if key in seen), None)
            if entry.matches:
                # a customer that the user may write before one he may not; in a later
                # batch the new customer of an earlier one would be among the matches
                best = min(entry.matches, key=is_closed)
                if not earlier or not is_closed(best):
                    earlier = existing[best]
            if isinstance(earlier, models.BaseModel):
                self._decide_match(
                    kind,
                    entry,
                    policy,
                    earlier,
                    readable=earlier.id in readable,
                    writable=earlier.id in writable,
                    colleague=earlier.id in colleagues,
                )
            elif earlier:
                self._decide_repeated(entry, policy, earlier)
            else:
                entry.action = "created"
            if entry.record and entry.record.id in logins:
                self._keep_login_emails(entry)
            if entry.action not in ("skipped", "rejected"):
                owner = entry.target or entry.record or entry
                for key in keys:
                    seen.setdefault(key, owner)

    @api.model
    def _get_match_keys(self, kind, entry, options):
        """Return what two candidates of one batch have in common when they are one
        customer. Addons that match on other evidence override this with ``_match``.

        :return: list of hashable keys
        """
        return entry.keys()

    @api.model
    def _decide_match(
        self, kind, entry, policy, record, *, readable, writable, colleague
    ):
        """Decide about an entry that is the existing customer ``record``.

        Each match with a hidden customer counts like a refused entry by hand, unless
        the user may import: then it is a right of his to bring in thousands.
        """
        Point = self.env["antcrm.contact.point"]
        if colleague:
            entry.action = "skipped"
            entry.add_issue(
                "internal_user", self.env._("This is a colleague, not a customer.")
            )
        elif policy == "duplicate":
            entry.action = "duplicated"
            if not readable:
                Point._count_refusals(kind, entry.keys())
        elif policy == "skip" or not writable:
            entry.action = "skipped"
            entry.record = record if readable else None
            if not readable:
                Point._count_refusals(kind, entry.keys())
            entry.add_issue("duplicate", self._get_duplicate_reason(entry))
        else:
            entry.action = "overwritten" if policy == "overwrite" else "merged"
            entry.record = record

    @api.model
    def _get_logins(self, kind, records):
        """Return the ids of partners with any login, archived or portal: whoever
        changes their e-mail address gets their password reset. Leads have none; what is
        written to them does not reach the login of their partner, see ``QUIET``."""
        if kind == "lead":
            return set()
        # superuser: whether a partner has a login decides here, and is not told
        users = self.env["res.users"].sudo().with_context(active_test=False)
        return set(users.search([("partner_id", "in", records.ids)]).partner_id.ids)

    @api.model
    def _keep_login_emails(self, entry):
        """Leave the e-mail addresses of a customer with a login alone."""
        if entry.action in ("merged", "overwritten") and entry.points["email"]:
            entry.points["email"] = {}
            entry.add_issue(
                "email_kept",
                self.env._("The e-mail address of a customer with a login stays."),
                "emails",
            )

    @api.model
    def _decide_repeated(self, entry, policy, earlier):
        """Decide about an entry that is the same new customer as an earlier one of the
        batch: what it brings is folded into that one."""
        entry.add_issue(
            "duplicate_in_batch",
            self.env._(
                "Same phone or e-mail as no. %(number)s.", number=earlier.index + 1
            ),
        )
        if policy == "duplicate":
            entry.action = "duplicated"
            entry.shared.update(set(entry.keys()) & set(earlier.keys()))
            return
        entry.target = earlier
        entry.action = {
            "skip": "skipped",
            "overwrite": "overwritten",
            "merge": "merged",
        }[policy]

    @api.model
    def _get_duplicate_reason(self, entry):
        if not entry.record:
            return self.env._("A customer with this phone or e-mail already exists.")
        values = [
            entry.points[kind][normalized]
            for kind, normalized in entry.keys()
            if (kind, normalized) in entry.shared
        ]
        return self.env._(
            "%(customer)s already has %(values)s.",
            customer=entry.record.display_name,
            values=", ".join(values) or self.env._("the same data"),
        )

    # ------------------------------------------------------------------
    # Outcomes
    # ------------------------------------------------------------------

    @api.model
    def _get_outcomes(self, kind, entries):
        return [
            {
                "action": entry.action,
                "record": self._get_outcome_record(kind, entry),
                "reasons": [issue["message"] for issue in entry.issues],
                "issues": entry.issues,
                "previous": entry.previous,
                "same_as": entry.target.index if entry.target else None,
                "made": [
                    {"model": record._name, "id": record.id} for record in entry.made
                ],
            }
            for entry in entries
        ]

    @api.model
    def _get_outcome_record(self, kind, entry):
        record = entry.target.record if entry.target else entry.record
        return {"model": MODELS[kind], "id": record.id} if record else False
