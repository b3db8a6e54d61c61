from odoo import api, models

from ..tools.intake_fields import ADDRESS_FIELDS
from ..tools.journal import merging
from .antcrm_address_mixin import address_key

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
    """The host's merge of leads loses nothing that we know of them, and opens none to
    others."""

    # a file of its own: all of merging stands in *_merge
    # pylint: disable-next=consider-merging-classes-inherited
    _name = "crm.lead"
    _inherit = ["crm.lead", "antcrm.address.mixin"]

    def _merge_opportunity(
        self, user_id=False, team_id=False, auto_unlink=True, max_length=5
    ):
        # first: what is told next is for who may see them all
        self._check_share_merge()
        self._check_merge()
        leads = self.with_context(antcrm_merging=True)
        with merging(self.env.cr):
            return super(CrmLead, leads)._merge_opportunity(
                user_id=user_id,
                team_id=team_id,
                auto_unlink=auto_unlink,
                max_length=max_length,
            )

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
        References = self.env["antcrm.references"]
        tables = References._find_moving(opportunities, self, HOST_TABLES)
        done = self._move_merged_parts(opportunities, tables)
        self._keep_addresses(opportunities)
        result = super()._merge_dependences(opportunities)
        if tables - done:
            References._move(opportunities, self, tables - done)
        return result

    def _move_merged_parts(self, sources, tables):
        """Give the lead what must not just be told to refer to it, before the rest.

        :param sources: the leads that go into this one
        :param tables: names of the tables with rows that refer to them
        :return: set of the names of the tables in which nothing is left to move
        """
        if "antcrm_key_claim" in tables:
            self.env["antcrm.key.claim"]._let_go(sources)
        # points move with the host's own; of followers it takes those who wrote lately
        return {"antcrm_contact_point", "antcrm_key_claim", "mail_followers"}

    # ------------------------------------------------------------------
    # Addresses
    # ------------------------------------------------------------------

    def _prepare_further_address(self, customer):
        values = {name: self[name] for name in ADDRESS_FIELDS}
        return {**self._convert_to_write(values), "lead_id": customer.id}

    def _get_kept_address_key(self, sources):
        """The host takes the address that says most."""
        leads = self | sources
        values = leads._merge_get_fields_address()
        return address_key(self.new(values))

    @api.model
    def _create_further_addresses(self, vals_list):
        # superuser: parts of a customer that the user may write
        self.env["antcrm.lead.address"].sudo().create(vals_list)
