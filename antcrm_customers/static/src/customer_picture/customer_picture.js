import {Component} from "@odoo/owl";
import {imageUrl} from "@web/core/utils/urls";
import {registry} from "@web/core/registry";
import {standardFieldProps} from "@web/views/fields/standard_field_props";
import {standardWidgetProps} from "@web/views/widgets/standard_widget_props";

/** A picture beside a name, or the initials of who has none. */
class CustomerPicture extends Component {
    static template = "antcrm_customers.CustomerPicture";
    static props = {...standardWidgetProps, class: {type: String, optional: true}};

    /** The id of the partner whose picture it is, if any. */
    get partnerId() {
        throw new Error("Whose picture it is, each kind of record says");
    }

    get name() {
        return this.props.record.data.name;
    }

    get url() {
        return this.partnerId
            ? imageUrl("res.partner", this.partnerId, "avatar_128")
            : "";
    }

    get initials() {
        const words = (this.name || "").split(/\s+/).filter((word) => word);
        const ends = words.length > 1 ? [words[0], words.at(-1)] : words;
        return ends.map((word) => [...word][0].toUpperCase()).join("");
    }
}

/** Of a lead: that of the customer whom it refers to. */
export class LeadPicture extends CustomerPicture {
    get partnerId() {
        return this.props.record.data.partner_id?.id;
    }

    get name() {
        return this.props.record.data.contact_name || super.name;
    }
}

/** Of a line of `antcrm.customer.line`, which is of a lead or of a partner. */
export class LinePictureField extends CustomerPicture {
    static props = {...standardFieldProps, ...CustomerPicture.props};

    get partnerId() {
        const [model, id] = (this.props.record.data.customer_ref || "").split(",");
        return model === "res.partner" ? Number(id) : 0;
    }
}

const small = {
    extractProps: () => ({class: "antcrm_small_picture rounded-circle"}),
    // Pixels, as the pictures in the lists of partners
    listViewWidth: 30,
};
registry.category("view_widgets").add("antcrm_lead_picture", {
    ...small,
    component: LeadPicture,
    fieldDependencies: [
        {name: "contact_name", type: "char"},
        {name: "name", type: "char"},
        {name: "partner_id", type: "many2one", relation: "res.partner"},
    ],
});
// Of the field that says whose line it is: a cell of a list takes the focus if it is one
// of a field
registry.category("fields").add("antcrm_line_picture", {
    ...small,
    component: LinePictureField,
    supportedTypes: ["char"],
    fieldDependencies: [{name: "name", type: "char"}],
});
