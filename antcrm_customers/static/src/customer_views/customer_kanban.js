import {crmKanbanView} from "@crm/views/crm_kanban/crm_kanban_view";
import {makeCustomerController} from "./customer_controller";
import {registry} from "@web/core/registry";

// Built on crm's kanban, so that what it knows of leads stays; contacts and accounts
// have none of the fields that it looks for.
export const customerKanbanView = {
    ...crmKanbanView,
    Controller: makeCustomerController(
        crmKanbanView.Controller,
        "antcrm_customers.KanbanView"
    ),
    buttonTemplate: "antcrm_customers.CustomerButtons",
};

registry.category("views").add("antcrm_customer_kanban", customerKanbanView);
