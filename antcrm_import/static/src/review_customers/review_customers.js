import {Component, onWillStart, useState} from "@odoo/owl";
import {useAutofocus, useBus, useService} from "@web/core/utils/hooks";
import {CheckBox} from "@web/core/checkbox/checkbox";
import {Dropdown} from "@web/core/dropdown/dropdown";
import {KeepLast} from "@web/core/utils/concurrency";
import {Pager} from "@web/core/pager/pager";
import {_t} from "@web/core/l10n/translation";
import {browser} from "@web/core/browser/browser";
import {registry} from "@web/core/registry";
import {standardWidgetProps} from "@web/views/widgets/standard_widget_props";

const PAGE = 40;
const REASONS = 2;
const STORAGE = "antcrm_import.hidden_columns";

/**
 * The customers of a review as they will be: what each field holds after the import,
 * and before it where a known customer changes.
 */
export class ImportCustomers extends Component {
    static template = "antcrm_import.Customers";
    static components = {CheckBox, Dropdown, Pager};
    static props = {...standardWidgetProps};

    setup() {
        this.orm = useService("orm");
        useAutofocus();
        this.keepLast = new KeepLast();
        const {bus} = useService("antcrm_import.progress");
        this.bus = bus;
        this.state = useState({
            page: {count: 0, columns: [], rows: [], is_editable: false},
            offset: 0,
            limit: PAGE,
            search: "",
            outcome: "",
            problem: "",
            problemLabel: "",
            edited: null,
            isBusy: false,
            unfolded: {},
            hidden: JSON.parse(browser.localStorage.getItem(STORAGE) || "[]"),
        });
        onWillStart(() => this.load());
        // Another choice anywhere on the page brings other customers
        useBus(bus, "planned", () => this.load());
        useBus(bus, "reviewed", () => this.load());
    }

    async load() {
        const {offset, limit, search, outcome, problem} = this.state;
        const page = await this.keepLast.add(
            this.orm.call(
                "antcrm.import",
                "get_customers",
                [[this.props.record.resId]],
                {
                    offset,
                    limit,
                    search,
                    outcome,
                    problem,
                }
            )
        );
        this.state.page = page;
    }

    async filter(values) {
        Object.assign(this.state, values, {offset: 0, edited: null});
        await this.load();
    }

    async onPage({offset, limit}) {
        Object.assign(this.state, {offset, limit, edited: null});
        await this.load();
    }

    get outcomes() {
        return [
            ["", _t("All outcomes")],
            ["created", _t("Create")],
            ["merged", _t("Merge")],
            ["overwritten", _t("Overwrite")],
            ["duplicated", _t("Duplicate")],
            ["skipped", _t("Skip")],
            ["rejected", _t("Reject")],
        ];
    }

    get problems() {
        const kinds = this.props.record.data.error_kinds || [];
        const choices = kinds.map(({code, label}) => [code, label]);
        const {problem, problemLabel} = this.state;
        // What has been corrected in all rows stays chosen, as the table shows
        if (problem && !choices.some(([code]) => code === problem)) {
            choices.push([problem, problemLabel]);
        }
        return [["", _t("All rows")], ...choices];
    }

    onProblem(problem) {
        const problemLabel = this.problems.find(([code]) => code === problem)[1];
        return this.filter({problem, problemLabel});
    }

    getOutcome(row) {
        return this.outcomes.find(([code]) => code === row.action)?.[1];
    }

    /** Why a row has this outcome: a row with many reasons pushes no others away. */
    getReasons(row) {
        const reasons = row.reason ? row.reason.split("\n") : [];
        const isFolded = reasons.length > REASONS + 1 && !this.state.unfolded[row.id];
        return isFolded ? reasons.slice(0, REASONS) : reasons;
    }

    getMore(row) {
        const shown = this.getReasons(row).length;
        const more = shown && row.reason.split("\n").length - shown;
        return more > 0 && _t("%s more", more);
    }

    get columns() {
        return this.state.page.columns.filter(
            ({name}) => !this.state.hidden.includes(name)
        );
    }

    toggle(name) {
        const {hidden} = this.state;
        this.state.hidden = hidden.includes(name)
            ? hidden.filter((other) => other !== name)
            : [...hidden, name];
        browser.localStorage.setItem(STORAGE, JSON.stringify(this.state.hidden));
    }

    isEditable(column) {
        return this.state.page.is_editable && column.position !== false;
    }

    isEdited(row, column) {
        return this.state.edited === `${row.id}/${column.name}`;
    }

    edit(row, column) {
        if (this.isEditable(column) && !this.state.isBusy) {
            this.state.edited = `${row.id}/${column.name}`;
        }
    }

    onKeydown(ev, row, column) {
        if (ev.key === "Escape") {
            this.state.edited = null;
        } else if (ev.key === "Enter") {
            this.save(row, column, ev.target.value);
        }
    }

    async save(row, column, text) {
        if (!this.isEdited(row, column)) {
            return;
        }
        this.state.edited = null;
        if (text === row.values[column.name].cell) {
            return;
        }
        this.state.isBusy = true;
        try {
            await this.orm.call("antcrm.import.row", "set_cells", [
                [row.id],
                {[column.position]: text},
            ]);
            await this.props.record.load();
            this.bus.trigger("planned");
        } finally {
            this.state.isBusy = false;
        }
    }
}

export const importCustomers = {
    component: ImportCustomers,
    fieldDependencies: [{name: "error_kinds", type: "json"}],
};

registry.category("view_widgets").add("antcrm_import_customers", importCustomers);
