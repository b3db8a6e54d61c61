import {Component} from "@odoo/owl";
import {registry} from "@web/core/registry";
import {standardFieldProps} from "@web/views/fields/standard_field_props";

/**
 * Customers side by side: a column for each, a row for each field where they differ. A
 * click chooses the value that stays; a click on the head of a column chooses all of it.
 */
export class MergeChoices extends Component {
    static template = "antcrm_merge.MergeChoices";
    static props = {...standardFieldProps};

    get comparison() {
        return this.props.record.data.comparison || {};
    }

    get records() {
        return this.comparison.records || [];
    }

    get rows() {
        return this.comparison.rows || [];
    }

    get people() {
        return this.comparison.people || [];
    }

    get choices() {
        return this.props.record.data[this.props.name] || {};
    }

    get keptId() {
        return this.choices.kept || this.comparison.kept;
    }

    /**
     * Return whose value of a row stays: as chosen, else that of the customer that is
     * kept, else the first that there is. The server decides in the same way.
     *
     * @param {object} row
     * @returns {number}
     */
    chosenId(row) {
        const chosen = this.choices[row.name];
        if (chosen) {
            return chosen;
        }
        const own = row.values.find((value) => value.id === this.keptId);
        const filled = row.values.find((value) => !value.is_empty);
        return !own.is_empty || !filled ? own.id : filled.id;
    }

    /**
     * Return the keys of the sets of people who are merged along: those that are
     * ticked, else those that are sure. The server decides in the same way.
     *
     * @returns {string[]}
     */
    get chosenPeople() {
        const sure = this.people.filter((one) => one.is_sure && !one.left_for);
        return this.choices.people || sure.map((one) => one.key);
    }

    isChosen(one) {
        return !one.left_for && this.chosenPeople.includes(one.key);
    }

    togglePeople(one) {
        const others = this.chosenPeople.filter((key) => key !== one.key);
        return this.update({
            ...this.choices,
            people: this.isChosen(one) ? others : [...others, one.key],
        });
    }

    choose(row, id) {
        return this.update({...this.choices, [row.name]: id});
    }

    chooseAll(id) {
        const {people} = this.choices;
        return this.update({
            ...(people ? {people} : {}),
            kept: id,
            ...Object.fromEntries(this.rows.map((row) => [row.name, id])),
        });
    }

    update(choices) {
        return this.props.record.update({[this.props.name]: choices});
    }
}

registry.category("fields").add("antcrm_merge_choices", {
    component: MergeChoices,
    supportedTypes: ["json"],
    fieldDependencies: [{name: "comparison", type: "json", readonly: true}],
});
