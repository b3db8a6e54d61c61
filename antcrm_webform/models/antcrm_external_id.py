from odoo import api, models


class AntcrmExternalId(models.Model):
    _inherit = "antcrm.external.id"

    @api.depends("system")
    def _compute_system_name(self):
        """The ids of programs that send to a form are the form's."""
        result = super()._compute_system_name()
        # superuser: the names of forms
        Webform = self.env["antcrm.webform"].sudo().with_context(active_test=False)
        forms = {form._get_external_system(): form for form in Webform.search([])}
        for external in self:
            if form := forms.get(external.system):
                external.system_name = form.name
        return result
