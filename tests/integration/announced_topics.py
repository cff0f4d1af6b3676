#!/usr/bin/env python3
"""The topics that others read, on a real broker, read as others would: with kcat and jq. A simulated
Sweden has units that answer late; they become alerts, once, also when the process is killed, and
close when the limits ask for more. The indicators are those of the table.

Exit code 77 where kcat, jq or a broker cannot be had.
"""

import argparse
import csv
import io
import json
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time

PATIENCE_SECONDS = 120
LAST_DAY = "2025-03-31"


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


class Installation:
    def __init__(self, binary, servers, folder):
        self.binary = binary
        self.servers = servers
        self.folder = folder
        self.process = None

    def sjukpuls(self, *arguments):
        return subprocess.run([self.binary, *arguments], stdout=subprocess.PIPE,
                              stderr=subprocess.DEVNULL, check=True).stdout

    def start(self, *more):
        log = open(self.folder / "run.log", "ab")
        self.process = subprocess.Popen(
            [self.binary, "run", "--bootstrap-servers", self.servers, "--as-of", LAST_DAY,
             "--instance-id", "a", "--listen", f"127.0.0.1:{free_port()}", "--alert-hold", "0",
             "--publish-tick", "1", "--privacy-units-tick", "1",
             "--kafka-property", "consumer.session.timeout.ms=6000",
             "--kafka-property", "consumer.heartbeat.interval.ms=500", *more],
            stdout=log, stderr=log)

    def end(self, how):
        assert self.process.poll() is None, "the process ended by itself"
        self.process.send_signal(how)
        self.process.wait(timeout=PATIENCE_SECONDS)
        self.process = None

    def records(self, topic, jq):
        """What jq makes of each record of the topic, key and value, in order."""
        read = subprocess.run(
            ["kcat", "-b", self.servers, "-C", "-e", "-q", "-t", f"sjukpuls.{topic}", "-J",
             "-X", "isolation.level=read_committed"],
            stdout=subprocess.PIPE, check=True).stdout
        made = subprocess.run(
            ["jq", "-c", f"[.key, (.payload | if . then (fromjson | {jq}) else null end)]"],
            input=read, stdout=subprocess.PIPE, check=True).stdout
        return [json.loads(line) for line in made.splitlines()]

    def now(self, topic, jq):
        """The same by key, tombstones applied."""
        held = {}
        for key, value in self.records(topic, jq):
            if value is None:
                held.pop(key, None)
            else:
                held[key] = value
        return held

    def wait_until(self, what, condition):
        began = time.monotonic()
        while not condition():
            assert self.process.poll() is None, f"{what}: the process ended"
            assert time.monotonic() - began < PATIENCE_SECONDS, f"{what}: not in time"
            time.sleep(0.5)
        print(f"{what}: {time.monotonic() - began:.1f} s", flush=True)


def open_alerts(installation):
    alerts = installation.now("alerts", "{state, id}")
    return {value["id"] for value in alerts.values() if value["state"] == "open"}


# Counts of reference that are of units and not of persons: they show however small.
OF_UNITS = {"units", "units_with_coordinator", "units_with_expert_physician", "units_offering_training",
            "coordinator_fte_hundredths", "listed_patients"}


def indicators_are_the_tables(installation):
    """Nation's and regions' totals: what is published is what the table has, if it is 5 or more."""
    rows = csv.DictReader(io.StringIO(installation.sjukpuls(
        "table", "--bootstrap-servers", installation.servers, "--levels", "nation,region",
        "--no-breakdowns").decode()))
    table = {(row["level"], row["entity"], row["period"], row["count"]): int(row["n"])
             for row in rows}
    published = installation.now("indicators", "{as_of, level, entity, period, counts}")
    numbers = 0
    for key, row in published.items():
        assert key == f"{row['level']}|{row['entity']}|{row['period']}", key
        assert row["as_of"] == LAST_DAY, row
        if row["level"] not in ("nation", "region"):
            continue
        for count, n in row["counts"].items():
            assert table[row["level"], row["entity"], row["period"], count] == n, (key, count)
            assert n >= 5 or count in OF_UNITS, (key, count)
            numbers += 1
    for (level, entity, period, count), n in table.items():
        if count in OF_UNITS:
            assert published[f"{level}|{entity}|{period}"]["counts"][count] == n, (entity, period, count)
    assert numbers > 500, f"only {numbers} numbers"
    levels = {row["level"] for row in published.values()}
    assert levels == {"nation", "region", "provider", "unit"}, levels
    print(f"{len(published)} rows; {numbers} numbers of nation and regions agree", flush=True)


def no_alert_opened_twice(installation):
    opened = {}
    closed = set()
    for _, alert in installation.records("alerts", "{state, id, opened_at}"):
        if alert is None:
            continue
        if alert["state"] == "open":
            assert opened.setdefault(alert["id"], alert["opened_at"]) == alert["opened_at"], alert
            assert alert["id"] not in closed, alert
        elif alert["state"] == "closed":
            closed.add(alert["id"])
    return set(opened), closed


def live_through_it(installation):
    events = installation.folder / "events.pb.zst"
    installation.sjukpuls("simulate", "--patients", "20000", "--last-day", LAST_DAY,
                          "--output", events)
    installation.sjukpuls("produce", "--bootstrap-servers", installation.servers,
                          "--create-topics", "4", events)
    installation.start()
    installation.wait_until("alerts open", lambda: len(open_alerts(installation)) >= 3)
    installation.wait_until(
        "indicators of units",
        lambda: any(key.startswith("unit|") for key in installation.now("indicators", ".level")))
    time.sleep(5)
    first = open_alerts(installation)
    indicators_are_the_tables(installation)
    alert = next(iter(installation.now("alerts", "select(.state == \"open\")").values()))
    assert alert["counts"]["counted"] >= 5 and alert["counts"]["cases"] >= 20, alert
    assert alert["text"]["sv"] and alert["region"], alert

    installation.end(signal.SIGKILL)
    before = len(installation.records("alerts", ".id"))
    installation.start()
    time.sleep(20)
    assert open_alerts(installation) == first, "the same alerts after a kill"
    after = len(installation.records("alerts", ".id"))
    assert after == before, f"{after - before} records of alerts after a restart without news"

    installation.end(signal.SIGTERM)
    installation.start("--alert-probability", "0", "--alert-warning-probability", "0")
    installation.wait_until("all closed", lambda: not open_alerts(installation))
    opened, closed = no_alert_opened_twice(installation)
    assert opened == closed == first, (opened, closed, first)
    installation.end(signal.SIGTERM)
    print(f"{len(opened)} alerts opened once and closed", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--binary", type=pathlib.Path, required=True)
    arguments = parser.parse_args()
    if not shutil.which("kcat") or not shutil.which("jq"):
        print("needs kcat and jq")
        sys.exit(77)
    with tempfile.TemporaryDirectory(prefix="sjukpuls-") as folder:
        # Not left to the binary, which refuses variables that are no settings of its.
        servers = os.environ.pop("SJUKPULS_TEST_BROKER")
        installation = Installation(arguments.binary, servers, pathlib.Path(folder))
        try:
            live_through_it(installation)
        except BaseException:
            log = installation.folder / "run.log"
            print(log.read_text(errors="replace")[-4000:] if log.exists() else "", file=sys.stderr)
            raise
        finally:
            if installation.process:
                installation.process.kill()
                installation.process.wait()


if __name__ == "__main__":
    main()
