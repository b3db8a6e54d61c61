from odoo import api, fields, models
from odoo.fields import Domain

from ..tools.contact_search import get_search_terms
from ..tools.names import surname_first

# Up to this many matches the search is given their ids, which an index serves together
# with the other columns that are searched; beyond, the database decides
MAX_IDS = 1000


class AntcrmCustomerViewMixin(models.AbstractModel):
    """How customers are found and opened in the pages of the app."""

    _name = "antcrm.customer.view.mixin"
    _description = "Customer Pages"

    contact_search = fields.Char(
        "Phone or E-mail",
        store=False,
        search="_search_contact_search",
        help="Finds every phone, e-mail and profile, however the number is written.",
    )

    def _search_contact_search(self, operator, value):
        if operator not in ("ilike", "in"):
            return NotImplemented
        # superuser: the domain selects customers, and which of them the user may read
        # is decided there
        points = self.env["antcrm.contact.point"].sudo()
        region = points._get_region(self.browse())
        terms = [
            term
            for text in ([value] if operator == "ilike" else value)
            for term in get_search_terms(text or "", region)
        ]
        if not terms:
            return Domain.TRUE if value == "" else Domain.FALSE
        inverse = self._fields["phone_ids"].inverse_name
        domain = Domain(inverse, "!=", False) & Domain.OR(
            Domain("normalized", operator, term) for operator, term in terms
        )
        points._flush_points()
        found = points.search(domain, limit=MAX_IDS + 1)
        if len(found) <= MAX_IDS:
            return Domain("id", "in", found[inverse].ids)
        return Domain.OR(
            Domain(name, "any!", domain)
            for name in ("phone_ids", "email_ids", "social_ids")
        )

    @api.model
    def _get_view(self, view_id=None, view_type="form", **options):
        """Who puts the surname first finds it first in the form, too."""
        arch, view = super()._get_view(view_id, view_type, **options)
        if view.type == "form" and surname_first(self.env.lang):
            for names in arch.xpath("//div[@name='antcrm_names']"):
                names.append(names[0])
                for node in names.iter("field"):
                    node.set("default_focus", str(int(node.get("name") == "lastname")))
        return arch, view

    @api.model
    def _get_customer_view_id(self, kind, view_type):
        """Return the id of the view of a type for a kind of customer; ``False``, the
        host's own one, for what is no customer."""
        if not kind:
            return False
        name = "crm_lead_view_%s" if kind == "lead" else f"res_partner_view_%s_{kind}"
        return self.env.ref(f"antcrm_customers.{name % view_type}").id

    def get_formview_id(self, access_uid=None):
        """Links inside the app open a customer in the form of its kind; everywhere else
        the host's own form opens."""
        if self.env.context.get("antcrm_kind") and self.customer_kind:
            return self._get_customer_view_id(self.customer_kind, "form")
        return super().get_formview_id(access_uid=access_uid)
