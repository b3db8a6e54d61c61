from odoo.http import request, route

from odoo.addons.web.controllers import action

from ..models.antcrm_reference_guard import GUARDED_MODELS


class Action(action.Action):
    @route()
    def load_breadcrumbs(self, actions):
        """The host tells the name of whatever record it is given the id of: not that of
        a customer who is hidden."""
        results = super().load_breadcrumbs(actions)
        guard = request.env["antcrm.reference.guard"]
        for asked, result in zip(actions, results, strict=True):
            ids = guard._read_ids(asked.get("resId"))
            if "display_name" in result and ids:
                for model in GUARDED_MODELS:
                    hidden = guard._get_hidden_ids(model, ids)
                    # superuser: whether that is the name that is told
                    records = request.env[model].sudo().browse(hidden).exists()
                    if result["display_name"] in records.mapped("display_name"):
                        result.clear()
                        result["error"] = str(guard._get_error())
                        break
        return results
