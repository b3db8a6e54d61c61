from . import test_hierarchy
from . import test_translations
