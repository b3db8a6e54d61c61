from importlib.util import find_spec

from . import test_duplicate
from . import test_duplicate_across
from . import test_login_merge
from . import test_merge
from . import test_merge_batch
from . import test_merge_people
from . import test_merge_promises
from . import test_pair_weights
from . import test_settings
from . import test_translations

# a library of tests alone: a server that runs tests may be without it
if find_spec("hypothesis"):
    from . import test_merge_property
