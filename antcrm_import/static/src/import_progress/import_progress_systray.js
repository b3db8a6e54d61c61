import {Component, onWillStart, useState} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {getPercentage} from "./import_progress_service";
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
        const {name, state} = this.progress;
        if (state === "planning") {
            return _t("Reviewing %s", name);
        }
        return state === "undoing"
            ? _t("Undoing the import of %s", name)
            : _t("Importing %s", name);
    }

    get percentage() {
        return getPercentage(this.progress);
    }
}

registry
    .category("systray")
    .add("antcrm_import.progress", {Component: ImportProgressSystray}, {sequence: 30});
