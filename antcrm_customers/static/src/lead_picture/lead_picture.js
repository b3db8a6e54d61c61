import {Component} from "@odoo/owl";
import {imageUrl} from "@web/core/utils/urls";
import {registry} from "@web/core/registry";
import {standardWidgetProps} from "@web/views/widgets/standard_widget_props";

/**
 * Who a lead is, as partners have a picture: that of the customer whom it refers to, or
 * the initials of its name.
 */
export class LeadPicture extends Component {
    static template = "antcrm_customers.LeadPicture";
    static props = {...standardWidgetProps, class: {type: String, optional: true}};

    get url() {
        const {partner_id: partner} = this.props.record.data;
        return partner ? imageUrl("res.partner", partner.id, "avatar_128") : "";
    }

    get initials() {
        const {contact_name: person, name} = this.props.record.data;
        const words = (person || name || "").split(/\s+/).filter((word) => word);
        const ends = words.length > 1 ? [words[0], words.at(-1)] : words;
        return ends.map((word) => [...word][0].toUpperCase()).join("");
    }
}

registry.category("view_widgets").add("antcrm_lead_picture", {
    component: LeadPicture,
    extractProps: () => ({class: "antcrm_small_picture rounded-circle"}),
    fieldDependencies: [
        {name: "contact_name", type: "char"},
        {name: "name", type: "char"},
        {name: "partner_id", type: "many2one", relation: "res.partner"},
    ],
    // Pixels, as the pictures in the lists of partners
    listViewWidth: 30,
});
