import {Interaction} from "@web/public/interaction";
import {registry} from "@web/core/registry";

/**
 * Offers the directions of the chosen agreement and the products of the chosen
 * direction; the server refuses others, with or without this.
 */
export class PartnerLead extends Interaction {
    static selector = ".o_partner_lead_form";
    dynamicContent = {
        "select[name=partner_agreement_id]": {"t-on-change": () => this.offer()},
        "select[name=sales_direction_id]": {"t-on-change": () => this.offer()},
    };

    start() {
        this.offer();
    }

    offer() {
        const agreement = this.el.querySelector("[name=partner_agreement_id]");
        if (agreement) {
            this.filter("sales_direction_id", "agreements", agreement.value);
        }
        const direction = this.el.querySelector("[name=sales_direction_id]").value;
        this.filter("sales_product_id", "directions", direction);
    }

    /**
     * @param {string} name of a select
     * @param {string} key of what its options belong to
     * @param {string} value which of these is chosen; without one all are offered
     */
    filter(name, key, value) {
        const select = this.el.querySelector(`[name=${name}]`);
        for (const option of select.options) {
            const owners = (option.dataset[key] || "").split(" ");
            const isOffered = !option.value || !value || owners.includes(value);
            option.hidden = !isOffered;
            option.disabled = !isOffered;
            if (!isOffered && option.selected) {
                select.value = "";
            }
        }
    }
}

registry
    .category("public.interactions")
    .add("antcrm_qualification.partner_lead", PartnerLead);
