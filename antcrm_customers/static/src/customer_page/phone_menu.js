import {getContactWays, useCallLog} from "./contact_ways";
import {Component} from "@odoo/owl";
import {Dropdown} from "@web/core/dropdown/dropdown";
import {DropdownItem} from "@web/core/dropdown/dropdown_item";
import {_t} from "@web/core/l10n/translation";
import {browser} from "@web/core/browser/browser";
import {registry} from "@web/core/registry";
import {standardWidgetProps} from "@web/views/widgets/standard_widget_props";
import {useService} from "@web/core/utils/hooks";

/** What can be done with a phone number of a customer. */
export class PhoneMenu extends Component {
    static template = "antcrm_customers.PhoneMenu";
    static components = {Dropdown, DropdownItem};
    static props = {
        number: String,
        // Of the customer, in its form
        customer: Object,
    };

    setup() {
        this.action = useService("action");
        this.notification = useService("notification");
        this.logCall = useCallLog(() => this.props.customer);
    }

    get ways() {
        return getContactWays(this.props.number);
    }

    /** The host's dialog writes any other number over the first one. */
    get hasSms() {
        return (
            this.props.number === this.props.customer.data.phone &&
            odoo.loader.modules.has("@sms/components/sms_button/sms_button")
        );
    }

    /** The link does the rest: it opens the phone or the messenger. */
    reach({id, url}) {
        browser.open(url, id === "call" ? "_self" : "_blank", "noopener");
        return this.logCall(id, this.props.number);
    }

    async sendSms() {
        const {customer} = this.props;
        if ((await customer.isDirty()) && !(await customer.save())) {
            return;
        }
        await this.action.doAction(
            {
                type: "ir.actions.act_window",
                name: _t("Send SMS"),
                res_model: "sms.composer",
                views: [[false, "form"]],
                target: "new",
                context: {
                    default_res_model: customer.resModel,
                    default_res_id: customer.resId,
                    default_composition_mode: "comment",
                    default_number_field_name: "phone",
                },
            },
            {onClose: () => customer.load()}
        );
    }

    async copy() {
        await browser.navigator.clipboard.writeText(this.props.number);
        this.notification.add(_t("Copied."), {type: "success"});
    }
}

/** The menu in the list of a customer's phones. */
export class PhoneMenuWidget extends Component {
    static template = "antcrm_customers.PhoneMenuWidget";
    static components = {PhoneMenu};
    static props = {...standardWidgetProps};

    get customer() {
        return this.props.record.model.root;
    }
}

registry.category("view_widgets").add("antcrm_phone_menu", {
    component: PhoneMenuWidget,
    listViewWidth: 28,
});
