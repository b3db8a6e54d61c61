"""What the browser tests ask of a page, whatever it shows."""

from host import ROOT

AXE = ROOT / ".host/node/node_modules/axe-core/axe.min.js"


def fits(page):
    """Tell whether the page needs no sideways scrolling."""
    return page.evaluate(
        "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
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


def open_list(page, url, word):
    """Open a list and search it by its first search field, until it shows the word."""
    page.goto(url)
    page.fill(".o_searchview_input", word)
    page.locator(".o_searchview_autocomplete .o-dropdown-item").first.click()
    page.locator(".o_searchview_facet", has_text=word).wait_for()
    page.locator(".o_data_row", has_text=word).first.wait_for()
