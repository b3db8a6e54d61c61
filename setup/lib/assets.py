"""Make the bundles that the web client, its tours and unit tests load.

Runs in the host's shell. Making them takes most of a first page's time.
"""

BUNDLES = [
    "portal.assets_chatter",
    "web.assets_frontend",
    "web.assets_frontend_lazy",
    "web.assets_frontend_minimal",
    "web.assets_tests",
    "web.assets_web",
    "web.assets_web_print",
]

for bundle in BUNDLES:
    qweb = env["ir.qweb"]  # noqa: F821
    qweb._get_asset_bundle(bundle, css=False, js=True).js()
    qweb._get_asset_bundle(bundle, css=True, js=False).css()
env.cr.commit()  # noqa: F821
