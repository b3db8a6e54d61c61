import {useService} from "@web/core/utils/hooks";

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
