from . import addresses
from . import concurrency
from . import contact_search
from . import contact_values
from . import field_names
from . import intake_entry
from . import names
from . import text
