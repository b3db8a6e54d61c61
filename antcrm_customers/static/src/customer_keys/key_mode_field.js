import {RadioField, radioField} from "@web/views/fields/radio/radio_field";
import {registry} from "@web/core/registry";

/** What a key of customers does: the choices that it has, each with its explanation. */
export class KeyModeField extends RadioField {
    /** @override */
    get items() {
        const {possible_modes: possible} = this.props.record.data;
        return super.items.filter(([mode]) => possible.includes(mode));
    }
}

registry.category("fields").add("antcrm_key_mode", {
    ...radioField,
    component: KeyModeField,
    additionalClasses: ["o_field_radio"],
    fieldDependencies: [{name: "possible_modes", type: "json"}],
});
