def uninstall_hook(env):
    """Remove what the journal, which stays, would keep of merges: what undoes them, and
    the files of what was deleted."""
    env["antcrm.merge"].search([])._drop_rows()
