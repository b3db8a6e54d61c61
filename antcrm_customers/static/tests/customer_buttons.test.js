import {animationFrame, queryAllTexts} from "@odoo/hoot-dom";
import {
    contains,
    defineModels,
    fields,
    getService,
    makeMockEnv,
    models,
    mountView,
    onRpc,
    patchWithCleanup,
} from "@web/../tests/web_test_helpers";
import {describe, expect, test} from "@odoo/hoot";
import {defineMailModels} from "@mail/../tests/mail_test_helpers";
import {getCreateLabel} from "@antcrm_customers/customer_labels/customer_labels";
import {rpcBus} from "@web/core/network/rpc";
import {session} from "@web/session";

class Customer extends models.Model {
    _name = "customer";

    name = fields.Char();

    _records = [{id: 1, name: "Ida"}];
    _views = {
        list: `<list js_class="antcrm_customer_list"><field name="name"/></list>`,
        kanban: `
            <kanban js_class="antcrm_customer_kanban">
                <templates><t t-name="card"><field name="name"/></t></templates>
            </kanban>`,
        form: `<form js_class="antcrm_customer_form"><field name="name"/></form>`,
    };
}

defineMailModels();
defineModels([Customer]);
describe.current.tags("desktop");

const LABELS = {
    lead: {singular: "Patient", singular_inline: "patient"},
    contact: {singular: "Relative", singular_inline: "relative"},
    account: {singular: "VIP", singular_inline: "VIP"},
};

function rename() {
    patchWithCleanup(session, {antcrm_labels: LABELS});
}

test("labels use the company's words", async () => {
    await makeMockEnv();
    rename();
    expect(getCreateLabel("lead").toString()).toBe("Create patient");
    expect(getCreateLabel("contact").toString()).toBe("New relative");
    expect(getCreateLabel("account").toString()).toBe("New VIP");
});

test("without words, or for no customer, the host's own label stands", async () => {
    await makeMockEnv();
    patchWithCleanup(session, {antcrm_labels: undefined});
    expect(getCreateLabel("lead").toString()).toBe("New");
    rename();
    expect(getCreateLabel(undefined).toString()).toBe("New");
});

for (const [type, selector] of [
    ["list", ".o_list_button_add"],
    ["kanban", ".o-kanban-button-new"],
    ["form", ".o_form_button_create"],
]) {
    test(`the create button of the ${type} names what it creates`, async () => {
        rename();
        await mountView({
            type,
            resModel: "customer",
            resId: type === "form" ? 1 : undefined,
            context: {antcrm_kind: "lead"},
        });
        expect(queryAllTexts(selector)).toEqual(["Create patient"]);
    });
}

test("the create button still creates", async () => {
    rename();
    await mountView({
        type: "list",
        resModel: "customer",
        context: {antcrm_kind: "contact"},
        createRecord: () => expect.step("create"),
    });
    expect(queryAllTexts(".o_list_button_add")).toEqual(["New relative"]);
    await contains(".o_list_button_add").click();
    expect.verifySteps(["create"]);
});

test("no create button where creating is not allowed", async () => {
    rename();
    await mountView({
        type: "list",
        resModel: "customer",
        context: {antcrm_kind: "lead"},
        arch: `<list js_class="antcrm_customer_list" create="0"><field name="name"/></list>`,
    });
    expect(".o_list_button_add").toHaveCount(0);
});

test("a change of the words or of custom fields shows without loading the page again", async () => {
    rename();
    onRpc("antcrm.customer.kind", "get_labels", () => ({
        lead: {singular: "Client", singular_inline: "client"},
    }));
    onRpc("antcrm.customer.kind", "write", () => true);
    onRpc("antcrm.custom.field", "write", () => true);
    await mountView({
        type: "list",
        resModel: "customer",
        context: {antcrm_kind: "lead"},
    });
    patchWithCleanup(getService("menu"), {reload: () => expect.step("menus")});
    const onClear = () => expect.step("caches");
    rpcBus.addEventListener("CLEAR-CACHES", onClear);
    await getService("orm").write("antcrm.custom.field", [1], {sequence: 1});
    expect.verifySteps(["caches"]);
    await getService("orm").write("antcrm.customer.kind", [1], {name: "Client"});
    await animationFrame();
    rpcBus.removeEventListener("CLEAR-CACHES", onClear);
    expect.verifySteps(["caches", "menus"]);
    expect(getCreateLabel("lead").toString()).toBe("Create client");
});
