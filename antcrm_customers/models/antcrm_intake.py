from collections import defaultdict

from odoo import api, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL, clean_context

from ..tools.company_names import is_same_company
from ..tools.intake_entry import (
    EXTERNAL_ID,
    MODELS,
    OPTIONS,
    WAYS,
    Entry,
    IntakeError,
    IntakeOptions,
    check_candidates,
    check_kind,
)
from ..tools.names import is_other_person
from .antcrm_intake_reader import MAX_INTEGER

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
        "antcrm.intake.external",
        "antcrm.intake.kinds",
        "antcrm.intake.incomplete",
        "antcrm.intake.door",
    ]
    _description = "Customer Intake"

    @api.model
    def plan(self, kind, candidates, options=None):
        """Predict what :meth:`apply` would do. Nothing is written.

        :param str kind: ``lead``, ``contact`` or ``account``
        :param list candidates: dicts with the keys that :meth:`get_fields` lists;
            relations by name or id, ``phones``, ``emails`` and ``socials`` as lists of
            text, ``addresses`` as dicts of the parts of an address, with ``number``
            where an overwrite is to replace one: 2 is the first further address;
            ``external_id`` is what the program ``external_system`` of the options calls
            the customer, who is found by it from then on
        :param options: a record of ``antcrm.intake.options.mixin``, or a dict with
            some of its fields: ``duplicate_policy``, ``invalid_values``, ``tag_names``
            (list of text), ``status_id``, ``source_id``, ``pic_mode``, ``pic_user_id``,
            ``pic_team_id``, ``share_mode``, ``share_user_ids``, ``share_team_ids``,
            ``responsible_id``, ``phone_country_id``, ``external_system``,
            ``other_kinds`` (of whom a customer of another kind has phone or email:
            ``link``: a new lead is linked to its contact or account, ``attach``: what
            came is noted in the history of the one who is there, ``skip``); also
            ``invalid_choices`` (``{code of an issue: "drop" or "reject"}``, where it
            differs from ``invalid_values``), ``keep_emails`` (whether email addresses
            of existing customers stay as they are), ``keep_unread`` (whether phones,
            emails and profiles that cannot be read are kept as they are written) and
            ``required_values`` (``"mark"``: new customers without a required value come
            in as incomplete, ``"reject"``: the user at a form is asked for it),
            ``way_in`` (as what they are counted: ``manual``, ``import``, ``webform``,
            ``mail``, ``chat`` or ``other``); with the ``pic_mode`` ``creator`` the user
            is in charge of what they enter by hand
        :return: one dict for each candidate, in their order: ``action`` (``created``,
            ``duplicated``, ``skipped``, ``overwritten``, ``merged`` or ``rejected``),
            ``record`` (``{"model", "id"}`` of the customer if there is one that the
            caller may read, else ``False``), ``reasons`` (sentences), ``issues``
            (dicts with ``code``, ``field``, ``value``, ``message``, ``severity``),
            ``previous`` (replaced values by field), ``made`` (``{"model", "id"}`` of
            what was created beside the customer: its account, addresses, new tags),
            ``same_as`` (the position of the earlier candidate that is the same new
            customer, or ``None``)
        :raise ValueError: there is no such kind, option, choice or key of a candidate
        :raise UserError: more values would be looked up than the user's budget holds
        :raise AccessError: the user may not create such customers
        """
        self = self._as_asked(options)
        entries, _options = self._decide(kind, candidates, options)
        outcomes = self._get_outcomes(entries)
        for entry in entries:
            # ``seen`` may hold it for as long as a file is long
            entry.forget()
        return outcomes

    @api.model
    def apply(self, kind, candidates, options=None):
        """Take customers in. See :meth:`plan` for what goes in and comes out, and what
        is refused.

        :raise odoo.exceptions.ConcurrencyError: another transaction entered one of the
            numbers or addresses at the same time; run again in a new transaction, as
            the host does with requests
        """
        self = self._as_asked(options)
        entries, options = self._decide(kind, candidates, options)
        self._write(kind, entries, options)
        self._tell_incomplete(kind, entries, options)
        return self._get_outcomes(entries)

    @api.model
    def _check_candidates(self, kind, candidates, options=None):
        """Tell what is wrong with candidates, without looking who is there already.

        For whoever must not learn, by answer or by time, which customers exist.

        :return: the ``issues`` of each candidate, in their order; see :meth:`plan`
        """
        check_kind(self.env, kind)
        check_candidates(self.env, candidates)
        options = self._read_options(options)
        entries = self._read_candidates(kind, candidates, options)
        return [entry.issues for entry in entries]

    @api.model
    def _decide(self, kind, candidates, options):
        check_kind(self.env, kind)
        check_candidates(self.env, candidates)
        # whoever may not bring customers in must not learn who is there
        self.env[MODELS[kind]].check_access("create")
        options = self._read_options(options)
        questions = self._get_questions(kind, candidates, options)
        self.env["antcrm.budget"]._ask(len(questions))
        entries = self._read_candidates(kind, candidates, options)
        self._match(kind, entries, options)
        self._find_other_kinds(kind, entries, options)
        self._decide_actions(kind, entries, options)
        self._keep_missing(entries)
        return entries, options

    # ------------------------------------------------------------------
    # What is asked
    # ------------------------------------------------------------------

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
    def _get_questions(self, kind, candidates, options):
        """Return what is going to be looked up among all customers, those that the user
        may not see included: each value once. It is as they are written, so that it
        costs nothing to tell that there are too many.

        :return: set of pairs of the name of a field and a text
        """
        names = ["phones", "emails"]
        if kind == "contact":
            names.append("parent_id")
        return {
            (name, value.strip())
            for candidate in candidates
            for name in names
            for value in self._get_list(candidate.get(name))
            if isinstance(value, str) and value.strip()
        } | {
            (EXTERNAL_ID, str(candidate[EXTERNAL_ID]))
            for candidate in candidates
            if isinstance(candidate.get(EXTERNAL_ID), (int, str))
        }

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
        if kind == "contact":
            self._set_colleagues_aside(entries, found)
        if kind != "account":
            self._weigh_names(kind, entries, found)
        self._match_external_ids(kind, entries, options)

    @api.model
    def _weigh_names(self, kind, entries, found):
        """Of several customers with one phone, the one who is called like the entry is
        meant; the others are told apart in ``entry.others``.

        :param dict found: what :meth:`_find_by_points` returned
        """
        several = [entry for entry in entries if len(entry.matches) > 1]
        Model = self.env[MODELS[kind]].with_context(active_test=False)
        records = Model.browse({id_ for entry in several for id_ in entry.matches})
        column = "contact_name" if kind == "lead" else "name"
        # of those that the user may not see nothing is told
        names = {
            record.id: record[column] for record in records._filtered_access("read")
        }
        for entry in several:
            mailed = self._get_mailed(entry, found)
            entry.others = {
                id_
                for id_ in entry.matches
                if id_ not in mailed
                and is_other_person(names.get(id_), entry.get_name())
            }
            entry.matches.sort(key=lambda id_, entry=entry: id_ in entry.others)

    @api.model
    def _get_mailed(self, entry, found):
        """Return the ids of those who have an email address of an entry."""
        return {
            id_
            for key in entry.keys()
            if key[0] == "email"
            for id_ in found.get(key, ())
        }

    @api.model
    def _set_colleagues_aside(self, entries, found):
        """Whoever has a phone in common with somebody else of the same account, such as
        that of the reception, and no email, is a person of their own.

        :param dict found: what :meth:`_find_by_points` returned
        """
        alike = {}  # {entry: ids of those with a phone in common, and no email}
        for entry in entries:
            if entry.matches and isinstance(entry.values.get("parent_id"), int):
                if ids := set(entry.matches) - self._get_mailed(entry, found):
                    alike[entry] = ids
        contacts = self.env["res.partner"].browse(
            {id_ for ids in alike.values() for id_ in ids}
        )
        # of those that the user may not see nothing is told
        contacts = contacts.with_context(active_test=False)._filtered_access("read")
        by_id = {contact.id: contact for contact in contacts}
        for entry, ids in alike.items():
            account_id, name = entry.get_person() or (None, "")
            colleagues = {
                id_
                for id_ in ids & by_id.keys()
                if by_id[id_]._is_colleague(account_id, name)
            }
            entry.matches = [id_ for id_ in entry.matches if id_ not in colleagues]

    @api.model
    def _find_by_points(self, kind, keys):
        """Return which customers have the given phones and emails.

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
            keys = [
                ("person", key, entry.get_person())
                if kind == "contact"
                and key in seen
                and key[0] != EXTERNAL_ID
                and self._is_of_colleague(entry, seen[key])
                else key
                for key in keys
            ]
            earlier = next((seen[key] for key in keys if key in seen), None)
            if entry.matches:
                # a customer that the user may write before one he may not; in a later
                # batch the new customer of an earlier one would be among the matches
                best = min(entry.matches, key=is_closed)
                if entry.is_known or not earlier or not is_closed(best):
                    earlier = existing[best]
            policy = self._get_entry_policy(entry, earlier, options)
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
                self._decide_new(kind, entry, options)
            if entry.record and entry.record.id in logins:
                self._keep_login_emails(entry)
                self._keep_login_account(entry)
            if entry.action not in ("skipped", "rejected"):
                owner = entry.target or entry.record or entry
                for key in keys:
                    seen.setdefault(key, owner)

    @api.model
    def _is_of_colleague(self, entry, owner):
        """Whether a phone that an entry has in common with an earlier one is that of a
        colleague.

        :param owner: the earlier entry, or the customer that it is
        """
        if isinstance(owner, Entry):
            return entry.is_colleague(owner)
        person = owner._name == "res.partner" and entry.get_person()
        if not person or not owner._is_colleague(*person):
            return False
        emails = owner.sudo().email_ids.mapped("normalized")
        return entry.points.get("email", {}).keys().isdisjoint(emails)

    @api.model
    def _get_match_keys(self, kind, entry, options):
        """Return what two candidates of one batch have in common when they are one
        customer. Addons that match on other evidence override this with ``_match``.

        :return: list of hashable keys
        """
        keys = entry.keys()
        if entry.external_id:
            keys.append((EXTERNAL_ID, entry.external_id))
        return keys

    @api.model
    def _decide_match(
        self, kind, entry, policy, record, *, readable, writable, colleague
    ):
        """Decide about an entry that is the existing customer ``record``."""
        if colleague:
            entry.action = "skipped"
            entry.add_issue(
                "internal_user", self.env._("This is a colleague, not a customer.")
            )
        elif policy == "duplicate":
            entry.action = "duplicated"
        elif policy == "skip" or not writable:
            entry.action = "skipped"
            entry.record = record if readable else None
            entry.add_issue("duplicate", self._get_duplicate_reason(entry))
        elif policy == "overwrite" and record.id in entry.others:
            entry.action = "skipped"
            entry.record = record if readable else None
            entry.add_issue(
                "shared_phone",
                self.env._(
                    "Several customers have this phone, and none of them this name: "
                    "nobody is replaced."
                ),
                "phones",
            )
        else:
            entry.action = "overwritten" if policy == "overwrite" else "merged"
            entry.record = record

    @api.model
    def _get_logins(self, kind, records):
        """Return the ids of partners with any login, archived or portal: whoever
        changes their email address gets their password reset. Leads have none; what is
        written to them does not reach the login of their partner, see ``QUIET``."""
        return set() if kind == "lead" else set(records._filter_login_owners()._ids)

    @api.model
    def _keep_login_emails(self, entry):
        """Leave the email addresses of a customer with a login alone."""
        if entry.action in ("merged", "overwritten") and entry.points["email"]:
            entry.points["email"] = {}
            entry.add_issue(
                "email_kept",
                self.env._("The email address of a customer with a login stays."),
                "emails",
            )

    @api.model
    def _keep_login_account(self, entry):
        """Tell that somebody with a login gets no account here, and make none for him;
        ``res.partner`` keeps it whatever is written."""
        if entry.action not in ("merged", "overwritten"):
            return
        # superuser: only whether it is the account that there is
        account = entry.record.sudo().parent_id
        wanted = entry.values.get("parent_id")
        same = wanted == account.id or (
            entry.account
            and is_same_company(entry.account, account.name, account._get_legal_forms())
        )
        if not (wanted or entry.account) or same:
            return
        entry.account = None
        entry.values.pop("parent_id", None)
        if entry.action == "overwritten" or not account:
            entry.add_issue(
                "account_kept",
                self.env._("The account of a customer with a login stays."),
                "account",
            )

    @api.model
    def _decide_repeated(self, entry, policy, earlier):
        """Decide about an entry that is the same new customer as an earlier one of the
        batch: what it brings is folded into that one."""
        entry.add_issue(
            "duplicate_in_batch",
            self.env._(
                "Same phone or email as no. %(number)s.", number=earlier.index + 1
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
            return self.env._("A customer with this phone or email already exists.")
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
    def _get_outcomes(self, entries):
        return [
            {
                "action": entry.action,
                "record": self._get_outcome_record(entry),
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
    def _get_outcome_record(self, entry):
        record = entry.target.record if entry.target else entry.record
        return {"model": record._name, "id": record.id} if record else False
