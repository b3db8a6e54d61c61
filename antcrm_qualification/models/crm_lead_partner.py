from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain

from odoo.addons.antcrm_contact_point.tools.contact_values import read_email, read_phone
from odoo.addons.antcrm_customers.tools.intake_entry import IntakeOptions
from odoo.addons.antcrm_share.tools.counts import count_text

from .antcrm_intake_fields import SALES_FIELDS
from .res_users import GROUP

SALESMAN = "sales_team.group_sale_salesman"
#: what people of partner companies write, and how long a text may be
PARTNER_TEXTS = {
    "name": 200,
    "partner_name": 200,
    "company_name": 200,
    "website": 200,
    "vat": 32,
    "firstname": 100,
    "middlename": 100,
    "lastname": 100,
    "function": 100,
    "phone": 50,
    "email_from": 200,
    "city": 100,
    "customer_requirements": 10_000,
    "external_client_id": 100,
}
PARTNER_RELATIONS = (
    *("sales_direction_id", "sales_product_id", "country_id"),
    *("campaign_id", "medium_id"),
)
#: a box of the page; what is ticked once is taken back by us alone
DO_NOT_EMAIL = "do_not_email"
PARTNER_READABLE = frozenset(
    (
        *PARTNER_TEXTS,
        *PARTNER_RELATIONS,
        *("id", "display_name", "create_date", "type", "active", "contact_name"),
        *("qualification_state", "is_partner_lead"),
        # the host's order of leads, the company of what is said about them, and whether
        # the user may see them, which is asked before they are told
        *("priority", "company_id", "share_allows", "share_grants"),
        *("partner_agreement_id", "partner_company_id", "partner_contact_id"),
    )
)


