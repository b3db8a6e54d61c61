"""Conditions on what a record refers to find no customer that is hidden."""

from collections.abc import Iterable

from odoo.fields import Domain
from odoo.orm.domains import (
    DomainCondition,
    OptimizationLevel,
    field_type_optimization,
    operator_optimization,
)
from odoo.tools import SQL, OrderedSet, Query

from .antcrm_reference_guard import GUARDED_MODELS, SHARED_MODELS


@operator_optimization(["any", "not any"])
def _keep_to_share(condition, model):
    """Search through a reference by the share of the customer.

    The host goes past the rules of partners where a field says so
    (``bypass_search_access``), as the customer of a project does: whoever sees the
    project could guess the email address behind it, letter by letter. A user behind its
    login (``delegate``) comes with the rules of partners already.
    """
    field = condition._field(model)
    if (
        not getattr(field, "bypass_search_access", False)
        or getattr(field, "delegate", False)
        or field.comodel_name not in SHARED_MODELS
        or not isinstance(condition.value, Domain)
        or model.env.su
        # portal users are bound by the host's rules alone
        or model.env.user.share
    ):
        return condition
    comodel = model.env[field.comodel_name]
    if "share_allows" not in comodel._fields:
        return condition
    seen = condition.value & Domain("share_allows", "=", True)
    return DomainCondition(condition.field_expr, f"{condition.operator}!", seen)


@operator_optimization(["any", "not any"], OptimizationLevel.DYNAMIC_VALUES)
def _search_as_user(condition, model):
    """What stands behind a field with a search of its own is looked up as the user.

    Such searches of the host go on as superuser, as those for followers do, and
    through related fields: whoever sees the record could guess what a hidden customer
    behind it has.
    """
    field = condition._field(model)
    if (
        not field.search
        or field.inherited
        or not isinstance(condition.value, Domain)
        or _is_looked_up(condition.value)
        or model._get_reference_guard() is None
        or not _leads_to_customers(model.env, field.comodel_name)
    ):
        return condition
    comodel = model.env[field.comodel_name]
    if comodel._name not in GUARDED_MODELS and not comodel.has_access("read"):
        return condition  # as the host has it: a field to look by, of what nobody reads
    is_one = field.type == "many2one"
    context = {"active_test": False} if is_one else field.context
    found = comodel.with_context(**context)._search(condition.value)
    return DomainCondition(
        condition.field_expr, condition.operator, Domain("id", "in", found)
    )


def _is_looked_up(domain):
    return isinstance(domain, DomainCondition) and isinstance(
        domain.value, (Query, SQL)
    )


def _leads_to_customers(env, name):
    return name in GUARDED_MODELS or bool(
        env["antcrm.reference.guard"]._get_references(name)
    )


@field_type_optimization(["one2many", "many2many"], OptimizationLevel.DYNAMIC_VALUES)
def _leave_out_hidden(condition, model):
    """A list is searched for given ids as it is read: customers whom the user may not
    see are not in it. The host looks for ids past the rules."""
    field = condition._field(model)
    if condition.operator not in ("in", "not in") or field.inherited:
        return condition
    return _without_hidden(condition, model, field.comodel_name)


@operator_optimization(["child_of", "parent_of"], OptimizationLevel.DYNAMIC_VALUES)
def _look_up_names(condition, model):
    """A name above or below which records are looked for is that of somebody whom the
    user may see: a search of the host's own looks it up as superuser."""
    field = condition._field(model)
    value = condition.value
    values = [value] if isinstance(value, str) else value
    if (
        not field.search
        or not field.comodel_name
        or not isinstance(values, Iterable)
        or not any(isinstance(name, str) for name in values)
        or model._get_reference_guard() is None
    ):
        return condition
    names = [name for name in values if isinstance(name, str)]
    named = Domain.OR(Domain("display_name", "ilike", name) for name in names)
    found = model.env[field.comodel_name].with_context(active_test=False).search(named)
    others = [id_ for id_ in values if not isinstance(id_, str)]
    return DomainCondition(
        condition.field_expr, condition.operator, OrderedSet([*others, *found.ids])
    )


@operator_optimization(["parent_of"], OptimizationLevel.DYNAMIC_VALUES)
def _leave_out_hidden_children(condition, model):
    """The account of a hidden contact is not found by the contact's id."""
    field = condition._field(model)
    comodel_name = field.comodel_name if field.relational else model._name
    return _without_hidden(condition, model, comodel_name)


def _without_hidden(condition, model, comodel_name):
    guard = model._get_reference_guard()
    value = condition.value
    if (
        guard is None
        or comodel_name not in GUARDED_MODELS
        or isinstance(value, (Query, SQL, str))
    ):
        return condition
    values = value if isinstance(value, Iterable) else [value]
    ids = {id_ for id_ in values if isinstance(id_, int) and id_}
    hidden = guard._get_hidden_ids(comodel_name, ids)
    if not hidden:
        return condition
    seen = OrderedSet(id_ for id_ in values if id_ not in hidden)
    return DomainCondition(condition.field_expr, condition.operator, seen)
