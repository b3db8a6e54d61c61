from . import (
    antcrm_import_settings_mixin,
    antcrm_import_row,
    antcrm_import,
    antcrm_import_customers,
    antcrm_import_values,
    antcrm_import_undo,
    antcrm_intake,
    antcrm_intake_related,
    antcrm_used_in,
    res_partner,
    res_config_settings,
)
