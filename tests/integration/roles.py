#!/usr/bin/env python3
"""Instances of every role on one small system: those that serve show the same numbers, though they
process nothing; one that only processes shows itself alone. The broker is that of `sjukpuls demo`."""

import argparse
import http.client
import json
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.request

PATIENCE_SECONDS = 120
TICKS = ["--units-tick", "1", "--privacy-units-tick", "2"]


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def wait_for(what, done):
    began = time.monotonic()
    while not (found := done()):
        assert time.monotonic() - began < PATIENCE_SECONDS, f"{what} did not come"
        time.sleep(0.1)
    return found


class Instance:
    """A process of sjukpuls with its HTTP server."""

    def __init__(self, binary, folder, name, arguments):
        self.address = f"127.0.0.1:{free_port()}"
        self.log = folder / f"{name}.log"
        with open(self.log, "wb") as log:
            self.process = subprocess.Popen(
                [binary, *arguments, "--listen", self.address], stdout=log, stderr=log)

    def get(self, path):
        """Status and text of a page; none while nobody listens, or answers in time."""
        assert self.process.poll() is None, self.log.read_text(errors="replace")[-4000:]
        try:
            with urllib.request.urlopen(f"http://{self.address}{path}", timeout=10) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()
        except (OSError, http.client.HTTPException):
            return None, ""

    def is_ready(self):
        return self.get("/readyz")[0] == 200

    def series(self, path, prefix):
        lines = self.get(path)[1].splitlines()
        return sorted(line for line in lines if re.match(prefix, line))

    def end(self):
        self.process.send_signal(signal.SIGTERM)
        assert self.process.wait(timeout=PATIENCE_SECONDS) == 0, self.log.read_text()[-4000:]


def check_with_promtool(text):
    """Nothing to complain of but the days that the definitions count in."""
    if not shutil.which("promtool"):
        print("no promtool here: the metrics are not linted")
        return
    linted = subprocess.run(["promtool", "check", "metrics"], input=text, capture_output=True,
                            text=True, check=False)
    complaints = [line for line in (linted.stdout + linted.stderr).splitlines()
                  if line and not re.fullmatch(r'\S+_days(_by_\w+)? use base unit .*', line)]
    assert not complaints, "\n".join(complaints)


def check(binary, folder, instances):
    def start(name, *arguments):
        instances.append(Instance(binary, folder, name, arguments))
        return instances[-1]

    # So slow that nothing happens while the test looks.
    demo = start("demo", "demo", "--patients", "2000", "--rate", "0.001", "--workers", "2", *TICKS)
    servers = wait_for(
        "the broker", lambda: re.search(r"Kafka at (\S+),", demo.log.read_text(errors="replace")))
    broker = servers.group(1)
    wait_for("units of the demo", lambda: demo.series("/metrics/units", "sjukpuls_unit_"))

    serving = [start(f"serve-{i}", "run", "--role", "serve", "--bootstrap-servers", broker, *TICKS)
               for i in range(2)]
    # In a group of its own it makes the same rows, and finds that they are there.
    processing = start("process", "run", "--role", "process", "--bootstrap-servers", broker,
                       "--group-id", "other")
    for instance in [*serving, processing]:
        wait_for("readiness", instance.is_ready)
    for instance in serving:
        wait_for("units", lambda: instance.series("/metrics/units", "sjukpuls_unit_"))

    # Numbers of units and of signals are looked at by threads of their own, one behind the other: all
    # show the same once each has looked.
    for instance in [demo, *serving]:
        wait_for("a look at signals",
                 lambda: instance.series("/metrics", "sjukpuls_nation_reminder_dispersion"))
    for path, prefix in [("/metrics", "sjukpuls_(nation|region)_"),
                         ("/metrics/units", "sjukpuls_(unit|provider|care_unit)_")]:
        wanted = demo.series(path, prefix)
        assert len(wanted) > 100, f"{path} has {len(wanted)} series"
        for instance in serving:
            assert instance.series(path, prefix) == wanted, f"{path} differs"
        assert not processing.series(path, prefix), f"{path} has business series without a table"
        check_with_promtool(demo.get(path)[1])
    question = "/api/v1/indicators?level=region&period=365d"
    answer = demo.get(question)
    assert answer[0] == 200 and serving[0].get(question) == answer, answer
    assert not serving[0].series("/metrics", "sjukpuls_commits_total"), "serving has a worker"
    assert processing.series("/metrics", "sjukpuls_shard_live"), "processing has no shard"
    assert processing.get("/api/v1/status")[0] == 404
    status = json.loads(serving[0].get("/api/v1/status")[1])
    assert status["role"] == "serve" and status["ready"], status
    assert status["shards"]["all"] == status["shards"]["live"] > 0, status
    for instance in reversed(instances):
        instance.end()


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--binary", type=pathlib.Path, required=True)
    arguments = parser.parse_args()
    instances = []
    with tempfile.TemporaryDirectory(prefix="sjukpuls-") as folder:
        try:
            check(arguments.binary, pathlib.Path(folder), instances)
        finally:
            for instance in instances:
                if instance.process.poll() is None:
                    instance.process.kill()
                    instance.process.wait()


if __name__ == "__main__":
    main()
