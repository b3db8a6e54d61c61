from . import groups
from . import merge_recorder
from . import pair_weights
