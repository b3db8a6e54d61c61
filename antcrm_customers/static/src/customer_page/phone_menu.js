import {ActionItems} from "@antcrm_contact_point/contact_lines/action_items";
import {Component} from "@odoo/owl";
import {Dropdown} from "@web/core/dropdown/dropdown";
import {usePhoneActions} from "./phone_actions";

/** What can be done with a phone number of a customer. */
export class PhoneMenu extends Component {
    static template = "antcrm_customers.PhoneMenu";
    static components = {ActionItems, Dropdown};
    static props = {
        number: String,
        // Of the customer, in its form
        customer: Object,
    };

    setup() {
        this.getActions = usePhoneActions(() => this.props.customer);
    }

    get actions() {
        return this.getActions(this.props.number);
    }
}
