import {Component} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {standardFieldProps} from "@web/views/fields/standard_field_props";

const DATE_TYPES = ["date", "datetime"];
const NUMBER_TYPES = ["integer", "float", "monetary"];

/**
 * The columns of the file, each with some of its values and the field it goes to. The
 * fields to choose from are in `field_choices` of the record.
 */
export class ImportMappingField extends Component {
    static template = "antcrm_import.MappingField";
    static props = {...standardFieldProps};

    get entries() {
        return this.props.record.data[this.props.name] || [];
    }

    get groups() {
        return this.props.record.data.field_choices || [];
    }

    get summary() {
        const mapped = this.entries.filter((entry) => entry.field).length;
        return _t("%(mapped)s of %(total)s columns have a field.", {
            mapped,
            total: this.entries.length,
        });
    }

    getTitle(entry) {
        return entry.header || _t("Column %s", entry.column + 1);
    }

    /** The ways to read the values of a column, for fields where that matters. */
    getFormats(entry) {
        const type = this.getType(entry.field);
        if (DATE_TYPES.includes(type)) {
            return [
                {value: "dmy", label: _t("Day/Month/Year")},
                {value: "mdy", label: _t("Month/Day/Year")},
                {value: "ymd", label: _t("Year/Month/Day")},
            ];
        }
        if (NUMBER_TYPES.includes(type)) {
            return [
                {value: ".", label: "1,234.5"},
                {value: ",", label: "1.234,5"},
            ];
        }
        return [];
    }

    getType(name) {
        for (const group of this.groups) {
            const field = group.fields.find((choice) => choice.name === name);
            if (field) {
                return field.type;
            }
        }
    }

    getGuess(entry, field) {
        const type = this.getType(field);
        if (DATE_TYPES.includes(type)) {
            return entry.guess?.date || "dmy";
        }
        return NUMBER_TYPES.includes(type) ? entry.guess?.number || "." : false;
    }

    onFieldChange(entry, field) {
        this.updateEntry(entry, {
            field: field || false,
            format: this.getGuess(entry, field),
        });
    }

    updateEntry(entry, changes) {
        const entries = this.entries.map((other) =>
            other.column === entry.column ? {...other, ...changes} : other
        );
        return this.props.record.update({[this.props.name]: entries});
    }
}

export const importMappingField = {
    component: ImportMappingField,
    displayName: _t("Columns of the file"),
    supportedTypes: ["json"],
};

registry.category("fields").add("antcrm_import_mapping", importMappingField);
