import {CustomerSearchPanel} from "./customer_search_panel";
import {listView} from "@web/views/list/list_view";
import {makeCustomerController} from "./customer_controller";
import {registry} from "@web/core/registry";

/** Cells of widgets, such as pictures, take no focus: the keyboard passes over them. */
class CustomerListRenderer extends listView.Renderer {
    /** @override */
    findFocusFutureCell(cell, cellIsInGroupRow, direction) {
        let future = super.findFocusFutureCell(cell, cellIsInGroupRow, direction);
        while (future && !future.hasAttribute("tabindex")) {
            future =
                direction === "left"
                    ? future.previousElementSibling
                    : future.nextElementSibling;
        }
        return future;
    }
}

export const customerListView = {
    ...listView,
    Renderer: CustomerListRenderer,
    Controller: makeCustomerController(
        listView.Controller,
        "antcrm_customers.ListView"
    ),
    SearchPanel: CustomerSearchPanel,
    buttonTemplate: "antcrm_customers.CustomerButtons",
};

registry.category("views").add("antcrm_customer_list", customerListView);
