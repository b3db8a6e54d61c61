import logging
from collections import defaultdict

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
from odoo.tools import html2plaintext

from odoo.addons.antcrm_customers.tools.intake_entry import IntakeOptions

from ..tools.visitor import find_contacts

_logger = logging.getLogger(__name__)

SOURCE_CHAT = "Chat"
CHUNK_SIZE = 50


class DiscussChannel(models.Model):
    _inherit = "discuss.channel"

    antcrm_waiting = fields.Boolean(
        copy=False,
        help="The chat is over, and its visitor has not been taken in yet.",
        export_string_translation=False,
    )

    _antcrm_waiting_index = models.Index("(id) WHERE antcrm_waiting")

    def write(self, vals):
        result = super().write(vals)
        if vals.get("livechat_end_dt"):
            self._wait_for_intake()
        return result

    def _wait_for_intake(self):
        """Have the visitors of ended chats taken in, where the chat asks for it."""
        # superuser: it is the visitor who ends a chat, and they see no settings of it
        ended = self.sudo().filtered(
            lambda channel: channel.livechat_channel_id.antcrm_kind
            and not channel.livechat_customer_partner_ids
        )
        if ended:
            ended.antcrm_waiting = True
            self.env.ref("antcrm_livechat.ir_cron_livechat").sudo()._trigger()

    @api.model
    def _cron_take_in_visitors(self):
        """Take the visitors of ended chats in, a chunk at a time."""
        Cron = self.env["ir.cron"]
        domain = [("antcrm_waiting", "=", True)]
        time_left = Cron._commit_progress(remaining=self.search_count(domain))
        while time_left and (chats := self.search(domain, limit=CHUNK_SIZE)):
            done = chats._take_in_safely()
            time_left = Cron._commit_progress(done, remaining=self.search_count(domain))
            if not done:
                break
        if self.search_count(domain, limit=1):
            self.env.ref("antcrm_livechat.ir_cron_livechat")._trigger()

    def _take_in_safely(self):
        """Take visitors in; what fails is given up, so that it stops nobody. The chat
        itself is there for who looks.

        :return: how many are done; none if others were writing the same customers
        """
        try:
            self._take_in_visitors()
            return len(self)
        except (ConcurrencyError, *PG_CONCURRENCY_EXCEPTIONS_TO_RETRY):
            self._roll_back_intake()
            return 0
        except Exception:
            self._roll_back_intake()
            if len(self) > 1:
                return self[: len(self) // 2]._take_in_safely()
            _logger.warning(
                "The visitor of chat %s does not come in", self.id, exc_info=1
            )
            self.antcrm_waiting = False
            return 1

    def _roll_back_intake(self):
        self.env.cr.rollback()
        self.env.transaction.reset()

    def _take_in_visitors(self):
        """Bring the visitors to the intake, and the chats to their history."""
        groups = defaultdict(self.browse)
        for chat in self:
            user = chat.livechat_operator_id.user_ids.filtered(
                lambda user: user.active and not user.share
            )[:1]
            groups[chat.livechat_channel_id.antcrm_kind, user] |= chat
        for (kind, user), chats in groups.items():
            found = [
                (chat, candidate)
                for chat in chats
                if kind and (candidate := chat._get_visitor_candidate())
            ]
            outcomes = self.env["antcrm.intake"].apply(
                kind or "lead",
                [candidate for _chat, candidate in found],
                self._get_visitor_options(user),
            )
            self._write_to_history(
                (chat, outcome["record"])
                for (chat, _candidate), outcome in zip(found, outcomes, strict=True)
                if outcome["record"]
            )
        self.antcrm_waiting = False

    @api.model
    def _get_visitor_options(self, user):
        """Return the options of the intake: the operator takes care of whom they
        have talked to, and what a stranger says replaces nothing."""
        source = self.env["utm.mixin"]._find_or_create_record("utm.source", SOURCE_CHAT)
        return IntakeOptions(
            {
                "duplicate_policy": "merge",
                "source_id": source.id,
                "responsible_id": user.id,
                "pic_mode": "user" if user else "none",
                "pic_user_id": user.id,
                "keep_emails": True,
                "way_in": "chat",
                # the chat stands in the history
                "tells_origin": True,
            }
        )

    def _get_visitor_candidate(self):
        """Return what the visitor said about themselves, or nothing if that tells
        nobody who they are."""
        self.ensure_one()
        messages = self.message_ids.sorted("id").filtered("author_guest_id")
        phones, emails = find_contacts(
            "\n".join(html2plaintext(body) for body in messages.mapped("body")),
            self.env.company.country_id.code,
        )
        if not (phones or emails):
            return {}
        name = messages[0].author_guest_id.name
        if not name or name.startswith(self.env._("Visitor")):
            name = (emails or phones)[0]
        return {"name": name, "phones": phones[:3], "emails": emails[:3]}

    @api.model
    def _write_to_history(self, chats_records):
        """Write chats into the histories of customers, as text.

        :param chats_records: pairs of a chat, and model and id of a customer
        """
        bodies = defaultdict(lambda: defaultdict(Markup))
        for chat, record in chats_records:
            bodies[record["model"]][record["id"]] += Markup("<p>%s</p>%s") % (
                self.env._("Live chat"),
                chat._get_channel_history(),
            )
        for model, by_id in bodies.items():
            self.env[model].browse(by_id)._message_log_batch(by_id)
