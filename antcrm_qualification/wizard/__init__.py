from . import antcrm_lead_disqualify
