from . import antcrm_customer_mixin
from . import antcrm_mail_phone
from . import antcrm_mail_intake
from . import antcrm_mail_review
from . import antcrm_mail_arrival
from . import crm_lead
from . import mail_alias
from . import mail_thread
