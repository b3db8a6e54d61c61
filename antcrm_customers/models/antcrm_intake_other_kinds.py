from collections import Counter, defaultdict

from markupsafe import Markup

from odoo import api, models
from odoo.tools import html2plaintext

from ..tools.intake_entry import MODELS, Missing
from ..tools.intake_fields import FOLLOWED

#: who else somebody may be who is nobody of their own kind, the likelier kind first
OTHER_KINDS = {
    "lead": ("contact", "account"),
    "contact": ("lead",),
    "account": ("lead",),
}


class AntcrmIntake(models.AbstractModel):
    """A person is one, whatever kind: a lead may be a contact already, and a contact an
    open lead. The option ``other_kinds`` says what becomes of them: ``link`` a new lead
    to its customer, ``attach`` what came to the history, or ``skip``."""

    # pylint: disable-next=consider-merging-classes-inherited
    _inherit = "antcrm.intake"

    # ------------------------------------------------------------------
    # Find
    # ------------------------------------------------------------------

    @api.model
    def _find_other_kinds(self, kind, entries, options):
        """Find the customers of other kinds that entries are who are nobody of their
        own: sets ``entry.other``. Whom the user may not see is as if not there."""
        wanted = [e for e in entries if not e.matches and not e.rejected]
        keys = {key for entry in wanted for key in entry.keys()}
        for other in OTHER_KINDS[kind] if keys else ():
            found = self._find_by_keys(other, keys)
            records = self.env[MODELS[other]].browse(
                {id_ for ids in found.values() for id_ in ids}
            )
            by_id = {
                record.id: record
                for record in self._filter_other_kind(other, records, options)
            }
            for entry in wanted:
                if entry.other:
                    continue
                scores = Counter(
                    id_
                    for key in entry.keys()
                    for id_ in found.get(key, ())
                    if id_ in by_id
                )
                if scores:
                    # most values in common, then the oldest customer
                    entry.other = by_id[min(scores, key=lambda i: (-scores[i], i))]

    @api.model
    def _filter_other_kind(self, kind, records, options):
        """Return the customers of a kind that somebody works with, and that the user
        may see; of what strangers send, that the responsible may see."""
        user = self.env["res.users"].browse(options.get("responsible_id") or ())
        seen = records.with_user(user) if self.env.su and user else records
        operation = "write" if options["other_kinds"] == "attach" else "read"
        seen = seen.with_context(active_test=False)._filtered_access(operation)
        # superuser: only whether somebody works with them
        return (
            seen.sudo()
            .filtered(
                lambda record: record.customer_kind == kind
                and record._holds_contact_points()
                and (kind != "lead" or record.won_status != "won")
            )
            .with_env(self.env)
        )

    # ------------------------------------------------------------------
    # Decide
    # ------------------------------------------------------------------

    @api.model
    def _decide_new(self, kind, entry, options):
        """Decide about an entry that is nobody of its own kind."""
        entry.action = "created"
        if not entry.other:
            return
        choice = options["other_kinds"]
        if choice != "link":
            entry.action, entry.record = "skipped", entry.other
        values = {"customer": entry.other.display_name}
        if choice == "attach":
            message = self.env._(
                "Added to the history of %(customer)s, who has the same phone or "
                "email.",
                **values,
            )
        elif choice == "link" and kind == "lead":
            message = self.env._(
                "Linked to %(customer)s, who has the same phone or email.", **values
            )
        elif kind == "lead":
            message = self.env._(
                "%(customer)s, who is no lead, has the same phone or email.", **values
            )
        else:
            message = self.env._(
                "The lead %(customer)s has the same phone or email.", **values
            )
        entry.add_issue("other_kind", message)

    # ------------------------------------------------------------------
    # Write
    # ------------------------------------------------------------------

    @api.model
    def _get_linked_values(self, entry, values):
        """Return the values that link a new lead to its customer. What the lead does
        not say itself stays empty: who sees the lead may not see the customer."""
        if not entry.other:
            return {}
        empty = {name: False for name in FOLLOWED if name not in values}
        return {**empty, "partner_id": entry.other.id}

    @api.model
    def _write_to_other_kinds(self, kind, entries, options):
        """Note what came in the histories of those it is attached to. Whoever keeps
        what came by themselves, as web forms, writes it there themselves."""
        if options["other_kinds"] != "attach" or options["keeps_history"]:
            return
        attached = defaultdict(list)
        for entry in entries:
            if entry.action == "skipped" and entry.other:
                attached[entry.other].append(entry)
        labels = {}
        if attached:
            labels = {field["name"]: field["label"] for field in self.get_fields(kind)}
        by_model = defaultdict(dict)
        for record, group in attached.items():
            by_model[record._name][record.id] = Markup("").join(
                self._get_history_body(kind, entry, labels, options) for entry in group
            )
        for model, bodies in by_model.items():
            records = self.env[model].browse(bodies)
            notes = records._message_log_batch(bodies)
            for record, note in zip(records, notes, strict=True):
                attached[record][0].made.append(note.with_env(self.env))

    @api.model
    def _get_history_body(self, kind, entry, labels, options):
        """Return what came, as HTML in which nothing of it is taken for markup."""
        kinds = self.env["antcrm.customer.kind"].get_labels()
        rows = [
            (labels[name], text)
            for name, value in entry.values.items()
            if name in labels
            and value != options.get(name)
            and (text := self._get_history_text(kind, name, value))
        ]
        rows += [
            (labels[f"{point_kind}s"], ", ".join(texts))
            for point_kind, points in entry.points.items()
            if (
                texts := [
                    *points.values(),
                    *(text for unread, text in entry.unread if unread == point_kind),
                ]
            )
        ]
        return Markup("<p>%s</p><ul>%s</ul>") % (
            self.env._("Came in again as a %(kind)s:", kind=kinds[kind]["singular"]),
            Markup("").join(Markup("<li><b>%s</b>: %s</li>") % row for row in rows),
        )

    @api.model
    def _get_history_text(self, kind, name, value):
        """Return a value in the format of ``write`` as text."""
        field = self.env[MODELS[kind]]._fields[name]
        if isinstance(value, Missing):
            return value.name
        if field.type == "many2one" and value:
            return self.env[field.comodel_name].browse(value).display_name
        if field.type == "many2many":
            ids = [id_ for command in value for id_ in command[2]]
            records = self.env[field.comodel_name].browse(ids)
            return ", ".join(records.mapped("display_name"))
        if field.type == "selection":
            labels = dict(field._description_selection(self.env))
            return labels.get(value, value)
        if field.type == "html":
            return html2plaintext(value or "")
        return str(value) if value or value == 0 and value is not False else ""
