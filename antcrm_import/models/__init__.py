from . import (
    antcrm_import_settings_mixin,
    antcrm_import,
    antcrm_import_row,
    antcrm_import_undo,
    antcrm_intake,
    res_config_settings,
)
