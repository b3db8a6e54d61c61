from odoo.http import Controller, content_disposition, request, route

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class ImportController(Controller):
    @route("/antcrm_import/errors/<int:import_id>", auth="user", readonly=True)
    def errors(self, import_id):
        """Return the rows of a run that need a person, as a spreadsheet."""
        run = request.env["antcrm.import"].browse(import_id)
        if not run.exists() or not run.has_access("read"):
            raise request.not_found()
        return request.make_response(
            run._get_error_file(),
            [
                ("Content-Type", XLSX),
                (
                    "Content-Disposition",
                    content_disposition(run._get_error_file_name()),
                ),
            ],
        )
