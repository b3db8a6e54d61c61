from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

from .antcrm_reference_guard import SHARED_MODELS

#: what a record that refers to a customer shows of it, hidden or not
SHOWN = {"active", "complete_name", "display_name", "is_company", "lang", "name", "tz"}
#: fields that tell something of a customer itself, not of others
TOLD = (
    *("binary", "boolean", "char", "date", "datetime", "float", "html", "image"),
    *("integer", "monetary", "selection", "text"),
)


class SeenRelated:
    """Computes and searches a related field of the host that leads through a customer.

    The host follows it as superuser, for whoever may read the record: for those from
    whom the share hides the customer, it is empty.
    """

    def __init__(self, field, hops):
        self.field = field
        #: paths to the customers on the way, such as ``order_id.partner_id``
        self.hops = hops

    def compute(self, records):
        field = self.field
        if records.env.su:
            field._compute_related(records)
            return
        # superuser, as in the host: what is hidden is left out
        records_sudo = records.sudo()
        hidden = self._filter_hidden(records_sudo)
        for record, record_sudo in zip(records, records_sudo, strict=True):
            is_hidden = record_sudo in hidden
            record[field.name] = False if is_hidden else record_sudo[field.name]

    def _filter_hidden(self, records_sudo):
        own = records_sudo.env.user.partner_id
        return records_sudo.filtered(
            lambda record: any(
                not customer._origin.share_allows
                for hop in self.hops
                for customer in record.mapped(hop)
                if customer._origin and customer != own
            )
        )

    def search(self, records, operator, value):
        domain = self.field._search_related(records, operator, value)
        if domain is NotImplemented:
            return domain
        domain = domain.map_conditions(self._bypass_access)
        return domain if records.env.su else domain & self.get_domain()

    def _bypass_access(self, condition):
        """As the host does it for a field that it follows as superuser."""
        if condition.operator != "any":
            return condition
        inner = condition.value.map_conditions(self._bypass_access)
        return Domain(condition.field_expr, "any!", inner)

    def get_domain(self):
        """Return the domain of the records whose customer no share hides."""
        return Domain.AND(self._get_hop_domain(hop) for hop in self.hops)

    def _get_hop_domain(self, hop):
        first, *others = hop.split(".")
        inner = Domain("share_allows", "=", True)
        for name in reversed(others):
            inner = Domain(name, "=", False) | Domain(name, "any!", inner)
        return Domain(first, "=", False) | Domain(first, "any!", inner)


class Base(models.AbstractModel):
    """What the host's related fields show of customers, in every model: see
    :class:`SeenRelated`."""

    # a file of its own, as the other parts of sharing
    # pylint: disable-next=consider-merging-classes-inherited
    _inherit = "base"

    # the host's returns nothing
    # pylint: disable-next=missing-return
    def _post_model_setup__(self):
        super()._post_model_setup__()
        seen = set()
        for field in self._fields.values():
            hops = self._get_customer_hops(field)
            if hops:
                field._depends_context = (*field.get_depends(self)[1], "uid")
                related = field.related_share = SeenRelated(field, hops)
                field.compute = related.compute
                field.search = field.search and related.search
                # the compute becomes superuser by itself, and the cache tells apart
                field.compute_sudo = False
                seen.add(field.name)
        for field in self._fields.values() if seen else ():
            # such as a name with the phone number
            if field.compute and not (field.store or field.related):
                depends, depends_context = field.get_depends(self)
                if not seen.isdisjoint(depends) and "uid" not in depends_context:
                    field._depends_context = (*(field._depends_context or ()), "uid")

    @api.model
    def _get_customer_hops(self, field):
        """Return the paths to the customers that a related field of the host leads
        through, if it is for the share to say whether it is shown."""
        if (
            not field.related
            or field.store
            or field.inherited
            or not field.compute_sudo
            or field.type not in TOLD
            or field.related_field.translate
        ):
            return ()
        hops, model, names = [], self._name, self._get_related_path(field)
        for position, name in enumerate(names[:-1], 1):
            is_own = model == "res.company"
            model = self.pool[model]._fields[name].comodel_name
            # companies' own partners are hidden from nobody
            if model in SHARED_MODELS and not is_own:
                hops.append(".".join(names[:position]))
        return () if names[-1] in SHOWN else tuple(hops)

    @api.model
    def _get_related_path(self, field):
        """Return the names of the fields on the way to what a related field shows,
        through other related fields too."""
        if not field.related or field.store:
            return [field.name]
        names = field.related.split(".")[:-1]
        return names + self._get_related_path(field.related_field)

    @api.model
    def _get_related_share(self, name):
        return getattr(self._fields.get(name), "related_share", None)

    def _traverse_related_sql(self, alias, field, query):
        # superuser, as in the host: _field_to_sql cuts the answer
        records = self.sudo() if hasattr(field, "related_share") else self
        return super(Base, records)._traverse_related_sql(alias, field, query)

    def _field_to_sql(self, alias, field_expr, query=None):
        """Sorting and grouping by such a field tells no more than reading it."""
        expression = super()._field_to_sql(alias, field_expr, query)
        related = None if self.env.su else self._get_related_share(field_expr)
        if not related:
            return expression
        domain = related.get_domain().optimize_full(self)
        allowed = domain._to_sql(self, alias, query)
        return SQL("(CASE WHEN %s THEN %s END)", allowed, expression)
