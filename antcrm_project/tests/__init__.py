from . import test_reference_guard
from . import test_translations
from . import test_views
