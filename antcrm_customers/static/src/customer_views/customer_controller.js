import {getCreateLabel} from "../customer_labels/customer_labels";

/**
 * Extends the controller of a view with the kind of customers that it shows.
 *
 * @param {typeof import("@odoo/owl").Component} Controller
 * @param {string} template
 */
export function makeCustomerController(Controller, template) {
    return class CustomerController extends Controller {
        static template = template;

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
    };
}
