import {CustomerExportDialog} from "./customer_export_dialog";
import {registry} from "@web/core/registry";
import {useBus} from "@web/core/utils/hooks";

/**
 * Exports the selected customers, or all that are found, so that an import reads them
 * back. Customers of several kinds have no columns in common.
 *
 * @param {object} controller of a page of customers
 * @param {Function} chooseColumns the host's own dialog
 */
function exportCustomers(controller, chooseColumns) {
    const {customerKind, model} = controller;
    const {root} = model;
    if (!customerKind) {
        return chooseColumns();
    }
    const isChosen = root.selection?.length && !root.isDomainSelected;
    model.dialog.add(CustomerExportDialog, {
        kind: customerKind,
        ids: isChosen ? root.selection.map((record) => record.resId) : false,
        domain: root.domain,
        context: root.context,
        chooseColumns,
    });
}

registry.category("antcrm_customer_controllers").add("export", (controller) => {
    // Lists and kanbans: what their menu calls
    const chooseColumns = controller.exportRecords;
    if (chooseColumns) {
        controller.exportRecords = () => exportCustomers(controller, chooseColumns);
        useBus(controller.env.searchModel, "antcrm-export", () =>
            controller.exportRecords()
        );
    }
});
