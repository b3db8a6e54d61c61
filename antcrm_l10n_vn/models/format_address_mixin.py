from lxml import etree

from odoo import api, models

#: columns that Vietnam has no use for since July 2025, shown where they hold something
FORMER_FIELDS = ("street2", "district", "city")


class FormatAddressMixin(models.AbstractModel):
    _inherit = "format.address.mixin"

    @api.model
    def _get_ward_choice(self):
        """Return the question which ward a split one is today, with the answers."""
        question = etree.Element(
            "div",
            name="antcrm_ward_choice",
            invisible="not is_in_vietnam or address_check != 'split'",
            role="status",
            **{"class": "alert alert-warning p-2 mb-2"},
        )
        text = etree.SubElement(question, "span")
        text.text = self.env._("The ward was split in 2025. Choose the one of today:")
        etree.SubElement(
            question,
            "field",
            name="ward_choice_id",
            widget="radio",
            nolabel="1",
        )
        return question

    @api.model
    def _view_get_address(self, arch):
        """In Vietnam an address is street, ward and province: the ward is chosen, and
        what older addresses have beside it is shown where it is."""
        arch = super()._view_get_address(arch)
        for block in arch.xpath("//div[hasclass('o_address_format')]"):
            if "ward_id" not in self._get_node_model(block)._fields:
                continue
            nodes = {node.get("name"): node for node in block.iter("field")}
            if not nodes.keys() >= {"street2", "state_id"} or "ward_id" in nodes:
                continue
            street = nodes.get("street")
            if street is not None and not street.get("widget"):
                street.set("widget", "antcrm_vn_street")
            readonly = nodes["street2"].get("readonly")
            ward = etree.Element(
                "field",
                name="ward_id",
                placeholder=self.env._("Ward"),
                invisible="not is_in_vietnam",
                options="{'no_create': True, 'no_open': True}",
                context="{'antcrm_ward_province': not state_id}",
                **{"class": "o_address_street"},
            )
            if readonly:
                ward.set("readonly", readonly)
            for name in ("is_in_vietnam", "address_check", "ward_choice_ids"):
                hidden = etree.Element("field", name=name, invisible="1")
                block.append(hidden)
            nodes["street2"].addprevious(ward)
            if not readonly:
                ward.addprevious(self._get_ward_choice())
            written = etree.Element(
                "field",
                name="written_address",
                readonly="1",
                force_save="1",
                invisible="not written_address",
                **{"class": "text-muted small"},
            )
            block.append(written)
            for name in FORMER_FIELDS:
                if name not in nodes:
                    continue
                chosen = "ward_id or " if name == "street2" else ""
                condition = f"(is_in_vietnam and ({chosen}not {name}))"
                invisible = nodes[name].get("invisible")
                nodes[name].set(
                    "invisible",
                    f"({invisible}) or {condition}" if invisible else condition,
                )
        return arch
