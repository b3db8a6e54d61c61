import {
    defineModels,
    fields,
    getService,
    models,
    mountView,
    patchWithCleanup,
} from "@web/../tests/web_test_helpers";
import {describe, expect, test} from "@odoo/hoot";
import {SelectCreateDialog} from "@web/views/view_dialogs/select_create_dialog";
import {animationFrame} from "@odoo/hoot-mock";
import {defineMailModels} from "@mail/../tests/mail_test_helpers";
import {queryAllTexts} from "@odoo/hoot-dom";
import {session} from "@web/session";

class Lead extends models.Model {
    _name = "crm.lead";

    name = fields.Char();
    is_inactive = fields.Boolean();

    _records = [
        {id: 1, name: "Leo"},
        {id: 2, name: "Retired", is_inactive: true},
        {id: 3, name: "Zoe"},
    ];
    _views = {
        form: `<form><field name="name"/></form>`,
        list: `<list><field name="name"/></list>`,
        search: `<search/>`,
    };
}

defineMailModels();
defineModels([Lead]);
describe.current.tags("desktop");

const onSelected = () => expect.step("selected");

async function openDialog(props) {
    patchWithCleanup(session, {antcrm_labels: {}});
    await mountView({type: "form", resModel: "crm.lead", resId: 1});
    getService("dialog").add(SelectCreateDialog, {resModel: "crm.lead", ...props});
    await animationFrame();
    return queryAllTexts(".modal .o_data_cell");
}

test("inactive customers are not offered where one is picked", async () => {
    expect(await openDialog({onSelected})).toEqual(["Leo", "Zoe"]);
});

test("what the field offers is narrowed further", async () => {
    const domain = [["id", ">", 1]];
    expect(await openDialog({onSelected, domain})).toEqual(["Zoe"]);
});

test("they are, where all are asked for, and where nobody picks", async () => {
    const context = {active_test: false};
    expect(await openDialog({onSelected, context})).toEqual(["Leo", "Retired", "Zoe"]);
});

test("a list that is only looked at shows all", async () => {
    expect(await openDialog({})).toEqual(["Leo", "Retired", "Zoe"]);
});
