import {CharField, charField} from "@web/views/fields/char/char_field";
import {registry} from "@web/core/registry";
import {useEffect} from "@odoo/owl";

/**
 * @param {string} text
 * @returns {string} the lines of an address as one line
 */
export function joinLines(text) {
    return text
        .split(/[\r\n]+/)
        .map((line) => line.trim().replace(/[,;]$/, ""))
        .filter(Boolean)
        .join(", ");
}

/**
 * A street into which a whole address is pasted, often from several lines. A browser
 * takes the ends of the lines out, and with them where the ward begins: they become
 * commas.
 */
export class StreetField extends CharField {
    setup() {
        super.setup();
        useEffect(
            (input) => {
                if (!input) {
                    return;
                }
                const onPaste = this.onPaste.bind(this);
                input.addEventListener("paste", onPaste);
                return () => input.removeEventListener("paste", onPaste);
            },
            () => [this.input.el]
        );
    }

    onPaste(ev) {
        const text = ev.clipboardData?.getData("text/plain") || "";
        if (!/[\r\n]/.test(text.trim())) {
            return;
        }
        ev.preventDefault();
        const input = ev.target;
        const {selectionStart: start, selectionEnd: end} = input;
        input.setRangeText(joinLines(text), start, end, "end");
        input.dispatchEvent(new window.Event("input", {bubbles: true}));
    }
}

export const streetField = {
    ...charField,
    component: StreetField,
    additionalClasses: ["o_field_char"],
};

registry.category("fields").add("antcrm_vn_street", streetField);
