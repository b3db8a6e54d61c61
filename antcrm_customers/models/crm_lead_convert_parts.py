from collections import defaultdict

from markupsafe import Markup

from odoo import api, models
from odoo.fields import Command
from odoo.tools import html2plaintext

from odoo.addons.antcrm_share.models.antcrm_share import TOKEN_EVERYONE

from ..tools.addresses import address_key
from ..tools.intake_fields import ADDRESS_FIELDS
from ..tools.text import name_key

#: what stays as it is at an existing customer
KEPT_FIELDS = frozenset(
    (
        "name",
        "firstname",
        "lastname",
        "middlename",
        "is_company",
        "type",
        "company_name",
    )
    + ("share_mode", "share_user_ids", "share_team_ids", "lang")
)
#: a country alone is no address
LOCAL_FIELDS = ADDRESS_FIELDS[:-1]
#: what a conversion leaves as it is for somebody with a login
LOGIN_FIELDS = frozenset(("email", "parent_id"))
POINT_KINDS = ("phone", "email", "social")
POINT_FIELDS = ["kind", "value", "normalized", "label", "sequence"]


class CrmLead(models.Model):
    """What leads know arrives at the customers that they are converted to."""

    # a file of its own: all of conversion stands in crm_lead_convert*
    # pylint: disable-next=consider-merging-classes-inherited
    _inherit = "crm.lead"

    @api.model
    def _filter_told(self, pairs):
        """Return those pairs of a lead and a customer where all who see the customer
        may know what the lead says: they see the lead as well, or the user may change
        with whom it is shared. As when customers are merged.

        :param pairs: pairs of a lead and a partner
        """
        leads = self.browse().union(*(lead for lead, _partner in pairs))
        # what the system does by itself opens nothing
        editable = set(() if self.env.su else leads._filter_share_editable()._ids)
        known = set(self._filter_known(pairs))
        return [pair for pair in pairs if pair[0].id in editable or pair in known]

    @api.model
    def _filter_known(self, pairs):
        """Return those pairs of a lead and a customer where all who see the customer
        see the lead as well, but for the persons in charge."""
        policies = {}

        def get_policy(record):
            if record not in policies:
                policies[record] = record._get_merge_policy()
            return policies[record]

        def is_known(lead, partner):
            if not lead.share_id:
                return True
            policy = get_policy(lead)
            return TOKEN_EVERYONE in policy or get_policy(partner) <= policy

        # superuser: only whether others would learn something is told
        return [pair for pair in pairs if is_known(pair[0].sudo(), pair[1].sudo())]

    # ------------------------------------------------------------------
    # Values
    # ------------------------------------------------------------------

    @api.model
    def _fill_customers(self, fillings, join_notes=True):
        """Fill the blanks of existing customers. Nothing is lost, names stay as they
        are, and nobody with a login gets another address or an account.

        :param fillings: triples of a lead, a partner that the user may write, and the
            values that are there
        :param bool join_notes: put the notes of a lead behind those of its customer
        """
        told = set(self._filter_told([filling[:2] for filling in fillings]))
        fillings = [filling for filling in fillings if filling[:2] in told]
        partners = self.env["res.partner"].union(*(f[1] for f in fillings))
        filled = {partner: {} for partner in partners}
        # what is read of one is read of all
        by_id = {partner.id: partner for partner in partners}
        for _lead, partner, values in fillings:
            partner = by_id[partner.id]
            new = filled[partner]
            kept = set(KEPT_FIELDS)
            if any(partner[name] or new.get(name) for name in ADDRESS_FIELDS):
                # an address is not mixed of two
                kept |= {*ADDRESS_FIELDS}
            if values.get("parent_id") == partner.id:
                kept.add("parent_id")
            notes = values.get("comment")
            if join_notes and notes:
                kept.add("comment")
                current = new.get("comment") or partner.comment
                joined = self._join_notes(current, notes)
                if joined != current:
                    new["comment"] = joined
            for name, value in values.items():
                if value and name not in kept and not (partner[name] or name in new):
                    new[name] = value
        guarded = partners.filtered(
            lambda partner: not filled[partner].keys().isdisjoint(LOGIN_FIELDS)
        )
        for partner in guarded and guarded._filter_login_owners():
            for name in LOGIN_FIELDS:
                filled[partner].pop(name, None)
        # whoever gets an account lives at its address from then on, as in the host
        addresses = {
            partner: partner._prepare_further_address(partner)
            for partner, values in filled.items()
            if values.get("parent_id") and any(partner[name] for name in LOCAL_FIELDS)
        }
        for partner, values in filled.items():
            if values:
                partner.write(values)
        self.env["res.partner"].create(
            [
                values
                for partner, values in addresses.items()
                if not address_key(values, ADDRESS_FIELDS)
                <= address_key(partner, ADDRESS_FIELDS)
            ]
        )

    @api.model
    def _join_notes(self, notes, more):
        """Return notes with more behind them, unless they say it already."""
        text = html2plaintext(more).strip()
        known = html2plaintext(notes or "").strip()
        if not text or text in known:
            return notes
        return Markup("%s<br/>%s") % (Markup(notes), Markup(more)) if known else more

    # ------------------------------------------------------------------
    # Parts
    # ------------------------------------------------------------------

    @api.model
    def _copy_parts_to_customers(self, pairs):
        """Copy contact points, addresses and tags of leads to partners, those that
        these have not.

        :param pairs: pairs of a lead and a partner that the user may write
        """
        pairs = self._filter_told(pairs)
        self._copy_points_to_customers(pairs)
        self._copy_addresses_to_customers(pairs)
        self._copy_tags_to_customers(pairs)

    @api.model
    def _copy_tags_to_customers(self, pairs):
        tagged = [(lead, partner) for lead, partner in pairs if lead.tag_ids]
        if not tagged:
            return
        tags = self.env["antcrm.intake"]._get_or_create(
            "res.partner.category",
            {tag.name for lead, _partner in tagged for tag in lead.tag_ids},
        )
        wanted = defaultdict(set)
        for lead, partner in tagged:
            names = {name_key(tag.name) for tag in lead.tag_ids}
            wanted[partner.id] |= {tags[name] for name in names if tags.get(name)}
        partners = defaultdict(self.env["res.partner"].browse)
        for partner in self.env["res.partner"].browse(wanted):
            missing = wanted[partner.id] - set(partner.category_id.ids)
            partners[frozenset(missing)] |= partner
        for tag_ids, customers in partners.items():
            if tag_ids:
                customers.write(
                    {"category_id": [Command.link(tag_id) for tag_id in tag_ids]}
                )

    @api.model
    def _copy_points_to_customers(self, pairs):
        """Put the numbers, addresses and profiles of leads behind those that their
        customers have: the primary one stays what it is."""
        # of most leads the primary ones are all, which are there already
        pairs = [pair for pair in pairs if pair[0]._has_points_beside(pair[1])]
        if not pairs:
            return
        partners = self.env["res.partner"].union(*(partner for _lead, partner in pairs))
        without_email = partners.filtered(lambda partner: not partner.email)
        logins = self.env["antcrm.intake"]._get_logins("contact", without_email)
        # what is read of one is read of all
        (partners.phone_ids | partners.email_ids | partners.social_ids).fetch(
            POINT_FIELDS
        )
        known_points, last = {}, {}
        for partner in partners:
            points = partner.phone_ids | partner.email_ids | partner.social_ids
            known_points[partner.id] = {
                (point.kind, point.normalized or point.value): point for point in points
            }
            last[partner.id] = max(points.mapped("sequence"), default=9)
        labels = defaultdict(self.env["antcrm.contact.point"].browse)
        vals_list = []
        for lead, partner in pairs:
            known = known_points[partner.id]
            for kind in POINT_KINDS:
                if kind == "email" and partner.id in logins:
                    # whoever gets the address could log in with it
                    continue
                for point in lead._get_contact_points(kind):
                    key = (kind, point.normalized or point.value)
                    if key not in known:
                        known[key] = None
                        last[partner.id] += 1
                        vals_list.append(
                            {
                                "partner_id": partner.id,
                                "kind": kind,
                                "value": point.value,
                                "normalized": point.normalized,
                                "label": point.label,
                                "sequence": last[partner.id],
                                "scope": partner.customer_kind,
                                "exclusive": False,
                            }
                        )
                    elif known[key] and point.label and not known[key].label:
                        labels[point.label] |= known[key]
        # superuser: parts of the very customers that the user converts
        Point = self.env["antcrm.contact.point"].sudo()._trusted()
        for label, points in labels.items():
            points.with_env(Point.env).write({"label": label})
        if vals_list:
            Point.create(vals_list).with_context(
                antcrm_entry=None
            )._mirror_to_customers()

    def _has_points_beside(self, partner):
        """Whether there is more to one lead than the host's columns of its customer
        say."""
        copied = {
            *(partner.phone, partner.phone_sanitized),
            *(partner.email, partner.email_normalized),
        } - {False}
        return any(
            point.label or copied.isdisjoint((point.value, point.normalized))
            for point in self.phone_ids | self.email_ids | self.social_ids
        )

    @api.model
    def _copy_addresses_to_customers(self, pairs):
        pairs = [
            (lead, partner)
            for lead, partner in pairs
            if lead.address_ids or any(lead[name] for name in LOCAL_FIELDS)
        ]
        partners = self.env["res.partner"].union(*(partner for _lead, partner in pairs))
        # what is read of one is read of all
        by_id = {partner.id: partner for partner in partners}
        own_keys = {
            partner.id: address_key(partner, ADDRESS_FIELDS) for partner in partners
        }
        known_keys = {}
        vals_list = []
        for lead, partner in pairs:
            addresses = [
                address._prepare_partner_values(partner) for address in lead.address_ids
            ]
            own_key = address_key(lead, ADDRESS_FIELDS)
            if (
                any(lead[name] for name in LOCAL_FIELDS)
                and not own_key <= own_keys[partner.id]
            ):
                # that of a contact is its account's: the lead's own stands beside it
                own = {name: lead[name] for name in ADDRESS_FIELDS}
                addresses.append(
                    {
                        "parent_id": partner.id,
                        "type": "other",
                        **lead._convert_to_write(own),
                    }
                )
            if not addresses:
                continue
            if partner.id not in known_keys:
                known_keys[partner.id] = {
                    address_key(known, ADDRESS_FIELDS)
                    for known in by_id[partner.id].address_ids
                }
            known = known_keys[partner.id]
            for values in addresses:
                key = address_key(values, ADDRESS_FIELDS)
                if key and key not in known:
                    known.add(key)
                    vals_list.append(values)
        if vals_list:
            self.env["res.partner"].create(vals_list)
