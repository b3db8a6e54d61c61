import {FormCompiler} from "@web/views/form/form_compiler";

const BLOCK = ".o_address_format";

/**
 * Tells the groups of a form which of their items are an address, and which fields it
 * has: to a group, what is no field of its own is a piece of the page.
 */
export class FoldingCompiler extends FormCompiler {
    /** @override */
    compileGroup(el, params) {
        const blocks = [...el.children].filter((child) => child.matches(BLOCK));
        // The host changes the children while it compiles them
        const nodes = blocks.map((block) =>
            [...block.querySelectorAll("field[field_id]")].map(
                (field) =>
                    `__comp__.props.archInfo.fieldNodes['${field.getAttribute("field_id")}']`
            )
        );
        const group = super.compileGroup(el, params);
        const slots = [...group.children].filter((slot) => slot.hasAttribute("type"));
        let found = 0;
        slots.forEach((slot, index) => {
            if (!slot.querySelector(`:scope > ${BLOCK}`)) {
                return;
            }
            const label = slots[index - 1];
            const isLabelled = label?.getAttribute("subType") === "'label'";
            for (const part of isLabelled ? [label, slot] : [slot]) {
                part.setAttribute(
                    "block",
                    `{record: __comp__.props.record, fields: [${nodes[found]}]}`
                );
            }
            found++;
        });
        return group;
    }
}
