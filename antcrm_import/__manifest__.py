{
    "name": "AntCRM Import",
    "summary": "Leads, contacts and accounts from Excel and CSV files",
    "version": "19.0.1.0.0",
    "development_status": "Beta",
    "category": "Sales/CRM",
    "author": "AntCRM",
    "maintainers": ["antcrm"],
    "website": "https://github.com/antcrm/antcrm-odoo",
    "license": "LGPL-3",
    "depends": ["antcrm_export", "mail"],
    "external_dependencies": {
        "python": [
            "babel",
            "chardet",
            "openpyxl",
            "python-calamine",
            "vobject",
            "xlsxwriter",
        ]
    },
    "data": [
        "security/antcrm_import_rules.xml",
        "security/ir.model.access.csv",
        "data/ir_cron_data.xml",
        "views/antcrm_import_row_views.xml",
        "views/antcrm_import_views.xml",
        "wizard/antcrm_import_template_views.xml",
        "wizard/antcrm_import_wizard_views.xml",
        "views/antcrm_import_menus.xml",
        "views/res_config_settings_views.xml",
    ],
    "demo": ["demo/antcrm_import_demo.xml"],
    "assets": {
        "web.assets_backend": ["antcrm_import/static/src/**/*"],
        "web.assets_unit_tests": ["antcrm_import/static/tests/*.test.js"],
    },
    "installable": True,
}
