import {
    ContactPointsField,
    contactPointsField,
} from "@antcrm_contact_point/contact_points_field/contact_points_field";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {usePhoneActions} from "./phone_actions";

/** The phones and emails of a customer: calls and chats are noted in the history. */
export class CustomerPointsField extends ContactPointsField {
    setup() {
        super.setup();
        this.getPhoneActions = usePhoneActions(() => this.props.record);
    }

    getActions(value) {
        const {record} = this.props;
        if (!value || !record.resId) {
            // There is no history yet
            return super.getActions(value);
        }
        if (this.lines.kind === "phone") {
            return this.getPhoneActions(value);
        }
        const actions = super.getActions(value);
        const {email, email_from} = record.data;
        if (!this.env.inDialog && [email, email_from].includes(value)) {
            // The history writes to the first address
            actions.splice(1, 0, {
                id: "message",
                label: _t("Write in the history"),
                icon: "fa-comments-o",
                run: () => record.model.bus.trigger("antcrm-write", "message"),
            });
        }
        return actions;
    }
}

registry.category("fields").add("antcrm_customer_points", {
    ...contactPointsField,
    component: CustomerPointsField,
});
