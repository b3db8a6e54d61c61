from . import contact_search
from . import contact_values
from . import field_names
from . import names
from . import text
