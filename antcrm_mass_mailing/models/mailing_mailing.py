from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain


class MailingMailing(models.Model):
    _inherit = "mailing.mailing"

    segment_id = fields.Many2one(
        "antcrm.segment",
        "Segment of Customers",
        index="btree_not_null",
        ondelete="restrict",
        help="The group or segment of customers that gets the mailing: those whom the "
        "responsible may see when it is sent.",
    )
    segment_user_id = fields.Many2one(
        "res.users",
        "Segment chosen by",
        readonly=True,
        copy=False,
        help="Nobody whom this user may not see gets the mailing.",
    )

    @api.constrains("segment_id", "mailing_model_id")
    def _check_segment(self):
        for mailing in self:
            segment = mailing.segment_id
            if segment and segment.model_name != mailing.mailing_model_real:
                raise ValidationError(
                    self.env._(
                        "“%(segment)s” is of other recipients than this mailing. "
                        "Choose another segment, or none.",
                        segment=segment.name,
                    )
                )

    @api.onchange("segment_id")
    def _onchange_segment_id(self):
        """The recipients are of the kind that the segment is of."""
        if self.segment_id:
            self.mailing_model_id = self.env["ir.model"]._get(
                self.segment_id.model_name
            )

    @api.onchange("mailing_model_id")
    def _onchange_mailing_model_id(self):
        if self.segment_id and self.segment_id.model_name != self.mailing_model_real:
            self.segment_id = False

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._complete_segment({**vals}) for vals in vals_list])

    def write(self, vals):
        return super().write(self._complete_segment({**vals}))

    @api.model
    def _complete_segment(self, vals):
        """Add to the values of a mailing what follows from its segment.

        :raise AccessError: the user may not see the segment
        """
        vals.pop("segment_user_id", None)
        if vals.get("segment_id"):
            segment = self.env["antcrm.segment"].browse(vals["segment_id"])
            segment.check_access("read")
            vals.setdefault(
                "mailing_model_id", self.env["ir.model"]._get_id(segment.model_name)
            )
        if vals.keys() & {"segment_id", "user_id"}:
            # who makes somebody else the responsible sees no more by that
            vals["segment_user_id"] = self.env.uid
        return vals

    def _get_recipients_domain(self):
        """Of a segment, those whom its users may see: the scheduler sees everybody."""
        domain = super()._get_recipients_domain()
        if not self.segment_id:
            return domain
        users = (self.user_id or self.write_uid) | self.segment_user_id
        for user in users or self.env.user:
            domain &= self._get_segment_domain(user)
        return domain & Domain("is_inactive", "!=", True)

    def _get_segment_domain(self, user):
        """Return the domain of the customers of the segment whom a user may see."""
        companies = user.company_ids.ids
        # not as superuser, whoever asks: his rights and his share decide
        segment = (
            self.segment_id.with_user(user)
            .sudo(False)
            .with_context(allowed_company_ids=companies)
        )
        if not user.active or not segment.has_access("read"):
            return Domain.FALSE
        Model = segment.env[segment.model_name]
        if not Model.has_access("read"):
            return Domain.FALSE
        return Domain("id", "in", Model._search(segment._get_customer_domain()))
