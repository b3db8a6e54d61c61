from odoo import api, models
from odoo.fields import Command

from ..tools.intake_entry import MODELS
from ..tools.intake_fields import TAG_FIELDS


class AntcrmIntake(models.AbstractModel):
    """New customers."""

    # pylint: disable-next=consider-merging-classes-inherited
    _inherit = "antcrm.intake"

    @api.model
    def _create_customers(self, kind, entries, options):
        if not entries:
            return
        self._assign_pics(kind, entries, options)
        inherited = self._get_account_values(kind, entries)
        common = self._prepare_common_values(kind, options)
        records = self._create_records(
            kind,
            [
                self._prepare_new_customer_values(
                    kind, entry, options, common, inherited
                )
                for entry in entries
            ],
        )
        for entry, record in zip(entries, records, strict=True):
            entry.record = record
        self._create_points(kind, [(entry, entry.points) for entry in entries])

    @api.model
    def _prepare_common_values(self, kind, options):
        """Return the values that every created customer gets."""
        Model = self.env[MODELS[kind]]
        mode = options["share_mode"]
        if mode:
            users = self.env["res.users"].browse(options["share_user_ids"])
            teams = self.env["crm.team"].browse(options["share_team_ids"])
        else:
            users = self.env["res.users"]
            mode, teams = Model._get_default_share_choice(kind)
        values = {
            "status_id": Model._get_default_status_id(),
            "share_id": self.env["antcrm.share"]._get(mode, users, teams).id,
            "share_owner_id": self.env.uid,
            # the host would put whoever is logged in, or search the account's
            "user_id": False,
        }
        if self.env.su and options.get("responsible_id"):
            # nobody enters what strangers send: the responsible stands as the creator
            values["share_owner_id"] = options["responsible_id"]
        if options["pic_mode"] == "user" and options.get("pic_user_id"):
            values["user_id"] = options["pic_user_id"]
        elif options["pic_mode"] == "creator":
            values["user_id"] = Model._get_default_pic_id()
        return values

    @api.model
    def _prepare_new_customer_values(self, kind, entry, options, common, inherited):
        """Return the values to create the customer of one entry.

        :param dict common: what every customer of the batch gets
        :param dict inherited: what the contacts of each account take over from it
        """
        values = {**common, **entry.values}
        for point_kind in ("phone", "email"):
            column = self.env[MODELS[kind]]._get_contact_point_column(point_kind)
            unread = [text for kind, text in entry.unread if kind == point_kind]
            shown = [*entry.points[point_kind].values(), *unread]
            values[column] = next(iter(shown), False)
        if entry.tags:
            values[TAG_FIELDS[kind]] = [Command.set(entry.tags)]
        if kind == "lead":
            values["type"] = "lead"
            values |= self._get_linked_values(entry, values)
        else:
            values["is_company"] = kind == "account"
            values["type"] = "contact"
        self._give_computed_values(kind, entry, values, inherited, options)
        return values

    # ------------------------------------------------------------------
    # Persons in charge
    # ------------------------------------------------------------------

    @api.model
    def _assign_pics(self, kind, entries, options):
        """Let the group of the options choose the persons in charge, by its rule."""
        if options["pic_mode"] != "team" or not options.get("pic_team_id"):
            return
        entries = [entry for entry in entries if not entry.values.get("user_id")]
        # superuser: the turn of a group moves whoever brings customers in
        team = self.env["crm.team"].sudo().browse(options["pic_team_id"])
        users = team.assign_pics(len(entries))
        for entry, user in zip(entries, users, strict=True):
            entry.values["user_id"] = user.id
            if kind == "lead":
                entry.values["team_id"] = team.id

    @api.model
    def _assign_pics_of_accounts(self, kind, entries, by_id, options):
        """A contact without a person in charge who gets an account would take over that
        of the account: what the options say comes first, as on creation."""
        entries = [
            entry
            for entry in entries
            if kind == "contact"
            and entry.values.get("parent_id")
            and not entry.values.get("user_id")
            and not by_id[entry.record.id].user_id
            and not by_id[entry.record.id].parent_id
        ]
        self._assign_pics(kind, entries, options)
        if options["pic_mode"] == "user" and options.get("pic_user_id"):
            for entry in entries:
                entry.values["user_id"] = options["pic_user_id"]
