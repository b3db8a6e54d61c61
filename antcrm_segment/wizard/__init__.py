from . import antcrm_segment_wizard
