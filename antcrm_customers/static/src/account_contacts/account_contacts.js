import {Component, useChildSubEnv} from "@odoo/owl";
import {View, getDefaultConfig} from "@web/views/view";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {standardWidgetProps} from "@web/views/widgets/standard_widget_props";
import {useService} from "@web/core/utils/hooks";

const CONTACT_ACTION = "antcrm_customers.res_partner_action_contact";

/**
 * The contacts of an account, in its form: a list of its own, with search, filters,
 * selection and a button that starts a contact of this account.
 */
export class AccountContacts extends Component {
    static template = "antcrm_customers.AccountContacts";
    static components = {View};
    static props = {...standardWidgetProps};

    setup() {
        this.action = useService("action");
        useChildSubEnv({
            config: {...getDefaultConfig(), disableSearchBarAutofocus: true},
        });
    }

    get accountId() {
        return this.props.record.resId;
    }

    get viewProps() {
        return {
            type: this.env.isSmall ? "kanban" : "list",
            resModel: "res.partner",
            context: {
                antcrm_kind: "contact",
                default_parent_id: this.accountId,
                list_view_ref:
                    "antcrm_customers.res_partner_view_list_account_contacts",
                kanban_view_ref:
                    "antcrm_customers.res_partner_view_kanban_account_contacts",
                search_view_ref: "antcrm_customers.res_partner_view_search_contact",
            },
            domain: [
                ["parent_id", "=", this.accountId],
                ["customer_kind", "=", "contact"],
            ],
            // The one that the context names
            searchViewId: false,
            searchMenuTypes: ["filter", "groupBy"],
            // They are few, and the form needs the room
            display: {searchPanel: false},
            loadActionMenus: true,
            noBreadcrumbs: true,
            noContentHelp: _t("Nobody entered here yet."),
            selectRecord: (resId, {activeIds} = {}) =>
                this.openContact(resId, activeIds),
            createRecord: () => this.openContact(false),
        };
    }

    /**
     * @param {number | false} resId
     * @param {number[]} [resIds] the contacts among which the page goes on
     */
    async openContact(resId, resIds) {
        // What was typed into the account is kept
        if (!(await this.props.record.save())) {
            return;
        }
        await this.action.doAction(CONTACT_ACTION, {
            viewType: "form",
            props: {resId, resIds},
            additionalContext: {
                default_parent_id: this.accountId,
                default_user_id: this.props.record.data.user_id?.id,
            },
        });
    }
}

registry.category("view_widgets").add("antcrm_account_contacts", {
    component: AccountContacts,
    fieldDependencies: [{name: "user_id", type: "many2one"}],
});
