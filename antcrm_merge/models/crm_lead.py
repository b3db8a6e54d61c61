from odoo import api, fields, models


class CrmLead(models.Model):
    _name = "crm.lead"
    _inherit = ["crm.lead", "antcrm.merge.mixin"]
    _merge_name_fields = ("contact_name", "firstname", "lastname")
    _merge_notes_field = "description"

    merge_ids = fields.One2many(inverse_name="lead_id")

    @api.depends("merge_ids")
    @api.depends_context("uid")
    def _compute_merge_count(self):
        return super()._compute_merge_count()

    def _get_merge_name_text(self):
        return self.contact_name or ""

    def _run_host_merge(self, kept):
        self.with_context(antcrm_merge_kept_id=kept.id)._merge_opportunity(max_length=0)

    def _convert_to_customers(self, choices, opportunity=False):
        result = super()._convert_to_customers(choices, opportunity=opportunity)
        # superuser: of these leads it is decided who they are
        self.env["antcrm.duplicate"].sudo()._forget_settled(self)
        return result

    # ------------------------------------------------------------------
    # The host's merge
    # ------------------------------------------------------------------

    def _sort_by_confidence_level(self, reverse=False):
        """The first one is kept; in our dialog the user says which."""
        leads = super()._sort_by_confidence_level(reverse=reverse)
        kept = self.browse(self.env.context.get("antcrm_merge_kept_id") or ())
        if reverse and kept in leads:
            leads = kept.with_env(self.env) | leads
        return leads

    def merge_opportunity(self, user_id=False, team_id=False, auto_unlink=True):
        """What people merge in one of the host's dialogs can be undone, even where the
        dialog deletes the leads itself."""
        leads = self.with_context(antcrm_merge_recorded=True)
        return super(CrmLead, leads).merge_opportunity(
            user_id=user_id, team_id=team_id, auto_unlink=auto_unlink
        )

    def _merge_opportunity(
        self, user_id=False, team_id=False, auto_unlink=True, max_length=5
    ):
        merge = super()._merge_opportunity
        values = {
            "user_id": user_id,
            "team_id": team_id,
            "auto_unlink": auto_unlink,
            "max_length": max_length,
        }
        is_recorded = auto_unlink or self.env.context.get("antcrm_merge_recorded")
        if len(self) < 2 or not is_recorded:
            # the host merges by the thousand while it assigns leads: nothing is lost
            # there, but nobody takes it back
            return merge(**values)
        kept = self._sort_by_confidence_level(reverse=True)[0]
        with self.env["antcrm.merge"]._record(kept, self - kept):
            return merge(**values)

    def _move_merged_parts(self, sources, tables):
        done = super()._move_merged_parts(sources, tables)
        if "antcrm_duplicate" in tables:
            self.env["antcrm.duplicate"]._move_to(self, sources)
        if "antcrm_merge_kept_id" in self.env.context:
            done = done - {"mail_followers"}
        return done | {"antcrm_duplicate"}
