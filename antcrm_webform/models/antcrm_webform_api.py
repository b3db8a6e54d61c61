import hashlib
import json
import secrets

from odoo import api, fields, models
from odoo.fields import NO_ACCESS
from odoo.tools import consteq, html2plaintext, is_html_empty

from odoo.addons.antcrm_customers.tools.intake_entry import EXTERNAL_ID

from ..tools.answers import MAX_LINE, MAX_TEXT, clean_text
from ..tools.posted import read_flag
from .antcrm_webform import UTM_MODELS

#: what may be sent beside the fields, with its schema
PARAMETERS = {
    EXTERNAL_ID: {"type": ["string", "integer"], "maxLength": 200},
    "lang": {"type": "string", "maxLength": 10},
    "page": {"type": "string", "maxLength": MAX_LINE},
    **{key: {"type": "string", "maxLength": 100} for key in UTM_MODELS},
}
CONSENT = ("consent", "consent_version")
MAX_ERRORS = 20
SCHEMAS = {
    "textarea": {"type": "string", "maxLength": MAX_TEXT},
    "number": {"type": ["integer", "string"]},
    "decimal": {"type": ["number", "string"]},
    "date": {"type": "string", "format": "date"},
    "datetime-local": {
        "type": "string",
        "pattern": r"^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d)?$",
    },
    "email": {"type": "string", "format": "email", "maxLength": MAX_LINE},
    "checkbox": {"type": "boolean"},
}


