from . import test_inactive
from . import test_views
