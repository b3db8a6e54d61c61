import {useEffect, useRef, useState} from "@odoo/owl";
import {Dropdown} from "@web/core/dropdown/dropdown";
import {DropdownItem} from "@web/core/dropdown/dropdown_item";
import {InnerGroup} from "@web/views/form/form_group/form_group";
import {_t} from "@web/core/l10n/translation";
import {evaluateBooleanExpr} from "@web/core/py_js/py";

// Numbers and checkboxes have a value always, and lists have a button of their own
const FOLDED_TYPES = [
    "char",
    "date",
    "datetime",
    "many2many",
    "many2one",
    "selection",
    "text",
];
// How many fields the button names
const NAMED = 2;

// The names of the fields that people have seen since a record was opened, by model and
// the id that its record has there
const seen = new WeakMap();

function getSeen(record) {
    if (!seen.has(record.model)) {
        seen.set(record.model, {});
    }
    const records = seen.get(record.model);
    records[record.id] ||= new Set();
    return records[record.id];
}

/**
 * Shows fields of a record that may be folded away, until another one is opened.
 *
 * @param {object} record of a form
 * @param {string[]} names of fields
 */
export function showFields(record, names) {
    names.forEach((name) => getSeen(record).add(name));
}

/**
 * A group of a form, with the class antcrm_fold, that shows what is filled: the empty
 * fields of a record that was saved are behind a button that adds them, an address as a
 * whole. It hides none that is required, missing, invalid, readonly or was seen since the
 * record was opened, and none with the class antcrm_always.
 */
export class FoldingGroup extends InnerGroup {
    static template = "antcrm_customers.FoldingGroup";
    static components = {Dropdown, DropdownItem};

    setup() {
        super.setup();
        this.root = useRef("root");
        this.wanted = useState({name: null});
        useEffect(
            (name) => {
                const selector = `.o_field_widget[name="${name}"]`;
                const field = name && this.root.el.querySelector(selector);
                if (field) {
                    field.querySelector("input, textarea, select, button")?.focus();
                    this.wanted.name = null;
                }
            },
            () => [this.wanted.name]
        );
    }

    get folds() {
        return /\bantcrm_fold\b/.test(this.props.class || "");
    }

    /**
     * @returns {{record: object, names: string[], label: string}[]} the fields that are
     *  folded away, and an address as one
     */
    get folded() {
        return super
            .getItems()
            .filter(([, slot]) => this.isFolded(slot) && slot.subType !== "label")
            .map(([, slot]) => {
                const {record, fields} = this.getFoldable(slot);
                return {
                    record,
                    names: fields.map(({name}) => name),
                    label: slot.props?.string || _t("Address"),
                };
            });
    }

    get addLabel() {
        const labels = this.folded.map(({label}) => label);
        const names = labels.slice(0, NAMED).join(", ");
        return labels.length > NAMED
            ? _t("Add %(names)s …", {names})
            : _t("Add %(names)s", {names});
    }

    /** @override */
    getItems() {
        return super.getItems().filter(([, slot]) => !this.isFolded(slot));
    }

    /**
     * What an item of the group folds away, as a whole.
     *
     * @param {object} slot
     * @returns {{record: object, fields: object[]}|null} nodes of the fields
     */
    getFoldable({block, subType, props}) {
        if (block) {
            const {record} = block;
            const isFoldable = ({name}) =>
                FOLDED_TYPES.includes(record.fields[name].type);
            return {record, fields: block.fields.filter(isFoldable)};
        }
        if (subType !== "item_component") {
            return null;
        }
        const {record, fieldName, fieldInfo} = props;
        return FOLDED_TYPES.includes(record.fields[fieldName].type)
            ? {record, fields: [fieldInfo]}
            : null;
    }

    isFolded(slot) {
        const foldable = this.folds && slot.isVisible && this.getFoldable(slot);
        if (!foldable) {
            return false;
        }
        const {record, fields} = foldable;
        const names = fields.map(({name}) => name);
        if (names.some((name) => getSeen(record).has(name))) {
            return false;
        }
        const isEmpty = (name) =>
            record.fields[name].type === "many2many"
                ? !record.data[name].count
                : !record.data[name];
        if (
            record.isNew ||
            !names.every(isEmpty) ||
            fields.some((field) => this.isWanted(record, field))
        ) {
            // Whoever empties it sees it still
            showFields(record, names);
            return false;
        }
        return true;
    }

    /** Whether an empty field stands there all the same. */
    isWanted(record, field) {
        const {name, string} = field;
        const isSet = (modifier) =>
            evaluateBooleanExpr(
                field[modifier] || "False",
                record.evalContextWithVirtualIds
            );
        const missing = (record.data.missing_values || "").split(", ");
        return (
            !isSet("invisible") &&
            (/\bantcrm_always\b/.test(field.attrs.class || "") ||
                missing.includes(string || record.fields[name].string) ||
                record.isFieldInvalid(name) ||
                isSet("required") ||
                isSet("readonly"))
        );
    }

    add({record, names}) {
        showFields(record, names);
        [this.wanted.name] = names;
    }
}
