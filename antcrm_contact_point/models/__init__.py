from . import antcrm_customer_part_mixin
from . import antcrm_contact_point
from . import antcrm_contact_point_mixin
from . import crm_lead
from . import res_partner
from . import res_partner_find
