import {
    Component,
    onWillPatch,
    onWillStart,
    onWillUnmount,
    onWillUpdateProps,
    useEffect,
    useRef,
    useState,
} from "@odoo/owl";
import {ActionItems} from "./action_items";
import {CountryMenu} from "./country_menu";
import {Dropdown} from "@web/core/dropdown/dropdown";
import {DropdownItem} from "@web/core/dropdown/dropdown_item";
import {LabelMenu} from "./label_menu";
import {_t} from "@web/core/l10n/translation";
import {browser} from "@web/core/browser/browser";
import {splitValues} from "./contact_lines";
import {useService} from "@web/core/utils/hooks";
import {useSortable} from "@web/core/utils/sortable_owl";

// Milliseconds
const TYPING_PAUSE = 300;

let nextId = 1;

/**
 * Phones, emails or profiles, one line each, with a blank one at the end. Two stops of
 * the tab key for each: its text, and the menu; from there the left arrow leads to the
 * label and the country.
 */
export class ContactLinesView extends Component {
    static template = "antcrm_contact_point.ContactLinesView";
    static components = {ActionItems, CountryMenu, Dropdown, DropdownItem, LabelMenu};
    static props = {
        // See ContactLines
        lines: Object,
        // {id, value, label, country}
        points: {type: Array, optional: true},
        // What these are, for who does not see them
        label: String,
        readonly: {type: Boolean, optional: true},
        canCreate: {type: Boolean, optional: true},
        // Of the first input
        id: {type: String, optional: true},
        inputName: {type: String, optional: true},
        // Takes a value, returns what can be done with it: {id, label, icon, url, run}
        getActions: {type: Function, optional: true},
        // Takes the ids of a point and of the one that it comes after, or null
        onMove: {type: Function, optional: true},
        // Whether the enter key goes to the next line
        enterMoves: {type: Boolean, optional: true},
    };
    static defaultProps = {
        points: [],
        readonly: false,
        canCreate: true,
        getActions: () => [],
        enterMoves: true,
    };

    setup() {
        this.root = useRef("root");
        this.lines = useState(this.props.lines);
        this.state = useState({countries: [], focused: null});
        this.prefix = `antcrm_lines_${nextId++}`;
        this.nextFocus = null;
        const countries = useService("antcrm_countries");
        const loadCountries = ({readonly}) => {
            if (this.kind === "phone" && !readonly) {
                // The form does not wait for them
                countries.load().then((loaded) => {
                    this.state.countries = loaded;
                });
            }
        };
        onWillStart(() => loadCountries(this.props));
        onWillUpdateProps(loadCountries);
        onWillUnmount(() => browser.clearTimeout(this.timer));
        this.shownIds = [];
        onWillPatch(() => {
            this.focused = this.getFocused();
        });
        useEffect(() => this.showTexts());
        useSortable({
            ref: this.root,
            enable: () => this.canMove,
            elements: ".antcrm_line_kept",
            handle: ".antcrm_line_handle",
            onDrop: ({element, previous}) =>
                this.props.onMove(element.dataset.id, previous?.dataset.id || null),
        });
    }

    get kind() {
        return this.props.lines.kind;
    }

    get rows() {
        const rows = this.lines.getRows(this.props.points);
        const isShown = ({draft}) =>
            !draft || (!this.props.readonly && this.props.canCreate);
        return rows.filter(isShown);
    }

    get canMove() {
        return Boolean(
            this.props.onMove && !this.props.readonly && this.props.points.length > 1
        );
    }

    get inputType() {
        return this.kind === "phone" ? "tel" : "text";
    }

    get inputMode() {
        return {phone: "tel", email: "email", social: "url"}[this.kind];
    }

    get placeholder() {
        return {
            phone: _t("Phone number"),
            email: "name@example.com",
            social: "https://www.linkedin.com/in/...",
        }[this.kind];
    }

    get menuLabel() {
        return {
            phone: _t("Call or write"),
            email: _t("Write or copy"),
            social: _t("Open or copy"),
        }[this.kind];
    }

    getInputId(index) {
        return (index === 0 && this.props.id) || `${this.prefix}_${index}`;
    }

    getHintId(index) {
        return `${this.prefix}_${index}_hint`;
    }

    /** Of the whole column and of the line, as there is one label for all of them */
    getInputLabel(index) {
        return index ? `${this.props.label} ${index + 1}` : this.props.label;
    }

    getError({reading}) {
        return reading?.error || "";
    }

    /** How the text will be written, where it is to be seen before it is. */
    getPreview({reading, text, isTyped}, index) {
        const isShown =
            isTyped && reading && !reading.error && this.state.focused === index;
        return isShown && reading.value !== text.trim() ? reading.value : "";
    }

