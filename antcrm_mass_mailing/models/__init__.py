from . import antcrm_customer_mixin
from . import antcrm_segment
from . import mailing_mailing
