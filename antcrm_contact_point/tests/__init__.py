from . import test_contact_point
from . import test_contact_search
from . import test_contact_values
from . import test_customer_kind
from . import test_existing
from . import test_host_finders
from . import test_phone_region
from . import test_views
