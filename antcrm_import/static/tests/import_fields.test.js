import {SILENCE, TURN} from "@antcrm_import/import_progress/import_progress";
import {advanceTime, describe, expect, test} from "@odoo/hoot";
import {animationFrame, queryAllTexts, queryAllValues} from "@odoo/hoot-dom";
import {
    contains,
    defineModels,
    fields,
    getService,
    mockService,
    models,
    mountView,
    mountWithCleanup,
    onRpc,
} from "@web/../tests/web_test_helpers";
import {ImportProgressSystray} from "@antcrm_import/import_progress/import_progress_systray";
import {defineMailModels} from "@mail/../tests/mail_test_helpers";

const CHOICES = [
    {
        name: "identity",
        label: "Who",
        fields: [
            {name: "name", label: "Full Name", type: "char", multiple: true},
            {name: "birthdate_date", label: "Birthday", type: "date", multiple: false},
            {
                name: "gender",
                label: "Gender",
                type: "selection",
                multiple: false,
                selection: [
                    ["male", "Male"],
                    ["female", "Female"],
                ],
            },
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
        open: {date: "1/12/1990", number: false},
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
    error_kinds = fields.Json();
    cells = fields.Json();
    row_count = fields.Integer();
    done_count = fields.Integer();
    undo_count = fields.Integer();
    planned_count = fields.Integer();
    heartbeat_date = fields.Datetime();
    pause_reason = fields.Text();
    state = fields.Char();

    _records = [
        {
            id: 1,
            mapping: MAPPING,
            field_choices: CHOICES,
            sheet_names: ["First", "Second"],
            error_kinds: [
                {
                    code: "no_name",
                    label: "No name",
                    count: 2,
                    choice: false,
                    choices: [],
                },
                {
                    code: "invalid_phone",
                    label: "Invalid phone",
                    count: 3,
                    choice: "drop",
                    choices: [
                        ["drop", "Without"],
                        ["reject", "Leave out"],
                    ],
                },
            ],
            cells: {
                editable: true,
                cells: [
                    {position: 0, header: "Name", text: "An", is_wrong: false},
                    {position: 1, header: "Phone", text: "12", is_wrong: true},
                ],
            },
            row_count: 200,
            done_count: 20,
            planned_count: 0,
            undo_count: 0,
            state: "running",
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
        "Gender",
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
    await contains("#antcrm_import_column_1").select("x_sum");
    expect(".o_antcrm_import_question").toHaveCount(0);
    await contains("#antcrm_import_column_1").select("birthdate_date");
    expect("select[aria-label]").toHaveValue("mdy");
    expect(".o_antcrm_import_question").toHaveText(/1\/12\/1990/);
    await contains(".o_form_button_save").click();
    await contains("select[aria-label]").select("dmy");
    // Who has chosen is not asked
    expect(".o_antcrm_import_question").toHaveCount(0);
    await contains(".o_form_button_save").click();
    await contains("#antcrm_import_column_1").select("x_sum");
    expect("select[aria-label]").toHaveValue(",");
    await contains("#antcrm_import_column_1").select("");
    expect("select[aria-label]").toHaveCount(0);
    await contains(".o_form_button_save").click();
    expect.verifySteps(["birthdate_date mdy", "birthdate_date dmy", "false false"]);
});

test("a value for every row is added, chosen and removed", async () => {
    onRpc("wizard", "web_save", ({args}) => {
        const {column, field, constant} = args[1].mapping.at(-1);
        expect.step(`${column} ${field} ${constant}`);
    });
    await mountForm(`<field name="mapping" widget="antcrm_import_mapping"/>`);
    await contains(".o_antcrm_import_add_constant").click();
    await contains(".o_antcrm_import_constant input").edit(" Sale ");
    await contains("#antcrm_import_constant_3").select("name");
    await contains(".o_form_button_save").click();
    await contains("#antcrm_import_constant_3").select("gender");
    expect(queryAllTexts(".o_antcrm_import_constant option")).toEqual([
        "",
        "Male",
        "Female",
    ]);
    await contains(".o_antcrm_import_constant select").select("Female");
    await contains(".o_form_button_save").click();
    await contains(".o_antcrm_import_constant button").click();
    expect(".o_antcrm_import_constant").toHaveCount(0);
    await contains(".o_form_button_save").click();
    expect.verifySteps(["null name Sale", "null gender Female", "2 false undefined"]);
});

test("each kind of error has its choice", async () => {
    onRpc("antcrm.import", "set_error_choice", ({args}) => {
        expect.step(args.join(" "));
        return true;
    });
    onRpc("wizard", "web_read", () => expect.step("web_read"));
    await mountForm(`<field name="error_kinds" widget="antcrm_import_errors"/>`);
    expect.verifySteps(["web_read"]);
    expect("[data-code=no_name] select").toHaveCount(0);
    expect("[data-code=invalid_phone] .badge").toHaveText("3");
    expect("[data-code=invalid_phone] select").toHaveValue("drop");
    await contains("[data-code=invalid_phone] select").select("reject");
    expect.verifySteps(["1 invalid_phone reject", "web_read"]);
});

test("cells of a review are corrected where they stand", async () => {
    onRpc("antcrm.import.row", "set_cells", ({args}) => {
        expect.step(JSON.stringify(args));
        return true;
    });
    onRpc("wizard", "web_read", () => expect.step("web_read"));
    await mountForm(`<field name="cells" widget="antcrm_import_cells"/>`);
    expect(queryAllValues(".o_antcrm_import_cells input")).toEqual(["An", "12"]);
    expect(".o_antcrm_import_cells input.is-invalid").toHaveCount(1);
    expect.verifySteps(["web_read"]);
    const {bus} = getService("antcrm_import.progress");
    bus.addEventListener("reviewed", () => expect.step("reviewed"));
    await contains(".o_antcrm_import_cells input.is-invalid").edit("0901234567");
    expect.verifySteps(['[[1],{"1":"0901234567"}]', "web_read", "reviewed"]);
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

test("the page asks when the server says nothing", async () => {
    const answer = {id: 1, state: "running", row_count: 200, took: 0, notice: false};
    onRpc("wizard", "web_read", () => expect.step("web_read"));
    onRpc("wizard", "look_after", () => {
        expect.step("look_after");
        return answer;
    });
    await mountForm(`<widget name="antcrm_import_progress"/>`);
    const {bus, runs} = getService("antcrm_import.progress");
    runs[1] = {id: 1, name: "a.csv", state: "running", row_count: 200, done_count: 150};
    expect.verifySteps(["web_read"]);
    await advanceTime(SILENCE - 1000);
    bus.trigger("progress", runs[1]);
    await advanceTime(SILENCE - 1000);
    expect.verifySteps([]);
    Object.assign(answer, {done_count: 20, took: 20, notice: "Nobody works"});
    await advanceTime(1000);
    expect.verifySteps(["look_after"]);
    expect("[role=progressbar]").toHaveAttribute("aria-valuenow", "10");
    expect(".o_antcrm_import_progress [role=alert]").toHaveText("Nobody works");
    // Where nobody works in the background, it goes on at once: what it hears is what
    // it had done itself
    await advanceTime(TURN / 2);
    bus.trigger("progress", answer);
    expect(".o_antcrm_import_progress [role=alert]").toHaveText("Nobody works");
    Object.assign(answer, {done_count: 40, took: 0, notice: false});
    await advanceTime(TURN / 2);
    expect.verifySteps(["look_after"]);
    expect("[role=progressbar]").toHaveAttribute("aria-valuenow", "20");
    expect(".o_antcrm_import_progress [role=alert]").toHaveCount(0);
    answer.state = "done";
    await advanceTime(SILENCE);
    expect.verifySteps(["look_after", "web_read"]);
});

test("the page asks again when the server does not answer", async () => {
    onRpc("wizard", "look_after", () => {
        expect.step("look_after");
        throw new Error("it is starting");
    });
    await mountForm(`<widget name="antcrm_import_progress"/>`);
    for (let turn = 0; turn < 2; turn++) {
        await advanceTime(SILENCE);
        expect.verifySteps(["look_after"]);
        expect(".o_antcrm_import_progress [role=alert]").toHaveText(/does not answer/);
    }
});

test("an import under way shows in the top bar until it ends", async () => {
    onRpc("has_group", () => true);
    onRpc("antcrm.import", "get_running", () => {
        expect.step("get_running");
        return [
            {id: 5, name: "a.csv", state: "running", row_count: 200, done_count: 20},
        ];
    });
    mockService("action", {
        doAction: ({res_model: model, res_id: id}) => expect.step(`${model} ${id}`),
    });
    await mountWithCleanup(ImportProgressSystray);
    expect.verifySteps(["get_running"]);
    expect(".o_antcrm_import_systray").toHaveText("10%");
    const {runs} = getService("antcrm_import.progress");
    runs[5] = {...runs[5], done_count: 150};
    await animationFrame();
    expect(".o_antcrm_import_systray").toHaveText("75%");
    expect(".o_antcrm_import_systray button").toHaveAttribute(
        "title",
        "Importing a.csv"
    );
    await contains(".o_antcrm_import_systray button").click();
    expect.verifySteps(["antcrm.import 5"]);
    runs[5] = {...runs[5], state: "undoing", done_count: 0};
    await animationFrame();
    expect(".o_antcrm_import_systray button").toHaveAttribute(
        "title",
        "Undoing the import of a.csv"
    );
    delete runs[5];
    await animationFrame();
    expect(".o_antcrm_import_systray").toHaveCount(0);
});

test("the top bar asks for no imports of who may not import", async () => {
    onRpc("has_group", () => false);
    onRpc("antcrm.import", "get_running", () => expect.step("get_running"));
    await mountWithCleanup(ImportProgressSystray);
    expect(".o_antcrm_import_systray").toHaveCount(0);
    expect.verifySteps([]);
});
