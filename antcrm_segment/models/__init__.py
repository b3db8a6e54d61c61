from . import antcrm_customer_mixin
from . import antcrm_segment
