from collections import defaultdict

from odoo import models
from odoo.fields import Domain


class CrmLead(models.Model):
    """What was written, done and planned with a lead goes on to its customer."""

    # a file of its own: all of conversion stands in crm_lead_convert*
    # pylint: disable-next=consider-merging-classes-inherited
    _inherit = "crm.lead"

    def _move_history(self, targets):
        """Move what was written, calls, files and activities to the customers, and let
        those follow them who follow the leads; changes of the lead's own values stay
        with it. Its meetings are found through it.

        :param dict targets: ``{lead: partner}``
        """
        if not targets:
            return
        ids = {lead.id: partner.id for lead, partner in targets.items()}
        documents = Domain("res_model", "=", "crm.lead") & Domain(
            "res_id", "in", list(ids)
        )
        # superuser, as the host when it moves messages: the user may write both ends
        messages = self.env["mail.message"].sudo()
        messages = messages.search(
            Domain("model", "=", "crm.lead")
            & Domain("res_id", "in", list(ids))
            & Domain("message_type", "!=", "user_notification")
            & Domain("tracking_value_ids", "=", False)
            & Domain("subtype_id.res_model", "=", False)
        )
        for lead_id, moved in messages.grouped("res_id").items():
            moved.write({"model": "res.partner", "res_id": ids[lead_id]})
        # superuser: files of these leads; those of fields stay
        attachments = self.env["ir.attachment"].sudo()
        attachments = attachments.search(documents & Domain("res_field", "=", False))
        for lead_id, moved in attachments.grouped("res_id").items():
            moved.write({"res_model": "res.partner", "res_id": ids[lead_id]})
        leads = self.browse().union(*targets)
        partners = self.env["res.partner"].union(*targets.values())
        self._move_activities(documents, ids, partners)
        self._move_followers(documents, ids, partners)
        for threads in (leads, partners):
            threads.invalidate_recordset(["message_ids", "activity_ids"])
        for lead, partner in targets.items():
            # superuser: nothing but the date that the mixin keeps
            partner_sudo = partner.sudo()
            dates = (lead.last_interaction_date, partner_sudo.last_interaction_date)
            latest = max(filter(None, dates), default=False)
            if latest != partner_sudo.last_interaction_date:
                partner_sudo.last_interaction_date = latest

    def _move_activities(self, documents, ids, partners):
        """Move what is planned and what was done, but for colleagues who would not see
        the customer: theirs stays where they find it."""
        # superuser: activities of colleagues, on leads that the user may write
        activities = self.env["mail.activity"].sudo().with_context(active_test=False)
        activities = activities.search(documents)
        model_id = self.env["ir.model"]._get_id("res.partner")
        for user, assigned in activities.grouped("user_id").items():
            seen = set(self._filter_seen_by(partners, user)._ids if user else ids)
            for lead_id, moved in assigned.grouped("res_id").items():
                if not user or ids[lead_id] in seen:
                    moved.write({"res_model_id": model_id, "res_id": ids[lead_id]})

    def _move_followers(self, documents, ids, partners):
        """Let the colleagues who follow leads follow the customers that they see."""
        # superuser: who follows a lead that the user may write
        followers = self.env["mail.followers"].sudo().search(documents)
        following = defaultdict(set)  # {partner: partners of its followers}
        for follower, lines in followers.grouped("partner_id").items():
            user = follower.user_ids.filtered(lambda user: not user.share)[:1]
            if not user:
                continue
            seen = self._filter_seen_by(partners, user)
            wanted = {ids[lead_id] for lead_id in lines.mapped("res_id")}
            for partner in seen:
                if partner.id in wanted:
                    following[partner].add(follower.id)
        followed = defaultdict(partners.browse)
        for partner, follower_ids in following.items():
            followed[frozenset(follower_ids)] |= partner
        for follower_ids, customers in followed.items():
            customers.sudo()._message_subscribe(list(follower_ids))

    def _filter_seen_by(self, partners, user):
        """Return those of the customers that a colleague may see."""
        companies = user.sudo().company_ids
        theirs = partners.with_user(user).with_context(
            # those of who converts may be none of theirs
            allowed_company_ids=companies.ids
        )
        return theirs._filtered_access("read").with_env(self.env)

    def _log_conversion(self, told):
        """Tell in the history of leads and customers what was converted to what.

        :param told: the leads that those who see the customers may know of
        """
        texts = {}
        bodies = defaultdict(list)
        for lead in self:
            partners = lead.converted_contact_id | lead.converted_account_id
            names = ", ".join(partners.mapped("display_name"))
            if lead in told:
                texts[lead.id] = self.env._(
                    "Converted to %(customers)s.", customers=names
                )
                for partner in partners:
                    bodies[partner].append(lead.display_name)
            else:
                texts[lead.id] = self.env._(
                    "Converted to %(customers)s. Numbers, notes and files stay here: "
                    "some people who see the customer may not see this lead.",
                    customers=names,
                )
        self._message_log_batch(texts)
        self.env["res.partner"].union(*bodies)._message_log_batch(
            {
                partner.id: self.env._(
                    "Converted from %(leads)s.", leads=", ".join(names)
                )
                for partner, names in bodies.items()
            }
        )
