from collections import defaultdict

from odoo import api, models

CREATED = ("created", "duplicated")
UPDATED = ("overwritten", "merged")
# the customer of the row is done with; something that came with it may be left
DONE = ("deleted", "restored")


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

    def restore(self, record, names):
        """Note that values of a customer would be as they were before."""
        self.restored[record._name, record.id].update(names)
        for name in names:
            self.restored_ids[record._name, name].add(record.id)


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
            if row.action not in CREATED + UPDATED or not row.record:
                continue
            if row.record not in existing:
                if row.written:
                    results[row]["undo_reason"] = self.env._(
                        "This customer has been deleted since."
                    )
            elif row.record not in writable and row.written:
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
            else:
                self._restore(restored)
        if trial:
            trial.kept |= kept

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
        return set(run.env["antcrm.import.row"].search(domain).mapped("record"))

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
        self._spare_referenced(
            doomed,
            reasons,
            owners,
            trial and trial.gone,
            trial and trial.restored_ids,
        )
        for key, reason in reasons.items():
            row = wanted[key][0]
            if key in created:
                self._keep(results, row, reason)
            else:
                self._add_reason(results[row], key, reason)
        for key, (row, _written) in wanted.items():
            if key[1] not in doomed[key[0]]:
                continue
            if key in created:
                results[row]["undo_action"] = "deleted"
            elif row.action in UPDATED:
                results[row]["undo_action"] = "restored"
        if trial:
            for model, ids in doomed.items():
                trial.gone[model] |= ids
        else:
            self._delete(doomed)

    @api.model
    def _get_created(self, rows, results, existing):
        """Return what the rows created and is to go.

        :return: ``{(model, id): (row, written values)}``; the set of those that are the
            customers of rows; ``{(model, id) of an address: (model, id) of its
            customer}``
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
                is_address = made["model"] == "antcrm.lead.address" or (
                    "parent_id" in (made["written"] or {})
                )
                if is_address and is_kept:
                    continue  # it stays with its customer
                if is_address and is_new:
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
        # superuser: what the import made
        name = self.env[model].sudo().browse(id_).display_name
        line = self.env._("“%(name)s” stays. %(reason)s", name=name, reason=reason)
        lines = filter(None, (result["undo_reason"], line))
        result["undo_reason"] = "\n".join(lines)
