from odoo import api, models

from .antcrm_share import TOKEN_UNSET, IntArray


class ResPartner(models.Model):
    # a file of its own: all of sharing stands in antcrm_share* and *_share
    # pylint: disable-next=consider-merging-classes-inherited
    _inherit = "res.partner"
    _share_reference = "parent_id"

    audience = IntArray(recursive=True)

    _audience_index = models.Index("USING gin (audience)")

    @api.depends(
        "share_id",
        "share_owner_id",
        "user_id",
        "type",
        "partner_share",
        "own_company_ids",
        "parent_id.audience",
    )
    def _compute_audience(self):
        return super()._compute_audience()

    def _get_audience(self):
        """The companies' own partners and colleagues are never restricted; a bare
        address follows its parent."""
        if not self.partner_share or self.own_company_ids:
            return {TOKEN_UNSET}
        if self.type != "contact" and self.parent_id and not self.share_id:
            return self.parent_id.audience or {TOKEN_UNSET}
        return super()._get_audience()

    def _notify_get_recipients(self, message, msg_vals=False, **kwargs):
        return self._filter_share_recipients(
            super()._notify_get_recipients(message, msg_vals=msg_vals, **kwargs)
        )

    def write(self, vals):
        if "parent_id" in vals and not vals["parent_id"]:
            self._keep_share()
        return super().write(vals)

    def unlink(self):
        # superuser: addresses of the parent that the user may delete
        self.sudo().with_context(active_test=False).child_ids._keep_share()
        return super().unlink()

    def _keep_share(self):
        """Bare addresses that lose their parent stay as hidden as it was."""
        # superuser: the users have no access to the policy, and nothing is told
        for partner in self.sudo():
            parent = partner.parent_id
            if partner.type != "contact" and parent.share_id and not partner.share_id:
                owner = parent.share_owner_id or parent.create_uid
                partner.write(
                    {"share_id": parent.share_id.id, "share_owner_id": owner.id}
                )

    @api.depends_context("uid")
    def _compute_same_vat_partner_id(self):
        """The host looks as superuser; a partner the user may not read is no hint."""
        result = super()._compute_same_vat_partner_id()
        for name in ("same_vat_partner_id", "same_company_registry_partner_id"):
            found = self.mapped(name)
            hidden = found.sudo(self.env.su)
            hidden -= hidden.with_user(self.env.user)._filtered_access("read")
            for partner in self:
                if partner[name] in hidden:
                    partner[name] = False
        return result

    def _fields_sync(self, values):
        """Address and commercial fields go to and come from an account only where the
        user may write it; one he may not see stays as it is, and so do all of them when
        the intake writes."""
        account = self.parent_id
        keeps = account and self.env.context.get("antcrm_keep_account")
        if not keeps and (
            self.env.su
            or not account
            or not self._is_synced(values)
            or account.has_access("write")
        ):
            return super()._fields_sync(values)
        if values.get("parent_id"):
            # superuser, as in the host: commercial values are the account's
            self.sudo()._commercial_sync_from_company()
        self._children_sync(values)

    def _children_sync(self, values):
        """Contacts the user may not write keep their address."""
        if self.env.su or not self._is_synced(values):
            return super()._children_sync(values)
        children = self.child_ids
        hidden = children - children._filtered_access("write")
        if not hidden:
            return super()._children_sync(values)
        return super(
            ResPartner, self.with_context(antcrm_hidden_ids=hidden.ids)
        )._children_sync(values)

    def _is_synced(self, values):
        """Whether the host takes some of the values on to others."""
        names = {"parent_id", "type", "is_company", *self._address_fields()}
        names.update(self._commercial_fields())
        return not names.isdisjoint(values)

    def _update_address(self, vals):
        hidden = self.env.context.get("antcrm_hidden_ids")
        return super(ResPartner, self - self.browse(hidden or ()))._update_address(vals)

    def action_share_with_contacts(self):
        """Offer to share the contacts of an account as the account is shared: they are
        customers of their own and do not follow it by themselves."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "antcrm_customers.antcrm_share_wizard_action_partner"
        )
        action["context"] = {
            "active_model": self._name,
            "active_ids": self.ids,
            "default_with_contacts": True,
        }
        return action
