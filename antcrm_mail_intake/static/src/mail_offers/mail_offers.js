import {Component} from "@odoo/owl";
import {registry} from "@web/core/registry";
import {standardFieldProps} from "@web/views/fields/standard_field_props";

/**
 * What the mails of a customer say about them: a click writes one of it.
 */
export class MailOffers extends Component {
    static template = "antcrm_mail_intake.MailOffers";
    static props = {...standardFieldProps};

    get offers() {
        return this.props.record.data[this.props.name] || [];
    }

    /**
     * As a button of the form: it saves what was typed, calls, and reads anew.
     *
     * @param {string} name of the action
     * @param {object[]} offers
     * @returns {Promise}
     */
    decide(name, offers) {
        const record = this.props.record;
        const args = JSON.stringify([offers.map((offer) => offer.id)]);
        return this.env.onClickViewButton({
            clickParams: {type: "object", name, args},
            getResParams: () => ({
                context: record.context,
                evalContext: record.evalContext,
                resModel: record.resModel,
                resId: record.resId,
                resIds: record.resIds,
            }),
        });
    }
}

registry.category("fields").add("antcrm_mail_offers", {
    component: MailOffers,
    supportedTypes: ["json"],
});
