from . import antcrm_sheet
