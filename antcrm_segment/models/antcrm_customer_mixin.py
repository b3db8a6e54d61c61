from odoo import api, fields, models
from odoo.fields import Domain


class AntcrmCustomerMixin(models.AbstractModel):
    _inherit = "antcrm.customer.mixin"

    segment_ids = fields.Many2many(
        "antcrm.segment",
        string="Segments",
        compute="_compute_segment_ids",
        search="_search_segment_ids",
        exportable=False,
        help="The lists and segments that the customer is in.",
    )

    @api.depends_context("uid")
    def _compute_segment_ids(self):
        Segment = self.env["antcrm.segment"]
        stored = self.browse(filter(None, self._ids))
        for customer in self:
            customer.segment_ids = Segment
        kinds = list(filter(None, set(stored.mapped("customer_kind"))))
        for segment in Segment.search([("kind", "in", kinds)]):
            domain = Domain("id", "in", stored.ids) & segment._get_customer_domain()
            active = self.with_context(active_test=False)
            for customer in active.search(domain).with_env(self.env):
                customer.segment_ids |= segment

    @api.model
    def _search_segment_ids(self, op, value):
        Segment = self.env["antcrm.segment"]
        if op == "in":
            ids = [id_ for id_ in value if isinstance(id_, int) and id_]
            # those that the user may not see do not exist for them
            segments = Segment.with_context(active_test=False).search(
                [("id", "in", ids)]
            )
            domain = self._get_segments_domain(segments)
            if False in value:
                same = "=" if self._name == "crm.lead" else "!="
                segments = Segment.search([("kind", same, "lead")])
                domain |= ~self._get_segments_domain(segments)
            return domain
        if op in ("any", "any!"):
            return self._get_segments_domain(Segment.search(Domain(value)))
        if op in ("like", "ilike", "=like", "=ilike"):
            return self._get_segments_domain(Segment.search([("name", op, value)]))
        return NotImplemented

    @api.model
    def _get_segments_domain(self, segments):
        """Return the domain of the customers of any of the segments."""
        return Domain.OR(
            segment._get_customer_domain()
            for segment in segments
            if segment.model_name == self._name
        )
