from odoo import api, fields, models

from ..tools.journal import merging_unrecorded
from .antcrm_intake_reader import ADDRESS_FIELDS
from .antcrm_merge_mixin import address_key

#: our fields that the host's merge does not know: the first that there is stays. Not
#: what one was converted to: an open lead with it could not be converted any more
MERGED_FIELDS = (
    "status_id",
    "birthdate_date",
    "gender",
    "identity_number",
    "industry_id",
)
#: what the host's merge of leads looks after
HOST_TABLES = frozenset(
    ("mail_message", "mail_followers", "mail_activity", "ir_attachment", "crm_tag_rel")
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
        # first: what is told next is for who may see them all
        self._check_share_merge()
        self._check_merge()
        leads = self.with_context(antcrm_merging=True)
        merge = super(CrmLead, leads)._merge_opportunity
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
            with merging_unrecorded(self.env.cr):
                return merge(**values)
        kept = self._sort_by_confidence_level(reverse=True)[0]
        with self.env["antcrm.merge"]._record(kept, self - kept):
            return merge(**values)

    def _merge_get_own_fields(self):
        """Return our fields and custom ones, which the host's merge does not know."""
        return [
            *MERGED_FIELDS,
            *(
                name
                for name, field in self._fields.items()
                if field.manual and field.store and field.type != "many2many"
            ),
        ]

    def _merge_get_fields(self):
        return [
            *super()._merge_get_fields(),
            *self._merge_get_own_fields(),
            "district",
        ]

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

    def _merge_data(self, fnames=None):
        """Our own values are written where they change: there are many of them."""
        values = super()._merge_data(fnames)
        kept = self[:1]
        own = {"firstname", "lastname", "last_interaction_date", "district"}
        for name in own.union(self._merge_get_own_fields()) & values.keys():
            current = kept[name]
            if isinstance(current, models.BaseModel):
                current = current.id
            if current == values[name]:
                del values[name]
        return values

    def _merge_dependences(self, opportunities):
        recorder = self._get_merge_recorder()
        References = self.env["antcrm.references"]
        if recorder:
            tables = recorder.get_tables(opportunities)
        else:
            tables = References._find_tables(self._name, opportunities.ids, HOST_TABLES)
        self._keep_merged_addresses(opportunities)
        if "antcrm_duplicate" in tables:
            self.env["antcrm.duplicate"]._move_to(self, opportunities)
        result = super()._merge_dependences(opportunities)
        # what is left; of followers the host takes those who wrote lately
        skip = {"antcrm_contact_point", "antcrm_duplicate"}
        if "antcrm_merge_kept_id" not in self.env.context:
            skip.add("mail_followers")
        if tables - skip:
            References._move(opportunities, self, tables - skip)
        return result

    # ------------------------------------------------------------------
    # Addresses
    # ------------------------------------------------------------------

    def _prepare_merged_address(self, kept):
        values = {name: self[name] for name in ADDRESS_FIELDS}
        return {**self._convert_to_write(values), "lead_id": kept.id}

    def _get_merged_address_key(self, sources):
        """The host takes the address that says most."""
        leads = self | sources
        values = leads._merge_get_fields_address()
        return address_key(self.new(values))

    @api.model
    def _create_merged_addresses(self, vals_list):
        # superuser: parts of a customer that the user may write
        self.env["antcrm.lead.address"].sudo().create(vals_list)
