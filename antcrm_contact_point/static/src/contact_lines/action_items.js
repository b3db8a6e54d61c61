import {Component} from "@odoo/owl";
import {DropdownItem} from "@web/core/dropdown/dropdown_item";

/** What can be done with a phone, an email or a profile, as the items of a menu. */
export class ActionItems extends Component {
    static template = "antcrm_contact_point.ActionItems";
    static components = {DropdownItem};
    static props = {
        // {id, label, icon, url, run}
        actions: Array,
    };
}
