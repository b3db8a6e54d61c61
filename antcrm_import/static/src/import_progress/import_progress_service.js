import {EventBus, reactive} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";

const UNDER_WAY = ["planning", "running", "undoing"];

export function isUnderWay(progress) {
    return UNDER_WAY.includes(progress.state);
}

export function getPercentage({done_count: done, row_count: total}) {
    return total ? Math.min(Math.floor((100 * done) / total), 100) : 0;
}

/**
 * @returns {string} what to say at the end of a run or an undo
 */
function getFarewell({name, state, undo_count: undone}) {
    if (state === "review") {
        return _t("%s is ready to be looked at and imported.", name);
    }
    if (state === "draft") {
        return _t("The review of %s was stopped.", name);
    }
    if (state === "undone") {
        return _t("The import of %s is undone.", name);
    }
    if (undone) {
        return _t("The undo of the import of %s was stopped.", name);
    }
    return state === "done"
        ? _t("The import of %s is finished.", name)
        : _t("The import of %s was stopped.", name);
}

/**
 * Keeps the state of the user's imports under way, as the server tells it over the bus.
 * `runs` maps the id of a run to its last progress; `bus` triggers "progress".
 */
export const importProgressService = {
    dependencies: ["action", "bus_service", "notification"],

    start(env, {action, bus_service: busService, notification}) {
        const runs = reactive({});
        const bus = new EventBus();

        function open(progress) {
            return action.doAction({
                type: "ir.actions.act_window",
                res_model: "antcrm.import",
                res_id: progress.id,
                views: [[false, "form"]],
            });
        }

        busService.subscribe("antcrm_import/progress", (progress) => {
            if (isUnderWay(progress)) {
                runs[progress.id] = progress;
            } else {
                delete runs[progress.id];
                notification.add(getFarewell(progress), {
                    type: ["cancelled", "draft"].includes(progress.state)
                        ? "warning"
                        : "success",
                    buttons: [
                        {
                            name:
                                progress.state === "review"
                                    ? _t("Review")
                                    : _t("Report"),
                            onClick: () => open(progress),
                        },
                    ],
                });
            }
            bus.trigger("progress", progress);
        });
        busService.start();
        return {runs, bus, open};
    },
};

registry.category("services").add("antcrm_import.progress", importProgressService);
