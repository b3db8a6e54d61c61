import {Component, useState} from "@odoo/owl";
import {Dialog} from "@web/core/dialog/dialog";
import {_t} from "@web/core/l10n/translation";
import {download} from "@web/core/network/download";
import {formatInteger} from "@web/views/fields/formatters";
import {useService} from "@web/core/utils/hooks";

/**
 * Asks which file to make of the customers of a page, and gets it. With all columns
 * that an import reads; whoever wants others goes on to the host's own dialog.
 */
export class CustomerExportDialog extends Component {
    static template = "antcrm_export.CustomerExportDialog";
    static components = {Dialog};
    static props = {
        kind: String,
        ids: {type: [Array, Boolean]},
        domain: Array,
        context: Object,
        chooseColumns: Function,
        close: Function,
    };

    setup() {
        this.ui = useService("ui");
        this.state = useState({fileType: "xlsx", isLoading: false});
    }

    get countText() {
        const {ids} = this.props;
        return ids
            ? _t(
                  "%s selected customers, with all that an import reads.",
                  formatInteger(ids.length)
              )
            : _t("All customers that the page finds, with all that an import reads.");
    }

    async onDownload() {
        const {kind, ids, domain, context} = this.props;
        const data = {kind, ids, domain, context, file_type: this.state.fileType};
        this.state.isLoading = true;
        this.ui.block();
        try {
            await download({url: "/antcrm/export", data: {data: JSON.stringify(data)}});
            this.props.close();
        } finally {
            this.ui.unblock();
            this.state.isLoading = false;
        }
    }

    onChooseColumns() {
        this.props.close();
        this.props.chooseColumns();
    }
}
