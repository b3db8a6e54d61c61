def put_back(cr, addon):
    """Show the views of an addon again that the migration to 19.0.1.0.1 set aside.

    :param str addon: its name
    """
    cr.execute("SELECT to_regclass('antcrm_views_aside') IS NOT NULL")
    if not cr.fetchone()[0]:
        return  # installed anew
    cr.execute(
        """
        UPDATE ir_ui_view v SET active = TRUE
          FROM antcrm_views_aside a, ir_model_data d
         WHERE a.id = v.id AND d.model = 'ir.ui.view' AND d.res_id = v.id
           AND d.module = %s
        """,
        [addon],
    )
