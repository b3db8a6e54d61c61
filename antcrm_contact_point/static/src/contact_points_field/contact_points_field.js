import {Component, onWillUpdateProps, useState} from "@odoo/owl";
import {X2ManyField, x2ManyField} from "@web/views/fields/x2many/x2many_field";
import {useBus, useService} from "@web/core/utils/hooks";
import {ContactLines} from "../contact_lines/contact_lines";
import {ContactLinesView} from "../contact_lines/contact_lines_view";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {usePointActions} from "../contact_ways/point_actions";
import {x2ManyCommands} from "@web/core/orm_service";

/**
 * The phones, emails or profiles of a customer. What is typed stays in the input until
 * the list has it, however long the server takes.
 */
export class ContactPointsField extends Component {
    static template = "antcrm_contact_point.ContactPointsField";
    static components = {ContactLinesView};
    static props = {...X2ManyField.props};

    setup() {
        this.orm = useService("orm");
        // How the values just added are read
        this.reading = new Set();
        this.lines = useState(this.makeLines());
        this.getValueActions = this.useActions();
        const {bus} = this.props.record.model;
        useBus(bus, "NEED_LOCAL_CHANGES", ({detail}) =>
            detail.proms.push(this.commitChanges())
        );
        useBus(bus, "WILL_SAVE_URGENTLY", () => this.commitUrgently());
        onWillUpdateProps(({record}) => {
            if (record.id !== this.props.record.id) {
                this.lines.reset();
            }
        });
    }

    makeLines() {
        return new ContactLines({
            kind: this.props.name.replace("_ids", ""),
            read: (text, country) => this.read(text, country),
            keeper: {
                getIds: () => this.list.records.map(({id}) => id),
                create: (values) => this.create(values),
                update: (id, changes) => this.update(id, changes),
                remove: (id) => this.list.delete(this.getPoint(id)),
            },
            onTyped: () =>
                this.props.record.model.bus.trigger(
                    "FIELD_IS_DIRTY",
                    this.lines.isTyping
                ),
        });
    }

    get list() {
        return this.props.record.data[this.props.name];
    }

    get label() {
        return this.props.string || this.props.record.fields[this.props.name].string;
    }

    get points() {
        return this.list.records.map(({id, data}) => ({
            id,
            value: data.value || "",
            label: data.label || "",
            country: data.country_id || false,
        }));
    }

    get canCreate() {
        const archInfo = this.props.views?.[this.props.viewMode];
        return archInfo?.activeActions?.create !== false;
    }

    get canMove() {
        return this.list.canResequence();
    }

    getPoint(id) {
        return this.list.records.find((record) => record.id === id);
    }

    // ----------------------------------------------------------------------
    // Keeping
    // ----------------------------------------------------------------------

    async read(text, countryId) {
        const {data, resId, resModel} = this.props.record;
        return this.orm.silent.call("antcrm.contact.point", "read_typed", [
            this.lines.kind,
            text,
            countryId,
            {
                model: resModel,
                id: resId || false,
                country_id: data.country_id?.id || false,
                account_id: (data.parent_id || data.partner_id)?.id || false,
            },
        ]);
    }

    getCommands(values) {
        const {handleField, records} = this.list;
        const last = records.at(-1)?.data[handleField] || 0;
        return values.map(({value, label, country}, index) => [
            x2ManyCommands.CREATE,
            false,
            {
                kind: this.lines.kind,
                value,
                label: label || false,
                ...(country ? {country_id: country} : {}),
                ...(handleField ? {[handleField]: last + index + 1} : {}),
            },
        ]);
    }

    /**
     * The values are in the list at once, as they were typed; how the server reads them
     * comes later, as with any other field.
     */
    async create(values) {
        const before = this.list.records.map(({id}) => id);
        await this.list.applyCommands(this.getCommands(values));
        const added = this.list.records.filter(({id}) => !before.includes(id));
        const points = values.map(({value}) => {
            const index = added.findIndex(({data}) => data.value === value);
            return added.splice(index, 1)[0];
        });
        points.forEach((point, index) => {
            const promise = point
                .update({value: values[index].value})
                .finally(() => this.reading.delete(promise));
            this.reading.add(promise);
        });
        return points.map(({id}) => id);
    }

    async update(id, {country, ...changes}) {
        const point = this.getPoint(id);
        if (country) {
            changes.country_id = country;
        }
        if (point && !("value" in changes && changes.value === point.data.value)) {
            await point.update(changes);
        }
    }

    async commitChanges() {
        await this.lines.commitAll();
        await Promise.all(this.reading);
    }

    /** The page is being closed: nothing can be waited for. */
    commitUrgently() {
        for (const [id, {text}] of Object.entries(this.lines.edits)) {
            this.getPoint(id)?.update({value: text.trim()});
        }
        const drafts = this.lines.takeDrafts();
        if (drafts.length) {
            const values = drafts.map(({sent: value, ...others}) => ({
                ...others,
                value,
            }));
            // As the host does it in the update that follows, which cannot wait either
            this.list._applyCommands(this.getCommands(values));
            this.props.record.update({[this.props.name]: []});
        }
    }

    // ----------------------------------------------------------------------
    // What to do with a value
    // ----------------------------------------------------------------------

    /**
     * @returns {Function} takes a value, returns what can be done with it: {id, label,
     *  icon, url, run}, the most likely first; the host's forms have these, other addons
     *  may have more
     */
    useActions() {
        const getActions = usePointActions();
        return (value) => getActions(this.lines.kind, value);
    }

    getActions(value) {
        return value ? this.getValueActions(value) : [];
    }
}

export const contactPointsField = {
    ...x2ManyField,
    component: ContactPointsField,
    displayName: _t("Phones, emails or profiles"),
    supportedTypes: ["one2many"],
};

registry.category("fields").add("antcrm_contact_points", contactPointsField);