    getCountryId({reading, country, isTyped}) {
        const read = isTyped && reading ? reading.country_id : false;
        return read || (country ? country.id : false);
    }

    getUrl({value}) {
        return this.props.getActions(value)[0]?.url;
    }

    open({value}) {
        return this.props.getActions(value)[0]?.run();
    }

    /**
     * What is typed is not touched: the cursor would jump, and what an input method
     * composes would be lost.
     */
    showTexts() {
        const inputs = this.inputs;
        this.rows.forEach(({text}, index) => {
            if (inputs[index] && inputs[index].value !== text) {
                inputs[index].value = text;
            }
        });
        this.shownIds = this.rows.map(({id}) => id);
        if (this.nextFocus !== null && inputs[this.nextFocus]) {
            inputs[this.nextFocus].focus();
        } else {
            this.keepFocus(inputs);
        }
        this.nextFocus = null;
        this.focused = null;
    }

    /** The line that has the focus, and where the cursor is in it. */
    getFocused() {
        const {inputs} = this;
        const index = inputs.indexOf(this.root.el?.ownerDocument.activeElement);
        if (index < 0) {
            return null;
        }
        const {selectionStart, selectionEnd} = inputs[index];
        return {id: this.shownIds[index], selectionStart, selectionEnd};
    }

    /** Lines move up where one is emptied: whoever is in one of them stays in it. */
    keepFocus(inputs) {
        if (!this.focused) {
            return;
        }
        const {id, selectionStart, selectionEnd} = this.focused;
        const input = inputs[this.shownIds.indexOf(this.lines.kept[id] || id)];
        if (input && input !== input.ownerDocument.activeElement) {
            input.focus();
            input.setSelectionRange(selectionStart, selectionEnd);
        }
    }

    get inputs() {
        return this.root.el
            ? [...this.root.el.querySelectorAll(".antcrm_line_text")]
            : [];
    }

    // ----------------------------------------------------------------------
    // Typing
    // ----------------------------------------------------------------------

    onInput(row, ev) {
        const text = ev.target.value;
        this.lines.type(row, text);
        browser.clearTimeout(this.timer);
        this.timer = browser.setTimeout(
            () => this.lines.read(text, row.country),
            TYPING_PAUSE
        );
    }

    onPaste(row, ev) {
        const values = splitValues(this.kind, ev.clipboardData.getData("text"));
        if (values.length > 1) {
            ev.preventDefault();
            this.lines.paste(row, values);
        }
    }

    onFocus(index) {
        this.state.focused = index;
    }

    onBlur(row) {
        this.state.focused = null;
        return this.lines.commit(row);
    }

    onKeydown(row, index, ev) {
        if (ev.isComposing) {
            return;
        }
        if (ev.key === "Enter" && this.props.enterMoves && row.text) {
            ev.preventDefault();
            this.inputs[index + 1]?.focus();
        } else if (ev.altKey && (ev.key === "ArrowUp" || ev.key === "ArrowDown")) {
            ev.preventDefault();
            this.move(row, ev.key === "ArrowUp" ? -1 : 1);
        }
    }

    /** Between the country, the label and the menu of a line */
    onToolKeydown(ev) {
        const step = {ArrowLeft: -1, ArrowRight: 1}[ev.key];
        const line = ev.target.closest(".antcrm_line");
        if (step && line) {
            const tools = [...line.querySelectorAll(".antcrm_line_tool")];
            const next = tools[tools.indexOf(ev.target) + step];
            if (next) {
                ev.preventDefault();
                next.focus();
            }
        }
    }

    // ----------------------------------------------------------------------
    // Changing
    // ----------------------------------------------------------------------

    setCountry(row, {id, name}) {
        this.lines.set(row, {country: {id, display_name: name}});
    }

    setLabel(row, label) {
        this.lines.set(row, {label});
    }

    canRemove(row) {
        return !this.props.readonly && !(row.draft && !row.text);
    }

    remove(row) {
        this.lines.type(row, "");
        return this.lines.commit(row);
    }

    getIndex(row) {
        return this.props.points.findIndex(({id}) => id === row.id);
    }

    canMoveBy(row, step) {
        const index = this.getIndex(row);
        return this.canMove && index >= 0 && Boolean(this.props.points[index + step]);
    }

    async move(row, step) {
        if (!this.canMoveBy(row, step)) {
            return;
        }
        await this.lines.commitAll();
        const index = this.getIndex(row);
        const after = this.props.points[step < 0 ? index - 2 : index + 1];
        this.nextFocus = index + step;
        await this.props.onMove(row.id, after?.id || null);
    }
}
