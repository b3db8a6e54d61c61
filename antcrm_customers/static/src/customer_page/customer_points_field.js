import {
    ContactPointsField,
    contactPointsField,
} from "@antcrm_contact_point/contact_points_field/contact_points_field";
import {registry} from "@web/core/registry";
import {useEmailActions} from "./email_actions";
import {usePhoneActions} from "./phone_actions";

const ACTIONS = {phone: usePhoneActions, email: useEmailActions};

/**
 * The phones and emails of a customer: calls, chats and messages are noted in the
 * history.
 */
export class CustomerPointsField extends ContactPointsField {
    /** @override */
    useActions() {
        const getOthers = super.useActions();
        const getActions = ACTIONS[this.lines.kind]?.(() => this.props.record);
        return (value) =>
            // There is no history yet of who is not saved
            getActions && this.props.record.resId
                ? getActions(value)
                : getOthers(value);
    }
}

registry.category("fields").add("antcrm_customer_points", {
    ...contactPointsField,
    component: CustomerPointsField,
});
