from .models.antcrm_intake_options_mixin import SOURCES

#: the sources that leads are studied by; those of these names that are there stay
LEAD_SOURCES = (
    "Self-generation",
    "Email",
    "Call",
    "Chat",
    "Vendor",
    "Partner",
    "Website form",
    "Social media",
)


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
