import io
import re

import pytz

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tools import SQL, consteq, hmac, html2plaintext

from odoo.addons.antcrm_contact_point.tools.contact_values import read_phone
from odoo.addons.antcrm_customers.tools.intake_entry import MODELS
from odoo.addons.antcrm_customers.tools.intake_fields import (
    ADDRESS_FIELDS,
    FIRST_FURTHER,
    POINT_KEYS,
    TAG_FIELDS,
)
from odoo.addons.antcrm_customers.tools.lists import join_list
from odoo.addons.antcrm_customers.tools.text import compact_key

from ..tools.sheet import address_field, clean_text, write_csv, write_xlsx

#: addresses of one customer in a file, the main one included
ADDRESSES = 10
EXPORT = "base.group_allow_export"
RECORD_KEY = "record_key"
KEY_LETTERS = {"res.partner": "C", "crm.lead": "L"}
KEY = re.compile(r"([CL])([1-9][0-9]{0,9})-([0-9a-f]{12})")
MAX_ID = 2**31 - 1
BATCH = 1000


class AntcrmSheet(models.AbstractModel):
    """Customers as rows of a file: which columns there are, and the intake backwards,
    from customers to what the cells of their rows hold."""

    _name = "antcrm.sheet"
    _description = "Customers as Rows of a File"

    # ------------------------------------------------------------------
    # Files
    # ------------------------------------------------------------------

    @api.model
    def _check_may_export(self):
        """Raise unless the user may export, as the host decides it."""
        if not (self.env.is_admin() or self.env.user.has_group(EXPORT)):
            raise AccessError(
                self.env._(
                    "You may not export customers. "
                    "Ask your administrator for the right to export."
                )
            )

    @api.model
    def _search_exported(self, kind, domain, ids=False):
        """Return the customers of a page to export: those the user may read.

        :param str kind: ``lead``, ``contact`` or ``account``
        :param domain: what the page shows
        :param ids: those that are chosen, or ``False`` for all that it shows
        :raise AccessError: the user may not export
        :raise ValueError: there is no such kind
        """
        self._check_may_export()
        if kind not in MODELS:
            raise ValueError(f"unknown kind {kind!r}")
        Model = self.env[MODELS[kind]]
        if ids is not False:
            domain = [("id", "in", ids)]
            Model = Model.with_context(active_test=False)
        return Model.search(Domain(domain) & Domain("customer_kind", "=", kind))

    @api.model
    def _write_sheet(self, stream, kind, records, file_type):
        """Write customers to a file.

        :param stream: a binary stream
        :param str kind: of all the customers
        :param records: the customers
        :param str file_type: ``csv`` or ``xlsx``
        :raise AccessError: the user may not export, or read one of them
        :raise ValueError: there is no such type
        """
        self._check_may_export()
        records.check_access("read")
        columns = self._get_sheet_columns(
            kind, self._count_sheet_columns(kind, records.ids)
        )
        headers = [column["header"] for column in columns]
        rows = self._get_sheet_rows(kind, columns, records.with_env(self.env))
        if file_type == "xlsx":
            title = self.env["antcrm.customer.kind"].get_labels()[kind]["plural"]
            write_xlsx(stream, headers, rows, title)
        elif file_type == "csv":
            lang = self.env["res.lang"]._get_data(code=self.env.lang)
            text = io.TextIOWrapper(stream, encoding="utf-8", newline="")
            # where the comma is in numbers, Excel expects a semicolon between cells
            write_csv(text, headers, rows, ";" if lang.decimal_point == "," else ",")
            text.flush()
            text.detach()
        else:
            raise ValueError(f"unknown type {file_type!r}")

    @api.model
    def _get_sheet_file_name(self, kind, file_type):
        """Return the name of a file of customers."""
        labels = self.env["antcrm.customer.kind"].get_labels()
        today = fields.Date.context_today(self)
        return f"{labels[kind]['plural']} {today}.{file_type}"

    # ------------------------------------------------------------------
    # Columns
    # ------------------------------------------------------------------

    @api.model
    def _get_import_fields(self, kind):
        """Return what columns of a file may go to: the fields of a candidate, with one
        field for each part of each further address, as no cell holds a whole one; and
        the key, by which an exported customer is found again."""
        Intake = self.env["antcrm.intake"]
        known = {field["name"]: field for field in Intake.get_fields(kind)}
        result = []
        for field in known.values():
            if field["type"] != "addresses":
                result.append(field)
                continue
            for position in range(FIRST_FURTHER, ADDRESSES + 1):
                result += [
                    {
                        **known[part],
                        "name": address_field(position, part),
                        "label": self.env._(
                            "Address %(number)s: %(part)s",
                            number=position,
                            part=known[part]["label"],
                        ),
                        "group": "addresses",
                    }
                    for part in ADDRESS_FIELDS
                ]
        result.append(
            {
                "name": RECORD_KEY,
                "label": self.env._("Record Key"),
                "type": "char",
                "required": False,
                "multiple": False,
                "selection": [],
                "relation": False,
                "group": "other",
                "help": self.env._(
                    "Stands in exported files: an import finds the customer by it. "
                    "Leave it as it is."
                ),
            }
        )
        return result

    @api.model
    def _get_header(self, field, number=1):
        """Return the name of a column.

        :param dict field: see :meth:`_get_import_fields`
        :param int number: which one it is, where several columns go to the field
        """
        labels = {
            "phones": self.env._("Phone %(number)s", number=number),
            "emails": self.env._("Email %(number)s", number=number),
            "socials": self.env._("Social network %(number)s", number=number),
        }
        return labels.get(field["name"]) or field["label"]

    @api.model
    def _get_sheet_columns(self, kind, counts):
        """Return the columns of a file of existing customers.

        :param dict counts: how many columns there are to be of ``phones``, ``emails``,
            ``socials`` and further ``addresses``
        :return: list of dicts: ``field`` (see :meth:`_get_import_fields`), ``number``
            (which one of several, from 1) and ``header`` (each another)
        """
        columns = []
        for field in self._get_import_fields(kind):
            name = field["name"]
            if name == "name" and kind != "account":
                continue  # first name and surname have a column each
            if field["group"] == "addresses":
                count = counts.get("addresses", 0)
                if int(name.split("/")[1]) >= FIRST_FURTHER + count:
                    continue
            count = max(counts.get(name, 0), 1) if name in POINT_KEYS else 1
            for number in range(1, count + 1):
                header = self._get_header(field, number)
                columns.append({"field": field, "number": number, "header": header})
        # the key comes first, where it is not in the way
        columns.sort(key=lambda column: column["field"]["name"] != RECORD_KEY)
        taken = {""}
        for column in columns:
            key = compact_key(column["header"])
            if key in taken:
                # a custom field that is called as another one
                column["header"] = column["field"]["name"]
            taken.add(key)
        return columns

    @api.model
    def _count_sheet_columns(self, kind, ids):
        """Return how many phones, emails, social profiles and further addresses the
        customers have at most: ``{"phones": 2 ...}``.

        :param ids: of customers that the user may read
        """
        inverse = SQL.identifier("lead_id" if kind == "lead" else "partner_id")
        self.env["antcrm.contact.point"]._flush_points()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT kind, max(count)
                  FROM (SELECT kind, count(*) FROM antcrm_contact_point
                         WHERE %(inverse)s = ANY(%(ids)s)
                      GROUP BY kind, %(inverse)s) AS counted
              GROUP BY kind
                """,
                inverse=inverse,
                ids=list(ids),
            )
        )
        by_kind = dict(rows)
        counts = {key: by_kind.get(point, 0) for key, point in POINT_KEYS.items()}
        field = self.env[MODELS[kind]]._fields["address_ids"]
        groups = self.env[field.comodel_name]._read_group(
            Domain(field.domain) & Domain(field.inverse_name, "in", list(ids)),
            [field.inverse_name],
            ["__count"],
            order="__count DESC",
            limit=1,
        )
        counts["addresses"] = min(groups[0][1] if groups else 0, ADDRESSES - 1)
        return counts

    # ------------------------------------------------------------------
    # Rows
    # ------------------------------------------------------------------

    @api.model
    def _get_sheet_rows(self, kind, columns, records):
        """Yield the cells of each customer, in their order.

        Memory and queries are those of a batch, however many customers there are.

        :param list columns: see :meth:`_get_sheet_columns`
        :return: lists of text, numbers and dates
        """
        ids = records.ids
        for start in range(0, len(ids), BATCH):
            batch = self.env[records._name].browse(ids[start : start + BATCH])
            for record in batch:
                values = self._get_sheet_values(kind, columns, record)
                yield [
                    self._get_sheet_cell(column, values[column["field"]["name"]])
                    for column in columns
                ]
            self.env.flush_all()
            self.env.invalidate_all()

    @api.model
    def _get_sheet_values(self, kind, columns, record):
        """Return ``{field: value}`` of one customer: a list where the field has several
        columns, else what its cell holds."""
        Intake = self.env["antcrm.intake"]
        addresses = None
        values = {}
        for column in columns:
            field = column["field"]
            name = field["name"]
            if name in values:
                continue
            if name == RECORD_KEY:
                values[name] = self._get_record_key(record)
            elif name in POINT_KEYS:
                points = record._get_contact_points(POINT_KEYS[name])
                values[name] = [self._get_point_text(point) for point in points]
            elif field["group"] == "addresses":
                if addresses is None:
                    addresses = Intake._get_numbered_addresses(record)
                _addresses, position, part = name.split("/")
                position = int(position) - FIRST_FURTHER
                values[name] = (
                    self._get_sheet_value(field, addresses[position][part])
                    if position < len(addresses)
                    else ""
                )
            else:
                value = record[TAG_FIELDS[kind] if name == "tags" else name]
                values[name] = self._get_sheet_value(field, value)
        return values

    @api.model
    def _get_sheet_cell(self, column, value):
        """Return what one cell holds."""
        if isinstance(value, list):
            return value[column["number"] - 1] if column["number"] <= len(value) else ""
        return value

    @api.model
    def _get_point_text(self, point):
        """Return a number as it is understood in any country, an address as it is."""
        value = point.value
        if point.kind == "phone" and point.normalized and not value.startswith("+"):
            value = read_phone(point.normalized).value
        text = clean_text(value)
        return join_list([text]) if point.kind == "social" else text

    @api.model
    def _get_sheet_value(self, field, value):
        """Return the cell of a value of the ORM."""
        if isinstance(value, models.BaseModel):
            # superuser: the name of a customer that the user may not see is all
            # they see of it, here as on the screen
            names = [self._get_sheet_name(record) for record in value.sudo()]
            if field["type"] == "many2one":
                return "".join(names)
            return join_list(sorted(names))
        if field["type"] == "boolean":
            return self.env._("Yes") if value else self.env._("No")
        if value is False or value is None:
            return ""
        if field["type"] == "selection":
            return dict(field["selection"]).get(value, value)
        if field["type"] == "html":
            # as it is read; who does not change it keeps its form
            value = html2plaintext(value, include_references=False)
        if field["type"] == "datetime":
            return self._get_local_time(value)
        return clean_text(str(value)) if isinstance(value, str) else value

    @api.model
    def _get_sheet_name(self, record):
        """Return the name by which the intake finds a record."""
        name = record.name if "name" in record._fields else record.display_name
        return clean_text(name or "")

    @api.model
    def _get_local_time(self, value):
        """Return a time as the user's clocks show it; with the offset where they show
        it twice in the night in which they are put back."""
        zone = self._get_sheet_zone()
        local = pytz.utc.localize(value).astimezone(zone)
        text = fields.Datetime.to_string(local.replace(tzinfo=None))
        if zone.localize(local.replace(tzinfo=None)) != local:
            text += local.strftime("%z")
        return text

    @api.model
    def _get_sheet_zone(self):
        name = self.env.context.get("tz") or self.env.user.tz
        return pytz.timezone(name) if name in pytz.all_timezones_set else pytz.utc

    # ------------------------------------------------------------------
    # Keys
    # ------------------------------------------------------------------

    @api.model
    def _get_record_key(self, record):
        """Return the key of a customer: its id, and a signature by which a file of
        another database, or a number that somebody made up, is told."""
        return (
            f"{KEY_LETTERS[record._name]}{record.id}"
            f"-{self._sign_record_key(record._name, record.id)}"
        )

    @api.model
    def _sign_record_key(self, model, record_id):
        # superuser: the secret of the database, of which nothing is told
        return hmac(self.env(su=True), "antcrm.record_key", (model, record_id))[:12]

    @api.model
    def _read_record_keys(self, kind, keys):
        """Return the customers of a kind that keys stand for, as far as the user may
        read them: ``{key: record}``."""
        model = MODELS[kind]
        ids = {}
        for key in keys:
            match = KEY.fullmatch(key.strip()) if isinstance(key, str) else None
            if (
                match
                and match[1] == KEY_LETTERS[model]
                and (record_id := int(match[2])) <= MAX_ID
                and consteq(match[3], self._sign_record_key(model, record_id))
            ):
                ids[key] = record_id
        records = (
            self.env[model]
            .with_context(active_test=False)
            .search([("id", "in", list(ids.values())), ("customer_kind", "=", kind)])
        )
        by_id = {record.id: record for record in records.with_env(self.env)}
        return {key: by_id[id_] for key, id_ in ids.items() if id_ in by_id}
