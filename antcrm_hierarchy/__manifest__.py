{
    "name": "AntCRM Organisation",
    "summary": "Who reports to whom in an account, and its sub-accounts, as a tree",
    "version": "19.0.1.0.0",
    "category": "Sales/CRM",
    "author": "AntCRM",
    "website": "https://github.com/antcrm/antcrm-odoo",
    "license": "LGPL-3",
    "depends": ["antcrm_customers", "web_hierarchy"],
    "data": ["views/res_partner_views.xml"],
    "demo": ["demo/antcrm_hierarchy_demo.xml"],
    "application": False,
    "installable": True,
}
