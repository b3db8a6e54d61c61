from . import antcrm_selection_mixin
from . import antcrm_share_overview
from . import antcrm_share_wizard
from . import base_partner_merge
from . import crm_lead_to_opportunity
