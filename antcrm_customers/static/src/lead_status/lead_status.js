import {
    StatusBarField,
    statusBarField,
} from "@web/views/fields/statusbar/statusbar_field";
import {registry} from "@web/core/registry";
import {useStatusAction} from "./status_action";

/**
 * A status that is chosen for a lead does what it means: the lead is converted, or the
 * reason is asked for which it is lost. Whoever closes the dialog has chosen nothing.
 */
export class LeadStatusField extends StatusBarField {
    setup() {
        super.setup();
        this.openStatusAction = useStatusAction();
    }

    async selectItem(item) {
        const {record} = this.props;
        // What is typed first: the dialog is about what is saved
        if (!(await record.save())) {
            return;
        }
        const reload = () => record.load();
        if (!(await this.openStatusAction(record.resId, item.value, reload))) {
            await super.selectItem(item);
        }
    }
}

registry.category("fields").add("antcrm_lead_status", {
    ...statusBarField,
    component: LeadStatusField,
    additionalClasses: ["o_field_statusbar"],
});
