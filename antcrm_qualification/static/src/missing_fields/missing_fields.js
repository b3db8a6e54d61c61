import {Component, onWillRender, useEffect, useRef} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {showFields} from "@antcrm_customers/folding_group/folding_group";
import {standardFieldProps} from "@web/views/fields/standard_field_props";

const MARK = "o_antcrm_missing";

/**
 * What a record lacks, as a line of links: each leads to its field, which is marked.
 * Nothing here keeps anybody from saving, as required fields would.
 */
export class MissingFields extends Component {
    static template = "antcrm_qualification.MissingFields";
    static props = {...standardFieldProps};

    setup() {
        this.root = useRef("root");
        // What is asked for stands there to be filled
        onWillRender(() =>
            showFields(
                this.props.record,
                this.missing.map(({name}) => name)
            )
        );
        useEffect(() => {
            const form = this.root.el.closest(".o_form_view");
            const names = this.missing.map(({name}) => name);
            for (const element of form.querySelectorAll(".o_field_widget[name]")) {
                const isMissing = names.includes(element.getAttribute("name"));
                element.classList.toggle(MARK, isMissing);
            }
            // With nothing missing the line goes, and its marks with it
            return () => {
                for (const element of form.querySelectorAll(`.${MARK}`)) {
                    element.classList.remove(MARK);
                }
            };
        });
    }

    get missing() {
        return this.props.record.data[this.props.name] || [];
    }

    get title() {
        const count = this.missing.length;
        return count === 1
            ? _t("1 thing missing:")
            : _t("%(count)s things missing:", {count});
    }

    /**
     * @param {string} name of a field
     */
    focus(name) {
        const form = this.root.el.closest(".o_form_view");
        const element = form.querySelector(`.o_field_widget[name="${name}"]`);
        const input = element?.querySelector("input, select, textarea");
        element?.scrollIntoView({block: "center"});
        input?.focus();
    }
}

export const missingFields = {
    component: MissingFields,
    displayName: _t("Missing Fields"),
    supportedTypes: ["json"],
    // It depends on the other fields, and has no value of its own
    isEmpty: () => false,
};

registry.category("fields").add("antcrm_missing_fields", missingFields);
