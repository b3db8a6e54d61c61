import {Component, onWillUnmount, status, useState} from "@odoo/owl";
import {deserializeDateTime, formatDateTime} from "@web/core/l10n/dates";
import {getPercentage, isUnderWay} from "./import_progress_service";
import {useBus, useService} from "@web/core/utils/hooks";
import {_t} from "@web/core/l10n/translation";
import {browser} from "@web/core/browser/browser";
import {formatInteger} from "@web/views/fields/formatters";
import {registry} from "@web/core/registry";
import {standardWidgetProps} from "@web/views/widgets/standard_widget_props";

// How long the server may say nothing until the page asks, in milliseconds
export const SILENCE = 5000;
// How long the page waits after it had rows taken itself
export const TURN = 500;

/**
 * Progress bar of an import on its own page. When the import ends, the page is
 * loaded again. What the server tells may be lost, or come before this page listens:
 * when it is silent, the page asks. Where nobody works in the background, the server
 * takes some rows with each question.
 */
export class ImportProgress extends Component {
    static template = "antcrm_import.Progress";
    static props = {...standardWidgetProps};

    setup() {
        const {bus, runs} = useService("antcrm_import.progress");
        const orm = useService("orm").silent;
        this.runs = useState(runs);
        this.state = useState({notice: ""});
        this.timer = null;
        // Whether the last question had rows taken: what is heard then is its own echo
        this.isWorking = false;
        useBus(bus, "progress", ({detail}) => {
            if (detail.id !== this.props.record.resId) {
                return;
            }
            if (!this.isWorking) {
                this.listen();
                this.state.notice = detail.pause_reason || "";
            }
            if (!isUnderWay(detail)) {
                this.props.record.load();
            }
        });
        this.orm = orm;
        this.listen();
        onWillUnmount(() => browser.clearTimeout(this.timer));
    }

    listen(pause = SILENCE) {
        browser.clearTimeout(this.timer);
        this.timer = browser.setTimeout(() => this.ask(), pause);
    }

    async ask() {
        const {resId, resModel} = this.props.record;
        let progress = null;
        try {
            progress = await this.orm.call(resModel, "look_after", [[resId]]);
        } catch {
            // It may be starting again; what it says comes with the next answer
            this.state.notice = _t("The server does not answer. Asking again…");
        }
        if (status(this) === "destroyed") {
            return;
        }
        if (progress) {
            this.state.notice = progress.notice || "";
            if (!isUnderWay(progress)) {
                delete this.runs[resId];
                await this.props.record.load();
                return;
            }
            this.runs[resId] = progress;
        }
        this.isWorking = Boolean(progress?.took);
        this.listen(this.isWorking ? TURN : SILENCE);
    }

    get progress() {
        const {data, resId} = this.props.record;
        if (this.runs[resId]) {
            return this.runs[resId];
        }
        const done = {planning: data.planned_count, undoing: data.undo_count};
        return {...data, done_count: done[data.state] ?? data.done_count};
    }

    get title() {
        const {done_count, row_count, state} = this.progress;
        const [done, total] = [done_count, row_count].map((count) =>
            formatInteger(count)
        );
        if (state === "planning") {
            return _t("%(done)s of %(total)s rows reviewed", {done, total});
        }
        return state === "undoing"
            ? _t("%(done)s of %(total)s rows undone", {done, total})
            : _t("%(done)s of %(total)s rows imported", {done, total});
    }

    get percentage() {
        return getPercentage(this.progress);
    }

    get notice() {
        return this.state.notice || this.progress.pause_reason;
    }

    get lastSign() {
        let date = this.progress.heartbeat_date;
        if (typeof date === "string") {
            date = deserializeDateTime(date);
        }
        return date ? formatDateTime(date, {showSeconds: true}) : "";
    }
}

export const importProgress = {
    component: ImportProgress,
    fieldDependencies: [
        {name: "row_count", type: "integer"},
        {name: "done_count", type: "integer"},
        {name: "planned_count", type: "integer"},
        {name: "undo_count", type: "integer"},
        {name: "heartbeat_date", type: "datetime"},
        {name: "pause_reason", type: "text"},
        {name: "state", type: "char"},
    ],
};

registry.category("view_widgets").add("antcrm_import_progress", importProgress);
