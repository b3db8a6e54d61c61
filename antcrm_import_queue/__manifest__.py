{
    "name": "AntCRM Import Queue",
    "summary": "Imports run as jobs of the job queue, on as many machines as there are",
    "version": "19.0.1.0.0",
    "category": "Sales/CRM",
    "author": "AntCRM",
    "website": "https://github.com/antcrm/antcrm-odoo",
    "license": "LGPL-3",
    "depends": ["antcrm_import", "queue_job"],
    "data": ["data/queue_job_data.xml"],
    "uninstall_hook": "uninstall_hook",
    "installable": True,
    "auto_install": True,
}
