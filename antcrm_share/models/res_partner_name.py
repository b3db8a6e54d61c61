"""What stands with the name of a customer: address, e-mail, tax number."""

from odoo import SUPERUSER_ID, api, models

#: in the context, as ``antcrm_documents``: a page or report of the host prints the
#: details; an object, so that nobody can send it from outside
PRINTED = object()
#: what is printed of a hidden customer
PRINTED_FIELDS = ["name", "address", "city", "country_id"]
#: what the context of a name asks for beside it
DETAILS = ("show_address", "show_email", "show_vat")


class ResPartner(models.Model):
    # a file of its own, as the other parts of sharing
    # pylint: disable-next=consider-merging-classes-inherited
    _inherit = "res.partner"

    @api.depends_context("uid", "antcrm_documents")
    # the host's returns nothing
    # pylint: disable-next=missing-return
    def _compute_display_name(self):
        """Whoever reads a record that refers to a hidden customer reads its name; the
        host reads that as superuser, with any detail that the context asks for."""
        hidden = self._get_nameless_details()
        super(ResPartner, self - hidden)._compute_display_name()
        if hidden:
            plain = hidden.with_context(**dict.fromkeys(DETAILS, False))
            super(ResPartner, plain)._compute_display_name()
            for partner, named in zip(hidden, plain, strict=True):
                partner.display_name = named.display_name

    def _get_nameless_details(self):
        """Return the partners of whom a name may not tell more."""
        context = self.env.context
        asked = any(context.get(key) for key in DETAILS)
        if not asked or context.get("antcrm_documents") is PRINTED:
            return self.browse()
        # not as superuser, as whom the host asks; a new record is what its form has
        guard = self.sudo(self.env.uid == SUPERUSER_ID)._get_reference_guard()
        if guard is None:
            return self.browse()
        hidden = guard._get_hidden_ids("res.partner", self._origin.ids)
        return self.filtered(lambda partner: partner._origin.id in hidden)


class IrQwebFieldContact(models.AbstractModel):
    _inherit = "ir.qweb.field.contact"

    @api.model
    def value_to_html(self, value, options):
        """A document that goes to a customer has its address, whoever prints it, and of
        a hidden one nothing else."""
        if isinstance(value, models.BaseModel):
            guard = self.sudo(False)._get_reference_guard()
            if guard is not None and guard._get_hidden_ids("res.partner", value.ids):
                asked = options.get("fields") or PRINTED_FIELDS
                shown = [name for name in asked if name in PRINTED_FIELDS]
                options = {**options, "fields": shown or ["name"]}
            value = value.with_context(antcrm_documents=PRINTED)
        return super().value_to_html(value, options)
