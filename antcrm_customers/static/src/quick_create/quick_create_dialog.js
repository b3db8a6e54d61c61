import {Component, onWillStart, useRef, useState} from "@odoo/owl";
import {
    findSimilar,
    getCustomerModel,
    getFullFormContext,
    takeIn,
} from "./quick_create";
import {useAutofocus, useService} from "@web/core/utils/hooks";
import {Dialog} from "@web/core/dialog/dialog";
import {FormViewDialog} from "@web/views/view_dialogs/form_view_dialog";
import {KeepLast} from "@web/core/utils/concurrency";
import {Many2XAutocomplete} from "@web/views/fields/relational_utils";
import {TagsList} from "@web/core/tags_list/tags_list";
import {_t} from "@web/core/l10n/translation";
import {getCreateLabel} from "../customer_labels/customer_labels";
import {useDebounced} from "@web/core/utils/timing";

// Milliseconds
const TYPING_PAUSE = 300;
const ICONS = {lead: "fa-star-o", contact: "fa-user-o", account: "fa-building-o"};

/**
 * A new customer in a few fields. While these are filled in, customers that it may be
 * are shown, and one of them can be taken instead.
 */
export class QuickCreateDialog extends Component {
    static template = "antcrm_customers.QuickCreateDialog";
    static components = {Dialog, Many2XAutocomplete, TagsList};
    static props = {
        kind: {validate: (kind) => ["lead", "contact", "account"].includes(kind)},
        // What to start with: name, phones, emails, account ({id, name})
        candidate: Object,
        // Condition of those that can be taken instead
        domain: {type: Array, optional: true},
        // For the new customer
        context: {type: Object, optional: true},
        // Called with the id of the customer, new or taken instead
        onSelect: Function,
        close: Function,
    };
    static defaultProps = {context: {}, domain: []};

    setup() {
        this.orm = useService("orm");
        this.dialog = useService("dialog");
        this.keepLast = new KeepLast();
        this.form = useRef("form");
        useAutofocus({refName: "name"});
        const {name, phones, emails, account} = this.props.candidate;
        this.state = useState({
            name: name || "",
            phones: phones?.length ? [...phones] : [""],
            emails: emails?.length ? [...emails] : [""],
            account: account || false,
            tags: [],
            similar: [],
            errors: [],
            nameMissing: false,
            saving: false,
        });
        this.search = useDebounced(() => this.loadSimilar(), TYPING_PAUSE);
        onWillStart(() => this.loadSimilar());
    }

    get title() {
        return getCreateLabel(this.props.kind);
    }

    /** What was typed, as the server takes it. */
    get candidate() {
        const filled = (values) => values.map((v) => v.trim()).filter(Boolean);
        return {
            name: this.state.name.trim(),
            phones: filled(this.state.phones),
            emails: filled(this.state.emails),
            account: this.state.account || undefined,
            tags: this.state.tags,
        };
    }

    get lists() {
        return [
            {name: "phones", type: "tel", label: _t("Phone"), add: _t("Add a phone")},
            {
                name: "emails",
                type: "email",
                label: _t("Email"),
                add: _t("Add an email"),
            },
        ];
    }

    get icons() {
        return ICONS;
    }

    getReasons(similar) {
        const reasons = {
            phone: _t("same phone"),
            email: _t("same email"),
            name: _t("similar name"),
        };
        return similar.reasons.map((reason) => reasons[reason]).join(", ");
    }

    async loadSimilar() {
        const {name, phones, emails} = this.candidate;
        if (name || phones.length || emails.length) {
            this.state.similar = await this.keepLast.add(
                findSimilar(
                    this.orm,
                    this.props.kind,
                    this.candidate,
                    this.props.domain
                )
            );
        } else {
            this.state.similar = [];
        }
    }

    onNameInput(ev) {
        this.state.name = ev.target.value;
        this.state.nameMissing = false;
        this.search();
    }

    onValueInput(list, index, ev) {
        this.state[list][index] = ev.target.value;
        this.search();
    }

    addValue(list) {
        this.state[list].push("");
    }

    removeValue(list, index) {
        this.state[list].splice(index, 1);
        if (!this.state[list].length) {
            this.state[list].push("");
        }
        this.search();
    }

    // ----------------------------------------------------------------------
    // Account and tags
    // ----------------------------------------------------------------------

    get accountProps() {
        const set = (account) => {
            this.state.account = account;
        };
        return {
            id: "antcrm_quick_account",
            activeActions: {create: false, createEdit: false},
            fieldString: _t("Account"),
            getDomain: () => [["customer_kind", "=", "account"]],
            quickCreate: (name) => set({id: false, name}),
            resModel: "res.partner",
            update: (records) =>
                set(
                    records?.[0]
                        ? {id: records[0].id, name: records[0].display_name}
                        : false
                ),
            value: this.state.account?.name || "",
        };
    }

    get tagProps() {
        const model = this.props.kind === "lead" ? "crm.tag" : "res.partner.category";
        const add = (name) => {
            if (!this.state.tags.some((tag) => tag.name === name)) {
                this.state.tags.push({name});
            }
        };
        return {
            id: "antcrm_quick_tags",
            activeActions: {create: false, createEdit: false},
            fieldString: _t("Tags"),
            getDomain: () => [],
            isToMany: true,
            quickCreate: (name) => add(name),
            resModel: model,
            specification: {name: {}},
            update: (records) => records?.forEach((record) => add(record.name)),
            value: "",
        };
    }

    get tags() {
        return this.state.tags.map((tag, index) => ({
            id: tag.name,
            text: tag.name,
            onDelete: () => this.state.tags.splice(index, 1),
        }));
    }

    // ----------------------------------------------------------------------
    // Ways out
    // ----------------------------------------------------------------------

    async select(id) {
        await this.props.onSelect(id);
        this.props.close();
    }

    async add() {
        if (!this.candidate.name) {
            this.state.nameMissing = true;
            this.form.el.querySelector("[name=name]").focus();
            return;
        }
        this.state.saving = true;
        try {
            const outcome = await takeIn(
                this.orm,
                this.props.kind,
                this.candidate,
                this.props.context
            );
            if (outcome.action === "created") {
                await this.select(outcome.record.id);
                return;
            }
            this.state.errors = outcome.reasons;
            await this.loadSimilar();
        } finally {
            this.state.saving = false;
        }
    }

    openFullForm() {
        this.dialog.add(FormViewDialog, {
            resModel: getCustomerModel(this.props.kind),
            title: this.title,
            size: "lg",
            context: {
                ...this.props.context,
                ...getFullFormContext(this.props.kind, this.candidate),
            },
            onRecordSaved: (record) => this.select(record.resId),
        });
    }

    onSubmit(ev) {
        ev.preventDefault();
        return this.add();
    }
}
