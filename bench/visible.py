#!/usr/bin/env python3
"""How long a certificate takes from Kafka's acknowledgement, and its rows from being written into the transaction, to
the next scrape of /metrics.

  bench/visible.py build/release/sjukpuls     # starts a real broker of its own (tests/kafka/broker)
"""

import datetime
import json
import pathlib
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parents[1]
BROKER = ROOT / "tests/kafka/broker"
ROUNDS = 40
POLL_SECONDS = 0.01


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def certificate(number):
    now = datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return {"eventId": f"visible-{number}", "occurredAt": now, "patient": {"id": f"made-up-{number}"},
            "careUnit": {"id": "SE2099010016-A1", "careProviderId": "SE2099010016", "region": "01"},
            "certificate": {"certificateId": f"visible-{number}", "type": "LISJP", "signedAt": now}}


class Bench:
    def __init__(self, binary, folder, servers):
        self.binary, self.servers = binary, servers
        self.file = folder / "event.ndjson"
        self.url = f"http://127.0.0.1:{free_port()}"
        self.log = open(folder / "log", "wb")
        self.number = 0
        # Enough that the next one shows: fewer than five are withheld.
        self.produce(10)
        self.process = subprocess.Popen(
            [binary, "run", "--bootstrap-servers", servers, "--listen", self.url.removeprefix("http://")],
            stdout=self.log, stderr=self.log)

    def produce(self, count=1):
        """Returns the instant at which all was acknowledged."""
        lines = []
        for _ in range(count):
            self.number += 1
            lines.append(json.dumps(certificate(self.number)) + "\n")
        self.file.write_text("".join(lines))
        subprocess.run([self.binary, "produce", "--bootstrap-servers", self.servers, "--create-topics", "4", self.file],
                       stderr=subprocess.DEVNULL, check=True)
        return time.time()

    def wait_for(self, count):
        """Returns when the count was scraped, and when the youngest row of the table was written."""
        while True:
            assert self.process.poll() is None, "sjukpuls ended"
            try:
                with urllib.request.urlopen(self.url + "/metrics") as answer:
                    text = answer.read().decode()
            except OSError:
                text = ""
            seen = time.time()
            shown = re.search(r'^sjukpuls_nation_certificates\{period="7d"\} (\d+)', text, re.M)
            if shown and int(shown[1]) == count:
                written = re.search(r"^sjukpuls_table_commit_timestamp_seconds (\S+)", text, re.M)
                return seen, float(written[1])
            time.sleep(POLL_SECONDS)


def line(name, seconds):
    ordered = sorted(seconds)
    print(f"{name}: median {statistics.median(ordered) * 1000:.0f} ms, greatest {ordered[-1] * 1000:.0f} ms")


def main():
    binary = sys.argv[1]
    with tempfile.TemporaryDirectory(prefix="sjukpuls-") as name:
        folder = pathlib.Path(name)
        started = subprocess.run([BROKER, "start", folder / "broker"], stdout=subprocess.PIPE, text=True, check=True)
        bench = None
        try:
            bench = Bench(binary, folder, started.stdout.strip())
            bench.wait_for(bench.number)
            whole, from_rows = [], []
            for _ in range(ROUNDS):
                acknowledged = bench.produce()
                seen, written = bench.wait_for(bench.number)
                whole.append(seen - acknowledged)
                from_rows.append(seen - written)
            line("acknowledged to scraped", whole)
            line("rows written to scraped", from_rows)
        finally:
            if bench:
                bench.process.terminate()
                bench.process.wait()
            subprocess.run([BROKER, "stop", folder / "broker"], check=False)


if __name__ == "__main__":
    main()
