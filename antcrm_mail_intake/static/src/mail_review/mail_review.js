import {Component} from "@odoo/owl";
import {registry} from "@web/core/registry";
import {standardFieldProps} from "@web/views/fields/standard_field_props";

/**
 * Everybody whose address stands in a mail: a click says that it is about them.
 */
export class MailPersons extends Component {
    static template = "antcrm_mail_intake.MailPersons";
    static props = {...standardFieldProps};

    get persons() {
        return this.props.record.data[this.props.name] || [];
    }

    isChosen(person) {
        return person.email === this.props.record.data.sender_email;
    }

    choose(person) {
        return this.props.record.update({
            sender_name: person.name,
            sender_email: person.email,
        });
    }
}

registry.category("fields").add("antcrm_mail_persons", {
    component: MailPersons,
    supportedTypes: ["json"],
});

/**
 * Say what was decided, and put the next mail where the decided one stood.
 *
 * @param {object} env
 * @param {object} action
 * @returns {Promise}
 */
function openNextReview(env, {params}) {
    env.services.notification.add(params.message, {type: "success"});
    return env.services.action.doAction(params.next, {
        stackPosition: "replaceCurrentAction",
    });
}

registry.category("actions").add("antcrm_mail_review_next", openNextReview);
