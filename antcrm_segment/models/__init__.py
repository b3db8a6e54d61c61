from . import antcrm_customer_mixin
from . import antcrm_customer_view_mixin
from . import antcrm_segment
