import {Component, onWillStart, useState} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {useService} from "@web/core/utils/hooks";
import {user} from "@web/core/user";

/**
 * Progress of the user's imports in the top bar of every page.
 */
export class ImportProgressSystray extends Component {
    static template = "antcrm_import.ProgressSystray";
    static props = {};

    setup() {
        this.service = useService("antcrm_import.progress");
        this.runs = useState(this.service.runs);
        const orm = useService("orm");
        onWillStart(async () => {
            if (!(await user.hasGroup("antcrm_customers.group_import"))) {
                return;
            }
            for (const progress of await orm.silent.call(
                "antcrm.import",
                "get_running"
            )) {
                this.service.runs[progress.id] ??= progress;
            }
        });
    }

    get progress() {
        return Object.values(this.runs)[0];
    }

    get title() {
        return _t("Importing %s", this.progress.name);
    }

    get percentage() {
        const {done_count: done, row_count: total} = this.progress;
        return total ? Math.floor((100 * done) / total) : 0;
    }
}

registry
    .category("systray")
    .add("antcrm_import.progress", {Component: ImportProgressSystray}, {sequence: 30});
