#!/usr/bin/env python3
"""Two processes on a real broker, ended in every way while events come in: the committed table is
what `sjukpuls replay` makes of the same events.

Exit code 77 where no broker can be had.
"""

import argparse
import pathlib
import signal
import socket
import subprocess
import sys
import tempfile
import time

PATIENCE_SECONDS = 90
ALL_PERIODS = "7d,28d,90d,365d,730d,month,year,measure_year,at"
PARTITIONS = 4


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


class Installation:
    """A broker with topics, and the processes on it."""

    def __init__(self, arguments, folder):
        self.binary = arguments.binary
        self.broker = arguments.broker
        self.folder = folder
        self.as_of = (arguments.samples / "as_of.txt").read_text().strip()
        started = subprocess.run(
            [self.broker, "start", folder / "broker"], stdout=subprocess.PIPE, text=True,
            check=False)
        if started.returncode != 0:
            sys.exit(started.returncode)
        self.servers = started.stdout.strip()
        self.processes = {}
        self.produced = []

    def produce(self, lines):
        self.produced += lines
        part = self.folder / "part.ndjson"
        part.write_bytes(b"".join(lines))
        subprocess.run([self.binary, "produce", "--bootstrap-servers", self.servers,
                        "--create-topics", str(PARTITIONS), part],
                       stderr=subprocess.DEVNULL, check=True)

    def start(self, name):
        log = open(self.folder / f"{name}.log", "ab")
        self.processes[name] = subprocess.Popen(
            [self.binary, "run", "--bootstrap-servers", self.servers, "--as-of", self.as_of,
             "--instance-id", name, "--listen", f"127.0.0.1:{free_port()}",
             "--unit-periods", ALL_PERIODS,
             "--kafka-property", "consumer.session.timeout.ms=6000",
             "--kafka-property", "consumer.heartbeat.interval.ms=500"],
            stdout=log, stderr=log)

    def end(self, name, how):
        """Ends a process by the signal; by SIGTERM it ends well."""
        process = self.processes.pop(name)
        assert process.poll() is None, f"{name} ended by itself; see its log"
        process.send_signal(how)
        code = process.wait(timeout=PATIENCE_SECONDS)
        wanted = 0 if how == signal.SIGTERM else -how
        assert code == wanted, f"{name} ended with {code} after {how.name}, not {wanted}"

    def table(self):
        return subprocess.run(
            [self.binary, "table", "--bootstrap-servers", self.servers],
            stdout=subprocess.PIPE, check=True).stdout

    def replay(self):
        events = self.folder / "events.ndjson"
        events.write_bytes(b"".join(self.produced))
        return subprocess.run(
            [self.binary, "replay", "--as-of", self.as_of, events],
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=True).stdout

    def wait_for_the_right_table(self, step):
        wanted = self.replay()
        began = time.monotonic()
        while (found := self.table()) != wanted:
            for name, process in self.processes.items():
                assert process.poll() is None, f"{step}: {name} ended; see its log"
            if time.monotonic() - began > PATIENCE_SECONDS:
                (self.folder / "wanted.csv").write_bytes(wanted)
                (self.folder / "found.csv").write_bytes(found)
                raise AssertionError(
                    f"{step}: the table has {found.count(10)} lines, replay {wanted.count(10)}")
            time.sleep(0.2)
        print(f"{step}: {wanted.count(10)} lines agree, {time.monotonic() - began:.1f} s", flush=True)
        return wanted

    def close(self):
        for process in self.processes.values():
            process.kill()
            process.wait()
        subprocess.run([self.broker, "stop", self.folder / "broker"], check=False)

    def show_logs(self):
        for log in sorted(self.folder.glob("*.log")):
            print(f"--- {log.name}\n{log.read_text(errors='replace')[-4000:]}", file=sys.stderr)


def live_through_it(installation, samples):
    lines = (samples / "events.ndjson").read_bytes().splitlines(keepends=True)
    parts = [lines[i::4] for i in range(4)]

    installation.produce(parts[0])
    installation.start("a")
    installation.start("b")
    installation.wait_for_the_right_table("from the start of the log")

    installation.produce(parts[1])
    installation.end("a", signal.SIGKILL)
    installation.start("a")
    installation.wait_for_the_right_table("a killed and started again")

    installation.produce(parts[2])
    installation.end("b", signal.SIGTERM)
    installation.start("b")
    installation.wait_for_the_right_table("b stopped and started again")

    installation.end("b", signal.SIGKILL)
    installation.produce(parts[3])
    installation.wait_for_the_right_table("b killed, a takes over")

    installation.end("a", signal.SIGTERM)
    installation.start("b")
    table = installation.wait_for_the_right_table("a stopped, b comes back")
    installation.end("b", signal.SIGTERM)
    assert table == (samples / "expected.csv").read_bytes(), "not the samples' expected counts"


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("binary", "broker", "samples"):
        parser.add_argument(f"--{name}", type=pathlib.Path, required=True)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="sjukpuls-") as folder:
        installation = Installation(arguments, pathlib.Path(folder))
        try:
            live_through_it(installation, arguments.samples)
        except BaseException:
            installation.show_logs()
            raise
        finally:
            installation.close()


if __name__ == "__main__":
    main()
