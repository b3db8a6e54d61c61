import {BinaryField, binaryField} from "@web/views/fields/binary/binary_field";
import {useRef, useState} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {checkFileSize} from "@web/core/utils/files";
import {getDataURLFromFile} from "@web/core/utils/urls";
import {registry} from "@web/core/registry";

/**
 * The host's file field with room to drop a file; the file is saved at once, so that
 * it is sent once and its first rows show.
 */
export class ImportFileField extends BinaryField {
    static template = "antcrm_import.FileField";

    setup() {
        super.setup();
        this.state = useState({isOver: false, isBusy: false});
        this.zone = useRef("zone");
    }

    async update({data, name}) {
        this.state.isBusy = true;
        try {
            await super.update({data, name});
            await this.props.record.save();
        } finally {
            this.state.isBusy = false;
        }
    }

    onDragLeave(ev) {
        if (!this.zone.el.contains(ev.relatedTarget)) {
            this.state.isOver = false;
        }
    }

    async onDrop(ev) {
        this.state.isOver = false;
        const file = ev.dataTransfer.files[0];
        if (!file || !checkFileSize(file.size, this.notification)) {
            return;
        }
        const url = await getDataURLFromFile(file);
        await this.update({data: url.split(",")[1], name: file.name});
    }
}

export const importFileField = {
    ...binaryField,
    additionalClasses: ["o_field_binary"],
    component: ImportFileField,
    displayName: _t("Import file"),
};

registry.category("fields").add("antcrm_import_file", importFileField);
