"""Whole pages of ours as axe-core reads them: with the bar of Odoo above, its search,
its list or form and its history. What it finds in the parts that Odoo draws stands
here, each with its reason; whatever else it finds is ours to mend."""

import pytest
from browser import serious_findings

# Findings in what Odoo draws: the rule, a part of the element, why
HOST = []


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
        "customer-duplicates": ".o_content .o_list_view, .o_content .o_view_nocontent",
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


def is_host(rule, element):
    return any(rule == known and part in element for known, part, _reason in HOST)


def test_whole_pages(page, login, anna, pages):
    login(page, anna.login)
    found = {}
    for url, drawn in pages.items():
        page.goto(f"/odoo/{url}")
        page.locator(drawn).first.wait_for()
        found[url] = [
            (rule, element[:300])
            for rule, elements in serious_findings(page)
            for element in elements
            if not is_host(rule, element)
        ]
    import json

    open("/tmp/selling_found.json", "w").write(json.dumps(found))  # noqa
    assert not {url: findings for url, findings in found.items() if findings}
