from . import test_conversion
from . import test_inactive
from . import test_inactive_models
from . import test_tasks
from . import test_tickets
from . import test_translations
