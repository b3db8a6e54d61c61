from odoo import models


class DiscussChannel(models.Model):
    _inherit = "discuss.channel"

    def add_members(self, partner_ids=None, *args, **kwargs):
        """Nobody brings customers into a conversation whom they may not see.

        :raise AccessError: the user may not read one of them
        """
        guard = self._get_reference_guard()
        if guard is not None:
            guard._check_ids("res.partner", guard._read_ids(partner_ids))
        return super().add_members(partner_ids, *args, **kwargs)

    def _get_known_partners(self):
        """The members of a conversation talk to each other, unseen as they are: the
        visitor of a web site with a robot."""
        return super()._get_known_partners() | self.channel_member_ids.partner_id
