{
    "name": "AntCRM Contact Points",
    "summary": "Several phones, emails and social networks for each contact and lead",
    "version": "19.0.1.0.0",
    "category": "Sales/CRM",
    "author": "AntCRM",
    "website": "https://github.com/antcrm/antcrm-odoo",
    "license": "LGPL-3",
    "development_status": "Beta",
    "maintainers": ["antcrm"],
    "depends": ["contacts", "crm"],
    "external_dependencies": {"python": ["phonenumbers", "email_validator"]},
    "data": [
        "security/ir.model.access.csv",
        "views/antcrm_contact_point_views.xml",
        "views/res_partner_views.xml",
        "views/crm_lead_views.xml",
    ],
    "assets": {
        "web.assets_backend": ["antcrm_contact_point/static/src/**/*"],
    },
    "installable": True,
    "post_init_hook": "post_init_hook",
}
