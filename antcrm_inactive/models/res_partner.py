from odoo import api, models
from odoo.exceptions import RedirectWarning, UserError

from .antcrm_customer_mixin import GROUP


class ResPartner(models.Model):
    _inherit = "res.partner"

    _inactive_index = models.Index("(id) WHERE is_inactive")

    @api.ondelete(at_uninstall=False)
    def _unlink_except_documents(self):
        """A customer with documents stays; it can be made inactive.

        :raise UserError: telling what stands in the way
        """
        customers = self.filtered("customer_kind")
        if not customers:
            return
        counts, kept = self.env["antcrm.document.model"]._count_documents(customers)
        if not counts:
            return
        documents = "\n".join(f"- {name}: {count}" for name, count in counts.items())
        message = self.env._(
            "There are documents of the customers that you want to delete:\n"
            "%(documents)s\n"
            "Make the customers inactive instead: they keep their documents and get no "
            "new ones.",
            documents=documents,
        )
        if not self.env.user.has_group(GROUP):
            raise UserError(message)
        raise RedirectWarning(
            message,
            self.env.ref("antcrm_inactive.res_partner_action_make_inactive").id,
            self.env._("Make Inactive"),
            {"active_model": "res.partner", "active_ids": kept.ids},
        )

    def _check_conversion_target(self):
        """Inactive ones get nothing new; they are named."""
        # superuser: the account of a contact may be hidden
        inactive = self.env["antcrm.document.model"]._get_inactive(self.sudo())
        inactive = inactive.with_env(self.env)
        if inactive:
            raise UserError(
                self.env._(
                    "These customers are inactive and get nothing new: %(customers)s. "
                    "Choose others, or ask somebody who may make them active again.",
                    customers=", ".join(inactive.mapped("display_name")),
                )
            )
        return super()._check_conversion_target()

    def _tell_of_refused_mail(self, alias, subject):
        """Give whoever is in charge of an inactive customer something to do: a mail of
        it made no document, and stands in its history.

        :param alias: the ``mail.alias`` that it was sent to, if it was
        """
        self.ensure_one()
        user = self._get_user_in_charge(alias)
        if not user:
            return
        partner = self.with_context(lang=user.lang)
        partner.activity_schedule(
            "mail.mail_activity_data_todo",
            user_id=user.id,
            summary=partner.env._(
                "Inactive customer wrote: %(subject)s", subject=subject
            ),
            note=partner.env._(
                "No document was made of the mail to %(address)s, it stands in the "
                "history. Answer it, or make the customer active again and enter the "
                "document.",
                address=alias.display_name if alias else "",
            ),
        )

    def _get_user_in_charge(self, alias):
        """Return the person in charge of one customer, of its account, of whom the
        address of a mail belongs to, or who entered it: the first who may read it."""
        users = self.user_id | self.commercial_partner_id.user_id
        if alias and alias.alias_parent_model_id.model in self.env:
            owner = self.env[alias.alias_parent_model_id.model].browse(
                alias.alias_parent_thread_id or ()
            )
            if "user_id" in owner._fields:
                users |= owner.exists().user_id
        users |= self.share_owner_id
        return users.filtered(
            lambda user: (
                user.active
                and user._is_internal()
                and self.with_user(user).has_access("read")
            )
        )[:1]
