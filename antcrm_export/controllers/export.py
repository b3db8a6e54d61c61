import json
import logging
import tempfile

import psycopg2
from werkzeug.exceptions import BadRequest, Forbidden, InternalServerError
from werkzeug.wsgi import wrap_file

from odoo.exceptions import AccessError, UserError
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
    def export(self, data="", **_token):
        """Return a file of customers that an import brings back as they are.

        :param str data: JSON: ``kind``, ``file_type`` (``csv`` or ``xlsx``), ``ids``
            (list of the chosen ones, or ``false``), ``domain`` and ``context`` of the
            page
        """
        try:
            return self._export(**self._read(data))
        except Exception as error:
            # what the web client's download shows as a message
            _logger.info("Export of customers: %r", error)
            payload = {
                "code": 0,
                "message": "Odoo Server Error",
                "data": {**serialize_exception(error), "debug": ""},
            }
            make_error = InternalServerError
            if isinstance(error, AccessError):
                make_error = Forbidden
            elif isinstance(error, UserError):
                make_error = BadRequest
            raise make_error(json.dumps(payload)) from error

    def _read(self, data):
        """Return the customers and the file that are asked for.

        :raise UserError: the request asks for nothing that there is
        """
        try:
            options = json.loads(data)
            kind, file_type = options["kind"], options["file_type"]
            if file_type not in TYPES:
                raise ValueError(f"unknown type {file_type!r}")
            Sheet = request.env["antcrm.sheet"].with_context(
                **(options.get("context") or {})
            )
            with request.env.cr.savepoint(flush=False):
                records = Sheet._search_exported(
                    kind, options.get("domain") or [], options.get("ids") or False
                )
        except UserError:
            raise
        except (
            *(ValueError, TypeError, KeyError, AttributeError, RecursionError),
            *(OverflowError, psycopg2.DataError, psycopg2.ProgrammingError),
        ) as error:
            raise UserError(
                request.env._(
                    "This page cannot be exported. Open it again, with other filters."
                )
            ) from error
        return {"kind": kind, "file_type": file_type, "records": records}

    def _export(self, kind, file_type, records):
        Sheet = records.env["antcrm.sheet"]
        stream = tempfile.SpooledTemporaryFile(SPOOLED)
        Sheet._write_sheet(stream, kind, records, file_type)
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
                    content_disposition(Sheet._get_sheet_file_name(kind, file_type)),
                ),
                ("X-Content-Type-Options", "nosniff"),
            ],
            direct_passthrough=True,
        )
