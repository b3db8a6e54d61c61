{
    "name": "AntCRM Helpdesk",
    "summary": "New customers from tickets",
    "version": "19.0.1.0.0",
    "development_status": "Beta",
    "category": "After-Sales",
    "author": "AntCRM",
    "maintainers": ["antcrm"],
    "website": "https://github.com/antcrm/antcrm-odoo",
    # that of the addon it extends
    "license": "AGPL-3",
    "depends": ["antcrm_customers", "helpdesk_mgmt"],
    "data": ["views/helpdesk_ticket_views.xml"],
    "auto_install": True,
    "installable": True,
}
