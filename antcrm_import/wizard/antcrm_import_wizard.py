from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.antcrm_customers.tools.intake_entry import EXTERNAL_ID
from odoo.addons.antcrm_export.models.antcrm_sheet import RECORD_KEY
from odoo.addons.antcrm_share.models.antcrm_share_mixin import SHARE_FIELDS

from ..tools import mapping as mapping_tools

# options that are suggested until somebody chooses
SUGGESTED = frozenset(("duplicate_policy", *SHARE_FIELDS))


class AntcrmImportWizard(models.TransientModel):
    """The steps of an import up to its review: file, mapping, options."""

    _name = "antcrm.import.wizard"
    _inherit = ["antcrm.import.settings.mixin"]
    _description = "Import Customers"
    # long enough to come back to the mapping after lunch
    _transient_max_hours = 24.0

    step = fields.Selection(
        [
            ("file", "Template and File"),
            ("mapping", "Columns"),
            ("options", "Options"),
            # shown by the run, named here so that the user sees what comes
            ("review", "Review"),
        ],
        default="file",
        required=True,
    )
    kind = fields.Selection(
        default=lambda self: self.env.context.get("antcrm_kind") or "contact"
    )
    status_id = fields.Many2one(
        compute="_compute_status_id", store=True, readonly=False
    )
    account_id = fields.Many2one(
        default=lambda self: self.env.context.get("antcrm_account_id")
    )
    kind_preset = fields.Boolean(
        default=lambda self: bool(self.env.context.get("antcrm_kind"))
    )
    import_id = fields.Many2one(
        "antcrm.import", help="The run whose settings are being changed."
    )
    # the file and sheet that the rows of the run come from
    staged_source = fields.Char(readonly=True, export_string_translation=False)
    # the kind of customers, file and sheet that the mapping describes
    mapping_source = fields.Char(readonly=True, export_string_translation=False)
    # {"source": of which rows, "marks": [[position, mark]]}: found once for the columns
    # and the review
    found_marks = fields.Json(readonly=True, export_string_translation=False)
    # of the options that are suggested, those that the user has set
    chosen_options = fields.Json(readonly=True, export_string_translation=False)

    has_external_ids = fields.Boolean(compute="_compute_has_external_ids")

    @api.depends("mapping")
    def _compute_has_external_ids(self):
        for wizard in self:
            wizard.has_external_ids = any(
                entry.get("field") == EXTERNAL_ID for entry in wizard.mapping or ()
            )

    @api.depends("kind")
    def _compute_status_id(self):
        for wizard in self:
            if wizard.status_id.kind != wizard._get_status_kind():
                wizard.status_id = False

    @api.model_create_multi
    def create(self, vals_list):
        wizards = super(
            AntcrmImportWizard, self.with_context(antcrm_import_file=True)
        ).create(
            [
                {**vals, "chosen_options": sorted(SUGGESTED & vals.keys())}
                for vals in vals_list
            ]
        )
        return wizards.with_env(self.env)

    def write(self, vals):
        result = super(
            AntcrmImportWizard, self.with_context(antcrm_import_file=True)
        ).write(vals)
        chosen = SUGGESTED & vals.keys()
        if chosen and "chosen_options" not in vals:
            for wizard in self:
                wizard.chosen_options = sorted(
                    chosen.union(wizard.chosen_options or ())
                )
        return result

    # ------------------------------------------------------------------
    # Actions
    # ------------------------------------------------------------------

    def action_download_template(self):
        """Download the file to fill in, with the usual columns; the menu has a dialog
        for other ones. The import stays open."""
        self.ensure_one()
        self._check_may_import()
        template = (
            self.env["antcrm.import.template"]
            .with_context(
                antcrm_kind=self.kind, antcrm_account_id=self.account_id.id or False
            )
            .create({})
        )
        action = template.action_download()
        action.pop("close")
        return action

    def action_next(self):
        """Go on to the next step."""
        self.ensure_one()
        self._check_may_import()
        if self.step == "file":
            self._suggest_mapping()
            self.step = "mapping"
        elif self.step == "mapping":
            self._check_mapping()
            self._suggest_options()
            self.step = "options"
        return self._get_form_action()

    def action_back(self):
        """Go back to the step before."""
        self.ensure_one()
        self.step = "mapping" if self.step == "options" else "file"
        return self._get_form_action()

    def action_review(self):
        """Stage the rows, predict what becomes of each, and show it.

        When other settings are tried on the same file, its rows stay as they stand
        with the run: their cells may have been corrected.
        """
        self.ensure_one()
        self._check_may_import()
        self._check_mapping()
        if self.step != "options":
            # nobody has seen the options
            self._suggest_options()
        self._check_status()
        self._get_account().check_access("read")
        table, header = self._read_table()
        # superuser: users may not write runs by hand; the right is checked above, and
        # the run is the user's own
        run = self.import_id.sudo()
        values = {
            **self._prepare_import_values(table),
            "notices": self._get_notices(table, header),
        }
        source = self._get_source(table, header)
        is_staged = False
        if run.state == "planning":
            self.import_id._check_may_review()
        if run.state in ("draft", "review") and run.user_id == self.env.user:
            run.write(values)
            is_staged = self.staged_source == source
        else:
            quiet = {"mail_create_nolog": True, "mail_create_nosubscribe": True}
            run = run.with_context(**quiet).create({**values, "user_id": self.env.uid})
        if is_staged:
            run._plan()
        else:
            run._review_rows(
                table.rows[header + 1 :],
                table.numbers[header + 1 :],
                self._find_marks(table, header),
            )
        self.import_id = run
        self.staged_source = source
        return run._get_form_action()

    # ------------------------------------------------------------------
    # Options
    # ------------------------------------------------------------------

    def _suggest_options(self):
        """Suggest the options that nobody has chosen: known customers are overwritten
        by a file that names them by their keys, as an exported file or one of errors
        does, or merged where the file before was; new ones are shared as the settings
        say."""
        self.ensure_one()
        chosen = set(self.chosen_options or ())
        values = {}
        if "duplicate_policy" not in chosen:
            values["duplicate_policy"] = self._get_suggested_policy()
        if chosen.isdisjoint(SHARE_FIELDS):
            Model = self.env[self.env["antcrm.customer.kind"]._get_model(self.kind)]
            values |= Model._get_default_share(self.kind)
        self.write({**values, "chosen_options": sorted(chosen)})

    def _get_suggested_policy(self):
        columns = [entry for entry in self.mapping if entry.get("column") is not None]
        if not any(entry.get("field") == RECORD_KEY for entry in columns):
            return "skip"
        run, _columns = self._find_twin([entry.get("header") for entry in columns])
        return "merge" if run.duplicate_policy == "merge" else "overwrite"

    def _get_status_kind(self):
        """Return of which kind the statuses are that can be chosen."""
        self.ensure_one()
        return "lead" if self.kind == "lead" else "customer"

    def _check_status(self):
        if self.status_id and self.status_id.kind != self._get_status_kind():
            raise UserError(
                self.env._(
                    "Choose another status: these customers cannot be “%(status)s”.",
                    status=self.status_id.name,
                )
            )

    # ------------------------------------------------------------------
    # Run
    # ------------------------------------------------------------------

    def _prepare_pic_values(self):
        """Return who is in charge of the customers: what the chosen mode says, and
        nothing left from another one.

        :raise UserError: nobody is chosen, or the group has no rule to choose by
        """
        self.ensure_one()
        mode = self.pic_mode
        self.env["antcrm.intake"]._check_pic_options(self._get_pic_options())
        if mode == "team":
            # superuser: only whether it can choose; the form offers these groups
            team = self.pic_team_id.sudo()
            if not team._get_assignable_users():
                raise UserError(
                    self.env._(
                        "Nobody in the sales group %(team)s can get customers. "
                        "Choose another one, or ask its leader.",
                        team=team.name,
                    )
                )
        return {
            "pic_user_id": self.pic_user_id.id if mode == "user" else False,
            "pic_team_id": self.pic_team_id.id if mode == "team" else False,
        }

    def _prepare_import_values(self, table):
        """Return the values of the run.

        :param Table table: the sheet as read
        """
        self.ensure_one()
        settings = self.env["antcrm.import.settings.mixin"]
        values = {
            name: field.convert_to_write(self[name], self)
            for name, field in settings._fields.items()
            if field.store and name not in models.MAGIC_COLUMNS
        }
        return {
            **values,
            # the importer is the creator, nobody else
            "responsible_id": False,
            **self._prepare_pic_values(),
            "sheet_name": table.sheets[table.sheet] if len(table.sheets) > 1 else False,
            # without the samples: data of customers, which is deleted with the rows
            "mapping": [
                mapping_tools.clean_entry(entry, len(table.rows[0]))
                for entry in self.mapping
            ],
            "lang": self.env.lang or self.env.user.lang,
            "tz": self.env.context.get("tz") or self.env.user.tz,
            "company_id": self.env.company.id,
            "company_ids": [fields.Command.set(self.env.companies.ids)],
        }

    def _get_form_action(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Import customers"),
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
            "target": "new",
            "context": {**self.env.context, "dialog_size": "extra-large"},
        }
