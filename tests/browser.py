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
