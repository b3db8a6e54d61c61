"""What the browser tests ask of a page, whatever it shows."""

from contextlib import contextmanager

from host import ROOT
from playwright.sync_api import expect

AXE = ROOT / ".host/node/node_modules/axe-core/axe.min.js"
TWO_FRAMES = """() => new Promise((done) =>
    requestAnimationFrame(() => requestAnimationFrame(done)))"""
# of a list: each row is as high as the others, once all is drawn
ONE_HEIGHT = """() => new Set(
    Array.from(
        document.querySelectorAll(".o_data_row"),
        (row) => row.getBoundingClientRect().height
    )
).size === 1"""
# Findings in what Odoo draws: the rule, a part of the element, whose it is
HOST = [
    ("html-has-lang", "<html", "Odoo's page names no language"),
    ("aria-required-children", "o_menu_sections", "the bar: menus among its entries"),
    ("aria-required-children", "o_menu_systray", "the bar: buttons in a menu"),
    ("aria-required-parent", "o_menu_brand", "the bar: the app's name is an entry"),
    ("aria-allowed-attr", "o_searchview", "the search: attributes of a combobox"),
    ("aria-command-name", "o_searchview_facet", "the search: an icon as a button"),
    ("aria-required-parent", "o_searchview_facet", "the search: items of no list"),
    ("role-img-alt", "o_searchview", "the search: icons without a text"),
    ("role-img-alt", 'role="image"', "the search: icons without a text"),
    ("button-name", "oi-panel-right", "the button that opens the search panel"),
    ("button-name", "o_optional_columns", "the list: the choice of columns"),
    ("label", 'id="checkbox-comp-', "the list: the box that selects a row"),
    ("color-contrast", "o_column_title", "the kanban: titles of empty columns"),
    ("color-contrast", "badge rounded-pill text-bg-", "badges in colours of Odoo"),
    ("role-img-alt", "fa-clock-o", "the kanban: the clock of activities"),
    ("aria-required-parent", 'role="tab"', "tabs of a form and of the settings"),
    ("aria-allowed-attr", "dropdown-toggle", "a menu that is no button"),
    ("aria-allowed-attr", "o-autocomplete--input", "the field of tags"),
    ("autocomplete-valid", "selectMenuAutocompleteOff", "the field of a choice"),
    ("image-alt", "/web/image/res.users/", "the picture beside an employee"),
    ("role-img-alt", "fa-fw fa-user", "the history: its followers"),
    ("role-img-alt", "oi oi-search", "the history: its search"),
    ("aria-prohibited-attr", "o-mail-Message", "the history: who has written"),
    ("image-alt", "o-mail-Message-avatar", "the history: who has written"),
    ("color-contrast", "o-mail-Message-date", "the history: pale times"),
    ("color-contrast", "smaller text-muted opacity-50", "the history: pale days"),
    ("color-contrast", "searchabletext", "the settings: pale explanations"),
    ("color-contrast", "o_loading_indicator", "what says that the page loads"),
    ("aria-allowed-attr", "o_tag_color_", "tags: a name on what is no control"),
    ("aria-allowed-attr", "o-dropdown-item", "menus: entries that may be selected"),
    ("button-name", "oi oi-view-", "a phone: the choice of views, an icon alone"),
    ("link-name", "o_menu_toggle", "a phone: the way to the apps, an icon alone"),
    ("role-img-alt", "fa fa-fw fa-lg text-", "the kanban: icons of activities"),
    (
        "scrollable-region-focusable",
        "d-flex overflow-auto align-items-center px-2",
        "a phone: the search panel, a strip that is moved sideways",
    ),
]


@contextmanager
def leaving(page):
    """Wait until another page has replaced the one of before.

    That one stays until the other is loaded, and often has the very buttons and rows
    that come next.
    """
    page.evaluate(
        """() => document.querySelectorAll(".o_action_manager > *").forEach(
            (part) => part.setAttribute("data-before", ""))"""
    )
    yield
    expect(page.locator("[data-before]")).to_have_count(0)


def choose_menu(page, section, label):
    """Open the page of an entry of the bar, which puts away behind a plus what has no
    room in it."""
    bar = page.locator(".o_menu_sections")
    # the bar is drawn, and has put away what has no room in it
    expect(bar.locator("button:visible").first).to_be_visible()
    page.evaluate(TWO_FRAMES)
    button = bar.get_by_role("button", name=section, exact=True)
    if not button.is_visible():
        button = bar.locator(".o_menu_sections_more button")
    button.click()
    with leaving(page):
        page.locator(".o-dropdown--menu").get_by_text(label, exact=True).click()


