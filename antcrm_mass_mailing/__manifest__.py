{
    "name": "AntCRM Mass Mailing",
    "summary": "Mailings to lists and segments of customers",
    "version": "19.0.1.0.0",
    "development_status": "Beta",
    "category": "Marketing/Email Marketing",
    "author": "AntCRM",
    "maintainers": ["antcrm"],
    "website": "https://github.com/antcrm/antcrm-odoo",
    "license": "LGPL-3",
    "depends": ["antcrm_segment", "mass_mailing"],
    "data": [
        "views/antcrm_segment_views.xml",
        "views/mailing_mailing_views.xml",
    ],
    "installable": True,
    "auto_install": True,
}
