from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError

from odoo.addons.antcrm_customers.tools.intake_entry import EXTERNAL_ID
from odoo.addons.antcrm_export.models.antcrm_sheet import RECORD_KEY
from odoo.addons.antcrm_share.models.antcrm_share import SHARE_MODES


class AntcrmImportSettingsMixin(models.AbstractModel):
    """What the wizard collects and the run keeps: where the rows come from, which
    column goes to which field, and the options of the intake."""

    _name = "antcrm.import.settings.mixin"
    _inherit = ["antcrm.intake.options.mixin"]
    _description = "Import Settings"

    kind = fields.Selection(
        "_get_kinds",
        string="Import as",
        required=True,
        default="contact",
    )
    # declared anew so that their choices are translated: the host keeps the choices of
    # an inherited field under the addon that made the field
    duplicate_policy = fields.Selection(
        [
            ("skip", "Skip: leave the existing customer as it is"),
            ("duplicate", "Duplicate: create another customer"),
            ("overwrite", "Overwrite: replace what the file brings"),
            ("merge", "Merge: add what is new, replace nothing"),
        ],
    )
    other_kinds = fields.Selection(
        [
            ("link", "Link: a new lead belongs to the customer who is there"),
            ("attach", "History: add what came to the history of who is there"),
            ("skip", "Skip: leave who is there as they are"),
        ],
    )
    invalid_values = fields.Selection(
        [
            ("drop", "Leave out the wrong value"),
            ("reject", "Leave out the whole customer"),
        ],
    )
    share_mode = fields.Selection(SHARE_MODES)
    pic_mode = fields.Selection(
        [
            ("none", "Nobody"),
            ("user", "One employee"),
            ("team", "A sales group, by its rule"),
        ],
    )
    account_id = fields.Many2one(
        "res.partner",
        "Account",
        domain=[("is_company", "=", True)],
        index="btree_not_null",
        ondelete="set null",
        help="All contacts of the file belong to it.",
    )
    file_name = fields.Char()
    sheet_name = fields.Char("Sheet")
    external_system = fields.Char(
        "Program of the Ids",
        size=99,
        help="Whose external ids the file has: another program may use the same one "
        "for somebody else. Leave it empty where there is but one program.",
    )
    mapping = fields.Json(help="Which column of the file goes to which field.")

    @api.model
    def _get_kinds(self):
        """Return the kinds of customers, named as the company calls them."""
        labels = self.env["antcrm.customer.kind"].get_labels()
        return [(code, words["plural"]) for code, words in labels.items()]

    def _check_may_import(self):
        """Raise unless the user may import, and create what they import."""
        self.ensure_one()
        if not self.env.user.has_group("antcrm_customers.group_import"):
            raise AccessError(
                self.env._(
                    "You may not import customers. "
                    "Ask your administrator for the right “Import customers”."
                )
            )
        model = self.env["antcrm.customer.kind"]._get_model(self.kind)
        self.env[model].check_access("create")

    def _get_intake_fields(self):
        """Return the fields that a row may fill, as ``antcrm.intake`` knows them."""
        fields_ = self.env["antcrm.sheet"]._get_import_fields(self.kind)
        fields_ += self._get_external_fields()
        fields_ += self.env["antcrm.intake"]._get_related_fields(self.kind)
        if self._get_account():
            return [field for field in fields_ if field["name"] != "parent_id"]
        return fields_

    def _get_external_fields(self):
        """Return the field for the ids of another program, where customers are found by
        them."""
        if not self.env["antcrm.customer.key"]._is_known_program(self.kind):
            return []
        return [
            {
                "name": EXTERNAL_ID,
                "label": self.env._("External Id"),
                "type": "char",
                "required": False,
                "multiple": False,
                "selection": [],
                "relation": False,
                "group": "other",
                "help": self.env._(
                    "What another program calls the customer, who is found by it from "
                    "then on."
                ),
                "internal": True,
            }
        ]

    @api.constrains("external_system")
    def _check_external_system(self):
        for settings in self:
            name = settings.external_system
            if name and not self.env["antcrm.intake"]._is_option(
                "external_system", name
            ):
                raise ValidationError(
                    self.env._(
                        "“%(name)s” cannot be the name of a program. Choose another "
                        "one.",
                        name=name,
                    )
                )

    def _get_fields_by_name(self):
        """Return :meth:`_get_intake_fields` as ``{name: field}``."""
        return {field["name"]: field for field in self._get_intake_fields()}

    def _get_key_header(self):
        """Return the name of the column with the keys of customers."""
        key = self._get_fields_by_name()[RECORD_KEY]
        return self.env["antcrm.sheet"]._get_header(key)

    def _get_account(self):
        """Return the account of all contacts of the file, if it was chosen."""
        self.ensure_one()
        return self.account_id if self.kind == "contact" else self.account_id.browse()
