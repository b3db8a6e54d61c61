"""All addons are up to date: what went to others is shown again."""


def migrate(cr, version):
    cr.execute(
        """
        UPDATE ir_ui_view v SET active = TRUE FROM antcrm_views_aside a
         WHERE a.id = v.id
        """
    )
    cr.execute("DROP TABLE antcrm_views_aside")
