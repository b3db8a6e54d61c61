import re

import pytz

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import plaintext2html

from ..tools.answers import (
    FILE_TYPES,
    LONG_TYPES,
    MAX_LINE,
    MAX_TEXT,
    clean_file_name,
    clean_text,
    is_file_of_type,
    is_number,
    read_extensions,
)

#: a form needs one of them: they tell who it is
IDENTIFYING = ("name", "firstname", "lastname", "partner_name", "emails", "phones")
# Their choices would tell strangers who is a customer or a colleague
SECRET_RELATIONS = ("res.partner", "res.users")

#: key of a field -> type of its input, where it does not follow from the field
INPUT_TYPES = {
    "phones": "tel",
    "emails": "email",
    "website": "text",
    "state_id": "datalist",
    "tags": "checkboxes",
    "parent_id": "text",
    "message": "textarea",
    "call_back": "checkbox",
    "file": "file",
}
INPUT_TYPES_BY_TYPE = {
    "text": "textarea",
    "html": "textarea",
    "integer": "number",
    "float": "decimal",
    "monetary": "decimal",
    "date": "date",
    "datetime": "datetime-local",
    "boolean": "checkbox",
    "selection": "select",
    "many2one": "select",
    "many2many": "checkboxes",
}
#: what browsers fill in by themselves (HTML standard, autofill)
AUTOCOMPLETE = {
    "name": "name",
    "firstname": "given-name",
    "lastname": "family-name",
    "birthdate_date": "bday",
    "function": "organization-title",
    "partner_name": "organization",
    "parent_id": "organization",
    "phones": "tel",
    "emails": "email",
    "website": "url",
    "street": "address-line1",
    "street2": "address-line2",
    "city": "address-level2",
    "zip": "postal-code",
    "state_id": "address-level1",
    "country_id": "country",
}


