from odoo import api, models


class IrUiMenu(models.Model):
    _inherit = "ir.ui.menu"

    @api.model
    def load_menus(self, debug):
        """The menus of leads, contacts and accounts have the company's own words."""
        menus = super().load_menus(debug)
        titles = {
            res_id: title
            for (model, res_id), title in self.env["antcrm.customer.kind"]
            ._get_titles_by_record()
            .items()
            if model == self._name and res_id in menus
        }
        if not titles:
            return menus
        # a copy: the host's result sits in its cache
        return menus | {
            menu_id: dict(menus[menu_id], name=title)
            for menu_id, title in titles.items()
        }
