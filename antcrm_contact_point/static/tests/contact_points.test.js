import {
    Deferred,
    animationFrame,
    click,
    edit,
    press,
    queryAllTexts,
    queryAllValues,
    queryFirst,
} from "@odoo/hoot-dom";
import {
    clickCancel,
    clickSave,
    contains,
    defineModels,
    fields,
    models,
    mountView,
    onRpc,
    patchWithCleanup,
} from "@web/../tests/web_test_helpers";
import {describe, expect, test} from "@odoo/hoot";
import {browser} from "@web/core/browser/browser";
import {defineMailModels} from "@mail/../tests/mail_test_helpers";
import {getContactWays} from "@antcrm_contact_point/contact_ways/contact_ways";
import {runAllTimers} from "@odoo/hoot-mock";
import {splitValues} from "@antcrm_contact_point/contact_lines/contact_lines";

class Customer extends models.Model {
    _name = "customer";

    name = fields.Char();
    phone_ids = fields.One2many({
        relation: "point",
        relation_field: "customer_id",
        string: "Phones",
    });

    _records = [{id: 1, name: "Ida", phone_ids: [1, 2]}];
    _views = {
        form: `
            <form>
                <field name="name"/>
                <field name="phone_ids" widget="antcrm_contact_points">
                    <list editable="bottom">
                        <field name="kind" column_invisible="1"/>
                        <field name="value"/>
                        <field name="country_id"/>
                        <field name="label"/>
                        <field name="sequence" widget="handle"/>
                    </list>
                </field>
            </form>`,
    };
}

class Point extends models.Model {
    _name = "point";

    kind = fields.Char();
    value = fields.Char({
        // As the server does it: spaces are how this one formats
        onChange: (record) => {
            record.value = (record.value || "").replace("0901", "+84 901");
        },
    });
    country_id = fields.Many2one({relation: "res.country"});
    label = fields.Char();
    sequence = fields.Integer();
    customer_id = fields.Many2one({relation: "customer"});

    _records = [
        {id: 1, kind: "phone", value: "+84 901 1", sequence: 1, customer_id: 1},
        {id: 2, kind: "phone", value: "+84 901 2", sequence: 2, customer_id: 1},
    ];
}

defineMailModels();
defineModels([Customer, Point]);
describe.current.tags("desktop");

const INPUT = ".antcrm_line_text";

/**
 * @param {object} [params]
 * @param {boolean} [params.tellsReads] whether each reading of a text is a step; when
 *  somebody pauses, the machine decides
 * @returns {Promise<object[]>} the values of the commands of each save, as they come
 */
async function mountCustomer({resId, wait, tellsReads} = {}) {
    const saved = [];
    onRpc("res.country", "search_read", () => [
        {id: 241, name: "Vietnam", code: "VN", phone_code: 84, image_url: false},
    ]);
    onRpc("antcrm.contact.point", "read_typed", ({args: [, text]}) => {
        if (tellsReads) {
            expect.step(`read ${text}`);
        }
        return {
            value: text,
            country_id: 241,
            error: text.length < 6 && "Too few digits.",
        };
    });
    onRpc("point", "onchange", () => wait);
    onRpc("customer", "web_save", ({args}) => {
        saved.push((args[1].phone_ids || []).map(([code, , values]) => [code, values]));
    });
    await mountView({type: "form", resModel: "customer", resId});
    return saved;
}

const getCreated = ([commands]) =>
    commands.filter(([code]) => code === 0).map(([, {kind, value}]) => [kind, value]);

test("several values of one text", () => {
    expect(splitValues("phone", "0901 234 567, 0912345678; 028 3822 0202")).toEqual([
        "0901 234 567",
        "0912345678",
        "028 3822 0202",
    ]);
    expect(splitValues("phone", "0901 234 567\n0912 345 678\n")).toHaveLength(2);
    // A number and its extension are one
    expect(splitValues("phone", "028 3822 0202, ext 5")).toHaveLength(1);
    expect(splitValues("email", "Ida <i@example.com>, b@example.com")).toEqual([
        "i@example.com",
        "b@example.com",
    ]);
    expect(splitValues("social", "fb.com/ida linkedin.com/in/ida")).toHaveLength(2);
    expect(splitValues("social", "no address at all")).toHaveLength(1);
});

test("ways to reach a number", () => {
    const ids = (number) => getContactWays(number).map(({id}) => id);
    expect(ids("+84 901 234 567")).toEqual(["call", "zalo", "whatsapp"]);
    expect(ids("+84 28 3822 0202")).toEqual(["call", "whatsapp"]);
    expect(ids("nobody knows")).toEqual(["call"]);
});

test("what is typed survives a server that takes its time", async () => {
    const wait = new Deferred();
    const saved = await mountCustomer({wait});
    expect(INPUT).toHaveCount(1);
    await click(INPUT);
    await edit("0901 234 567");
    await animationFrame();
    expect(INPUT).toHaveCount(2);
    await press("Enter");
    expect(`${INPUT}:eq(1)`).toBeFocused();
    await edit("0901 234");
    await animationFrame();
    // The answer to the first one changes the first one only
    wait.resolve();
    await animationFrame();
    await animationFrame();
    expect(queryAllValues(INPUT)).toEqual(["+84 901 234 567", "0901 234", ""]);
    expect(`${INPUT}:eq(1)`).toBeFocused();
    // Save with the cursor in the input
    await clickSave();
    expect(getCreated(saved)).toEqual([
        ["phone", "+84 901 234 567"],
        ["phone", "+84 901 234"],
    ]);
});

