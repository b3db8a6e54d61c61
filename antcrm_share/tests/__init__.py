from . import test_budget
from . import test_host_forms
from . import test_login_company
from . import test_reference_guard
from . import test_share
from . import test_share_access
from . import test_share_answer
from . import test_translations
