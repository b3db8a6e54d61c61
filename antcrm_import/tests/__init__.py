from . import test_values
from . import test_mapping
from . import test_reader
from . import test_import_wizard
from . import test_import
from . import test_import_cron
from . import test_import_security
from . import test_web_client
