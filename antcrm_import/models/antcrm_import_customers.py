from odoo import fields, models
from odoo.fields import Domain
from odoo.tools import SQL, escape_psql, format_date, html2plaintext

from odoo.addons.antcrm_customers.tools.intake_entry import (
    EXTERNAL_ID,
    MODELS,
    IntakeOptions,
    Missing,
)
from odoo.addons.antcrm_customers.tools.intake_fields import (
    POINT_KEYS,
    TAG_FIELDS,
    VALUE_CODES,
)
from odoo.addons.antcrm_export.models.antcrm_sheet import RECORD_KEY

from ..tools.rows import MARKS

MAX_PAGE = 200
MAX_SHOWN = 300  # characters of one value
UPDATES = ("merged", "overwritten")
PIC, SHARE = "user_id", "share"


class AntcrmImport(models.Model):
    """The customers of a review as they will be, a page at a time."""

    # pylint: disable-next=consider-merging-classes-inherited
    _inherit = "antcrm.import"

    def get_customers(self, offset=0, limit=40, search="", outcome="", problem=""):
        """Return customers as they will be after the import.

        :param int offset: how many are before the first one
        :param int limit: how many, up to 200
        :param str search: text that stands anywhere in the row or its reason
        :param str outcome: an action of a row, such as ``created``
        :param str problem: the code of an issue, see ``error_kinds``
        :return: dict with ``count`` (of all that are found), ``columns`` (dicts with
            ``name``, ``label``, ``position`` of the one cell that holds it, or
            ``False``), ``is_editable`` and ``rows``: dicts with ``id``, ``number``,
            ``action``, ``severity``, ``reason`` and ``values``: ``{name: {text, before,
            cell}}``, ``before`` where it differs, ``cell`` as the file has it
        :raise AccessError: the user may not see the import
        """
        self.ensure_one()
        self.check_access("read")
        rows, count = self._find_rows(offset, limit, search, outcome, problem)
        columns = self._get_customer_columns()
        return {
            "count": count,
            "columns": columns,
            "is_editable": self.state == "review" and self.user_id == self.env.user,
            "rows": self._describe_rows(rows, columns) if rows else [],
        }

    def _find_rows(self, offset, limit, search, outcome, problem):
        """Return rows that the user may see, and how many there are of them."""
        Row = self.env["antcrm.import.row"]
        Row.check_access("read")
        Row.flush_model(["errors", "planned_action", "action", "reason", "raw", "name"])
        domain = Domain("import_id", "=", self.id)
        if outcome:
            column = "planned_action" if self.state == "review" else "action"
            domain &= Domain(column, "=", str(outcome))
        if problem in MARKS:
            domain &= Domain("mark", "=", problem)
        elif problem == "duplicate":
            domain &= self._get_known_domain()
        query = Row._search(domain)
        if problem and problem not in (*MARKS, "duplicate"):
            query.add_where(
                SQL(
                    "jsonb_path_exists(%s.errors, '$[*].code ? (@ == $code)', "
                    "jsonb_build_object('code', %s::text))",
                    SQL.identifier(query.table),
                    str(problem),
                )
            )
        if search := str(search or "").strip():
            like = f"%{escape_psql(search)}%"
            table = SQL.identifier(query.table)
            query.add_where(
                SQL(
                    "(%(table)s.raw::text ILIKE %(like)s OR %(table)s.name ILIKE "
                    "%(like)s OR %(table)s.reason ILIKE %(like)s)",
                    table=table,
                    like=like,
                )
            )
        [(count,)] = self.env.execute_query(query.select(SQL("count(*)")))
        query.order = SQL("%s.number, %s.id", *[SQL.identifier(query.table)] * 2)
        query.offset = max(int(offset or 0), 0)
        query.limit = max(1, min(int(limit or 1), MAX_PAGE))
        ids = [id_ for (id_,) in self.env.execute_query(query.select())]
        return Row.browse(ids), count

    def _get_customer_columns(self):
        """Return the columns of the table: the mapped fields in their order, and what
        the options give to every customer."""
        known = self._get_fields_by_name()
        cells = {}
        for entry in self.mapping or []:
            if entry.get("field") in known and entry["field"] != RECORD_KEY:
                cells.setdefault(entry["field"], []).append(entry.get("column"))
        given = ["tags", "status_id", "source_id"]
        options = {"tags": "tag_names", "status_id": "status_id"}
        for name in given:
            if self[options.get(name, name)]:
                cells.setdefault(name, [])
        if self.account_id:
            cells.setdefault("parent_id", [])
        cells.setdefault(PIC, [])
        labels = {name: known[name]["label"] for name in cells if name in known}
        labels |= {PIC: self.env._("Person in charge")}
        if self.account_id:
            labels.setdefault("parent_id", self.env._("Account"))
        columns = [
            {
                "name": name,
                "label": labels[name],
                # several cells that are put together are corrected in the row
                "position": found[0]
                if len(found) == 1 and found[0] is not None
                else False,
            }
            for name, found in cells.items()
        ]
        share = {"name": SHARE, "label": self.env._("Who sees them"), "position": False}
        return [*columns, share]

    def _describe_rows(self, rows, columns):
        """Return what the table shows of some rows."""
        # national numbers are read as those of the importer, whoever looks
        intake = self.env["antcrm.intake"].with_context(
            antcrm_row_numbers=rows.mapped("number"), tz=self.tz
        )
        candidates = rows._get_candidates(self._get_builder())
        self._fix_values(candidates)
        self._name_nameless(candidates)
        for candidate in candidates:
            candidate.pop(RECORD_KEY, None)
        # the key is left out: these are all values of a row, not what it changes
        options = intake._read_options(IntakeOptions(self._get_intake_options()))
        entries = intake._read_candidates(self.kind, candidates, options)
        befores = self._describe_known(rows)
        known = self._get_fields_by_name()
        fields_ = {
            name: known.get(name) or self._describe_column(name)
            for name in (column["name"] for column in columns)
        }
        result = []
        for row, entry in zip(rows, entries, strict=True):
            values = {}
            wrong = {
                issue.get("field")
                for issue in row.errors or ()
                if issue.get("severity") == "error" or issue["code"] in VALUE_CODES
            }
            for column in columns:
                name = column["name"]
                text = self._describe_value(fields_[name], name, entry)
                before = befores.get(row.id, {}).get(name)
                if before is not None:
                    text = self._foresee(row, before, text)
                at = column["position"]
                cell = (
                    row.raw[at] if at is not False and at < len(row.raw or ()) else ""
                )
                values[name] = {
                    "text": self._shorten(text),
                    "before": self._shorten(before)
                    if before is not None and before != text
                    else False,
                    "cell": cell,
                    "is_wrong": name in wrong,
                }
            result.append(
                {
                    "id": row.id,
                    "number": row.number,
                    "action": row.action or row.planned_action,
                    "severity": row.severity,
                    "reason": row.reason or "",
                    "values": values,
                }
            )
        return result

    def _shorten(self, text):
        if isinstance(text, list):
            text = ", ".join(text)
        return text if len(text) <= MAX_SHOWN else f"{text[:MAX_SHOWN]}…"

    def _foresee(self, row, before, text):
        """Return the value of a known customer after a merge or an overwrite."""
        if isinstance(before, list):
            if row.planned_action == "merged" or not text:
                return list(dict.fromkeys([*before, *text]))
            return text
        if row.planned_action == "merged":
            return before or text
        return text or before

    def _describe_value(self, field, name, entry):
        """Return a value of an entry as text, or a list of texts."""
        if name == SHARE:
            return self.chosen_share or ""
        if name in POINT_KEYS:
            kind = POINT_KEYS[name]
            unread = [text for other, text in entry.unread if other == kind]
            return [*entry.points[kind].values(), *unread]
        if name == "tags":
            Tag = self.env["crm.tag" if self.kind == "lead" else "res.partner.category"]
            return [
                tag.name if isinstance(tag, Missing) else Tag.browse(tag).name
                for tag in entry.tags
            ]
        if name.startswith("addresses/"):
            _addresses, number, part = name.split("/")
            for address in entry.addresses:
                if str(address.get("number")) == number:
                    return self._describe_simple(field, address.get(part))
            return ""
        if "/" in name:
            if not entry.related:
                return ""
            return self._describe_value(field, name.partition("/")[2], entry.related)
        if name == "parent_id" and entry.account:
            return entry.account
        if name == PIC and not entry.values.get(PIC):
            return self._describe_pic()
        return self._describe_simple(field, entry.values.get(name))

    def _describe_column(self, name):
        """Return what is asked of a field that no column is offered for, such as the
        account of an import on its page."""
        field = self.env[MODELS[self.kind]]._fields.get(name)
        return field and {"type": field.type, "relation": field.comodel_name}

    def _describe_simple(self, field, value):
        if isinstance(value, Missing):
            return value.name
        if value is None or value is False or value == "":
            return (
                self.env._("No")
                if field["type"] == "boolean" and value is False
                else ""
            )
        if field["relation"] and isinstance(value, int):
            # superuser: the name alone, of what the user chose or named
            return self.env[field["relation"]].browse(value).sudo().display_name or ""
        if isinstance(value, list):  # commands of a field with several choices
            ids = [id_ for command in value for id_ in command[2]]
            return self.env[field["relation"]].browse(ids).mapped("display_name")
        if field["type"] == "date":
            return format_date(self.env, value)
        if field["type"] == "datetime":
            local = fields.Datetime.context_timestamp(self, value)
            return local.strftime("%Y-%m-%d %H:%M")
        if field["type"] == "html":
            return html2plaintext(value)
        if field["type"] == "selection":
            return dict(field["selection"]).get(value, value)
        if value is True:
            return self.env._("Yes")
        return str(value)

    def _describe_pic(self):
        """Return who is in charge where the row names nobody."""
        if self.pic_mode == "user":
            # superuser: the name of who was chosen in the options
            return self.sudo().pic_user_id.name or ""
        if self.pic_mode == "team":
            team = self.sudo().pic_team_id.name or ""
            return self.env._("By the rule of %(team)s", team=team)
        return ""

    def _describe_known(self, rows):
        """Return the values of the customers that rows change as they are: ``{row id:
        {field: text or list of texts}}``, of those that the user may read."""
        changing = rows.filtered(
            lambda row: row.planned_action in UPDATES and row.record and not row.action
        )
        if not changing:
            return {}
        records = {row.id: row.record for row in changing}
        Model = next(iter(records.values())).browse()
        everybody = Model.browse({record.id for record in records.values()})
        readable = everybody.with_context(active_test=False)._filtered_access("read")
        described = {record.id: self._describe_record(record) for record in readable}
        return {
            row_id: described[record.id]
            for row_id, record in records.items()
            if record.id in described
        }

    def _describe_record(self, record):
        intake = self.env["antcrm.intake"]
        values = {}
        for field in self._get_intake_fields():
            name = field["name"]
            if name == RECORD_KEY or field["group"] in ("company", "person"):
                continue
            if name == EXTERNAL_ID:
                # what a program calls a customer is told to nobody else
                continue
            if name in POINT_KEYS:
                values[name] = record._get_contact_points(POINT_KEYS[name]).mapped(
                    "value"
                )
            elif name == "tags":
                values[name] = record[TAG_FIELDS[self.kind]].mapped("name")
            elif field["group"] == "addresses":
                _addresses, number, part = name.split("/")
                addresses = intake._get_numbered_addresses(record)
                at = int(number) - 2
                value = addresses[at][part] if at < len(addresses) else False
                values[name] = self._describe_own(field, value)
            else:
                values[name] = self._describe_own(field, record[name])
        return values

    def _describe_own(self, field, value):
        if isinstance(value, models.BaseModel):
            names = value.sudo().mapped("display_name")
            return names if field["type"] == "many2many" else ", ".join(names)
        return self._describe_simple(field, value)
