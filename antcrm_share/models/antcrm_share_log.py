from odoo import api, fields, models


class AntcrmShareLog(models.Model):
    """Who changed who sees a customer: its share, or the members of a group that it is
    shared with. Read through ``share_history`` alone, by those who may see the share;
    kept when the customer or the group is deleted.

    A change of a group is kept once, for the group; which customers it concerned is
    told when they are asked.
    """

    _name = "antcrm.share.log"
    _description = "Share History"
    _order = "id desc"

    model = fields.Char(required=True, readonly=True)
    res_id = fields.Many2oneReference(
        "Record", model_field="model", required=True, readonly=True
    )
    event = fields.Selection(
        [
            ("share", "Share"),
            ("member", "Member"),
            ("leader", "Leader"),
            ("archived", "Archived"),
            ("deleted", "Deleted"),
        ],
        default="share",
        required=True,
        readonly=True,
    )
    old_share_id = fields.Many2one("antcrm.share", readonly=True, ondelete="set null")
    new_share_id = fields.Many2one("antcrm.share", readonly=True, ondelete="set null")
    # of a group: names as they were, and who came
    name = fields.Char("Sales Group", readonly=True)
    old_name = fields.Char("Who Went", readonly=True)
    new_name = fields.Char("Who Came", readonly=True)
    user_id = fields.Many2one(
        "res.users", "Newcomer", readonly=True, ondelete="set null"
    )

    _record_index = models.Index("(model, res_id)")

    @api.model
    def _log(self, records, share, new=False):
        """Remember that ``records``, read as superuser, get the policy ``share``; with
        ``new`` they have just been created with it."""
        # superuser writes the log, in the name of the user who changes the share
        self.sudo().create(
            [
                {
                    "model": record._name,
                    "res_id": record.id,
                    "old_share_id": not new and record.share_id.id,
                    "new_share_id": share.id,
                }
                for record in records
            ]
        )

    @api.model
    def _log_restored(self, shares):
        """Remember that records, read as superuser, got back the policy that they have.

        :param dict shares: ``{record: the policy before}``
        """
        # superuser: see above
        self.sudo().create(
            [
                {
                    "model": record._name,
                    "res_id": record.id,
                    "old_share_id": share.id,
                    "new_share_id": record.share_id.id,
                }
                for record, share in shares.items()
                if record.share_id != share
            ]
        )

    @api.model
    def _log_group(self, changes):
        """Remember who came into groups and who went.

        :param changes: tuples of the group (a record with a name), the event, and the
            users that went and came, empty for nobody
        """
        # superuser: see above; the names are those of the people concerned
        self.sudo().create(
            [
                {
                    "model": group._name,
                    "res_id": group.id,
                    "event": event,
                    "name": group.sudo().name,
                    "old_name": ", ".join(old.sudo().mapped("name")),
                    "new_name": ", ".join(new.sudo().mapped("name")),
                    "user_id": new[:1].id,
                }
                for group, event, old, new in changes
            ]
        )

    def _get_texts(self):
        """Return what was before and after a change, as text."""
        self.ensure_one()
        if self.event == "share":
            return self.old_share_id.display_name, self.new_share_id.display_name
        if self.event == "archived":
            present = self.env._("Sales group %(group)s", group=self.name)
            archived = self.env._("Sales group %(group)s (archived)", group=self.name)
            return (present, archived) if self.old_name else (archived, present)
        if self.event == "deleted":
            return self.env._("Sales group %(group)s", group=self.name), ""

        def say(name):
            if not name:
                return ""
            if self.event == "leader":
                return self.env._(
                    "%(person)s leads %(group)s", person=name, group=self.name
                )
            return self.env._(
                "%(person)s is in %(group)s", person=name, group=self.name
            )

        return say(self.old_name), say(self.new_name)
