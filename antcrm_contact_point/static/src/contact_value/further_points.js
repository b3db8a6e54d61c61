import {Component} from "@odoo/owl";
import {ContactLines} from "../contact_lines/contact_lines";
import {ContactLinesView} from "../contact_lines/contact_lines_view";

/** All phones or emails of a customer, to read. */
export class FurtherPoints extends Component {
    static template = "antcrm_contact_point.FurtherPoints";
    static components = {ContactLinesView};
    static props = {
        kind: String,
        label: String,
        // See ContactLinesView
        points: Array,
        getActions: Function,
        close: Function,
    };

    setup() {
        const {kind} = this.props;
        this.lines = new ContactLines({kind, read: () => Promise.resolve(null)});
    }

    /** What was chosen may open a dialog, over which nothing is to stay. */
    getActions(value) {
        return this.props.getActions(value).map((action) => ({
            ...action,
            run: () => {
                this.props.close();
                return action.run();
            },
        }));
    }
}
