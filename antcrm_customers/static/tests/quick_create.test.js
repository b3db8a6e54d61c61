import {animationFrame, runAllTimers} from "@odoo/hoot-mock";
import {
    contains,
    defineModels,
    fields,
    getService,
    models,
    mountView,
    onRpc,
    patchWithCleanup,
} from "@web/../tests/web_test_helpers";
import {describe, expect, test} from "@odoo/hoot";
import {
    getCreateContext,
    readRequest,
} from "@antcrm_customers/quick_create/quick_create";
import {defineMailModels} from "@mail/../tests/mail_test_helpers";
import {getFieldKinds} from "@antcrm_customers/quick_create/customer_field";
import {queryAllTexts} from "@odoo/hoot-dom";
import {session} from "@web/session";

class Lead extends models.Model {
    _name = "crm.lead";

    name = fields.Char();

    _records = [{id: 1, name: "Leo"}];
}

class Visit extends models.Model {
    _name = "visit";

    lead_id = fields.Many2one({relation: "crm.lead"});

    _records = [{id: 1}];
    _views = {
        form: `<form><field name="lead_id" widget="res_partner_many2one"/></form>`,
    };
}

defineMailModels();
defineModels([Lead, Visit]);
describe.current.tags("desktop");

const LABELS = {
    lead: {singular: "Lead", singular_inline: "lead"},
    contact: {singular: "Contact", singular_inline: "contact"},
    account: {singular: "Account", singular_inline: "account"},
};

async function mountVisit({creates = true, similar = []} = {}) {
    patchWithCleanup(session, {antcrm_labels: LABELS});
    onRpc("has_access", () => creates);
    onRpc("antcrm.intake", "find_similar", ({args}) => {
        expect.step(`find ${args[0]} ${args[1][0].name}`);
        return [similar];
    });
    onRpc("antcrm.intake", "apply", ({args}) => {
        expect.step(`apply ${args[0]} ${JSON.stringify(args[1][0])}`);
        return [{action: "created", record: {model: "crm.lead", id: 1}, reasons: []}];
    });
    await mountView({type: "form", resModel: "visit", resId: 1});
}

test("a typed text is taken apart", () => {
    const read = (text, context) => Object.values(readRequest(text, context));
    expect(read("Ida Berg")).toEqual(["Ida Berg", [], []]);
    expect(read("Berg, Ida")).toEqual(["Berg, Ida", [], []]);
    expect(read('"Ida" <ida@example.com>')).toEqual(["Ida", [], ["ida@example.com"]]);
    expect(read("ida@example.com")).toEqual(["", [], ["ida@example.com"]]);
    expect(read("Ida, 0901 234 567")).toEqual(["Ida", ["0901 234 567"], []]);
    expect(read("Studio 54")).toEqual(["Studio 54", [], []]);
    const context = {default_name: "Tina", default_email: "t@example.com"};
    expect(read("", context)).toEqual(["Tina", [], ["t@example.com"]]);
    expect(read("Ida", context)).toEqual(["Ida", [], []]);
    expect(read("", {default_name: false})).toEqual(["", [], []]);
});

test("which customers a field takes", () => {
    const kinds = (context, domain = [], relation = "res.partner") =>
        getFieldKinds(relation, context, domain);
    expect(kinds({})).toEqual(["contact", "account"]);
    expect(kinds({default_type: "contact"})).toEqual(["contact", "account"]);
    expect(kinds({default_type: "delivery"})).toEqual([]);
    expect(kinds({default_is_company: true})).toEqual(["account"]);
    expect(kinds({}, [["is_company", "=", true]])).toEqual(["account"]);
    expect(kinds({}, ["|", ["is_company", "=", false]])).toEqual(["contact"]);
    expect(kinds({}, [], "crm.lead")).toEqual(["lead"]);
    expect(kinds({default_type: "opportunity"}, [], "crm.lead")).toEqual([]);
    expect(kinds({}, [], "fleet.vehicle")).toEqual([]);
});

test("defaults of a customer do not become those of what is made with it", () => {
    expect(
        getCreateContext({
            default_name: "X",
            default_company_id: 2,
            form_view_ref: "x",
            res_partner_search_mode: "customer",
        })
    ).toEqual({default_company_id: 2, res_partner_search_mode: "customer"});
});

test("a field of leads creates leads", async () => {
    await mountVisit();
    expect(".antcrm_kind_switch").toHaveCount(0);
    await contains(".antcrm_quick_create_button").click();
    expect(".modal-title").toHaveText("Create lead");
    // Enter adds
    await contains(".modal input[name=name]").edit("Lea");
    await animationFrame();
    expect(".modal").toHaveCount(0);
    expect(".o_field_widget[name=lead_id] input").toHaveValue("Leo");
    await runAllTimers();
    expect.verifySteps(['apply lead {"name":"Lea","phones":[],"emails":[],"tags":[]}']);
});

test("who is known can be chosen instead", async () => {
    await mountVisit({
        similar: [
            {
                id: 1,
                kind: "lead",
                name: "Leo",
                detail: "12",
                reasons: ["phone", "name"],
            },
        ],
    });
    await contains(".antcrm_quick_create_button").click();
    await contains(".modal input[name=name]").edit("Leon", {confirm: false});
    await runAllTimers();
    expect(queryAllTexts(".antcrm_quick_similar small")).toEqual([
        "12, same phone, similar name",
    ]);
    await contains(".antcrm_quick_similar button").click();
    expect(".o_field_widget[name=lead_id] input").toHaveValue("Leo");
    expect.verifySteps(["find lead Leon"]);
});

test("nothing to create for who may not, and on a portal", async () => {
    await mountVisit({creates: false});
    expect(".antcrm_customer_field").toHaveCount(0);
    expect(".o_field_widget[name=lead_id] input").toHaveCount(1);
});

test("commands of the palette", async () => {
    await mountVisit();
    await getService("command").openMainPalette({searchValue: "contact"});
    await animationFrame();
    expect(queryAllTexts(".o_command_name").join()).toMatch(/New contact/);
});
