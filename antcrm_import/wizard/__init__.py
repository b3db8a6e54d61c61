from . import antcrm_import_template, antcrm_import_wizard
