import {Component, useState} from "@odoo/owl";
import {useBus, useService} from "@web/core/utils/hooks";
import {_t} from "@web/core/l10n/translation";
import {formatInteger} from "@web/views/fields/formatters";
import {registry} from "@web/core/registry";
import {standardFieldProps} from "@web/views/fields/standard_field_props";

const REVIEWED = "reviewed";

/**
 * The kinds of errors in a file under review, each with what is to happen to its rows.
 * A choice, or the correction of a cell anywhere, brings the new numbers.
 */
export class ImportErrorsField extends Component {
    static template = "antcrm_import.ErrorsField";
    static props = {...standardFieldProps};

    setup() {
        this.formatCount = (count) => formatInteger(count);
        this.orm = useService("orm");
        this.state = useState({isBusy: false});
        const {bus} = useService("antcrm_import.progress");
        this.bus = bus;
        useBus(bus, REVIEWED, () => this.props.record.load());
    }

    get kinds() {
        return this.props.record.data[this.props.name] || [];
    }

    async onChange(kind, choice) {
        this.state.isBusy = true;
        const {record} = this.props;
        try {
            await this.orm.call("antcrm.import", "set_error_choice", [
                [record.resId],
                kind.code,
                choice,
            ]);
            await record.load();
            this.bus.trigger("planned");
        } finally {
            this.state.isBusy = false;
        }
    }
}

/**
 * The cells of a row. Those of a review can be corrected where they stand: the row is
 * checked again at once.
 */
export class ImportCellsField extends Component {
    static template = "antcrm_import.CellsField";
    static props = {...standardFieldProps};

    setup() {
        this.orm = useService("orm");
        this.progress = useService("antcrm_import.progress");
        this.state = useState({isBusy: false});
    }

    get isEditable() {
        return Boolean(this.props.record.data[this.props.name]?.editable);
    }

    get cells() {
        const cells = this.props.record.data[this.props.name]?.cells || [];
        return this.isEditable ? cells : cells.filter((cell) => cell.text);
    }

    getLabel(cell) {
        return _t("Correct %s", cell.header);
    }

    async onChange(cell, text) {
        this.state.isBusy = true;
        const {record} = this.props;
        try {
            await this.orm.call("antcrm.import.row", "set_cells", [
                [record.resId],
                {[cell.position]: text},
            ]);
            await record.load();
            this.progress.bus.trigger(REVIEWED);
        } finally {
            this.state.isBusy = false;
        }
    }
}

for (const [name, component, displayName] of [
    ["antcrm_import_errors", ImportErrorsField, _t("Errors of the file")],
    ["antcrm_import_cells", ImportCellsField, _t("Cells of a row")],
]) {
    registry
        .category("fields")
        .add(name, {component, displayName, supportedTypes: ["json"]});
}
