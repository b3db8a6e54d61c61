import {registry} from "@web/core/registry";

const PAGE = ".antcrm_account_contacts";
const ROW = `${PAGE} .o_data_row`;

// The Contacts page of an account: search, a new one, archive and delete per row
registry.category("web_tour.tours").add("antcrm_account_contacts", {
    steps: () => [
        {
            content: "Two contacts to start with",
            trigger: `${ROW}:contains('Tour Two')`,
        },
        {
            trigger: `${PAGE} .o_searchview_input`,
            run: "edit 0901 234 561",
        },
        {
            trigger: `${PAGE} .o_searchview_input_container .o-dropdown-item:first, .o_searchview_autocomplete .o-dropdown-item:first`,
            run: "click",
        },
        {
            content: "A number finds its contact alone",
            trigger: `${PAGE}:not(:contains('Tour Two')) .o_data_row:contains('Tour One')`,
        },
        {
            trigger: `${PAGE} .o_facet_remove`,
            run: "click",
        },
        {
            trigger: `${ROW}:contains('Tour Two')`,
        },
        {
            trigger: `${PAGE} .o_list_button_add:contains('New contact')`,
            run: "click",
        },
        {
            content: "The account is filled in",
            trigger: ".o_field_widget[name='parent_id'] input:value('Tour Account')",
        },
        {
            trigger: ".antcrm_names [name='firstname'] input",
            run: "edit Tour",
        },
        {
            trigger: ".antcrm_names [name='lastname'] input",
            run: "edit Three",
        },
        {
            trigger: ".o_field_widget[name='phone_ids'] input",
            run: "edit 0901 234 563",
        },
        {
            trigger: ".o_form_button_save",
            run: "click",
        },
        {
            content: "The number is shown as it was read",
            trigger: ".o_field_widget[name='phone_ids'] input:value('+84 901 234 563')",
        },
        {
            trigger: ".o_breadcrumb a:contains('Tour Account')",
            run: "click",
        },
        {
            content: "Archive a row",
            trigger: `${ROW}:contains('Tour Three') button[name='action_archive']`,
            run: "click",
        },
        {
            trigger: `${PAGE}:not(:contains('Tour Three')) .o_data_row:contains('Tour Two')`,
        },
        {
            content: "Delete a row",
            trigger: `${ROW}:contains('Tour Two') button[name='unlink']`,
            run: "click",
        },
        {
            trigger: ".modal .btn-primary",
            run: "click",
        },
        {
            trigger: `${PAGE}:not(:contains('Tour Two')) .o_data_row:contains('Tour One')`,
        },
        {
            content: "Edit a row",
            trigger: `${ROW}:contains('Tour One') button[name='get_formview_action']`,
            run: "click",
        },
        {
            trigger: ".antcrm_names [name='lastname'] input:value('One')",
        },
    ],
});
