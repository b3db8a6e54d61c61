import {Component, onMounted, onWillUnmount, status, useRef, useState} from "@odoo/owl";
import {FORMS, getCustomerModel} from "../quick_create/quick_create";
import {addPanel, removePanel} from "./open_panels";
import {ConfirmationDialog} from "@web/core/confirmation_dialog/confirmation_dialog";
import {FormViewDialog} from "@web/views/view_dialogs/form_view_dialog";
import {KeepLast} from "@web/core/utils/concurrency";
import {RPCError} from "@web/core/network/rpc";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {standardWidgetProps} from "@web/views/widgets/standard_widget_props";
import {useDebounced} from "@web/core/utils/timing";
import {useRecordObserver} from "@web/model/relational_model/utils";
import {useService} from "@web/core/utils/hooks";

const similarActions = registry.category("antcrm_similar_actions");
// Milliseconds
const TYPING_PAUSE = 300;
const ICONS = {lead: "fa-star-o", contact: "fa-user-o", account: "fa-building-o"};
// Which field of a lead names its customer, where leads are qualified
const CHOICES = {contact: "existing_contact_id", account: "existing_company_id"};

// What goes to who is there already, and the name, which they have
const TAKEN = [
    ...[
        "name",
        "firstname",
        "lastname",
        "contact_name",
        "partner_name",
        "display_name",
    ],
    ...["phone_ids", "email_ids", "social_ids", "phone", "email", "email_from"],
];

/**
 * @param {any} value of a field of a form
 * @returns {string} that tells it from another one, empty if there is none
 */
function getText(value) {
    if (value?.records) {
        return value.records.length ? `${value.count} ${value.currentIds}` : "";
    }
    if (value === 0 || !value) {
        return "";
    }
    return JSON.stringify(value.id || value.ts || value);
}

/**
 * @param {string} kind phone or email
 * @param {string} typed as it stands on the form
 * @param {string} value as the server reads it
 * @returns {boolean}
 */
function isSameValue(kind, typed, value) {
    const simplify = (text) =>
        kind === "phone"
            ? (text || "").replace(/\D/g, "").slice(-8)
            : (text || "").trim().toLowerCase();
    return simplify(typed) === simplify(value);
}

/**
 * Who is there already, of every kind, while a customer is entered; and of the other
 * kinds when one is opened, since those of its own kind have a banner.
 */