class AntcrmWebform(models.Model):
    """Programs of the company send to a form with its key: they are told what became
    of what they sent, and know customers by ids of their own."""

    # a file of its own: all that programs get
    # pylint: disable-next=consider-merging-classes-inherited
    _inherit = "antcrm.webform"

    # only a hash: whoever reads the database cannot send
    api_key_hash = fields.Char(groups=NO_ACCESS, copy=False)
    api_key_date = fields.Datetime("Key Made on", readonly=True, copy=False)
    api_snippet = fields.Text("Program", compute="_compute_api_snippet")

    @api.depends("token", "field_ids.name", "field_ids.required", "consent_text")
    @api.depends_context("lang")
    def _compute_api_snippet(self):
        for webform in self:
            names = webform.field_ids.filtered("required").mapped("name")
            names = names or webform.field_ids[:1].mapped("name")
            values = {EXTERNAL_ID: "42", **dict.fromkeys(names, "...")}
            if not is_html_empty(webform.consent_text):
                values["consent"] = True
            webform.api_snippet = (
                f"curl {webform._get_url()} \\\n"
                '  -H "Authorization: Bearer $FORM_KEY" \\\n'
                '  -H "Content-Type: application/json" \\\n'
                f"  --data '{json.dumps(values)}'"
            )

    # ------------------------------------------------------------------
    # Key
    # ------------------------------------------------------------------

    def action_new_api_key(self):
        """Make a key, in place of the one there is, and show it this once."""
        self.ensure_one()
        self.check_access("write")
        key = secrets.token_urlsafe(32)
        # superuser: nobody may read the field; the user may write the form
        self.sudo().write(
            {
                "api_key_hash": self._hash_api_key(key),
                "api_key_date": fields.Datetime.now(),
            }
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Key of “%(form)s”", form=self.name),
            "res_model": "antcrm.webform.key",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_key": key},
        }

    def action_remove_api_key(self):
        """Let no program send to the form any more."""
        self.check_access("write")
        # superuser: see action_new_api_key
        self.sudo().write({"api_key_hash": False, "api_key_date": False})
        return True

    @api.model
    def _hash_api_key(self, key):
        return hashlib.sha256(key.encode("utf-8", "replace")).hexdigest()

    def _is_api_key(self, key):
        """Whether a key is the form's; nothing of it is told by the time."""
        # superuser: only whether they are the same is told. Without a key, it is
        # compared with what no hash is
        known = self.sudo().api_key_hash or "-" * 64
        return consteq(known, self._hash_api_key(key))

    def _get_external_system(self):
        """Return what stands for the programs that send to the form."""
        self.ensure_one()
        return f"{self._name},{self.id}"

    # ------------------------------------------------------------------
    # Read
    # ------------------------------------------------------------------

    def _get_posted_flags(self):
        """Return the names of what programs may send as true or false."""
        offered = self.env["antcrm.webform.field"]._get_offered(self.kind)
        return {"consent"} | {
            field.name
            for field in self.field_ids
            if field.name in offered
            and field._get_input_type(offered[field.name]) == "checkbox"
        }

    def _get_posted_names(self):
        """Return the names of what programs may send, files aside."""
        offered = self.env["antcrm.webform.field"]._get_offered(self.kind)
        names = [name for name in self.field_ids.mapped("name") if name in offered]
        if not is_html_empty(self.consent_text):
            names += CONSENT
        return [name for name in names if name != "file"] + list(PARAMETERS)

    def _read_posted(self, posted, files, wrong=()):
        """Read what a program sent: as :meth:`_read_answers`, but strictly. What cannot
        be read or is not on the form is refused, naming it.

        :param posted: multi-dict of the texts; changed in place
        :param files: multi-dict of the files
        :param wrong: names of values that are no texts
        :return: the values of a submission, the files as ``(name, content)``, and
            messages by field for what is wrong
        """
        self.ensure_one()
        names = self._get_posted_names()
        has_file = "file" in self.field_ids.mapped("name")
        errors = {}
        for name in [*posted, *wrong, *files]:
            if name not in names and not (has_file and name == "file"):
                errors[clean_text(name)[:100]] = self.env._(
                    "This form has no such field. It takes: %(fields)s",
                    fields=", ".join(names + ["file"] * has_file),
                )
        for name in wrong:
            errors.setdefault(
                clean_text(name)[:100],
                self.env._(
                    "This value cannot be read. Send a text or a number, or a list "
                    "where several may be chosen."
                ),
            )
        errors |= self._read_posted_flags(posted)
        errors |= self._get_posted_repeats(posted)
        if not errors:
            _typed, values, uploads, errors = self._read_answers(
                posted, files, is_strict=True
            )
        if errors:
            return None, [], dict(list(errors.items())[:MAX_ERRORS])
        return values, uploads, {}

    def _read_posted_flags(self, posted):
        """Leave what is true as a page sends it, and nothing of what is false.

        :return: messages by field
        """
        errors = {}
        for name in self._get_posted_flags().intersection(posted):
            try:
                is_true = read_flag(posted[name])
            except ValueError:
                errors[name] = self.env._("Send true or false.")
                continue
            posted.poplist(name)
            if is_true:
                posted[name] = "1"
        return errors

    def _get_posted_repeats(self, posted):
        """Return messages for what was sent several times and may be sent once."""
        offered = self.env["antcrm.webform.field"]._get_offered(self.kind)
        several = {
            field.name
            for field in self.field_ids
            if field.name in offered
            and field._get_input_type(offered[field.name]) == "checkboxes"
        }
        return {
            name: self.env._("Send one value.")
            for name in self._get_posted_names()
            if name not in several and len(posted.getlist(name)) > 1
        }

    # ------------------------------------------------------------------
    # Describe
    # ------------------------------------------------------------------

    def _get_openapi(self):
        """Return what programs may send and are answered, as OpenAPI 3.1: made from
        the fields that the form has now."""
        self.ensure_one()
        schema = self._get_posted_schema()
        changed = max(self.write_date, *self.field_ids.mapped("write_date"))
        bodies = {
            "application/json": {"schema": schema},
            "application/x-www-form-urlencoded": {"schema": schema},
        }
        file = self.field_ids.filtered(lambda field: field.name == "file")
        if file:
            upload = {"type": "string", "contentMediaType": "application/octet-stream"}
            with_file = {
                **schema,
                "properties": {**schema["properties"], "file": upload},
                "required": [*schema["required"], *(["file"] * file.required)],
            }
            bodies["multipart/form-data"] = {"schema": with_file}
            if file.required:
                bodies = {"multipart/form-data": bodies["multipart/form-data"]}
        return {
            "openapi": "3.1.0",
            "info": {"title": self.name, "version": str(changed)},
            "servers": [{"url": self.get_base_url()}],
            "paths": {
                f"/antcrm/form/{self.token}": {
                    "post": {
                        "operationId": "send",
                        "summary": self.title or self.name,
                        "security": [{"key": []}],
                        "requestBody": {"required": True, "content": bodies},
                        "responses": self._get_api_responses(),
                    }
                }
            },
            "components": {
                "securitySchemes": {"key": {"type": "http", "scheme": "bearer"}}
            },
        }

    def _get_posted_schema(self):
        """Return the JSON schema of what programs send, files aside."""
        form = self._get_form_values()
        inputs = [field for field in form["fields"] if field["type"] != "file"]
        properties = {
            field["name"]: {
                **self._get_input_schema(field),
                "title": field["label"],
                **({"description": field["help"]} if field["help"] else {}),
            }
            for field in inputs
        }
        required = [field["name"] for field in inputs if field["required"]]
        if form["consent"]:
            properties["consent"] = {
                "type": "boolean",
                "const": True,
                "description": html2plaintext(self.consent_text).strip(),
            }
            properties["consent_version"] = {
                "type": ["integer", "string"],
                "const": self.consent_version,
            }
            required.append("consent")
        return {
            "type": "object",
            "properties": {**properties, **PARAMETERS},
            "required": required,
            "additionalProperties": False,
        }

    @api.model
    def _get_input_schema(self, field):
        """Return the JSON schema of one input, as the templates know it."""
        keys = [key for key, _label in field["options"]]
        if field["type"] == "checkboxes":
            items = {"type": "string", **({"enum": keys} if keys else {})}
            return {"type": "array", "items": items}
        if field["type"] == "select" and keys:
            return {"type": "string", "enum": keys}
        return SCHEMAS.get(field["type"], {"type": "string", "maxLength": MAX_LINE})

    @api.model
    def _get_api_responses(self):
        """Return what a program may be answered, by status."""
        done = {
            "type": "object",
            "properties": {
                "status": {
                    "enum": ["created", "updated", "noted", "review", "unconfirmed"]
                },
                "model": {"type": ["string", "null"]},
                "id": {"type": ["integer", "null"]},
            },
            "required": ["status", "model", "id"],
        }
        failed = {
            "type": "object",
            "properties": {
                "errors": {
                    "type": "object",
                    "description": "Sentences by field; without a name for the whole.",
                    "additionalProperties": {"type": "string"},
                }
            },
            "required": ["errors"],
        }
        texts = {
            "200": "A customer who is there was updated; noted: only their history was",
            "201": "Created",
            "202": "Kept, until a person decides or the address is confirmed",
            "400": "The body is no JSON object",
            "401": "This is not the key",
            "406": "Only JSON is answered",
            "409": "The customer is there, and the form leaves them as they are",
            "410": "The form is closed",
            "413": "Too large",
            "415": "Neither JSON nor a form",
            "422": "A field is not on the form, is missing, or cannot be read",
            "429": "Too many; Retry-After says how many seconds to wait",
        }
        return {
            status: {
                "description": text,
                **(
                    {}
                    if status == "413"
                    else {
                        "content": {
                            "application/json": {
                                "schema": done if status < "300" else failed
                            }
                        }
                    }
                ),
            }
            for status, text in texts.items()
        }
