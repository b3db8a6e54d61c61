import {animationFrame, queryAllTexts, queryAllValues} from "@odoo/hoot-dom";
import {
    contains,
    defineModels,
    fields,
    getService,
    models,
    mountView,
    onRpc,
} from "@web/../tests/web_test_helpers";
import {describe, expect, test} from "@odoo/hoot";
import {defineMailModels} from "@mail/../tests/mail_test_helpers";

const CHOICES = [
    {
        name: "identity",
        label: "Who",
        fields: [
            {name: "name", label: "Full Name", type: "char", multiple: true},
            {name: "birthdate_date", label: "Birthday", type: "date", multiple: false},
        ],
    },
    {
        name: "custom",
        label: "Custom fields",
        fields: [{name: "x_sum", label: "Sum", type: "float", multiple: false}],
    },
];
const MAPPING = [
    {column: 0, header: "Name", field: "name", format: false, samples: ["An", "Bo"]},
    {
        column: 1,
        header: "Born",
        field: false,
        format: false,
        guess: {date: "mdy", number: ","},
        samples: ["12/31/1990"],
    },
    {column: 2, header: "", field: false, format: false, samples: []},
];

class Wizard extends models.Model {
    _name = "wizard";

    mapping = fields.Json();
    field_choices = fields.Json();
    sheet_name = fields.Char();
    sheet_names = fields.Json();
    row_count = fields.Integer();
    done_count = fields.Integer();

    _records = [
        {
            id: 1,
            mapping: MAPPING,
            field_choices: CHOICES,
            sheet_names: ["First", "Second"],
            row_count: 200,
            done_count: 20,
        },
    ];
}

defineMailModels();
defineModels([Wizard]);
describe.current.tags("desktop");

function mountForm(body) {
    return mountView({
        type: "form",
        resModel: "wizard",
        resId: 1,
        arch: `<form>
            <field name="field_choices" invisible="1"/>
            <field name="sheet_names" invisible="1"/>
            ${body}
        </form>`,
    });
}

test("each column shows its name, samples and field", async () => {
    await mountForm(`<field name="mapping" widget="antcrm_import_mapping"/>`);
    expect(queryAllTexts(".o_antcrm_import_mapping label")).toEqual([
        "Name",
        "Born",
        "Column 3",
    ]);
    expect(".o_antcrm_import_mapping .text-truncate:first").toHaveText("An · Bo");
    expect(queryAllValues(".o_antcrm_import_mapping select")).toEqual(["name", "", ""]);
    expect(queryAllTexts("select:first option")).toEqual([
        "Leave out",
        "Full Name",
        "Birthday",
        "Sum",
    ]);
    expect(".o_antcrm_import_unmapped").toHaveCount(2);
});

test("a date is read as its column writes dates, which can be changed", async () => {
    onRpc("wizard", "web_save", ({args}) => {
        const {field, format} = args[1].mapping[1];
        expect.step(`${field} ${format}`);
    });
    await mountForm(`<field name="mapping" widget="antcrm_import_mapping"/>`);
    expect("select[aria-label]").toHaveCount(0);
    await contains("#antcrm_import_column_1").select("birthdate_date");
    expect("select[aria-label]").toHaveValue("mdy");
    await contains(".o_form_button_save").click();
    await contains("select[aria-label]").select("dmy");
    await contains(".o_form_button_save").click();
    await contains("#antcrm_import_column_1").select("x_sum");
    expect("select[aria-label]").toHaveValue(",");
    await contains("#antcrm_import_column_1").select("");
    expect("select[aria-label]").toHaveCount(0);
    await contains(".o_form_button_save").click();
    expect.verifySteps(["birthdate_date mdy", "birthdate_date dmy", "false false"]);
});

test("the sheets of the file can be chosen, the first one to begin with", async () => {
    onRpc("wizard", "web_save", ({args}) => expect.step(args[1].sheet_name));
    await mountForm(`<field name="sheet_name" widget="antcrm_import_sheet"/>`);
    expect("[name=sheet_name] select").toHaveValue("First");
    await contains("[name=sheet_name] select").select("Second");
    await contains(".o_form_button_save").click();
    expect.verifySteps(["Second"]);
});

test("the progress follows what the server tells, without asking", async () => {
    onRpc("wizard", "web_read", () => expect.step("web_read"));
    await mountForm(`<widget name="antcrm_import_progress"/>`);
    expect.verifySteps(["web_read"]);
    expect("[role=progressbar]").toHaveAttribute("aria-valuenow", "10");
    const {bus, runs} = getService("antcrm_import.progress");
    runs[1] = {id: 1, name: "a.csv", state: "running", row_count: 200, done_count: 150};
    await animationFrame();
    expect("[role=progressbar]").toHaveAttribute("aria-valuenow", "75");
    expect(".o_antcrm_import_progress [role=status]").toHaveText(/150 of\s+200 rows/);
    bus.trigger("progress", {...runs[1], id: 2, state: "done"});
    await animationFrame();
    expect.verifySteps([]);
    bus.trigger("progress", {...runs[1], state: "done"});
    await animationFrame();
    expect.verifySteps(["web_read"]);
});
