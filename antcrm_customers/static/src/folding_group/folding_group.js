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
 * fields of a record that was saved are behind a button that adds them. It hides none
 * that is required, missing, invalid, readonly or was seen since the record was opened, and none
 * with the class antcrm_always.
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

    /** @returns {{name: string, label: string}[]} the fields that are folded away */
    get folded() {
        return super
            .getItems()
            .filter(([, slot]) => this.isFolded(slot))
            .map(([, {props}]) => ({name: props.fieldName, label: props.string}));
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

    isFolded({subType, isVisible, props}) {
        if (!this.folds || subType !== "item_component" || !isVisible) {
            return false;
        }
        const {record, fieldName} = props;
        const {type} = record.fields[fieldName];
        if (!FOLDED_TYPES.includes(type) || getSeen(record).has(fieldName)) {
            return false;
        }
        const value = record.data[fieldName];
        const isEmpty = type === "many2many" ? !value.count : !value;
        if (record.isNew || !isEmpty || this.isWanted(props)) {
            // Whoever empties it sees it still
            showFields(record, [fieldName]);
            return false;
        }
        return true;
    }

    /** Whether an empty field stands there all the same. */
    isWanted({record, fieldName, fieldInfo, string}) {
        const isSet = (modifier) =>
            evaluateBooleanExpr(
                fieldInfo[modifier] || "False",
                record.evalContextWithVirtualIds
            );
        const missing = (record.data.missing_values || "").split(", ");
        return (
            /\bantcrm_always\b/.test(fieldInfo.attrs.class || "") ||
            missing.includes(string) ||
            record.isFieldInvalid(fieldName) ||
            isSet("required") ||
            isSet("readonly")
        );
    }

    add(name) {
        const [, slot] = super
            .getItems()
            .find(([, {props}]) => props?.fieldName === name);
        showFields(slot.props.record, [name]);
        this.wanted.name = name;
    }
}
