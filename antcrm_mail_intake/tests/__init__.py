from importlib.util import find_spec

from . import test_arrival
from . import test_further_mails
from . import test_gateway
from . import test_hostile
from . import test_inbox
from . import test_keys
from . import test_mail_servers
from . import test_nothing_lost
from . import test_other_kinds
from . import test_review
from . import test_signature_offers
from . import test_who_writes
from . import test_translations

# a library of tests alone: a server that runs tests may be without it
if find_spec("hypothesis"):
    from . import test_forwarded
    from . import test_mail_reader
    from . import test_notices
    from . import test_signature