class AntcrmWebformField(models.Model):
    """One field of a web form, in the words of the form."""

    _name = "antcrm.webform.field"
    _description = "Field of a Web Form"
    _order = "sequence, id"

    webform_id = fields.Many2one(
        "antcrm.webform", required=True, index=True, ondelete="cascade"
    )
    available_fields = fields.Json(related="webform_id.available_fields")
    sequence = fields.Integer(default=10)
    name = fields.Selection("_get_choices", string="Field", required=True)
    label = fields.Char(translate=True, help="Empty: the name of the field.")
    help = fields.Char("Explanation", translate=True)
    placeholder = fields.Char(translate=True)
    required = fields.Boolean()
    choices = fields.Char(
        help="The tags that the visitor may choose from, separated by commas."
    )
    extensions = fields.Char(
        "Kinds of Files", help="For example: pdf, jpg, png", default="pdf, jpg, png"
    )
    max_megabytes = fields.Integer("Megabytes at Most", default=5)

    _name_unique = models.Constraint(
        "unique(webform_id, name)", "Each field stands once on a form."
    )
    _max_megabytes_range = models.Constraint(
        "CHECK(max_megabytes BETWEEN 1 AND 50)",
        "A file may have between 1 and 50 megabytes.",
    )

    @api.model
    def _get_choices(self):
        """Return the fields of all kinds; which of them a form offers follows from its
        kind."""
        result = {}
        for kind in ("lead", "contact", "account"):
            for name, definition in self._get_offered(kind).items():
                result.setdefault(name, definition["label"])
        return list(result.items())

    @api.model
    def _get_offered(self, kind):
        """Return the fields that a form for a kind of customers may have.

        :return: ``{name: definition}``, see ``antcrm.intake.get_fields``; those of the
            form itself are in the group ``special``
        """
        if not kind:
            return {}
        # superuser: names of fields, which the form shows to everybody anyway
        definitions = self.env["antcrm.intake"].sudo().get_fields(kind)
        # one input each: there is one phone and one email on a form
        labels = {
            "emails": self.env._("Email"),
            "phones": self.env._("Phone"),
            "socials": self.env._("Social Network"),
        }
        for definition in definitions:
            definition["label"] = labels.get(definition["name"], definition["label"])
        special = {
            "message": (self.env._("Message"), "text"),
            "call_back": (self.env._("Please call me back"), "boolean"),
            "file": (self.env._("File"), "binary"),
        }
        definitions += [
            {
                "name": name,
                "label": label,
                "type": type_,
                "group": "special",
                "selection": [],
                "relation": False,
                "help": "",
                "required": False,
                "internal": False,
            }
            for name, (label, type_) in special.items()
        ]
        return {
            definition["name"]: definition
            for definition in definitions
            if not definition["internal"]
            and (
                definition["relation"] not in SECRET_RELATIONS
                or definition["name"] == "parent_id"
            )
        }

    # ------------------------------------------------------------------
    # Checks
    # ------------------------------------------------------------------

    @api.constrains("name", "webform_id", "choices", "extensions")
    def _check_name(self):
        for field in self:
            offered = self._get_offered(field.webform_id.kind)
            if field.name not in offered:
                raise ValidationError(
                    self.env._(
                        "The field “%(field)s” is not for this kind of customer. "
                        "Take it off the form.",
                        field=dict(self._get_choices()).get(field.name, field.name),
                    )
                )
            if field.name == "tags" and not field._get_tags():
                raise ValidationError(
                    self.env._("Write the tags that the visitor may choose from.")
                )
            if field.name == "file":
                field._check_extensions()

    def _check_extensions(self):
        try:
            known = read_extensions(self.extensions)
        except ValueError as error:
            raise ValidationError(
                self.env._(
                    "Forms do not accept files of the kind “%(kind)s”. Choose from: "
                    "%(kinds)s",
                    kind=error,
                    kinds=", ".join(FILE_TYPES),
                )
            ) from error
        if not known:
            raise ValidationError(
                self.env._("Write which kinds of files are accepted, such as pdf, jpg.")
            )

    # ------------------------------------------------------------------
    # Show
    # ------------------------------------------------------------------

    def _get_label(self, definition):
        return self.label or definition["label"]

    def _get_tags(self):
        names = [" ".join(name.split()) for name in (self.choices or "").split(",")]
        return list(dict.fromkeys(filter(None, names)))

    def _get_input_type(self, definition):
        return INPUT_TYPES.get(self.name) or INPUT_TYPES_BY_TYPE.get(
            definition["type"], "text"
        )

    def _get_options(self, definition):
        """Return what may be chosen, as pairs of what is sent and what is shown."""
        if self.name == "tags":
            return [(name, name) for name in self._get_tags()]
        if self.name == "state_id":
            # superuser: names of provinces
            states = (
                self.env["res.country.state"]
                .sudo()
                .search([("country_id", "=", self.env.company.country_id.id)])
            )
            return [(name, name) for name in states.mapped("name")]
        if definition["type"] == "selection":
            return [(str(key), label) for key, label in definition["selection"]]
        if (
            definition["type"] in ("many2one", "many2many")
            and definition["relation"] not in SECRET_RELATIONS
        ):
            if definition["selection"]:
                return [(label, label) for _id, label in definition["selection"]]
            # superuser: names of countries, industries and the like
            records = self.env[definition["relation"]].sudo().search_fetch([], ["name"])
            return [(name, name) for name in records.mapped("display_name")]
        return []

    def _get_form_values(self, definition, answers, errors):
        """Return what the templates show of one field."""
        self.ensure_one()
        input_type = self._get_input_type(definition)
        values = answers.get(self.name, [])
        key = f"antcrm-form-{self.webform_id.token}-{self.name}"
        error = errors.get(self.name)
        hint = self._get_hint()
        described = [f"{key}-help"] if self.help or hint else []
        described += [f"{key}-error"] if error else []
        return {
            "key": key,
            "name": self.name,
            "label": self._get_label(definition),
            "type": input_type,
            "help": " ".join(filter(None, (self.help, hint))),
            "placeholder": self.placeholder or None,
            "required": self.required,
            "autocomplete": AUTOCOMPLETE.get(self.name),
            "options": self._get_options(definition),
            "values": values,
            "value": values[0] if values else "",
            "error": error,
            "described": " ".join(described) or None,
            "accept": self._get_accept() if input_type == "file" else None,
            "maxlength": MAX_TEXT if input_type == "textarea" else MAX_LINE,
        }

    def _get_accept(self):
        return ",".join(f".{extension}" for extension in self._get_extensions())

    def _get_extensions(self):
        try:
            return read_extensions(self.extensions)
        except ValueError:
            return []

    def _get_hint(self):
        if self.name == "file":
            return self.env._(
                "%(kinds)s, up to %(size)s MB.",
                kinds=", ".join(self._get_extensions()).upper(),
                size=self.max_megabytes,
            )
        return ""

    # ------------------------------------------------------------------
    # Read
    # ------------------------------------------------------------------

    def _is_long(self, definition):
        return definition["type"] in LONG_TYPES or self.name == "message"

    def _read_texts(self, definition, form):
        """Return what was typed into one field, as a list of texts without blanks."""
        several = self._get_input_type(definition) == "checkboxes"
        values = form.getlist(self.name)[: 100 if several else 1]
        texts = [clean_text(value, long=self._is_long(definition)) for value in values]
        return [text for text in texts if text]

    def _get_text_error(self, definition, values):
        """Return what is wrong with what was typed, as far as it can be told without
        the intake; or ``None``."""
        if not values:
            if not self.required:
                return None
            if self._get_input_type(definition) in ("select", "checkboxes", "checkbox"):
                return self.env._("Please choose.")
            return self.env._("Please fill in this field.")
        limit = MAX_TEXT if self._is_long(definition) else MAX_LINE
        if any(len(value) > limit for value in values):
            return self.env._(
                "Please write at most %(number)s characters.", number=limit
            )
        if definition["type"] in ("integer", "float", "monetary"):
            if not is_number(values[0], definition["type"] == "integer"):
                return self.env._("Please enter a number.")
        if self._get_input_type(definition) in ("select", "checkboxes"):
            offered = {key for key, _label in self._get_options(definition)}
            if not offered.issuperset(values):
                return self.env._("Please choose one of the list.")
        if definition["type"] in ("date", "datetime"):
            pattern = r"\d{4}-\d\d-\d\d"
            if definition["type"] == "datetime":
                pattern += r"[T ]\d\d:\d\d(:\d\d)?"
            if not re.fullmatch(pattern, values[0], re.ASCII):
                return self.env._("Please enter a date.")
        return None

    def _is_kept_unchecked(self, definition, values):
        """Whether what cannot be read is taken as text: an optional number or date.
        What no page of ours would send is not."""
        return (
            not self.required
            and all(len(value) <= MAX_LINE for value in values)
            and definition["type"]
            in ("integer", "float", "monetary", "date", "datetime")
        )

    def _convert(self, definition, values):
        """Return what was typed as the intake takes it."""
        if self.name in ("phones", "emails", "socials", "tags"):
            return values
        if definition["type"] == "many2many":
            return values
        if definition["type"] == "boolean":
            return True
        if definition["type"] == "html":
            # text stays text, whatever it looks like
            return str(plaintext2html(values[0]))
        if definition["type"] == "datetime":
            return self._convert_datetime(values[0])
        return values[0]

    def _convert_datetime(self, text):
        """Return a time of the responsible's clock in UTC, as text."""
        text = text.replace("T", " ")
        if len(text) == 16:
            text += ":00"
        try:
            local = fields.Datetime.to_datetime(text)
            zone = pytz.timezone(self.webform_id.responsible_id.tz or "UTC")
            return str(zone.localize(local).astimezone(pytz.utc).replace(tzinfo=None))
        except (ValueError, OverflowError, pytz.UnknownTimeZoneError):
            return text  # the intake says what is wrong with it

    def _get_shown(self, definition, values):
        """Return what was typed as the history shows it."""
        if definition["type"] == "boolean":
            return self.env._("Yes")
        labels = dict(self._get_options(definition))
        return ", ".join(labels.get(value, value) for value in values)

    def _read_file(self, files):
        """Return the file that was sent as ``(name, content)`` or ``None``, and what is
        wrong with it or ``None``."""
        upload = files.get(self.name)
        if not upload or not upload.filename:
            if self.required:
                return None, self.env._("Please choose a file.")
            return None, None
        limit = self.max_megabytes * 1024 * 1024
        content = upload.stream.read(limit + 1)
        name = clean_file_name(upload.filename)
        if len(content) > limit:
            return None, self.env._(
                "The file is too large. Please choose one of up to %(size)s MB.",
                size=self.max_megabytes,
            )
        if not content or not is_file_of_type(name, content, self._get_extensions()):
            return None, self.env._(
                "This kind of file is not accepted. Please choose one of these: "
                "%(kinds)s",
                kinds=", ".join(self._get_extensions()),
            )
        return (name, content), None
