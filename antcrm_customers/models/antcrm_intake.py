from odoo import api, models

from ..tools.intake_entry import MODELS, check_candidates, check_kind


class AntcrmIntake(models.AbstractModel):
    """The one door: however customers come in, they come in here.

    Candidates are read, matched with the customers there are, decided about, and
    written, in batches. ``plan`` and ``apply`` run the same code up to the writing, so
    what a review shows is what a run does. Here are the steps in their order; each is
    in the file that is named as it: ``antcrm_intake_read.py`` and so on.
    """

    _name = "antcrm.intake"
    _description = "Customer Intake"

    @api.model
    def plan(self, kind, candidates, options=None):
        """Predict what :meth:`apply` would do. Nothing is written.

        :param str kind: ``lead``, ``contact`` or ``account``
        :param list candidates: dicts with the keys that :meth:`get_fields` lists;
            relations by name or id, ``phones``, ``emails`` and ``socials`` as lists of
            text or of dicts with ``value``, ``label`` and, of phones, ``country_id``,
            ``addresses`` as dicts of the parts of an address, with ``number``
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
            what was created beside the customer: its account, addresses, new tags, the
            note in a history),
            ``same_as`` (the position of the earlier candidate that is the same new
            customer, or ``None``)
        :raise ValueError: there is no such kind, option, choice or key of a candidate
        :raise UserError: more values would be looked up than the user's budget holds
        :raise AccessError: the user may not create such customers
        """
        self = self._as_asked(options)
        entries, _options = self._plan_entries(kind, candidates, options)
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
        entries, options = self._plan_entries(kind, candidates, options)
        self._write_entries(kind, entries, options)
        self._write_origins(entries, options)
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
    def _plan_entries(self, kind, candidates, options):
        """Read candidates, find who they are, and decide what becomes of them; nothing
        is written.

        :return: their entries, and the complete options
        """
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
        self._leave_taken_keys(kind, entries, options)
        self._keep_missing(entries)
        return entries, options

    # ------------------------------------------------------------------
    # The host's documentation of the API
    # ------------------------------------------------------------------

    def _check_access(self, operation):
        """The page ``/doc`` lists what one may read: whoever works with customers may
        read how the intake is called. It has no records."""
        if operation == "read" and not self:
            if self.env.user.has_group("antcrm_share.group_user"):
                return None
        return super()._check_access(operation)

    @api.model
    def _search(self, domain, *args, **kwargs):
        return self.browse()._as_query()

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
