from . import test_answers
from . import test_webform
from . import test_submission
from . import test_controller
from . import test_abuse
from . import test_confirm
from . import test_translations
