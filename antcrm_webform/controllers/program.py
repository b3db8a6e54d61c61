from odoo.http import request

from ..models.antcrm_budget import KEY_PERIOD
from ..tools.posted import read_json

JSON = "application/json"
FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")


class ProgramPosts:
    """Posts of the company's own programs, which send the form's key along: they come
    from no page, and are told what became of what they sent."""

    def _get_key(self):
        """Return the key that was sent along, ``None`` if there is none."""
        header = request.httprequest.headers.get("Authorization") or ""
        scheme, _space, key = header.partition(" ")
        return key.strip() if scheme.lower() == "bearer" else None

    def _check_program(self, webform, key):
        """Return why a program is not listened to, as a response, or ``None``.

        A wrong key counts as what strangers send; a right one has a limit of its own,
        so that nobody uses it up from outside.
        """
        is_known = webform._is_api_key(key)
        if is_known:
            budget = webform.env["antcrm.budget"]
            count, seconds = budget._count_at(webform, "key", "all", KEY_PERIOD)
            is_late = count > webform._get_setting("key_limit")
        else:
            seconds = self._get_wait(webform)
            is_late = bool(seconds)
        if is_late:
            webform._refuse("limit")
            message = webform.env._("Too many messages. Please try again later.")
            response = self._fail_program(webform, 429, {"": message})
            response.headers["Retry-After"] = str(seconds)
            return response
        if not is_known:
            webform._refuse("key")
            message = webform.env._("This is not the key of this form.")
            response = self._fail_program(webform, 401, {"": message})
            response.headers["WWW-Authenticate"] = "Bearer"
            return response
        accepted = request.httprequest.accept_mimetypes
        if accepted and not accepted[JSON]:
            message = webform.env._("Programs are answered in JSON alone.")
            return self._fail_program(webform, 406, {"": message})
        return None

    def _take_in_program(self, webform, key):
        """Take in what a program sent, and tell what became of it."""
        if refusal := self._check_program(webform, key):
            return refusal
        if not webform.active:
            message = webform.env._("This form is closed.")
            return self._fail_program(webform, 410, {"": message})
        wrong = ()
        if request.httprequest.mimetype == JSON:
            try:
                posted, wrong = read_json(
                    request.httprequest.get_data(), webform._get_posted_flags()
                )
            except ValueError:
                message = webform.env._("The body is no JSON object.")
                return self._fail_program(webform, 400, {"": message})
        elif request.httprequest.mimetype in FORMS:
            posted = request.httprequest.form.copy()
        else:
            message = webform.env._("Send JSON or a form.")
            return self._fail_program(webform, 415, {"": message})
        webform = webform._with_visitor_lang(posted.get("lang"))
        values, uploads, errors = webform._read_posted(
            posted, request.httprequest.files, wrong
        )
        if errors:
            return self._fail_program(webform, 422, errors)
        status, answer = webform.env["antcrm.webform.submission"]._submit_now(
            webform, values, uploads
        )
        return self._respond(webform, answer, status)

    def _describe(self, webform):
        """Return the description of a form for programs."""
        if refusal := self._check_program(webform, self._get_key() or ""):
            return refusal
        return self._respond(webform, webform._get_openapi())

    def _fail_program(self, webform, status, errors):
        return self._respond(webform, {"errors": errors}, status)