export class SimilarPanel extends Component {
    static template = "antcrm_customers.SimilarPanel";
    static props = {...standardWidgetProps};

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.dialog = useService("dialog");
        this.notification = useService("notification");
        this.root = useRef("root");
        this.keepLast = new KeepLast();
        this.state = useState({similar: [], problem: ""});
        this.search = useDebounced(() => this.load(), TYPING_PAUSE);
        onMounted(() => addPanel(this));
        onWillUnmount(() => removePanel(this));
        useRecordObserver((record) => {
            const candidate = this.readCandidate(record);
            const key = JSON.stringify([record.resId, candidate]);
            if (record.resId !== this.resId || !this.firstKey) {
                this.resId = record.resId;
                this.firstKey = key;
                this.firstTexts = this.readTexts(record);
            }
            if (key !== this.key) {
                this.key = key;
                this.candidate = candidate;
                this.search();
            }
        });
    }

    get kind() {
        const {context, data, resModel} = this.props.record;
        if (resModel === "crm.lead") {
            return "lead";
        }
        return data.is_company ? "account" : context.antcrm_kind || "contact";
    }

    get isNew() {
        return !this.props.record.resId;
    }

    get isTyped() {
        return this.isNew || this.key !== this.firstKey;
    }

    get icons() {
        return ICONS;
    }

    /**
     * @param {object} record of the form
     * @returns {object} what is known of the customer, as the server takes it
     */
    readCandidate({data}) {
        const getValues = (list) =>
            (list?.records || [])
                .map((point) => point.data.value)
                .filter((value) => value);
        const names = [data.firstname, data.lastname].filter((name) => name);
        return {
            name: names.join(" ") || (data.is_company && data.name) || "",
            phones: getValues(data.phone_ids),
            emails: getValues(data.email_ids),
            // A contact with an account has the account's
            vat: ((data.is_company || !data.parent_id) && data.vat) || "",
            identity_number: data.identity_number || "",
            socials: getValues(data.social_ids),
            website: data.website || "",
        };
    }

    readTexts({activeFields, data}) {
        return Object.fromEntries(
            Object.keys(activeFields).map((name) => [name, getText(data[name])])
        );
    }

    /**
     * @param {string[]} left what the server does not give them of the candidate
     * @returns {string[]} the labels of what was entered that they are not given
     */
    getLeftLabels(left) {
        const {record} = this.props;
        const texts = this.readTexts(record);
        const isGiven = (name) =>
            TAKEN.includes(name) || (this.candidate[name] && !left.includes(name));
        const names = Object.keys(texts).filter(
            (name) =>
                texts[name] &&
                texts[name] !== this.firstTexts[name] &&
                !isGiven(name) &&
                !record._isInvisible(name) &&
                !record._isReadonly(name)
        );
        return [...new Set(names.map((name) => this.getLabel(name)))];
    }

    /**
     * @param {string} name of a field
     * @returns {string} what the form calls it
     */
    getLabel(name) {
        const form = this.root.el.closest(".o_form_view");
        const label = form.querySelector(`.o_form_label[for="${name}_0"]`);
        // Its help comes after the text
        const text = label?.firstChild?.textContent.trim();
        return text || this.props.record.fields[name].string;
    }

    async load() {
        const {name, phones, emails, socials, ...numbers} = this.candidate;
        const isGiven =
            name ||
            [phones, emails, socials].some((list) => list.length) ||
            Object.values(numbers).some((number) => number);
        if (
            status(this) === "destroyed" ||
            this.props.record.data.type === "opportunity"
        ) {
            return;
        }
        const candidate = this.isTyped ? this.candidate : {...this.candidate, name: ""};
        if (!isGiven) {
            this.state.similar = [];
            return;
        }
        let found = [];
        this.state.problem = "";
        try {
            found = await this.keepLast.add(
                this.orm.silent.call("antcrm.intake", "find_everywhere", [
                    this.kind,
                    candidate,
                    this.props.record.resId || false,
                ])
            );
        } catch (error) {
            if (!(error instanceof RPCError)) {
                throw error;
            }
            // Such as too many questions: who types goes on typing
            this.state.problem = error.data?.message || error.message;
        }
        this.state.similar = this.isTyped
            ? found
            : found.filter(({kind}) => kind !== this.kind);
    }

    getReasons({reasons}) {
        const labels = {
            phone: _t("same phone"),
            email: _t("same email"),
            name: _t("similar name"),
            vat: _t("same tax number"),
            identity_number: _t("same identity card"),
            social: _t("same social profile"),
            website: _t("same website"),
        };
        return reasons.map((reason) => labels[reason]).join(", ");
    }

    getDetail({kind, account, pic, detail}) {
        const kinds = {
            lead: _t("lead"),
            contact: _t("contact"),
            account: _t("account"),
        };
        const parts = [
            account
                ? _t("%(kind)s of %(account)s", {kind: kinds[kind], account})
                : kinds[kind],
            pic && _t("PIC %(name)s", {name: pic}),
            detail,
        ];
        return parts.filter((part) => part).join(", ");
    }

    // ----------------------------------------------------------------------
    // Ways out
    // ----------------------------------------------------------------------

    open({kind, id}) {
        this.dialog.add(FormViewDialog, {
            resModel: getCustomerModel(kind),
            resId: id,
            context: {form_view_ref: FORMS[kind]},
        });
    }

    canAdd(similar) {
        return this.isNew && similar.can_write;
    }

    /**
     * @param {object} similar
     * @param {string[]} labels of what does not go to them
     * @returns {Promise<boolean>} whether the rest is added all the same
     */
    confirmAdd({name}, labels) {
        return new Promise((resolve) => {
            this.dialog.add(
                ConfirmationDialog,
                {
                    title: _t("Add to this one"),
                    body: _t(
                        "Phones, emails and numbers go to %(name)s. The rest of what you entered does not: %(fields)s. Enter it there afterwards.",
                        {name, fields: labels.join(", ")}
                    ),
                    confirmLabel: _t("Add"),
                    confirm: () => resolve(true),
                    cancel: () => resolve(false),
                },
                {onClose: () => resolve(false)}
            );
        });
    }

    async add(similar) {
        const {kind, id} = similar;
        const entry = [kind, id, this.candidate];
        const left = await this.orm.call("antcrm.intake", "get_left", entry);
        const labels = this.getLeftLabels(left);
        if (labels.length && !(await this.confirmAdd(similar, labels))) {
            return;
        }
        await this.orm.call("antcrm.intake", "add_to", entry);
        await this.props.record.discard();
        this.notification.add(_t("Added."), {type: "success"});
        await this.action.doAction(
            {
                type: "ir.actions.act_window",
                res_model: getCustomerModel(kind),
                res_id: id,
                views: [[false, "form"]],
                context: {form_view_ref: FORMS[kind]},
            },
            {stackPosition: "replaceCurrentAction"}
        );
    }

    /**
     * What addons offer to do with a customer that is there already, beside the ways out
     * below: entries of the registry "antcrm_similar_actions", with
     * - label: the text of the button
     * - isOffered(panel, similar): whether it makes sense here
     * - run(panel, similar): do it
     *
     * @param {object} similar
     * @returns {object[]}
     */
    getActions(similar) {
        return similarActions
            .getAll()
            .filter((action) => action.isOffered(this, similar));
    }

    /**
     * Take what another customer has off the form, so that the rest can be saved: a
     * phone, an email, or a number with a field of its own.
     *
     * @param {object} taken with kind and value
     */
    async dropTaken({kind, value}) {
        const {data} = this.props.record;
        const list = data[`${kind}_ids`];
        if (!list) {
            await this.props.record.update({[kind]: false});
            return;
        }
        for (const point of [...list.records]) {
            if (point.isNew && isSameValue(kind, point.data.value, value)) {
                await list.delete(point);
            } else if (point.dirty && isSameValue(kind, point.data.value, value)) {
                await point.discard();
            }
        }
    }

    /** Where leads are qualified, a lead takes its customer. */
    canTake({kind}) {
        return this.kind === "lead" && CHOICES[kind] in this.props.record.data;
    }

    take({kind, id, name}) {
        return this.props.record.update({[CHOICES[kind]]: {id, display_name: name}});
    }

    canConvert(similar) {
        // A pop-up closes when a new one in it is saved
        return (
            !(this.isNew && this.env.inDialog) &&
            !this.canTake(similar) &&
            (this.kind === "lead") !== (similar.kind === "lead")
        );
    }

    async convert({kind, id}) {
        if (!(await this.props.record.save())) {
            return;
        }
        const isLead = this.kind === "lead";
        const lead = isLead ? this.props.record.resId : id;
        const customer = isLead ? id : this.props.record.resId;
        const name = isLead ? kind : this.kind;
        await this.action.doAction("antcrm_customers.antcrm_lead_convert_action", {
            additionalContext: {
                active_ids: [lead],
                [`default_${name}_action`]: "link",
                [`default_${name}_id`]: customer,
            },
        });
    }
}

registry.category("view_widgets").add("antcrm_similar_panel", {
    component: SimilarPanel,
});
