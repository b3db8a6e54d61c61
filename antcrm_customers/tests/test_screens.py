"""Every promise is on a screen: what the models have is found in the views that menus
lead to, and what the views ask for is there."""

import re
from collections import defaultdict
from pathlib import Path

from lxml import etree

from odoo import models
from odoo.fields import NO_ACCESS, Command
from odoo.modules import get_module_path
from odoo.tests import tagged

from .common import CustomersCommon
from .registry import get_excused

REGISTRATION = re.compile(r"""\.add\(\s*["']([\w.]+)["']""")


def get_registered(module):
    """Return the names that the scripts of an addon register."""
    names = set()
    for file in Path(get_module_path(module), "static/src").rglob("*.js"):
        names.update(REGISTRATION.findall(file.read_text(encoding="utf-8")))
    return names


@tagged("-at_install", "post_install")
class TestScreens(CustomersCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        modules = cls.env["ir.module.module"].search([("state", "=", "installed")])
        cls.addons = modules.filtered(lambda module: module.name.startswith("antcrm_"))

    def get_dependencies(self, addon):
        """Return the names of what is there when an addon is installed alone."""
        dependencies = addon.upstream_dependencies(exclude_states=("uninstallable",))
        return {addon.name, *dependencies.mapped("name")}

    def get_views(self, addon):
        """Return the trees of the views that an addon brings."""
        data = self.env["ir.model.data"].search(
            [("model", "=", "ir.ui.view"), ("module", "=", addon.name)]
        )
        for view in self.env["ir.ui.view"].browse(data.mapped("res_id")):
            yield view, etree.fromstring(view.arch_db)

    def test_widgets_are_registered_by_the_dependencies(self):
        """An unknown widget is no error: the value is shown as its type is, a picture
        as a number of bytes."""
        registered = {}
        excused = get_excused(self.env, "WIDGETS")
        for addon in self.addons:
            names = set()
            for module in self.get_dependencies(addon):
                if module not in registered:
                    registered[module] = get_registered(module)
                names |= registered[module]
            wanted = {}
            for view, arch in self.get_views(addon):
                for node in arch.xpath("//*[@widget or @js_class]"):
                    for key in ("widget", "js_class"):
                        if name := node.get(key):
                            wanted.setdefault(name, view.name)
                for node in arch.xpath("//widget[@name]"):
                    wanted.setdefault(node.get("name"), view.name)
                for node in arch.xpath(
                    "//attribute[@name='widget' or @name='js_class']"
                ):
                    if node.text:
                        wanted.setdefault(node.text, view.name)
            for name, view in wanted.items():
                if name in excused:
                    self.assertIn(excused[name], self.get_dependencies(addon))
                    continue
                with self.subTest(addon=addon.name, view=view, widget=name):
                    self.assertTrue(
                        {name, f"list.{name}", f"form.{name}", f"kanban.{name}"} & names
                    )

    def get_shown(self):
        """Return the fields that the pages and dialogs show to somebody with all roles:
        ``{model: names}``."""
        data = self.env["ir.model.data"].search(
            [
                ("model", "in", ("res.groups", "ir.actions.act_window")),
                ("module", "in", self.addons.mapped("name")),
            ]
        )
        ids = {
            model: records.mapped("res_id")
            for model, records in data.grouped("model").items()
        }
        self.user_administrator.group_ids = [
            *map(Command.link, ids["res.groups"]),
            *(
                Command.link(group.id)
                for name in (
                    "base.group_system",
                    "mass_mailing.group_mass_mailing_user",
                    "im_livechat.im_livechat_group_manager",
                )
                if (group := self.env.ref(name, raise_if_not_found=False))
            ),
        ]
        env = self.env(user=self.user_administrator)
        action_ids = ids["ir.actions.act_window"]
        action_ids += [
            menu["action_id"]
            for menu in env["ir.ui.menu"].load_menus(False).values()
            if menu.get("action_model") == "ir.actions.act_window"
        ]
        shown = defaultdict(set)
        for menu in env["ir.ui.menu"].load_menus(False).values():
            if menu.get("action_model") == "ir.actions.server":
                action = self.env["ir.actions.server"].browse(menu["action_id"])
                if action.model_name in env:
                    views = env[action.model_name].get_views([(False, "form")])
                    for model, values in views["models"].items():
                        shown[model].update(values["fields"])
        for action in (
            self.env["ir.actions.act_window"].browse(set(action_ids)).exists()
        ):
            if action.res_model not in env:
                continue
            Model = env[action.res_model]
            if Model.has_access("read"):
                search = (action.search_view_id.id, "search")
                views = Model.get_views([*action.views, search])
                for model, values in views["models"].items():
                    shown[model].update(values["fields"])
        return shown

    def test_each_field_is_on_a_screen(self):
        """No feature is without a screen: each field of ours, on a page or in a dialog
        of somebody who has all roles."""
        shown = self.get_shown()
        ours = {addon.name for addon in self.addons}
        pageless, everywhere, hidden_fields = (
            get_excused(self.env, what) for what in ("PAGELESS", "EVERYWHERE", "HIDDEN")
        )
        for name, Model in self.env.registry.items():
            if Model._abstract or Model._transient or name in pageless:
                continue
            hidden = {**everywhere, **hidden_fields.get(name, {})}
            for field in Model._fields.values():
                if (
                    not field._modules
                    or field._modules[0] not in ours
                    or field.name in models.MAGIC_COLUMNS
                    or field.name == "display_name"
                    or field.name in hidden
                    or field.groups == NO_ACCESS
                    or not field.export_string_translation
                ):
                    continue
                with self.subTest(model=name, field=field.name):
                    self.assertIn(field.name, shown[name])

    def test_labels_are_told_apart(self):
        """Who builds a filter, an export or a mapping chooses fields by label."""
        ours = {addon.name for addon in self.addons}
        for name, Model in self.env.registry.items():
            if Model._abstract:
                continue
            fields_by_label = defaultdict(list)
            for field in Model._fields.values():
                fields_by_label[field.string].append(field)
            for label, fields in fields_by_label.items():
                if any(field._module in ours for field in fields):
                    with self.subTest(model=name, label=label):
                        self.assertEqual(len(fields), 1, fields)

    def test_exceptions_are_still_there(self):
        """What is excused exists: else the excuse would hide the next one."""
        for what in ("PAGELESS", "HIDDEN", "PARTS", "EMPLOYEES", "OTHER_COMPANY_RULES"):
            for name, reason in get_excused(self.env, what).items():
                with self.subTest(what, model=name):
                    self.assertIn(name, self.env)
                    for field in reason if isinstance(reason, dict) else ():
                        self.assertIn(field, self.env[name]._fields)
