from . import (
    antcrm_import_template,
    antcrm_import_wizard,
    antcrm_import_wizard_file,
    antcrm_import_wizard_mapping,
)
