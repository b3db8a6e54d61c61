"""SECURITY.md names the tests that show what it promises: they are there."""

import ast
import re

import pytest
from host import ROOT

POLICY = (ROOT / "SECURITY.md").read_text()
NAMES = sorted(set(re.findall(r"`([\w/]+\.py)(?:::(\w+))?(?:::(\w+))?`", POLICY)))


def test_there_are_some():
    assert len(NAMES) > 20


@pytest.mark.parametrize("name", NAMES, ids="::".join)
def test_named_test_is_there(name):
    path, class_name, method_name = name
    tree = ast.parse((ROOT / path).read_text())
    classes = {node.name: node for node in tree.body if isinstance(node, ast.ClassDef)}
    if class_name:
        assert class_name in classes
    if method_name:
        methods = [getattr(node, "name", None) for node in classes[class_name].body]
        assert method_name in methods
