import {getContactWays, getLinks} from "./contact_ways";
import {_t} from "@web/core/l10n/translation";
import {browser} from "@web/core/browser/browser";
import {useService} from "@web/core/utils/hooks";

/**
 * The link does the rest: it opens the phone, the messenger or the page.
 *
 * @param {object} way {url}
 */
export function openWay({url}) {
    const isPage = url.startsWith("http");
    browser.open(url, isPage ? "_blank" : "_self", "noopener");
}

/**
 * Returns a function that makes the action that copies a value.
 */
export function useCopyAction() {
    const notification = useService("notification");
    return (value) => ({
        id: "copy",
        label: _t("Copy"),
        icon: "fa-clipboard",
        run: async () => {
            await browser.navigator.clipboard.writeText(value);
            notification.add(_t("Copied."), {type: "success"});
        },
    });
}

/**
 * Returns a function that takes a kind of points and a value, and returns what can be
 * done with it: a list of {id, label, icon, url, run}, the most likely first.
 */
export function usePointActions() {
    const getCopyAction = useCopyAction();
    return (kind, value) => {
        const ways = kind === "phone" ? getContactWays(value) : getLinks(kind, value);
        return [
            ...ways.map((way) => ({...way, run: () => openWay(way)})),
            getCopyAction(value),
        ];
    };
}
