from importlib.util import find_spec

from . import test_hierarchy_merge
from . import test_inactive_merge
from . import test_origin
from . import test_segment_export
from . import test_segment_merge

# a library of tests alone: a server that runs tests may be without it
if find_spec("hypothesis"):
    from . import test_hierarchy_merge_property
    from . import test_segment_merge_property
