import {_t} from "@web/core/l10n/translation";
import {getCreateLabel} from "../customer_labels/customer_labels";
import {groupActions} from "../selection_actions/selection_actions";
import {registry} from "@web/core/registry";

// What addons add to the pages of customers: each is called with the controller while it
// is set up, so that it may use hooks
const additions = registry.category("antcrm_customer_controllers");

// What a button of the control panel has room for beside the search, at 1366 pixels
const MAX_LABEL = 18;

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
            additions.getAll().forEach((setup) => setup(this));
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

        /** @override */
        get actionMenuItems() {
            const items = super.actionMenuItems;
            // A form has one record, and no selection
            return this.model.root.selection
                ? {...items, action: groupActions(items.action, this.model.root)}
                : items;
        }

        get createLabel() {
            return getCreateLabel(this.customerKind);
        }

        /** @returns {string} the same in few letters: the page says who it is about */
        get createText() {
            const label = this.createLabel;
            return label.length > MAX_LABEL ? _t("New") : label;
        }
    };
}
