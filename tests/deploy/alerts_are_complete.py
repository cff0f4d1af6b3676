#!/usr/bin/env python3
"""Every alert waits, says whom it concerns and what to do, and has its section in the runbook; every
section of the runbook has its alert.   alerts_are_complete.py PROJECT
"""

import pathlib
import re
import sys

EVERYWHERE = ["expr:", "for:", "severity:", "audience:", "service: sjukpuls", "summary:", "description:"]
CLINICAL = ["keep_firing_for:", "summary_sv:", "description_sv:",
            "A signal is a question, not a verdict", "En signal är en fråga, inte en dom"]


# Links are whole, by the one rule that says where the pages are.
PAGES = '{{ with query "sjukpuls_pages:info" }}{{ . | first | label "%s" }}'
RUNBOOK = PAGES % "runbook" + "{{ else }}docs/RUNBOOK.md{{ end }}"
BOARD = PAGES % "boards" + "{{ end }}/d/sjukpuls-enhet?"


def main():
    project = pathlib.Path(sys.argv[1])
    runbook = (project / "docs/RUNBOOK.md").read_text(encoding="utf-8")
    sections = {title for title in re.findall(r"^### (\w+)$", runbook, re.MULTILINE)}
    faults, names = [], set()
    for path in sorted((project / "deploy/prometheus/rules").glob("*.rules.yml")):
        for rule in re.split(r"^      - (?=alert: )", path.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]:
            name = rule.split()[1]
            names.add(name)
            text = " ".join(rule.split())
            wanted = EVERYWHERE + [f"runbook_url: >- {RUNBOOK}#{name.lower()}"]
            if "audience: insurance-medicine" in text:
                wanted += CLINICAL + [f"dashboard_url: >- {BOARD}"]
            faults += [f"{name} lacks `{part}`" for part in wanted if part not in text]
    faults += [f"docs/RUNBOOK.md lacks a section on {name}" for name in sorted(names - sections)]
    faults += [f"docs/RUNBOOK.md has a section on {name}, which is no alert" for name in sorted(sections - names)]
    if not names:
        faults.append("no alerts found")
    sys.exit("\n".join(faults) or 0)


if __name__ == "__main__":
    main()
