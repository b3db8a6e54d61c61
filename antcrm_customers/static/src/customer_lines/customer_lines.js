import {KanbanController} from "@web/views/kanban/kanban_controller";
import {ListController} from "@web/views/list/list_controller";
import {ListRenderer} from "@web/views/list/list_renderer";
import {kanbanView} from "@web/views/kanban/kanban_view";
import {listView} from "@web/views/list/list_view";
import {onWillStart} from "@odoo/owl";
import {registry} from "@web/core/registry";
import {useService} from "@web/core/utils/hooks";
import {user} from "@web/core/user";

/**
 * Returns a function that opens the customer of a line, in the form of their kind: its
 * pager goes on to the lines before and after.
 *
 * @returns {(resModel: string, ids: number[], id: number, options?: object) => Promise}
 */
export function useOpenLine() {
    const action = useService("action");
    const orm = useService("orm");
    return async (resModel, ids, id, options = {}) => {
        const request = await orm.call(resModel, "action_open", [[id]]);
        await action.doAction(request, {
            ...options,
            props: {antcrmLines: {resModel, ids, id}},
        });
    };
}

/** Lists of leads, contacts and accounts together, such as "My Day". */
function makeLinesController(Controller) {
    return class CustomerLinesController extends Controller {
        setup() {
            super.setup();
            this.openLine = useOpenLine();
        }

        /** @override */
        async openRecord(record, {newWindow} = {}) {
            // Whoever stands here for two reasons comes once
            const lines = new Map([[record.data.customer_ref, record.resId]]);
            const ids = [];
            for (const {data, resId} of this.model.root.records) {
                if (!lines.has(data.customer_ref)) {
                    lines.set(data.customer_ref, resId);
                    ids.push(resId);
                } else if (resId === record.resId) {
                    ids.push(resId);
                }
            }
            await this.openLine(record.resModel, ids, record.resId, {newWindow});
        }
    };
}

/** The key L notes a call with the customer of the focused row. */
export class CustomerLinesRenderer extends ListRenderer {
    setup() {
        super.setup();
        this.action = useService("action");
        this.orm = useService("orm");
        onWillStart(async () => {
            this.canExport = await user.hasGroup("base.group_allow_export");
        });
    }

    /**
     * Selected lines are exported and nothing else: no boxes for who may not.
     *
     * @override
     */
    get hasSelectors() {
        return super.hasSelectors && this.canExport;
    }

    /** @override */
    onCellKeydownReadOnlyMode(hotkey, cell, group, record) {
        if (hotkey === "l" && record) {
            this.logCall(record);
            return true;
        }
        return super.onCellKeydownReadOnlyMode(hotkey, cell, group, record);
    }

    async logCall(record) {
        const {list} = this.props;
        const action = await this.orm.call(list.resModel, "action_log_call", [
            [record.resId],
        ]);
        await this.action.doAction(action, {onClose: () => list.model.load()});
    }
}

const views = registry.category("views");

views.add("antcrm_customer_lines_list", {
    ...listView,
    Controller: makeLinesController(ListController),
    Renderer: CustomerLinesRenderer,
});
views.add("antcrm_customer_lines_kanban", {
    ...kanbanView,
    Controller: makeLinesController(KanbanController),
});
