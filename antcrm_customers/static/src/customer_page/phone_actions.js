import {_t} from "@web/core/l10n/translation";
import {browser} from "@web/core/browser/browser";
import {getContactWays} from "@antcrm_contact_point/contact_ways/contact_ways";
import {useCallLog} from "./call_log";
import {useService} from "@web/core/utils/hooks";

/**
 * Returns a function that takes a phone number of a customer, and returns what can be
 * done with it: a list of {id, label, icon, url, run}.
 *
 * @param {Function} getCustomer returns the record of the customer's form
 */
export function usePhoneActions(getCustomer) {
    const action = useService("action");
    const notification = useService("notification");
    const logCall = useCallLog(getCustomer);

    /** The host's dialog writes any other number over the first one. */
    const hasSms = (number) =>
        number === getCustomer().data.phone &&
        odoo.loader.modules.has("@sms/components/sms_button/sms_button");

    const sendSms = async () => {
        const customer = getCustomer();
        if ((await customer.isDirty()) && !(await customer.save())) {
            return;
        }
        await action.doAction(
            {
                type: "ir.actions.act_window",
                name: _t("Send SMS"),
                res_model: "sms.composer",
                views: [[false, "form"]],
                target: "new",
                context: {
                    default_res_model: customer.resModel,
                    default_res_id: customer.resId,
                    default_composition_mode: "comment",
                    default_number_field_name: "phone",
                },
            },
            {onClose: () => customer.load()}
        );
    };

    const copy = async (number) => {
        await browser.navigator.clipboard.writeText(number);
        notification.add(_t("Copied."), {type: "success"});
    };

    return (number) => [
        ...getContactWays(number).map((way) => ({
            ...way,
            // The link does the rest: it opens the phone or the messenger
            run: () => {
                browser.open(
                    way.url,
                    way.id === "call" ? "_self" : "_blank",
                    "noopener"
                );
                return logCall(way.id, number);
            },
        })),
        ...(hasSms(number)
            ? [{id: "sms", label: _t("SMS"), icon: "fa-mobile", run: sendSms}]
            : []),
        {
            id: "copy",
            label: _t("Copy"),
            icon: "fa-clipboard",
            run: () => copy(number),
        },
        {
            id: "log",
            label: _t("Log a call"),
            icon: "fa-pencil",
            run: () => logCall("call", number),
        },
    ];
}
