from . import addresses
from . import faults
from . import field_names
from . import intake_entry
from . import names
from . import numbers
from . import text
from . import websites
