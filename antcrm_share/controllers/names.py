from odoo.http import request

from ..models.antcrm_reference_guard import GUARDED_MODELS


def hide_name(answer, record_id):
    """Take the name of a hidden customer out of what the host answers about a record of
    any model, and say what to do instead; it reads no rule for a name.

    :param dict answer: with ``display_name``; changed in place
    :param record_id: what the caller gave as id
    :return: whether it was taken out
    """
    guard = request.env["antcrm.reference.guard"]
    ids = guard._read_ids(record_id)
    if "display_name" not in answer or not ids:
        return False
    for model in GUARDED_MODELS:
        hidden = guard._get_hidden_ids(model, ids)
        # superuser: whether that is the name that is told
        records = request.env[model].sudo().browse(hidden).exists()
        if answer["display_name"] in records.mapped("display_name"):
            answer.clear()
            return True
    return False
