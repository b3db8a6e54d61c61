import re
from typing import NamedTuple

from odoo import api, models
from odoo.fields import Domain

from ..tools.domain_text import parse_domain
from ..tools.lists import split_list
from ..tools.text import name_key

CUSTOMERS = ("crm.lead", "res.partner")
#: what belongs to something else, or tells what was: nothing that anybody set up
HISTORY = frozenset(
    (
        "antcrm.budget",
        "antcrm.contact.point",
        "antcrm.external.id",
        "antcrm.handover",
        "antcrm.key.claim",
        "antcrm.lead.address",
        "antcrm.share",
        "antcrm.share.log",
    )
)


class Use(NamedTuple):
    """Records in which something that an Administrator may change is used."""

    records: models.BaseModel
    #: whether they would fail, or do something else, without it
    is_blocking: bool = True


class AntcrmUsedIn(models.AbstractModel):
    """Where something that an Administrator may change is used: the one place that
    knows. References and saved filters are found in the registry, those of addons that
    come later included; addons add what only they can read (``_find_other_uses``)."""

    _name = "antcrm.used.in"
    _description = "Where It Is Used"

    @api.model
    def _find_uses(self, subject):
        """Return the uses of one record.

        :param subject: the record, of a model with ``antcrm.used.mixin``
        :return: a list of :class:`Use`, with records as superuser
        """
        # superuser: what others have set up would fail, too; whoever may not see it is
        # told its number (see antcrm.used.mixin)
        subject = subject.sudo()
        return self._merge_uses(
            [
                *self._find_references(subject),
                *self._find_filters(subject),
                *self._find_other_uses(subject),
            ]
        )

    @api.model
    def _merge_uses(self, uses):
        """Return one use of each model that is blocking, and one that is not."""
        found = {}
        for use in uses:
            for is_over, part in use.records.grouped(self._is_over).items():
                key = (part._name, use.is_blocking and not is_over)
                found[key] = found.get(key, part.browse()) | part
        result = []
        for (model, is_blocking), records in found.items():
            if not is_blocking:
                records -= found.get((model, True), records.browse())
            if records:
                result.append(Use(records, is_blocking))
        return result

    @api.model
    def _is_over(self, record):
        """Whether a record has done what it was for."""
        return "state" in record._fields and record["state"] in (
            "cancel",
            "cancelled",
            "done",
            "undone",
        )

    # ------------------------------------------------------------------
    # References
    # ------------------------------------------------------------------

    @api.model
    def _find_references(self, subject):
        for model, name in self._get_reference_fields(subject._name):
            Model = self.env[model].sudo().with_context(active_test=False)
            yield Use(Model.search([(name, "in", subject.ids)]))

    @api.model
    def _get_history_models(self):
        """Return the names of the models that tell what was, or belong to something
        else: a reference in them is no use. Addons add theirs."""
        return HISTORY

    @api.model
    def _get_reference_fields(self, comodel):
        """Return the fields in which what somebody has set up refers to a model:
        those of our models, and ours on models of the host."""
        result = []
        history = self._get_history_models()
        for model, Model in self.env.registry.items():
            if (
                Model._abstract
                or Model._transient
                or not Model._auto
                or model in CUSTOMERS
                or model in history
            ):
                continue
            for field in Model._fields.values():
                if (
                    field.comodel_name == comodel
                    and field.type in ("many2one", "many2many")
                    and field.store
                    and not field.related
                    and field.name not in models.MAGIC_COLUMNS
                    and self._is_setting(model, field)
                ):
                    result.append((model, field.name))
        return result

    @api.model
    def _is_setting(self, model, field):
        # what goes with it is a part of it
        if field.type == "many2one" and field.ondelete == "cascade":
            return False
        module = field._modules[0] if field._modules else ""
        return model.startswith("antcrm.") or module.startswith("antcrm_")

    # ------------------------------------------------------------------
    # Saved filters
    # ------------------------------------------------------------------

    @api.model
    def _find_filters(self, subject):
        for model, name in self._get_filter_fields():
            Model = self.env[model].sudo().with_context(active_test=False)
            known = Model.search([(name, "not in", (False, "", "[]"))])
            records = known.filtered(
                lambda record, name=name: self._mentions(subject, record[name])
            )
            # the favourites of somebody's lists find less, and nothing fails
            yield Use(records, model != "ir.filters")

    @api.model
    def _get_filter_fields(self):
        """Return the fields with a saved filter, of everything that people set up."""
        return [
            (model, field.name)
            for model, Model in self.env.registry.items()
            if not (Model._abstract or Model._transient or not Model._auto)
            and (not model.startswith("ir.") or model == "ir.filters")
            for field in Model._fields.values()
            if field.store
            and field.type in ("char", "text")
            and re.search(r"(^|_)domain$", field.name)
        ]

    @api.model
    def _mentions(self, subject, text):
        """Whether a saved filter asks for a record, or for a custom field."""
        name = subject._get_used_field_name()
        if name and not re.search(rf"\b{re.escape(name)}\b", text or ""):
            return False
        keys = subject._get_used_keys()
        if name and not keys:
            return True
        try:
            domain = parse_domain(text, {"uid": 0})
        except ValueError:
            return False
        return any(
            self._asks_for(subject, path, value, keys)
            for path, value in self._get_leaves(domain)
        )

    @api.model
    def _get_leaves(self, domain):
        for part in domain:
            if isinstance(part, list | tuple) and len(part) == 3:
                path, _operator, value = part
                if isinstance(path, str):
                    yield path, value

    @api.model
    def _asks_for(self, subject, path, value, keys):
        name, _dot, rest = path.partition(".")
        used = subject._get_used_field_name()
        if used:
            if name != used:
                return False
        elif rest not in ("", "id") or not any(
            (field := self.env[model]._fields.get(name))
            and field.comodel_name == subject._name
            for model in CUSTOMERS
        ):
            return False
        values = value if isinstance(value, list | tuple) else [value]
        return any(isinstance(v, int | str) and v in keys for v in values)

    # ------------------------------------------------------------------
    # What only its addon can read
    # ------------------------------------------------------------------

    @api.model
    def _find_other_uses(self, subject):
        """Return what is neither a reference nor a saved filter; addons add theirs."""
        if subject._name in ("crm.tag", "res.partner.category"):
            return self._find_tag_names(subject)
        return []

    @api.model
    def _find_tag_names(self, tag):
        """Forms, imports and the like name tags, and make those that are missing."""
        is_lead = tag._name == "crm.tag"
        uses = []
        for model, Model in self.env.registry.items():
            fields = Model._fields
            if Model._abstract or Model._transient or "tag_names" not in fields:
                continue
            records = self.env[model].sudo().with_context(active_test=False)
            records = records.search([("tag_names", "ilike", tag.name)])
            named = records.filtered(
                lambda record: (
                    (record.kind == "lead") == is_lead
                    and name_key(tag.name)
                    in map(name_key, split_list(record.tag_names or ""))
                )
            )
            if named:
                uses.append(Use(named))
        return uses

    @api.model
    def _count_customers(self, subject):
        """Return how many customers hold a record, whoever may see them."""
        count = 0
        for model in CUSTOMERS:
            Model = self.env[model].sudo().with_context(active_test=False)
            names = [
                field.name
                for field in Model._fields.values()
                if field.comodel_name == subject._name
                and field.store
                and field.type in ("many2one", "many2many")
                and field.name not in models.MAGIC_COLUMNS
                and not field.related
                and self._is_customer_value(field)
            ]
            if names:
                count += Model.search_count(
                    Domain.OR(Domain(name, "in", subject.ids) for name in names)
                )
        return count

    @api.model
    def _is_customer_value(self, field):
        return field.name != "share_owner_id"
