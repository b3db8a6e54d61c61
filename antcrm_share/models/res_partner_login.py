from odoo import SUPERUSER_ID, api, models, tools
from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tools import SQL

from ..tools.logins import KEEP_LOGINS

#: what decides which company a partner belongs to
COMPANY_FIELDS = ("parent_id", "is_company")


class ResPartner(models.Model):
    """The company of somebody with a login decides what they may see: documents in
    the portal, leads of partner programmes. So it is written by those who give logins
    alone, whatever door the value comes through."""

    # a file of its own, loaded behind the others: the guard is asked first
    # pylint: disable-next=consider-merging-classes-inherited
    _inherit = "res.partner"

    @api.model_create_multi
    def create(self, vals_list):
        self._check_login_commands(vals_list)
        return super().create(vals_list)

    def write(self, vals):
        self._check_login_commands([vals])
        held = self._filter_login_companies(vals)
        if not held:
            return super().write(vals)
        if not self.env.context.get(KEEP_LOGINS):
            raise AccessError(held._get_login_company_error())
        rest = {k: v for k, v in vals.items() if k not in COMPANY_FIELDS}
        super(ResPartner, held).write(rest)
        return super(ResPartner, self - held).write(vals)

    def _filter_login_companies(self, vals):
        """Return the partners whose company somebody with a login has, and may not get
        from ``vals``: not from this user, or not through this door."""
        if vals.keys().isdisjoint(COMPANY_FIELDS) or (
            not self.env.context.get(KEEP_LOGINS) and self._may_write_login_company()
        ):
            return self.browse()
        return self._filter_login_company_changed(vals)

    def _check_login_commands(self, vals_list):
        """Check what is to be written through lists of contacts and users. The host
        writes their lines in the name of whoever began the transaction: what a
        scheduled action does for somebody would pass.

        :raise AccessError: the company of a login is changed, or a login itself
        """
        lists = {
            name: [command for vals in vals_list for command in vals.get(name) or ()]
            for name in self._get_login_lists()
            if any(vals.get(name) for vals in vals_list)
        }
        if not lists or self._may_write_login_company():
            return
        for name, commands in lists.items():
            if self._fields[name].comodel_name == "res.users":
                raise AccessError(self._get_login_company_error())
            held = self._filter_login_commands(name, commands)
            if held:
                raise AccessError(held._get_login_company_error())

    def _filter_login_commands(self, name, commands):
        """Return the partners with a login, or above somebody with one, whose company
        commands of a list change."""
        # superuser: who is in the list already, whether or not the user sees them
        present = set(self.sudo().with_context(active_test=False).mapped(name)._ids)
        moved, held = set(), self.browse()
        for command in commands:
            if isinstance(command, models.BaseModel):
                command = Command.link(command.id)
            elif isinstance(command, int):
                command = Command.link(command)
            operation, id_, value = (*command, 0, 0)[:3]
            if operation == Command.UPDATE:
                if not value.keys().isdisjoint(COMPANY_FIELDS):
                    held |= self.browse(id_)._filter_login_company_changed(value)
            elif operation == Command.LINK:
                moved |= {id_} - present
            elif operation == Command.SET:
                moved |= set(value) ^ present
            elif operation == Command.CLEAR:
                moved |= present
            elif operation != Command.CREATE:
                moved.add(id_)
        tops = self.browse(sorted(moved))._get_login_tops(below_companies=False)
        return held | self.browse(tops)

    @api.model
    @tools.ormcache()
    def _get_login_lists(self):
        """Return the names of the lists that write the parent or the login of a
        contact."""
        inverses = {"res.partner": "parent_id", "res.users": "partner_id"}
        return tuple(
            name
            for name, field in self._fields.items()
            if field.type == "one2many"
            and field.inverse_name
            and inverses.get(field.comodel_name) == field.inverse_name
        )

    def _may_write_login_company(self):
        """Whether the user gives logins. Code that runs as superuser for somebody else
        has no more rights than they."""
        return self.env.uid == SUPERUSER_ID or self.env.user.has_group(
            "base.group_erp_manager"
        )

    def _get_login_company_error(self):
        return self.env._(
            "%(customer)s is or has somebody with a login, who sees what the company "
            "may see. Ask an administrator with Access Rights to change the company.",
            customer=self[:1].display_name or self.env._("This customer"),
        )

    def _filter_login_owners(self):
        """Return the partners with a login: internal or portal, archived or not."""
        # superuser: whether a partner has a login decides here, and is not told
        users = self.env["res.users"].sudo().with_context(active_test=False)
        owners = set(users.search([("partner_id", "in", self.ids)]).partner_id._ids)
        return self.browse(id_ for id_ in self._ids if id_ in owners)

    def _filter_login_company_changed(self, vals):
        """Return the partners for which writing ``vals`` would change the company of
        somebody with a login: their own, or of people below them."""
        # superuser: which company it is decides here, and is not told
        changed = self.sudo().filtered(
            lambda partner: (
                ("parent_id" in vals and partner.parent_id.id != vals["parent_id"])
                or (
                    "is_company" in vals
                    and partner.is_company != bool(vals["is_company"])
                    and partner.parent_id
                )
            )
        )
        return self.browse(
            changed._get_login_tops(below_companies="is_company" in vals)
        )

    def _get_login_tops(self, below_companies):
        """Return the ids of those partners who have a login, or above somebody with one
        who belongs to the same company.

        :param bool below_companies: go down from companies too: their people belong to
            them, whatever they come under
        """
        if not self.ids:
            return []
        self.env["res.partner"].flush_model(COMPANY_FIELDS)
        self.env["res.users"].flush_model(["partner_id"])
        self.env.cr.execute(
            SQL(
                """
                WITH RECURSIVE below (top, id) AS (
                    SELECT id, id
                      FROM res_partner
                     WHERE id = ANY(%(ids)s)
                     UNION
                    SELECT below.top, child.id
                      FROM below
                      JOIN res_partner partner ON partner.id = below.id
                      JOIN res_partner child ON child.parent_id = below.id
                     WHERE child.is_company IS NOT TRUE
                       AND (partner.is_company IS NOT TRUE OR %(below_companies)s)
                )
                SELECT DISTINCT below.top
                  FROM below
                  JOIN res_users ON res_users.partner_id = below.id
                """,
                ids=list(self.ids),
                below_companies=below_companies,
            )
        )
        found = {id_ for (id_,) in self.env.cr.fetchall()}
        return [id_ for id_ in self.ids if id_ in found]
