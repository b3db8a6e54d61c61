def uninstall_hook(env):
    """Delete the jobs, which nobody could perform any more, and have the scheduled
    action go on with the imports under way."""
    Import = env["antcrm.import"]
    env["queue.job"].search(Import._get_job_domain()).unlink()
    Import._trigger_cron()
