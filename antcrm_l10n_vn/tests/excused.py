HIDDEN = {"antcrm.address.conversion": {"read_count": "told by the progress"}}
#: what changes rows in SQL, past the ORM
SQL_WRITES = {
    "antcrm_l10n_vn.models.antcrm_address_conversion._update_addresses": (
        "its lines are written along with it: see _write_changes"
    ),
}
