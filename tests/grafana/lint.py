#!/usr/bin/env python3
"""What the house wants of the boards, beyond what Grafana's schema and Prometheus's grammar can say."""

import json
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
DASHBOARDS = ROOT / "deploy/grafana/dashboards"
NAMES = ("drift", "enhet", "oversikt", "region")
MAXIMUM_BYTES = 300_000  # a ConfigMap holds a few of them

# Series that are no counts. The test in Grafana sees whether they are there.
PLATFORM = set("""
    ALERTS scrape_duration_seconds
    sjukpuls_build_info sjukpuls_ready sjukpuls_as_of_timestamp_seconds sjukpuls_last_event_timestamp_seconds
    sjukpuls_table_commit_timestamp_seconds sjukpuls_table_shards sjukpuls_table_shards_live sjukpuls_table_rows
    sjukpuls_unit_series sjukpuls_unit_series_withheld sjukpuls_units_page_timestamp_seconds
    sjukpuls_period_preliminary sjukpuls_region_info sjukpuls_care_unit_info
    sjukpuls_unit_signal sjukpuls_unit_signal_probability sjukpuls_nation_reminder_dispersion
    sjukpuls_shard_live sjukpuls_shard_patients sjukpuls_shard_state_bytes sjukpuls_shard_restored_events
    sjukpuls_shard_reconciled_rows sjukpuls_consumer_lag_records
    sjukpuls_events_total sjukpuls_rejected_total sjukpuls_duplicates_total sjukpuls_conflicts_total
    sjukpuls_corrections_total sjukpuls_commits_total sjukpuls_aborts_total sjukpuls_producer_rebuilds_total
    sjukpuls_assignments_total sjukpuls_revocations_total
""".split())  # fmt: skip

# Counts that units show by default; the others would leave their places empty.
UNIT_COUNTS = set("""
    certificates certificates_sent certificates_requested certificates_reminded
    requests requests_reminded requests_answered request_answer_days requests_open requests_overdue reminders
    sjukfall_active sjukfall_ongoing
    sick_listed sick_listed_women sick_listed_part_time sick_listed_over_90
    sick_listed_with_plan sick_listed_plan_followed_up sick_listed_over_90_with_plan listed_patients
""".split())  # fmt: skip

# What is published; months and calendar years never are.
BREAKDOWN_PERIODS = {"365d", "730d", "at"}
UNIT_PERIODS = {"28d", "365d", "at", "$period"}
PERIODS = UNIT_PERIODS | {"7d", "90d", "730d", "my.*"}

CUTOFF = {"sv": "Antal under 5 visas inte", "en": "Counts below 5 are not shown"}

faults = []


def counts_published():
    names = set()
    for count in json.loads((ROOT / "deploy/catalogue.json").read_text())["counts"]:
        for level in ("nation", "region"):
            names.add(f"sjukpuls_{level}_{count['name']}")
            names.update(f"sjukpuls_{level}_{count['name']}_by_{by}" for by in count["breakdowns"])
    return names | {f"sjukpuls_unit_{name}" for name in UNIT_COUNTS}


KNOWN = PLATFORM | counts_published()


# An alert is the program's own, of the watch list; what Prometheus fires is a notification.
ALERT = {"sv": "larm", "en": "alert"}


def expressions(board):
    for panel in board["panels"]:
        for target in panel.get("targets", []):
            yield panel["title"], target["expr"]
    for annotation in board["annotations"]["list"]:
        if "expr" in annotation:
            yield annotation["name"], annotation["expr"]
    for variable in board["templating"]["list"]:
        if variable["type"] == "query":
            yield variable["name"], variable["query"]["query"]


def check_expression(expression):
    """Yields what is wrong with the series an expression names."""
    # Words for people, which label_replace puts into a label, are no names of series.
    bare = re.sub(r', "\w+", "[^"]*", "", ""\)', ")", expression)
    for name in re.findall(r"\b(?:sjukpuls_\w+|ALERTS|scrape_\w+)\b", bare):
        if name not in KNOWN:
            yield f"no such series: {name}"
    for name, matchers in re.findall(r"\b(sjukpuls_\w+)(?:\{([^}]*)\})?", bare):
        period = re.search(r'\bperiod=~?"([^"]*)"', matchers)
        is_count = name not in PLATFORM
        of_units = name.startswith(("sjukpuls_unit_", "sjukpuls_care_unit_")) and "series" not in name
        if is_count and not period and "survey" not in name:
            yield f"{name}: of which period?"
        if period and period.group(1) not in PERIODS:
            yield f"{name}: {period.group(1)} is not published"
        if period and "_by_" in name and period.group(1) not in BREAKDOWN_PERIODS:
            yield f"{name}: breakdowns are not published for {period.group(1)}"
        if period and of_units and period.group(1) not in UNIT_PERIODS:
            yield f"{name}: units are not published for {period.group(1)}"
        # Twenty thousand units at once are for nobody; units with a signal are few.
        if of_units and "region=" not in matchers and "sjukpuls_unit_signal" not in bare:
            yield f"{name}: units of all regions"
    if re.search(r"\b(avg|avg_over_time|topk|bottomk)\b", bare):
        yield "an average of quotients, or a ranking"


