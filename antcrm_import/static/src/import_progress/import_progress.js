import {Component, useState} from "@odoo/owl";
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
            if (detail.id === this.props.record.resId && detail.state !== "running") {
                this.props.record.load();
            }
        });
    }

    get progress() {
        return this.runs[this.props.record.resId] || this.props.record.data;
    }

    get title() {
        const {done_count: done, row_count: total} = this.progress;
        return _t("%(done)s of %(total)s rows imported", {done, total});
    }

    get percentage() {
        const {done_count: done, row_count: total} = this.progress;
        return total ? Math.floor((100 * done) / total) : 0;
    }
}

export const importProgress = {
    component: ImportProgress,
    fieldDependencies: [
        {name: "row_count", type: "integer"},
        {name: "done_count", type: "integer"},
    ],
};

registry.category("view_widgets").add("antcrm_import_progress", importProgress);
