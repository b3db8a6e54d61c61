import {Component} from "@odoo/owl";
import {DropdownItem} from "@web/core/dropdown/dropdown_item";
import {FormViewDialog} from "@web/views/view_dialogs/form_view_dialog";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {useService} from "@web/core/utils/hooks";

/** Turns the current filters of a page of customers into a segment. */
export class SaveSegmentItem extends Component {
    static template = "antcrm_segment.SaveSegmentItem";
    static components = {DropdownItem};
    static props = {};

    setup() {
        this.dialog = useService("dialog");
        this.notification = useService("notification");
    }

    onSelected() {
        const {searchModel} = this.env;
        this.dialog.add(FormViewDialog, {
            resModel: "antcrm.segment",
            title: _t("Save as segment"),
            context: {
                antcrm_segment_mode: "dynamic",
                default_mode: "dynamic",
                default_kind: searchModel.context.antcrm_kind,
                default_domain: searchModel.domainString,
            },
            onRecordSaved: (record) =>
                this.notification.add(
                    _t(
                        "%s is saved: see Lists and Segments > Segments.",
                        record.data.name
                    ),
                    {type: "success"}
                ),
        });
    }
}

registry.category("favoriteMenu").add(
    "antcrm-save-segment",
    {
        Component: SaveSegmentItem,
        groupNumber: 3,
        isDisplayed: ({searchModel}) => Boolean(searchModel?.context.antcrm_kind),
    },
    {sequence: 10}
);
