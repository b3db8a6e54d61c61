from odoo.addons.antcrm_customers.tests.excused import READ_BY_CODE

HIDDEN = {"antcrm.document.model": {"model": READ_BY_CODE}}
