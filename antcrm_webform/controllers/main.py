from urllib.parse import urlencode

from werkzeug.exceptions import NotFound

from odoo import SUPERUSER_ID, http
from odoo.exceptions import UserError
from odoo.http import request
from odoo.tools import file_open

from ..models.antcrm_budget import ADDRESS_PERIOD, FORM_PERIOD
from ..models.antcrm_webform import MAX_OPEN, TRAP, UTM_MODELS
from ..tools.answers import clean_text
from ..tools.origins import read_origin
from .program import ProgramPosts

CAPTCHA_ACTION = "antcrm_webform"
CAPTCHA_TOKENS = ("recaptcha_token_response", "turnstile_captcha")
#: where the providers of the host's captchas have their scripts and frames
CAPTCHA_SITES = (
    "https://www.recaptcha.net https://www.google.com https://www.gstatic.com "
    "https://challenges.cloudflare.com"
)


def is_safe(controller, rule, args):
    """Whether a request only reads."""
    return request.httprequest.method in ("GET", "HEAD", "OPTIONS")


def form_route(url, methods, readonly=is_safe):
    """A route for strangers: no session is made and no rights of a logged-in user
    count, so there is nothing that another site could make them do."""
    return http.route(
        url,
        type="http",
        auth="public",
        csrf=False,
        save_session=False,
        antcrm_form=("token",),
        max_content_length=lambda self: request.env["antcrm.webform"]._get_max_body(),
        methods=methods,
        readonly=readonly,
    )


