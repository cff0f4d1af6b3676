"""Prometheus, Alertmanager and a receiver of its messages, as tests start them: real programs of Debian on
free ports of the loopback, in a folder of the test's own.
"""

import http.server
import json
import re
import shutil
import socket
import subprocess
import sys
import threading
import time
import urllib.parse
import urllib.request

SKIP = 77
PLACEHOLDER = "http://127.0.0.1:9/replace-me"


def need(*programs):
    """Ends the test as skipped, visibly, where a program is not installed."""
    for program in programs:
        if not shutil.which(program):
            print(f"SKIP: {program} is not installed", file=sys.stderr)
            sys.exit(SKIP)


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def get_json(url, **query):
    with urllib.request.urlopen(f"{url}?{urllib.parse.urlencode(query)}", timeout=10) as answer:
        return json.load(answer)


def wait_until(what, condition, seconds):
    """The first true answer of the condition; fails when there is none in time."""
    deadline = time.monotonic() + seconds
    answer = None
    while time.monotonic() < deadline:
        try:
            answer = condition()
            if answer:
                return answer
        except OSError:
            pass
        time.sleep(0.25)
    raise AssertionError(f"{what}: not within {seconds} s; last seen: {answer!r}")


class Receiver:
    """Hears what Alertmanager sends, by receiver."""

    def __init__(self):
        self.alerts = []  # (receiver, status, labels, annotations)
        heard = self.alerts

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):  # the name is http.server's
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                receiver = self.path.rpartition("/")[2]
                for alert in body["alerts"]:
                    heard.append((receiver, alert["status"], alert["labels"], alert["annotations"]))
                self.send_response(200)
                self.end_headers()

            def log_message(self, *arguments):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def named(self, name):
        return [alert for alert in self.alerts if alert[2]["alertname"] == name]


class Server:
    """A program with an address, and its log in the folder."""

    def __init__(self, folder, name, command, port):
        self.url = f"http://127.0.0.1:{port}"
        with open(folder / f"{name}.log", "ab") as log:
            self.process = subprocess.Popen(command, stdout=log, stderr=log)

    def wait_ready(self):
        def answers():
            assert self.process.poll() is None, f"{self.process.args[0]} ended; see its log"
            with urllib.request.urlopen(f"{self.url}/-/ready", timeout=5) as answer:
                return answer.status == 200
        wait_until(f"{self.process.args[0]} is ready", answers, 60)
        return self

    def close(self):
        self.process.terminate()
        try:
            self.process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def start_alertmanager(folder, config, receiver):
    """With the project's configuration, but the receivers and that it is in haste, at any hour."""
    text = config.read_text(encoding="utf-8")
    assert PLACEHOLDER in text
    text = text.replace(PLACEHOLDER, receiver.url)
    text = re.sub(r"group_wait: \w+", "group_wait: 1s", text)
    text = text.replace("active_time_intervals: [working-hours]\n", "\n")
    (folder / "alertmanager.yml").write_text(text, encoding="utf-8")
    port = free_port()
    return Server(folder, "alertmanager", [
        "prometheus-alertmanager", f"--config.file={folder}/alertmanager.yml",
        f"--storage.path={folder}/alertmanager", f"--web.listen-address=127.0.0.1:{port}",
        "--cluster.listen-address=", "--log.level=warn"], port).wait_ready()


def start_prometheus(folder, deploy, sjukpuls, alertmanager):
    """With the project's rules and configuration, but the targets and that it is in haste."""
    port = free_port()
    address = {"9464": sjukpuls, "9093": alertmanager.url, "9090": f"http://127.0.0.1:{port}"}
    text = (deploy / "prometheus.yml").read_text(encoding="utf-8")
    for placeholder, url in address.items():
        assert f"127.0.0.1:{placeholder}" in text
        text = text.replace(f"127.0.0.1:{placeholder}", url.removeprefix("http://"))
    text = re.sub(r"(scrape_interval|evaluation_interval): \w+", r"\1: 2s", text)
    text = re.sub(r"scrape_timeout: \w+", "scrape_timeout: 2s", text)
    (folder / "prometheus.yml").write_text(text, encoding="utf-8")
    rules = folder / "rules"
    rules.mkdir()
    for path in (deploy / "rules").glob("*.rules.yml"):
        text = path.read_text(encoding="utf-8")
        text = re.sub(r"interval: \w+", "interval: 2s", text)
        text = re.sub(r"\bfor: (30m|1m)\b", "for: 4s", text)  # signals, and the watchdog
        (rules / path.name).write_text(text, encoding="utf-8")
    return Server(folder, "prometheus", [
        "prometheus", f"--config.file={folder}/prometheus.yml",
        f"--storage.tsdb.path={folder}/tsdb", f"--web.listen-address=127.0.0.1:{port}",
        # An alert that fires before Alertmanager is known is sent again only after this.
        "--rules.alert.resend-delay=5s", "--log.level=warn"], port).wait_ready()
