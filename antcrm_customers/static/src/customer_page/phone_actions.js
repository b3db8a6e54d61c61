import {openWay, useCopyAction} from "@antcrm_contact_point/contact_ways/point_actions";
import {_t} from "@web/core/l10n/translation";
import {getContactWays} from "@antcrm_contact_point/contact_ways/contact_ways";
import {useCallLog} from "./call_log";
import {useService} from "@web/core/utils/hooks";

/**
 * Returns a function that takes a phone number of a customer, and returns what can be
 * done with it: a list of {id, label, icon, url, run}.
 *
 * @param {Function} getCustomer returns the record of the customer in its form, list or
 *  card
 */
export function usePhoneActions(getCustomer) {
    const action = useService("action");
    const getCopyAction = useCopyAction();
    const logCall = useCallLog(getCustomer);

    /** The host's dialog writes any other number over the first one. */
    const isOfHost = (number) =>
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

    const getSmsAction = (number) => {
        const base = {id: "sms", label: _t("SMS"), icon: "fa-mobile"};
        if (isOfHost(number)) {
            return {...base, run: sendSms};
        }
        // The program for messages of the device
        const way = {...base, url: `sms:${number.replace(/\s+/g, "")}`};
        return {...way, run: () => openWay(way)};
    };

    return (number) => {
        const [call, ...messengers] = getContactWays(number).map((way) => ({
            ...way,
            run: () => {
                openWay(way);
                return logCall(way.id, number);
            },
        }));
        return [
            call,
            getSmsAction(number),
            ...messengers,
            getCopyAction(number),
            {
                id: "log",
                label: _t("Log a call"),
                icon: "fa-pencil",
                run: () => logCall("call", number),
            },
        ];
    };
}