test("a line that is on its way can be typed on", async () => {
    const wait = new Deferred();
    const saved = await mountCustomer({wait});
    await click(INPUT);
    await edit("0901 234 56");
    await press("Enter");
    await press(["shift", "Tab"]);
    await contains(`${INPUT}:eq(0)`).edit("0901 234 567", {confirm: false});
    wait.resolve();
    await animationFrame();
    await animationFrame();
    expect(queryAllValues(INPUT)).toEqual(["0901 234 567", ""]);
    await clickSave();
    expect(getCreated(saved)).toEqual([["phone", "+84 901 234 567"]]);
});

test("a refusal is told while typing", async () => {
    await mountCustomer({tellsReads: true});
    await click(INPUT);
    await edit("0901");
    queryFirst(INPUT).setSelectionRange(1, 1);
    await runAllTimers();
    await animationFrame();
    expect.verifySteps(["read 0901"]);
    expect(`${INPUT}:eq(0)`).toHaveAttribute("aria-invalid", "true");
    const hint = queryFirst(INPUT).getAttribute("aria-describedby");
    expect(`#${hint}`).toHaveText("Too few digits.");
    // The cursor has not moved
    expect(queryFirst(INPUT).selectionStart).toBe(1);
    expect(".antcrm_line_country:first").toHaveText("VN");
    await edit("0901 234");
    await runAllTimers();
    await animationFrame();
    expect(`${INPUT}:eq(0)`).toHaveAttribute("aria-invalid", "false");
    expect.verifySteps(["read 0901 234"]);
});

test("who empties a line and goes on to the next one stays there", async () => {
    await mountCustomer({resId: 1});
    await contains(`${INPUT}:eq(0)`).edit("", {confirm: false});
    await click(`${INPUT}:eq(2)`);
    await animationFrame();
    await animationFrame();
    expect(queryAllValues(INPUT)).toEqual(["+84 901 2", ""]);
    expect(`${INPUT}:eq(1)`).toBeFocused();
    await edit("0901 3");
    await animationFrame();
    expect(queryAllValues(INPUT)).toEqual(["+84 901 2", "0901 3", ""]);
});

test("an emptied line goes, and discarding brings it back", async () => {
    const saved = await mountCustomer({resId: 1});
    expect(queryAllValues(INPUT)).toEqual(["+84 901 1", "+84 901 2", ""]);
    await contains(`${INPUT}:eq(0)`).edit("", {confirm: "blur"});
    await animationFrame();
    expect(queryAllValues(INPUT)).toEqual(["+84 901 2", ""]);
    await contains(`${INPUT}:eq(1)`).edit("0901 3", {confirm: false});
    await clickCancel();
    expect(queryAllValues(INPUT)).toEqual(["+84 901 1", "+84 901 2", ""]);
    await contains(`${INPUT}:eq(1)`).edit("0901 4", {confirm: false});
    await clickSave();
    expect(saved).toEqual([[[1, {value: "+84 901 4"}]]]);
});

test("order and labels by keyboard, two stops of the tab key for each line", async () => {
    const saved = await mountCustomer({resId: 1});
    await click(`${INPUT}:eq(1)`);
    await press(["alt", "ArrowUp"]);
    await animationFrame();
    await animationFrame();
    expect(queryAllValues(INPUT)).toEqual(["+84 901 2", "+84 901 1", ""]);
    expect(`${INPUT}:eq(0)`).toBeFocused();
    await press("Tab");
    expect(".antcrm_line_menu:eq(0)").toBeFocused();
    await press("ArrowLeft");
    expect(".antcrm_line_label:eq(0)").toBeFocused();
    await press("Enter");
    await animationFrame();
    expect(queryAllTexts(".antcrm_label_items .dropdown-item")).toEqual([
        "Mobile",
        "Work",
        "Home",
        "Fax",
    ]);
    await contains(".antcrm_label_items .dropdown-item:eq(1)").click();
    await animationFrame();
    expect(".antcrm_line_label:eq(0)").toHaveText("Work");
    await contains(`${INPUT}:eq(0)`).focus();
    await press("Tab");
    await press("Tab");
    expect(`${INPUT}:eq(1)`).toBeFocused();
    await clickSave();
    expect(saved[0]).toHaveLength(2);
    expect(saved[0].map(([, {label}]) => label)).toInclude("Work");
});

test("what can be done with a number", async () => {
    patchWithCleanup(browser, {open: (url) => expect.step(url)});
    await mountCustomer({resId: 1});
    await contains(".antcrm_line_menu:eq(1)").click();
    expect(queryAllTexts(".antcrm_phone_menu_items .dropdown-item")).toEqual([
        "Call",
        "WhatsApp",
        "Copy",
        "Move up",
        "Remove",
    ]);
    await contains(".antcrm_phone_menu_items .dropdown-item:eq(0)").click();
    expect.verifySteps(["tel:+849012"]);
});

test("links where nothing can be changed", async () => {
    patchWithCleanup(browser, {open: (url) => expect.step(url)});
    await mountView({type: "form", resModel: "customer", resId: 1, readonly: true});
    expect(INPUT).toHaveCount(2);
    expect(`a${INPUT}:eq(0)`).toHaveAttribute("href", "tel:+849011");
    await contains(`a${INPUT}:eq(1)`).click();
    expect.verifySteps(["tel:+849012"]);
});
