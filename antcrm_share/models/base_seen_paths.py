"""Conditions on what a record refers to find no customer that is hidden."""

from odoo.fields import Domain
from odoo.orm.domains import DomainCondition, operator_optimization

from .antcrm_reference_guard import SHARED_MODELS


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
