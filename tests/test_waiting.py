"""Tests of a browser wait for what they expect."""

import ast

from host import ROOT

#: what Playwright answers at once, of a page that may not be there yet
IMMEDIATE = {
    "all",
    "all_inner_texts",
    "all_text_contents",
    "count",
    "evaluate_all",
    "get_attribute",
    "inner_text",
    "input_value",
    "is_checked",
    "is_disabled",
    "is_enabled",
    "is_hidden",
    "is_visible",
    "text_content",
}


def test_no_assertion_looks_once():
    """``assert field.input_value() == ...`` holds or not by who is faster, the test or
    the page; ``expect(field).to_have_value(...)`` waits."""
    found, expectations = [], 0
    for path in sorted((ROOT / "tests").glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Assert):
                found += [
                    f"{path.name}:{call.lineno} {call.func.attr}"
                    for call in ast.walk(node)
                    if isinstance(call, ast.Call)
                    and isinstance(call.func, ast.Attribute)
                    and call.func.attr in IMMEDIATE
                    # str.count(...) is not the locator's
                    and not (call.func.attr == "count" and call.args)
                ]
            elif isinstance(node, ast.Name) and node.id == "expect":
                expectations += 1
    assert expectations > 50
    assert not found
