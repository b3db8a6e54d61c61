import {Component} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {standardFieldProps} from "@web/views/fields/standard_field_props";

/** Weights beyond that are shown as long as this one */
const LONGEST = 25;

/**
 * What two customers have in common, and what differs: a bar of what speaks for it that
 * they are one, each part as long as it says much, and words for all of it.
 */
export class PairBar extends Component {
    static template = "antcrm_merge.PairBar";
    static props = {...standardFieldProps};

    get explanation() {
        return this.props.record.data[this.props.name] || {lines: []};
    }

    get percent() {
        const percent = this.explanation.probability || 0;
        // What is not sure is not shown as if it were
        return percent > 99 ? "> 99 %" : `${Math.round(percent)} %`;
    }

    get level() {
        const percent = this.explanation.probability || 0;
        return percent >= 99 ? "success" : percent >= 50 ? "warning" : "secondary";
    }

    get lines() {
        return this.explanation.lines.map((line) => ({
            ...line,
            isFor: line.weight > 0,
            width: (Math.min(Math.abs(line.weight), LONGEST) / LONGEST) * 100,
            text: `${line.weight > 0 ? "+" : "−"}${Math.abs(line.weight).toFixed(1)}`,
        }));
    }

    get title() {
        const lines = this.lines.map((line) => `${line.label}: ${line.text}`);
        return [_t("Likely: %s", this.percent), ...lines].join("\n");
    }
}

registry.category("fields").add("antcrm_pair_bar", {
    component: PairBar,
    supportedTypes: ["json"],
});
