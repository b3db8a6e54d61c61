{
    "name": "AntCRM Project",
    "summary": "New customers from projects and tasks",
    "version": "19.0.1.0.0",
    "category": "Services/Project",
    "author": "AntCRM",
    "website": "https://github.com/antcrm/antcrm-odoo",
    "license": "LGPL-3",
    "depends": ["antcrm_customers", "project"],
    "data": ["views/project_views.xml"],
    "auto_install": True,
    "installable": True,
}
