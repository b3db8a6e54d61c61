import {CustomerSearchPanel} from "./customer_search_panel";
import {crmKanbanView} from "@crm/views/crm_kanban/crm_kanban_view";
import {makeCustomerController} from "./customer_controller";
import {registry} from "@web/core/registry";
import {useStatusAction} from "../lead_status/status_action";

/**
 * A lead that is dragged to a status does what the status means: it is converted, or the
 * reason is asked for which it is lost. Whoever closes the dialog has moved nothing.
 */
export class CustomerKanbanRenderer extends crmKanbanView.Renderer {
    setup() {
        super.setup();
        this.openStatusAction = useStatusAction();
    }

    async sortRecordDrop(dataRecordId, dataGroupId, params) {
        const {list} = this.props;
        const targetId = params.parent?.dataset.id;
        const target =
            list.resModel === "crm.lead" &&
            list.groupByField?.name === "status_id" &&
            targetId !== dataGroupId &&
            list.groups.find((group) => group.id === targetId);
        const record =
            target?.value && list.records.find(({id}) => id === dataRecordId);
        if (record) {
            const reload = () => list.model.load();
            if (await this.openStatusAction(record.resId, target.value, reload)) {
                params.parent.classList.remove("o_kanban_hover");
                return;
            }
        }
        await super.sortRecordDrop(dataRecordId, dataGroupId, params);
    }
}

// Built on crm's kanban, so that what it knows of leads stays; contacts and accounts
// have none of the fields that it looks for.
export const customerKanbanView = {
    ...crmKanbanView,
    Controller: makeCustomerController(
        crmKanbanView.Controller,
        "antcrm_customers.KanbanView"
    ),
    Renderer: CustomerKanbanRenderer,
    SearchPanel: CustomerSearchPanel,
    buttonTemplate: "antcrm_customers.CustomerButtons",
};

registry.category("views").add("antcrm_customer_kanban", customerKanbanView);
