from importlib.util import find_spec

from . import test_batches
from . import test_bombs
from . import test_encodings
from . import test_faults
from . import test_import
from . import test_import_cron
from . import test_import_security
from . import test_import_wizard
from . import test_keys
from . import test_mapping
from . import test_nothing_left
from . import test_options
from . import test_other_kinds
from . import test_packed
from . import test_planning
from . import test_promises
from . import test_reader
from . import test_real_files
from . import test_related
from . import test_required
from . import test_review
from . import test_review_values
from . import test_rows
from . import test_template
from . import test_translations
from . import test_undo
from . import test_used_in
from . import test_values
from . import test_web_client

# a library of tests alone: a server that runs tests may be without it
if find_spec("hypothesis"):
    from . import test_round_trip
    from . import test_undo_property
