import {Component} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {standardFieldProps} from "@web/views/fields/standard_field_props";

/**
 * Choice between the sheets of the file, which the record lists in `sheet_names`.
 */
export class ImportSheetField extends Component {
    static template = "antcrm_import.SheetField";
    static props = {...standardFieldProps};

    get names() {
        return this.props.record.data.sheet_names || [];
    }

    get value() {
        const value = this.props.record.data[this.props.name];
        return this.names.includes(value) ? value : this.names[0];
    }

    onChange(ev) {
        this.props.record.update({[this.props.name]: ev.target.value});
    }
}

export const importSheetField = {
    component: ImportSheetField,
    displayName: _t("Sheet of the file"),
    supportedTypes: ["char"],
};

registry.category("fields").add("antcrm_import_sheet", importSheetField);
