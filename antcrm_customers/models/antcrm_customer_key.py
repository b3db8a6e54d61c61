from odoo import api, fields, models, tools
from odoo.exceptions import RedirectWarning, ValidationError

from odoo.addons.antcrm_share.tools.counts import count_text

from ..tools.customer_keys import FINDING, KEY_MODES
from ..tools.intake_entry import MODELS


class AntcrmCustomerKey(models.Model):
    """What is a key of customers of a kind, beside phone and email, and what it does:
    chosen by an Administrator, shipped for each kind that can have it."""

    _name = "antcrm.customer.key"
    _description = "Customer Key"
    _order = "kind, id"
    _rec_name = "key"

    kind = fields.Selection("_get_kinds", required=True, readonly=True)
    key = fields.Selection(
        [
            ("vat", "Tax number"),
            ("identity_number", "Identity card"),
            ("social", "Social profile"),
            ("website", "Website domain"),
            ("external_id", "External id"),
        ],
        required=True,
        readonly=True,
    )
    mode = fields.Selection(
        [
            ("off", "Nothing"),
            ("suggest", "Suggests: who types is asked whether it is the same one"),
            ("match", "Finds: in every way in, the same one is the same customer"),
            ("unique", "Unique: finds, and no two customers may have the same one"),
        ],
        string="What It Does",
        required=True,
        default="off",
    )

    possible_modes = fields.Json(
        compute="_compute_possible_modes", export_string_translation=False
    )

    _kind_key_unique = models.Constraint(
        "unique(kind, key)", "There is one record for each kind and key."
    )

    @api.model
    def _get_kinds(self):
        """Return the kinds of customers, named as the company calls them."""
        labels = self.env["antcrm.customer.kind"].get_labels()
        return [(code, words["plural"]) for code, words in labels.items()]

    @api.depends("key")
    def _compute_possible_modes(self):
        for record in self:
            record.possible_modes = list(KEY_MODES.get(record.key, ()))

    @api.depends("kind", "key")
    def _compute_display_name(self):
        kinds = dict(self._get_kinds())
        for record in self:
            label = record._get_label("key", record.key) if record.key else ""
            record.display_name = f"{kinds.get(record.kind, '')}: {label}"

    @api.constrains("key", "mode")
    def _check_mode(self):
        for record in self:
            if record.mode not in KEY_MODES[record.key]:
                raise ValidationError(
                    self.env._(
                        "Choose “%(choices)s” for the key “%(key)s”: it cannot do "
                        "anything else.",
                        key=record._get_label("key", record.key),
                        choices=self.env._("” or “").join(
                            record._get_label("mode", mode)
                            for mode in KEY_MODES[record.key]
                        ),
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        records._apply_modes()
        return records

    def write(self, vals):
        result = super().write(vals)
        if "mode" in vals:
            self._apply_modes()
        return result

    def unlink(self):
        scopes = [(record.kind, record.key) for record in self]
        result = super().unlink()
        self.env.registry.clear_cache()
        self.env["antcrm.key.claim"]._release(scopes)
        return result

    def _apply_modes(self):
        """Let what was chosen bite at once.

        :raise RedirectWarning: a key is to be unique that customers have in common
        """
        self.flush_recordset()
        Claim = self.env["antcrm.key.claim"]
        Claim._release(
            [(record.kind, record.key) for record in self if record.mode != "unique"]
        )
        for record in self:
            if record.mode == "unique" and record.key != "external_id":
                record._claim_all()
        self.env.registry.clear_cache()

    def _claim_all(self):
        """Take the key for all customers of the kind, unless several have the same."""
        self.ensure_one()
        Claim = self.env["antcrm.key.claim"]
        ids = Claim._find_doubles(self.kind, self.key)
        if not ids:
            Claim._claim_all(self.kind, self.key)
            return
        model = MODELS[self.kind]
        # as the user: a list shows nobody whom they may not see
        seen = self.env[model].with_context(active_test=False).browse(ids)
        hidden = len(ids) - len(seen._filtered_access("read"))
        message = self.env._(
            "%(count)s customers have the key “%(key)s” in common with another one. "
            "Merge them, or correct it, and choose again.",
            count=count_text(self.env, len(ids)),
            key=self._get_label("key", self.key),
        )
        if hidden:
            message += "\n" + self.env._(
                "%(count)s of them you may not see: ask a Data Owner.",
                count=count_text(self.env, hidden),
            )
        views = [
            (seen._get_customer_view_id(self.kind, view), view)
            for view in ("list", "form")
        ]
        raise RedirectWarning(
            message,
            {
                "type": "ir.actions.act_window",
                "name": self._get_label("key", self.key),
                "res_model": model,
                "views": views,
                "view_mode": "list,form",
                "domain": [("id", "in", ids)],
                "context": {"antcrm_kind": self.kind},
                "target": "current",
            },
            self.env._("Show them"),
        )

    @api.model
    def _get_label(self, name, value):
        """Return what people call a choice."""
        label = dict(self._fields[name]._description_selection(self.env))[value]
        return label.partition(":")[0]

    # ------------------------------------------------------------------
    # What others ask
    # ------------------------------------------------------------------

    @api.model
    @tools.ormcache()
    def _get_modes(self):
        """Return ``{(kind, key): mode}`` of all that do something."""
        # superuser: settings, which everybody may know
        return {
            (record.kind, record.key): record.mode
            for record in self.sudo().search([("mode", "!=", "off")])
        }

    @api.model
    def _get_keys(self, kind, modes=None):
        """Return the keys of a kind that do something, in one order.

        :param modes: of these modes alone
        """
        return [
            key
            for (scope, key), mode in self._get_modes().items()
            if scope == kind and (modes is None or mode in modes)
        ]

    @api.model
    def _get_finding_keys(self, kind):
        """Return the keys by which who comes in is who is there."""
        return self._get_keys(kind, FINDING)

    @api.model
    def _get_unique_keys(self, kind):
        """Return the keys that no two customers of a kind may have in common."""
        return self._get_keys(kind, ("unique",))

    @api.model
    def _is_known_program(self, kind):
        """Whether customers of a kind are found by the ids of other programs."""
        return (kind, "external_id") in self._get_modes()
