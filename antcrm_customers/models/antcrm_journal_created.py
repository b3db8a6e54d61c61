import psycopg2

from odoo import api, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import SQL, mute_logger

from ..tools.intake_entry import QUIET


class AntcrmJournalMixin(models.AbstractModel):
    """What a batch created goes again, where nobody changed it or uses it by now."""

    # pylint: disable-next=consider-merging-classes-inherited
    _inherit = "antcrm.journal.mixin"

    def _remove_created(self, tables, created):
        """Delete what the batch created, where nobody changed it or uses it by now, by
        the rule of the undo of imports.

        :param dict created: see :meth:`_find_created`
        :return: list of sentences about what stays
        """
        if not created:
            return []
        doomed = {
            model: {id_ for id_, names in found.items() if not names}
            for model, found in created.items()
        }
        owners = self._find_owners(created)
        used = self.env["antcrm.journal"]._spare_referenced(
            doomed, owners, moved=self._get_moved(tables)
        )
        refused = self._delete_created(doomed, owners)
        return [
            self._get_note(self.env[model]._table, id_, names, used.get((model, id_)))
            for model, found in created.items()
            for id_, names in found.items()
            if (model, id_) in used
            or (model, id_) in refused
            # a part is told with what it belongs to, which does not go without it
            or (names and (model, id_) not in owners)
        ]

    def _find_created(self, tables):
        """Return what the batch created and is still there, in the order in which it
        can be deleted, and what of it changed since: ``{model: {id: names}}``."""
        result = {}
        for table in reversed(
            self._get_row_tables("before IS NULL AND row_id IS NOT NULL")
        ):
            model = tables.get(table)
            if not model:
                continue
            told = self._get_told_columns(table, model)
            found = {
                id_: names
                for id_, is_gone, names in self._compare_rows(
                    table, told, SQL("row.before IS NULL")
                )
                if not is_gone
            }
            for id_, names in self._find_changed_lists(table, model).items():
                if id_ in found:
                    found[id_] = [*found[id_], *names]
            if found:
                result[model] = found
        return result

    def _find_changed_lists(self, table, model):
        """Return which lists of what the batch created, such as phones and tags, are
        not what it made of them: ``{id: names}``."""
        Journal = self.env["antcrm.journal"]
        names = Journal._get_list_names(model)
        if not names:
            return {}
        written = dict(
            self.env.execute_query(
                SQL(
                    "SELECT row_id, after FROM antcrm_journal_line WHERE batch = %s "
                    "AND table_name = %s AND row_id IS NOT NULL AND before IS NULL",
                    self._get_batch_key(),
                    table,
                )
            )
        )
        now = Journal._read_lists(self.env[model].browse(written))
        return {
            id_: Journal._find_changes(model, values, now.get(id_, {}), names)
            for id_, values in written.items()
        }

    def _find_owners(self, created):
        """Return to what else of a batch the records that it created belong: they go
        with that, and stay with it.

        :param dict created: see :meth:`_find_created`
        :return: ``{(model, id): (model, id)}``
        """
        queries = []
        for model in created:
            table = self.env[model]._table
            for column, target, _required, is_part in self._read_table_keys(table):
                queries += [
                    SQL(
                        "SELECT %s, id, %s, %s FROM %s WHERE id = ANY(%s)",
                        model,
                        other,
                        SQL.identifier(column),
                        SQL.identifier(table),
                        list(created[model]),
                    )
                    for other in created
                    if is_part and self.env[other]._table == target
                ]
        References = self.env["antcrm.references"]
        queries += [
            SQL(
                "SELECT %s, id, %s, %s FROM %s WHERE id = ANY(%s)",
                model,
                SQL.identifier(model_field),
                SQL.identifier(name),
                SQL.identifier(self.env[model]._table),
                list(created[model]),
            )
            for model, name, model_field in References._get_loose_fields()
            if model in created
        ]
        rows = self.env.execute_query(SQL(" UNION ").join(queries)) if queries else []
        # superuser: further addresses of a partner are partners too
        partners = self.env["res.partner"].sudo().browse(created.get("res.partner"))
        partners = partners.exists()
        rows += [
            (partner._name, partner.id, partner._name, partner.parent_id.id)
            for partner in partners
            if not partner.customer_kind
        ]
        return {
            (model, id_): (owner, owner_id)
            for model, id_, owner, owner_id in rows
            if owner_id in created.get(owner, ()) and (model, id_) != (owner, owner_id)
        }

    def _get_moved(self, tables):
        """Return the parts of customers, such as points, that were there before the
        batch and that it wrote: ``{model: ids}``."""
        Journal = self.env["antcrm.journal"]
        parts = {
            *Journal._get_own_tables(),
            *(
                self.env[name]._table
                for name in Journal._get_silent_models()
                if name in self.env
            ),
        }
        rows = self.env.execute_query(
            SQL(
                "SELECT table_name, array_agg(row_id) FROM antcrm_journal_line "
                "WHERE batch = %s AND row_id IS NOT NULL AND before IS NOT NULL "
                "AND after IS NOT NULL AND table_name = ANY(%s) GROUP BY table_name",
                self._get_batch_key(),
                list(parts),
            )
        )
        return {tables[table]: ids for table, ids in rows if table in tables}

    def _delete_created(self, doomed, owners):
        """Delete what the batch created, what has others as parts before them: they go
        with it.

        :param dict doomed: ``{model: ids}``, in the order in which they can be deleted
        :param dict owners: see :meth:`_find_owners`
        :return: the set of those, as ``(model, id)``, that could not be deleted
        """
        refused = set()
        for is_part in (False, True):
            for model, ids in doomed.items():
                # superuser: the batch made them
                Model = self.env[model].sudo().with_context(**QUIET, active_test=False)
                if model == "antcrm.contact.point":
                    Model = Model._trusted()
                records = Model.browse(
                    id_
                    for id_ in sorted(ids)
                    if ((model, id_) in owners) == is_part
                    and owners.get((model, id_)) not in refused
                ).exists()
                if not records or self._try_unlink(records):
                    continue
                refused.update(
                    (model, record.id)
                    for record in records
                    if not self._try_unlink(record)
                )
        return refused

    @api.model
    def _try_unlink(self, records):
        try:
            with mute_logger("odoo.sql_db"), self.env.cr.savepoint():
                records.unlink()
        except (psycopg2.IntegrityError, UserError, ValidationError, AccessError):
            # something uses it by now
            return False
        return True
