import {_t} from "@web/core/l10n/translation";

// Mobiles of Vietnam, where Zalo is at home
const ZALO_NUMBER = /^84[35789]\d{8}$/;

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
    if (number.startsWith("+") && ZALO_NUMBER.test(digits)) {
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
 * How to get to an email address or a profile.
 *
 * @param {"email" | "social"} kind
 * @param {string} value
 * @returns {{id: string, label: string, icon: string, url: string}[]}
 */
export function getLinks(kind, value) {
    if (kind === "email") {
        return [
            {
                id: "write",
                label: _t("Write"),
                icon: "fa-envelope-o",
                url: `mailto:${value}`,
            },
        ];
    }
    // Nothing but a page: a profile could be written as a script
    const url = /^https?:\/\//i.test(value) ? value : `https://${value}`;
    return [{id: "open", label: _t("Open"), icon: "fa-external-link", url}];
}
