import {
    ContactValueField,
    contactValueField,
} from "@antcrm_contact_point/contact_value/contact_value_field";
import {registry} from "@web/core/registry";
import {useEmailActions} from "./email_actions";
import {usePhoneActions} from "./phone_actions";

/**
 * The first phone or email of a customer in lists and on cards: calls, chats and messages
 * are noted in the history.
 */
export class CustomerValueField extends ContactValueField {
    /** @override */
    useActions() {
        const useActions =
            this.props.kind === "phone" ? usePhoneActions : useEmailActions;
        return useActions(() => this.props.record);
    }
}

registry.category("fields").add("antcrm_customer_value", {
    ...contactValueField,
    component: CustomerValueField,
});
