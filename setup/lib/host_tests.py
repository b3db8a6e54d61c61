"""Compare what the host's tests did with what they do without our addons.

Usage: host_tests.py REPORT BASELINE [--write] [--some]

REPORT is pytest's JUnit file; BASELINE lists the tests that fail without our addons, a
line each, after a comment with the figures. ``--write`` brings it up to date with the
tests that ran; with ``--some``, the figures stay those of all. Ends with 1 if a test
fails that is not on the list.
"""

import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path


def read_report(path):
    """Return the tests by outcome, ``passed``, ``skipped`` and ``failed``."""
    outcomes = {"passed": set(), "skipped": set(), "failed": set()}
    for case in ElementTree.parse(path).iter("testcase"):
        name = f"{case.get('classname')}.{case.get('name')}"
        if case.find("failure") is not None or case.find("error") is not None:
            outcomes["failed"].add(name)
        elif case.find("skipped") is not None:
            outcomes["skipped"].add(name)
        else:
            outcomes["passed"].add(name)
    # one that failed and was torn down well stands there twice
    outcomes["passed"] -= outcomes["failed"]
    return outcomes


def main(report, baseline, *options):
    outcomes = read_report(report)
    figures = ", ".join(f"{len(names)} {name}" for name, names in outcomes.items())
    baseline = Path(baseline)
    first, *known = baseline.read_text(encoding="utf-8").splitlines()
    if "--write" in options:
        # those that did not run this time stay on the list
        failing = set(known) - outcomes["passed"] - outcomes["skipped"]
        failing |= outcomes["failed"]
        if "--some" not in options:
            first = f"# without our addons: {figures}"
        lines = [first, *sorted(failing)]
        baseline.write_text("\n".join(lines) + "\n", encoding="utf-8")
        print(f"{figures}, written to {baseline.name}")
        return 0
    print(f"{first}\n# with our addons: {figures}")
    new = sorted(outcomes["failed"] - set(known))
    for name in new:
        print(f"FAILED {name}")
    for name in sorted(set(known) & outcomes["passed"]):
        print(f"passed, though it is on the list: {name}")
    return 1 if new else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
