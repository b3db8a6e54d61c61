from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from odoo.addons.antcrm_share.models.antcrm_share import SHARE_MODES
from odoo.addons.antcrm_share.models.antcrm_share_mixin import SHARE_FIELDS

from ..tools.lists import join_list, split_list
from ..tools.text import name_key


class AntcrmIntakeOptionsMixin(models.AbstractModel):
    """What happens to customers that come in: the same choices for an import, a mail
    address and a web form. ``antcrm.intake`` takes a record of it as its options.
    Models that inherit it have a ``kind``."""

    _name = "antcrm.intake.options.mixin"
    _description = "Intake Options"

    duplicate_policy = fields.Selection(
        [
            ("skip", "Skip: leave the existing customer as it is"),
            ("duplicate", "Duplicate: create another customer"),
            ("overwrite", "Overwrite: replace what the new data brings"),
            ("merge", "Merge: add what is new, replace nothing"),
        ],
        string="When the Customer Exists",
        default="skip",
        required=True,
        help="A customer exists when one of the phones or emails is known.",
    )
    other_kinds = fields.Selection(
        [
            ("link", "Link: a new lead belongs to the customer who is there"),
            ("attach", "History: add what came to the history of who is there"),
            ("skip", "Skip: leave who is there as they are"),
        ],
        string="When Another Kind Has the Phone or Email",
        default="link",
        required=True,
        help="A lead who is a contact or an account already, or one of these who is an "
        "open lead.",
    )
    invalid_values = fields.Selection(
        [
            ("drop", "Leave out the wrong value"),
            ("reject", "Leave out the whole customer"),
        ],
        string="When a Value Is Wrong",
        default="drop",
        required=True,
    )
    tag_names = fields.Char(
        "Tags", help="Tags that every customer gets, separated by commas."
    )
    # the same tags, to choose from those there are and to make new ones
    lead_tag_ids = fields.Many2many(
        "crm.tag",
        string="Lead Tags",
        compute="_compute_tag_ids",
        inverse="_inverse_tag_ids",
    )
    customer_tag_ids = fields.Many2many(
        "res.partner.category",
        string="Customer Tags",
        compute="_compute_tag_ids",
        inverse="_inverse_tag_ids",
    )
    status_id = fields.Many2one("antcrm.status", string="Status")
    source_id = fields.Many2one("utm.source", string="Source")
    phone_country_id = fields.Many2one(
        "res.country",
        string="Country of Phone Numbers",
        help="With which country numbers without a country prefix are read, where the "
        "customer and its account say none. Empty: the country of whoever enters them.",
    )
    pic_mode = fields.Selection(
        [
            ("none", "Nobody"),
            ("user", "One employee"),
            ("team", "A sales group, by its rule"),
        ],
        string="PIC",
        default="none",
        required=True,
    )
    pic_user_id = fields.Many2one(
        "res.users", string="Employee", domain=[("share", "=", False)]
    )
    pic_team_id = fields.Many2one(
        "crm.team",
        string="Sales Group in Charge",
        domain=[("assignment_rule", "!=", "none")],
    )
    pic_team_hint = fields.Char(
        "Sales Groups Without a Rule", compute="_compute_pic_team_hint"
    )
    share_mode = fields.Selection(
        SHARE_MODES,
        string="Share",
        default="all",
        required=True,
        help="Who may see and change the customers, besides their creator and the PIC.",
    )
    share_user_ids = fields.Many2many(
        "res.users", string="Shared with Employees", domain=[("share", "=", False)]
    )
    share_team_ids = fields.Many2many("crm.team", string="Shared with Sales Groups")
    responsible_id = fields.Many2one(
        "res.users",
        string="Responsible",
        domain=[("share", "=", False)],
        help="Stands as the creator of customers that nobody enters by hand.",
    )

    def _read_group_groupby(self, alias, groupby_spec, query):
        """Nobody groups by a share that they may not see; the host looks at columns,
        and not at lists."""
        name = groupby_spec.partition(":")[0].partition(".")[0]
        if name in SHARE_FIELDS:
            self._check_field_access(self._fields[name], "read")
        return super()._read_group_groupby(alias, groupby_spec, query)

    @api.constrains("pic_mode", "pic_user_id", "pic_team_id")
    def _check_pic(self):
        for options in self:
            self.env["antcrm.intake"]._check_pic_options(options._get_pic_options())

    @api.depends_context("uid")
    def _compute_pic_team_hint(self):
        """Say which groups cannot be chosen, and why."""
        teams = self.env["crm.team"].search([("assignment_rule", "=", "none")])
        self.pic_team_hint = teams and self.env._(
            "Not offered, as they have no assignment rule: %(teams)s",
            teams=", ".join(teams.mapped("name")),
        )

    @api.model
    def _get_pic_team_domain(self):
        """Return the domain of those records whose customers are, or will be, given to
        a group."""
        return Domain("pic_mode", "=", "team")

    def _get_pic_options(self):
        self.ensure_one()
        return {
            "pic_mode": self.pic_mode,
            "pic_user_id": self.pic_user_id.id,
            "pic_team_id": self.pic_team_id.id,
        }

    def _get_tag_names(self):
        self.ensure_one()
        return split_list(self.tag_names or "")

    @api.depends("tag_names")
    def _compute_tag_ids(self):
        Intake = self.env["antcrm.intake"]
        for field in ("lead_tag_ids", "customer_tag_ids"):
            known = Intake._get_names(self._fields[field].comodel_name)
            for options in self:
                keys = map(name_key, options._get_tag_names())
                options[field] = [known[key] for key in keys if key in known]

    def _inverse_tag_ids(self):
        """Names without a tag stay: the tags are made with the first customer."""
        for options in self:
            tags = options[
                "lead_tag_ids" if options.kind == "lead" else "customer_tag_ids"
            ]
            known = self.env["antcrm.intake"]._get_names(tags._name)
            missing = [n for n in options._get_tag_names() if name_key(n) not in known]
            options.tag_names = join_list([*tags.mapped("name"), *missing])

    def _unlink_arrivals(self, arrivals, message):
        """Delete what came in through the records before these go, if the user may read
        all of it.

        :param arrivals: records of the model of what comes in, found as superuser
        :param str message: what to do else
        :raise UserError: there is something that the user may not read
        """
        seen = arrivals.with_env(self.env)._filtered_access("read")
        if len(seen) < len(arrivals):
            raise UserError(message)
        # superuser: what the user may read goes with what they may delete
        arrivals.unlink()

    @api.model
    def _get_way_in(self):
        """Return by which way customers come in here, one of ``WAYS``. Addons with a
        way of their own override it."""
        return "other"

    def _get_origin(self):
        """Return how customers came in here, as a text for their histories. Addons with
        a way of their own override it."""
        return ""

    @api.model
    def _get_came_in_query(self):
        """Return the query for ``model`` and ``id`` of the customers who are known to
        have come in here, or ``None`` where nothing tells. For an addon that asks later
        on than they came."""
        return None

    def _get_intake_options(self):
        """Return the options of one record as the dict that the intake works with."""
        self.ensure_one()
        return {
            "duplicate_policy": self.duplicate_policy,
            "other_kinds": self.other_kinds,
            "invalid_values": self.invalid_values,
            "tag_names": self._get_tag_names(),
            "status_id": self.status_id.id,
            "source_id": self.source_id.id,
            "phone_country_id": self.phone_country_id.id,
            **self._get_pic_options(),
            "share_mode": self.share_mode,
            "share_user_ids": self.share_user_ids.ids,
            "share_team_ids": self.share_team_ids.ids,
            "responsible_id": self.responsible_id.id,
            "way_in": self._get_way_in(),
            "origin": self._get_origin(),
        }
