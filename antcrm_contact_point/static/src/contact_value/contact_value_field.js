import {Component, useEffect, useRef, useState} from "@odoo/owl";
import {ActionItems} from "../contact_lines/action_items";
import {Dropdown} from "@web/core/dropdown/dropdown";
import {FurtherPoints} from "./further_points";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {standardFieldProps} from "@web/views/fields/standard_field_props";
import {useDropdownState} from "@web/core/dropdown/dropdown_hooks";
import {usePointActions} from "../contact_ways/point_actions";
import {usePopover} from "@web/core/popover/popover_hook";
import {useService} from "@web/core/utils/hooks";

// The field of a point that names its customer, by the model of the customer
const INVERSES = {"res.partner": "partner_id", "crm.lead": "lead_id"};

/**
 * The first phone or email of a customer where nothing is typed, such as in lists and on
 * cards: a link, a menu, and how many more there are. These are asked for when they are
 * wanted, and so is the menu made: lists have many of them.
 */
export class ContactValueField extends Component {
    static template = "antcrm_contact_point.ContactValueField";
    static components = {ActionItems, Dropdown};
    static props = {
        ...standardFieldProps,
        kind: {validate: (kind) => ["phone", "email"].includes(kind)},
    };

    setup() {
        this.orm = useService("orm");
        this.root = useRef("root");
        this.menu = useDropdownState();
        this.state = useState({hasMenu: false});
        this.further = usePopover(FurtherPoints, {
            animation: false,
            position: "bottom-start",
            popoverClass: "antcrm_further_points",
        });
        this.getActions = this.useActions();
        useEffect(
            (hasMenu) => {
                if (hasMenu) {
                    // The button that was pressed is gone: this one has the focus
                    // when the menu is closed
                    this.root.el.querySelector(".antcrm_value_menu").focus();
                    this.menu.open();
                }
            },
            () => [this.state.hasMenu]
        );
    }

    /**
     * @returns {Function} takes a value, returns what can be done with it
     */
    useActions() {
        const getActions = usePointActions();
        return (value) => getActions(this.props.kind, value);
    }

    get value() {
        return this.props.record.data[this.props.name] || "";
    }

    get label() {
        return this.props.record.fields[this.props.name].string;
    }

    get url() {
        return this.getActions(this.value)[0].url;
    }

    get furtherCount() {
        return this.props.record.data[`further_${this.props.kind}_count`] || 0;
    }

    get menuLabel() {
        return this.props.kind === "phone" ? _t("Call or write") : _t("Write or copy");
    }

    get furtherLabel() {
        const count = this.furtherCount;
        return this.props.kind === "phone"
            ? _t("Further phones: %(count)s", {count})
            : _t("Further emails: %(count)s", {count});
    }

    run() {
        return this.getActions(this.value)[0].run();
    }

    openMenu() {
        this.state.hasMenu = true;
    }

    /** A list opens the record at these keys. */
    onKeydown(ev) {
        if (["Enter", " "].includes(ev.key)) {
            ev.stopPropagation();
        }
    }

    async openFurther(ev) {
        const target = ev.currentTarget;
        const {kind, record} = this.props;
        const points = await this.orm.searchRead(
            "antcrm.contact.point",
            [
                [INVERSES[record.resModel], "=", record.resId],
                ["kind", "=", kind],
            ],
            ["value", "label"]
        );
        this.further.open(target, {
            kind,
            label: this.label,
            points: points.map(({id, value, label}) => ({
                id: String(id),
                value,
                label: label || "",
                country: false,
            })),
            getActions: (value) => this.getActions(value),
        });
    }
}

export const contactValueField = {
    component: ContactValueField,
    displayName: _t("Phone or email with menu"),
    supportedTypes: ["char"],
    extractProps: ({name}) => ({kind: name.includes("phone") ? "phone" : "email"}),
    fieldDependencies: ({name}) => [
        {
            name: `further_${name.includes("phone") ? "phone" : "email"}_count`,
            type: "integer",
            readonly: true,
        },
    ],
};

registry.category("fields").add("antcrm_contact_value", contactValueField);
