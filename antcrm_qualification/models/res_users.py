from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import NO_ACCESS, Command
from odoo.tools import SQL, sql

GROUP = "antcrm_qualification.group_partner_programme"


class ResUsers(models.Model):
    """People of partner companies: those with one in the profile, and those whose
    contact belongs to one, as far as somebody with the host's Access Rights has said
    so. They are kept in a group of their own, which lets them in to the leads of the
    company's agreements and to nothing else.

    Salespeople enter contacts and invite them to the portal: that alone lets nobody in.
    """

    _inherit = "res.users"

    partner_company_id = fields.Many2one(
        "res.partner",
        string="Partner Company",
        domain=[("is_company", "=", True)],
        ondelete="set null",
        index="btree_not_null",
        help="The user sees, edits and comments on the leads of this company's "
        "partnership agreements, and adds leads to them.",
    )

    contact_company_id = fields.Many2one(
        "res.partner",
        string="Company of the Contact",
        readonly=True,
        copy=False,
        ondelete="set null",
        index="btree_not_null",
        groups=NO_ACCESS,
        export_string_translation=False,
        help="As it was when somebody with Access Rights last made or moved the login.",
    )

    def _auto_init(self):
        """Whoever has a login already stands for the company that they belong to."""
        cr = self.env.cr
        is_new = sql.table_exists(cr, self._table) and not sql.column_exists(
            cr, self._table, "contact_company_id"
        )
        result = super()._auto_init()
        if is_new:
            cr.execute(
                SQL(
                    """
                    UPDATE res_users
                       SET contact_company_id = partner.commercial_partner_id
                      FROM res_partner partner
                     WHERE partner.id = res_users.partner_id
                    """
                )
            )
        return result

    @api.model_create_multi
    def create(self, vals_list):
        self._check_partner_company(vals_list)
        users = super().create(vals_list)
        users._log_people({})
        users._confirm_contact_companies()
        users._update_programme_group()
        return users

    def write(self, vals):
        self._check_partner_company([vals])
        before = {}
        if "partner_company_id" in vals:
            before = {user.id: user._get_partner_companies() for user in self}
        result = super().write(vals)
        if "partner_company_id" in vals:
            self._log_people(before)
        if "partner_id" in vals:
            self._confirm_contact_companies()
        if not vals.keys().isdisjoint(
            ("partner_company_id", "partner_id", "active", "group_ids")
        ) and not self.env.context.get("antcrm_programme_group"):
            self._update_programme_group()
        return result

    @api.model
    def _check_partner_company(self, vals_list):
        """Nobody gives a user a partner company but with the host's Access Rights: not
        themselves, and no code that runs as superuser for somebody else.

        :raise AccessError: somebody does
        """
        if any(vals.get("partner_company_id") for vals in vals_list) and not (
            self.env["res.partner"]._may_write_login_company()
        ):
            raise AccessError(
                self.env._(
                    "The partner company decides what a user sees. Ask an "
                    "administrator with Access Rights to enter it."
                )
            )

    def _confirm_contact_companies(self):
        """Remember which company the contacts of the users belong to, where whoever
        writes has the right to say so; elsewhere nobody stands for it any more."""
        is_allowed = self.env["res.partner"]._may_write_login_company()
        # superuser: follows from what the user has just written
        before = {
            user.id: user.partner_company_id | user.contact_company_id
            for user in self.sudo()
        }
        for user in self.sudo():
            company = user.partner_id.commercial_partner_id if is_allowed else False
            if user.contact_company_id.id != (company and company.id):
                user.contact_company_id = company
        self._log_people(before)

    def _log_people(self, before):
        """Remember who came to stand for companies with an agreement, and who does no
        more: the histories of their leads tell it.

        :param dict before: ``{id of a user: the companies}``
        """
        changes = []
        nobody = self.browse()
        for user in self:
            old = before.get(user.id, self.env["res.partner"].sudo())
            new = user._get_partner_companies()
            changes += [(company, user, nobody) for company in old - new]
            changes += [(company, nobody, user) for company in new - old]
        if not changes:
            return
        # superuser: who has agreements decides here, and is not told
        Agreement = self.env["antcrm.partner.agreement"].sudo()
        companies = Agreement.with_context(active_test=False).search(
            [("partner_id", "in", [company.id for company, _old, _new in changes])]
        )
        self.env["antcrm.share.log"]._log_group(
            (company, "person", old, new)
            for company, old, new in changes
            if company in companies.partner_id
        )

    def _get_partner_companies(self):
        """Return the companies that a user stands for, as superuser: that of the
        profile, and that of the user's contact, as long as they belong to it."""
        self.ensure_one()
        # superuser: which company somebody works for decides here, and is not told
        user = self.sudo()
        return user.partner_company_id | (
            user.contact_company_id & user.partner_id.commercial_partner_id
        )

    def _get_people(self, partners):
        """Return the users who stand for the companies ``partners``, as superuser."""
        # superuser: see above
        users = self.sudo().search(
            [
                "|",
                ("partner_company_id", "in", partners.ids),
                ("contact_company_id", "in", partners.ids),
            ]
        )
        return users.filtered(lambda user: user._get_partner_companies() & partners)

    def _get_agreements(self):
        """Return the agreements of the user's companies, as superuser."""
        self.ensure_one()
        return (
            self.env["antcrm.partner.agreement"]
            .sudo()
            .search([("partner_id", "in", self._get_partner_companies().ids)])
        )

    def _update_programme_group(self):
        """Put the users in the group who are people of a company with an agreement, and
        take the others out."""
        # superuser: the group follows from the users' companies and from nothing else
        users = self.sudo().filtered(lambda user: user.active and user.id)
        users = users.with_context(antcrm_programme_group=True)
        # kept with the definitions of groups: a write of users forgets everything else
        group_id = self.env["res.groups"]._get_group_definitions().get_id(GROUP)
        if not users or not group_id:
            return
        companies = {user: user._get_partner_companies() for user in users}
        partners = self.env["res.partner"].union(*companies.values())
        agreements = self.env["antcrm.partner.agreement"].sudo()
        agreed = agreements.search([("partner_id", "in", partners.ids)]).partner_id
        members = users.filtered(lambda user: group_id in user.group_ids._ids)
        wanted = users.filtered(
            lambda user: companies[user] & agreed and not user._is_public()
        )
        if added := wanted - members:
            added.write({"group_ids": [Command.link(group_id)]})
        if removed := members - wanted:
            removed.write({"group_ids": [Command.unlink(group_id)]})

    @api.model
    def _update_programme_users(self, partners):
        """Update the group of all who may stand for the companies ``partners``."""
        users = self.sudo().search(
            [
                "|",
                ("partner_company_id", "in", partners.ids),
                ("partner_id.commercial_partner_id", "in", partners.ids),
            ]
        )
        users._update_programme_group()
