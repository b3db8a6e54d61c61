from . import antcrm_lead_disqualify
from . import base_partner_merge
