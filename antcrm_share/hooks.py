import csv

from odoo.tools import file_open


def pre_init_hook(env):
    """Take over what was of antcrm_customers before this addon was made of it."""
    try:
        table = file_open("antcrm_customers/migrations/19.0.1.0.1/moves.csv")
    except FileNotFoundError:
        return
    with table:
        names = [
            row["name"]
            for row in csv.DictReader(table)
            if (row["addon"], row["kind"]) == ("antcrm_share", "xmlid")
        ]
    env.cr.execute(
        "UPDATE ir_model_data SET module = 'antcrm_share' "
        "WHERE module = 'antcrm_customers' AND name = ANY(%s)",
        [names],
    )
