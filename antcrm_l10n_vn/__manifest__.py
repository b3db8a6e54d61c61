{
    "name": "AntCRM Vietnam",
    "summary": "Vietnam: provinces and wards of today, old addresses and numbers read",
    "version": "19.0.1.0.0",
    "category": "Sales/CRM",
    "author": "AntCRM",
    "website": "https://github.com/antcrm/antcrm-odoo",
    "license": "LGPL-3",
    "depends": ["antcrm_customers"],
    "external_dependencies": {"python": ["python-stdnum"]},
    # with a company in Vietnam it installs itself
    "countries": ["vn"],
    "data": [
        "security/ir.model.access.csv",
        "data/antcrm_ward_data.xml",
        "data/ir_cron_data.xml",
        "views/antcrm_ward_views.xml",
        "views/antcrm_address_conversion_views.xml",
        "views/res_config_settings_views.xml",
        "views/contact_views.xml",
        "views/customer_views.xml",
    ],
    "assets": {
        "web.assets_backend": ["antcrm_l10n_vn/static/src/**/*"],
    },
    "installable": True,
    "auto_install": True,
}
