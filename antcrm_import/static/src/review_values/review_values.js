import {Component, useState} from "@odoo/owl";
import {RecordSelector} from "@web/core/record_selectors/record_selector";
import {_t} from "@web/core/l10n/translation";
import {formatInteger} from "@web/views/fields/formatters";
import {registry} from "@web/core/registry";
import {standardFieldProps} from "@web/views/fields/standard_field_props";
import {useService} from "@web/core/utils/hooks";

/**
 * Runs a method of the import under review, and loads what it predicts then.
 *
 * @returns {{state: {isBusy: boolean}, call: Function}}
 */
function useReview(component) {
    const orm = useService("orm");
    const {bus} = useService("antcrm_import.progress");
    const state = useState({isBusy: false});
    const call = async (method, ...args) => {
        state.isBusy = true;
        const {record} = component.props;
        try {
            await orm.call("antcrm.import", method, [[record.resId], ...args]);
            await record.load();
            bus.trigger("planned");
        } finally {
            state.isBusy = false;
        }
    };
    return {state, call};
}

/**
 * The values of the file that are no choice of their field, each once: what is taken
 * for it in all rows.
 */
export class ImportValuesField extends Component {
    static template = "antcrm_import.ValuesField";
    static components = {RecordSelector};
    static props = {...standardFieldProps};

    setup() {
        this.formatCount = (count) => formatInteger(count);
        const {state, call} = useReview(this);
        this.state = state;
        this.call = call;
        // Values for which another record is being looked for
        this.open = useState({});
    }

    get groups() {
        return this.props.record.data[this.props.name] || [];
    }

    getKey(group, value) {
        return `${group.field}/${value.value}`;
    }

    getAction(group, value) {
        if (this.open[this.getKey(group, value)]) {
            return "map";
        }
        return value.fix ? value.fix.action : "";
    }

    getActions(value) {
        return [
            [
                "",
                value.is_new
                    ? _t("Make it, as it is new")
                    : _t("Leave out, with a warning"),
            ],
            ["map", _t("Take another one")],
            ["note", _t("Keep in the notes")],
            ["empty", _t("Leave out")],
        ];
    }

    getTarget(value) {
        return value.fix && value.fix.action === "map" ? value.fix.target : false;
    }

    getLabel(group, value) {
        return _t("%(field)s: what to take for %(value)s", {
            field: group.label,
            value: value.value,
        });
    }

    async onAction(group, value, action) {
        const key = this.getKey(group, value);
        if (action === "map" && !this.getTarget(value)) {
            this.open[key] = true;
            return;
        }
        delete this.open[key];
        await this.call(
            "set_value_fix",
            group.field,
            value.value,
            action || false,
            false
        );
    }

    async onTarget(group, value, target) {
        if (target) {
            delete this.open[this.getKey(group, value)];
            await this.call("set_value_fix", group.field, value.value, "map", target);
        }
    }
}

/**
 * One question for all numbers: which country they are of.
 */
export class ImportPhoneField extends Component {
    static template = "antcrm_import.PhoneField";
    static components = {RecordSelector};
    static props = {...standardFieldProps};

    setup() {
        const {state, call} = useReview(this);
        this.state = state;
        this.call = call;
    }

    get question() {
        return this.props.record.data[this.props.name];
    }

    get text() {
        const {country} = this.question;
        const count = formatInteger(this.question.count);
        return country
            ? _t(
                  "%(count)s phone numbers are none of %(country)s. Which country are they of?",
                  {count, country}
              )
            : _t("%(count)s phone numbers say no country. Which one are they of?", {
                  count,
              });
    }

    async onCountry(id) {
        if (id) {
            await this.call("set_phone_country", id);
        }
    }
}

for (const [name, component, displayName] of [
    ["antcrm_import_values", ImportValuesField, _t("Values of the file")],
    ["antcrm_import_phone", ImportPhoneField, _t("Country of the phone numbers")],
]) {
    registry
        .category("fields")
        .add(name, {component, displayName, supportedTypes: ["json"]});
}
