from odoo import api, fields, models

from odoo.addons.antcrm_customers.tools.intake_entry import MODELS

EVERY = "every"
#: rows of the comparison that stand for the column of each kind
POINTS = ("phone", "email")
#: the rows that nobody decides about by a rule: who sees a customer
UNRULED = frozenset(("antcrm_share",))


class AntcrmMergeRule(models.Model):
    """Whose value stays where merged customers differ, unless somebody chooses. Without
    a rule it is that of the customer that is kept, or the first that there is."""

    _name = "antcrm.merge.rule"
    _description = "Which Value Stays"
    _order = "kind, id"
    _rec_name = "part"

    kind = fields.Selection(
        [("lead", "Lead"), ("contact", "Contact"), ("account", "Account")],
        required=True,
        default="contact",
    )
    part = fields.Selection(
        "_selection_part", string="Field", required=True, default=EVERY
    )
    rule = fields.Selection(
        [
            ("kept", "Of the one that is kept"),
            ("newest", "Of the one created last"),
            ("oldest", "Of the one created first"),
            ("longest", "The longest"),
            ("known", "Of the one that most is known about"),
        ],
        string="Which Value Stays",
        required=True,
        default="known",
        help="Of those that have one.",
    )

    _part_unique = models.Constraint(
        "UNIQUE (kind, part)", "This field has a rule already. Change that one."
    )

    @api.model
    def _selection_part(self):
        parts = {
            EVERY: self.env._("Every field"),
            "antcrm_name": self.env._("Name"),
            "phone": self.env._("Main Phone"),
            "email": self.env._("Main Email"),
            "antcrm_address": self.env._("Address"),
        }
        for kind, model in MODELS.items():
            for name, label in self.env[model]._get_merge_fields(kind).items():
                parts.setdefault(name, label)
        return list(parts.items())

    @api.model
    def _get_rules(self, records):
        """Return the rules for customers of one kind."""
        kind = records[:1].customer_kind
        # superuser: the rules bind everybody, and only Administrators read them
        return self.sudo().search_fetch([("kind", "=", kind)], ["part", "rule"])

    @api.model
    def _get_choices(self, records, rows, kept):
        """Return whose values the rules choose: ``{name of a row: id}``.

        :param records: customers of one kind
        :param rows: what they differ in, as ``_get_merge_rows`` returns
        :param kept: the one that is kept
        """
        by_row = {
            records._get_contact_point_column(rule.part)
            if rule.part in POINTS
            else rule.part: rule.rule
            for rule in self._get_rules(records)
        }
        choices = {}
        for row in rows if by_row else ():
            rule = by_row.get(row["name"], by_row.get(EVERY, "kept"))
            if rule == "kept" or row["name"] in UNRULED:
                continue
            filled = records.filtered(lambda r, row=row: r.id not in row["empty"])
            if filled:
                choices[row["name"]] = filled._choose_merged(rule, row, kept).id
        return choices
