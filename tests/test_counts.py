"""Counts in sentences are written as the language of their reader writes them."""

import ast
import re

from host import ROOT

FILES = [
    path for path in sorted(ROOT.glob("antcrm*/**/*.py")) if "tests" not in path.parts
]

# what is a count whatever a sentence calls it
IS_COUNT = re.compile(r"^len\(|_count$")


def find_plain_counts(tree):
    """Yield (line, expression) of each count that a sentence takes as it is."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FormattedValue) and node.format_spec:
            if "," in ast.unparse(node.format_spec):
                yield node.lineno, ast.unparse(node)
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    for function in functions or [tree]:
        texts = {
            node.targets[0].id
            for node in ast.walk(function)
            if isinstance(node, ast.Assign)
            and isinstance(node.targets[0], ast.Name)
            and "count_text(" in ast.unparse(node.value)
        }
        for node in ast.walk(function):
            if not isinstance(node, ast.Call) or ast.unparse(node.func)[-2:] != "._":
                continue
            for keyword in node.keywords:
                value = ast.unparse(keyword.value)
                if keyword.arg != "count" and not IS_COUNT.search(value):
                    continue
                is_text = value.startswith("count_text(") or value in texts
                if not (is_text or value.isupper()):
                    yield node.lineno, value


def test_finder():
    """The test below finds what it looks for."""
    for line, found in (
        ("self.env._('%(count)s rows', count=len(rows))", 1),
        ("env._('%(count)s rows', count=rows)", 1),
        ("text = f'{count:,}'", 1),
        ("env._('%(number)s rows', number=len(rows))", 1),
        ("env._('%(number)s rows', number=run.row_count)", 1),
        (
            "def one():\n    count = count_text(env, 1)\n"
            "def two(count):\n    env._('%(count)s', count=count)",
            1,
        ),
        ("env._('%(count)s rows', count=count_text(env, rows))", 0),
        ("env._('Up to %(count)s', count=MAX_ROWS)", 0),
        ("text = count_text(env, 1)\nenv._('%(count)s rows', count=text)", 0),
    ):
        assert len(list(find_plain_counts(ast.parse(line)))) == found, line


def test_counts_are_of_a_language():
    plain = [
        f"{path.relative_to(ROOT)}:{line}: {value}"
        for path in FILES
        for line, value in find_plain_counts(ast.parse(path.read_text()))
    ]
    assert not plain
