from . import contact_values
from . import names
from . import text
