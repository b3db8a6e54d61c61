import hashlib
import logging
import random
import secrets
import time
from collections import defaultdict
from datetime import timedelta

from markupsafe import Markup

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tools import SQL, html2plaintext, sql

from odoo.addons.antcrm_customers.tools.faults import (
    CONFLICT,
    PAUSE,
    SERVER,
    is_connection_lost,
    sort_fault,
)
from odoo.addons.antcrm_customers.tools.intake_entry import IntakeOptions
from odoo.addons.antcrm_share.models.antcrm_share_mixin import DATA_OWNER

from .antcrm_budget import MAIL_PERIOD

_logger = logging.getLogger(__name__)

CHUNK_SIZE = 100
MAX_TRIES = 5
# after so many seconds whoever looks at the forms takes in what waits, so many at once
STALLED = 60
LOOK_SIZE = 20


class AntcrmWebformSubmission(models.Model):
    """What a visitor sent, on its way to the intake.

    The visitor is answered before anybody looks whether they are known: so the answer
    tells nothing, by its words or by its time. Right after, a scheduled action takes
    all that is waiting in, in batches, and nothing of it remains here. What fails stays
    for a person to decide.
    """

    _name = "antcrm.webform.submission"
    _description = "Entry of a Web Form"
    _order = "id"
    _rec_name = "webform_id"

    webform_id = fields.Many2one(
        "antcrm.webform", required=True, index=True, ondelete="restrict", readonly=True
    )
    # who was when it came in: whoever becomes it later sees what comes in from then on
    responsible_id = fields.Many2one(
        "res.users", index=True, ondelete="set null", readonly=True
    )
    state = fields.Selection(
        [
            ("unconfirmed", "Not confirmed yet"),
            ("queued", "Waiting"),
            ("failed", "To check"),
        ],
        required=True,
        index=True,
        readonly=True,
    )
    data = fields.Json(readonly=True)
    content = fields.Text(compute="_compute_content")
    error = fields.Text("What is wrong", readonly=True)
    token_hash = fields.Char(readonly=True, copy=False)
    expiry_date = fields.Datetime("Confirm until", readonly=True)
    attachment_ids = fields.Many2many(
        "ir.attachment", string="Files", readonly=True, bypass_search_access=True
    )

    _token_hash_unique = models.UniqueIndex("(token_hash) WHERE token_hash IS NOT NULL")

    def _auto_init(self):
        """Entries that wait already are their present responsible's."""
        cr = self.env.cr
        is_new = sql.table_exists(cr, self._table) and not sql.column_exists(
            cr, self._table, "responsible_id"
        )
        result = super()._auto_init()
        if is_new:
            cr.execute(
                SQL(
                    """
                    UPDATE antcrm_webform_submission
                       SET responsible_id = webform.responsible_id
                      FROM antcrm_webform webform
                     WHERE webform.id = antcrm_webform_submission.webform_id
                    """
                )
            )
        return result

    @api.depends("data")
    def _compute_content(self):
        for submission in self:
            submission.content = "\n".join(
                f"{label}: {text}" for label, text in (submission.data or {})["lines"]
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_attachments(self):
        # superuser: the files of the very entries that are deleted
        self.sudo().attachment_ids.filtered(
            lambda attachment: attachment.res_model == self._name
        ).unlink()

    # ------------------------------------------------------------------
    # Come in
    # ------------------------------------------------------------------

    @api.model
    def _submit(self, webform, values, uploads):
        """Keep what a visitor sent to a form until it is taken in or confirmed.

        :param webform: the form, as superuser, in the visitor's language
        :param dict values: see ``antcrm.webform._read_answers``
        :param list uploads: pairs of name and content
        """
        submission = self._keep(webform, values, uploads)
        if webform.double_opt_in:
            submission._ask_to_confirm(webform)
        else:
            self._trigger_cron()
        return submission

    @api.model
    def _submit_now(self, webform, values, uploads):
        """Take in what a program sent while it waits; see :meth:`_submit`.

        :return: the status of the answer, and the answer
        :raise ConcurrencyError: somebody else was faster; the request begins anew
        """
        if webform.double_opt_in:
            self._submit(webform, values, uploads)
            return 202, {"status": "unconfirmed", "model": None, "id": None}
        submission = self._keep(webform, values, uploads)
        responsible = submission.responsible_id
        outcomes = []
        if not submission._take_in_within(is_refusing=True, outcomes=outcomes):
            self._trigger_cron(is_paused=True)
        if not outcomes or not outcomes[0]["record"]:
            return 202, {"status": "review", "model": None, "id": None}
        [outcome] = outcomes
        if self._is_refused(webform, outcome):
            message = self.env._("A customer with this phone or email already exists.")
            return 409, {"errors": {"": message}}
        if outcome["action"] in ("created", "duplicated"):
            return 201, {"status": "created", **outcome["record"]}
        is_updated = outcome["action"] in ("merged", "overwritten")
        record = self.env[outcome["record"]["model"]].browse(outcome["record"]["id"])
        # the form sees all customers, the program those that its responsible may see
        is_told = record.with_user(responsible).has_access("read")
        return 200, {
            "status": "updated" if is_updated else "noted",
            "model": record._name,
            "id": record.id if is_told else None,
        }

    @api.model
    def _is_refused(self, webform, outcome):
        """Whether the form leaves a customer as they are who is there already."""
        codes = [issue["code"] for issue in outcome["issues"]]
        is_left = "duplicate" in codes or (
            "other_kind" in codes and webform.other_kinds == "skip"
        )
        return outcome["action"] == "skipped" and is_left

    @api.model
    def _keep(self, webform, values, uploads):
        """Keep what was sent to a form, as an entry that waits."""
        submission = self.create(
            {
                "webform_id": webform.id,
                "responsible_id": webform.responsible_id.id,
                "state": "queued",
                "data": values,
            }
        )
        if uploads:
            submission.attachment_ids = self.env["ir.attachment"].create(
                [
                    {
                        "name": name,
                        "raw": content,
                        "res_model": self._name,
                        "res_id": submission.id,
                    }
                    for name, content in uploads
                ]
            )
        return submission

    @api.model
    def _trigger_cron(self, is_paused=False):
        at = fields.Datetime.now() + timedelta(seconds=PAUSE) if is_paused else None
        self.env.ref("antcrm_webform.ir_cron_webform")._trigger(at)

    # ------------------------------------------------------------------
    # Confirm by email
    # ------------------------------------------------------------------

    @api.model
    def _hash_token(self, token):
        return hashlib.sha256((token or "").encode()).hexdigest()

    def _ask_to_confirm(self, webform):
        """Send the link that confirms the entry. Its token is kept as a hash, so that
        who reads the database cannot confirm."""
        self.ensure_one()
        token = secrets.token_urlsafe(32)
        hours = webform._get_setting("confirm_hours")
        self.write(
            {
                "state": "unconfirmed",
                "token_hash": self._hash_token(token),
                "expiry_date": fields.Datetime.add(fields.Datetime.now(), hours=hours),
            }
        )
        address = self.data["candidate"]["emails"][0]
        Budget = self.env["antcrm.budget"]
        count, _seconds = Budget._count_at(
            webform, "mail", Budget._hash(address.lower()), MAIL_PERIOD
        )
        if count > webform._get_setting("mail_limit"):
            return  # nobody's mailbox is filled by a form
        # superuser: our own template
        body = webform._render(
            "antcrm_webform.mail_confirm",
            company=webform.company_id,
            url=f"{webform.get_base_url()}/antcrm/form/confirm/{token}",
            greeting=self.env._("Hello,"),
            demand=self.env._(
                "somebody, probably you, has sent us a message with this address. If "
                "it was you, please confirm it in the next %(hours)s hours:",
                hours=hours,
            ),
            otherwise=self.env._("If it was not you, there is nothing to do."),
        )
        self.env["mail.mail"].create(
            {
                "subject": self.env._(
                    "Please confirm your message to %(company)s",
                    company=webform.company_id.name,
                ),
                "email_from": webform.company_id.email_formatted
                or webform.responsible_id.email_formatted,
                "email_to": address,
                "body_html": body,
                "auto_delete": True,
            }
        )
        self.env.ref("mail.ir_cron_mail_scheduler_action")._trigger()

    @api.model
    def _find_unconfirmed(self, token):
        """Return the entry that a token confirms, as superuser; nothing for a token
        that was used, has expired or never was."""
        return self.sudo().search(
            [
                ("token_hash", "=", self._hash_token(token)),
                ("state", "=", "unconfirmed"),
                ("expiry_date", ">", fields.Datetime.now()),
                ("webform_id.active", "=", True),
            ]
        )

    def _confirm(self):
        """Let a confirmed entry in; its token is gone."""
        self.write({"state": "queued", "token_hash": False, "expiry_date": False})
        self._trigger_cron()

    @api.autovacuum
    def _gc_unconfirmed(self):
        """Forget what nobody confirmed."""
        self.search(
            [
                ("state", "=", "unconfirmed"),
                ("expiry_date", "<", fields.Datetime.now()),
            ]
        ).unlink()

    # ------------------------------------------------------------------
    # Take in
    # ------------------------------------------------------------------

    def action_retry(self):
        """Try again to take the entries in."""
        self.check_access("read")
        # superuser: moves entries that the user may see on their way again
        self.sudo().filtered(lambda entry: entry.state == "failed").write(
            {"state": "queued", "error": False}
        )
        self._trigger_cron()
        return True

    @api.model
    def _cron_run(self):
        """Take in all that is waiting, a chunk at a time."""
        Cron = self.env["ir.cron"]
        domain = [("state", "=", "queued")]
        time_left = Cron._commit_progress(remaining=self.search_count(domain))
        while time_left and (waiting := self.search(domain, limit=CHUNK_SIZE)):
            if not waiting._get_first_chunk()._take_in_safely():
                break
            time_left = Cron._commit_progress(remaining=self.search_count(domain))
        if self.search_count(domain, limit=1):
            # where it cannot go on, a little later
            self._trigger_cron(is_paused=bool(time_left))

    def _get_first_chunk(self):
        """Return those of one form, responsible and language, in the order of arrival,
        that come first."""
        first = self[0]
        return self.filtered(
            lambda entry: entry.webform_id == first.webform_id
            and entry.responsible_id == first.responsible_id
            and entry.data.get("lang") == first.data.get("lang")
        )

    @api.model
    def _look_after(self):
        """Take in what has waited for too long, in the transaction of whoever looks at
        the forms: the scheduler of the server is dead, or was never told. Visitors wait
        for nothing of it."""
        # superuser, as the scheduled action is: see _take_in
        env = self.env(user=SUPERUSER_ID, context={})
        limit = fields.Datetime.now() - timedelta(seconds=STALLED)
        waiting = self.with_env(env).search(
            [("state", "=", "queued"), ("create_date", "<", limit)], limit=LOOK_SIZE
        )
        if not waiting or waiting.try_lock_for_update() != waiting:
            return
        waiting._trigger_cron()
        while waiting:
            chunk = waiting._get_first_chunk()
            waiting -= chunk
            if not chunk._take_in_within():
                return

    def _take_in_within(self, is_refusing=False, outcomes=None):
        """Take the entries in without a commit; what fails alone is left for a person
        to check.

        :param bool is_refusing: see :meth:`_take_in`
        :param list outcomes: gets those of the entries that do not fail
        :return: whether to go on
        :raise ConcurrencyError: somebody else was faster; the request begins anew
        """
        try:
            with self.env.cr.savepoint():
                done = self._take_in(is_refusing)
            if outcomes is not None:
                outcomes += done
            return True
        except Exception as error:
            fault = sort_fault(error)
            if fault == CONFLICT or is_connection_lost(error):
                raise
            self.env.registry.reset_changes()
            if fault == SERVER:
                _logger.warning("Web form entries wait: %s", error)
                return False
            if len(self) > 1:
                return all([entry._take_in_within() for entry in self])
            _logger.warning("Web form entry %s failed", self.id, exc_info=True)
            self.write({"state": "failed", "error": self._get_error_text(error)})
            return True

    @api.model
    def web_search_read(self, *args, **kwargs):
        self._look_after()
        return super().web_search_read(*args, **kwargs)

    def _take_in_safely(self):
        """Take the entries in and commit; after a failure one by one, and what fails
        alone is left for a person to check.

        :return: whether to go on
        """
        Cron = self.env["ir.cron"]
        for tries in range(1, MAX_TRIES + 1):
            try:
                self._take_in()
                Cron._commit_progress(len(self))
                return True
            except Exception as error:
                if is_connection_lost(error):
                    raise  # and with it this worker's turn is over
                self._roll_back()
                fault = sort_fault(error)
                if fault == SERVER:
                    # no entry fails for it: the scheduled action comes back
                    _logger.warning("Web form entries wait: %s", error)
                    return False
                if fault == CONFLICT:
                    _logger.info("Web form entries: %r, try %s", error, tries)
                    time.sleep(random.uniform(0.0, 0.1 * 2**tries))
                    continue
                if len(self) > 1:
                    return all([entry._take_in_safely() for entry in self])
                _logger.warning("Web form entry %s failed", self.id, exc_info=True)
                self.write({"state": "failed", "error": self._get_error_text(error)})
                Cron._commit_progress(1)
                return True
        return False

    def _roll_back(self):
        self.env.cr.rollback()
        self.env.transaction.reset()
        self.env.registry.reset_changes()

    @api.model
    def _get_error_text(self, error):
        if isinstance(error, UserError):
            return str(error)
        return self.env._(
            "This entry could not be taken in. The log of the server says more."
        )

    def _take_in(self, is_refusing=False):
        """Bring the entries of one form to the intake, and what was written to the
        customers' history.

        :param bool is_refusing: nothing is kept of who is there already where the form
            leaves them as they are: their sender is told
        :return: the outcomes of the intake
        """
        webform = self.webform_id
        webform.ensure_one()
        # superuser, as the scheduled action is: the form stands for the company, and
        # its own fields and options bound what can come of it
        env = self.env(
            context={
                **self.env.context,
                "lang": self[:1].data.get("lang") or self.env.lang,
            }
        )
        webform = webform.with_env(env).with_company(webform.company_id)
        known = {}
        campaigns = [webform._get_campaign_values(entry.data, known) for entry in self]
        outcomes = webform.env["antcrm.intake"].apply(
            webform.kind,
            [
                {**entry.data["candidate"], **webform._get_source_value(values)}
                for entry, values in zip(self, campaigns, strict=True)
            ],
            self._get_intake_options(webform),
        )
        done = []
        failed, refused = self.browse(), self.browse()
        for entry, values, outcome in zip(self, campaigns, outcomes, strict=True):
            if is_refusing and self._is_refused(webform, outcome):
                refused |= entry
            elif outcome["record"]:
                record = webform.env[outcome["record"]["model"]].browse(
                    outcome["record"]["id"]
                )
                done.append((entry, record, values, outcome))
            else:
                # rejected, or a colleague: what was written is for a person to decide
                entry.write({"state": "failed", "error": "\n".join(outcome["reasons"])})
                failed |= entry
        webform._write_campaigns(done)
        self._write_messages(webform, done)
        self._write_consents(webform, done)
        self._ask_for_calls(webform, done)
        if webform.notify_pic:
            self._notify(webform, done)
        webform.accepted_count += len(self - failed - refused)
        (self - failed).unlink()
        return outcomes

    def _get_intake_options(self, webform):
        """Return the options of the form, for entries of one responsible."""
        options = webform._get_intake_options()
        responsible = self.responsible_id or webform.responsible_id
        return IntakeOptions({**options, "responsible_id": responsible.id})

    def action_hand_over(self):
        """Show entries to who is responsible for the form now.

        :raise AccessError: for everybody but Data Owners
        """
        if not self.env.user.has_group(DATA_OWNER):
            raise AccessError(
                self.env._("A Data Owner decides who else sees earlier entries.")
            )
        self.check_access("read")
        # superuser: nobody writes entries but through these actions
        for webform, entries in self.sudo().grouped("webform_id").items():
            entries.responsible_id = webform.responsible_id
        return True

    # ------------------------------------------------------------------
    # History
    # ------------------------------------------------------------------

    @api.model
    def _write_messages(self, webform, done):
        """Write what the visitors sent into the histories. Who a visitor says they are
        has not been checked: the customer is not shown as the author."""
        subtype_id = self.env["ir.model.data"]._xmlid_to_res_id("mail.mt_note")
        messages = self.env["mail.message"].create(
            [
                {
                    "model": record._name,
                    "res_id": record.id,
                    "record_name": record.display_name,
                    "message_type": "email",
                    "subtype_id": subtype_id,
                    "is_internal": True,
                    "author_id": False,
                    "email_from": self._get_sender(webform, entry),
                    "reply_to": self._get_sender(webform, entry),
                    "date": entry.create_date,
                    "body": self._get_message_body(webform, entry, outcome),
                    "attachment_ids": [Command.set(entry.attachment_ids.ids)],
                }
                for entry, record, _values, outcome in done
            ]
        )
        latest = {}
        for (entry, record, _values, _outcome), message in zip(
            done, messages, strict=True
        ):
            entry.attachment_ids.write({"res_model": record._name, "res_id": record.id})
            latest[record] = message
        for record, message in latest.items():
            record._register_interaction(message)

    @api.model
    def _get_sender(self, webform, entry):
        emails = entry.data["candidate"].get("emails")
        return emails[0] if emails else webform.name

    @api.model
    def _get_message_body(self, webform, entry, outcome):
        """Return what was sent as text in HTML: nothing in it is taken for markup."""
        data = entry.data
        details = []
        if data.get("page"):
            details.append((self.env._("Page"), data["page"]))
        details += [
            (label, data["utm"][key])
            for key, label in (
                ("utm_campaign", self.env._("Campaign")),
                ("utm_source", self.env._("Source")),
                ("utm_medium", self.env._("Medium")),
            )
            if data["utm"].get(key)
        ]
        if data.get("consent"):
            details.append(
                (
                    self.env._("Agreed to"),
                    self.env._(
                        "consent, version %(number)s",
                        number=data["consent"]["version"],
                    ),
                )
            )
        if outcome["action"] == "overwritten" and outcome["previous"]:
            details.append((self.env._("Before"), self._get_previous(outcome)))
        rows = [*data["lines"], *details]
        return Markup("<p>%s</p><ul>%s</ul>") % (
            webform.env._("Sent through the form “%(form)s”", form=webform.name),
            Markup("").join(
                Markup("<li><b>%s</b>: %s</li>")
                % (label, Markup("<br/>").join(text.split("\n")))
                for label, text in rows
            ),
        )

    @api.model
    def _get_previous(self, outcome):
        """Return what an overwritten customer had, as text."""
        Model = self.env[outcome["record"]["model"]]
        labels = Model.fields_get(list(outcome["previous"]), ["string"])
        shown = []
        for name, value in outcome["previous"].items():
            if isinstance(value, list):
                value = ", ".join(
                    str(item["value"]) for item in value if isinstance(item, dict)
                )
            elif isinstance(value, int) and Model._fields[name].type == "many2one":
                value = (
                    self.env[Model._fields[name].comodel_name]
                    .browse(value)
                    .display_name
                )
            elif Model._fields[name].type == "html":
                value = html2plaintext(value or "")
            shown.append(f"{labels[name]['string']}: {value or '-'}")
        return "\n".join(shown)

    @api.model
    def _write_consents(self, webform, done):
        """Keep who agreed to what, and when."""
        links = {"crm.lead": "lead_id", "res.partner": "partner_id"}
        self.env["antcrm.webform.consent"].create(
            [
                {
                    links[record._name]: record.id,
                    "webform_id": webform.id,
                    "version": entry.data["consent"]["version"],
                    "text": entry.data["consent"]["text"],
                    "date": entry.create_date,
                }
                for entry, record, _values, _outcome in done
                if entry.data.get("consent")
            ]
        )

    @api.model
    def _ask_for_calls(self, webform, done):
        """Plan the calls that visitors asked for: with the person in charge, else with
        the responsible of the form, if they may see the customer."""
        wanted = {
            record: entry for entry, record, _v, _o in done if entry.data.get("call")
        }
        persons = self._get_persons(done, wanted)
        call = self.env.ref("mail.mail_activity_data_call", raise_if_not_found=False)
        models_ = self.env["ir.model"]
        self.env["mail.activity"].create(
            [
                {
                    "res_model_id": models_._get_id(record._name),
                    "res_id": record.id,
                    "activity_type_id": call.id if call else False,
                    "summary": webform.env._("Call back"),
                    "user_id": persons[record].id,
                    "date_deadline": fields.Date.context_today(self),
                }
                for record in wanted
                if persons.get(record)
            ]
        )

    @api.model
    def _get_persons(self, done, records):
        """Return who is to be told of each record: its person in charge, else the
        responsible of the entry; nobody learns of a customer they may not see."""
        responsible = {record: entry.responsible_id for entry, record, _v, _o in done}
        by_user = defaultdict(list)
        for record in records:
            user = record.user_id or responsible[record]
            by_user[user, record._name].append(record)
        persons = {}
        for (user, _model), own in by_user.items():
            if not user.active or user.share:
                continue
            found = own[0].browse([record.id for record in own])
            readable = set(found.with_user(user)._filtered_access("read")._ids)
            persons.update({r: user for r in own if r.id in readable})
        return persons

    @api.model
    def _notify(self, webform, done):
        """Tell each person in charge, in one message, who has written."""
        records = list(dict.fromkeys(record for _e, record, _v, _o in done))
        by_user = defaultdict(list)
        for record, user in self._get_persons(done, records).items():
            by_user[user].append(record)
        for user, own in by_user.items():
            lang_form = webform.with_context(lang=user.lang or self.env.lang)
            subject = lang_form.env._("New from the form “%(form)s”", form=webform.name)
            lang_form.env["mail.thread"].message_notify(
                partner_ids=user.partner_id.ids,
                model=own[0]._name if len(own) == 1 else False,
                res_id=own[0].id if len(own) == 1 else False,
                subject=subject,
                body=Markup("<p>%s</p><ul>%s</ul>")
                % (
                    subject,
                    Markup("").join(
                        Markup("<li>%s</li>") % record._get_html_link()
                        for record in own
                    ),
                ),
            )
