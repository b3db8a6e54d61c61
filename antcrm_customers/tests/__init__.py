from . import test_contact_point
from . import test_contact_values
from . import test_customer
from . import test_intake
from . import test_names
from . import test_status
