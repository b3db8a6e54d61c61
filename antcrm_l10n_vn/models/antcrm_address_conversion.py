import json

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import NO_ACCESS, Domain
from odoo.tools import SQL

from odoo.addons.antcrm_share.tools.counts import count_text

from ..tools.places import full_name, read_address
from .antcrm_vietnam_address_mixin import PROVINCES

#: what holds addresses, one behind the other
MODELS = ("res.partner", "crm.lead", "antcrm.lead.address")
PARTS = ("street", "street2", "district", "city")
COLUMNS = (*PARTS, "state_id", "country_id", "written_address", "address_check")
BATCH = 500
#: as many addresses are counted, and written, while somebody waits; the others in the
#: background
COUNTED_AT_ONCE = 4 * BATCH
WRITTEN_AT_ONCE = BATCH
SAMPLES = 5
STATUSES = ("sure", "split", "unknown", "posted")


class AntcrmAddressConversion(models.Model):
    """One conversion of the addresses of a database to the wards of today: counted
    first, then done in the background, and undone if somebody wishes.

    It works as superuser: an address is brought to its name of today whoever may see
    its customer, and is shown to those alone who may.
    """

    _name = "antcrm.address.conversion"
    _inherit = "antcrm.journal.mixin"
    # who has changed any part of an address since keeps all of it
    _journal_is_whole = True
    _description = "Conversion of Addresses"
    _order = "id desc"

    state = fields.Selection(
        [
            ("draft", "New"),
            ("counting", "Counting"),
            ("counted", "Counted"),
            ("running", "Converting"),
            ("done", "Converted"),
            ("undoing", "Undoing"),
            ("undone", "Undone"),
        ],
        default="draft",
        required=True,
        readonly=True,
    )
    with_posted = fields.Boolean(
        "Customers with posted invoices too",
        help="Invoices that were posted are printed with the customer's address of "
        "today. Unless you tick this, customers with such invoices stay as they are.",
    )
    position = fields.Json(readonly=True, export_string_translation=False)
    total_count = fields.Integer("Addresses", readonly=True)
    read_count = fields.Integer("Done", readonly=True)
    progress = fields.Integer(compute="_compute_progress")
    sure_count = fields.Integer("Sure", readonly=True)
    split_count = fields.Integer("Ward to Choose", readonly=True)
    unknown_count = fields.Integer("Ward Not Known", readonly=True)
    posted_count = fields.Integer("Left for Posted Invoices", readonly=True)
    restored_count = fields.Integer("Restored", readonly=True)
    kept_count = fields.Integer("Changed Since, Left", readonly=True)
    # some of them are hidden from whoever reads
    samples = fields.Json(
        "Ids and Texts of Samples",
        readonly=True,
        groups=NO_ACCESS,
        export_string_translation=False,
    )
    sample_text = fields.Text("Samples", compute="_compute_sample_text")

    @api.depends("total_count", "read_count")
    def _compute_progress(self):
        for conversion in self:
            total = conversion.total_count
            conversion.progress = 100 * conversion.read_count // total if total else 100

    @api.depends("samples")
    @api.depends_context("uid")
    def _compute_sample_text(self):
        labels = {
            "sure": self.env._("Sure"),
            "split": self.env._("Ward to choose"),
            "unknown": self.env._("Ward not known"),
            "posted": self.env._("Left for posted invoices"),
        }
        for conversion in self:
            lines = []
            # superuser: what the user may not read is left out
            found = conversion.sudo().samples or {}
            for status in STATUSES:
                samples = self._filter_samples(found.get(status))
                if samples:
                    lines += [f"{labels[status]}:"]
                    lines += [f"    {old}  →  {new}" for old, new in samples]
            conversion.sample_text = "\n".join(lines)

    @api.model
    def _filter_samples(self, samples):
        """Return the old and new texts of those that the user may read."""
        result = []
        for model, id_, old, new in samples or ():
            if self.env[model].browse(id_).exists()._filtered_access("read"):
                result.append((old, new))
        return result[:SAMPLES]

    # ------------------------------------------------------------------
    # Actions
    # ------------------------------------------------------------------

    @api.model
    def action_open(self):
        """Open the conversion that is on its way or done, or else a new one."""
        self._check_administrator()
        # superuser: Administrators start conversions with these buttons alone
        Conversion = self.sudo()
        conversion = Conversion.search([("state", "!=", "undone")], limit=1)
        return (conversion or Conversion.create({}))._reopen()

    def action_refresh(self):
        """Show how far it has come."""
        return self._reopen()

    def action_count(self):
        """Count what would become of the addresses; nothing is written."""
        return self._start("counting", "draft", "counted")

    def action_convert(self):
        """Convert what was counted, in the background."""
        return self._start("running", "counted")

    def action_undo(self):
        """Give the addresses back what they had, in the background; those that somebody
        has changed since stay, and can be tried again."""
        return self._start("undoing", "done", "running", "undone")

    def _preview_undo(self):
        self._check_administrator()
        # superuser: numbers, and the names of what the user may read
        kept, count = self.sudo()._find_kept(), self.sudo()._count_lines()
        records = [
            self.env[model].browse(ids)._filtered_access("read")
            for model, ids in kept.items()
        ]
        names = [record.display_name for found in records for record in found]
        kept_count = sum(map(len, kept.values()))
        reasons = [
            self.env._("%(name)s: the address was changed since.", name=name)
            for name in names
        ]
        reasons += [self.env._("A customer whom you do not see: changed since.")] * (
            kept_count - len(names)
        )
        done = [
            self.env._(
                "%(count)s addresses get back what they had.",
                count=count_text(self.env, count - kept_count),
            )
        ]
        return {
            "done": done if count > kept_count else [],
            "kept": reasons,
            "kept_count": kept_count,
        }

    def action_again(self):
        """Begin anew, for addresses that came in since."""
        self._check_administrator()
        return self.sudo().create({"with_posted": self.with_posted})._reopen()

    def _check_administrator(self):
        """:raise AccessError: the user is none"""
        if not self.env.user.has_group("antcrm_share.group_administrator"):
            raise AccessError(
                self.env._("Ask an Administrator to convert the addresses.")
            )

    def _start(self, state, *before):
        self._check_administrator()
        self.ensure_one()
        # superuser: what is allowed was checked; see the class
        conversion = self.sudo()
        if not conversion.try_lock_for_update() or conversion.state not in before:
            raise UserError(
                self.env._("Somebody else has started something here. Refresh it.")
            )
        conversion._begin(state)
        conversion._run_batches(
            COUNTED_AT_ONCE if state == "counting" else WRITTEN_AT_ONCE
        )
        if conversion.state == state:
            self.env.ref("antcrm_l10n_vn.ir_cron_convert_addresses").sudo()._trigger()
        return self._reopen()

    def _reopen(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Addresses of Before July 2025"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
        }

    # ------------------------------------------------------------------
    # Work
    # ------------------------------------------------------------------

    def _begin(self, state):
        self.ensure_one()
        values = {"state": state, "position": {}, "read_count": 0}
        if state == "undoing":
            self._try_again()
            values |= {
                "total_count": self._count_lines(),
                "restored_count": self.restored_count if self.kept_count else 0,
                "kept_count": 0,
            }
        else:
            values |= dict.fromkeys(
                ("sure_count", "split_count", "unknown_count", "posted_count"), 0
            )
            values["samples"] = {}
            values["total_count"] = sum(
                self._get_records(model).search_count(self._get_domain(model))
                for model in MODELS
            )
        self.write(values)

    @api.model
    def _cron_run(self):
        """Go on with what was started; each batch is committed."""
        Cron = self.env["ir.cron"]
        states = ("counting", "running", "undoing")
        conversions = self.search([("state", "in", states)], order="id")
        for conversion in conversions:
            if not conversion.try_lock_for_update():
                continue
            while conversion.state in states:
                conversion._run_batch()
                # the last step only tells that it is the last
                left = max(conversion.total_count - conversion.read_count, 0) + 1
                remaining = left if conversion.state in states else 0
                if not Cron._commit_progress(1, remaining=remaining):
                    return

    def _run_batches(self, count):
        state = self.state
        while self.state == state and self.read_count < count:
            self._run_batch()

    def _run_batch(self):
        self.ensure_one()
        if self.state == "undoing":
            self._undo_batch()
            return
        position = self.position or {}
        for model in MODELS:
            last = position.get(model, 0)
            if last is None:
                continue
            domain = self._get_domain(model) & Domain("id", ">", last)
            records = self._get_records(model).search(domain, order="id", limit=BATCH)
            if records:
                self._read_records(records)
            last = records.ids[-1] if len(records) == BATCH else None
            self.write(
                {
                    "position": {**position, model: last},
                    "read_count": self.read_count + len(records),
                }
            )
            return
        self.state = "counted" if self.state == "counting" else "done"

    @api.model
    def _get_records(self, model):
        return self.env[model].with_context(active_test=False, tracking_disable=True)

    @api.model
    def _get_domain(self, model):
        """Return the domain of the addresses that may be in Vietnam: those of
        customers, not those of the companies themselves."""
        country = self.env.ref("base.vn")
        domain = Domain("country_id", "=", country.id)
        if self.env.company.country_id == country:
            domain |= Domain("country_id", "=", False)
        domain &= Domain.OR(Domain(name, "!=", False) for name in PARTS)
        if model == "res.partner":
            domain &= Domain("partner_share", "=", True)
            domain &= Domain("own_company_ids", "=", False)
        return domain

    def _read_records(self, records):
        """Count, or convert, some addresses."""
        posted = set() if self.with_posted else self._get_posted_ids(records)
        states = self.env["antcrm.ward"]._get_states()
        counts = dict.fromkeys(STATUSES, 0)
        samples = {
            status: list((self.samples or {}).get(status, ())) for status in STATUSES
        }
        changes = []
        for record in records:
            status, values = self._read_record(record, states)
            if not status:
                continue
            if record.id in posted:
                status = "posted"
            counts[status] += 1
            if len(samples[status]) < 4 * SAMPLES:
                old, new = self._get_text(record), self._get_text(record, values)
                samples[status].append((record._name, record.id, old, new))
            if values and status != "posted":
                changes.append((record, values))
        self.write(
            {
                "samples": samples,
                **{
                    f"{name}_count": self[f"{name}_count"] + n
                    for name, n in counts.items()
                },
            }
        )
        if self.state == "running":
            self._write_changes(changes)

    @api.model
    def _get_posted_ids(self, records):
        """Return the ids of the partners whose address stands on posted invoices."""
        if records._name != "res.partner" or "account.move" not in self.env:
            return set()
        moves = self.env["account.move"]
        ids = set()
        for name in ("partner_id", "partner_shipping_id"):
            groups = moves._read_group(
                [("state", "=", "posted"), (name, "in", records.ids)], [name]
            )
            ids.update(partner.id for (partner,) in groups)
        return ids

    @api.model
    def _read_record(self, record, states):
        """Return what is to become of an address: its status, ``None`` where there is
        nothing to do, and the values to write.

        :param states: the host's states by the code of the province
        """
        text = ", ".join(part for name in PARTS if (part := record[name]))
        province = PROVINCES.get(record.state_id.code)
        place = read_address(text, province)
        if not place.province:
            return "unknown", {}
        if not place.ward:
            known = {
                "state_id": states[place.province].id,
                "address_check": place.status,
            }
            # a street and a province name no ward at all
            return (place.status, known) if place.former else (None, {})
        values = {
            "street": place.street or False,
            "street2": full_name(place.ward),
            "district": False,
            "city": False,
            "state_id": states[place.province].id,
            "address_check": False,
        }
        if all(
            self._get_value(record, name) == value for name, value in values.items()
        ):
            return None, {}
        return "sure", {**values, "written_address": record.written_address or text}

    @api.model
    def _get_value(self, record, name):
        value = record[name]
        return value.id if isinstance(value, models.BaseModel) else value

    @api.model
    def _get_text(self, record, values=None):
        parts = {name: self._get_value(record, name) for name in COLUMNS} | (
            values or {}
        )
        state = self.env["res.country.state"].browse(parts["state_id"] or ())
        texts = [parts[name] for name in PARTS] + [state.name]
        return ", ".join(text for text in texts if text)

    def _write_changes(self, changes):
        """Do the changes of some records, and write them down."""
        if not changes:
            return
        self._write_lines(
            changes[0][0]._table,
            {
                record.id: (
                    {n: self._get_value(record, n) or None for n in values},
                    {n: value or None for n, value in values.items()},
                )
                for record, values in changes
            },
        )
        self._update_addresses(changes)

    @api.model
    def _update_addresses(self, changes):
        """Write each record's own address, in one query for all of them. The host's
        ``write`` would copy it to the company and to the colleagues of a contact, whose
        addresses are converted, or left, by themselves.

        :param changes: pairs of a record and its new values, all of one model
        """
        if not changes:
            return
        records = changes[0][0].browse([record.id for record, _values in changes])
        records.flush_recordset(COLUMNS)
        rows = [
            {
                "id": record.id,
                **{
                    name: values.get(name, self._get_value(record, name)) or None
                    for name in COLUMNS
                },
            }
            for record, values in changes
        ]
        columns = [SQL.identifier(name) for name in COLUMNS]
        self.env.cr.execute(
            SQL(
                """
                UPDATE %(table)s AS record
                   SET (%(columns)s, write_uid, write_date)
                     = (%(values)s, %(uid)s, %(now)s)
                  FROM jsonb_populate_recordset(NULL::%(table)s, %(rows)s::jsonb) AS row
                 WHERE record.id = row.id
                """,
                table=SQL.identifier(records._table),
                columns=SQL(", ").join(columns),
                values=SQL(", ").join(SQL.identifier("row", name) for name in COLUMNS),
                uid=self.env.uid,
                now=self.env.cr.now(),
                rows=json.dumps(rows, ensure_ascii=False),
            )
        )
        records.invalidate_recordset(COLUMNS)
        records.modified(COLUMNS)

    def _undo_batch(self):
        taken, left = self._restore_lines(BATCH)
        if not taken:
            self.state = "undone"
            return
        self.write(
            {
                "read_count": self.read_count + taken,
                "kept_count": self.kept_count + left,
                "restored_count": self.restored_count + taken - left,
            }
        )
