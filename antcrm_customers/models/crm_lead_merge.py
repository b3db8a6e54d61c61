from odoo import api, fields, models

from .antcrm_intake_reader import ADDRESS_FIELDS

#: our fields that the host's merge does not know: the first that there is stays
MERGED_FIELDS = (
    "status_id",
    "birthdate_date",
    "gender",
    "identity_number",
    "industry_id",
    "converted_contact_id",
    "converted_account_id",
    "converted_date",
)


class CrmLead(models.Model):
    # a file of its own: all of merging stands in antcrm_merge* and *_merge
    # pylint: disable-next=consider-merging-classes-inherited
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

    def _merge_opportunity(self, *args, **kwargs):
        self._check_share_merge()
        leads = self.with_context(antcrm_merging=True)
        if len(self) < 2:
            return super(CrmLead, leads)._merge_opportunity(*args, **kwargs)
        kept = self._sort_by_confidence_level(reverse=True)[0]
        with self.env["antcrm.merge"]._record(kept, self - kept):
            return super(CrmLead, leads)._merge_opportunity(*args, **kwargs)

    def _merge_get_fields(self):
        custom = [
            name
            for name, field in self._fields.items()
            if field.manual and field.store and field.type != "many2many"
        ]
        return [*super()._merge_get_fields(), *MERGED_FIELDS, "district", *custom]

    def _merge_get_fields_specific(self):
        def from_named(name, leads):
            named = leads.filtered("contact_name")
            return named[:1][name]

        return {
            **super()._merge_get_fields_specific(),
            "firstname": from_named,
            "lastname": from_named,
            "last_interaction_date": lambda name, leads: max(
                filter(None, leads.mapped(name)), default=False
            ),
        }

    def _merge_get_fields_address(self):
        values = super()._merge_get_fields_address()
        source = next(
            (lead for lead in self if all(lead[n] == v for n, v in values.items())),
            self[:1],
        )
        return {**values, "district": source.district}

    def _merge_dependences(self, opportunities):
        self.env["antcrm.contact.point"]._move_to(self, opportunities)
        self._keep_merged_addresses(opportunities)
        result = super()._merge_dependences(opportunities)
        recorder = self._get_merge_recorder()
        if recorder:
            # the host moves messages, activities, files and meetings, and those
            # followers who wrote lately
            skip = () if "antcrm_merge_kept_id" in self.env.context else ("mail_followers",)
            self.env["antcrm.references"]._move(
                opportunities, self, recorder.get_tables(opportunities), skip
            )
        return result

    # ------------------------------------------------------------------
    # Addresses
    # ------------------------------------------------------------------

    def _prepare_merged_address(self, kept):
        values = {name: self[name] for name in ADDRESS_FIELDS}
        return {**self._convert_to_write(values), "lead_id": kept.id}

    @api.model
    def _create_merged_addresses(self, vals_list):
        # superuser: parts of a customer that the user may write
        self.env["antcrm.lead.address"].sudo().create(vals_list)
