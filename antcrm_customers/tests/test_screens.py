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
from .registry import has_all_addons

REGISTRATION = re.compile(r"""\.add\(\s*["']([\w.]+)["']""")

# widgets that no file of the dependencies registers under this name
WIDGETS = {
    # our own service registers it where partner_autocomplete, which does, is not there
    "res_partner_many2one": "antcrm_customers",
    # registered together, by names in a table
    "antcrm_import_cells": "antcrm_import",
    "antcrm_import_errors": "antcrm_import",
    "antcrm_import_phone": "antcrm_import",
    "antcrm_import_values": "antcrm_import",
    # the place of the custom fields: no client sees it
    "antcrm_custom_fields_lead": "antcrm_customers",
    "antcrm_custom_fields_contact": "antcrm_customers",
    "antcrm_custom_fields_account": "antcrm_customers",
}

# Models without a page, and why
PAGELESS = {
    "antcrm.change.part": "what undoes a change of many, customer by customer",
    "antcrm.duplicate.line": "what the search for duplicates works with",
    "antcrm.import.key": "what a review under way has found, until it is done",
    "antcrm.duplicate.search": "the progress of that search",
    "antcrm.journal.line": "what undoes a merge or a conversion, row by row",
    "antcrm.share": "the policies; customers show what theirs says",
    "antcrm.share.log": "shown by “Who can see this?”",
    "antcrm.webform.counter": "limits of strangers",
}
# Fields without a place on a screen, and why
LINKS = "the record that it is part of, whose page it stands on"
READ_BY_CODE = "what the pages are made with"
UNDO = "what undoes it"
SHARE = "shown by “Who can see this?”"
FIXED = "where nothing is entered by a person, there is but one answer"
HIDDEN = {
    "antcrm.address.conversion": {"read_count": "told by the progress"},
    "antcrm.change": {"read_count": "told by the progress"},
    "antcrm.contact.point": dict.fromkeys(("exclusive", "normalized"), READ_BY_CODE),
    "antcrm.custom.field": dict.fromkeys(
        ("lead_field_id", "partner_field_id"), READ_BY_CODE
    ),
    "antcrm.custom.field.choice": {"field_id": LINKS, "field_type": READ_BY_CODE},
    "antcrm.customer.kind": {"model": READ_BY_CODE},
    "antcrm.duplicate": {
        **dict.fromkeys(("same_email", "same_name", "same_phone"), READ_BY_CODE),
        **dict.fromkeys(
            ("lead_id", "other_lead_id", "partner_id", "other_partner_id"),
            "shown by their names and numbers, side by side",
        ),
        "scan": READ_BY_CODE,
        "dismissed_by": UNDO,
    },
    "antcrm.import": {
        **dict.fromkeys(
            ("lang", "tz", "company_id", "company_ids", "mapping", "error_choices"),
            "chosen in the dialog, and kept for the run",
        ),
        **dict.fromkeys(
            ("customer_tag_ids", "lead_tag_ids", "pic_team_hint"),
            "of the dialog; the page shows the names",
        ),
        **dict.fromkeys(
            (
                "deleted_count",
                "done_count",
                "is_outdated",
                "kept_count",
                "planned_count",
                "progress",
                "restored_count",
                "tally",
                "undo_count",
            ),
            "told in the sentences of the page",
        ),
        "responsible_id": "the importer",
        "row_ids": "a list of their own behind the buttons",
    },
    "antcrm.import.row": {
        **dict.fromkeys(("errors", "is_changed", "raw"), READ_BY_CODE),
        **dict.fromkeys(("made", "previous", "undo_again", "written"), UNDO),
        "import_id": LINKS,
    },
    "antcrm.external.id": {
        **dict.fromkeys(("lead_id", "partner_id"), LINKS),
        **dict.fromkeys(("kind", "system"), READ_BY_CODE),
    },
    "antcrm.document.model": {"model": READ_BY_CODE},
    "antcrm.handover": {"moves": UNDO},
    "antcrm.lead.address": {"lead_id": LINKS},
    "antcrm.mail.intake": {
        "invalid_values": FIXED,
        "other_kinds": "of known people its page asks what their mails become",
        "review_ids": "a list of their own behind the button",
        "tag_names": "of the tags that are not there yet",
    },
    "antcrm.mail.offer": dict.fromkeys(
        ("dismissed", "field", "lead_id", "normalized", "partner_id", "value"),
        "offered on the customer, line by line",
    ),
    "antcrm.mail.review": {
        "company_id": FIXED,
        **dict.fromkeys(("share_mode", "share_team_ids", "share_user_ids"), FIXED),
    },
    "antcrm.lookup.path": {"service_id": LINKS},
    "antcrm.merge": dict.fromkeys(("kept_id", "merged_ids", "model"), READ_BY_CODE),
    "antcrm.merge.batch.line": dict.fromkeys(("choices", "record_ids"), READ_BY_CODE),
    "antcrm.partner.agreement": dict.fromkeys(
        ("direction_ids", "product_ids"), READ_BY_CODE
    ),
    "antcrm.webform": {
        "invalid_values": FIXED,
        "tag_names": "of the tags that are not there yet",
        "token": "part of the addresses that the page shows",
    },
    "antcrm.webform.consent": dict.fromkeys(
        ("lead_id", "partner_id", "webform_id"), LINKS
    ),
    "antcrm.webform.field": {"webform_id": LINKS},
    "antcrm.webform.submission": {
        "data": "shown as what the visitor wrote",
        "expiry_date": READ_BY_CODE,
        "token_hash": READ_BY_CODE,
    },
    "fetchmail.server": dict.fromkeys(
        ("mail_intake_id", "object_model"), "on the host's page of the mailbox"
    ),
    "mail.mail": dict.fromkeys(
        (
            "intake_acknowledged",
            "intake_id",
            "intake_outcome",
            "intake_unread",
            "intake_unread_id",
        ),
        "of mails that came in, on the page Mails",
    ),
    "crm.lead": {
        "contact_point_ids": READ_BY_CODE,
        "duplicate_count": READ_BY_CODE,
        "merge_ids": UNDO,
    },
    "res.partner": {
        **dict.fromkeys(
            (
                "contact_point_ids",
                "duplicate_count",
                "hierarchy_child_ids",
                "hierarchy_parent_id",
                "own_company_ids",
                "converted_account_lead_ids",
                "converted_contact_lead_ids",
            ),
            READ_BY_CODE,
        ),
        "merge_ids": UNDO,
    },
}
EVERYWHERE = {
    "share_owner_id": SHARE,
    "share_is_orphaned": "a filter of Data Owners",
    # of messages, and so of mails
    "intake_sender": READ_BY_CODE,
}


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
                if name in WIDGETS:
                    self.assertIn(WIDGETS[name], self.get_dependencies(addon))
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
        for name, Model in self.env.registry.items():
            if Model._abstract or Model._transient or name in PAGELESS:
                continue
            hidden = {**EVERYWHERE, **HIDDEN.get(name, {})}
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
        if not has_all_addons(self.env):
            self.skipTest("fields of an addon that is not here are excused, too")
        for name in PAGELESS.keys() | HIDDEN.keys():
            if name in self.env:
                for field in HIDDEN.get(name, ()):
                    self.assertIn(field, self.env[name]._fields)
