from . import test_mailing
from . import test_translations
from . import test_segment
