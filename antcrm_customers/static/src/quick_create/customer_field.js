import {Component, onWillStart, useEffect, useRef, useState} from "@odoo/owl";
import {
    findSimilar,
    getCreatableKinds,
    getCreateContext,
    readRequest,
    takeIn,
} from "./quick_create";
import {getCreateLabel, getCustomerLabels} from "../customer_labels/customer_labels";
import {useOwnedDialogs, useService} from "@web/core/utils/hooks";
import {QuickCreateDialog} from "./quick_create_dialog";
import {getFieldDomain} from "@web/model/relational_model/utils";
import {registry} from "@web/core/registry";
import {session} from "@web/session";

const WIDGET = "res_partner_many2one";
const ICONS = {lead: "fa-star-o", contact: "fa-user-o", account: "fa-building-o"};

/**
 * Which kinds of customers a field takes.
 *
 * @param {string} relation model of the field
 * @param {object} context of the field
 * @param {Array} domain of the field
 * @returns {string[]} the one to suggest first; none, such as for a bare address
 */
export function getFieldKinds(relation, context, domain) {
    const type = context.default_type;
    const isCompany = domain.find(
        (leaf) => leaf[0] === "is_company" && leaf[1] === "="
    );
    if (relation === "crm.lead") {
        return !type || type === "lead" ? ["lead"] : [];
    }
    if (relation !== "res.partner" || (type && type !== "contact")) {
        return [];
    }
    if (context.default_is_company || isCompany?.[2] === true) {
        return ["account"];
    }
    return isCompany ? ["contact"] : ["contact", "account"];
}

/**
 * Makes of the host's field for customers one with a switch between contact and account
 * and a "+", where customers can be created; everything else stays the host's.
 *
 * @param {typeof Component} Base a field whose `m2oProps` go to a `Many2One`
 */
export function makeCustomerField(Base) {
    class HostField extends Base {
        static props = {
            ...Base.props,
            onCreate: {type: Function, optional: true},
            onCreateEdit: {type: Function, optional: true},
        };

        get m2oProps() {
            const props = super.m2oProps;
            if (!this.props.onCreate) {
                return props;
            }
            return {
                ...props,
                // "Create and edit..."
                createAction: ({context}) =>
                    this.props.onCreateEdit(
                        context[`default_${props.nameCreateField || "name"}`] || ""
                    ),
                // A name without an id: 'Create "..."'
                update: (value, options) =>
                    value && !value.id && value.display_name
                        ? this.props.onCreate(value.display_name)
                        : props.update(value, options),
            };
        }
    }

    return class CustomerField extends Component {
        static template = "antcrm_customers.CustomerField";
        static components = {HostField};
        static props = {...Base.props};
        static isCustomerField = true;

        setup() {
            this.orm = useService("orm");
            this.addDialog = useOwnedDialogs();
            this.root = useRef("root");
            this.state = useState({kind: null});
            onWillStart(async () => {
                this.creatable = this.props.readonly ? [] : await getCreatableKinds();
            });
            // A field may become editable later
            useEffect(
                () => {
                    if (!this.props.readonly && !this.creatable.length) {
                        getCreatableKinds().then((kinds) => {
                            this.creatable = kinds;
                            if (kinds.length) {
                                this.render();
                            }
                        });
                    }
                },
                () => [this.props.readonly]
            );
        }

        get domain() {
            const {record, name, domain} = this.props;
            return getFieldDomain(record, name, domain);
        }

        get kinds() {
            const {record, name, readonly, canCreate, context} = this.props;
            if (readonly || !canCreate) {
                return [];
            }
            const relation = record.fields[name].relation;
            return getFieldKinds(relation, context || {}, this.domain).filter((kind) =>
                this.creatable.includes(kind)
            );
        }

        get kind() {
            return this.kinds.includes(this.state.kind)
                ? this.state.kind
                : this.kinds[0];
        }

        get hostProps() {
            if (!this.kinds.length) {
                return this.props;
            }
            return {
                ...this.props,
                onCreate: (text) => this.createByName(text),
                onCreateEdit: (text) => this.openDialog(text),
            };
        }

        get icons() {
            return ICONS;
        }

        getLabel(kind) {
            return getCustomerLabels()[kind].singular;
        }

        get createLabel() {
            return getCreateLabel(this.kind);
        }

        get createContext() {
            return getCreateContext(this.props.context || {});
        }

        async select(id) {
            await this.props.record.update({[this.props.name]: {id}});
        }

        /**
         * Creates a customer of whom nothing but the text typed is known, unless there
         * may be one already: then the user decides.
         *
         * @param {string} text
         */
        async createByName(text) {
            const candidate = readRequest(text);
            if (candidate.name) {
                const kind = this.kind;
                const similar = await findSimilar(
                    this.orm,
                    kind,
                    candidate,
                    this.domain
                );
                if (!similar.length) {
                    const outcome = await takeIn(
                        this.orm,
                        kind,
                        candidate,
                        this.createContext
                    );
                    if (outcome.action === "created") {
                        return this.select(outcome.record.id);
                    }
                }
            }
            this.openDialog(text);
        }

        /**
         * @param {string} [text] what was typed into the field
         */
        async openDialog(text = "") {
            const context = this.props.context || {};
            const candidate = readRequest(text, context);
            if (this.kind === "contact" && context.default_parent_id) {
                const [account] = await this.orm.read(
                    "res.partner",
                    [context.default_parent_id],
                    ["display_name"]
                );
                candidate.account = {id: account.id, name: account.display_name};
            }
            this.addDialog(
                QuickCreateDialog,
                {
                    kind: this.kind,
                    candidate,
                    domain: this.domain,
                    context: this.createContext,
                    onSelect: (id) => this.select(id),
                },
                {onClose: () => this.resetInput()}
            );
        }

        /** What was typed to no effect does not stay in the field. */
        resetInput() {
            const input = this.root.el?.querySelector("input");
            const value = this.props.record.data[this.props.name];
            if (input) {
                input.value = value?.display_name?.split("\n")[0] || "";
                input.focus();
            }
        }
    };
}

// The host's addon that has the widget may be installed or not, so it is not imported;
// services start when all fields are known
registry.category("services").add("antcrm_customer_field", {
    start() {
        const fields = registry.category("fields");
        // Not for the portal, which knows no kinds of customers
        if (!session.antcrm_labels) {
            return;
        }
        const description = fields.get(WIDGET, fields.get("many2one"));
        if (!description.component.isCustomerField) {
            fields.add(
                WIDGET,
                {...description, component: makeCustomerField(description.component)},
                {force: true}
            );
        }
    },
});
