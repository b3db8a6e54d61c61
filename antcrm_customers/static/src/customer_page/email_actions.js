import {openWay, useCopyAction} from "@antcrm_contact_point/contact_ways/point_actions";
import {_t} from "@web/core/l10n/translation";
import {getLinks} from "@antcrm_contact_point/contact_ways/contact_ways";
import {useService} from "@web/core/utils/hooks";

/**
 * Returns a function that takes an email address of a customer, and opens the host's
 * composer with it; the message stands in the history.
 *
 * @param {Function} getCustomer returns the record of the customer in its form, list or
 *  card
 */
export function useComposer(getCustomer) {
    const action = useService("action");
    const orm = useService("orm");
    return async (email) => {
        const customer = getCustomer();
        if ((await customer.isDirty()) && !(await customer.save())) {
            return;
        }
        const composer = await orm.call(customer.resModel, "get_write_action", [
            [customer.resId],
            email,
        ]);
        await action.doAction(composer, {onClose: () => customer.load()});
    };
}

/**
 * Returns a function that takes an email address of a customer, and returns what can be
 * done with it: a list of {id, label, icon, url, run}.
 *
 * @param {Function} getCustomer as above
 */
export function useEmailActions(getCustomer) {
    const compose = useComposer(getCustomer);
    const getCopyAction = useCopyAction();
    return (email) => {
        const [link] = getLinks("email", email);
        return [
            {...link, run: () => compose(email)},
            {
                ...link,
                id: "program",
                label: _t("Write in the mail program"),
                icon: "fa-share-square-o",
                run: () => openWay(link),
            },
            getCopyAction(email),
        ];
    };
}
