import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";

/** Merge the customer of an open form with one that is there already. */
registry.category("antcrm_similar_actions").add("merge", {
    get label() {
        return _t("Merge");
    },

    isOffered(panel, {kind, can_write}) {
        return !panel.isNew && kind === panel.kind && can_write;
    },

    async run(panel, {id}) {
        const {record} = panel.props;
        if (!(await record.save())) {
            return;
        }
        const {resId, resModel} = record;
        const name = resModel === "crm.lead" ? "lead" : "partner";
        await panel.action.doAction(`antcrm_merge.antcrm_merge_wizard_action_${name}`, {
            additionalContext: {active_model: resModel, active_ids: [resId, id]},
        });
    },
});
