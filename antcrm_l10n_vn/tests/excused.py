HIDDEN = {"antcrm.address.conversion": {"read_count": "told by the progress"}}
