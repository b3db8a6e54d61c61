from urllib.parse import urlsplit

from odoo.http import request, route

from odoo.addons.html_editor.controllers import main

from .names import hide_name


class LinkPreview(main.HTML_Editor):
    @route()
    def link_preview_metadata_internal(self, preview_url):
        """The host tells the name of the record that an address ends with: not that of
        a customer who is hidden."""
        result = super().link_preview_metadata_internal(preview_url)
        if "display_name" not in result:
            return result
        record_id = urlsplit(preview_url).path.strip("/").split("/")[-1]
        if hide_name(result, int(record_id)):
            error = request.env["antcrm.reference.guard"]._get_error()
            result["error_msg"] = str(error)
        return result
