from odoo import models

#: the source of a lead that says none itself, by the door that it comes in
SOURCES = {"antcrm.mail.intake": "Email", "antcrm.webform": "Website form"}


class AntcrmIntakeOptionsMixin(models.AbstractModel):
    _inherit = "antcrm.intake.options.mixin"

    def _get_intake_options(self):
        options = super()._get_intake_options()
        if not options["source_id"] and self.kind == "lead" and self._name in SOURCES:
            source = self.env["utm.mixin"]._find_or_create_record(
                "utm.source", SOURCES[self._name]
            )
            options["source_id"] = source.id
        return options
