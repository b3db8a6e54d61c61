from collections import Counter, defaultdict
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from odoo.addons.antcrm_share.tools.counts import count_text

from ..tools.batches import without_collector
from .antcrm_import_engine import CHUNK_SIZE

# as many rows are looked at before an undo, while somebody waits
PREVIEW_ROWS = 20 * CHUNK_SIZE
UNDO_DAYS = 30  # unless the settings say otherwise
CREATED = ("created", "duplicated")
UPDATED = ("overwritten", "merged")
# what an import writes into histories
NOTE = "mail.message"
# whoever merges customers takes their notes along
MOVED = frozenset(("model", "res_id"))
# the customer of the row is done with; something that came with it may be left
DONE = ("deleted", "restored")
# the models of what belongs to a customer; an address may be a partner
PARTS = ("antcrm.lead.address", "antcrm.external.id")


class Trial:
    """What an undo that is only tried would have done so far."""

    def __init__(self):
        #: ``{model: ids}`` of what would be gone
        self.gone = defaultdict(set)
        #: ``{(model, id): names of the values}`` that would be as before
        self.restored = defaultdict(set)
        #: the same as ``{(model, name): ids}``
        self.restored_ids = defaultdict(set)
        #: customers that would stay as they are, for the sake of a later row
        self.kept = set()

    def restore(self, record, previous):
        """Note that values of a customer, and what its further addresses consist of,
        would be as they were before.

        :param dict previous: those values, as a row keeps them
        """
        # what mirrors the first of several points goes back with them
        mirrors = {
            record._get_contact_point_column(kind)
            for kind in ("phone", "email")
            if f"{kind}_ids" in previous
        }
        self.restored[record._name, record.id].update(previous, mirrors)
        for name in previous:
            self.restored_ids[record._name, name].add(record.id)
        for address in previous.get("address_ids") or ():
            model = record._fields["address_ids"].comodel_name
            self.restored[model, address["id"]].update(address)


