import re
from contextlib import contextmanager

from odoo import api, fields, models, tools
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tools import SQL

from .antcrm_share import TOKEN_EVERYONE, TOKEN_UNSET, IntArray
from .antcrm_share_mixin import ADMINISTRATOR


class ResPartner(models.Model):
    _name = "res.partner"
    _inherit = ["res.partner", "antcrm.share.mixin"]
    _share_reference = "parent_id"

    audience = IntArray(recursive=True)
    # the same in the addon that stands beside this one: neither needs the other
    own_company_ids = fields.One2many(
        "res.company",
        "partner_id",
        string="Companies of this Database",
        context={"active_test": False},
        bypass_search_access=True,
    )
    # those that follow it, archived ones too; found for many at once
    share_lead_ids = fields.One2many(
        "crm.lead",
        "partner_id",
        context={"active_test": False},
        groups=fields.NO_ACCESS,
        export_string_translation=False,
    )
    share_deletes = fields.Boolean(
        compute="_compute_share_deletes",
        search="_search_share_deletes",
        export_string_translation=False,
    )

    # all that the rules of partners ask, so that a count reads the index alone
    _audience_index = models.Index("(audience, active, company_id, partner_share)")

    @api.depends(
        "share_id",
        "share_owner_id",
        "user_id",
        "type",
        "partner_share",
        "own_company_ids",
        "parent_id.audience",
    )
    def _compute_audience(self):
        return super()._compute_audience()

    def _get_audience(self):
        """The companies' own partners and colleagues are never restricted; a bare
        address follows its parent."""
        if not self.partner_share or self.own_company_ids:
            return {TOKEN_UNSET}
        if self.type != "contact" and self.parent_id and not self.share_id:
            return self.parent_id.audience or {TOKEN_UNSET}
        return super()._get_audience()

    @api.model
    def _audience_to_sql(self, column, tokens):
        return SQL(
            "(%s IN (SELECT tokens FROM antcrm_share_audience "
            "WHERE tokens && %s::int4[]))",
            column,
            tokens,
        )

    @api.model
    def _select_audience(self, tokens, limit):
        """The audiences come first, whatever the planner makes of how many have each:
        of two, it expects half of all partners in either. Those that no policy shares,
        whom everybody sees, come last."""
        return SQL(
            """
            SELECT partner.id
              FROM (SELECT tokens FROM antcrm_share_audience
                     WHERE tokens && %s::int4[] ORDER BY tokens = %s::int4[]) AS own,
           LATERAL (SELECT id FROM res_partner
                     WHERE audience = own.tokens LIMIT %s) AS partner
             LIMIT %s
            """,
            tokens,
            [TOKEN_UNSET],
            limit,
            limit,
        )

    @api.model
    def _create(self, data_list):
        """Audiences are known before a partner has them: see
        ``antcrm.share.audience``."""
        self.env["antcrm.share.audience"]._remember(
            data["stored"].get("audience") for data in data_list
        )
        return super()._create(data_list)

    def _write_multi(self, vals_list):
        """Audiences that were computed are known before a partner has them."""
        self.env["antcrm.share.audience"]._remember(
            vals.get("audience") for vals in vals_list
        )
        return super()._write_multi(vals_list)

    def _notify_get_recipients(self, message, msg_vals=False, **kwargs):
        return self._filter_share_recipients(
            super()._notify_get_recipients(message, msg_vals=msg_vals, **kwargs)
        )

    def _filter_contacts(self):
        """Return the partners who are persons of their own, and may be hidden: neither
        bare addresses nor colleagues."""
        return self.filtered(
            lambda partner: (
                partner.type == "contact"
                and not partner.is_company
                and partner.partner_share
                and not partner.own_company_ids
            )
        )

    def _remove_from_ics(self, content):
        """Return a calendar file without the lines of the partners as attendees.

        :param bytes content: as of the host's ``_get_ics_file``
        """
        addresses = {email.lower() for email in self.mapped("email") if email}
        if not addresses:
            return content
        # long lines go on in the next one, behind a blank
        lines = re.split(rb"\r?\n(?![ \t])", content)

        def is_shown(line):
            text = re.sub(rb"\r?\n[ \t]", b"", line).decode(errors="replace").lower()
            return not text.startswith("attendee") or not any(
                text.endswith(f"mailto:{address}") for address in addresses
            )

        return b"\r\n".join(line for line in lines if is_shown(line))

    def write(self, vals):
        if "parent_id" in vals and not vals["parent_id"]:
            self._keep_share()
        with self._keeping_seen_leads(vals):
            return super().write(vals)

    @contextmanager
    def _keeping_seen_leads(self, vals):
        """A lead that others see than its hidden contact keeps its own number and
        address when those of the contact change."""
        followed = self._get_followed_by_leads()
        names = {
            name for key in followed.keys() & vals.keys() for name in followed[key]
        }
        # superuser: who sees whom decides, and is not told
        hidden = (self if names else self.browse()).sudo()
        hidden = hidden.filtered(
            lambda partner: {TOKEN_UNSET, TOKEN_EVERYONE}.isdisjoint(partner.audience)
        )
        leads = hidden.share_lead_ids.filtered(
            lambda lead: not set(lead.audience) <= set(lead.partner_id.audience)
        )
        if not leads:
            yield
            return
        with self.env.protecting([leads._fields[name] for name in names], leads):
            yield

    @api.model
    @tools.ormcache()
    def _get_followed_by_leads(self):
        """Return which texts of a lead follow a field of its contact:
        ``{name of the contact's field: names of the lead's}``."""
        followed = {}
        for field in self.env["crm.lead"]._fields.values():
            if field.store and field.compute and field.type in ("char", "text"):
                for path in self.pool.field_depends[field]:
                    first, _dot, name = path.partition(".")
                    if first == "partner_id" and name:
                        followed.setdefault(name, set()).add(field.name)
        return followed

    @api.depends("share_id", "share_owner_id", "user_id")
    @api.depends_context("uid")
    def _compute_share_deletes(self):
        """Whoever sees a customer by its share works on it; deleting is for its
        creator, its person in charge and Administrators. Without a share the host's own
        rules decide; a bare address goes with its customer."""
        user = self.env.user
        is_administrator = user.has_group(ADMINISTRATOR)
        # superuser: who created the customer decides, and is not told
        for partner, partner_sudo in zip(self, self.sudo(), strict=True):
            owner = partner_sudo.share_owner_id or partner_sudo.create_uid
            partner.share_deletes = (
                is_administrator
                or not partner_sudo.share_id
                or user in owner | partner_sudo.user_id
            )

    def _search_share_deletes(self, operator, value):
        if operator != "in" or True not in value:
            return NotImplemented
        if not self.env.su:
            # a rule asks as superuser; for others it would tell who has a policy
            raise AccessError(self._get_share_error())
        user = self.env.user
        if user.has_group(ADMINISTRATOR):
            return Domain.TRUE
        return (
            Domain("share_id", "=", False)
            | Domain("share_owner_id", "=", user.id)
            | Domain("share_owner_id", "=", False) & Domain("create_uid", "=", user.id)
            | Domain("user_id", "=", user.id)
        )

    def _check_share_deletes(self):
        """:raise AccessError: telling who may delete a customer that the user sees"""
        if self.env.su:
            return
        for partner in self._filtered_access("read"):
            if not partner.share_deletes:
                raise AccessError(
                    self.env._(
                        "Only its creator, its PIC and Administrators may "
                        "delete %(customer)s. Ask one of them, or archive it.",
                        customer=partner.display_name,
                    )
                )

    def unlink(self):
        self._check_share_deletes()
        # superuser: addresses of the parent that the user may delete
        self.sudo().with_context(active_test=False).child_ids._keep_share()
        return super().unlink()

    def _keep_share(self):
        """Bare addresses that lose their parent stay as hidden as it was."""
        # superuser: the users have no access to the policy, and nothing is told
        for partner in self.sudo():
            parent = partner.parent_id
            if partner.type != "contact" and parent.share_id and not partner.share_id:
                owner = parent.share_owner_id or parent.create_uid
                partner.write(
                    {"share_id": parent.share_id.id, "share_owner_id": owner.id}
                )

    @api.depends_context("uid")
    def _compute_same_vat_partner_id(self):
        """The host looks as superuser; a partner the user may not read is no hint."""
        result = super()._compute_same_vat_partner_id()
        for name in ("same_vat_partner_id", "same_company_registry_partner_id"):
            found = self.mapped(name)
            hidden = found.sudo(self.env.su)
            hidden -= hidden.with_user(self.env.user)._filtered_access("read")
            for partner in self:
                if partner[name] in hidden:
                    partner[name] = False
        return result

    def _fields_sync(self, values):
        """Address and commercial fields go to and come from an account only where the
        user may write it; one they may not see stays as it is, and so do all of them
        for whoever writes each on its own, such as an import. An account below another
        one has an address of its own."""
        account = self.parent_id
        if account and self.is_company:
            return self._sync_sub_account(values)
        keeps = account and self.env.context.get("antcrm_keep_account")
        if not keeps and (
            self.env.su
            or not account
            or not self._is_synced(values)
            or account.has_access("write")
        ):
            return super()._fields_sync(values)
        if values.get("parent_id"):
            # superuser, as in the host: commercial values are the account's
            self.sudo()._commercial_sync_from_company()
            own = keeps and {
                name: values[name]
                for name in self._commercial_fields()
                if values.get(name) and self._fields[name].type == "many2one"
            }
            if own:
                # what was told of the contact itself comes first
                self.write(own)
        self._children_sync(values)

    def _sync_sub_account(self, values):
        """An account that goes below another one gets its address where it has none,
        and gives it none: the host would write over one of the two for good."""
        if (
            (values.get("parent_id") or values.get("type") == "contact")
            and self.type == "contact"
            and not self._has_address()
            and not self.env.context.get("antcrm_keep_account")
            and (self.env.su or self.parent_id.has_access("write"))
            and (address := self.parent_id._get_address_values())
        ):
            self._update_address(address)
        self._children_sync(values)

    def _has_address(self):
        self.ensure_one()
        return any(self[name] for name in self._address_fields())

    @api.onchange("parent_id")
    def onchange_parent_id(self):
        """In the form, too, an account keeps its own address."""
        if self.is_company and self._has_address():
            return {}
        return super().onchange_parent_id()

    def _children_sync(self, values):
        """Contacts the user may not write keep their address."""
        if self.env.su or not self._is_synced(values):
            return super()._children_sync(values)
        children = self.child_ids
        hidden = children - children._filtered_access("write")
        if not hidden:
            return super()._children_sync(values)
        return super(
            ResPartner, self.with_context(antcrm_hidden_ids=hidden.ids)
        )._children_sync(values)

    def _is_synced(self, values):
        """Whether the host takes some of the values on to others."""
        names = {"parent_id", "type", "is_company", *self._address_fields()}
        names.update(self._commercial_fields())
        return not names.isdisjoint(values)

    def _update_address(self, vals):
        hidden = self.browse(self.env.context.get("antcrm_hidden_ids") or ())
        # an account below another one, with an address of its own
        kept = self.filtered(
            lambda p: p.is_company and p.parent_id and p._has_address()
        )
        return super(ResPartner, self - hidden - kept)._update_address(vals)

    def action_share_with_contacts(self):
        """Offer to share the contacts of an account as the account is shared: they are
        customers of their own and do not follow it by themselves."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "antcrm_share.antcrm_share_wizard_action_partner"
        )
        action["context"] = {
            "active_model": self._name,
            "active_ids": self.ids,
            "default_with_contacts": True,
        }
        return action
