{
    "name": "AntCRM Export",
    "summary": "Customers as Excel and CSV files that an import reads back",
    "version": "19.0.1.0.0",
    "category": "Sales/CRM",
    "author": "AntCRM",
    "website": "https://github.com/antcrm/antcrm-odoo",
    "license": "LGPL-3",
    "development_status": "Beta",
    "maintainers": ["antcrm"],
    "depends": ["antcrm_customers"],
    "external_dependencies": {"python": ["xlsxwriter"]},
    "data": [
        "views/crm_lead_views.xml",
        "views/res_partner_views.xml",
    ],
    "assets": {
        "web.assets_backend": ["antcrm_export/static/src/**/*"],
    },
    "application": False,
    "installable": True,
}
