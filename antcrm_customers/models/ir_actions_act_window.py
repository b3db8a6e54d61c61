from markupsafe import Markup

from odoo import models


class IrActionsActWindow(models.Model):
    _inherit = "ir.actions.act_window"

    def read(self, fields=None, load="_classic_read"):
        """The pages of leads, contacts and accounts have the company's own words in
        their titles and help texts."""
        result = super().read(fields, load=load)
        kinds = self.env["antcrm.customer.kind"]
        titles = kinds._get_titles_by_record()
        for values in result:
            title = titles.get((self._name, values["id"]))
            if title:
                for name in ("name", "display_name"):
                    if name in values:
                        values[name] = title
            if values.get("help"):
                values["help"] = kinds._fill_words(Markup(values["help"]))
        return result
