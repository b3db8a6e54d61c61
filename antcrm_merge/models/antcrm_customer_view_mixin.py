from odoo import api, models

HOST_MERGES = ("base.action_partner_merge", "crm.action_merge_opportunities")


class AntcrmCustomerViewMixin(models.AbstractModel):
    _inherit = "antcrm.customer.view.mixin"

    @api.model
    def get_views(self, views, options=None):
        """Our pages have our merge, which can be undone, beside none of the host's."""
        result = super().get_views(views, options)
        if not self.env.context.get("antcrm_kind"):
            return result
        merges = (self.env.ref(name, raise_if_not_found=False) for name in HOST_MERGES)
        hidden = {merge.id for merge in merges if merge}
        for view in result["views"].values():
            if "toolbar" in view:
                actions = view["toolbar"].get("action", [])
                kept = [action for action in actions if action["id"] not in hidden]
                view["toolbar"]["action"] = kept
        return result
