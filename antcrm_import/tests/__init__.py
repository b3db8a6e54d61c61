from . import test_values
from . import test_mapping
from . import test_reader
