from . import antcrm_import
