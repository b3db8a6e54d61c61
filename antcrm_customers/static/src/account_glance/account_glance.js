import {Component, status, useState} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {formatMonetary} from "@web/views/fields/formatters";
import {getContactWays} from "@antcrm_contact_point/contact_ways/contact_ways";
import {openCustomerForm} from "../quick_create/quick_create";
import {registry} from "@web/core/registry";
import {standardWidgetProps} from "@web/views/widgets/standard_widget_props";
import {useRecordObserver} from "@web/model/relational_model/utils";
import {useService} from "@web/core/utils/hooks";
import {user} from "@web/core/user";

// More stand in the tab of contacts, and in the list of opportunities
const SHOWN = 5;
const NOTHING = {length: 0, records: []};

/**
 * Who works at an account and what is open with it, of what the user sees: above what is
 * filled in, as this is what people open an account for.
 */
export class AccountGlance extends Component {
    static template = "antcrm_customers.AccountGlance";
    static props = {...standardWidgetProps};

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.state = useState({people: NOTHING, business: NOTHING});
        useRecordObserver(async ({resId}) => {
            // A form tells of every change in it
            if (resId !== this.accountId) {
                this.accountId = resId;
                const [people, business] = await Promise.all([
                    this.loadPeople(resId),
                    this.loadBusiness(resId),
                ]);
                // Somebody may have gone on to the next one
                if (resId === this.accountId) {
                    Object.assign(this.state, {people, business});
                }
            }
        });
    }

    loadPeople(accountId) {
        return this.orm.webSearchRead(
            "res.partner",
            [
                ["parent_id", "=", accountId],
                ["customer_kind", "=", "contact"],
            ],
            {specification: {name: {}, function: {}, phone: {}}, limit: SHOWN}
        );
    }

    async loadBusiness(accountId) {
        const canRead = await user.checkAccessRight("crm.lead", "read");
        // The form may be gone by now
        if (!canRead || status(this) === "destroyed") {
            return NOTHING;
        }
        return this.orm.webSearchRead("crm.lead", this.getBusinessDomain(accountId), {
            specification: {
                name: {},
                type: {},
                stage_id: {fields: {display_name: {}}},
                status_id: {fields: {display_name: {}}},
                expected_revenue: {},
                company_currency: {},
            },
            limit: SHOWN,
        });
    }

    getBusinessDomain(accountId) {
        return [
            ["partner_id", "child_of", accountId],
            ["won_status", "=", "pending"],
        ];
    }

    /**
     * @param {number} count of all
     * @returns {string}
     */
    getAllLabel(count) {
        return _t("All (%s)", count);
    }

    /**
     * @param {object} person
     * @returns {string} where a telephone dials
     */
    getCallUrl(person) {
        return getContactWays(person.phone)[0].url;
    }

    /**
     * @param {object} lead or opportunity
     * @returns {string} how far it is, and what it is worth
     */
    getDetail(lead) {
        const step = lead.type === "lead" ? lead.status_id : lead.stage_id;
        const worth = lead.expected_revenue
            ? formatMonetary(lead.expected_revenue, {
                  currencyId: lead.company_currency,
              })
            : "";
        return [step?.display_name, worth].filter((text) => text).join(" · ");
    }

    /** What was typed into the account is kept. */
    async leave(open) {
        if (await this.props.record.save()) {
            await open();
        }
    }

    openPerson(person) {
        return this.leave(() => openCustomerForm(this.action, "contact", person.id));
    }

    openBusiness(lead) {
        return this.leave(() =>
            lead.type === "lead"
                ? openCustomerForm(this.action, "lead", lead.id)
                : this.action.doAction("crm.crm_lead_opportunities", {
                      viewType: "form",
                      props: {resId: lead.id},
                  })
        );
    }

    openAllPeople() {
        return this.leave(() =>
            this.action.doAction("antcrm_customers.res_partner_action_contact", {
                additionalContext: {search_default_parent_id: this.accountId},
            })
        );
    }

    openAllBusiness() {
        return this.leave(() =>
            this.action.doActionButton({
                type: "object",
                name: "action_view_opportunity",
                resModel: "res.partner",
                resId: this.accountId,
                resIds: [this.accountId],
            })
        );
    }
}

registry.category("view_widgets").add("antcrm_account_glance", {
    component: AccountGlance,
    additionalClasses: ["w-100"],
});
