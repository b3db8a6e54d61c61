from odoo.exceptions import AccessError
from odoo.tests import TransactionCase, new_test_user, tagged

from .registry import has_all_addons, our_models, our_modules

#: what the dialog for filters offers, by the type of a field
OPERATORS = {
    "boolean": [("=", True), ("!=", True), ("=", False)],
    "char": [
        ("=", "x"),
        ("!=", "x"),
        ("ilike", "x"),
        ("not ilike", "x"),
        ("in", ["x", "y"]),
        ("not in", ["x"]),
        ("=", False),
        ("!=", False),
        ("=ilike", "x%"),
    ],
    "integer": [
        ("=", 1),
        ("!=", 1),
        (">", 1),
        (">=", 1),
        ("<", 1),
        ("<=", 1),
        ("=", False),
        ("!=", False),
    ],
    "date": [(operator, "2030-01-01") for operator in ("=", ">", ">=", "<", "<=")]
    + [("=", False), ("!=", False)],
    "selection": [
        ("=", "x"),
        ("!=", "x"),
        ("in", ["x"]),
        ("not in", ["x"]),
        ("=", False),
        ("!=", False),
    ],
    "many2one": [
        ("=", 1),
        ("!=", 1),
        ("in", [1, 2]),
        ("not in", [1]),
        ("ilike", "x"),
        ("not ilike", "x"),
        ("=", False),
        ("!=", False),
    ],
}
for like, types in {
    "char": ("text", "html"),
    "integer": ("float", "monetary"),
    "date": ("datetime",),
    "many2one": ("one2many", "many2many"),
}.items():
    OPERATORS.update(dict.fromkeys(types, OPERATORS[like]))


@tagged("-at_install", "post_install")
class TestFilters(TransactionCase):
    """Whoever makes a filter of a field that is offered for it gets an answer.
    Generated from the registry: fields of ours, and those that we added to the host's
    models, that are searched by a method."""

    def test_every_operator(self):
        groups = "antcrm_share.group_administrator,sales_team.group_sale_manager"
        user = new_test_user(self.env, "antcrm_filters", groups=groups)
        tried, failed = 0, []
        for Model, field in self.get_fields(user):
            for operator, value in OPERATORS.get(field.type, ()):
                if field.type == "selection" and value:
                    value = field.get_values(self.env)[0]
                    value = [value] if operator.endswith("in") else value
                for domain in self.get_domains(Model, field, operator, value):
                    tried += 1
                    try:
                        with self.env.cr.savepoint():
                            Model.search(domain, limit=1)
                            if operator == "=" and value is False:
                                self.check_empty(Model, field, domain)
                    except AccessError:
                        continue  # sharing is asked about by Data Owners alone
                    except Exception as error:  # noqa: BLE001  # what a user would see
                        failed.append(f"{Model._name} {domain}: {error}")
        self.assertFalse(failed, "\n".join(failed))
        self.assertGreater(tried, 400 if has_all_addons(self.env) else 150)

    def get_fields(self, user):
        modules = our_modules(self.env)
        ours = set(our_models(self.env))
        for name, Model in sorted(self.env.items()):
            if Model._abstract or Model._transient:
                continue
            Model = Model.with_user(user)
            if not Model.has_access("read"):
                continue
            for field in Model._fields.values():
                if (
                    (name in ours or field._module in modules)
                    and field.search
                    # the host's, of records without a name
                    and (field.name != "display_name" or Model._rec_names_search)
                    and not field.store
                    and not field.related
                    and field._description_searchable
                    and Model._has_field_access(field, "read")
                ):
                    yield Model, field

    def get_domains(self, Model, field, operator, value):
        yield [(field.name, operator, value)]
        if field.relational and operator == "ilike":
            # by a field of what stands there, as the dialog offers it
            yield [(f"{field.name}.display_name", operator, value)]
            yield [(f"{field.name}.create_date", ">", "2030-01-01")]

    def check_empty(self, Model, field, domain):
        """Those that have nothing there are those that show nothing."""
        if field.type != "many2one":
            return
        found = Model.search(domain, limit=20)
        self.assertFalse(found.mapped(field.name), field)
        others = Model.search([("id", "not in", Model.search(domain).ids)], limit=20)
        self.assertTrue(all(others.mapped(lambda r: bool(r[field.name]))), field)
