import {registry} from "@web/core/registry";

const openConfiguration = (menu) => [
    {
        trigger: "button[data-menu-xmlid='antcrm_customers.menu_configuration']",
        run: "click",
    },
    {
        trigger: `[data-menu-xmlid='antcrm_customers.${menu}']`,
        run: "click",
    },
];
const openContacts = {
    trigger: "a[data-menu-xmlid='antcrm_customers.menu_contacts']",
    run: "click",
};

// What an administrator changes shows at once, without loading the page again
registry.category("web_tour.tours").add("antcrm_custom_field", {
    steps: () => [
        {
            content: "The button names what it creates",
            trigger: ".o_list_button_add:contains('New contact')",
            run: "click",
        },
        {
            content: "The form is loaded before there is a custom field",
            trigger: ".o_form_view:not(:has([name='x_blood_group']))",
        },
        ...openConfiguration("menu_customer_fields"),
        {
            trigger: ".o_breadcrumb:contains('Contact/Account Fields')",
        },
        {
            trigger: ".o_list_button_add",
            run: "click",
        },
        {
            trigger: "[name='label'] input, [name='label'] textarea",
            run: "edit Blood group",
        },
        {
            trigger: "[name='required'] input",
            run: "click",
        },
        {
            trigger: ".o_form_button_save",
            run: "click",
        },
        {
            trigger: ".o_form_saved, .o_form_status_indicator_buttons.invisible",
        },
        openContacts,
        {
            trigger: ".o_list_button_add:contains('New contact')",
            run: "click",
        },
        {
            content: "The form has the new field",
            trigger: ".o_field_widget.o_required_modifier[name='x_blood_group']",
        },
        ...openConfiguration("menu_customer_kinds"),
        {
            trigger: ".o_data_row:contains('Contacts') [name='name']",
            run: "click",
        },
        {
            trigger: ".o_selected_row [name='name'] input",
            run: "edit Relative",
        },
        {
            trigger: ".o_selected_row [name='plural_name'] input",
            run: "edit Relatives",
        },
        {
            trigger: ".o_list_button_save",
            run: "click",
        },
        {
            ...openContacts,
            content: "The menu has the new name",
            trigger: `${openContacts.trigger}:contains('Relatives')`,
        },
        {
            trigger: ".o_breadcrumb:contains('Relatives')",
        },
        {
            trigger: ".o_list_button_add:contains('New relative')",
        },
    ],
});
