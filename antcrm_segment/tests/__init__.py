from importlib.util import find_spec

from . import test_export
from . import test_handover
from . import test_hidden_members
from . import test_merge
from . import test_segment
from . import test_translations
from . import test_used_in

# a library of tests alone: a server that runs tests may be without it
if find_spec("hypothesis"):
    from . import test_merge_property
