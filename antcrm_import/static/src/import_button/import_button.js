import {Component, onWillStart} from "@odoo/owl";
import {Dropdown} from "@web/core/dropdown/dropdown";
import {DropdownItem} from "@web/core/dropdown/dropdown_item";
import {customerKanbanView} from "@antcrm_customers/customer_views/customer_kanban";
import {customerListView} from "@antcrm_customers/customer_views/customer_list";
import {useService} from "@web/core/utils/hooks";
import {user} from "@web/core/user";

/**
 * Starts an import of the customers that a list or kanban shows, or gets the file to
 * fill in. On the page of an account, its contacts.
 */
export class ImportButton extends Component {
    static template = "antcrm_import.ImportButton";
    static components = {Dropdown, DropdownItem};
    static props = {
        kind: {type: String, optional: true},
        accountId: {type: [Number, Boolean], optional: true},
    };

    setup() {
        this.action = useService("action");
        onWillStart(async () => {
            this.mayImport = await user.hasGroup("antcrm_customers.group_import");
        });
    }

    get context() {
        const {kind, accountId} = this.props;
        return {
            ...(kind ? {antcrm_kind: kind} : {}),
            ...(accountId ? {antcrm_account_id: accountId} : {}),
        };
    }

    openWizard() {
        return this.action.doAction("antcrm_import.antcrm_import_wizard_action", {
            additionalContext: this.context,
        });
    }

    openTemplate() {
        return this.action.doAction("antcrm_import.antcrm_import_template_action", {
            additionalContext: this.context,
        });
    }
}

for (const {Controller} of [customerListView, customerKanbanView]) {
    Controller.components = {...Controller.components, ImportButton};
}
