{
    "name": "AntCRM Import",
    "summary": "Leads, contacts and accounts from Excel and CSV files",
    "version": "19.0.1.0.0",
    "category": "Sales/CRM",
    "author": "AntCRM",
    "website": "https://github.com/antcrm/antcrm-odoo",
    "license": "LGPL-3",
    "depends": ["antcrm_customers", "mail"],
    "external_dependencies": {"python": ["python-calamine"]},
    "data": [
        "security/antcrm_import_rules.xml",
        "security/ir.model.access.csv",
        "data/ir_cron_data.xml",
        "views/antcrm_import_row_views.xml",
        "views/antcrm_import_views.xml",
        "wizard/antcrm_import_wizard_views.xml",
        "views/antcrm_import_menus.xml",
    ],
    "assets": {
        "web.assets_backend": ["antcrm_import/static/src/**/*"],
    },
    "installable": True,
}
