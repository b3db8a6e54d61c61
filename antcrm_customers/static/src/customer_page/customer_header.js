import {Component} from "@odoo/owl";
import {LeadPicture} from "../customer_picture/customer_picture";
import {PhoneMenu} from "./phone_menu";
import {getContactWays} from "@antcrm_contact_point/contact_ways/contact_ways";
import {imageUrl} from "@web/core/utils/urls";
import {openWay} from "@antcrm_contact_point/contact_ways/point_actions";
import {registry} from "@web/core/registry";
import {standardWidgetProps} from "@web/views/widgets/standard_widget_props";
import {useCallLog} from "./call_log";
import {useComposer} from "./email_actions";
import {useService} from "@web/core/utils/hooks";

/**
 * Who the customer is, at a glance: what the fields below say, in one place and to click.
 */
export class CustomerHeader extends Component {
    static template = "antcrm_customers.CustomerHeader";
    static components = {LeadPicture, PhoneMenu};
    static props = {...standardWidgetProps};

    setup() {
        this.action = useService("action");
        this.logCall = useCallLog(() => this.props.record);
        this.compose = useComposer(() => this.props.record);
    }

    get data() {
        return this.props.record.data;
    }

    get isLead() {
        return this.props.record.resModel === "crm.lead";
    }

    /** The name as it is written */
    get name() {
        return (this.isLead && this.data.contact_name) || this.data.name || "";
    }

    /** @returns {{name: string, url: (string|undefined)}} the customer's company */
    get account() {
        if (this.isLead) {
            return {name: this.data.partner_name || ""};
        }
        const {parent_id: parent} = this.data;
        return parent
            ? {name: parent.display_name, url: `/odoo/customer-accounts/${parent.id}`}
            : {name: ""};
    }

    get phone() {
        return this.data.phone || "";
    }

    get email() {
        return (this.isLead ? this.data.email_from : this.data.email) || "";
    }

    get pic() {
        const {user_id: user} = this.data;
        return user && {...user, url: imageUrl("res.users", user.id, "avatar_128")};
    }

    get tags() {
        const tags = this.isLead ? this.data.tag_ids : this.data.category_id;
        return tags?.records.map((tag) => ({id: tag.resId, ...tag.data})) || [];
    }

    /** What the share says, to those who may know. */
    get share() {
        const {share_mode: mode} = this.data;
        const {selection} = this.props.record.fields.share_mode || {selection: []};
        return selection.find(([value]) => value === mode)?.[1] || "";
    }

    /** A call, and the messenger that people there use most */
    get ways() {
        return this.phone ? getContactWays(this.phone).slice(0, 2) : [];
    }

    get hasHistory() {
        return !this.env.inDialog;
    }

    reach(way) {
        openWay(way);
        return this.logCall(way.id, this.phone);
    }

    /**
     * @param {"message" | "note" | "activity"} type
     */
    write(type) {
        this.props.record.model.bus.trigger("antcrm-write", type);
    }

    async openAccount() {
        if (await this.props.record.save()) {
            await this.action.doAction("antcrm_customers.res_partner_action_account", {
                viewType: "form",
                props: {resId: this.data.parent_id.id},
            });
        }
    }
}

registry.category("view_widgets").add("antcrm_customer_header", {
    component: CustomerHeader,
    additionalClasses: ["w-100"],
});
