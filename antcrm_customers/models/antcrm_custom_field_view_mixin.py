from lxml import etree

from odoo import api, models
from odoo.fields import Command

PLACEHOLDER = "antcrm_custom_fields"


class AntcrmCustomFieldViewMixin(models.AbstractModel):
    """Custom fields in the views, in the defaults and in the field list of a model.

    An element with ``name="antcrm_custom_fields"`` in a form (a group or a notebook
    page), a list (``<widget/>``) or a search (``<separator/>``) receives the custom
    fields of all kinds of customers of the model; with the name
    ``antcrm_custom_fields_contact`` those of one kind.
    """

    _name = "antcrm.custom.field.view.mixin"
    _description = "Custom Fields in Views"
    _inherit = ["antcrm.terminology.mixin"]

    # ------------------------------------------------------------------
    # Views
    # ------------------------------------------------------------------

    @api.model
    def _get_view(self, view_id=None, view_type="form", **options):
        arch, view = super()._get_view(view_id, view_type, **options)
        arch = self._inject_custom_fields(arch, view.type or view_type)
        return arch, view

    @api.model
    def _inject_custom_fields(self, arch, view_type, kind=None):
        """Put the custom fields where the view has a place for them.

        :param arch: etree element of the view, changed in place and returned
        :param str view_type: ``form``, ``list`` or ``search``; others stay as they are
        :param str kind: kind of customers for places that do not name one; ``None``
            means all kinds of the model
        """
        inject = {
            "form": self._inject_custom_fields_form,
            "list": self._inject_custom_fields_list,
            "search": self._inject_custom_fields_search,
        }.get(view_type)
        if inject:
            for node in arch.xpath(f"//*[starts-with(@name, '{PLACEHOLDER}')]"):
                place_kind = node.get("name")[len(PLACEHOLDER) + 1 :] or kind
                inject(node, self._get_view_definitions(place_kind))
        return arch

    @api.model
    def _get_custom_field_kinds(self):
        """Return the kinds of customers that the model holds."""
        return ["lead"] if self._name == "crm.lead" else ["contact", "account"]

    @api.model
    def _get_view_definitions(self, kind=None):
        """Return the definitions to show, in their order, each with the ``kinds`` that
        are to be told apart when the view shows it; empty when there are none."""
        custom_fields = self.env["antcrm.custom.field"]
        kinds = [kind] if kind else self._get_custom_field_kinds()
        definitions = {}
        for code in kinds:
            for definition in custom_fields._get_definitions(code):
                merged = definitions.setdefault(
                    definition["name"], dict(definition, kinds=[])
                )
                merged["kinds"].append(code)
        for definition in definitions.values():
            if kind or len(definition["kinds"]) == len(kinds):
                definition["kinds"] = []
        return sorted(
            definitions.values(), key=lambda definition: definition["sequence"]
        )

    @api.model
    def _prepare_view_field(self, definition):
        """Return the element that shows a custom field in a form or a list."""
        node = etree.Element("field", name=definition["name"])
        options = {}
        if definition["type"] == "many2many":
            node.set("widget", "many2many_tags")
        elif definition["field_type"] == "employee":
            node.set("widget", "many2one_avatar_user")
        elif definition["archived"]:
            node.set("widget", "filterable_selection")
            options["blacklisted_values"] = list(definition["archived"])
        if definition["relation"]:
            # who enters a customer creates neither choices nor users on the way
            options["no_create"] = True
        if options:
            node.set("options", repr(options))
        return node

    @api.model
    def _inject_custom_fields_form(self, place, definitions):
        if not definitions:
            place.set("invisible", "1")
            return
        target = place
        if place.tag == "page":
            target = etree.SubElement(place, "group", name=f"{PLACEHOLDER}_group")
        for definition in definitions:
            node = self._prepare_view_field(definition)
            if definition["type"] == "text":
                node.set("colspan", "2")
            kinds = definition["kinds"]
            if kinds:
                node.set("invisible", f"customer_kind not in {kinds!r}")
            if required := self._get_required_expression(definition):
                node.set("required", required)
            target.append(node)

    @api.model
    def _get_required_expression(self, definition):
        """Return when a form requires a field, or ``None``: of a new customer, and when
        somebody moves one to a status that asks for it. An existing customer without
        the value can be saved, and its buttons work."""
        when = []
        if definition["required"]:
            when.append("not id")
        if definition["required_status_ids"]:
            statuses = list(definition["required_status_ids"])
            when.append(f"(status_id in {statuses} and status_id != saved_status_id)")
        if not when or definition["field_type"] == "boolean":
            return None
        # what is no customer, such as an opportunity, is not held up
        kinds = definition["kinds"] or self._get_custom_field_kinds()
        return f"customer_kind in {kinds!r} and ({' or '.join(when)})"

    @api.model
    def _inject_custom_fields_list(self, place, definitions):
        present = set(place.getparent().xpath("./field/@name"))
        for definition in definitions:
            if definition["name"] in present:
                continue
            node = self._prepare_view_field(definition)
            node.set("optional", "show" if definition["show_in_list"] else "hide")
            place.addprevious(node)
        place.getparent().remove(place)

    @api.model
    def _inject_custom_fields_search(self, place, definitions):
        """Fields to search in go to the place; filters and groups to the end, below
        those of the view itself."""
        search = place.getparent()
        filters, groups = [], []
        for definition in definitions:
            name = definition["name"]
            labelled = {"name": name, "string": definition["label"]}
            if definition["type"] == "boolean":
                # a filter each: those that stand together are alternatives
                filters.append(etree.Element("separator"))
                domain = repr([(name, "=", True)])
                filters.append(etree.Element("filter", labelled, domain=domain))
            else:
                place.addprevious(etree.Element("field", name=name))
            if definition["type"] in ("date", "datetime"):
                filters.append(etree.Element("separator"))
                filters.append(etree.Element("filter", labelled, date=name))
            if definition["type"] != "text":
                labelled["name"] = f"group_by_{name}"
                context = repr({"group_by": name})
                groups.append(etree.Element("filter", labelled, context=context))
        if groups:
            groups.insert(0, etree.Element("separator"))
        search.extend(filters + groups)
        search.remove(place)

    @api.model
    def fields_get(self, allfields=None, attributes=None):
        """Columns of archived custom fields keep their data, but are offered nowhere:
        not for filters and groups, exports or imports."""
        result = super().fields_get(allfields, attributes)
        hidden = self.env["antcrm.custom.field"]._get_hidden_names(self._name)
        for name in hidden & result.keys():
            for attribute in ("searchable", "sortable", "groupable", "exportable"):
                if attribute in result[name] or not attributes:
                    result[name][attribute] = False
            if "readonly" in result[name]:
                result[name]["readonly"] = True
        if "selection" in result.get("customer_kind", ()):
            labels = self.env["antcrm.customer.kind"]._get_labels()
            result["customer_kind"]["selection"] = [
                (code, labels[code]["singular"] if code in labels else label)
                for code, label in result["customer_kind"]["selection"]
            ]
        return result

    # ------------------------------------------------------------------
    # Defaults
    # ------------------------------------------------------------------

    @api.model
    def default_get(self, fields):
        """Forms start with the defaults of the custom fields."""
        values = super().default_get(fields)
        if self.env.context.get("antcrm_no_custom_defaults"):
            return values
        defaults = self._get_custom_field_defaults(values)
        return {name: defaults[name] for name in defaults if name in fields} | values

    @api.model
    def _add_missing_default_values(self, values):
        """Records created without a form get them, too. Here the kind is known better
        than in ``default_get``, which knows nothing of the given values."""
        quiet = self.with_context(antcrm_no_custom_defaults=True)
        result = super(AntcrmCustomFieldViewMixin, quiet)._add_missing_default_values(
            values
        )
        return self._get_custom_field_defaults(result) | result

    @api.model
    def _get_custom_field_defaults(self, values):
        """Return the defaults of the custom fields of a new record.

        :param dict values: what is known of the record, to tell of which kind it is
        """
        kind = self._guess_customer_kind(values)
        return self.env["antcrm.custom.field"]._get_defaults(kind) if kind else {}

    @api.model
    def _guess_customer_kind(self, values):
        """Return the kind of customer that ``values`` would create, or ``False``."""

        def get(name):
            default = self.env.context.get(f"default_{name}")
            return values.get(name, default)

        if self._name == "crm.lead":
            lead_type = get("type") or self._fields["type"].default(self)
            return "lead" if lead_type == "lead" else False
        if get("type") not in (None, False, "contact"):
            return False
        company_type = get("company_type")
        if company_type:
            return "account" if company_type == "company" else "contact"
        return "account" if get("is_company") else "contact"

    # ------------------------------------------------------------------
    # Conversion
    # ------------------------------------------------------------------

    def _get_custom_field_values(self, kind):
        """Return the values of those custom fields that customers of ``kind`` have as
        well, to create one: ``{column: value}``."""
        self.ensure_one()
        names = [
            definition["name"]
            for definition in self.env["antcrm.custom.field"]._get_definitions(kind)
            if definition["name"] in self._fields
        ]
        return {
            name: [Command.set(value.ids)]
            if self._fields[name].type == "many2many"
            else self._fields[name].convert_to_write(value, self)
            for name in names
            if (value := self[name])
        }
