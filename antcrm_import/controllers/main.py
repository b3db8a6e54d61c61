from odoo.http import Controller, content_disposition, request, route

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv; charset=utf-8"


class ImportController(Controller):
    @route("/antcrm_import/errors/<int:import_id>", auth="user", readonly=True)
    def errors(self, import_id):
        """Return the rows of a run that need a person, as a spreadsheet."""
        run = request.env["antcrm.import"].browse(import_id)
        if not run.exists() or not run.has_access("read"):
            raise request.not_found()
        return self._send(run._get_error_file(), run._get_error_file_name())

    @route("/antcrm_import/template/<int:template_id>", auth="user", readonly=True)
    def template(self, template_id):
        """Return the file to fill in that a user has asked for."""
        template = request.env["antcrm.import.template"].browse(template_id)
        if not template.exists() or not template.has_access("read"):
            raise request.not_found()
        return self._send(template._get_file(), template._get_file_name())

    def _send(self, content, name):
        return request.make_response(
            content,
            [
                ("Content-Type", CSV if name.endswith(".csv") else XLSX),
                ("Content-Disposition", content_disposition(name)),
            ],
        )
