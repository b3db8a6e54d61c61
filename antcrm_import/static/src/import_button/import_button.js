import {Component, onWillStart} from "@odoo/owl";
import {customerKanbanView} from "@antcrm_customers/customer_views/customer_kanban";
import {customerListView} from "@antcrm_customers/customer_views/customer_list";
import {useService} from "@web/core/utils/hooks";
import {user} from "@web/core/user";

/**
 * Starts an import of the customers that a list or kanban shows.
 */
export class ImportButton extends Component {
    static template = "antcrm_import.ImportButton";
    static props = {kind: {type: String, optional: true}};

    setup() {
        this.action = useService("action");
        onWillStart(async () => {
            this.mayImport = await user.hasGroup("antcrm_customers.group_import");
        });
    }

    onClick() {
        return this.action.doAction("antcrm_import.antcrm_import_wizard_action", {
            additionalContext: this.props.kind ? {antcrm_kind: this.props.kind} : {},
        });
    }
}

for (const {Controller} of [customerListView, customerKanbanView]) {
    Controller.components = {...Controller.components, ImportButton};
}
