import {Component, useState} from "@odoo/owl";
import {getPercentage, isUnderWay} from "./import_progress_service";
import {useBus, useService} from "@web/core/utils/hooks";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {standardWidgetProps} from "@web/views/widgets/standard_widget_props";

/**
 * Progress bar of an import on its own page. When the import ends, the page is
 * loaded again.
 */
export class ImportProgress extends Component {
    static template = "antcrm_import.Progress";
    static props = {...standardWidgetProps};

    setup() {
        const {bus, runs} = useService("antcrm_import.progress");
        this.runs = useState(runs);
        useBus(bus, "progress", ({detail}) => {
            if (detail.id === this.props.record.resId && !isUnderWay(detail)) {
                this.props.record.load();
            }
        });
    }

    get progress() {
        const {data, resId} = this.props.record;
        if (this.runs[resId]) {
            return this.runs[resId];
        }
        return data.state === "undoing" ? {...data, done_count: data.undo_count} : data;
    }

    get title() {
        const {done_count: done, row_count: total, state} = this.progress;
        return state === "undoing"
            ? _t("%(done)s of %(total)s rows undone", {done, total})
            : _t("%(done)s of %(total)s rows imported", {done, total});
    }

    get percentage() {
        return getPercentage(this.progress);
    }
}

export const importProgress = {
    component: ImportProgress,
    fieldDependencies: [
        {name: "row_count", type: "integer"},
        {name: "done_count", type: "integer"},
        {name: "undo_count", type: "integer"},
        {name: "state", type: "char"},
    ],
};

registry.category("view_widgets").add("antcrm_import_progress", importProgress);
