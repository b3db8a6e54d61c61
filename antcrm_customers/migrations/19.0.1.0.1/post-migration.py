"""The views that are still ours are up to date: others may inherit from them again."""

from pathlib import Path

ADDON = Path(__file__).parents[2].name


def migrate(cr, version):
    cr.execute(
        """
        UPDATE ir_ui_view v SET active = TRUE
          FROM antcrm_views_aside a, ir_model_data d
         WHERE a.id = v.id AND d.model = 'ir.ui.view' AND d.res_id = v.id
           AND d.module = %s
        """,
        [ADDON],
    )
