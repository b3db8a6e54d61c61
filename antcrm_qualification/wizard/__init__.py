from . import antcrm_lead_disqualify
from . import antcrm_lookup_trial
from . import base_partner_merge
