import {Component, onWillUnmount, status} from "@odoo/owl";
import {browser} from "@web/core/browser/browser";
import {registry} from "@web/core/registry";
import {standardWidgetProps} from "@web/views/widgets/standard_widget_props";
import {useRecordObserver} from "@web/model/relational_model/utils";
import {useService} from "@web/core/utils/hooks";

// How often the page asks how far the work has come, in milliseconds
export const PAUSE = 3000;
const UNDER_WAY = ["running", "undoing"];

/**
 * How far work in the background has come, on its own page: a bar that moves by itself.
 * The page is loaded again when something was done. The record has the fields "state",
 * of which "running" and "undoing" are under way, and "progress", in percent.
 */
export class WorkProgress extends Component {
    static template = "antcrm_customers.WorkProgress";
    static props = {...standardWidgetProps};

    setup() {
        this.orm = useService("orm").silent;
        this.timer = null;
        useRecordObserver((record) => {
            // Whoever begins or ends the work changes the state
            if (UNDER_WAY.includes(record.data.state)) {
                this.wait();
            } else {
                browser.clearTimeout(this.timer);
            }
        });
        onWillUnmount(() => browser.clearTimeout(this.timer));
    }

    get isUnderWay() {
        return UNDER_WAY.includes(this.props.record.data.state);
    }

    get percentage() {
        return this.props.record.data.progress || 0;
    }

    wait() {
        browser.clearTimeout(this.timer);
        this.timer = browser.setTimeout(() => this.ask(), PAUSE);
    }

    async ask() {
        const {data, resId, resModel} = this.props.record;
        let now = null;
        try {
            [now] = await this.orm.read(resModel, [resId], ["state", "progress"]);
        } catch {
            // It may be starting again: the next question is answered
        }
        if (status(this) === "destroyed" || resId !== this.props.record.resId) {
            return;
        }
        if (now && (now.state !== data.state || now.progress !== data.progress)) {
            await this.props.record.load();
        }
        if (status(this) !== "destroyed" && this.isUnderWay) {
            this.wait();
        }
    }
}

registry.category("view_widgets").add("antcrm_work_progress", {
    component: WorkProgress,
    fieldDependencies: [
        {name: "state", type: "char"},
        {name: "progress", type: "integer"},
    ],
});
