from . import antcrm_inactive_wizard
