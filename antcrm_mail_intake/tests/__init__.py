from . import test_forwarded
from . import test_gateway
from . import test_mail_reader
from . import test_review
from . import test_translations
