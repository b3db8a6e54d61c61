from . import addresses
from . import contact_search
from . import contact_values
from . import faults
from . import field_names
from . import intake_entry
from . import names
from . import text
