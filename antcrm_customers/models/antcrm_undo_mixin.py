from collections import Counter

from markupsafe import Markup

from odoo import SUPERUSER_ID, api, models

from odoo.addons.antcrm_share.tools.counts import count_text

MAX_REASONS = 30
#: for so long what was done in a batch can be undone
UNDO_DAYS = 30


class AntcrmUndoMixin(models.AbstractModel):
    """Something that can be undone, and says before what would come of it."""

    _name = "antcrm.undo.mixin"
    _description = "Can Be Undone"

    @api.model
    def _get_undo_days(self):
        """Return for how many days it can be undone; the journal forgets it then. An
        addon may let the company choose."""
        return UNDO_DAYS

    def action_undo(self):
        """Undo it. What changed since stays, and is listed.

        :return: the action to show then, or ``True``
        :raise AccessError: the user may not undo it
        :raise UserError: it cannot be undone
        """
        raise NotImplementedError

    def _preview_undo(self):
        """Return what :meth:`action_undo` would do, and write nothing.

        :return: dict with ``done`` (list of sentences about what would be undone),
            ``kept`` (list of reasons why something would stay, one for each that does)
            and ``kept_count``
        :raise AccessError: the user may not undo it
        :raise UserError: it cannot be undone
        """
        raise NotImplementedError

    def action_preview_undo(self):
        """Open the dialog that says what would be undone, what would stay, and why.

        :raise AccessError: the user may not undo it
        :raise UserError: it cannot be undone
        """
        self.ensure_one()
        preview = self._preview_undo()
        wizard = self.env["antcrm.undo.wizard"].create(
            {
                "res_model": self._name,
                "res_id": self.id,
                "done_text": "\n".join(preview["done"]),
                "kept_text": "\n".join(self._count_reasons(preview["kept"])),
                "kept_count": preview["kept_count"],
            }
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Undo"),
            "res_model": wizard._name,
            "res_id": wizard.id,
            "views": [(False, "form")],
            "target": "new",
        }

    def _tell_in_inbox(self, user, subject, lines, **options):
        """Leave a message about work in the background in somebody's inbox.

        :param lines: sentences, in which nothing is taken for markup
        :param options: as ``message_notify`` takes them
        """
        items = Markup("").join(Markup("<li>%s</li>") % line for line in lines)
        # superuser: the company tells its own user what became of their work
        self.env["mail.thread"].with_user(SUPERUSER_ID).message_notify(
            author_id=self.env.ref("base.partner_root").id,
            partner_ids=user.partner_id.ids,
            subject=subject,
            body=Markup("<p>%s</p><ul>%s</ul>") % (subject, items),
            **options,
        )

    def _count_reasons(self, reasons):
        """Return reasons as lines, the same ones once with their number."""
        counts = Counter(reasons).most_common()
        lines = [
            reason
            if count == 1
            else self.env._(
                "%(count)s: %(reason)s",
                count=count_text(self.env, count),
                reason=reason,
            )
            for reason, count in counts[:MAX_REASONS]
        ]
        rest = sum(count for _reason, count in counts[MAX_REASONS:])
        if rest:
            more = count_text(self.env, rest)
            lines.append(self.env._("… and %(count)s more.", count=more))
        return lines
