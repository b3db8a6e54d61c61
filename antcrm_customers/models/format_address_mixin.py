from lxml import etree

from odoo import api, models


class FormatAddressMixin(models.AbstractModel):
    _inherit = "format.address.mixin"

    @api.model
    def _view_get_address(self, arch):
        """Give every block of address fields its district, the blocks of country
        addons included, which replace the host's."""
        arch = super()._view_get_address(arch)
        placeholders = self._get_address_placeholders()
        for block in arch.xpath("//div[hasclass('o_address_format')]"):
            if "district" not in self._get_node_model(block)._fields:
                continue
            nodes = {node.get("name"): node for node in block.iter("field")}
            place = next(
                (nodes[name] for name in ("street2", "street") if name in nodes), None
            )
            if "district" not in nodes and place is not None:
                nodes["district"] = etree.Element(
                    "field", name="district", **{"class": "o_address_district"}
                )
                for attribute in ("readonly", "invisible"):
                    if place.get(attribute):
                        nodes["district"].set(attribute, place.get(attribute))
                place.addnext(nodes["district"])
            for name, text in placeholders.items():
                if name in nodes:
                    nodes[name].set("placeholder", text)
        return arch

    @api.model
    def _get_address_placeholders(self):
        """Return what the empty fields of an address say."""
        return {
            "street": self.env._("Apartment number, street"),
            "street2": self.env._("Ward"),
            "district": self.env._("District"),
            "city": self.env._("City"),
            "state_id": self.env._("Province"),
            "zip": self.env._("ZIP"),
            "country_id": self.env._("Country"),
        }

    @api.model
    def _get_node_model(self, node):
        """Return the model whose field the element of a view shows."""
        model = self
        for parent in reversed(list(node.iterancestors("field"))):
            model = self.env[model._fields[parent.get("name")].comodel_name]
        return model
