#!/usr/bin/env python3
"""Every board, in both languages, in a real Grafana and a real Chromium, over the numbers of the demo.

Starts the demo, a Prometheus that scrapes it with the repository's own rules, and Grafana with the repository's
provisioning. The month before comes from `sjukpuls export`. Fails when a panel shows an error or has no data, or a
trend of Sweden lacks its history. Screenshots stay in --work.

Grafana is none of the project's: GRAFANA_PARTS names the folder with its grafana.sh. Without it, or without prometheus, chromium or node, the test says so and is skipped.

  --keep      leaves everything running, to look around; Ctrl-C ends it
  --metrics   scrapes this address instead of a demo of its own
"""

import argparse
import datetime
import json
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
PARTS = pathlib.Path(os.environ.get("GRAFANA_PARTS", "GRAFANA_PARTS-is-not-set"))
SKIPPED = 77

# Enough for a region to have numbers above what is withheld over a year.
PATIENTS = "150000"
HISTORY_DAYS = 30
REGION = "01"


def skip(why):
    print(f"SKIP: {why}")
    sys.exit(SKIPPED)


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def get(url):
    with urllib.request.urlopen(url, timeout=30) as answer:
        return answer.read().decode()


def wait_until(what, condition, seconds, processes=()):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        for process in processes:
            if process.poll() is not None:
                sys.exit(f"{process.args[0]} ended with {process.returncode} while waiting for {what}")
        try:
            if found := condition():
                return found
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            pass
        time.sleep(1)
    sys.exit(f"{what}: not within {seconds} seconds")


class Stack:
    """Demo, Prometheus and Grafana on ports of their own; ends what it began."""

    def __init__(self, work):
        self.work = work
        self.running = []
        self.grafana = None

    def start(self, name, command, **how):
        log = open(self.work / f"{name}.log", "wb")
        process = subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT, start_new_session=True, **how)
        self.running.append(process)
        return process

    def start_demo(self, binary):
        address = f"127.0.0.1:{free_port()}"
        # Units are looked at every 15 minutes otherwise, and signals with them.
        options = ["--patients", PATIENTS, "--rate", "1", "--privacy-units-tick", "20", "--listen", address]
        demo = self.start("demo", [binary, "demo", *options])
        wait_until(
            "numbers of the demo",
            lambda: "sjukpuls_nation_sick_listed{" in get(f"http://{address}/metrics"),
            180,
            [demo],
        )
        return address

    def write_history(self, binary):
        """The month before the demo as blocks for Prometheus, a sample a day: the same events, by the same seed."""
        events, history = self.work / "events.ndjson.zst", self.work / "history.om"
        first = datetime.date.today() - datetime.timedelta(days=HISTORY_DAYS)
        for command in (
            [binary, "simulate", "--patients", PATIENTS, "--output", events],
            [binary, "export", events, "--from", first.isoformat(), "--output", history],
            ["promtool", "tsdb", "create-blocks-from", "openmetrics", history, self.work / "tsdb"],
        ):
            subprocess.run(command, check=True, capture_output=True, timeout=180)

    def start_prometheus(self, metrics):
        """With the rules of deploy/prometheus, but scraping and evaluating more often: the test does not wait."""
        rules = ROOT / "deploy/prometheus/rules/*.yml"
        jobs = [
            {"job_name": "sjukpuls", "metrics_path": "/metrics"},
            {"job_name": "sjukpuls-units", "metrics_path": "/metrics/units"},
        ]
        configuration = {
            "global": {"scrape_interval": "5s", "evaluation_interval": "5s"},
            "rule_files": [str(rules)],
            "scrape_configs": [{**job, "static_configs": [{"targets": [metrics]}]} for job in jobs],
        }
        file = self.work / "prometheus.json"  # JSON is YAML
        file.write_text(json.dumps(configuration))
        port = free_port()
        prometheus = self.start("prometheus", [
            "prometheus", f"--config.file={file}", f"--storage.tsdb.path={self.work / 'tsdb'}", "--storage.tsdb.retention.time=1y",
            f"--web.listen-address=127.0.0.1:{port}",
        ])  # fmt: skip
        url = f"http://127.0.0.1:{port}"
        # Rates need two scrapes, and a minute is what the boards look back.
        wait_until("units in Prometheus", lambda: query(url, "sjukpuls_care_unit_info"), 120, [prometheus])
        wait_until(
            "rates in Prometheus", lambda: query(url, "rate(sjukpuls_commits_total[1m])"), 120, [prometheus]
        )
        wait_until(
            "signals in Prometheus",
            lambda: query(url, f'sjukpuls_unit_signal{{region="{REGION}"}}'),
            180,
            [prometheus],
        )
        return url

    def start_grafana(self, prometheus):
        environment = os.environ | {
            "PROMETHEUS_URL": prometheus,
            "DASHBOARDS_FOLDER": str(ROOT / "deploy/grafana/dashboards"),
        }
        self.grafana = [PARTS / "grafana.sh", "stop", "--dir", self.work / "grafana"]
        port = str(free_port())
        subprocess.run(
            [PARTS / "grafana.sh", "start", ROOT / "deploy/grafana/provisioning", "--port", port, "--dir", self.work / "grafana"],
            check=True, env=environment, stdout=subprocess.DEVNULL, timeout=180,
        )  # fmt: skip
        url = f"http://127.0.0.1:{port}"
        wait_until(
            "eight boards", lambda: len(json.loads(get(f"{url}/api/search?type=dash-db&tag=sjukpuls"))) == 8, 60
        )
        return url

    def stop(self):
        if self.grafana:
            subprocess.run(self.grafana, check=False)
        for process in reversed(self.running):
            process.terminate()
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()


