import {Component} from "@odoo/owl";
import {Dropdown} from "@web/core/dropdown/dropdown";
import {DropdownItem} from "@web/core/dropdown/dropdown_item";
import {_t} from "@web/core/l10n/translation";
import {useDropdownState} from "@web/core/dropdown/dropdown_hooks";

/** What a phone, an email or a profile is for. */
export class LabelMenu extends Component {
    static template = "antcrm_contact_point.LabelMenu";
    static components = {Dropdown, DropdownItem};
    static props = {
        kind: String,
        value: String,
        onSelect: Function,
        onKeydown: Function,
    };

    setup() {
        this.dropdown = useDropdownState();
    }

    get labels() {
        return {
            phone: [_t("Mobile"), _t("Work"), _t("Home"), _t("Fax")],
            email: [_t("Work"), _t("Private"), _t("Billing")],
            social: [_t("Work"), _t("Private")],
        }[this.props.kind];
    }

    get title() {
        const {value} = this.props;
        return value ? _t("Label: %(label)s", {label: value}) : _t("Add a label");
    }

    select(label) {
        if (label !== this.props.value) {
            this.props.onSelect(label);
        }
    }

    onOwnKeydown(ev) {
        if (ev.key === "Enter") {
            ev.preventDefault();
            ev.stopPropagation();
            this.dropdown.close();
            this.select(ev.target.value.trim());
        }
    }
}
