from .models.antcrm_intake_options_mixin import SOURCES
from .models.utm_source import LEAD_SOURCES


def post_init_hook(env):
    """Make the sources of leads, by name: other addons find them by name, too. Mail
    addresses and web forms without a source get theirs."""
    Source = env["utm.source"]
    known = {name.lower() for name in Source.search([]).mapped("name")}
    Source.create([{"name": n} for n in LEAD_SOURCES if n.lower() not in known])
    for model in SOURCES.keys() & env.registry.models.keys():
        doors = env[model].with_context(active_test=False)
        doors.search(
            [("source_id", "=", False)]
        ).source_id = doors._get_default_source()


def uninstall_hook(env):
    """Give the menu of leads its own page back."""
    action = env.ref("antcrm_customers.crm_lead_action", raise_if_not_found=False)
    menu = env.ref("antcrm_customers.menu_leads", raise_if_not_found=False)
    if menu and action:
        menu.action = action