class WebformController(ProgramPosts, http.Controller):
    @form_route("/antcrm/form/<string:token>.js", ["GET"])
    def script(self, token):
        """Return the script that shows the form in a page of an allowed site."""
        webform = self._find(token)
        source = request.httprequest.headers.get("Referer")
        if source and not self._is_allowed(webform, source):
            return self._respond(webform, "", 403, mimetype="text/javascript")
        with file_open("antcrm_webform/static/src/form/form.js") as stream:
            return self._respond(webform, stream.read(), mimetype="text/javascript")

    @form_route("/antcrm/form/<string:token>", ["GET", "POST", "OPTIONS"])
    def form(self, token):
        """Show a form, take in what is sent to it, or tell a browser beforehand
        whether a page of another site may send."""
        webform = self._find(token)
        method = request.httprequest.method
        if method == "POST" and (key := self._get_key()) is not None:
            return self._take_in_program(webform, key)
        if not webform.active and method != "OPTIONS":
            return self._show_closed(webform, method)
        if method == "POST":
            return self._take_in(webform)
        if method == "OPTIONS":
            allowed = self._is_allowed(webform, self._get_source())
            return self._respond(webform, "", 204 if allowed else 403)
        return self._show(webform)

    @form_route("/antcrm/form/<string:token>/openapi.json", ["GET"], readonly=False)
    def describe(self, token):
        """Describe a form to the programs that have its key."""
        return self._describe(self._find(token))

    @form_route("/antcrm/form/confirm/<string:token>", ["GET", "POST"])
    def confirm(self, token):
        """Ask for one more click, as programs that read mails open every link in them;
        then let the entry in."""
        env = self._get_env()
        entry = env["antcrm.webform.submission"]._find_unconfirmed(token)
        if entry and request.httprequest.method == "POST":
            # the second of two clicks at once begins anew, and finds nothing
            entry._confirm()
            return self._show_confirmation(entry, "done")
        return self._show_confirmation(entry, "ask" if entry else "gone", token)

    # ------------------------------------------------------------------
    # Show and take in
    # ------------------------------------------------------------------

    def _show(self, webform):
        """Return the form: as a page, or for the script as JSON with its HTML."""
        if self._get_embed() == "script":
            if not self._is_allowed(webform, self._get_source()):
                return self._respond(webform, {"message": ""}, 403)
            html = webform._render("antcrm_webform.form", form=self._get_form(webform))
            return self._respond(webform, {"html": html})
        if "thanks" in request.httprequest.args:
            return self._respond(
                webform, self._render_page(webform, "antcrm_webform.thanks")
            )
        return self._respond(webform, self._render_page(webform))

    def _show_closed(self, webform, method):
        """Tell that a form takes in nothing any more, wherever it stands."""
        if self._wants_json() and method == "POST":
            errors = {"": webform.env._("This form is closed.")}
            return self._respond(webform, {"errors": errors}, 410)
        if self._get_embed() == "script":
            if not self._is_allowed(webform, self._get_source()):
                return self._respond(webform, {"message": ""}, 403)
            html = webform._render(
                "antcrm_webform.closed", form=self._get_form(webform)
            )
            return self._respond(webform, {"html": html})
        page = self._render_page(webform, "antcrm_webform.closed")
        return self._respond(webform, page, 410)

    def _take_in(self, webform):
        """Take in what a visitor sent, from wherever the form stands."""
        form = request.httprequest.form
        source = self._get_source()
        age = webform._read_stamp(form.get("stamp"))
        if not self._is_allowed(webform, source) and (source or age is None):
            webform._refuse("origin")
            message = webform.env._("This site may not send to this form.")
            return self._fail(webform, 403, message)
        if seconds := self._get_wait(webform):
            webform._refuse("limit")
            message = webform.env._("Too many messages. Please try again later.")
            response = self._fail(webform, 429, message)
            response.headers["Retry-After"] = str(seconds)
            return response
        reason, message = self._find_abuse(webform, form, source, age)
        if reason:
            if reason != "late":
                webform._refuse(reason)
            typed = webform._read_answers(form, request.httprequest.files)[0]
            return self._fail(webform, 422, message, answers=typed)
        typed, values, uploads, errors = webform._read_answers(
            form, request.httprequest.files
        )
        if errors:
            message = webform.env._("Please check what you entered.")
            return self._fail(webform, 422, message, answers=typed, errors=errors)
        webform.env["antcrm.webform.submission"]._submit(webform, values, uploads)
        return self._accept(webform)

    # ------------------------------------------------------------------
    # Which form, for whom
    # ------------------------------------------------------------------

    def _get_env(self):
        """Return an environment that has nothing to do with who is logged in here: the
        public has no rights on any model, and what comes in is bounded by the fields
        and the options of one form."""
        return request.env(user=SUPERUSER_ID, su=True)

    def _find(self, token):
        """Return the form of an address, in the visitor's language.

        :raise NotFound: there is none
        """
        webform = self._get_env()["antcrm.webform"]._find(token)
        if not webform:
            raise NotFound()
        return webform._with_visitor_lang(self._get_param("lang"))

    def _get_param(self, name):
        """Return a text of the post, else of the address."""
        return request.httprequest.form.get(name) or request.httprequest.args.get(name)

    def _get_embed(self):
        embed = self._get_param("embed")
        return embed if embed in ("iframe", "script") else ""

    def _get_source(self):
        """Return the origin of the page that asks, or its address, or ``None``."""
        headers = request.httprequest.headers
        return headers.get("Origin") or headers.get("Referer")

    def _get_own_origins(self, webform):
        return {
            read_origin(request.httprequest.host_url),
            read_origin(webform.get_base_url()),
        }

    def _is_allowed(self, webform, source):
        origin = read_origin(source)
        return bool(origin) and (
            origin in self._get_own_origins(webform)
            or origin in webform._get_allowed_origins()
        )

    # ------------------------------------------------------------------
    # Abuse
    # ------------------------------------------------------------------

    def _get_wait(self, webform):
        """Count the post; return how many seconds to wait if there are too many."""
        Budget = webform.env["antcrm.budget"]
        address = Budget._get_network(request.httprequest.remote_addr)
        for kind, key, seconds in (
            ("address", Budget._hash(address), ADDRESS_PERIOD),
            # what one address has too many of does not count for the others
            ("form", "all", FORM_PERIOD),
        ):
            count, wait = Budget._count_at(webform, kind, key, seconds)
            if count > webform._get_setting(f"{kind}_limit"):
                return wait
        return 0

    def _find_abuse(self, webform, form, source, age):
        """Return why a post is refused, and what the visitor is told, or ``None``s."""
        if form.get(TRAP):
            return "trap", webform.env._(
                "Please leave the last field empty and send again."
            )
        if form.get("stamp") or not self._is_plain_post(webform, source):
            if age is None or age < webform._get_setting("min_seconds"):
                return "fast", webform.env._(
                    "That was very fast. Please send it again."
                )
            if age > MAX_OPEN:
                return "late", webform.env._(
                    "This page was open for long. Please send it again."
                )
        request.params = {name: form[name] for name in CAPTCHA_TOKENS if form.get(name)}
        try:
            request.env["ir.http"]._verify_request_recaptcha_token(CAPTCHA_ACTION)
        except UserError:
            return "captcha", webform.env._(
                "We could not tell that you are a person. Please retry."
            )
        return None, None

    def _is_plain_post(self, webform, source):
        """Whether a post without a stamp comes from an HTML form of an allowed site."""
        return (
            webform.allow_plain_post
            and read_origin(source) in webform._get_allowed_origins()
        )

    # ------------------------------------------------------------------
    # Answers
    # ------------------------------------------------------------------

    def _wants_json(self):
        accepted = request.httprequest.accept_mimetypes
        wanted = accepted.best_match(["text/html", "application/json"])
        return wanted == "application/json"

    def _get_form(self, webform, **values):
        """Return what the templates show, with what goes along unseen."""
        stamp = self._get_param("stamp")
        age = webform._read_stamp(stamp)
        if age is None or age > MAX_OPEN / 2:
            stamp = webform._make_stamp()
        hidden = {
            "stamp": stamp,
            "embed": self._get_embed(),
            "lang": webform.env.lang,
            "page": clean_text(
                self._get_param("page")
                or request.httprequest.headers.get("Referer")
                or ""
            )[:500],
        }
        hidden |= {
            key: text
            for key in UTM_MODELS
            if (text := clean_text(self._get_param(key))[:100])
        }
        return webform._get_form_values(
            hidden={name: text for name, text in hidden.items() if text},
            embed=self._get_embed(),
            captcha=webform._get_captcha(),
            **values,
        )

    def _render_page(self, webform, content="antcrm_webform.form", **values):
        return webform._render(
            "antcrm_webform.page",
            form=self._get_form(webform, **values),
            content=content,
            preview=False,
        )

    def _accept(self, webform):
        """Answer a post that was taken in: always the same."""
        target = webform.redirect_url
        if self._wants_json():
            html = webform._render(
                "antcrm_webform.thanks", form=self._get_form(webform)
            )
            return self._respond(webform, {"html": html, "redirect": target or None})
        if not target or self._get_embed():
            parameters = {"thanks": 1, "lang": webform.env.lang}
            if self._get_embed():
                parameters["embed"] = self._get_embed()
            target = f"/antcrm/form/{webform.token}?{urlencode(parameters)}"
        response = self._respond(webform, "", 303)
        response.headers["Location"] = target
        return response

    def _fail(self, webform, status, message, answers=None, errors=None):
        """Answer a post that was not taken in: with the form as it was filled in."""
        errors = {**(errors or {}), "": message}
        if self._wants_json():
            stamp = self._get_form(webform)["hidden"]["stamp"]
            return self._respond(webform, {"errors": errors, "stamp": stamp}, status)
        if answers is None:
            answers = {
                field.name: [
                    clean_text(text, long=True)
                    for text in request.httprequest.form.getlist(field.name)[:100]
                ]
                for field in webform.field_ids
            }
        page = self._render_page(webform, answers=answers, errors=errors)
        return self._respond(webform, page, status)

    def _respond(self, webform, body, status=200, mimetype="text/html"):
        """Return a response with the headers that all have."""
        if isinstance(body, dict):
            response = request.make_json_response(body, status=status)
        else:
            response = request.make_response(
                body, [("Content-Type", f"{mimetype}; charset=utf-8")], status=status
            )
        origin = request.httprequest.headers.get("Origin")
        allowed = " ".join(webform._get_allowed_origins())
        captcha = CAPTCHA_SITES if webform._get_captcha() else ""
        target = read_origin(webform.redirect_url) or ""
        policy = {
            "default-src": "'none'",
            "base-uri": "'none'",
            "connect-src": f"'self' {captcha}",
            "form-action": f"'self' {target}",
            "frame-ancestors": f"'self' {allowed}",
            "frame-src": captcha or "'none'",
            "img-src": "'self' data:",
            "script-src": f"'self' {captcha}",
            "style-src": "'self' 'unsafe-inline'",
        }
        response.headers.update(
            {
                "Cache-Control": "no-store",
                "Content-Security-Policy": "; ".join(
                    f"{name} {value}".strip() for name, value in policy.items()
                ),
                "Referrer-Policy": "strict-origin-when-cross-origin",
                "Vary": "Origin, Accept, Accept-Language, Authorization",
                "X-Content-Type-Options": "nosniff",
            }
        )
        if origin and self._is_allowed(webform, origin):
            response.headers["Access-Control-Allow-Origin"] = origin
        return response

    # ------------------------------------------------------------------
    # Confirmation
    # ------------------------------------------------------------------

    def _show_confirmation(self, entry, state, token=""):
        """Return the page with the button, the thanks, or that the link is no more."""
        webform = entry.webform_id
        if entry:
            webform = webform._with_visitor_lang(entry.data.get("lang"))
        page = webform._render(
            "antcrm_webform.confirm_page",
            form={
                "style": "; ".join(webform._get_style_lines()) if entry else "",
                "lang": (webform.env.lang or "en_US").replace("_", "-"),
                "title": webform.title,
                "page_title": webform.title or webform.env._("Confirmation"),
                "url": f"/antcrm/form/confirm/{token}",
            },
            state=state,
        )
        return self._respond(webform, page, 410 if state == "gone" else 200)
