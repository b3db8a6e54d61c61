from lxml import etree

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL, escape_psql

from ..tools.names import surname_first
from ..tools.numbers import number_key
from ..tools.text import name_key

# Up to this many matches the search is given their ids, which an index serves together
# with the other columns that are searched; beyond, the database decides
MAX_IDS = 1000
MAX_WORDS = 8
MIN_NAME = 3  # no index finds a part of a name that is shorter
MIN_NUMBER = 5


# what ours do better


class AntcrmCustomerViewMixin(models.AbstractModel):
    """How customers are found and opened in the pages of the app."""

    _name = "antcrm.customer.view.mixin"
    _description = "Customer Pages"

    # ------------------------------------------------------------------
    # The host's own searches
    # ------------------------------------------------------------------

    @api.model
    def _search_display_name(self, operator, value):
        """Whoever is looked for by name is found without accents, too, and by the tax
        number."""
        domain = super()._search_display_name(operator, value)
        if operator not in ("ilike", "not ilike") or not isinstance(value, str):
            return domain
        known = self._get_domain_of_known(value)
        if known.is_false():
            return domain
        return domain | known if operator == "ilike" else domain & ~known

    @api.model
    def _get_domain_of_known(self, text):
        """Return the domain of the customers that a text means beside those in whose
        name it stands as it is written, and those with such a number or address."""
        domain = Domain.FALSE
        number = number_key(text)
        if "vat" in self._fields and number != text and len(number) >= MIN_NUMBER:
            if any(map(str.isdigit, number)):
                domain |= Domain("vat", "ilike", number)
        if not self._get_search_keys(text):
            domain |= self._get_domain_of_name(text)
        return domain

    @api.model
    def _get_domain_of_name(self, text):
        """Return the domain of the customers in whose name all words of a text stand,
        whatever their accents and their order: names are written with the surname
        first, or last."""
        key = name_key(text)
        if len(key) < MIN_NAME:
            return Domain.FALSE
        words = key.split()
        if max(map(len, words)) < MIN_NAME:
            words = [key]
        patterns = [f"%{escape_psql(word)}%" for word in words[:MAX_WORDS]]

        def to_sql(model, alias, query=None):
            name = SQL(model._get_name_key_sql(alias))
            # an index serves each of them, and no "LIKE ALL"
            return SQL(" AND ").join(SQL("%s LIKE %s", name, p) for p in patterns)

        self.flush_model(list(self._name_key_columns))
        # customers that the user may not read, too: the domain selects, and which of
        # them the user may read is decided where it is used
        rows = self.env.execute_query(
            SQL(
                "SELECT id FROM %s WHERE %s LIMIT %s",
                SQL.identifier(self._table),
                to_sql(self, self._table),
                MAX_IDS + 1,
            )
        )
        if len(rows) <= MAX_IDS:
            return Domain("id", "in", [id_ for (id_,) in rows])
        return Domain.custom(to_sql=to_sql)

    # ------------------------------------------------------------------
    # Pages
    # ------------------------------------------------------------------

    @api.model
    def _get_view(self, view_id=None, view_type="form", **options):
        """Who puts the surname first finds it first in the form, too."""
        arch, view = super()._get_view(view_id, view_type, **options)
        if view.type == "form" and surname_first(self.env.lang):
            for names in arch.xpath("//div[@name='antcrm_names']"):
                names.append(names[0])
                for node in names.iter("field"):
                    node.set("default_focus", str(int(node.get("name") == "lastname")))
        # addons of the host put the label of the tax number apart
        for label in arch.xpath("//group[@name='antcrm_profile']//label[@for='vat']"):
            for field in arch.xpath(
                "//group[@name='antcrm_profile']//field[@name='vat']"
            ):
                label.set("invisible", field.get("invisible", "0"))
        return arch, view

    @api.model
    def get_views(self, views, options=None):
        """Our pages have actions in groups, and offer the host's importer to nobody who
        has no right to import."""
        result = super().get_views(views, options)
        ours = {
            view_type: view
            for view_type, view in result["views"].items()
            if self._is_customer_page(view_type, view)
        }
        self._group_actions(ours.values())
        if not self.env.user.has_group("antcrm_customers.group_import"):
            for view_type in {"list", "kanban"}.intersection(ours):
                arch = etree.fromstring(ours[view_type]["arch"])
                arch.set("import", "0")
                ours[view_type]["arch"] = etree.tostring(arch, encoding="unicode")
        return result

    @api.model
    def _is_customer_page(self, view_type, view):
        """Whether a view is one of ours. Browsers ask for views without the context of
        their action: its class tells."""
        if self.env.context.get("antcrm_kind"):
            return True
        if view_type not in ("list", "kanban", "form"):
            return False
        return (
            etree.fromstring(view["arch"])
            .get("js_class", "")
            .startswith("antcrm_customer_")
        )

    @api.model
    def _group_actions(self, views):
        """Say of the actions of our pages to which group of the menu they belong, in a
        word each; leave those out that do not apply. Clients put the rest behind.

        :param views: descriptions of views, whose toolbars are changed
        """
        known = {}
        for name, values in self._get_selection_actions().items():
            # the id alone: whoever may not read actions is shown them
            action_id = self.env["ir.model.data"]._xmlid_to_res_id(
                name, raise_if_not_found=False
            )
            if action_id:
                known[action_id] = values
        for view in views:
            toolbar = view.get("toolbar", {})
            if "action" in toolbar:
                toolbar["action"] = [
                    {**action, **known.get(action["id"], {})}
                    for action in toolbar["action"]
                    if known.get(action["id"], {}) is not None
                ]

    @api.model
    def _get_selection_actions(self):
        """Return what clients are told of actions that customers have, and ``None`` of
        those that our pages do without: ``{external id: {"name", "groupNumber",
        "fewest"}}``, of which ``fewest`` is how many customers it takes. Addons with
        actions add theirs; the groups are in ``selection_actions.js``."""
        sell, reach, sort = 10, 20, 30
        return {
            "antcrm_customers.antcrm_lead_convert_action": {
                "name": self.env._("Convert"),
                "groupNumber": sell,
            },
            "crm.action_crm_send_mass_convert": {
                "name": self.env._("Opportunity"),
                "groupNumber": sell,
            },
            "crm.crm_lead_lost_action": {
                "name": self.env._("Lost"),
                "groupNumber": sell,
            },
            "crm_iap_enrich.action_enrich_mail": {
                "name": self.env._("Enrich"),
                "groupNumber": sell,
            },
            **dict.fromkeys(
                (
                    "crm.action_lead_mail_compose",
                    "crm.action_lead_mass_mail",
                    "mail.action_partner_mass_mail",
                ),
                {"name": self.env._("Email"), "groupNumber": reach},
            ),
            **dict.fromkeys(
                (
                    "crm_sms.crm_lead_act_window_sms_composer_single",
                    "crm_sms.crm_lead_act_window_sms_composer_multi",
                    "sms.res_partner_act_window_sms_composer_single",
                    "sms.res_partner_act_window_sms_composer_multi",
                ),
                {"name": self.env._("SMS"), "groupNumber": reach},
            ),
            "portal.partner_wizard_action_create_and_open": {
                "name": self.env._("Portal"),
                "groupNumber": reach,
            },
            **dict.fromkeys(
                (
                    "antcrm_share.antcrm_share_wizard_action_lead",
                    "antcrm_share.antcrm_share_wizard_action_partner",
                ),
                {"name": self.env._("Share"), "groupNumber": sort},
            ),
            "crm.mail_followers_edit_action_from_lead": {
                "name": self.env._("Followers"),
                "groupNumber": sort,
            },
        }

    @api.model
    def _get_customer_view_id(self, kind, view_type):
        """Return the id of the view of a type for a kind of customer; ``False``, the
        host's own one, for what is no customer."""
        if not kind:
            return False
        name = "crm_lead_view_%s" if kind == "lead" else f"res_partner_view_%s_{kind}"
        return self.env.ref(f"antcrm_customers.{name % view_type}").id

    def _get_open_action(self):
        """Return the action that opens one customer in the form of its kind.

        :raise AccessError: the user may not read it
        """
        self.ensure_one()
        self.check_access("read")
        kind = self.customer_kind
        page = {}
        if kind:
            name = "crm_lead_action" if kind == "lead" else f"res_partner_action_{kind}"
            action = self.env["ir.actions.act_window"]._for_xml_id(
                f"antcrm_customers.{name}"
            )
            # the address of the page: it opens the same form when it is loaded again
            page = {key: action[key] for key in ("id", "path", "name")}
        return {
            **page,
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "views": [(self._get_customer_view_id(kind, "form"), "form")],
            "context": {"antcrm_kind": kind} if kind else {},
        }

    def note_visit(self):
        """Remember that the user has opened one customer, for *Recently Viewed*. The
        form tells it: what programs read is none.

        :raise AccessError: the user may not read it
        """
        self.ensure_one()
        self.check_access("read")
        if self.customer_kind:
            self.env["antcrm.visit"]._note(self)

    def get_formview_id(self, access_uid=None):
        """Links inside the app open a customer in the form of its kind; everywhere else
        the host's own form opens."""
        if self.env.context.get("antcrm_kind") and self.customer_kind:
            return self._get_customer_view_id(self.customer_kind, "form")
        return super().get_formview_id(access_uid=access_uid)