class AntcrmImportUndo(models.AbstractModel):
    """Takes back what an import did to customers, by the rules of the journal. Each row
    keeps what it did: ``previous``, ``written`` and ``made``.

    Whoever changed a customer since keeps the change. A customer that the run created
    goes unless something refers to it.
    """

    _name = "antcrm.import.undo"
    _inherit = "antcrm.journal"
    _description = "Undo of Imports"

    # ------------------------------------------------------------------
    # What was written
    # ------------------------------------------------------------------

    @api.model
    def _remember(self, outcomes):
        """Add to the outcomes of a batch what an undo compares with: ``written``, and
        the same for each of ``made``.

        :param list outcomes: what ``antcrm.intake.apply`` returned; changed in place
        """
        wanted = defaultdict(set)
        for outcome in outcomes:
            for made in outcome["made"]:
                wanted[made["model"]].add(made["id"])
            if outcome["record"] and outcome["action"] in CREATED + UPDATED:
                wanted[outcome["record"]["model"]].add(outcome["record"]["id"])
        values = {
            model: self._read_values(self.env[model].browse(ids))
            for model, ids in wanted.items()
        }
        replaced = defaultdict(set)
        addresses = defaultdict(set)
        for outcome in reversed(outcomes):
            for made in outcome["made"]:
                made["written"] = values[made["model"]].get(made["id"])
            record = outcome["record"]
            if not record:
                continue
            key = record["model"], record["id"]
            current = values.get(key[0], {}).get(key[1], {})
            if outcome["action"] in CREATED:
                outcome["written"] = current
            elif outcome["action"] in UPDATED and outcome["previous"]:
                replaced[key] |= outcome["previous"].keys()
                addresses[key].update(self._get_address_ids(outcome["previous"]))
        for key, parts in self._read_addresses(addresses).items():
            values[key[0]].setdefault(key[1], {})["address_ids"] = parts
        # several rows of a batch may have replaced values of one customer: the values
        # stand there once, with the last of them
        for outcome in reversed(outcomes):
            record = outcome["record"]
            key = record and (record["model"], record["id"])
            if outcome["action"] in UPDATED and outcome["previous"] and key in replaced:
                current = values[key[0]].get(key[1], {})
                outcome["written"] = {
                    name: current.get(name) for name in replaced.pop(key)
                }

    # ------------------------------------------------------------------
    # Undo
    # ------------------------------------------------------------------

    @api.model
    def _undo(self, run, rows):
        """Undo what the run did for some of its rows.

        :param run: the ``antcrm.import``
        :param rows: its rows, the last one first
        :return: one dict for each row: ``undo_action``, ``undo_reason`` and
            ``undo_again``
        """
        return self._take_back(run, rows)

    @api.model
    def _preview(self, run, rows, trial):
        """Return what :meth:`_undo` would, and write nothing.

        :param trial: the :class:`Trial` that the rows after these were tried in
        """
        return self._take_back(run, rows, trial)

    @api.model
    def _take_back(self, run, rows, trial=None):
        # a row that is tried again has its customer back already, or left it as it is
        results = {
            row: {
                "undo_action": row.undo_action
                if row.undo_action in DONE
                else "nothing",
                "undo_reason": None,
                "undo_again": False,
            }
            for row in rows
        }
        existing, writable = self._get_records(rows)
        for row in rows:
            if row.undo_action in DONE:
                continue
            if not row.record or (row.action not in CREATED + UPDATED and not row.made):
                continue
            if row.record not in existing:
                if row.written:
                    results[row]["undo_reason"] = self.env._(
                        "This customer has been deleted since."
                    )
            elif row.record not in writable and (row.written or row.made):
                self._keep(results, row, self._get_no_access())
        self._undo_updates(run, rows, results, existing, trial)
        self._undo_creations(rows, results, existing, trial)
        return [results[row] for row in rows]

    @api.model
    def _keep(self, results, row, reason):
        results[row] |= {"undo_action": "kept", "undo_reason": reason}

    @api.model
    def _get_no_access(self):
        return self.env._("You may no longer change this customer.")

    @api.model
    def _get_changed(self, names, model):
        """Say which values changed since."""
        return self.env._(
            "Changed since the import: %(fields)s.",
            fields=self._get_labels(model, names),
        )

    @api.model
    def _get_records(self, rows):
        """Return the sets of the rows' records that exist, and of those that the user
        may write, as superuser: the rows are read by the superuser."""
        ids = defaultdict(set)
        for row in rows:
            if row.record:
                ids[row.record._name].add(row.record.id)
        existing, writable = set(), set()
        for model, record_ids in ids.items():
            records = (
                self.env[model].browse(record_ids).with_context(active_test=False)
            ).exists()
            existing.update(rows.env[model].browse(records.ids))
            allowed = records.sudo(False)._filtered_access("write")
            writable.update(rows.env[model].browse(allowed.ids))
        return existing, writable

    @api.model
    def _undo_updates(self, run, rows, results, existing, trial=None):
        """Restore what was overwritten or merged, where it stands as it was written."""
        updates = defaultdict(list)  # {record: its rows, the last one first}
        for row in rows:
            if (
                row.action in UPDATED
                and row.undo_action not in DONE
                and row.record in existing
                and row.previous
            ):
                updates[row.record].append(row)
        if not updates:
            return
        kept = self._get_kept(run, updates) | (trial.kept if trial else set())
        rounds = max(map(len, updates.values()))
        for at in range(rounds):
            batch = {r: lines[at] for r, lines in updates.items() if at < len(lines)}
            current = {}
            for model, records in self._group(batch).items():
                for id_, values in self._read_values(records).items():
                    current[model, id_] = values
            addresses = self._read_addresses(
                {
                    (record._name, record.id): self._get_address_ids(row.written)
                    for record, row in batch.items()
                }
            )
            for key, parts in addresses.items():
                current[key]["address_ids"] = parts
            restored = []
            for record, row in batch.items():
                if results[row]["undo_action"] == "kept":
                    kept.add(record)
                elif record in kept:
                    self._keep(
                        results,
                        row,
                        self.env._("A later row changed it, and was changed since."),
                    )
                else:
                    key = record._name, record.id
                    names = (row.written or {}).keys()
                    if trial:
                        names = names - trial.restored[key]
                    changed = self._find_changes(
                        record._name, row.written or {}, current[key], names
                    )
                    if changed:
                        kept.add(record)
                        self._keep(
                            results, row, self._get_changed(changed, record._name)
                        )
                    else:
                        results[row]["undo_action"] = "restored"
                        restored.append((record, row.previous))
            if trial:
                for record, previous in restored:
                    trial.restore(record, previous)
                self._try_accounts(restored, trial)
            else:
                self._restore(restored)
        if trial:
            trial.kept |= kept

    @api.model
    def _try_accounts(self, restored, trial):
        """Note that all that belongs to customers who would get back the account that
        they had would refer to the new one no more."""
        moved = [
            record.id
            for record, previous in restored
            if record._name == "res.partner" and "parent_id" in previous
        ]
        if moved:
            # superuser: finds what follows, and tells nobody
            Partner = self.env["res.partner"].sudo().with_context(active_test=False)
            parts = Partner.search([("id", "child_of", moved)])
            trial.restored_ids["res.partner", "commercial_partner_id"].update(parts.ids)

    @api.model
    def _get_kept(self, run, records):
        """Return those of some customers that were kept for the sake of a later row."""
        if run.state == "undone":
            return set()  # all that were are tried again
        domain = [
            ("import_id", "=", run.id),
            ("undo_action", "=", "kept"),
            ("undo_again", "=", False),
            ("record", "in", [f"{r._name},{r.id}" for r in records]),
        ]
        rows = run.env["antcrm.import.row"].search(domain)
        # of others only what came along was kept
        return set(rows.filtered("written").mapped("record"))

    @api.model
    def _group(self, records):
        """Return records of several models as ``{model: recordset}``."""
        ids = defaultdict(list)
        for record in records:
            ids[record._name].append(record.id)
        return {model: self.env[model].browse(found) for model, found in ids.items()}

    @api.model
    def _undo_creations(self, rows, results, existing, trial=None):
        """Delete the customers that the rows created and what came with them, where
        nobody changed them and nothing refers to them."""
        wanted, created, owners = self._get_created(rows, results, existing)
        doomed, reasons = self._find_unchanged(wanted, created, trial)
        used = self._spare_referenced(
            doomed, owners, trial and trial.gone, trial and trial.restored_ids
        )
        for key, places in used.items():
            reasons[key] = self.env._(
                "It has been used since: %(places)s.", places=", ".join(places)
            )
        # a customer before what came with it: its reason is the first one of the row
        for key, (row, _written) in wanted.items():
            if key in reasons:
                self._tell_kept(results, row, key, reasons[key], key in created)
            elif key[1] not in doomed[key[0]]:
                continue
            elif key in created:
                results[row]["undo_action"] = "deleted"
            elif row.action == "skipped" or (row.action in UPDATED and key[0] != NOTE):
                results[row]["undo_action"] = "restored"
        if trial:
            for model, ids in doomed.items():
                trial.gone[model] |= ids
        else:
            self._delete(doomed)

    @api.model
    def _tell_kept(self, results, row, key, reason, is_customer):
        """Say that the customer of a row, or something that came with it, stays."""
        if is_customer:
            self._keep(results, row, reason)
            return
        self._add_reason(results[row], key, reason)
        if key[0] == NOTE and results[row]["undo_action"] == "nothing":
            results[row]["undo_action"] = "kept"

    @api.model
    def _is_part(self, made):
        """Whether what came with a customer is a part of it, and stays with it: an
        address, or what another program calls it."""
        return made["model"] in PARTS or (
            made["model"] == "res.partner" and "parent_id" in (made["written"] or {})
        )

    @api.model
    def _get_created(self, rows, results, existing):
        """Return what the rows created and is to go.

        :return: ``{(model, id): (row, written values)}``; the set of those that are the
            customers of rows; ``{(model, id) of a part: (model, id) of its customer}``
        """
        wanted, created, owners = {}, set(), {}
        for row in rows:
            key = row.record and (row.record._name, row.record.id)
            is_kept = results[row]["undo_action"] == "kept"
            is_new = row.action in CREATED and row.undo_action not in DONE
            if is_new and row.record in existing and not is_kept:
                wanted[key] = (row, row.written or {})
                created.add(key)
            for made in row.made or ():
                is_part = self._is_part(made)
                if is_kept and (is_part or made["model"] == NOTE):
                    continue  # it stays with its customer
                if is_part and is_new:
                    owners[made["model"], made["id"]] = key
                wanted[made["model"], made["id"]] = (row, made["written"] or {})
        return wanted, created, owners

    @api.model
    def _find_unchanged(self, wanted, created, trial=None):
        """Return what nobody has changed since, ``{model: set of ids}``, and why the
        others stay, ``{(model, id): reason}``; see :meth:`_get_created`."""
        by_model = defaultdict(list)
        for model, id_ in wanted:
            by_model[model].append(id_)
        doomed = {model: set() for model in by_model}
        reasons = {}
        for model, ids in by_model.items():
            # what an address has of its customer changes with that
            followed = (
                set(self.env[model]._commercial_fields())
                if model == "res.partner"
                else set()
            )
            values = self._read_values(self.env[model].browse(ids))
            for id_, now in values.items():
                written = wanted[model, id_][1]
                skipped = set(trial.restored[model, id_]) if trial else set()
                if "parent_id" in written and (model, id_) not in created:
                    skipped |= followed
                if model == NOTE:
                    skipped |= MOVED
                changed = self._find_changes(
                    model, written, now, (now.keys() | written.keys()) - skipped
                )
                if changed:
                    reasons[model, id_] = self._get_changed(changed, model)
                else:
                    doomed[model].add(id_)
        return doomed, reasons

    @api.model
    def _add_reason(self, result, key, reason):
        """Say that something that came with a customer stays, and why."""
        model, id_ = key
        if model == NOTE:
            line = self.env._(
                "The note in the history stays. %(reason)s", reason=reason
            )
        else:
            # superuser: what the import made
            name = self.env[model].sudo().browse(id_).display_name
            line = self.env._("“%(name)s” stays. %(reason)s", name=name, reason=reason)
        lines = filter(None, (result["undo_reason"], line))
        result["undo_reason"] = "\n".join(lines)


