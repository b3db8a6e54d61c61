import {EventBus, reactive} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";

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
            if (progress.state === "running") {
                runs[progress.id] = progress;
            } else {
                delete runs[progress.id];
                notification.add(
                    progress.state === "done"
                        ? _t("The import of %s is finished.", progress.name)
                        : _t("The import of %s was stopped.", progress.name),
                    {
                        type: progress.state === "done" ? "success" : "warning",
                        buttons: [{name: _t("Report"), onClick: () => open(progress)}],
                    }
                );
            }
            bus.trigger("progress", progress);
        });
        busService.start();
        return {runs, bus, open};
    },
};

registry.category("services").add("antcrm_import.progress", importProgressService);
