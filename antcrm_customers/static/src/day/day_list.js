import {ListRenderer} from "@web/views/list/list_renderer";
import {listView} from "@web/views/list/list_view";
import {registry} from "@web/core/registry";
import {useService} from "@web/core/utils/hooks";

/** Whom to call today: the key L notes a call with the customer of the focused row. */
export class DayListRenderer extends ListRenderer {
    setup() {
        super.setup();
        this.action = useService("action");
        this.orm = useService("orm");
    }

    /** @override */
    onCellKeydownReadOnlyMode(hotkey, cell, group, record) {
        if (hotkey === "l" && record) {
            this.logCall(record);
            return true;
        }
        return super.onCellKeydownReadOnlyMode(hotkey, cell, group, record);
    }

    async logCall(record) {
        const {list} = this.props;
        const action = await this.orm.call(list.resModel, "action_log_call", [
            [record.resId],
        ]);
        await this.action.doAction(action, {onClose: () => list.model.load()});
    }
}

registry.category("views").add("antcrm_day_list", {
    ...listView,
    Renderer: DayListRenderer,
});
