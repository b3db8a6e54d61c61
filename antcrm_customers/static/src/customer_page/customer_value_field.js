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
        return useActions(() => this.customer);
    }

    /** The record whose history has what is noted. */
    get customer() {
        return this.props.record;
    }
}

/**
 * The same in a list of customers of all kinds, whose lines are no customers themselves.
 */
export class LineValueField extends CustomerValueField {
    /** @override */
    get customer() {
        const {record} = this.props;
        const [resModel, resId] = record.data.customer_ref.split(",");
        return {
            resModel,
            resId: Number(resId),
            data: record.data,
            isDirty: () => false,
            // Whoever was called may be done, and their line gone
            load: () => record.model.load(),
        };
    }
}

registry.category("fields").add("antcrm_customer_value", {
    ...contactValueField,
    component: CustomerValueField,
});
registry.category("fields").add("antcrm_line_value", {
    ...contactValueField,
    component: LineValueField,
    fieldDependencies: [{name: "customer_ref", type: "char", readonly: true}],
});
