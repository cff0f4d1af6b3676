#!/usr/bin/env python3
"""History of a simulated Sweden in a real Prometheus: export, promtool, blocks in place, and what
the query API answers for a day is what `sjukpuls replay` prints as of it.

Exit code 77 where prometheus and promtool are not installed.
"""

import argparse
import csv
import datetime
import json
import pathlib
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request
import zoneinfo

STOCKHOLM = zoneinfo.ZoneInfo("Europe/Stockholm")
READY_SECONDS = 60
LAST_DAY = datetime.date(2025, 3, 31)
FIRST_DAY = datetime.date(2024, 10, 1)
# The clock is set back and forth on two of them.
SAMPLED_DAYS = [FIRST_DAY, datetime.date(2024, 10, 27), datetime.date(2025, 1, 15),
                datetime.date(2025, 3, 30), LAST_DAY]
PERIODS = "7d,28d,90d,365d,730d,measure_year,at"
MIN_COUNT = 5


def run(*command, **options):
    return subprocess.run([str(word) for word in command], check=True, text=True, **options)


def end_of(day):
    """The last second of a day in Stockholm."""
    midnight = datetime.datetime.combine(
        day + datetime.timedelta(days=1), datetime.time(), STOCKHOLM)
    return int(midnight.timestamp()) - 1


class Prometheus:
    """A server on the blocks of one folder, which scrapes nothing."""

    def __init__(self, folder):
        with socket.socket() as listener:
            listener.bind(("127.0.0.1", 0))
            self.address = f"127.0.0.1:{listener.getsockname()[1]}"
        (folder / "prometheus.yml").write_text("global: {}\n")
        self.log = folder / "prometheus.log"
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(
                ["prometheus", f"--config.file={folder}/prometheus.yml",
                 f"--storage.tsdb.path={folder}/data", "--storage.tsdb.retention.time=20y",
                 f"--web.listen-address={self.address}"], stdout=log, stderr=log)
        deadline = time.monotonic() + READY_SECONDS
        while not self.answers():
            if self.process.poll() is not None or time.monotonic() > deadline:
                sys.exit(f"prometheus did not start:\n{self.log.read_text()}")
            time.sleep(0.1)

    def answers(self):
        try:
            urllib.request.urlopen(f"http://{self.address}/-/ready", timeout=5)
            return True
        except (urllib.error.URLError, ConnectionError):
            return False

    def query(self, expression, at):
        parameters = urllib.parse.urlencode({"query": expression, "time": at})
        url = f"http://{self.address}/api/v1/query?{parameters}"
        answer = json.load(urllib.request.urlopen(url, timeout=60))
        assert answer["status"] == "success", answer
        return {tuple(sorted(series["metric"].items())): float(series["value"][1])
                for series in answer["data"]["result"]}

    def stop(self):
        self.process.terminate()
        self.process.wait(timeout=READY_SECONDS)


def replayed(binary, events, day):
    """The counts of a day by series, with the number of cases behind each."""
    text = run(binary, "replay", events, "--as-of", day, "--levels", "nation,region",
               "--periods", PERIODS, "--no-breakdowns",
               stdout=subprocess.PIPE, stderr=subprocess.DEVNULL).stdout
    counts = {}
    for row in csv.DictReader(text.splitlines()):
        labels = {"__name__": f"sjukpuls_{row['level']}_{row['count']}", "period": row["period"]}
        if row["level"] == "region":
            labels["region"] = row["entity"]
        counts[tuple(sorted(labels.items()))] = int(row["n"])
    return counts


def check_day(prometheus, binary, events, day):
    selector = '{__name__=~"sjukpuls_(nation|region)_.+",period!="",measure=""}'
    shown = prometheus.query(selector, end_of(day))
    counts = replayed(binary, events, day)
    wrong = {series: (n, counts.get(series)) for series, n in shown.items()
             if counts.get(series) != n}
    assert not wrong, f"{day}: {len(wrong)} of {len(shown)} differ, such as {list(wrong.items())[:3]}"
    persons = [n for series, n in shown.items() if "units" not in dict(series)["__name__"]]
    assert min(persons) >= MIN_COUNT, f"{day}: {min(persons)} is shown"
    large = sum(n >= 100 for n in counts.values())
    assert len(shown) >= large > 0, f"{day}: {len(shown)} shown of {large} large numbers"
    print(f"{day}: {len(shown)} numbers agree", flush=True)


def check_between(prometheus, name, day):
    """Between two samples an instant selector sees nothing, a look back over the day does."""
    noon = end_of(day) - 12 * 3600
    assert not prometheus.query(name, noon), "a daily sample is seen at noon"
    assert prometheus.query(f"last_over_time({name}[26h])", noon), "not seen by looking back"


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--binary", type=pathlib.Path, required=True)
    binary = parser.parse_args().binary
    for tool in ("prometheus", "promtool"):
        if shutil.which(tool) is None:
            print(f"skipped: no {tool}; install Debian's package prometheus")
            sys.exit(77)
    with tempfile.TemporaryDirectory(prefix="sjukpuls-") as name:
        folder = pathlib.Path(name)
        events = folder / "events.pb"
        history = folder / "history.om"
        run(binary, "simulate", "--patients", "5000", "--last-day", LAST_DAY, "--output", events,
            stderr=subprocess.DEVNULL)
        run(binary, "export", events, "--from", FIRST_DAY, "--to", LAST_DAY, "--output", history)
        (folder / "data").mkdir()
        run("promtool", "tsdb", "create-blocks-from", "openmetrics",
            "--max-block-duration=744h", history, folder / "data", stdout=subprocess.DEVNULL)
        prometheus = Prometheus(folder)
        try:
            for day in SAMPLED_DAYS:
                check_day(prometheus, binary, events, day)
            check_between(prometheus, "sjukpuls_nation_requests", SAMPLED_DAYS[1])
            regions = prometheus.query("sjukpuls_region_info", end_of(LAST_DAY))
            assert len(regions) == 22, f"{len(regions)} regions have names, not 21 and the unknown one"
        finally:
            prometheus.stop()


if __name__ == "__main__":
    main()
