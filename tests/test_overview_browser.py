"""How many customers came in, as those see it who look after them: on a desktop and on
a phone."""

import re

import pytest
from browser import choose_menu, fits, leaving
from playwright.sync_api import expect

DESKTOP = {"width": 1366, "height": 768}
PHONE = {"width": 390, "height": 844}


@pytest.fixture(scope="module")
def salesperson(make_user):
    return make_user("antcrm_share.group_user", name="Sara Overview")


@pytest.fixture(scope="module")
def administrator(make_user):
    return make_user("antcrm_share.group_administrator", name="Anna Overview")


@pytest.fixture(scope="module")
def customers(salesperson):
    """Somebody who came in by each of two ways, and waits for an answer."""
    for way in ("manual", "chat"):
        salesperson.call(
            "antcrm.intake",
            "apply",
            "lead",
            [{"name": f"Otto {way}"}],
            {"way_in": way, "pic_mode": "creator", "share_mode": "all"},
        )


def open_menu(page, label, viewport):
    # a page that a menu opens: by its address, the host finds which bar to draw
    page.goto("/odoo/customer-contacts")
    page.wait_for_selector(".o_list_view, .o_kanban_view")
    if viewport is PHONE:
        page.locator(".o_menu_toggle").click()
        with leaving(page):
            page.locator(".o_app_menu_sidebar").get_by_text(label, exact=True).click()
    else:
        choose_menu(page, "Overview", label)


def is_drawn(page):
    """Whether the canvas of the graph has something on it."""
    return page.evaluate(
        """() => {
            const canvas = document.querySelector(".o_graph_view canvas");
            const pixels = canvas
                .getContext("2d")
                .getImageData(0, 0, canvas.width, canvas.height).data;
            return pixels.some((value) => value);
        }"""
    )


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("role", ["salesperson", "administrator"])
def test_new_customers(page, login, request, customers, role, viewport):
    errors = []
    page.on("pageerror", lambda error: errors.append(error))
    user = request.getfixturevalue(role)
    page.set_viewport_size(viewport)
    login(page, user.login)
    open_menu(page, "New Customers", viewport)
    page.wait_for_selector(".o_graph_view canvas")
    expect(page.locator(".o_graph_view .o_view_nocontent")).to_have_count(0)
    page.wait_for_function("document.querySelector('.o_graph_view canvas').width > 0")
    assert is_drawn(page)
    assert fits(page)
    assert not errors


def test_all_pages(page, login, administrator, customers):
    """Each page under the menu opens, in each of its views."""
    errors = []
    page.on("pageerror", lambda error: errors.append(error))
    page.set_viewport_size(DESKTOP)
    login(page, administrator.login)
    for label in (
        *("New Customers", "Conversion", "First Touch", "Unanswered"),
        *("Duplicates Caught", "Imports"),
    ):
        open_menu(page, label, DESKTOP)
        expect(page.locator(".o_breadcrumb .active")).to_have_text(label)
        page.wait_for_selector(".o_graph_view, .o_list_view")
        for view in ("pivot", "list", "graph"):
            switch = page.locator(f".o_switch_view.o_{view}")
            if switch.count():
                switch.click()
                page.wait_for_selector(f".o_{view}_view")
                assert fits(page)
    assert not errors


def test_menus_of_a_salesperson(page, login, salesperson):
    """What counts customers whom they may not see is for Administrators."""
    menus = salesperson.call("ir.ui.menu", "load_menus", False)
    names = {menu["name"] for menu in menus.values() if "name" in menu}
    assert "New Customers" in names
    assert not names & {"Duplicates Caught"}


def test_line_opens_the_customer(page, login, salesperson, customers):
    page.set_viewport_size(DESKTOP)
    login(page, salesperson.login)
    open_menu(page, "New Customers", DESKTOP)
    page.locator(".o_switch_view.o_list").click()
    page.locator(".o_data_row", has_text="Otto chat").first.click()
    page.wait_for_selector(".o_form_view")
    expect(page.locator(".o_form_view [name=way_in]")).to_have_text(re.compile("Chat"))
