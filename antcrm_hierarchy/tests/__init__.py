from importlib.util import find_spec

from . import test_hierarchy
from . import test_hierarchy_merge
from . import test_translations

# a library of tests alone: a server that runs tests may be without it
if find_spec("hypothesis"):
    from . import test_merge_property
