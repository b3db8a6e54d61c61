import json
import logging
import tempfile

from werkzeug.exceptions import InternalServerError
from werkzeug.wsgi import wrap_file

from odoo.http import (
    Controller,
    Response,
    content_disposition,
    request,
    route,
    serialize_exception,
)

_logger = logging.getLogger(__name__)

TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
# bytes that are kept in memory before they go to a file
SPOOLED = 8 * 1024 * 1024


class CustomerExport(Controller):
    @route("/antcrm/export", type="http", auth="user", methods=["POST"], readonly=True)
    def export(self, data, **_token):
        """Return a file of customers that an import brings back as they are.

        :param str data: JSON: ``kind``, ``file_type`` (``csv`` or ``xlsx``), ``ids``
            (list of the chosen ones, or ``false``), ``domain`` and ``context`` of the
            page
        """
        try:
            return self._export(json.loads(data))
        except Exception as error:
            # what the web client's download shows as a message
            _logger.info("Export of customers: %r", error)
            payload = {
                "code": 0,
                "message": "Odoo Server Error",
                "data": serialize_exception(error),
            }
            raise InternalServerError(json.dumps(payload)) from error

    def _export(self, options):
        kind, file_type = options["kind"], options["file_type"]
        Intake = request.env["antcrm.intake"].with_context(
            **(options.get("context") or {})
        )
        records = Intake._search_exported(
            kind, options.get("domain") or [], options.get("ids") or False
        )
        stream = tempfile.SpooledTemporaryFile(SPOOLED)
        Intake._write_sheet(stream, kind, records, file_type)
        size = stream.tell()
        stream.seek(0)
        _logger.info(
            "User %d exported %d customers (%s)", request.env.uid, len(records), kind
        )
        return Response(
            wrap_file(request.httprequest.environ, stream),
            headers=[
                ("Content-Type", TYPES[file_type]),
                ("Content-Length", str(size)),
                (
                    "Content-Disposition",
                    content_disposition(Intake._get_sheet_file_name(kind, file_type)),
                ),
                ("X-Content-Type-Options", "nosniff"),
            ],
            direct_passthrough=True,
        )
