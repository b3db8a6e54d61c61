from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.antcrm_customers.tools.text import compact_key
from odoo.addons.antcrm_export.models.antcrm_sheet import RECORD_KEY

from ..tools import template
from ..tools.mapping import DATE_TYPES, NUMBER_TYPES

REPEATED = {"phones": "phone_count", "emails": "email_count", "socials": "social_count"}
MAX_REPEATED = 10
MAX_ADDRESSES = 5
# lists that are worth a drop-down; others have thousands of entries
LISTED = ("status_id", "country_id", "source_id", "industry_id", "user_id")
# any other value is created, or at least reported by the review
OPEN_LISTS = ("source_id", "industry_id", "user_id")
MAX_CHOICES = 1000
# what other addons and custom fields refer to has a drop-down where it is a short list
MAX_OTHER_CHOICES = 200
# customers are no choice: there may be a million, each with a share of its own
NEVER_LISTED = ("res.partner", "crm.lead")


class AntcrmImportTemplate(models.TransientModel):
    """What the file to fill in shall have, and the file itself."""

    _name = "antcrm.import.template"
    _description = "Import Template"

    kind = fields.Selection(
        lambda self: self.env["antcrm.import.settings.mixin"]._get_kinds(),
        string="Template for",
        required=True,
        default=lambda self: self.env.context.get("antcrm_kind") or "contact",
    )
    kind_preset = fields.Boolean(
        default=lambda self: bool(self.env.context.get("antcrm_kind"))
    )
    account_preset = fields.Boolean(
        default=lambda self: bool(self.env.context.get("antcrm_account_id")),
        help="All contacts are of one account: no column for it.",
    )
    file_type = fields.Selection(
        [("xlsx", "Excel (XLSX)"), ("csv", "CSV")],
        required=True,
        default=lambda self: self.env.context.get("antcrm_file_type") or "xlsx",
    )
    phone_count = fields.Integer("Phones", default=2)
    email_count = fields.Integer("Emails", default=2)
    social_count = fields.Integer("Social Networks", default=1)
    address_count = fields.Integer("Addresses", default=1)

    @api.constrains(*REPEATED.values(), "address_count")
    def _check_counts(self):
        for wizard in self:
            if not (
                all(0 <= wizard[name] <= MAX_REPEATED for name in REPEATED.values())
                and 0 <= wizard.address_count <= MAX_ADDRESSES
            ):
                raise ValidationError(
                    self.env._(
                        "A template has at most %(many)s phones, emails and social "
                        "networks, and %(few)s addresses. Enter lower numbers.",
                        many=MAX_REPEATED,
                        few=MAX_ADDRESSES,
                    )
                )

    def action_download(self):
        """Download the file."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_url",
            "url": f"/antcrm_import/template/{self.id}",
            # unlike "download", it lets the dialog close
            "target": "new",
            "close": True,
        }

    def _get_file(self):
        """Return the file to fill in."""
        self.ensure_one()
        columns = self._get_columns()
        if self.file_type == "csv":
            lang = self.env["res.lang"]._get_data(code=self.env.lang)
            # where the comma is in numbers, Excel expects a semicolon between cells
            return template.write_csv(
                columns, ";" if lang.decimal_point == "," else ","
            )
        return template.write_xlsx(
            columns, self._get_kind_label(), self._get_instructions(columns)
        )

    def _get_file_name(self):
        """Return the name of the file."""
        self.ensure_one()
        return f"{self._get_kind_label()}.{self.file_type}"

    def _get_kind_label(self):
        return dict(self._fields["kind"]._description_selection(self.env))[self.kind]

    def _get_columns(self):
        """Return the columns, see :func:`.tools.template.write_xlsx`."""
        self.ensure_one()
        columns = []
        taken = set()
        for field in self.env["antcrm.sheet"]._get_import_fields(self.kind):
            name = field["name"]
            if name == RECORD_KEY:
                continue  # of customers that are there
            if name == "name" and self.kind != "account":
                continue  # first name and surname have a column each
            if name == "parent_id" and self.account_preset:
                continue
            if field["group"] == "addresses":
                if int(name.split("/")[1]) > self.address_count:
                    continue
            elif field["group"] == "address" and not self.address_count:
                continue
            count = self[REPEATED[name]] if name in REPEATED else 1
            choices = self._get_choices(field)
            for number in range(1, count + 1):
                header = self.env["antcrm.sheet"]._get_header(field, number)
                if compact_key(header) in taken:
                    # a custom field that is called as another one
                    header = name
                taken.add(compact_key(header))
                columns.append(
                    {
                        "field": name,
                        "header": header,
                        "format": (
                            "date"
                            if field["type"] in DATE_TYPES
                            else "number"
                            if field["type"] in NUMBER_TYPES
                            else "text"
                        ),
                        "choices": choices,
                        "example": self._get_example(field, number, choices),
                        "strict": self._is_strict(field),
                        "required": bool(field["required"])
                        or (name == "firstname" and self.kind != "account"),
                        "help": self._get_help(field, choices),
                    }
                )
        return columns

    def _get_example(self, field, number, choices):
        """Return what the example has in a column, the ``number``-th one of its field.
        The import knows the row by its beginning, see ``tools/rows.py``."""
        name = field["name"]
        if field["group"] == "addresses" or number > 2:
            return ""
        examples = {
            "firstname": self.env._("Example: Ann"),
            "lastname": self.env._("Miller"),
            "name": self.env._("Example: Blue Ocean Ltd"),
            "phones": f"+84 90{number} 234 567",
            "emails": ("ann@example.com", "sales@example.com")[number - 1],
            "socials": "https://www.linkedin.com/in/ann-miller",
            "birthdate_date": "1990-12-31",
            "function": self.env._("Sales Manager"),
            "website": "https://www.example.com",
            "tags": self.env._("VIP, Fair"),
            "street": self.env._("12 Main Street"),
            "parent_id": self.env._("Blue Ocean Ltd"),
            "partner_name": self.env._("Blue Ocean Ltd"),
            # superuser: the name of a country, which everybody may know
            "country_id": self.env.ref("base.vn").sudo().name,
        }
        if name in examples:
            return examples[name]
        # who is in charge is nobody's example
        return choices[0] if choices and name != "user_id" else ""

    def _get_choices(self, field):
        """Return what the drop-down of a field offers, in the user's language."""
        if field["type"] == "boolean":
            return [self.env._("Yes"), self.env._("No")]
        if field["type"] == "selection":
            return [label for _key, label in field["selection"]]
        name = field["name"].split("/")[-1]
        is_listed = self._is_listed(field)
        if not is_listed and (
            field["type"] != "many2one" or field["relation"] in NEVER_LISTED
        ):
            return []
        domain = list(field.get("domain") or [])
        if name == "status_id":
            domain = [("kind", "=", "lead" if self.kind == "lead" else "customer")]
        elif name == "user_id" or field["relation"] == "res.users":
            domain = [("share", "=", False)]
        Model = self.env[field["relation"]]
        if not Model.has_access("read"):
            return []
        limit = MAX_CHOICES if is_listed else MAX_OTHER_CHOICES
        records = Model.search(domain, limit=limit + 1)
        if len(records) > limit:
            return []
        if is_listed:
            names = records.mapped("display_name")
        else:
            names = map(self.env["antcrm.sheet"]._get_sheet_name, records)
        return list(dict.fromkeys(filter(None, names)))

    def _is_listed(self, field):
        """Tell whether a field always has a drop-down."""
        return (
            field["name"].split("/")[-1] in LISTED or field["relation"] == "res.users"
        )

    def _is_strict(self, field):
        """Tell whether nothing but the choices may be entered."""
        if field["type"] == "many2one" and not self._is_listed(field):
            return False  # the review reports what it does not know
        return field["name"].split("/")[-1] not in OPEN_LISTS

    def _get_help(self, field, choices):
        """Return what to enter in a column."""
        texts = {
            "phones": self.env._(
                "One number for each column, such as +84 901 234 567."
            ),
            "emails": self.env._("One address for each column."),
            "socials": self.env._("The address of a profile."),
            "tags": self.env._("Several are separated by commas."),
            "many2many": self.env._("Several are separated by commas."),
            "date": self.env._("A date, such as 2026-12-31."),
            "datetime": self.env._("A date and a time, such as 2026-12-31 14:30."),
        }
        lines = [
            texts.get(field["type"]) or texts.get(field["name"]),
            self.env._("Choose from the list.") if choices else None,
            field.get("help"),
        ]
        if field["name"] == "parent_id":
            lines[0] = self.env._(
                "The name of the company. It is created when it does not exist."
            )
        return " ".join(filter(None, lines))

    def _get_instructions(self, columns):
        """Return the sheet that explains the columns."""
        rows = [
            [
                self.env._("Column"),
                self.env._("Required"),
                self.env._("What to enter"),
            ]
        ]
        rows += [
            [
                column["header"],
                self.env._("Yes") if column["required"] else "",
                column["help"],
            ]
            for column in columns
        ]
        rows += [
            ["", "", ""],
            [
                self.env._("Then"),
                "",
                self.env._(
                    "Overwrite the example, which is not imported. "
                    "Enter one customer in each row, save the file, and choose Import "
                    "in Odoo. You see what will become of every row before anything "
                    "is imported. Columns may be left empty, deleted or moved."
                ),
            ],
        ]
        return {"title": self.env._("Instructions"), "rows": rows}
