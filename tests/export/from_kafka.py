#!/usr/bin/env python3
"""On a real broker: the history read from the input topics is the one read from the events' file,
byte for byte. An event too far ahead of its record's time is rejected there, as the worker does.

Exit code 77 where no broker can be had.
"""

import argparse
import pathlib
import subprocess
import sys
import tempfile

LAST_DAY = "2025-03-31"
FUTURE = (b'{"eventId":"from-the-future","occurredAt":"2126-01-01T00:00:00Z","patient":{"id":"p"},'
          b'"reminder":{"messageId":"m","certificateId":"c"}}\n')


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("binary", "broker"):
        parser.add_argument(f"--{name}", type=pathlib.Path, required=True)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="sjukpuls-") as name:
        folder = pathlib.Path(name)
        started = subprocess.run([arguments.broker, "start", folder / "broker"],
                                 stdout=subprocess.PIPE, text=True, check=False)
        if started.returncode != 0:
            sys.exit(started.returncode)
        try:
            compare(arguments.binary, started.stdout.strip(), folder)
        finally:
            subprocess.run([arguments.broker, "stop", folder / "broker"], check=False)


def compare(binary, servers, folder):
    def sjukpuls(*words):
        """What the command says on standard error."""
        done = subprocess.run([binary, *words], stderr=subprocess.PIPE, text=True, check=False)
        print(done.stderr, end="", flush=True)
        done.check_returncode()
        return done.stderr

    events = folder / "events.ndjson"
    sjukpuls("simulate", "--patients", "5000", "--last-day", LAST_DAY, "--output", events)
    with open(events, "ab") as file:
        file.write(FUTURE)
    sjukpuls("produce", events, "--bootstrap-servers", servers, "--create-topics", "3")
    common = ("--levels", "nation,region,provider,unit", "--breakdowns", "--from", "2025-01-01",
              "--to", LAST_DAY)
    sjukpuls("export", events, *common, "--output", folder / "files.om")
    said = sjukpuls("export", "--from-kafka", "--bootstrap-servers", servers, *common,
                    "--output", folder / "topics.om")
    assert "1 in_future" in said, "the event from the future is not rejected"
    files = (folder / "files.om").read_bytes()
    assert files.endswith(b"# EOF\n") and files.count(b"\n") > 100_000, len(files)
    assert files == (folder / "topics.om").read_bytes(), "the histories differ"
    print(f"{len(files)} bytes agree")


if __name__ == "__main__":
    main()
