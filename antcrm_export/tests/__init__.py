from . import test_export
from . import test_routes
from . import test_translations