def save(page):
    """Save a form by the button above it, where the field that was typed in is left.

    On a phone the page moves then, and what stands above it: a click that begins
    before misses.
    """
    page.evaluate("document.activeElement.blur()")
    page.evaluate(TWO_FRAMES)
    page.locator(".o_form_button_save").first.click()


def fits(page):
    """Tell whether the page needs no sideways scrolling."""
    return page.evaluate(
        "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
    )


def find_sideways(page):
    """Return the parts that a finger moves sideways, the page itself or a part of it,
    as texts: what is the widest in them. Lists do so, and have to."""
    return page.evaluate(
        """() => {
            const LISTS = ".o_list_renderer, .o_kanban_renderer, pre, textarea, " +
                ".o_statusbar_status, .o_notebook_headers, .o-mail-Chatter, " +
                // of the search of a list on a phone: a strip of buttons
                ".o_control_panel, .overflow-auto:has(> .dropdown-toggle)";
            const isMoved = (part) => part.scrollWidth > part.clientWidth + 1 &&
                part.clientWidth && (part === document.documentElement ||
                ["auto", "scroll"].includes(getComputedStyle(part).overflowX));
            const name = (part) => part.tagName.toLowerCase() +
                [...part.classList].map((word) => "." + word).join("");
            return [document.documentElement, ...document.querySelectorAll("body *")]
                .filter((part) => isMoved(part) && !part.closest(LISTS))
                .map((part) => {
                    const edge = part.getBoundingClientRect().left + part.clientWidth;
                    const wide = [...part.querySelectorAll("*")].filter((child) =>
                        child.getBoundingClientRect().right > edge + 1 &&
                        !child.closest(LISTS));
                    return [name(part), ...wide.slice(0, 8).map(name)].join(" < ");
                });
        }"""
    )


def cut_texts(page):
    """Return the texts of a list that end at the edge of their cell, or run over it,
    without an ellipsis."""
    return page.evaluate(
        """() => {
            const isInline = (node) => getComputedStyle(node).display === "inline";
            const found = [];
            for (const cell of document.querySelectorAll(".o_list_table :is(td, th)")) {
                const edge = cell.getBoundingClientRect().right + 1;
                const walker = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT);
                while (walker.nextNode()) {
                    const range = document.createRange();
                    range.selectNodeContents(walker.currentNode);
                    let block = walker.currentNode.parentElement;
                    while (isInline(block)) {
                        block = block.parentElement;
                    }
                    const style = getComputedStyle(block);
                    const isShortened =
                        style.textOverflow === "ellipsis" &&
                        style.overflowX !== "visible";
                    const shown = isShortened ? block : range;
                    const box = shown.getBoundingClientRect();
                    if (box.width && box.right > edge) {
                        found.push(walker.currentNode.data.trim());
                    }
                }
            }
            return found;
        }"""
    )


def serious_findings(page, selector="html"):
    """Return what axe-core finds in a part of the page that keeps people from using
    it: pairs of the rule and the elements."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    results = page.evaluate(
        "selector => axe.run(selector, {resultTypes: ['violations']})", selector
    )
    return [
        (finding["id"], [node["html"] for node in finding["nodes"]])
        for finding in results["violations"]
        if finding["impact"] in ("serious", "critical")
    ]


def our_findings(page, selector="html"):
    """Return what axe-core finds in a page apart from the faults in what Odoo draws, as
    pairs of the rule and the element: those are ours to mend."""
    return [
        (rule, element[:300])
        for rule, elements in serious_findings(page, selector)
        for element in elements
        if not any(rule == known and part in element for known, part, _why in HOST)
    ]


def open_list(page, url, word):
    """Open a list and search it by its first search field, until it shows the word."""
    page.goto(url)
    page.fill(".o_searchview_input", word)
    page.locator(".o_searchview_autocomplete .o-dropdown-item").first.click()
    page.locator(".o_searchview_facet", has_text=word).wait_for()
    rows = page.locator(".o_data_row")
    # the rows of before stay until those that the search finds replace them all
    expect(rows.filter(has_not_text=word)).to_have_count(0)
    rows.filter(has_text=word).first.wait_for()


def select_rows(page, rows):
    """Select rows of a list, given as locators of one row each, and open *Actions*.

    Each selected row renders the control panel anew: only when it counts them all does
    the button stay that is clicked.
    """
    for row in rows:
        row.locator(".o_list_record_selector input").check()
    expect(page.locator(".o_selection_box")).to_contain_text(str(len(rows)))
    page.locator(".o_cp_action_menus button", has_text="Actions").click()
