import {expect, test} from "@odoo/hoot";
import {registry} from "@web/core/registry";

/** Returns the classes that a component extends, the nearest first. */
function getAncestors(component) {
    const ancestors = [];
    for (
        let ancestor = Object.getPrototypeOf(component);
        ancestor;
        ancestor = Object.getPrototypeOf(ancestor)
    ) {
        ancestors.push(ancestor);
    }
    return ancestors;
}

test("a field that extends one of the host's looks as that one does", () => {
    const entries = registry.category("fields").getEntries();
    const isOurs = ([name]) => name.startsWith("antcrm_");
    const hosts = entries.filter((entry) => !isOurs(entry));
    let count = 0;
    for (const [name, {component, additionalClasses = []}] of entries.filter(isOurs)) {
        const ancestors = getAncestors(component);
        const base = ancestors.find((one) =>
            hosts.some(([, host]) => host.component === one)
        );
        if (base) {
            count += 1;
            const classes = hosts
                .filter(([, host]) => host.component === base)
                .map(([host]) => `o_field_${host.split(".").at(-1)}`);
            const has = classes.some((one) => additionalClasses.includes(one));
            expect(has).toBe(true, {message: `${name}: one of ${classes.join(", ")}`});
        }
    }
    expect(count).toBeGreaterThan(1);
});
