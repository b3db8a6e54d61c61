from . import test_handover
from . import test_hidden_members
from . import test_segment
from . import test_translations
from . import test_used_in
