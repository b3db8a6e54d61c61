from lxml import etree

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date, format_datetime, formatLang, html2plaintext

from odoo.addons.antcrm_customers.models.antcrm_address_mixin import (
    address_key,
    is_known_address,
)
from odoo.addons.antcrm_customers.tools.intake_fields import (
    ADDRESS_FIELDS,
    TAG_FIELDS,
)
from odoo.addons.antcrm_customers.tools.names import is_composed

from ..tools.merge_recorder import get_merge_recorder

MAX_MERGED = 10
MAX_TEXT = 200
#: the types of fields of which one value is chosen
CHOSEN_TYPES = frozenset(
    ("boolean", "integer", "float", "monetary", "char", "date", "datetime")
    + ("selection", "many2one")
)
#: what the merge decides, or what follows from other fields
DERIVED_FIELDS = frozenset(
    ("active", "type", "is_company", "company_type", "phone", "email")
    + ("email_from", "company_name", "commercial_partner_id", "share_owner_id")
    + ("converted_contact_id", "converted_account_id", "converted_date", "won_status")
    + ("probability", "parent_name")
)


class AntcrmMergeMixin(models.AbstractModel):
    """Customers that are found to be one."""

    _name = "antcrm.merge.mixin"
    _description = "Customer That Can Be Merged"
    #: the fields that are one name, and the notes, which are joined
    _merge_name_fields = ("name",)
    _merge_notes_field = None

    merge_ids = fields.One2many("antcrm.merge", string="Merges")
    merge_count = fields.Integer(compute="_compute_merge_count")

    def _compute_merge_count(self):
        # as the user: merges that others made are counted for Administrators alone
        field = self._fields["merge_ids"].inverse_name
        counts = dict(
            self.env["antcrm.merge"]._read_group(
                [(field, "in", self.ids), ("state", "=", "done")], [field], ["__count"]
            )
            if self.env.user._is_internal()
            else ()
        )
        for customer in self:
            customer.merge_count = counts.get(customer._origin, 0)

    def action_view_merges(self):
        """Open what was merged into the customer, where it can be undone."""
        self.ensure_one()
        field = self._fields["merge_ids"].inverse_name
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "antcrm_merge.antcrm_merge_action"
        )
        merges = self.env["antcrm.merge"].search(
            [(field, "=", self.id), ("state", "=", "done")]
        )
        action["context"] = {}
        if len(merges) == 1:
            return {**action, "views": [(False, "form")], "res_id": merges.id}
        return {**action, "domain": [(field, "=", self.id)]}

    def action_merge_duplicates(self):
        """Open the dialog that merges the customer with its possible duplicates."""
        self.ensure_one()
        found = self._get_duplicates()._filtered_access("write")
        return (self | found[: MAX_MERGED - 1])._get_merge_action()

    def _get_merge_action(self):
        """Return the action that opens the dialog for these customers."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "antcrm_merge.antcrm_merge_wizard_action_lead"
            if self._name == "crm.lead"
            else "antcrm_merge.antcrm_merge_wizard_action_partner"
        )
        action["context"] = {"active_model": self._name, "active_ids": self.ids}
        return action

    def _get_merged_action(self, kind):
        """Return the action that opens these customers, one of them as a form."""
        action = {
            "type": "ir.actions.act_window",
            "name": self.env._("Customers"),
            "res_model": self._name,
            "context": {"active_test": False, "antcrm_kind": kind},
        }
        if len(self) == 1:
            form = self._get_customer_view_id(kind, "form")
            return {**action, "views": [(form, "form")], "res_id": self.id}
        views = [
            (self._get_customer_view_id(kind, view_type), view_type)
            for view_type in ("list", "form")
        ]
        return {**action, "views": views, "domain": [("id", "in", self.ids)]}

    # ------------------------------------------------------------------
    # Compare
    # ------------------------------------------------------------------

    def _check_mergeable(self):
        """Check that the user may merge these customers with one another.

        :raise AccessError: the user may not write one of them
        :raise UserError: they are not of one kind, too few or too many, or shared in a
            way that the user may not change
        """
        if len(self) < 2:
            raise UserError(
                self.env._("Select at least two customers in the list to merge them.")
            )
        if len(self) > MAX_MERGED:
            raise UserError(
                self.env._(
                    "Up to %(count)s customers are merged at once. Select fewer.",
                    count=MAX_MERGED,
                )
            )
        self._check_share_merge()
        self._check_merge()
        kinds = set(self.mapped("customer_kind"))
        if len(kinds) > 1 or not kinds.pop():
            raise UserError(
                self.env._(
                    "Only customers of one kind can be merged: leads, contacts or "
                    "accounts."
                )
            )

    def _get_merge_kept(self):
        """Return the customer that is suggested to be kept: the one that most is known
        about, of those the oldest."""
        return self._get_login_owner() or self._sort_by_known()[:1]

    def _sort_by_known(self, names=None):
        """Return the customers, those first that most is known about, of those the
        oldest.

        :param names: the fields that count, where the caller has them already
        """
        names = self._get_merge_fields() if names is None else names

        def weight(customer):
            return -sum(bool(customer[name]) for name in names), customer.id

        return self.sorted(weight)

    def _choose_merged(self, rule, row, kept):
        """Return whose value of a row a rule chooses, see ``antcrm.merge.rule``."""
        if rule == "known":
            return self._sort_by_known()[:1]
        if rule == "longest":
            texts = row["values"]
            return self.sorted(lambda r: (-len(texts[r.id]), r != kept, r.id))[:1]
        dated = self.sorted(lambda r: (r.create_date, r.id))
        return dated[-1:] if rule == "newest" else dated[:1]

    def _filter_login_owners(self):
        """Return those that somebody logs in as."""
        return self.browse()

    def _get_login_owner(self):
        """Return the one that somebody logs in as."""
        return self._filter_login_owners()[:1]

    @api.model
    def _get_merge_fields(self, kind=None):
        """Return the fields of which the user chooses a value, ``{name: label}``, in
        the order of the form; names and addresses are no part of them."""
        kind = kind or self[:1].customer_kind
        view_id = self._get_customer_view_id(kind, "form")
        view = self.with_context(antcrm_kind=kind).get_view(view_id, "form")
        infos = self.fields_get(attributes=["string"])
        excluded = {*DERIVED_FIELDS, *ADDRESS_FIELDS, *self._merge_name_fields}
        links = self._get_merge_links()
        result = {}
        for node in etree.fromstring(view["arch"]).xpath(
            "//field[not(ancestor::field)]"
        ):
            name = node.get("name")
            field = self._fields.get(name)
            if (
                field
                and name in infos
                and name not in excluded
                and (field.store or name in links)
                and field.type in CHOSEN_TYPES
                and not (field.compute and field.readonly)
                and node.get("invisible") not in ("1", "True")
            ):
                label = node.get("string") or infos[name]["string"]
                result.setdefault(name, label)
        return result

    def _get_merge_rows(self, names=None):
        """Return what the user chooses from.

        :param names: what :meth:`_get_merge_fields` returns, where the caller has just
            asked
        :return: list of dicts: ``name``, ``label``, ``fields`` (those that go with the
            choice), ``values`` (``{id: text}``), ``empty`` (ids of those with nothing
            to keep), for what differs alone
        """
        self._check_mergeable()
        rows = [
            {
                "name": "antcrm_name",
                "label": self.env._("Name"),
                "fields": list(self._merge_name_fields),
                "values": {r.id: r._get_merge_name_text() for r in self},
            }
        ]
        for kind, label in (
            ("phone", self.env._("Main Phone")),
            ("email", self.env._("Main Email")),
        ):
            column = self._get_contact_point_column(kind)
            rows.append(
                {
                    "name": column,
                    "label": label,
                    "fields": [column],
                    "values": {r.id: r[column] or "" for r in self},
                }
            )
        rows.append(
            {
                "name": "antcrm_address",
                "label": self.env._("Address"),
                "fields": list(ADDRESS_FIELDS),
                "values": {r.id: r._get_merge_address_text() for r in self},
            }
        )
        names = self._get_merge_fields() if names is None else names
        for name, label in names.items():
            rows.append(
                {
                    "name": name,
                    "label": label,
                    "fields": [name],
                    "values": {r.id: r._get_merge_text(name) for r in self},
                }
            )
        # superuser: compares; what is told is told to who may see and change them all
        policies = {r.id: r.sudo()._get_merge_policy() for r in self}
        if len(set(policies.values())) > 1 and self == self._filter_share_editable():
            rows.append(
                {
                    "name": "antcrm_share",
                    "label": self.env._("Share"),
                    "fields": [],
                    "values": {r.id: r._get_merge_share_text() for r in self},
                }
            )
        owner = self._get_login_owner()
        if owner:
            # whoever can change the address can log in as this customer, and what he
            # sees follows from his account
            kept_names = {self._get_contact_point_column("email"), "parent_id"}
            rows = [row for row in rows if row["name"] not in kept_names]
        rows = [row for row in rows if len(set(row["values"].values())) > 1]
        for row in rows:
            row["empty"] = self._get_merge_empty(row["name"], row["values"])
        return rows

    def _get_merge_empty(self, name, values):
        """Return the ids of those with nothing to keep in one row."""
        if name == "antcrm_address":
            ids = [record.id for record in self if not address_key(record)]
            if len(ids) < len(self):
                return ids
        column = self._get_merge_links().get(name)
        if column:
            # superuser: one that the user does not see is one, too
            return self.filtered(lambda r: not r.sudo()[column]).ids
        return [id_ for id_, text in values.items() if not text]

    @api.model
    def _get_merge_chosen_id(self, row, choices, kept):
        """Return whose value of a row stays: as chosen, else that of who is kept, else
        the first that there is. The dialog decides in the same way."""
        id_ = choices.get(row["name"])
        if id_ in row["values"]:
            return id_
        if kept.id not in row["empty"]:
            return kept.id
        return next((id_ for id_ in row["values"] if id_ not in row["empty"]), kept.id)

    def _get_merge_name_text(self):
        return self.name or ""

    def _get_merge_address_text(self):
        # superuser: names of provinces and countries
        values = [self.sudo()[name] for name in ADDRESS_FIELDS]
        texts = (
            v.display_name if isinstance(v, models.BaseModel) else v for v in values
        )
        return ", ".join(filter(None, texts))

    def _get_merge_share_text(self):
        # superuser: for who may see the share, the policy has no rights of its own
        share = self.sudo().share_id
        if not share:
            return self.env._("Not restricted")
        if share.mode == "all":
            return share.display_name
        owner = self.sudo().share_owner_id or self.sudo().create_uid
        return f"{share.display_name} ({owner.name})"

    def _get_merge_text(self, name):
        """Return what a value looks like, empty for none."""
        field, value = self._fields[name], self[name]
        if field.type == "boolean":
            return self.env._("Yes") if value else self.env._("No")
        if not value:
            return ""
        if field.type == "many2one":
            # superuser, as in the host's forms: the name alone of what is referred to
            return value.sudo().display_name or ""
        if field.type == "selection":
            return dict(field._description_selection(self.env)).get(value, value)
        if field.type == "date":
            return format_date(self.env, value)
        if field.type == "datetime":
            return format_datetime(self.env, value)
        if field.type in ("float", "monetary"):
            return formatLang(self.env, value)
        return html2plaintext(str(value))[:MAX_TEXT]

    def _get_merge_together(self):
        """Return what is kept of all of them: list of dicts ``label``, ``text``."""
        tags = self.mapped(TAG_FIELDS[self[:1].customer_kind]).mapped("name")
        lines = [
            (self.env._("Phones"), self._get_point_texts("phone")),
            (self.env._("Emails"), self._get_point_texts("email")),
            (self.env._("Social networks"), self._get_point_texts("social")),
            (self.env._("Tags"), tags),
        ]
        return [
            {"label": label, "text": ", ".join(dict.fromkeys(texts))[: 4 * MAX_TEXT]}
            for label, texts in lines
            if texts
        ]

    def _get_merge_people(self):
        """Return the people of accounts that are there twice once the accounts are one,
        those that are sure first.

        :return: list of dicts: ``records``, ``reasons`` (list of texts), ``is_sure``,
            and ``left_for``, why they cannot be merged along: see
            ``antcrm.merge.batch.line``
        """
        return []

    def _get_point_texts(self, kind):
        known = {}
        for customer in self:
            for point in customer._get_contact_points(kind):
                known.setdefault(point.normalized or point.value, point.value)
        return list(known.values())

    # ------------------------------------------------------------------
    # Merge
    # ------------------------------------------------------------------

    def _merge_customers(self, kept, choices, rows=None):
        """Merge customers of one kind into one of them, through the host's own merge.

        :param kept: one of ``self``
        :param dict choices: ``{name of a row: id}``: whose value it is to have; for the
            others that of ``kept``, or the first that there is
        :param rows: what :meth:`_get_merge_rows` returns, where the caller has just
            asked
        :return: ``kept``
        :raise AccessError: the user may not write one of them
        :raise UserError: they cannot be merged
        """
        rows = self._get_merge_rows() if rows is None else rows
        if kept not in self:
            raise UserError(self.env._("Choose which of the customers is kept."))
        sources = self - kept
        chosen = {}
        for row in rows:
            record = self.browse(self._get_merge_chosen_id(row, choices, kept))
            chosen[row["name"]] = (row["fields"], record)
        values = self._prepare_merged_values(kept, chosen)
        share_from = chosen.get("antcrm_share", ([], kept))[1]
        # superuser: the user may change the share of all of them
        policy = share_from.sudo().share_id
        owner = share_from.sudo().share_owner_id
        links = {n: values.pop(n) for n in self._get_merge_links() if n in values}
        with self.env["antcrm.merge"]._record(kept, sources):
            self._run_host_merge(kept)
            kept._write_merged_values(values)
            kept._write_merged_links(links)
            if share_from != kept:
                if owner:
                    kept.sudo().share_owner_id = owner
                kept._set_share(policy)
        return kept

    def _run_host_merge(self, kept):
        """Merge through the host, so that what other addons do there is done."""
        raise NotImplementedError

    def _prepare_merged_values(self, kept, chosen):
        """Return the values of the customer after the merge.

        :param dict chosen: ``{row: (names of fields, whose values they are to have)}``
        """
        values = {}
        for names, record in chosen.values():
            for name in names:
                value = record[name]
                values[name] = (
                    value.id if isinstance(value, models.BaseModel) else value
                )
        owner = self._get_login_owner()
        if owner:
            column = self._get_contact_point_column("email")
            values[column] = owner[column]
        notes = self._merge_notes_field
        texts = [kept[notes], *(self - kept).mapped(notes)]
        texts = list(dict.fromkeys(t for t in texts if t and html2plaintext(t).strip()))
        if texts:
            values[notes] = "<br/>".join(texts)
        return values

    def _write_merged_links(self, values):
        """Write what was chosen of :meth:`_get_merge_links`, after all the rest."""
        for name, id_ in values.items():
            record = self[name].browse(id_ or ()).exists()
            # what the user does not see is not what they left empty, and one that was
            # merged with the customer is none any more
            if bool(id_) == bool(record) and record != self[name]:
                self._set_merged_link(name, record)

    def _write_merged_values(self, values):
        """Write what is not yet as it is to be."""
        self.ensure_one()
        changed = {}
        for name, value in values.items():
            current = self[name]
            if isinstance(current, models.BaseModel):
                current = current.id
            if (current or False) != (value or False):
                changed[name] = value
        full = self._merge_name_fields[0]
        if not changed.keys().isdisjoint(self._merge_name_fields):
            # first name and surname win over a full name: given where they make it
            names = [values.get("firstname"), values.get("lastname")]
            changed[full] = values.get(full)
            if is_composed(values.get(full), *names):
                changed |= dict(zip(("firstname", "lastname"), names, strict=True))
            else:
                changed.pop("firstname", None)
                changed.pop("lastname", None)
        address = {
            name: changed.pop(name) for name in ADDRESS_FIELDS if name in changed
        }
        if changed:
            self.write(changed)
        if address:
            self._replace_merged_address(address)

    def _replace_merged_address(self, values):
        """Write another address; the one that stood there becomes a further one, and
        what the merge made a further one of is none any more."""
        self.ensure_one()
        old = self._prepare_further_address(self)
        old_key, was_own = address_key(self), self._has_own_address()
        self.write(values)
        recorder = get_merge_recorder(self.env.cr)
        made = self.address_ids.filtered(
            lambda address: (
                (address._table, address.id) in recorder.created
                and address_key(address) == address_key(self)
            )
        )
        # superuser: made by this merge
        made.sudo().unlink()
        known = [address_key(self), *map(address_key, self.address_ids)]
        if not is_known_address(old_key, known) and was_own:
            self._create_further_addresses([old])
