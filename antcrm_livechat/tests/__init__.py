from . import test_livechat
from . import test_visitor
from . import test_translations
