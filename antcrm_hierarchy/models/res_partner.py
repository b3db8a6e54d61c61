from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import NO_ACCESS, Domain


class ResPartner(models.Model):
    """The organisation of an account: its contacts report to one another, and stand
    with its sub-accounts in one tree. Whoever looks at it sees those whom they may see:
    who reports to somebody hidden stands below the next one that is not."""

    _inherit = "res.partner"

    reports_to_partner_id = fields.Many2one(
        "res.partner",
        "Manager",
        groups=NO_ACCESS,
        ondelete="set null",
        index="btree_not_null",
        copy=False,
    )
    reports_to_id = fields.Many2one(
        "res.partner",
        "Reports to",
        compute="_compute_reports_to_id",
        inverse="_inverse_reports_to_id",
        search="_search_reports_to_id",
        readonly=False,
        domain="[('parent_id', '=', parent_id), ('id', '!=', id), "
        "('customer_kind', '=', 'contact')]",
        help="A contact of the same account. Empty, too, if you may not see who it is.",
    )
    hierarchy_parent_id = fields.Many2one(
        "res.partner",
        "Above",
        compute="_compute_hierarchy_parent_id",
        inverse="_inverse_hierarchy_parent_id",
        search="_search_hierarchy_parent_id",
        readonly=False,
        exportable=False,
        help="In the organisation of an account: whom a contact reports to, or its "
        "account; the account that a sub-account belongs to.",
    )
    hierarchy_child_ids = fields.One2many(
        "res.partner",
        string="Below",
        compute="_compute_hierarchy_child_ids",
        exportable=False,
    )

    # ------------------------------------------------------------------
    # Reports to
    # ------------------------------------------------------------------

    @api.depends("reports_to_partner_id", "parent_id")
    @api.depends_context("uid")
    def _compute_reports_to_id(self):
        # superuser: whoever is hidden from the user is left out below
        managers = {partner: partner.sudo()._get_manager() for partner in self}
        ids = {manager.id for manager in managers.values()}
        visible = self.browse(ids - {False})._filtered_access("read")
        for partner, manager in managers.items():
            partner.reports_to_id = manager.sudo(self.env.su) & visible

    def _get_manager(self):
        """Return whom one contact reports to; nobody who has gone to another
        account."""
        self.ensure_one()
        manager = self.reports_to_partner_id
        same = manager.parent_id and manager.parent_id == self.parent_id
        return manager if same and manager != self else manager.browse()

    def _inverse_reports_to_id(self):
        self._check_share_references(self.reports_to_id.ids)
        for manager, partners in self.grouped("reports_to_id").items():
            # superuser: nobody has access to the column; the ORM has checked that the
            # user may write the contacts; that they see the manager is checked above
            partners.sudo().write({"reports_to_partner_id": manager.id})

    @api.model
    def _search_reports_to_id(self, operator, value):
        if operator == "any":
            operator, value = "in", self.search(value).ids
        if operator != "in":
            return NotImplemented
        ids = self.browse(id_ for id_ in value if id_)._filtered_access("read").ids
        # superuser: of managers that the user may see
        domain = Domain("reports_to_partner_id", "in", ids)
        domain = Domain("id", "in", self.sudo()._search(domain))
        if False in value:
            without = self.sudo()._search([("reports_to_partner_id", "=", False)])
            domain |= Domain("id", "in", without)
        return domain

    @api.constrains("reports_to_partner_id")
    def _check_reports_to(self):
        for partner in self.filtered("reports_to_partner_id"):
            manager = partner.reports_to_partner_id
            if (
                not partner.parent_id
                or manager.parent_id != partner.parent_id
                or "contact" != partner.customer_kind
                or "contact" != manager.customer_kind
            ):
                raise ValidationError(
                    self.env._(
                        "%(name)s can only report to a contact of the same account.",
                        name=partner.name,
                    )
                )
        if self._has_cycle("reports_to_partner_id"):
            raise ValidationError(
                self.env._(
                    "Nobody can report to themselves, or to somebody who reports to "
                    "them. Choose another manager."
                )
            )

    def write(self, vals):
        moved = self.browse()
        if "parent_id" in vals:
            # superuser: nothing of who is above is told
            moved = self.filtered(
                lambda partner: partner.sudo().parent_id.id != vals["parent_id"]
            )
        result = super().write(vals)
        if moved:
            moved._leave_organisation()
        return result

    def _leave_organisation(self):
        """Who goes to another account reports to nobody there, and nobody to them."""
        # superuser: colleagues that the user may not see lose their manager, too
        partners = self.sudo().with_context(active_test=False)
        related = partners | partners.search(
            [("reports_to_partner_id", "in", self.ids)]
        )
        related.filtered(
            lambda partner: partner.reports_to_partner_id and not partner._get_manager()
        ).write({"reports_to_partner_id": False})

    # ------------------------------------------------------------------
    # The tree
    # ------------------------------------------------------------------

    @api.depends("reports_to_partner_id", "parent_id", "is_company")
    @api.depends_context("uid")
    def _compute_hierarchy_parent_id(self):
        # superuser: the way up leads past those whom the user may not see
        steps = {
            partner: partner.sudo()._get_hierarchy_steps() for partner in self._origin
        }
        ids = {id_ for above in steps.values() for id_ in above}
        visible = set(self.browse(ids)._filtered_access("read")._ids)
        for partner in self:
            above = steps.get(partner._origin, ())
            partner.hierarchy_parent_id = next(
                (id_ for id_ in above if id_ in visible), False
            )

    def _get_hierarchy_steps(self):
        """Return the ids of who is above one partner, the next one first: managers,
        then the account."""
        self.ensure_one()
        steps = []
        if self.customer_kind == "contact":
            manager = self._get_manager()
            while manager and manager.id not in steps and manager != self:
                steps.append(manager.id)
                manager = manager._get_manager()
        if self.parent_id:
            steps.append(self.parent_id.id)
        return steps

    def _inverse_hierarchy_parent_id(self):
        """Drag to change. Below an account: a contact becomes one of it, without a
        manager; an account, a sub-account of it. Below a contact: it is the manager.
        Below nothing: a contact reports to nobody, an account stands alone."""
        for partner in self:
            above = partner.hierarchy_parent_id
            if above.is_company or not above:
                values = {"reports_to_id": False}
                if above != partner.parent_id and (above or partner.is_company):
                    self._check_share_references(above.ids)
                    values["parent_id"] = above.id
                partner.write(values)
            elif partner.is_company:
                raise ValidationError(
                    self.env._(
                        "An account cannot report to a contact. "
                        "Move it below another account."
                    )
                )
            else:
                partner.reports_to_id = above

    @api.model
    def _search_hierarchy_parent_id(self, operator, value):
        if operator == "any":
            operator, value = "in", self.search(value).ids
        if operator != "in":
            return NotImplemented
        partners = self.browse(id_ for id_ in value if id_)._filtered_access("read")
        domain = Domain("id", "in", partners.hierarchy_child_ids.ids)
        if False in value:
            domain |= Domain("parent_id", "=", False)
        return domain

    @api.depends("child_ids.reports_to_partner_id", "child_ids.parent_id")
    @api.depends_context("uid")
    def _compute_hierarchy_child_ids(self):
        accounts = self.filtered("is_company") | self.sudo().parent_id.sudo(self.env.su)
        children = self.search(
            Domain("parent_id", "in", accounts.ids)
            & Domain("customer_kind", "in", ["contact", "account"])
        )
        below = children.grouped("hierarchy_parent_id")
        for partner in self:
            partner.hierarchy_child_ids = below.get(partner._origin, self.browse())

    def action_view_hierarchy(self):
        """Open the organisation of one account."""
        self.ensure_one()
        action = self.env["ir.actions.actions"]._for_xml_id(
            "antcrm_hierarchy.res_partner_action_hierarchy"
        )
        return {
            **action,
            "context": {"hierarchy_res_id": self.id},
            "display_name": self.env._("Organisation of %(name)s", name=self.name),
        }
