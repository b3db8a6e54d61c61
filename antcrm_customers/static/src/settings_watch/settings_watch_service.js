import {UPDATE_METHODS} from "@web/core/orm_service";
import {registry} from "@web/core/registry";
import {rpcBus} from "@web/core/network/rpc";
import {session} from "@web/session";

const FIELD_MODELS = [
    "antcrm.custom.field",
    "antcrm.custom.field.choice",
    "antcrm.custom.field.question",
];
const WORD_MODEL = "antcrm.customer.kind";
const METHODS = new Set([
    ...UPDATE_METHODS,
    "action_confirm",
    "action_reset_words",
    "update_field_translations",
    "web_resequence",
]);

/**
 * The browser keeps views, actions and menus until the page is loaded again. Who changes
 * custom fields or the names of leads, contacts and accounts wants to see it at once.
 */
export const settingsWatchService = {
    dependencies: ["menu", "orm"],
    start(env, {menu, orm}) {
        rpcBus.addEventListener("RPC:RESPONSE", async ({detail}) => {
            const {model, method} = detail.data.params;
            if (detail.error || !METHODS.has(method)) {
                return;
            }
            if (FIELD_MODELS.includes(model)) {
                rpcBus.trigger("CLEAR-CACHES");
            } else if (model === WORD_MODEL) {
                rpcBus.trigger("CLEAR-CACHES");
                session.antcrm_labels = await orm.call(WORD_MODEL, "get_labels");
                await menu.reload();
            }
        });
    },
};

registry.category("services").add("antcrm_settings_watch", settingsWatchService);
