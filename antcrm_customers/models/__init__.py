from . import antcrm_status
from . import antcrm_customer_part_mixin
from . import antcrm_contact_point
from . import antcrm_lead_address
from . import antcrm_customer_mixin
from . import res_partner
from . import crm_lead
