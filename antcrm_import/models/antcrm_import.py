from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from odoo.addons.antcrm_share.models.antcrm_share import SHARE_MODES
from odoo.addons.antcrm_share.models.antcrm_share_mixin import DATA_OWNER

from ..tools.mapping import remember_entry

# nothing has been imported yet
BEFORE_RUN = ("draft", "planning", "review")
# a review that nobody confirmed is deleted after that many days
REVIEW_DAYS = 7


class AntcrmImport(models.Model):
    """One import of a file: reviewed, then run in the background in chunks.

    Users only read it; what they may do with it are its actions, which write as
    superuser after having checked the right to import. So nobody can make a run act
    as somebody else.
    """

    _name = "antcrm.import"
    _inherit = [
        "antcrm.import.settings.mixin",
        "antcrm.undo.mixin",
        "mail.thread",
    ]
    _description = "Customer Import"
    _order = "id desc"
    _rec_name = "file_name"
    _mail_post_access = "read"

    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("planning", "Being reviewed"),
            ("review", "Review"),
            ("running", "Running"),
            ("done", "Done"),
            ("cancelled", "Cancelled"),
            ("undoing", "Being undone"),
            ("undone", "Undone"),
        ],
        default="draft",
        required=True,
        readonly=True,
        index=True,
        copy=False,
    )
    user_id = fields.Many2one(
        "res.users",
        "Imported by",
        required=True,
        readonly=True,
        default=lambda self: self.env.user,
        index=True,
        ondelete="restrict",
    )
    company_id = fields.Many2one(
        "res.company",
        "Company",
        required=True,
        readonly=True,
        default=lambda self: self.env.company,
    )
    company_ids = fields.Many2many(
        "res.company",
        string="Companies",
        readonly=True,
        default=lambda self: self.env.companies,
        help="The companies the importer worked in.",
    )
    lang = fields.Char(readonly=True)
    tz = fields.Char("Timezone", readonly=True)
    row_ids = fields.One2many("antcrm.import.row", "import_id", "Rows", readonly=True)
    row_count = fields.Integer("Number of Rows", readonly=True)
    start_date = fields.Datetime("Started", readonly=True, copy=False)
    end_date = fields.Datetime("Finished", readonly=True, copy=False)
    stop_reason = fields.Text(readonly=True, copy=False)
    can_resume = fields.Boolean(compute="_compute_can_resume")
    is_purged = fields.Boolean(
        readonly=True,
        copy=False,
        help="The rows of the file are deleted; their numbers and outcomes stay.",
    )

    # Administrators see the run, and not for whom its customers are
    share_mode = fields.Selection(SHARE_MODES, groups=DATA_OWNER)
    share_user_ids = fields.Many2many(groups=DATA_OWNER)
    share_team_ids = fields.Many2many(groups=DATA_OWNER)
    chosen_share = fields.Char("Who may see them", compute="_compute_chosen_share")
    is_share_restricted = fields.Boolean(compute="_compute_chosen_share")

    @api.depends("state", "user_id", "is_purged", "done_count", "undo_count")
    @api.depends_context("uid")
    def _compute_can_resume(self):
        for run in self:
            run.can_resume = (
                run.state == "cancelled"
                and not run.undo_count
                and run.user_id == self.env.user
                and not run.is_purged
                and run.done_count < run.row_count
            )

    @api.depends("share_mode", "share_user_ids", "share_team_ids", "user_id")
    @api.depends_context("uid", "lang")
    def _compute_chosen_share(self):
        """The share is shown to who chose it, and to Data Owners."""
        sees_all = self.env.user.has_group(DATA_OWNER)
        # superuser: names of employees and groups, for whoever chose them
        for run, run_sudo in zip(self, self.sudo(), strict=True):
            is_shown = sees_all or run_sudo.user_id == self.env.user
            run.is_share_restricted = is_shown and run_sudo.share_mode != "all"
            run.chosen_share = is_shown and run_sudo._get_share_text()

    def _get_share_text(self):
        self.ensure_one()
        labels = dict(self._fields["share_mode"]._description_selection(self.env))
        names = {
            "employee": self.share_user_ids.mapped("name"),
            "group": self.share_team_ids.mapped("name"),
        }.get(self.share_mode, [])
        text = labels.get(self.share_mode, "")
        return f"{text}: {', '.join(names)}" if names else text

    def _is_planned(self):
        """Whether what becomes of the rows is predicted, and not done yet."""
        return self.state in BEFORE_RUN

    def _check_may_review(self, states=("review",)):
        """Raise unless the user may change or start this import: it is theirs, and
        has not started."""
        self._check_may_act()
        self._check_is_own()
        if self.state == "planning":
            raise UserError(
                self.env._(
                    "The review of this file is still being made. Wait until it is "
                    "done, or stop it."
                )
            )
        if self.state == "draft" and "draft" not in states:
            raise UserError(
                self.env._("The review of this file was stopped. Go on with it first.")
            )
        if self.state not in states:
            raise UserError(
                self.env._("This import has started already. Reload the page.")
            )

    def _check_is_own(self):
        if self.user_id != self.env.user:
            raise UserError(
                self.env._(
                    "This import acts in the name of %(user)s. "
                    "Ask %(user)s to change, start or discard it.",
                    user=self.user_id.name,
                )
            )

    @api.model
    def _get_pic_team_domain(self):
        open_states = (*BEFORE_RUN, "running")
        return super()._get_pic_team_domain() & Domain("state", "in", open_states)

    # ------------------------------------------------------------------
    # Actions
    # ------------------------------------------------------------------

    def action_confirm(self):
        """Ask for confirmation, with the numbers."""
        self._check_may_review()
        self._refresh_plan()
        if self.state == "planning":
            return self._get_form_action()  # the review is made anew
        view = self.env.ref("antcrm_import.antcrm_import_view_form_confirm")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Import now?"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "views": [(view.id, "form")],
            "target": "new",
            "context": {"dialog_size": "medium"},
        }

    def action_run(self):
        """Start the run in the background and open its page."""
        self._check_may_review()
        # superuser: the state is not the user's to write; their right is checked above
        run = self.sudo()
        run._refresh_plan()
        if run.state == "planning":
            return self._get_form_action()  # with other numbers, perhaps
        run.write(
            {
                "state": "running",
                "start_date": fields.Datetime.now(),
                "tally": {"done": 0},
                **run._prepare_alive_values(),
            }
        )
        run._start_engine()
        return self._get_form_action()

    def action_stop(self):
        """Stop a run, its undo, or the review of a big file; what it has done stays."""
        self._check_may_act()
        # superuser: see action_run
        run = self.sudo()
        if run.state == "planning":
            run._stop_plan()
        elif run.state == "running":
            run._finish("cancelled")
        elif run.state == "undoing":
            run._stop_undo()
        return True

    def action_resume(self):
        """Go on with a stopped run where it was."""
        self._check_may_act()
        self._check_is_own()
        if not self.can_resume:
            raise UserError(
                self.env._("This import cannot be continued. Reload the page.")
            )
        # superuser: see action_run
        run = self.sudo()
        run.write(
            {
                "state": "running",
                "end_date": False,
                "stop_reason": False,
                "failure_count": 0,
                **run._prepare_alive_values(),
            }
        )
        run._send_progress()
        run._start_engine()
        return self._get_form_action()

    def action_change_settings(self):
        """Go back to the wizard, with the file and the settings as they are."""
        self._check_may_act()
        wizard = self.env["antcrm.import.wizard"].search(
            [("import_id", "=", self.id), ("create_uid", "=", self.env.uid)], limit=1
        )
        if self.state not in ("draft", "review") or not wizard:
            raise UserError(
                self.env._(
                    "The file of this import is no longer at hand. "
                    "Start a new import with it."
                )
            )
        return wizard._get_form_action()

    def action_discard(self):
        """Give up an import that has not started."""
        self._check_may_review(("draft", "review"))
        # superuser: see action_run
        self.sudo().unlink()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Import history"),
            "res_model": self._name,
            "views": [(False, "list"), (False, "kanban"), (False, "form")],
            "target": "main",
        }

    def action_view_rows(self):
        """Open the rows with the outcome that the context asks for."""
        self.ensure_one()
        action = self.env["ir.actions.actions"]._for_xml_id(
            "antcrm_import.antcrm_import_row_action"
        )
        domain = Domain("import_id", "=", self.id)
        outcome = self.env.context.get("row_outcome")
        planned = self._is_planned()
        if outcome == "warning":
            domain &= Domain("severity", "=", "warning")
        elif outcome == "problem":
            domain &= self._get_problem_domain()
        elif outcome == "changed":
            domain &= Domain("is_changed", "=", True)
        elif outcome == "left":
            domain &= Domain("undo_reason", "!=", False)
        elif outcome:
            domain &= Domain("planned_action" if planned else "action", "=", outcome)
        action["domain"] = list(domain)
        action["context"] = {"import_state": self.state}
        selection = (
            self.env["antcrm.import.row"]
            ._fields["planned_action" if planned else "action"]
            ._description_selection(self.env)
        )
        labels = {
            **dict(selection),
            "warning": self.env._("With a warning"),
            "problem": self.env._("Rows to look at"),
            "changed": self.env._("Other than predicted"),
            "left": self.env._("Left as they are"),
        }
        action["display_name"] = labels.get(outcome) or self.env._("All rows")
        return action

    def _check_may_act(self):
        self.ensure_one()
        self.check_access("read")
        self._check_may_import()

    def _get_form_action(self):
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
            "target": "main",
        }

    def _finish(self, state, reason=False):
        """End the run and tell its importer."""
        self.ensure_one()
        values = {"state": state, "pause_reason": False}
        if state != "undone":
            # the period for an undo begins
            values |= {"end_date": fields.Datetime.now(), "stop_reason": reason}
        self.write(values)
        self._send_progress()
        self._notify_importer()

    def _in_language(self):
        """Return the run in the language of its importer, whoever works on it."""
        return self.with_context(lang=self.lang) if self.lang else self

    @api.autovacuum
    def _gc_reviews(self):
        """Delete what was staged for a review that nobody confirmed."""
        limit = fields.Datetime.now() - timedelta(days=REVIEW_DAYS)
        self.search([("state", "in", BEFORE_RUN), ("write_date", "<", limit)]).unlink()

    @api.autovacuum
    def _gc_rows(self):
        """Delete the customer data that was staged for imports that can no longer be
        undone. What stays is the number of each row, its outcome and the link to its
        customer, who is not in the row any more."""
        limit = fields.Datetime.now() - timedelta(days=self._get_undo_days())
        runs = self.search(
            [
                ("state", "in", ["done", "cancelled", "undone"]),
                ("end_date", "<", limit),
                ("is_purged", "=", False),
            ]
        )
        if not runs:
            return
        self.env["antcrm.import.row"].search([("import_id", "in", runs.ids)])._purge()
        runs.is_purged = True
        for run in runs:
            # how the columns of such a file are understood is no customer data, and
            # serves the next one; a value for every row is
            run.mapping = [remember_entry(entry) for entry in run._get_columns()]
