from . import test_day
from . import test_intake_count
from . import test_report
from . import test_touches
from . import test_translations
from . import test_way_in
