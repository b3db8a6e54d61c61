from . import antcrm_customer_mixin
from . import antcrm_customer_report
from . import antcrm_day
from . import antcrm_intake
from . import antcrm_intake_count
from . import crm_lead
from . import res_partner