class AntcrmImport(models.Model):
    """Undoing a run: what would be taken back is said before, and done in chunks."""

    # pylint: disable-next=consider-merging-classes-inherited
    _inherit = "antcrm.import"

    undo_user_id = fields.Many2one(
        "res.users", "Undone by", readonly=True, copy=False, ondelete="restrict"
    )
    undo_date = fields.Datetime("Undone on", readonly=True, copy=False)
    undo_limit_date = fields.Datetime("Undo until", compute="_compute_can_undo")
    can_undo = fields.Boolean(compute="_compute_can_undo")
    undo_count = fields.Integer(compute="_compute_undo_counts")
    deleted_count = fields.Integer(compute="_compute_undo_counts")
    restored_count = fields.Integer(compute="_compute_undo_counts")
    kept_count = fields.Integer(compute="_compute_undo_counts")
    left_count = fields.Integer(compute="_compute_undo_counts")

    @api.depends("state", "end_date", "user_id", "tally")
    @api.depends_context("uid")
    def _compute_can_undo(self):
        days = self._get_undo_days()
        sees_all = self.env.user.has_group("antcrm_share.group_data_owner")
        for run in self:
            limit = run.end_date and run.end_date + timedelta(days=days)
            run.undo_limit_date = limit
            run.can_undo = bool(
                (
                    run.state in ("done", "cancelled")
                    # what was left can be tried again
                    or (run.state == "undone" and (run.tally or {}).get("again"))
                )
                and not run.is_purged
                and limit
                and limit > fields.Datetime.now()
                and (run.user_id == self.env.user or sees_all)
            )

    @api.model
    def _get_undo_days(self):
        """Return for how many days an import can be undone."""
        # superuser: a number that everybody may know
        params = self.env["ir.config_parameter"].sudo()
        return int(params.get_param("antcrm_import.undo_days") or UNDO_DAYS)

    @api.depends("tally")
    def _compute_undo_counts(self):
        for run in self:
            for name in ("undo", "deleted", "restored", "kept", "left"):
                run[f"{name}_count"] = (run.tally or {}).get(name, 0)

    def _check_may_undo(self):
        self._check_may_act()
        if self.is_purged or not self.can_undo:
            raise UserError(
                self.env._(
                    "This import can no longer be undone here. Its importer can undo "
                    "it for %(days)s days.",
                    days=self._get_undo_days(),
                )
            )

    def action_undo(self):
        """Take back in the background what the run did, or what an undo has left."""
        self._check_may_undo()
        # superuser: see action_run
        run = self.sudo()
        if run.state == "undone":
            run._begin_again()
        run.write(
            {
                "state": "undoing",
                "undo_user_id": self.env.uid,
                "undo_date": fields.Datetime.now(),
                "failure_count": 0,
                **run._prepare_alive_values(),
            }
        )
        run._send_progress()
        run._start_engine()
        return self._get_form_action()

    def _stop_undo(self):
        """End an undo half way; it can be begun again, and then goes on."""
        self.ensure_one()
        is_whole = self.done_count >= self.row_count
        self.write(
            {"state": "done" if is_whole else "cancelled", "pause_reason": False}
        )
        self._send_progress()

    def _begin_again(self):
        """Let an undo try those rows again that the last one has left."""
        self.ensure_one()
        Row = self.env["antcrm.import.row"]
        domain = self._get_again_domain()
        tally = Counter(self.tally)
        for action, count in Row._read_group(domain, ["undo_action"], ["__count"]):
            tally.subtract({name: count for name in (action, "undo", "left", "again")})
        self.tally = dict(tally)
        Row.search(domain).undo_again = True

    def _get_again_domain(self):
        """Return the domain of the rows that an undo has left, in whole or in part."""
        return Domain(
            [
                ("import_id", "=", self.id),
                ("undo_action", "in", ["kept", *DONE]),
                ("undo_reason", "!=", False),
            ]
        )

    def _preview_undo(self):
        self._check_may_undo()
        # superuser: see run_chunk; the customers are asked for as the user
        run = self.sudo()
        undo = run._get_undo(self.env.user)
        domain = run._get_undo_domain()
        if run.state == "undone":
            domain = run._get_again_domain()
        rows = run.env["antcrm.import.row"].search(
            domain, order="number desc, id desc", limit=PREVIEW_ROWS
        )
        trial, counts, reasons, customers = Trial(), Counter(), [], set()
        for start in range(0, len(rows), CHUNK_SIZE):
            chunk = rows[start : start + CHUNK_SIZE]
            for row, result in zip(
                chunk, undo._preview(run, chunk, trial), strict=True
            ):
                action, reason = result["undo_action"], result["undo_reason"]
                if row.undo_action != action or action == "kept":
                    counts[action] += 1
                if reason:
                    reasons.append(reason)
                if row.record:
                    customers.add((row.record._name, row.record.id))
            # there may be many of them
            chunk.invalidate_recordset()
        lines = {
            "deleted": self.env._("%(deleted)s that the import created are deleted."),
            "restored": self.env._("%(restored)s become what they were before."),
        }
        done = [
            line % {name: count_text(self.env, counts[name])}
            for name, line in lines.items()
            if counts[name]
        ]
        if others := run._count_other_partners(trial.gone, customers):
            done.append(
                self.env._(
                    "%(count)s accounts and people that came with them are deleted.",
                    count=count_text(self.env, others),
                )
            )
        if notes := len(trial.gone[NOTE]):
            done.append(
                self.env._(
                    "%(count)s notes of the import are deleted from histories.",
                    count=count_text(self.env, notes),
                )
            )
        if len(rows) == PREVIEW_ROWS:
            done.append(
                self.env._(
                    "Only the last %(count)s rows were looked at so far.",
                    count=count_text(self.env, PREVIEW_ROWS),
                )
            )
        return {"done": done, "kept": reasons, "kept_count": len(reasons)}

    @api.model
    def _count_other_partners(self, gone, customers):
        """Return how many accounts and people would be gone who are the customer of no
        row: the account of a contact, the person of an account.

        :param dict gone: ``{model: ids}``
        :param set customers: ``(model, id)`` of each row
        """
        ids = [
            id_ for id_ in gone["res.partner"] if ("res.partner", id_) not in customers
        ]
        Partner = self.env["res.partner"].with_context(active_test=False)
        return Partner.search_count([("id", "in", ids), ("type", "=", "contact")])

    @api.private
    def undo_chunk(self, limit=CHUNK_SIZE):
        """Undo the next rows, the last one first, in the current transaction, which the
        caller commits.

        :param int limit: how many rows to take
        :return: how many rows were taken; 0 when none is left (the undo is then done)
            or another worker has them
        :raises ConcurrencyError: when another transaction changed the same customers;
            roll back and call again
        """
        self.ensure_one()
        # superuser: see run_chunk
        run = self.sudo()
        if run.state != "undoing":
            return 0
        rows = run.env["antcrm.import.row"].search(
            run._get_undo_domain(), order="number desc, id desc", limit=limit
        )
        if rows and rows.try_lock_for_update() != rows:
            return 0
        if rows:
            undo = run._get_undo(run.undo_user_id)
            with without_collector():
                rows._write_outcomes(undo._undo(run, rows))
            run._show_life()
        if len(rows) < limit:
            run._finish("undone")
        else:
            run._send_progress()
        return len(rows)

    def _get_undo(self, user):
        """Return what undoes the run for a user."""
        return (
            self.env["antcrm.import.undo"]
            .with_user(user)
            .with_context(allowed_company_ids=user.company_ids.ids, lang=user.lang)
        )

    def _get_undo_domain(self):
        """Return the domain of the rows that are still to be undone."""
        is_left = Domain("undo_action", "=", False) | Domain("undo_again", "=", True)
        return (
            Domain("import_id", "=", self.id) & Domain("action", "!=", False) & is_left
        )

    def _keep_next_row(self, error):
        """Leave the customer of the row that keeps the undo from going on."""
        self.ensure_one()
        if self.state != "undoing":
            return 0  # stopped meanwhile
        row = self.env["antcrm.import.row"].search(
            self._get_undo_domain(), order="number desc, id desc", limit=1
        )
        row._write_outcomes(
            [
                {
                    "undo_action": "kept",
                    "undo_reason": self._get_failure(error),
                    "undo_again": False,
                }
            ]
        )
        self.failure_count += 1
        self._send_progress()
        return 1

    def _get_undo_lines(self):
        """Return one line per kind of thing that was undone, with its number."""
        counts = self._get_count_texts("deleted", "restored", "left")
        lines = {
            "deleted": self.env._("%(deleted)s deleted that the import had created"),
            "restored": self.env._("%(restored)s restored as they were before"),
            "left": self.env._(
                "%(left)s left, in whole or in part, because they changed since or are "
                "in use"
            ),
        }
        return [line % counts for name, line in lines.items() if name in counts]
