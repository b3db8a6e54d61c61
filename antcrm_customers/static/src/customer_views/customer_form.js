import "@crm/views/crm_form/crm_form";
import {makeCustomerController} from "./customer_controller";
import {registry} from "@web/core/registry";

const viewRegistry = registry.category("views");
// Built on crm's form, which brings the phone and e-mail of a lead and of its contact
// in step when a lead is saved, and leaves other models alone.
const crmFormView = viewRegistry.get("crm_form");

export const customerFormView = {
    ...crmFormView,
    Controller: makeCustomerController(
        crmFormView.Controller,
        "antcrm_customers.FormView"
    ),
};

viewRegistry.add("antcrm_customer_form", customerFormView);
