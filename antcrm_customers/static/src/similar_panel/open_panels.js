/**
 * The panels of the forms that are open, the topmost last: a dialog about who has a
 * number already does with the form what its panel does.
 */
const panels = [];

export function addPanel(panel) {
    panels.push(panel);
}

export function removePanel(panel) {
    panels.splice(panels.indexOf(panel), 1);
}

/**
 * @param {string} resModel of the record that was to be saved
 * @returns {object|undefined} the panel of the form in which it stands
 */
export function findPanel(resModel) {
    return panels.findLast((panel) => panel.props.record.resModel === resModel);
}