def query(prometheus, expression):
    """[(labels, value)] of now."""
    answer = json.loads(get(f"{prometheus}/api/v1/query?{urllib.parse.urlencode({'query': expression})}"))
    return [(series["metric"], float(series["value"][1])) for series in answer["data"]["result"]]


def unit_to_look_at(prometheus):
    """A unit of the region with a signal and many cases; without any signal, one with many cases."""
    sent = f'sjukpuls_unit_certificates_sent{{period="365d",region="{REGION}"}}'
    signals = f'sjukpuls_unit_signal{{region="{REGION}"}}'
    found = query(prometheus, f"topk(1, {sent} and on (care_unit) {signals})") or query(
        prometheus, f"topk(1, {sent})"
    )
    return found[0][0]["care_unit"]


def plan(unit, with_history):
    year = "var-period=365d"
    queries = {
        "oversikt": year,
        "region": f"{year}&var-region={REGION}",
        "enhet": f"{year}&var-region={REGION}&var-care_unit={unit}",
        "drift": "from=now-15m&to=now",
    }
    boards = [
        {"uid": f"sjukpuls-{name}{suffix}", "name": f"{name}{suffix}", "query": question}
        for suffix in ("", "-en")
        for name, question in queries.items()
    ]
    if with_history:
        month = {"query": f"{year}&from=now-{HISTORY_DAYS}d&to=now", "leastPoints": 10 * HISTORY_DAYS}
        boards[0] |= month
    return boards


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--binary", required=True)
    parser.add_argument("--work", required=True, type=pathlib.Path)
    parser.add_argument("--metrics")
    parser.add_argument("--keep", action="store_true")
    arguments = parser.parse_args()

    if not (PARTS / "grafana.sh").exists():
        skip(f"there is no Grafana to start: {PARTS}/grafana.sh")
    for tool in ("prometheus", "chromium", "node", "npm"):
        if not shutil.which(tool):
            skip(f"{tool} is not installed")

    work = arguments.work.resolve()
    for old in ("tsdb", "grafana/data"):
        shutil.rmtree(work / old, ignore_errors=True)
    work.mkdir(parents=True, exist_ok=True)
    stack = Stack(work)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    try:
        if not arguments.metrics:
            stack.write_history(arguments.binary)
        prometheus = stack.start_prometheus(arguments.metrics or stack.start_demo(arguments.binary))
        boards = work / "plan.json"
        boards.write_text(json.dumps(plan(unit_to_look_at(prometheus), not arguments.metrics)))
        grafana = stack.start_grafana(prometheus)
        code = subprocess.run(
            [HERE / "with_node", HERE / "open_boards.mjs", grafana, boards, work / "screenshots"]
        ).returncode
        if arguments.keep:
            print(f"{grafana} and {prometheus} go on; Ctrl-C ends them", flush=True)
            signal.pause()
        sys.exit(code)
    except KeyboardInterrupt:
        pass
    finally:
        stack.stop()


if __name__ == "__main__":
    main()
