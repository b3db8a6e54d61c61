from odoo import api, fields, models, tools
from odoo.exceptions import ValidationError


class AntcrmStatus(models.Model):
    _name = "antcrm.status"
    _inherit = ["antcrm.used.mixin"]
    _description = "Customer Status"
    _order = "kind, sequence, id"

    name = fields.Char(required=True, translate=True)
    kind = fields.Selection(
        [("lead", "Leads"), ("customer", "Contacts and accounts")],
        required=True,
        default="lead",
        index=True,
        help="Which customers can have this status.",
    )
    category = fields.Selection(
        [
            ("new", "New"),
            ("contacted", "Contacted"),
            ("qualified", "Qualified"),
            ("converted", "Converted"),
            ("unqualified", "Unqualified"),
        ],
        required=True,
        default="new",
        help="What the status means. Converting a lead moves it to a status of the "
        "category Converted, losing it to one of the category Unqualified.",
    )
    sequence = fields.Integer(default=10)
    color = fields.Integer()
    fold = fields.Boolean(
        "Folded", help="Fold this status in the kanban view when it is empty."
    )
    is_default = fields.Boolean(
        "Default", help="New customers get this status. One per kind."
    )
    active = fields.Boolean(default=True)

    _name_kind_unique = models.UniqueIndex(
        "(kind, (name->>'en_US')) WHERE active IS TRUE",
        "There is already a status of this name. Choose another name.",
    )

    @api.constrains("kind")
    def _check_kind_in_use(self):
        """A status in use cannot change sides: its customers could not keep it."""
        for status in self:
            model = "res.partner" if status.kind == "lead" else "crm.lead"
            used = (
                self.env[model]
                # every customer counts, also those the user cannot see; only the
                # fact that there are some is told
                .sudo()
                .with_context(active_test=False)
                .search_count([("status_id", "=", status.id)], limit=1)
            )
            if used:
                raise ValidationError(
                    self.env._(
                        "The status “%(status)s” is in use. "
                        "Create a new status instead.",
                        status=status.name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        statuses = super().create(vals_list)
        statuses._keep_one_default()
        self.env.registry.clear_cache()
        return statuses

    def write(self, vals):
        if vals.get("active") is False:
            # what comes in would get a status that nobody can choose any more
            self.filtered("active")._check_unused()
        result = super().write(vals)
        if vals.get("is_default"):
            self._keep_one_default()
        self.env.registry.clear_cache()
        return result

    def unlink(self):
        self.env.registry.clear_cache()
        return super().unlink()

    def _keep_one_default(self):
        """The last status made default is the default of its kind."""
        for kind, statuses in self.filtered("is_default").grouped("kind").items():
            self.search(
                [
                    ("kind", "=", kind),
                    ("is_default", "=", True),
                    ("id", "!=", statuses[-1].id),
                ]
            ).write({"is_default": False})

    @api.model
    @tools.ormcache("kind", "category")
    def _get_id(self, kind, category=None):
        """Return the id of the status to use, or ``False`` when there is none.

        :param str kind: ``lead`` or ``customer``
        :param str category: the first status of this category; ``None`` means the
            default status of the kind, else its first one
        """
        domain = [("kind", "=", kind)]
        if category:
            domain.append(("category", "=", category))
            order = "sequence, id"
        else:
            order = "is_default desc, sequence, id"
        statuses = self.sudo().with_context(active_test=True)
        # whoever asks writes it, which looks at its kind
        return statuses.search_fetch(domain, ["kind"], order=order, limit=1).id