def check_panel(panel, language):
    if panel["type"] == "row":
        return
    description = panel.get("description", "")
    if len(description) < 40:
        yield "no description"
    series = {
        name for target in panel.get("targets", []) for name in re.findall(r"\bsjukpuls_\w+", target["expr"])
    }
    if series - PLATFORM and CUTOFF[language] not in description:
        yield "the description does not say that counts below 5 are not shown"
    if any("ALERTS{" in target["expr"] for target in panel.get("targets", [])):
        named = [panel["title"]] + [
            p["value"]
            for o in panel["fieldConfig"]["overrides"]
            for p in o["properties"]
            if p["id"] == "displayName"
        ]
        yield from (f'"{name}" for a notification' for name in named if ALERT[language] in name.lower())
    references = [target["refId"] for target in panel.get("targets", [])]
    if len(set(references)) != len(references):
        yield "a refId twice"
    if panel["type"] == "text":
        return
    sources = {part["datasource"]["uid"] for part in (panel, *panel["targets"])}
    if sources != {"${DS_PROMETHEUS}"}:
        yield "the data source is not the variable"
    if not panel["fieldConfig"]["defaults"].get("unit"):
        yield "no unit"
    if panel["fieldConfig"]["defaults"].get("thresholds"):
        yield "colours by threshold: colour alone tells nothing"
    quotients = {
        next(p["value"] for p in o["properties"] if p["id"] == "displayName")
        for o in panel["fieldConfig"]["overrides"]
        if {"id": "unit", "value": "percentunit"} in o["properties"]
    }
    for sort in panel["options"].get("sortBy", []):
        if sort["displayName"] in quotients:
            yield "ranked by a share"


def check_board(name, language, text, board):
    if len(text.encode()) > MAXIMUM_BYTES:
        yield f"over {MAXIMUM_BYTES} bytes"
    expected = {
        "uid": f"sjukpuls-{name}" + ("" if language == "sv" else "-en"),
        "schemaVersion": 38,
        "timezone": "Europe/Stockholm",
        "weekStart": "monday",
        "refresh": "1m",
        "editable": False,
    }
    for key, value in expected.items():
        if board.get(key) != value:
            yield f"{key} is {board.get(key)!r}, not {value!r}"
    if "id" in board or "__inputs" in board:
        yield "an id or __inputs of some other Grafana"
    variables = [variable["name"] for variable in board["templating"]["list"]]
    if variables[0] != "DS_PROMETHEUS":
        yield "the data source is not the first variable"
    if "care_unit" in variables and "region" not in variables[: variables.index("care_unit")]:
        yield "care_unit before region"
    for annotation in board["annotations"]["list"]:
        if "ALERTS{" in annotation.get("expr", "") and ALERT[language] in annotation["name"].lower():
            yield f'"{annotation["name"]}" for a notification'
    ids = [panel["id"] for panel in board["panels"]]
    if len(set(ids)) != len(ids):
        yield "a panel id twice"
    for panel in board["panels"]:
        for fault in check_panel(panel, language):
            yield f'"{panel["title"]}": {fault}'
    for where, expression in expressions(board):
        for fault in check_expression(expression):
            yield f'"{where}": {fault}'


def structure(board):
    """A board without its words."""
    panels = [
        (
            panel["type"],
            panel["gridPos"],
            [re.sub(r'"[^"]*", "", ""\)', "", target["expr"]) for target in panel.get("targets", [])],
            panel.get("fieldConfig", {}).get("defaults", {}).get("unit"),
            len(panel.get("fieldConfig", {}).get("overrides", [])),
        )
        for panel in board["panels"]
    ]
    variables = [(variable["name"], variable.get("regex")) for variable in board["templating"]["list"]]
    return panels, variables, [annotation.get("expr") for annotation in board["annotations"]["list"]]


def main():
    boards = {}
    for language in ("sv", "en"):
        found = sorted(path.stem for path in (DASHBOARDS / language).glob("*.json"))
        if found != list(NAMES):
            faults.append(f"{language}: has {found}")
        for name in found:
            text = (DASHBOARDS / language / f"{name}.json").read_text()
            boards[language, name] = board = json.loads(text)
            faults.extend(f"{language}/{name}: {fault}" for fault in check_board(name, language, text, board))
    uids = [board["uid"] for board in boards.values()]
    if len(set(uids)) != len(uids):
        faults.append("a uid twice")
    for name in NAMES:
        if structure(boards["sv", name]) != structure(boards["en", name]):
            faults.append(f"{name}: the Swedish and the English board differ in more than words")
    # The lint itself: what must not pass does not.
    for wrong in (
        'sum(sjukpuls_nation_requets{period="28d"})',
        'sjukpuls_unit_requests{period="28d"}',
        'sjukpuls_nation_requests{period="2025-03"}',
        'sjukpuls_region_requests_by_sex{period="28d"}',
        'topk(5, sjukpuls_region_requests{period="28d"})',
    ):
        if not list(check_expression(wrong)):
            faults.append(f"the lint accepts {wrong}")
    print("\n".join(faults) or f"{len(boards)} boards are as the house wants them")
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
