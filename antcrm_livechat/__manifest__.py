{
    "name": "AntCRM Live Chat",
    "summary": "Visitors of a live chat come in as customers",
    "version": "19.0.1.0.0",
    "development_status": "Beta",
    "category": "Sales/CRM",
    "author": "AntCRM",
    "maintainers": ["antcrm"],
    "website": "https://github.com/antcrm/antcrm-odoo",
    "license": "LGPL-3",
    "depends": ["antcrm_customers", "im_livechat"],
    "data": [
        "data/ir_cron_data.xml",
        "views/im_livechat_channel_views.xml",
    ],
    "installable": True,
    "auto_install": True,
}
