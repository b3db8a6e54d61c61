from odoo import api, fields, models

from ..tools.pair_weights import PARTS, PARTS_OF_KINDS, PRIOR, SHIPPED


class AntcrmDuplicateWeight(models.Model):
    """How much it says that two customers agree in something, in bits: each bit makes
    it twice as likely that they are one, below zero half as likely."""

    _name = "antcrm.duplicate.weight"
    _inherit = ["antcrm.terminology.mixin"]
    _description = "Weight of an Agreement"
    _order = "kind, id"

    kind = fields.Selection(
        [("lead", "Lead"), ("contact", "Contact"), ("account", "Account")],
        required=True,
        readonly=True,
    )
    part = fields.Selection(
        [
            ("prior", "Before anything is compared"),
            ("name", "Name"),
            ("phone", "Phone"),
            ("email", "Email"),
            ("number", "Identity card or tax number"),
            ("birthdate", "Date of birth"),
            ("address", "Address"),
            ("account", "Account"),
            ("domain", "Website or email domain"),
        ],
        string="What Is Compared",
        required=True,
        readonly=True,
    )
    degree = fields.Selection(
        [
            ("same", "Same"),
            ("street", "Same street"),
            ("city", "Same city"),
            ("typo", "One is misspelt"),
            ("part", "One has more words"),
            ("near", "One digit differs, or day and month are swapped"),
            ("several", "Same, and others have it"),
            ("differs", "Different"),
        ],
        string="How Far They Agree",
        readonly=True,
    )
    weight = fields.Float(
        digits=(6, 2),
        help="Each point makes it twice as likely that two customers are one; a point "
        "below zero, half as likely. The same name, city, phone or email counts for "
        "more the fewer have it.",
    )
    shipped_weight = fields.Float("Shipped", digits=(6, 2), readonly=True)
    learned_weight = fields.Float("Learned", digits=(6, 2), readonly=True)
    is_learned = fields.Boolean(readonly=True)

    _degree_unique = models.UniqueIndex("(kind, part, degree)")

    @api.depends("kind", "part", "degree")
    def _compute_display_name(self):
        for weight in self:
            names = (
                dict(self._fields[name]._description_selection(self.env)).get(
                    weight[name]
                )
                for name in ("part", "degree")
            )
            weight.display_name = ": ".join(filter(None, names))

    @api.model
    def _get_shipped(self, kind):
        """Return ``{(part, degree): weight}``."""
        weights = {
            (part, degree): SHIPPED[part][degree]
            for part in PARTS_OF_KINDS[kind]
            for degree in PARTS[part]
        }
        return {("prior", False): PRIOR} | weights

    @api.model
    def _create_shipped(self):
        """Create the weights that are not there, with each update of the addon."""
        known = {
            (weight.kind, weight.part, weight.degree)
            for weight in self.search_fetch([], ["kind", "part", "degree"])
        }
        self.create(
            [
                {
                    "kind": kind,
                    "part": part,
                    "degree": degree,
                    "weight": weight,
                    "shipped_weight": weight,
                }
                for kind in PARTS_OF_KINDS
                for (part, degree), weight in self._get_shipped(kind).items()
                if (kind, part, degree) not in known
            ]
        )

    @api.model
    def _get_weights(self, kind):
        """Return ``{part: {degree: weight}}``, and the weight that all pairs start with
        as ``prior``."""
        weights = {part: dict(SHIPPED[part]) for part in PARTS_OF_KINDS[kind]}
        weights["prior"] = PRIOR
        for record in self.search_fetch(
            [("kind", "=", kind)], ["part", "degree", "weight"]
        ):
            if record.part == "prior":
                weights["prior"] = record.weight
            elif record.part in weights:
                weights[record.part][record.degree] = record.weight
        return weights

    def write(self, vals):
        result = super().write(vals)
        if "weight" in vals and not self.env.context.get("antcrm_compare_later"):
            self._compare_again()
        return result

    def _compare_again(self):
        """Have all customers compared with the weights as they are now."""
        cron = self.env.ref("antcrm_merge.ir_cron_find_duplicates", False)
        if cron:
            # superuser: whoever may change a weight wants it to count
            cron.sudo()._trigger()

    def _use(self, name):
        """Take the weights of another column, and compare once for all of them."""
        for weight in self.with_context(antcrm_compare_later=True):
            weight.weight = weight[name]
        self._compare_again()

    def action_learn(self):
        """Learn from the customers that are there how much each agreement says, show it
        beside the weights, and use nothing before somebody takes it.

        :raise AccessError: the user is no Administrator
        """
        self.check_access("write")
        # superuser: counts how often values agree, and tells nothing of a customer
        Search = self.env["antcrm.duplicate.search"].sudo()
        for kind in PARTS_OF_KINDS:
            learned = Search._get(kind)._learn()
            for weight in self.sudo().search([("kind", "=", kind)]):
                bits = learned.get(weight.part, {}).get(weight.degree)
                weight.write(
                    {"learned_weight": bits or 0.0, "is_learned": bits is not None}
                )
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    def action_use_learned(self):
        """Use the learned weights of these from the next comparison on."""
        self.filtered("is_learned")._use("learned_weight")

    def action_use_shipped(self):
        """Use the shipped weights of these from the next comparison on."""
        self._use("shipped_weight")
