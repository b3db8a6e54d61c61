import {user} from "@web/core/user";

const MODELS = {lead: "crm.lead", contact: "res.partner", account: "res.partner"};
const ACTIONS = {
    lead: "antcrm_customers.crm_lead_action",
    contact: "antcrm_customers.res_partner_action_contact",
    account: "antcrm_customers.res_partner_action_account",
};
export const FORMS = {
    lead: "antcrm_customers.crm_lead_view_form",
    contact: "antcrm_customers.res_partner_view_form_contact",
    account: "antcrm_customers.res_partner_view_form_account",
};
const DEFAULTS_KEPT = ["default_company_id", "default_user_id", "default_lang"];
const EMAIL = /[^\s<>@,;]+@[^\s<>@,;]+/;
const PHONE = /\+?\d[\d\s().-]{5,}\d/;

/**
 * @returns {Promise<string[]>} the kinds of customers that the user may create
 */
export async function getCreatableKinds() {
    const kinds = Object.keys(MODELS);
    const rights = await Promise.all(
        kinds.map((kind) => user.checkAccessRight(MODELS[kind], "create"))
    );
    return kinds.filter((kind, index) => rights[index]);
}

/**
 * Opens the full form of a customer, by default of a new one, on top of where the user
 * is.
 *
 * @param {object} actionService
 * @param {"lead" | "contact" | "account"} kind
 * @param {number | false} resId
 */
export function openCustomerForm(actionService, kind, resId = false) {
    return actionService.doAction(ACTIONS[kind], {viewType: "form", props: {resId}});
}

/**
 * What was typed into a field, or what a field knows of its customer, taken apart.
 *
 * @param {string} text a name, with an email address or a phone number or without
 * @param {object} [context] of the field: its default_name, default_email ... count
 * @returns {{name: string, phones: string[], emails: string[]}}
 */
export function readRequest(text, context = {}) {
    const email = text.match(EMAIL)?.[0] || "";
    const phone = (email ? text.replace(email, "") : text).match(PHONE)?.[0] || "";
    const name = text
        .replace(email, "")
        .replace(phone, "")
        .replace(/[<>"]/g, " ")
        .replace(/\s+/g, " ")
        .replace(/^[\s,;]+|[\s,;]+$/g, "");
    const texts = (...values) =>
        values.filter((value) => value && typeof value === "string").slice(0, 1);
    return {
        name: name || (text ? "" : texts(context.default_name)[0] || ""),
        phones: texts(phone, !text && context.default_phone),
        emails: texts(email, !text && context.default_email),
    };
}

/**
 * @param {object} context of a field
 * @returns {object} what of it goes for a customer of any kind
 */
export function getCreateContext(context) {
    return Object.fromEntries(
        Object.entries(context).filter(
            ([key]) =>
                DEFAULTS_KEPT.includes(key) ||
                !(key.startsWith("default_") || key.endsWith("_view_ref"))
        )
    );
}

/**
 * The context that opens the full form with what was typed already.
 *
 * @param {"lead" | "contact" | "account"} kind
 * @param {object} candidate as `antcrm.intake` takes it; a known account by id
 */
export function getFullFormContext(kind, candidate) {
    const points = (values) =>
        values.map((value) => [0, 0, typeof value === "string" ? {value} : value]);
    const account = candidate.account;
    return {
        antcrm_kind: kind,
        form_view_ref: FORMS[kind],
        default_name: candidate.name,
        default_phone_ids: points(candidate.phones),
        default_email_ids: points(candidate.emails),
        ...(kind === "lead"
            ? {
                  default_type: "lead",
                  default_contact_name: candidate.name,
                  default_partner_name: account?.name,
              }
            : {
                  default_is_company: kind === "account",
                  default_type: "contact",
                  default_parent_id: account?.id,
              }),
    };
}

export function getCustomerModel(kind) {
    return MODELS[kind];
}

/**
 * Existing customers that a new one may be, the most likely first.
 *
 * @returns {Promise<object[]>} see `find_similar()` of `antcrm.intake`
 */
export async function findSimilar(orm, kind, candidate, domain) {
    const {name} = candidate;
    const getTexts = (points) => points.map((point) => point.value || point);
    const phones = getTexts(candidate.phones);
    const emails = getTexts(candidate.emails);
    const [similar] = await orm.silent.call(
        "antcrm.intake",
        "find_similar",
        [kind, [{name, phones, emails}]],
        {domain}
    );
    return similar;
}

/**
 * Takes one customer in, unless its phone or email is known.
 *
 * @returns {Promise<object>} its outcome, see `apply()` of `antcrm.intake`
 */
export async function takeIn(orm, kind, candidate, context) {
    const {name, phones, emails, tags = [], account} = candidate;
    const values = {name, phones, emails, tags: tags.map((tag) => tag.name)};
    if (account && kind === "contact") {
        values.parent_id = account.id || account.name;
    } else if (account && kind === "lead") {
        values.partner_name = account.name;
    }
    const [outcome] = await orm.call(
        "antcrm.intake",
        "apply",
        [
            kind,
            [values],
            {
                duplicate_policy: "skip",
                invalid_values: "reject",
                pic_mode: "creator",
                required_values: "reject",
                way_in: "manual",
            },
        ],
        {context}
    );
    return outcome;
}
