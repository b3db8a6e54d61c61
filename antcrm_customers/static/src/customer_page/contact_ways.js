import {_t} from "@web/core/l10n/translation";
import {useService} from "@web/core/utils/hooks";

// Numbers of Vietnam, where Zalo is at home
const ZALO_PREFIX = "+84";

/**
 * How to get in touch by a phone number: a call, and the messengers that take numbers in
 * their addresses. They need the number of the whole world, without an extension.
 *
 * @param {string} number
 * @returns {{id: string, label: string, icon: string, url: string}[]}
 */
export function getContactWays(number) {
    const ways = [
        {
            id: "call",
            label: _t("Call"),
            icon: "fa-phone",
            url: `tel:${number.replace(/\s+/g, "")}`,
        },
    ];
    const [main] = number.split(/[a-z;,#]/i);
    const digits = main.replace(/\D/g, "");
    if (number.startsWith(ZALO_PREFIX)) {
        ways.push({
            id: "zalo",
            label: _t("Zalo"),
            icon: "fa-comment-o",
            url: `https://zalo.me/${digits}`,
        });
    }
    if (number.startsWith("+")) {
        ways.push({
            id: "whatsapp",
            label: _t("WhatsApp"),
            icon: "fa-whatsapp",
            url: `https://wa.me/${digits}`,
        });
    }
    return ways;
}

/**
 * Returns a function that opens the dialog in which a call with a customer is noted.
 *
 * @param {Function} getCustomer returns the record of the customer's form
 */
export function useCallLog(getCustomer) {
    const action = useService("action");
    return async (channel, phone) => {
        const customer = getCustomer();
        if ((await customer.isDirty()) && !(await customer.save())) {
            return;
        }
        await action.doAction("antcrm_customers.antcrm_call_log_action", {
            additionalContext: {
                default_res_model: customer.resModel,
                default_res_id: customer.resId,
                default_channel: channel,
                default_phone: phone,
            },
            onClose: () => customer.load(),
        });
    };
}
