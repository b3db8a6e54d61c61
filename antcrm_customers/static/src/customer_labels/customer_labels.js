import {_t} from "@web/core/l10n/translation";
import {session} from "@web/session";

/**
 * What the company calls its leads, contacts and accounts; see `get_labels()` of the
 * model `antcrm.customer.kind`.
 *
 * @returns {Record<string, {singular: string, plural: string,
 *     singular_inline: string, plural_inline: string}>}
 */
export function getCustomerLabels() {
    return session.antcrm_labels || {};
}

/**
 * The text of the button that creates a customer of a kind, in the company's words.
 *
 * @param {"lead" | "contact" | "account"} kind
 * @returns {string} the host's own text for anything that is no customer
 */
export function getCreateLabel(kind) {
    const labels = getCustomerLabels()[kind];
    if (!labels) {
        return _t("New");
    }
    const word = labels.singular_inline;
    switch (kind) {
        case "lead":
            return _t("Create %(lead)s", {lead: word});
        case "contact":
            return _t("New %(contact)s", {contact: word});
        default:
            return _t("New %(account)s", {account: word});
    }
}
