import {Component, useState} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {formatInteger} from "@web/views/fields/formatters";
import {registry} from "@web/core/registry";
import {standardFieldProps} from "@web/views/fields/standard_field_props";

const DATE_TYPES = ["date", "datetime"];
const NUMBER_TYPES = ["integer", "float", "monetary"];
const MORE = "more";

/**
 * The columns of the file, each with some of its values and the field it goes to. The
 * fields to choose from are in `field_choices` of the record.
 */
export class ImportMappingField extends Component {
    static template = "antcrm_import.MappingField";
    static props = {...standardFieldProps};

    setup() {
        this.state = useState({showAddresses: false});
        this.more = MORE;
    }

    get entries() {
        return this.props.record.data[this.props.name] || [];
    }

    get groups() {
        return this.props.record.data.field_choices || [];
    }

    /**
     * The fields to choose from for a column: further addresses are folded into one
     * choice until somebody needs them.
     */
    getGroups(entry) {
        const isOpen =
            this.state.showAddresses || (entry.field || "").startsWith("addresses/");
        return this.groups.filter((group) => isOpen || group.name !== "addresses");
    }

    isFolded(entry) {
        return this.getGroups(entry).length < this.groups.length;
    }

    get columns() {
        return this.entries.filter((entry) => !this.isConstant(entry));
    }

    get summary() {
        const mapped = this.columns.filter((entry) => entry.field).length;
        return _t("%(mapped)s of %(total)s columns have a field.", {
            mapped,
            total: this.columns.length,
        });
    }

    /** A value that every row gets stands beside the columns. */
    isConstant(entry) {
        return entry.column === null || entry.column === undefined;
    }

    get constantFieldLabel() {
        return _t("Field of the value");
    }

    getId(entry, index) {
        return this.isConstant(entry)
            ? `antcrm_import_constant_${index}`
            : `antcrm_import_column_${entry.column}`;
    }

    getSelection(entry) {
        return this.getField(entry.field)?.selection || [];
    }

    /** Whether a column holds something that no field takes. */
    isLost(entry) {
        return !this.isConstant(entry) && !entry.field && entry.count > 0;
    }

    /** What to ask about a value that may be read in two ways, or about a phone or
     * email that stands in many rows. */
    getQuestion(entry) {
        const type = this.getType(entry.field);
        const open =
            (DATE_TYPES.includes(type) && entry.open?.date) ||
            (NUMBER_TYPES.includes(type) && entry.open?.number);
        if (open) {
            return _t(
                "“%(value)s” may be read in two ways. Check beside it how the values are written.",
                {value: open}
            );
        }
        if (!entry.shared || !["phones", "emails"].includes(entry.field)) {
            return "";
        }
        return _t("“%(value)s” stands in %(count)s rows. Is it the customers’ own?", {
            value: entry.shared[0],
            count: formatInteger(entry.shared[1]),
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
        if (type === "phones" && entry.guess?.phone) {
            return [
                {value: "+", label: _t("Country code first, without +")},
                {value: "", label: _t("As they are")},
            ];
        }
        return [];
    }

    getField(name) {
        for (const group of this.groups) {
            const field = group.fields.find((choice) => choice.name === name);
            if (field) {
                return field;
            }
        }
    }

    getType(name) {
        return this.getField(name)?.type;
    }

    getGuess(entry, field) {
        const type = this.getType(field);
        if (DATE_TYPES.includes(type)) {
            return entry.guess?.date || "dmy";
        }
        if (type === "phones") {
            return entry.guess?.phone || false;
        }
        return NUMBER_TYPES.includes(type) ? entry.guess?.number || "." : false;
    }

    onFieldChange(index, field) {
        if (field === MORE) {
            this.state.showAddresses = true;
            return;
        }
        const entry = this.entries[index];
        const changes = {field: field || false, format: this.getGuess(entry, field)};
        if (this.isConstant(entry) && this.getField(field)?.selection?.length) {
            changes.constant = "";
        }
        this.updateEntry(index, changes);
    }

    updateEntry(index, changes) {
        return this.update(
            this.entries.map((entry, at) =>
                at === index ? {...entry, ...changes} : entry
            )
        );
    }

    addConstant() {
        const entry = {column: null, constant: "", header: "", field: false};
        return this.update([...this.entries, {...entry, format: false}]);
    }

    removeEntry(index) {
        return this.update(this.entries.filter((entry, at) => at !== index));
    }

    update(entries) {
        return this.props.record.update({[this.props.name]: entries});
    }
}

export const importMappingField = {
    component: ImportMappingField,
    displayName: _t("Columns of the file"),
    supportedTypes: ["json"],
};

registry.category("fields").add("antcrm_import_mapping", importMappingField);
