from odoo import api, models

from ..tools.intake_entry import MODELS, check_kind
from ..tools.intake_fields import FIELDS, MULTIPLE, POINT_KEYS, TAG_FIELDS


class AntcrmIntake(models.AbstractModel):
    """What a candidate may have."""

    # pylint: disable-next=consider-merging-classes-inherited
    _inherit = "antcrm.intake"

    @api.model
    def get_fields(self, kind):
        """Return what a candidate of ``kind`` may have, in the user's language.

        :return: list of dicts: ``name`` (key in a candidate), ``label``, ``type``,
            ``required``, ``multiple`` (a list of values), ``selection`` (pairs of key
            and label), ``relation`` (model name or ``False``), ``group`` (``identity``,
            ``contact``, ``address``, ``other``, ``custom``), ``help``, ``internal``
            (what the company decides, and nobody from outside)
        :raise ValueError: there is no such kind
        """
        check_kind(self.env, kind)
        Model = self.env[MODELS[kind]]
        columns = {"tags": TAG_FIELDS[kind], "addresses": "child_ids"}
        columns |= {key: f"{point}_ids" for key, point in POINT_KEYS.items()}
        if kind == "lead":
            columns |= {"name": "contact_name", "addresses": "address_ids"}
        groups = self._get_field_groups(kind)
        names = [name for keys, _group in groups for name in keys]
        infos = Model.fields_get([columns.get(name, name) for name in names])
        labels = self._get_field_labels(kind)
        internal = self._get_internal_fields()
        result = []
        for keys, group in groups:
            for name in keys:
                info = infos.get(columns.get(name, name))
                if not info:
                    continue
                result.append(
                    {
                        "name": name,
                        "label": labels.get(name) or info["string"],
                        "type": name if name in MULTIPLE else info["type"],
                        "required": name == "name",
                        "multiple": name in MULTIPLE,
                        "selection": info.get("selection", []),
                        "relation": info.get("relation", False),
                        "group": group,
                        "help": info.get("help", ""),
                        "internal": name in internal,
                    }
                )
        for definition in self._get_custom_fields(kind):
            result.append(
                {
                    "multiple": definition["type"] == "many2many",
                    "internal": False,
                    **definition,
                    "group": "custom",
                }
            )
        return result

    @api.model
    def _get_field_groups(self, kind):
        """Return the keys of a candidate, ``[(names, group)]`` in the order of files;
        those of the model's own fields can be added."""
        return list(FIELDS[kind])

    @api.model
    def _get_internal_fields(self):
        """Return the keys that nobody from outside fills, as visitors of web forms."""
        return {"status_id", "source_id", "user_id", "addresses"}

    @api.model
    def _get_field_labels(self, kind):
        """Return what to call those fields that files do not call as the model does."""
        return {
            "name": self.env._("Full Name")
            if kind != "account"
            else self.env._("Name"),
            "firstname": self.env._("Name"),
            "user_id": self.env._("PIC (person in charge)"),
            "status_id": self.env._("Status"),
            "street": self.env._("Apartment Number, Street"),
            "street2": self.env._("Ward"),
            "state_id": self.env._("Province"),
            "parent_id": self.env._("Account"),
            "partner_name": self.env._("Account"),
            "addresses": self.env._("Other Addresses"),
            "website": self.env._("Website"),
            "function": self.env._("Position"),
        }

    @api.model
    def _get_custom_fields(self, kind):
        return self.env["antcrm.custom.field"].get_definitions(kind)
