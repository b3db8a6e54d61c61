import {Component, xml} from "@odoo/owl";
import {STATIC_ACTIONS_GROUP_NUMBER} from "@web/search/action_menus/action_menus";
import {_t} from "@web/core/l10n/translation";

// What is bound to customers by others, and what the host offers for any record, stand
// behind what people sell with
const OTHERS = 40;
const RECORDS = 50;
const TITLES = {
    10: _t("Sell"),
    20: _t("Reach"),
    30: _t("Sort"),
    [OTHERS]: _t("More"),
    [RECORDS]: _t("Records"),
};

/** The title of a group of actions in the menu. */
class ActionGroupTitle extends Component {
    static template = xml`<div role="presentation" class="dropdown-header antcrm_action_group" t-out="props.title"/>`;
    static props = {title: [String, Object]};
}

/**
 * Whether an action makes sense for the selected records.
 */
function applies(item, root) {
    if (root.isDomainSelected) {
        return true;
    }
    const {selection} = root;
    if (item.fewest > selection.length) {
        return false;
    }
    // Where a list does not read it, archived ones are shown to those who search them
    const usual = JSON.stringify(root.domain || []).includes('"active"')
        ? undefined
        : true;
    const states = selection.map(({data}) => data.active ?? usual);
    if (item.key === "archive") {
        return states.some((isActive) => isActive !== false);
    }
    if (item.key === "unarchive") {
        return states.some((isActive) => isActive !== true);
    }
    return true;
}

/**
 * Returns the actions of a selection in groups, each with its title, and without those
 * that do not apply.
 *
 * @param {object[]} items as the controllers of the host return them
 * @param {object} root the list of the model
 */
export function groupActions(items, root) {
    const groups = new Map();
    for (const item of items) {
        if (applies(item, root)) {
            const number =
                item.groupNumber === STATIC_ACTIONS_GROUP_NUMBER
                    ? RECORDS
                    : item.groupNumber || OTHERS;
            const group = groups.get(number) || [];
            groups.set(number, [...group, {...item, groupNumber: number}]);
        }
    }
    return [...groups.keys()]
        .sort((one, other) => one - other)
        .flatMap((number) => [
            {
                key: `title-${number}`,
                Component: ActionGroupTitle,
                props: {title: TITLES[number] || TITLES[OTHERS]},
                groupNumber: number,
                callback: () => undefined,
            },
            ...groups.get(number),
        ]);
}
