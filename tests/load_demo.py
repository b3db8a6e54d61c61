"""Load the demo data of our addons, and Vietnamese, into a database without them.

Runs in the host's shell. The host's own demo data stays out: it takes minutes, and no
page of ours needs it.
"""

from odoo.modules.loading import load_demo
from odoo.modules.module_graph import ModuleGraph

modules = env["ir.module.module"].search([("state", "=", "installed")])  # noqa: F821
graph = ModuleGraph(env.cr, mode="load")  # noqa: F821
graph.extend(modules.mapped("name"))
for package in graph:
    if package.name.startswith("antcrm") and not load_demo(env, package, {}, "init"):  # noqa: F821
        raise SystemExit(f"the demo data of {package.name} cannot be loaded")
env["res.lang"]._activate_lang("vi_VN")  # noqa: F821
modules.filtered(lambda m: m.name.startswith("antcrm"))._update_translations(["vi_VN"])
env.cr.commit()  # noqa: F821
