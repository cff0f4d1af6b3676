#!/usr/bin/env python3
"""Every query of every board on a real Prometheus, over the numbers of the demo and with the repository's rules.

Fails when a query is refused, when a panel gets no series from any of its queries, or when a series lacks a label
that its legend names. Skipped, by exit code 77, where prometheus is not installed.
"""

import argparse
import json
import pathlib
import re
import shutil
import sys
import time
import urllib.error
import urllib.parse

from boards_in_grafana import REGION, ROOT, Stack, get, skip, unit_to_look_at

BOARDS = sorted((ROOT / "deploy/grafana/dashboards").glob("*/*.json"))
STEP_SECONDS = 15


def panels(container):
    for panel in container["panels"]:
        yield panel
        yield from panels(panel) if "panels" in panel else ()


def filled_in(expression, unit):
    """The expression as Grafana sends it with these choices."""
    values = {"region": REGION, "care_unit": unit, "period": "365d", "period:text": "365 dagar",
              "__interval": "1m", "__rate_interval": "1m"}
    return re.sub(r"\$\{([a-z_:]+)\}|\$([a-z_]+)", lambda name: values[name[1] or name[2]], expression)


def series(prometheus, expression, is_instant):
    now = time.time()
    if is_instant:
        path, parameters = "query", {"query": expression}
    else:
        path = "query_range"
        parameters = {"query": expression, "start": now - 4 * STEP_SECONDS, "end": now, "step": STEP_SECONDS}
    try:
        answer = json.loads(get(f"{prometheus}/api/v1/{path}?{urllib.parse.urlencode(parameters)}"))
    except urllib.error.HTTPError as error:
        raise AssertionError(error.read().decode()) from error
    return [found["metric"] for found in answer["data"]["result"]]


def faults_of(panel, prometheus, unit):
    """(faults, queries asked)"""
    faults, found_any, queries = [], False, panel.get("targets", [])
    for target in queries:
        expression = filled_in(target["expr"], unit)
        try:
            found = series(prometheus, expression, target.get("instant", False))
        except AssertionError as error:
            faults.append(f"{expression}: {error}")
            continue
        found_any = found_any or bool(found)
        for label in re.findall(r"\{\{\s*(\w+)\s*\}\}", target.get("legendFormat") or ""):
            if any(label not in labels for labels in found):
                faults.append(f"{expression}: the legend names {label}, which a series lacks")
    if queries and not found_any:
        faults.append("no series from any of its queries")
    return faults, len(queries)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--binary", required=True)
    parser.add_argument("--work", required=True, type=pathlib.Path)
    arguments = parser.parse_args()
    if not shutil.which("prometheus"):
        skip("prometheus is not installed")
    work = arguments.work.resolve()
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    stack = Stack(work)
    try:
        prometheus = stack.start_prometheus(stack.start_demo(arguments.binary))
        unit = unit_to_look_at(prometheus)
        asked, faults = 0, []
        for board in BOARDS:
            for panel in panels(json.loads(board.read_text())):
                found, queries = faults_of(panel, prometheus, unit)
                asked += queries
                faults += [f"{board.parent.name}/{board.name}: {panel['title']}: {fault}" for fault in found]
    finally:
        stack.stop()
    print("\n".join(faults) or f"{asked} queries of {len(BOARDS)} boards, all with what their panels need")
    sys.exit(1 if faults or not asked else 0)


if __name__ == "__main__":
    main()
