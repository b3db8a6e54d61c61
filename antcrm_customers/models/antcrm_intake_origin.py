from markupsafe import Markup

from odoo import api, models
from odoo.tools import SQL
from odoo.tools.mail import generate_tracking_message_id


class AntcrmIntake(models.AbstractModel):
    """Where a customer came from stands in their history, for whoever reads it years
    later. What is made by hand, the host says."""

    # pylint: disable-next=consider-merging-classes-inherited
    _inherit = "antcrm.intake"

    @api.model
    def _write_origins(self, entries, options):
        """Write into the histories of new customers, and of those that came along with
        them, such as an account, how they came in. Ways that show there what came say
        it of their customers themselves."""
        # superuser: only which of what was made is a customer, and no address
        made = (
            self.env["res.partner"]
            .sudo()
            .union(
                *(
                    record.sudo()
                    for entry in entries
                    for record in entry.made
                    if record._name == "res.partner"
                )
            )
        )
        records = [*made.filtered("customer_kind")]
        if not options["tells_origin"]:
            records += [
                entry.record
                for entry in entries
                if entry.action in ("created", "duplicated")
            ]
        body = Markup("<p>%s</p>") % self._get_origin(options)
        self._insert_notes([(record, body) for record in records], self.env.user)

    @api.model
    def _get_origin(self, options):
        """Return how customers came in, as text: what the way says, or by whom the
        intake was called."""
        if options["origin"]:
            return options["origin"]
        if options["way_in"] == "manual":
            return self.env._("Added by quick create.")
        return self.env._("Added by a program, through the API.")

    @api.model
    def _insert_notes(self, notes, user):
        """Write notes into the histories of customers, in one query: one by one, the
        messages would take longer than the customers.

        :param notes: pairs of a record and a body, which is markup
        :param user: whose notes they are
        :return: the ids of the notes as ``{(model, id of the record): id}``
        """
        if not notes:
            return {}
        author = user.partner_id
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO mail_message (
                       model, res_id, body, message_type, subtype_id, is_internal,
                       author_id, email_from, message_id, date,
                       create_uid, create_date, write_uid, write_date)
                SELECT model, res_id, body, 'notification', %(subtype)s, TRUE,
                       %(author)s, %(email)s, message_id, %(now)s,
                       %(uid)s, %(now)s, %(uid)s, %(now)s
                  FROM unnest(%(models)s, %(ids)s, %(bodies)s, %(message_ids)s)
                       AS message (model, res_id, body, message_id)
             RETURNING model, res_id, id
                """,
                subtype=self.env["ir.model.data"]._xmlid_to_res_id("mail.mt_note"),
                author=author.id,
                email=author.email_formatted or None,
                now=self.env.cr.now(),
                uid=user.id,
                models=[record._name for record, _body in notes],
                ids=[record.id for record, _body in notes],
                bodies=[str(body) for _record, body in notes],
                # a mail without one would be taken for a note without one
                message_ids=[
                    generate_tracking_message_id(f"{record.id}-{record._name}")
                    for record, _body in notes
                ],
            )
        )
        ids = {(model, res_id): id_ for model, res_id, id_ in self.env.cr.fetchall()}
        for model in {model for model, _id in ids}:
            self.env[model].invalidate_model(["message_ids"])
        return ids
