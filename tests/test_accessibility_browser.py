"""Whole pages of ours as axe-core reads them: with the bar of Odoo above, its search,
its list or form and its history. What it finds in the parts that Odoo draws stands
here, each with its reason; whatever else it finds is ours to mend."""

import os

import pytest
from browser import find_sideways, our_findings
from walk import Walk


@pytest.fixture(scope="module")
def anna(make_user):
    return make_user(
        *("antcrm_share.group_administrator", "antcrm_customers.group_import"),
        name="Anna Accessible",
    )


@pytest.fixture(scope="module")
def pages(anna):
    """The addresses of our main pages, and what is there when each is drawn."""
    person = {"firstname": "Ann", "lastname": "Accessible", "user_id": anna.uid}
    person["function"] = "Clerk"
    points = {
        "phone_ids": [[0, 0, {"value": "+84 912 690 101"}]],
        "email_ids": [[0, 0, {"value": "ann@accessible.example"}]],
    }
    ids = {
        "leads": anna.call(
            "crm.lead", "create", [{**person, **points, "type": "lead"}]
        ),
        "contacts": anna.call("res.partner", "create", [{**person, **points}]),
        "accounts": anna.call(
            "res.partner",
            "create",
            [{"name": "Accessible Ropes", "is_company": True, **points}],
        ),
    }
    pages = {
        "customer-day": ".o_list_view",
        "customer-overview": ".o_graph_view canvas",
        "customer-duplicates": ".o_list_renderer, .o_view_nocontent",
        "customer-imports": ".o_list_view",
        "action-antcrm_customers.res_config_settings_action": ".o_setting_box",
    }
    for kind, [record_id] in ids.items():
        pages |= {
            f"customer-{kind}": ".o_data_row",
            f"customer-{kind}?view_type=kanban": ".o_kanban_record",
            f"customer-{kind}/{record_id}": ".o-mail-Message",
            f"customer-{kind}/new": ".o_form_view .o_form_editable",
        }
    return pages


@pytest.fixture(scope="module")
def filled(anna, pages):
    """Customers, and a web form that shows all that it can show."""
    values = {
        "name": "Ask for an offer about ropes of any length",
        "allowed_sites": "https://www.a-rather-long-name-of-a-site.example",
        "allow_plain_post": True,
        "pic_mode": "team",
        "pic_team_id": anna.call(
            "crm.team",
            "create",
            [{"name": "Those who answer about ropes", "assignment_rule": "random"}],
        )[0],
        "share_mode": "employee",
        "share_user_ids": [[6, 0, [anna.uid]]],
    }
    form = anna.call("antcrm.webform", "create", [values])
    anna.call("antcrm.webform", "action_new_api_key", form)


def test_whole_pages(page, login, anna, pages):
    login(page, anna.login)
    found = {}
    for url, drawn in pages.items():
        page.goto(f"/odoo/{url}")
        page.locator(drawn).first.wait_for()
        found[url] = our_findings(page)
    assert not {url: findings for url, findings in found.items() if findings}


@pytest.mark.parametrize("lang", ["en_US", "vi_VN"])
def test_no_form_moves_sideways(page, login, anna, filled, vietnamese, lang):
    """On a phone, each page of each form of ours is as wide as the screen."""
    anna.call("res.users", "write", [anna.uid], {"lang": lang})
    page.set_viewport_size({"width": 390, "height": 844})
    login(page, anna.login, start=True)
    walk = Walk(page)
    seen, wide = [], {}
    for place in walk.visit_tabs():
        seen.append(place)
        if found := find_sideways(page):
            wide[place] = found
            if folder := os.environ.get("ANTCRM_LOOK"):
                page.screenshot(path=f"{folder}/wide-{lang}-{len(wide)}.png")
    anna.call("res.users", "write", [anna.uid], {"lang": "en_US"})
    assert len(seen) > 50, seen
    assert not wide, "\n".join(f"{place}: {found}" for place, found in wide.items())
    # the form with the most pages is among them, as a new one and as one that is there
    assert walk.tabs["antcrm.webform"] >= 8, walk.tabs
