from . import antcrm_import_wizard
