from . import antcrm_custom_field_question
from . import base_partner_merge
from . import antcrm_lead_convert
from . import antcrm_merge_wizard
from . import antcrm_segment_wizard
from . import antcrm_share_overview
from . import antcrm_share_wizard
from . import crm_lead_to_opportunity
