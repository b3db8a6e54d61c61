import {Component, onWillStart, useRef, useState} from "@odoo/owl";
import {
    findSimilar,
    getCustomerModel,
    getFullFormContext,
    takeIn,
} from "./quick_create";
import {useAutofocus, useService} from "@web/core/utils/hooks";
import {ContactLines} from "@antcrm_contact_point/contact_lines/contact_lines";
import {ContactLinesView} from "@antcrm_contact_point/contact_lines/contact_lines_view";
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
    static components = {ContactLinesView, Dialog, Many2XAutocomplete, TagsList};
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
            account: account || false,
            tags: [],
            similar: [],
            errors: [],
            nameMissing: false,
            saving: false,
        });
        this.search = useDebounced(() => this.loadSimilar(), TYPING_PAUSE);
        this.phones = this.makeLines("phone", phones);
        this.emails = this.makeLines("email", emails);
        onWillStart(() => this.loadSimilar());
    }

    get title() {
        return getCreateLabel(this.props.kind);
    }

    makeLines(kind, values) {
        const read = (text, countryId) =>
            this.orm.silent.call("antcrm.contact.point", "read_typed", [
                kind,
                text,
                countryId,
            ]);
        return useState(
            new ContactLines({kind, values, read, onTyped: () => this.search()})
        );
    }

    /** The lines as the server takes them: texts, with what was chosen for them. */
    getPoints(lines) {
        return lines.values.map(({value, label, country}) =>
            label || country ? {value, label, country_id: country?.id} : value
        );
    }

    /** What was typed, as the server takes it. */
    get candidate() {
        return {
            name: this.state.name.trim(),
            phones: this.getPoints(this.phones),
            emails: this.getPoints(this.emails),
            account: this.state.account || undefined,
            tags: this.state.tags,
        };
    }

    get lists() {
        return [
            {name: "phones", label: _t("Phone"), lines: this.phones},
            {name: "emails", label: _t("Email"), lines: this.emails},
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
