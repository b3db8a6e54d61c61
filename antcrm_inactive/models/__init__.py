from . import base
from . import antcrm_document_model
from . import antcrm_customer_mixin
from . import antcrm_customer_kind
from . import antcrm_journal
from . import crm_lead
from . import mail_thread
from . import res_partner
