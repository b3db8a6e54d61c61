import {CustomerExportDialog} from "../customer_export/customer_export_dialog";
import {getCreateLabel} from "../customer_labels/customer_labels";
import {useBus} from "@web/core/utils/hooks";

/**
 * Extends the controller of a view with the kind of customers that it shows.
 *
 * @param {typeof import("@odoo/owl").Component} Controller
 * @param {string} template
 */
export function makeCustomerController(Controller, template) {
    return class CustomerController extends Controller {
        static template = template;

        setup() {
            super.setup();
            if (this.exportRecords) {
                // Lists and kanbans: what their menu calls
                const chooseColumns = this.exportRecords;
                this.exportRecords = () => this.exportCustomers(chooseColumns);
                useBus(this.env.searchModel, "antcrm-export", () =>
                    this.exportRecords()
                );
            }
        }

        /**
         * @returns {"lead" | "contact" | "account" | undefined}
         */
        get customerKind() {
            if (this.props.context.antcrm_kind) {
                return this.props.context.antcrm_kind;
            }
            if (this.props.resModel === "crm.lead") {
                return "lead";
            }
            return this.model.root?.data?.customer_kind || undefined;
        }

        get createLabel() {
            return getCreateLabel(this.customerKind);
        }

        /**
         * Exports the selected customers, or all that are found, so that an import
         * reads them back. Customers of several kinds have no columns in common.
         *
         * @param {Function} chooseColumns the host's own dialog
         */
        exportCustomers(chooseColumns) {
            const {root} = this.model;
            if (!this.customerKind) {
                return chooseColumns();
            }
            const isChosen = root.selection?.length && !root.isDomainSelected;
            this.model.dialog.add(CustomerExportDialog, {
                kind: this.customerKind,
                ids: isChosen ? root.selection.map((record) => record.resId) : false,
                domain: root.domain,
                context: root.context,
                chooseColumns,
            });
        }
    };
}
