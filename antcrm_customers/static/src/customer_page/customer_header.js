import {Component} from "@odoo/owl";
import {PhoneMenu} from "./phone_menu";
import {browser} from "@web/core/browser/browser";
import {getContactWays} from "@antcrm_contact_point/contact_ways/contact_ways";
import {imageUrl} from "@web/core/utils/urls";
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
    static components = {PhoneMenu};
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

    /** Of leads: partners have a picture of their own. */
    get picture() {
        const {partner_id: partner} = this.data;
        return partner ? imageUrl("res.partner", partner.id, "avatar_128") : "";
    }

    get initials() {
        const words = this.name.split(/\s+/).filter((word) => word);
        const ends = words.length > 1 ? [words[0], words.at(-1)] : words;
        return ends.map((word) => [...word][0].toUpperCase()).join("");
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

    get callUrl() {
        return getContactWays(this.phone)[0].url;
    }

    get hasHistory() {
        return !this.env.inDialog;
    }

    call() {
        browser.open(this.callUrl, "_self");
        return this.logCall("call", this.phone);
    }

    /**
     * @param {"message" | "note"} type
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
