from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from odoo.addons.antcrm_share.models.antcrm_reference_guard import SHARED_MODELS

#: what decides who gets a mailing
RECIPIENT_FIELDS = {
    "mailing_domain",
    "mailing_filter_id",
    "mailing_model_id",
    "segment_id",
    "user_id",
}


class MailingMailing(models.Model):
    _inherit = "mailing.mailing"

    segment_id = fields.Many2one(
        "antcrm.segment",
        "Segment of Customers",
        index="btree_not_null",
        ondelete="restrict",
        help="The list or segment of customers that gets the mailing: those whom the "
        "responsible may see when it is sent.",
    )
    segment_user_id = fields.Many2one(
        "res.users",
        "Recipients Chosen by",
        readonly=True,
        copy=False,
        help="Nobody whom this user may not see gets the mailing.",
    )

    segment_domain = fields.Char(
        compute="_compute_segment_domain",
        help="Who gets the mailing, beside its own filter.",
    )

    @api.depends("segment_id")
    def _compute_segment_domain(self):
        for mailing in self:
            segment = mailing.segment_id
            mailing.segment_domain = segment and str(
                [("segment_ids", "in", segment._origin.ids), ("is_live", "=", True)]
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
        return super().create(
            [
                self._complete_segment({"user_id": self.env.uid, **vals})
                for vals in vals_list
            ]
        )

    def write(self, vals):
        return super().write(self._complete_segment({**vals}))

    @api.model
    def _complete_segment(self, vals):
        """Add to the values of a mailing what follows from its segment, and who has
        chosen its recipients.

        :raise AccessError: the user may not see the segment
        """
        vals.pop("segment_user_id", None)
        if vals.get("segment_id"):
            segment = self.env["antcrm.segment"].browse(vals["segment_id"])
            segment.check_access("read")
            vals.setdefault(
                "mailing_model_id", self.env["ir.model"]._get_id(segment.model_name)
            )
        if vals.keys() & RECIPIENT_FIELDS:
            # who makes somebody else the responsible reaches no more by that
            vals["segment_user_id"] = self.env.uid
        return vals

    def _get_recipients_domain(self):
        """Of partners and leads, those whom its users may see: the scheduler sees
        everybody, and would find them by what they are not to be found by."""
        domain = super()._get_recipients_domain()
        if self.mailing_model_real not in SHARED_MODELS:
            return domain
        users = (self.user_id or self.write_uid) | self.segment_user_id
        for user in users or self.env.user:
            domain &= self._get_domain_of_user(user, domain)
        if self.segment_id:
            domain &= Domain("is_live", "=", True)
        return domain

    def _get_domain_of_user(self, user, domain):
        """Return the domain of the partners or leads of the mailing whom a user may
        see."""
        # not as superuser, whoever asks: their rights and shares decide
        mailing = (
            self.with_user(user)
            .sudo(False)
            .with_context(allowed_company_ids=user.company_ids.ids)
        )
        Model = mailing.env[self.mailing_model_real]
        if not user.active or not Model.has_access("read"):
            return Domain.FALSE
        segment = mailing.env["antcrm.segment"].browse(self.segment_id.id)
        if segment:
            if not segment.has_access("read"):
                return Domain.FALSE
            domain &= Domain("id", "in", Model._search(segment._get_customer_domain()))
        return Domain("id", "in", Model._search(domain))
