import {CustomerSearchPanel} from "./customer_search_panel";
import {listView} from "@web/views/list/list_view";
import {makeCustomerController} from "./customer_controller";
import {registry} from "@web/core/registry";

export const customerListView = {
    ...listView,
    Controller: makeCustomerController(
        listView.Controller,
        "antcrm_customers.ListView"
    ),
    SearchPanel: CustomerSearchPanel,
    buttonTemplate: "antcrm_customers.CustomerButtons",
};

registry.category("views").add("antcrm_customer_list", customerListView);
