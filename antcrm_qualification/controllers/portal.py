from werkzeug.exceptions import NotFound

from odoo.exceptions import AccessError, MissingError, UserError
from odoo.http import request, route

from odoo.addons.portal.controllers.portal import CustomerPortal, pager

from ..models.crm_lead_partner import DO_NOT_EMAIL, PARTNER_RELATIONS, PARTNER_TEXTS

URL = "/my/partner-leads"


class PartnerPortal(CustomerPortal):
    """Pages for the people of partner companies: the leads of their agreements."""

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "partner_lead_count" in counters:
            values["partner_lead_count"] = (
                request.env["crm.lead"].search_count(self._get_partner_lead_domain())
                if self._is_partner()
                else 0
            )
        return values

    def _is_partner(self):
        """Whether the user's company has an agreement."""
        return bool(request.env.user._get_agreements())

    def _check_partner(self):
        """:raise NotFound: these pages are not there for others"""
        if not self._is_partner():
            raise NotFound()

    def _get_partner_lead_domain(self):
        return [("is_partner_lead", "=", True)]

    def _get_partner_lead(self, lead_id):
        """Return the lead of the user's agreements.

        :raise NotFound: there is none with the id, for this user
        """
        self._check_partner()
        try:
            lead = request.env["crm.lead"].browse(lead_id)
            lead.check_access("read")
            if not lead.exists() or not lead.is_partner_lead:
                raise NotFound()
        except (AccessError, MissingError):
            raise NotFound() from None
        return lead

    @route(
        [URL, f"{URL}/page/<int:page>"],
        type="http",
        auth="user",
        methods=["GET"],
        website=True,
    )
    def portal_partner_leads(self, page=1, search="", sortby="date", **kwargs):
        """The list of leads."""
        self._check_partner()
        sortings = {
            "date": {
                "label": request.env._("Newest"),
                "order": "create_date desc, id desc",
            },
            "name": {"label": request.env._("Name"), "order": "name, id"},
            "state": {
                "label": request.env._("Status"),
                "order": "qualification_state, id desc",
            },
        }
        sortby = sortby if sortby in sortings else "date"
        search = str(search or "").replace("\x00", "").strip()[:100]
        domain = self._get_partner_lead_domain()
        if search:
            domain += [
                *("|", ("name", "ilike", search)),
                *("|", ("partner_name", "ilike", search)),
                ("contact_name", "ilike", search),
            ]
        Lead = request.env["crm.lead"].with_context(active_test=False)
        count = Lead.search_count(domain)
        pages = pager(
            url=URL,
            url_args={"search": search, "sortby": sortby},
            total=count,
            page=page,
            step=self._items_per_page,
        )
        leads = Lead.search(
            domain,
            order=sortings[sortby]["order"],
            limit=self._items_per_page,
            offset=pages["offset"],
        )
        values = self._prepare_portal_layout_values()
        values.update(
            {
                "page_name": "partner_leads",
                "default_url": URL,
                # superuser: names of directions, which partners may see on their leads;
                # the search above decided which leads these are
                "leads": leads.sudo(),
                "states": self._get_states(),
                "pager": pages,
                "search": search,
                "sortby": sortby,
                "searchbar_sortings": sortings,
            }
        )
        return request.render("antcrm_qualification.portal_partner_leads", values)

    @route(
        f"{URL}/new", type="http", auth="user", methods=["GET", "POST"], website=True
    )
    def portal_partner_lead_new(self, **post):
        """An empty form, and the lead that comes of it."""
        self._check_partner()
        error = None
        if request.httprequest.method == "POST":
            agreement_id = str(post.get("partner_agreement_id") or "")
            lead, error = self._try(
                lambda: request.env["crm.lead"]._create_from_partner(
                    int(agreement_id)
                    if agreement_id.isascii() and agreement_id.isdigit()
                    else 0,
                    self._get_post_values(post),
                )
            )
            if not error:
                return request.redirect(f"{URL}/{lead.id}?saved=1", code=303)
        return self._render_form(None, self._get_post_values(post), error, post)

    @route(
        f"{URL}/<int:lead_id>",
        type="http",
        auth="user",
        methods=["GET", "POST"],
        website=True,
    )
    def portal_partner_lead(self, lead_id, **post):
        """One lead: its form, and what is said about it."""
        lead = self._get_partner_lead(lead_id)
        error = None
        values = {}
        if request.httprequest.method == "POST":
            values = self._get_post_values(post)
            _result, error = self._try(lambda: lead._update_from_partner(values))
            if not error:
                return request.redirect(f"{URL}/{lead.id}?saved=1", code=303)
        return self._render_form(lead, values, error, post)

    def _try(self, action):
        """Return what ``action`` returns, and the sentence of what it refused, of which
        nothing is left."""
        try:
            with request.env.cr.savepoint():
                return action(), None
        except UserError as refusal:
            return None, str(refusal)

    def _get_post_values(self, post):
        names = (*PARTNER_TEXTS, *PARTNER_RELATIONS, DO_NOT_EMAIL)
        return {name: post[name] for name in names if isinstance(post.get(name), str)}

    def _get_states(self):
        field = request.env["crm.lead"]._fields["qualification_state"]
        return dict(field._description_selection(request.env))

    def _render_form(self, lead, posted, error, post):
        # superuser: the lead was found to be one of the user's company; the page shows
        # what partners read
        lead_sudo = lead.sudo() if lead else request.env["crm.lead"].sudo()
        agreements = request.env.user._get_agreements()
        choices = lead_sudo._get_partner_choices(
            lead_sudo.partner_agreement_id or agreements, lead_sudo
        )
        current = {name: lead_sudo[name] or "" for name in PARTNER_TEXTS}
        current |= {name: str(lead_sudo[name].id or "") for name in PARTNER_RELATIONS}
        current[DO_NOT_EMAIL] = lead_sudo.do_not_email
        values = self._prepare_portal_layout_values()
        values.update(
            {
                "page_name": "partner_lead",
                "lead": lead,
                "lead_sudo": lead_sudo,
                "editable": not lead
                or lead_sudo.qualification_state in ("new", "assigned"),
                "values": {**current, **posted},
                "agreement_id": str(post.get("partner_agreement_id") or ""),
                "agreements": agreements,
                "choices": choices,
                "states": self._get_states(),
                "error": error,
                "saved": bool(post.get("saved")) and not error,
            }
        )
        response = request.render("antcrm_qualification.portal_partner_lead", values)
        if error:
            response.status_code = 422
        return response
