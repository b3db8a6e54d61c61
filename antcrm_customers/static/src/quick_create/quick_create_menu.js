import {Component, onWillStart} from "@odoo/owl";
import {getCreatableKinds, openCustomerForm} from "./quick_create";
import {getCreateLabel, getCustomerLabels} from "../customer_labels/customer_labels";
import {Dropdown} from "@web/core/dropdown/dropdown";
import {DropdownItem} from "@web/core/dropdown/dropdown_item";
import {registry} from "@web/core/registry";
import {useService} from "@web/core/utils/hooks";

/**
 * "+ Create" in the top bar: a new customer from wherever the user is.
 */
export class QuickCreateMenu extends Component {
    static template = "antcrm_customers.QuickCreateMenu";
    static components = {Dropdown, DropdownItem};
    static props = {};

    setup() {
        this.action = useService("action");
        onWillStart(async () => {
            this.kinds = await getCreatableKinds();
        });
    }

    getLabel(kind) {
        return getCustomerLabels()[kind]?.singular || kind;
    }

    /**
     * @param {"lead" | "contact" | "account"} kind
     */
    create(kind) {
        return openCustomerForm(this.action, kind);
    }
}

registry
    .category("systray")
    .add("antcrm_customers.quick_create", {Component: QuickCreateMenu}, {sequence: 90});

registry.category("command_provider").add("antcrm_customers.quick_create", {
    async provide(env) {
        const kinds = await getCreatableKinds();
        return kinds.map((kind) => ({
            name: getCreateLabel(kind).toString(),
            action: () => openCustomerForm(env.services.action, kind),
        }));
    },
});
