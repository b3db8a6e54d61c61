from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

#: the sources that leads are studied by, in the order in which they are offered
LEAD_SOURCES = (
    "Self-generation",
    "Email",
    "Call",
    "Chat",
    "Vendor",
    "Partner",
    "Website form",
    "Social media",
)


class UtmSource(models.Model):
    _inherit = "utm.source"

    is_lead_source = fields.Boolean(
        "Offered for Leads",
        compute="_compute_is_lead_source",
        search="_search_is_lead_source",
        help="One of those that leads are studied by, or made by the company itself: "
        "neither by an addon nor for a chatbot, a mailing or a job.",
    )

    @api.depends("name")
    def _compute_is_lead_source(self):
        offered = self.filtered_domain([("id", "in", self._get_lead_source_query())])
        for source in self:
            source.is_lead_source = source in offered

    @api.model
    def _search_is_lead_source(self, operator, value):
        if operator != "in":
            return NotImplemented
        return Domain("id", "in", self._get_lead_source_query())

    @api.model
    def _get_lead_source_query(self):
        """Return the ids of the sources that are offered for leads, as SQL."""
        self.flush_model(["name"])
        made_for = [
            SQL(
                "SELECT source_id FROM %s WHERE source_id IS NOT NULL",
                SQL.identifier(model._table),
            )
            for model in map(
                self.env.get,
                self.env.registry.descendants(["utm.source.mixin"], "_inherit"),
            )
            if model is not None and model._auto and not model._abstract
        ]
        of_things = SQL(" UNION ALL ").join(
            [
                SQL(
                    "SELECT res_id FROM ir_model_data WHERE model = 'utm.source' "
                    "AND module != '__export__'"
                ),
                *made_for,
            ]
        )
        return SQL(
            "(SELECT id FROM utm_source WHERE lower(name) = ANY(%s) OR id NOT IN (%s))",
            [name.lower() for name in LEAD_SOURCES],
            of_things,
        )

    @api.model
    def name_search(self, name="", domain=None, operator="ilike", limit=100):
        """Where leads are asked for their source, those they are studied by come
        first."""
        if not self.env.context.get("antcrm_lead_sources"):
            return super().name_search(name, domain, operator, limit)
        order = {source.lower(): place for place, source in enumerate(LEAD_SOURCES)}
        # there are as many as a company has named
        found = super().name_search(name, domain, operator, None)
        found.sort(key=lambda pair: order.get((pair[1] or "").lower(), len(order)))
        return found[:limit]
