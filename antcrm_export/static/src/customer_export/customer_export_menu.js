import {Component} from "@odoo/owl";
import {DropdownItem} from "@web/core/dropdown/dropdown_item";
import {STATIC_ACTIONS_GROUP_NUMBER} from "@web/search/action_menus/action_menus";
import {registry} from "@web/core/registry";
import {user} from "@web/core/user";

const CUSTOMER_VIEWS = ["antcrm_customer_list", "antcrm_customer_kanban"];

/** Exports the customers that a page shows. */
export class ExportMenuItem extends Component {
    static template = "antcrm_export.ExportMenuItem";
    static components = {DropdownItem};
    static props = {};

    onSelected() {
        this.env.searchModel.trigger("antcrm-export");
    }
}

// Instead of the host's "Export All", which these views switch off
registry.category("cogMenu").add(
    "antcrm-export-menu",
    {
        Component: ExportMenuItem,
        groupNumber: STATIC_ACTIONS_GROUP_NUMBER,
        isDisplayed: async (env) =>
            CUSTOMER_VIEWS.includes(env.config.viewSubType) &&
            !env.model.root.selection?.length &&
            (await user.hasGroup("base.group_allow_export")),
    },
    {sequence: 10}
);
