import {useService} from "@web/core/utils/hooks";

/**
 * Returns a function that opens what a status means for a lead: its conversion, or the
 * question why it is lost. It tells whether there was something to open.
 *
 * @returns {(leadId: number, statusId: number, onClose: Function) => Promise<boolean>}
 */
export function useStatusAction() {
    const actionService = useService("action");
    const orm = useService("orm");
    return async (leadId, statusId, onClose) => {
        const action = await orm.call("crm.lead", "get_status_action", [
            [leadId],
            statusId,
        ]);
        if (action) {
            await actionService.doAction(action, {onClose});
        }
        return Boolean(action);
    };
}
