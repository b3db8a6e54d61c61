import {animationFrame, press, queryAll, queryAllTexts} from "@odoo/hoot-dom";
import {
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

class Lead extends models.Model {
    _name = "crm.lead";

    name = fields.Char();
    phone = fields.Char();
    email_from = fields.Char({string: "Email"});
    further_phone_count = fields.Integer();
    further_email_count = fields.Integer();

    _records = [
        {id: 1, name: "Ida", phone: "+84 901 234 567", further_phone_count: 2},
        {id: 2, name: "Leo", phone: "+33 1 40 20 50 50", email_from: "leo@example.com"},
        {id: 3, name: "Kim"},
    ];
    _views = {
        list: `
            <list>
                <field name="name"/>
                <field name="phone" widget="antcrm_contact_value" readonly="1"/>
                <field name="email_from" widget="antcrm_contact_value" readonly="1"/>
            </list>`,
        kanban: `
            <kanban>
                <templates>
                    <t t-name="card">
                        <field name="name"/>
                        <field name="phone" widget="antcrm_contact_value"/>
                    </t>
                </templates>
            </kanban>`,
    };
}

class Point extends models.Model {
    _name = "antcrm.contact.point";

    kind = fields.Char();
    value = fields.Char();
    label = fields.Char();
    lead_id = fields.Many2one({relation: "crm.lead"});

    _records = [
        {id: 1, kind: "phone", value: "+84 901 234 567", lead_id: 1},
        {id: 2, kind: "phone", value: "+84 912 345 678", label: "Work", lead_id: 1},
        {id: 3, kind: "phone", value: "+84 28 3822 0202", lead_id: 1},
        {id: 4, kind: "email", value: "ida@example.com", lead_id: 1},
        {id: 5, kind: "phone", value: "+33 1 40 20 50 50", lead_id: 2},
    ];
}

defineMailModels();
defineModels([Lead, Point]);
describe.current.tags("desktop");

const TEXT = ".antcrm_value_text";
const ITEMS = ".antcrm_phone_menu_items .dropdown-item";

async function mountLeads(type) {
    const openRecord = () => expect.step("open record");
    patchWithCleanup(browser, {open: (url) => expect.step(url)});
    onRpc("antcrm.contact.point", "search_read", () => {
        expect.step("read points");
    });
    onRpc("crm.lead", "web_search_read", () => {
        expect.step("read leads");
    });
    await mountView({type, resModel: "crm.lead", selectRecord: openRecord});
}

for (const type of ["list", "kanban"]) {
    test(`the first number in a ${type} calls, and nothing else is asked for`, async () => {
        await mountLeads(type);
        expect(queryAllTexts(TEXT).slice(0, 1)).toEqual(["+84 901 234 567"]);
        expect(`${TEXT}:eq(0)`).toHaveAttribute("href", "tel:+84901234567");
        await contains(`${TEXT}:eq(0)`).click();
        expect.verifySteps(["read leads", "tel:+84901234567"]);
    });

    test(`the menu of a number in a ${type}, by keyboard`, async () => {
        await mountLeads(type);
        await contains(".antcrm_value_menu:eq(0)").focus();
        await press("Enter");
        // It is made, then opened
        await animationFrame();
        await animationFrame();
        expect(queryAllTexts(ITEMS)).toEqual(["Call", "Zalo", "WhatsApp", "Copy"]);
        await press("Escape");
        await animationFrame();
        expect(ITEMS).toHaveCount(0);
        expect(".antcrm_value_menu:eq(0)").toBeFocused();
        await press("Enter");
        await animationFrame();
        await contains(`${ITEMS}:contains(WhatsApp)`).click();
        expect.verifySteps(["read leads", "https://wa.me/84901234567"]);
    });
}

test("further numbers are read when they are wanted", async () => {
    await mountLeads("list");
    expect(queryAllTexts(".antcrm_value_further")).toEqual(["+2"]);
    expect.verifySteps(["read leads"]);
    await contains(".antcrm_value_further").click();
    await animationFrame();
    expect.verifySteps(["read points"]);
    expect(queryAllTexts(".antcrm_further_points .antcrm_line_text")).toEqual([
        "+84 901 234 567",
        "+84 912 345 678",
        "+84 28 3822 0202",
    ]);
    expect(".antcrm_further_points .antcrm_line_label").toHaveText("Work");
    await contains(".antcrm_further_points .antcrm_line_menu:eq(1)").click();
    expect(queryAllTexts(ITEMS)).toEqual(["Call", "Zalo", "WhatsApp", "Copy"]);
    await contains(`${ITEMS}:contains(Call)`).click();
    expect.verifySteps(["tel:+84912345678"]);
    await animationFrame();
    expect(".antcrm_further_points").toHaveCount(0);
});

test("rows are of one height, whatever they hold", async () => {
    await mountLeads("list");
    const heights = queryAll(".o_data_row").map((row) => row.offsetHeight);
    expect(new Set(heights).size).toBe(1);
    expect.verifySteps(["read leads"]);
});

test("an email is written to", async () => {
    await mountLeads("list");
    await contains(`${TEXT}:contains(leo@)`).click();
    expect.verifySteps(["read leads", "mailto:leo@example.com"]);
});
