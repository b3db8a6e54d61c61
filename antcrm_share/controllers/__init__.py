from . import action
from . import link_preview