class CrmLead(models.Model):
    """Leads of partner companies: their people see, edit and comment on those of their
    agreements, and add leads, without any role here."""

    # a file of its own: all that partners may do stands here and in the record rule
    # pylint: disable-next=consider-merging-classes-inherited
    _inherit = "crm.lead"

    is_partner_lead = fields.Boolean(
        compute="_compute_is_partner_lead",
        search="_search_is_partner_lead",
        export_string_translation=False,
        help="A lead of an agreement of the current user's company; the record rule "
        "asks.",
    )

    # ------------------------------------------------------------------
    # Access
    # ------------------------------------------------------------------

    @api.depends("partner_agreement_id")
    @api.depends_context("uid")
    def _compute_is_partner_lead(self):
        agreements = self.env.user._get_agreements()
        # superuser: the agreement decides and is not told
        for lead, lead_sudo in zip(self, self.sudo(), strict=True):
            lead.is_partner_lead = bool(
                lead_sudo.partner_agreement_id
                and lead_sudo.partner_agreement_id in agreements
            )

    def _search_is_partner_lead(self, operator, value):
        if operator != "in" or True not in value:
            return NotImplemented
        return Domain("partner_agreement_id", "in", self.env.user._get_agreements().ids)

    # Sharing is for colleagues; whoever brought a lead sees it, whatever their login

    @api.depends("audience", "partner_agreement_id")
    @api.depends_context("uid")
    def _compute_share_allows(self):
        result = super()._compute_share_allows()
        if self.env.user.has_group(GROUP):
            for lead in self.filtered("is_partner_lead"):
                lead.share_allows = True
        return result

    def _search_share_allows(self, operator, value):
        domain = super()._search_share_allows(operator, value)
        if domain is NotImplemented or not self.env.user.has_group(GROUP):
            return domain
        return domain | self._search_is_partner_lead(operator, value)

    # An agreement is a grant: who gave it, to whom and when is told with the share

    @api.model_create_multi
    def create(self, vals_list):
        leads = super().create(vals_list)
        leads._log_agreements({})
        return leads

    def write(self, vals):
        if vals.keys().isdisjoint(SALES_FIELDS):
            return super().write(vals)
        # superuser: which agreement it was is kept, and not told
        before = {lead.id: lead.partner_agreement_id for lead in self.sudo()}
        result = super().write(vals)
        self._log_agreements(before)
        return result

    def _log_agreements(self, before):
        """Remember changed agreements.

        :param dict before: ``{id: agreement}``
        """
        changes = []
        for lead in self.sudo():
            old = before.get(lead.id, lead.partner_agreement_id.browse())
            if lead.partner_agreement_id != old:
                changes.append((lead, old, lead.partner_agreement_id))
        if changes:
            self.env["antcrm.share.log"]._log_agreements(changes)

    def _get_share_reasons(self):
        reasons = super()._get_share_reasons()
        agreement = self.partner_agreement_id.filtered("active")
        for user in self.env["res.users"]._get_people(agreement.partner_id):
            reasons.setdefault(user, []).append(
                self.env._("Partner agreement %(agreement)s", agreement=agreement.name)
            )
        return reasons

    def _get_share_group_domain(self):
        partner = self.partner_agreement_id.filtered("active").partner_id
        return super()._get_share_group_domain() | (
            Domain("model", "=", partner._name) & Domain("res_id", "in", partner.ids)
        )

    def _get_share_logs(self):
        logs = super()._get_share_logs()
        # from which entry of the log on which company was let in
        since = {0: self.env["res.partner"]}
        since |= {
            log.id: log.partner_id
            for log in logs.sorted("id")
            if log.event == "agreement"
        }
        people = logs.search(
            [
                ("model", "=", "res.partner"),
                ("event", "=", "person"),
                ("res_id", "in", [partner.id for partner in since.values()]),
                ("create_date", ">=", self.create_date),
            ]
        )
        return logs | people.filtered(
            lambda log: (
                since[max(id_ for id_ in since if id_ < log.id)].id == log.res_id
            )
        )

    @api.model
    def _is_partner_only(self):
        """Whether the user works with leads as a partner alone."""
        user = self.env.user
        return not user.has_group(SALESMAN) and user.has_group(GROUP)

    def _has_field_access(self, field, operation):
        """Partners read what their pages show, in searches and over any API; they write
        through their pages."""
        return super()._has_field_access(field, operation) and (
            self.env.su
            or not self._is_partner_only()
            or (operation == "read" and field.name in PARTNER_READABLE)
        )

    def _mail_get_operation_for_mail_message_operation(self, message_operation):
        """Partners comment on the leads that they may read."""
        result = super()._mail_get_operation_for_mail_message_operation(
            message_operation
        )
        # the host asks as superuser, for the user
        if message_operation == "create" and self._is_partner_only():
            result.update(dict.fromkeys(self, "read"))
        return result

    def _get_access_action(self, access_uid=None, force_website=False):
        """Links in mails bring partners to their page."""
        self.ensure_one()
        user = self.env["res.users"].sudo().browse(access_uid or self.env.uid)
        lead = self.with_user(user)
        if lead._is_partner_only() and lead.has_access("read"):
            return {
                "type": "ir.actions.act_url",
                "url": f"/my/partner-leads/{self.id}",
                "target": "self",
                "res_id": self.id,
            }
        return super()._get_access_action(
            access_uid=access_uid, force_website=force_website
        )

    # ------------------------------------------------------------------
    # What partners write
    # ------------------------------------------------------------------

    @api.model
    def _create_from_partner(self, agreement_id, values):
        """Add a lead of an agreement of the current user's company.

        :param int agreement_id: the agreement
        :param dict values: texts as a stranger sends them, see ``PARTNER_TEXTS`` and
            ``PARTNER_RELATIONS``; others are ignored
        :return: the lead, as the user sees it
        :raise AccessError: the agreement is not one of the user's company
        :raise UserError: a value is missing or wrong
        """
        user = self.env.user
        agreement = user._get_agreements().filtered(lambda a: a.id == agreement_id)
        if not agreement:
            raise AccessError(self.env._("Choose an agreement of your company."))
        vals = self._read_partner_values(values, agreement)
        # somebody who has left gets none of them
        responsible = agreement.user_id.filtered("active")
        contact = user.sudo().partner_id
        if contact.parent_id != agreement.partner_id:
            contact = agreement.contact_id
        # superuser: the user has no right on leads but this one, for their own
        # agreement; the values have been read one by one
        intake = self.env["antcrm.intake"].sudo()
        [outcome] = intake.apply(
            "lead",
            [{"name": vals.get("partner_name") or vals["name"]}],
            IntakeOptions(
                {
                    # whoever is known already is told to nobody
                    "duplicate_policy": "duplicate",
                    "share_mode": "all",
                    "responsible_id": responsible.id or user.id,
                    "pic_mode": "user" if responsible else "none",
                    "pic_user_id": responsible.id,
                    "source_id": self._get_partner_source().id,
                    # the history says below who added it
                    "tells_origin": True,
                }
            ),
        )
        if not outcome["record"]:
            raise UserError(
                self.env._(
                    "The lead cannot be added here: %(reasons)s Send it to us by "
                    "email.",
                    reasons=" ".join(outcome["reasons"]),
                )
            )
        lead = self.sudo().browse(outcome["record"]["id"])
        lead.write(
            {
                "contact_name": False,
                # the agreement's, if none is chosen
                "sales_direction_id": False,
                **vals,
                "partner_agreement_id": agreement.id,
                "partner_contact_id": contact.id,
            }
        )
        lead._message_log(
            body=self.env._("Added by %(user)s on the partner page.", user=user.name)
        )
        return lead.with_env(self.env)

    @api.model
    def _get_partner_source(self):
        # superuser: a source by its name, made if there is none
        mixin = self.env["utm.mixin"].sudo()
        return mixin._find_or_create_record("utm.source", "Partner")

    def _update_from_partner(self, values):
        """Change one lead; see :meth:`_create_from_partner`.

        :raise AccessError: the user may not read the lead
        :raise UserError: the lead is no lead any more, or a value is wrong
        """
        self.ensure_one()
        self.check_access("read")
        # superuser: the user may read this lead as one of their company's; the values
        # are read one by one
        lead = self.sudo()
        if not self.is_partner_lead:
            raise AccessError(self.env._("This lead is not one of your company."))
        if lead.qualification_state not in ("new", "assigned"):
            raise UserError(
                self.env._("This lead is closed. Comment on it, or add a new one.")
            )
        agreement = lead.partner_agreement_id
        lead.write(self._read_partner_values(values, agreement, lead))
        if lead.partner_agreement_id != agreement:
            # they would not find it again
            raise UserError(
                self.env._(
                    "The programme of your agreement has changed. Choose both "
                    "direction and product from its lists, or leave both as they were."
                )
            )

    @api.model
    def _get_partner_choices(self, agreements, lead=None):
        """Return the records that a partner chooses from, by field: those of their
        programmes, and what the lead has already.

        :param agreements: as superuser
        :param lead: a lead as superuser, or nothing
        """
        programmes = agreements.programme_id
        choices = {
            "sales_direction_id": programmes.direction_ids,
            "sales_product_id": programmes.product_ids,
            # superuser: names of countries
            "country_id": self.env["res.country"].sudo().search_fetch([], ["name"]),
            # superuser: names of campaigns and channels, which partners work with
            "campaign_id": self.env["utm.campaign"]
            .sudo()
            .search([("is_auto_campaign", "=", False)]),
            "medium_id": self.env["utm.medium"].sudo().search([("active", "=", True)]),
        }
        if lead:
            choices = {name: found | lead[name] for name, found in choices.items()}
        return choices

    @api.model
    def _read_partner_values(self, values, agreement, lead=None):
        """Return what strangers send in the format of ``write``; of a lead, what they
        change.

        :raise UserError: telling what is missing or wrong
        """
        lead = lead or self.sudo()
        vals = {}
        for name, length in PARTNER_TEXTS.items():
            text = values.get(name)
            if isinstance(text, str):
                # a database takes no zero bytes; browsers have line ends of their own
                text = text.replace("\x00", "").replace("\r\n", "\n").strip()
                if text == (lead[name] or "").strip():
                    continue
                if len(text) > length:
                    raise UserError(
                        self.env._(
                            "“%(text)s…” is too long. Use up to %(count)s characters.",
                            text=text[:20],
                            count=count_text(self.env, length),
                        )
                    )
                vals[name] = text or False
        if not vals.get("name", lead.name and values.get("name")):
            raise UserError(self.env._("Tell what the lead is about."))
        choices = self._get_partner_choices(agreement, lead)
        for name in PARTNER_RELATIONS:
            text = values.get(name)
            if not isinstance(text, str) or text == str(lead[name].id or ""):
                continue
            chosen = choices[name].filtered(lambda r, text=text: str(r.id) == text)
            if text and not chosen:
                raise UserError(
                    self.env._("Choose a direction and a product of the programme.")
                    if name in SALES_FIELDS
                    else self.env._("Choose a country of the list.")
                    if name == "country_id"
                    else self.env._("Choose a campaign and a channel of the lists.")
                )
            vals[name] = chosen.id
        country_id = vals.get("country_id", lead.country_id.id)
        country = self.env["res.country"].sudo().browse(country_id or ())
        vals.update(self._read_partner_points(vals, country))
        if values.get(DO_NOT_EMAIL) and not lead.do_not_email:
            if not vals.get("email_from", lead.email_from):
                raise UserError(
                    self.env._("Enter the email address that gets no mailings.")
                )
            vals[DO_NOT_EMAIL] = True
        return vals

    @api.model
    def _read_partner_points(self, vals, country):
        """Check phone and email as everywhere; a wrong one is told."""
        Point = self.env["antcrm.contact.point"]
        region = Point._get_region(self.browse(), country)
        result = {}
        for name, reading in (
            ("phone", vals.get("phone") and read_phone(vals["phone"], region)),
            ("email_from", vals.get("email_from") and read_email(vals["email_from"])),
        ):
            if not reading:
                continue
            if reading.error:
                raise ValidationError(Point._get_value_error(reading, region))
            result[name] = reading.value
        return result
