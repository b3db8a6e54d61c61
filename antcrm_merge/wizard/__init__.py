from . import base_partner_merge
from . import antcrm_merge_wizard
