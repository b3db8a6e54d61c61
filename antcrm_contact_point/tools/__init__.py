from . import contact_search
from . import contact_values
from . import customer_kind
from . import taken_error
