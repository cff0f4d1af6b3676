#!/usr/bin/env python3
"""From events to a message: a real broker, `sjukpuls run`, a real Prometheus with the project's rules, a real
Alertmanager with its configuration. A unit with many reminders reaches insurance medicine, one like the others
does not; every series that a rule reads exists; nothing is wrong with the platform.

Exit code 77 where a broker, Prometheus or Alertmanager cannot be had.
"""

import argparse
import datetime
import gzip
import json
import pathlib
import re
import subprocess
import sys
import tempfile
import urllib.request

from servers import Receiver, Server, free_port, get_json, need, start_alertmanager, start_prometheus, wait_until

PARTITIONS = 2
PATIENCE_SECONDS = 120
# In haste: a signal is an alert at once, units are published at once.
SIGNAL_SETTINGS = ["--alert-hold", "0", "--units-tick", "1", "--privacy-units-tick", "1"]

CERTIFICATES = 60  # of each unit
NOISY, USUAL = "SE2099010016-A1", "SE2099010016-B1"
NAMES = {NOISY: "Testeby vårdcentral", USUAL: "Provköpings vårdcentral"}
# As rules/pages.rules.yml says.
LINKS = ("https://replace-me.invalid/sjukpuls/docs/RUNBOOK.md#unitmanyreminders",
         f"https://replace-me.invalid/grafana/d/sjukpuls-enhet?var-region=01&var-care_unit={NOISY}")
# Reminded certificates: 25 of the noisy unit, 6 of the usual one, 1 of each other: 49 of 1200. Of 60 one
# expects 2.5, and 6 or more in one unit of twenty; 25 in none.
UNITS = {NOISY: ("01", 25), USUAL: ("01", 6)} | {
    f"SE2099{region}0016-C{number}": (region, 1)
    for region in ("03", "12", "14") for number in range(1, 7)}

# Sums of civil days, which are no seconds.
ALLOWED_LINT = re.compile(r'^sjukpuls_\w+_days(_by_\w+)? use base unit "seconds" instead of "days"$')


def event(number, occurred_at, patient, payload, care_unit=None):
    body = {"eventId": f"e2e-{number}", "occurredAt": occurred_at.strftime("%Y-%m-%dT%H:%M:%SZ")} | payload
    if patient:
        body["patient"] = {"id": patient, "sex": "FEMALE", "birthYear": 1980}
    if care_unit:
        region = UNITS[care_unit][0]
        body["careUnit"] = {"id": care_unit, "careProviderId": care_unit.partition("-")[0],
                            "region": region, "careLevel": "PRIMARY"}
    return body


def certificate_with_all(care_unit, i, now):
    """One certificate that is sent and asked about; some are reminded of."""
    patient = certificate = f"test-{care_unit}-{i}"
    signed = now - datetime.timedelta(days=60 + i % 30, minutes=i)
    days = [(signed + datetime.timedelta(days=d)).strftime("%Y-%m-%d") for d in (0, 13)]
    steps = [
        {"certificate": {
            "certificateId": certificate, "type": "LISJP", "signedAt": signed.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "diagnosis": "M545", "occupations": ["CURRENT_WORK"],
            "periods": [{"firstDay": days[0], "lastDay": days[1], "degree": 100}]}},
        {"certificateSent": {"certificateId": certificate, "recipient": "FKASSA"}},
        {"completionRequest": {"messageId": f"{certificate}-q", "certificateId": certificate}},
        {"reminder": {"messageId": f"{certificate}-r", "certificateId": certificate,
                      "remindedMessageId": f"{certificate}-q"}}]
    if i >= UNITS[care_unit][1]:
        steps.pop()
    for step, payload in enumerate(steps):
        yield event(f"{certificate}-{step}", signed + datetime.timedelta(days=step), patient, payload, care_unit)
    answer = {"completionAnswer": {"requestMessageId": f"{certificate}-q"}}
    yield event(f"{certificate}-a", signed + datetime.timedelta(days=10), patient, answer, care_unit)


def events(now):
    # Units that nobody describes are not published.
    for care_unit in UNITS:
        facts = {"unitFacts": {"careUnitId": care_unit, "name": NAMES.get(care_unit, f"Enhet {care_unit}"),
                               "validFrom": "2020-01-01", "listedPatients": 5000}}
        yield event(f"facts-{care_unit}", now - datetime.timedelta(days=100), None, facts, care_unit)
    for care_unit in UNITS:
        for i in range(CERTIFICATES):
            yield from certificate_with_all(care_unit, i, now)
    # Something new, so that the sources are not silent.
    yield event("kva", now - datetime.timedelta(minutes=5), "test-kva", {"kvaRecord": {
        "recordId": "test-kva", "code": "GC001", "performedOn": now.strftime("%Y-%m-%d")}}, NOISY)


def fetch(url):
    request = urllib.request.Request(url, headers={"Accept-Encoding": "gzip"})
    with urllib.request.urlopen(request, timeout=20) as answer:
        body = answer.read()
        return gzip.decompress(body) if answer.headers.get("Content-Encoding") == "gzip" else body


def names_in_rules(deploy):
    """The series of ours that rules read but for counts, which exist only where they are not small."""
    text = "".join(path.read_text(encoding="utf-8") for path in (deploy / "rules").glob("*.rules.yml"))
    text = re.sub(r"^ *#.*$", "", text, flags=re.MULTILINE)
    names = set(re.findall(r"(?<![\w:])sjukpuls_\w+(?![\w:])", text))
    counts = {count["name"] for count in json.loads((deploy.parent / "catalogue.json").read_text())["counts"]}
    is_count = re.compile(rf"sjukpuls_(nation|region|unit)_({'|'.join(counts)})(_by_\w+)?")
    return {name for name in names if not is_count.fullmatch(name)}


class Test:
    def __init__(self, arguments, folder, servers):
        self.binary, self.deploy = arguments.binary, arguments.deploy
        self.folder, self.servers = folder, servers
        self.receiver = Receiver()
        self.running = []

    def produce(self, lines):
        path = self.folder / "events.ndjson"
        path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
        subprocess.run([self.binary, "produce", "--bootstrap-servers", self.servers,
                        "--create-topics", str(PARTITIONS), path], stderr=subprocess.DEVNULL, check=True)

    def start(self):
        port = free_port()
        command = [self.binary, "run", "--bootstrap-servers", self.servers, "--instance-id", "e2e",
                   "--listen", f"127.0.0.1:{port}"] + SIGNAL_SETTINGS
        self.sjukpuls = Server(self.folder, "sjukpuls", command, port)
        self.running.append(self.sjukpuls)
        self.alertmanager = start_alertmanager(
            self.folder, self.deploy.parent / "alertmanager/alertmanager.yml", self.receiver)
        self.running.append(self.alertmanager)
        self.prometheus = start_prometheus(
            self.folder, self.deploy, self.sjukpuls.url, self.alertmanager)
        self.running.append(self.prometheus)

    def query(self, expression):
        assert self.sjukpuls.process.poll() is None, "sjukpuls ended; see its log"
        answer = get_json(f"{self.prometheus.url}/api/v1/query", query=expression)
        return {frozenset(sample["metric"].items()): float(sample["value"][1]) for sample in answer["data"]["result"]}

    def value(self, expression):
        values = list(self.query(expression).values())
        return values[0] if len(values) == 1 else None

    def rules(self):
        groups = get_json(f"{self.prometheus.url}/api/v1/rules")["data"]["groups"]
        return [rule for group in groups for rule in group["rules"]]

    def summaries(self):
        alerts = get_json(f"{self.prometheus.url}/api/v1/alerts")["data"]["alerts"]
        return "\n".join(alert["annotations"]["summary_sv"] for alert in alerts if "care_unit" in alert["labels"])

    def close(self):
        for server in reversed(self.running):
            server.close()

    # What is to hold, step by step.

    def wait_for(self, expression, is_right):
        """Rules and scrapes come each in their time: waits until the one value is right."""
        def value_if_right():
            value = self.value(expression)
            return value is not None and is_right(value) and (value,)
        wait_until(expression, value_if_right, PATIENCE_SECONDS)

    def numbers_are_recorded(self):
        total = CERTIFICATES * len(UNITS)
        share = sum(reminded for _, reminded in UNITS.values()) / total
        score = 'care_unit:sjukpuls_reminder:zscore{period="365d",care_unit="%s"}'
        self.wait_for('sjukpuls_nation_certificates_sent{period="365d"}', lambda v: v == total)
        self.wait_for('nation:sjukpuls_completion:ratio{period="365d"}', lambda v: v == 1)
        self.wait_for('region:sjukpuls_completion:ratio{period="365d",region="01"}', lambda v: v == 1)
        self.wait_for('nation:sjukpuls_reminder_per_sent:ratio{period="365d"}', lambda v: abs(v - share) < 1e-9)
        self.wait_for(score % NOISY, lambda v: v > 5)
        self.wait_for(score % USUAL, lambda v: 0 < v < 3.09)
        self.wait_for('count(nation:sjukpuls_reminder:funnel_limit{period="365d",n="100"})', lambda v: v == 4)

    def pages_are_clean(self):
        for page in ("/metrics", "/metrics/units"):
            lint = subprocess.run(["promtool", "check", "metrics"], input=fetch(self.sjukpuls.url + page),
                                  stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
            faults = [line for line in lint.stdout.decode().splitlines() if not ALLOWED_LINT.match(line)]
            assert not faults, f"{page}: {faults}"

    def links(self):
        annotations = self.receiver.named("UnitManyReminders")[-1][3]
        return annotations["runbook_url"], annotations["dashboard_url"]

    def rules_are_well(self):
        for rule in self.rules():
            assert rule["health"] == "ok", (rule["name"], rule["health"], rule.get("lastError"))
        wait_until("the platform's alerts are silent", lambda: self.platform_alerts() == {"SjukpulsWatchdog"},
                   PATIENCE_SECONDS)

    def platform_alerts(self):
        return {rule["name"] for rule in self.rules()
                if rule["type"] == "alerting" and rule["state"] != "inactive"
                and rule["labels"]["audience"] == "platform"}

    def series_of_rules_exist(self):
        found = set(get_json(f"{self.prometheus.url}/api/v1/label/__name__/values")["data"])
        missing = sorted(names_in_rules(self.deploy) - found)
        assert not missing, f"rules read what does not exist: {missing}"

    def the_noisy_unit_is_told_of(self):
        heard = wait_until("the noisy unit reaches insurance medicine",
                           lambda: self.receiver.named("UnitManyReminders"), PATIENCE_SECONDS)
        for receiver, status, labels, _ in heard:
            assert (receiver, status) == ("insurance-medicine", "firing"), heard
            assert (labels["care_unit"], labels["region"]) == (NOISY, "01"), heard
        # Its name comes with another scrape, perhaps after the first message.
        wait_until("links that work from a mail", lambda: self.links() == LINKS, PATIENCE_SECONDS)
        wait_until("the noisy unit's name", lambda: f"{NAMES[NOISY]} ({NOISY})" in self.summaries(), PATIENCE_SECONDS)
        assert len(self.query('sjukpuls_unit_signal{rule="many_reminders",level="alert"}')) == 1
        assert len({alert[2]["care_unit"] for alert in self.receiver.alerts if "care_unit" in alert[2]}) == 1


def live_through_it(test):
    test.produce(events(datetime.datetime.now(datetime.timezone.utc)))
    test.start()
    test.numbers_are_recorded()
    print("numbers are recorded", flush=True)
    test.pages_are_clean()
    test.rules_are_well()
    test.series_of_rules_exist()
    print("rules are well", flush=True)
    wait_until("the watchdog is heard", lambda: test.receiver.named("SjukpulsWatchdog"), PATIENCE_SECONDS)
    test.the_noisy_unit_is_told_of()
    print("the noisy unit is told of, and no other", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("binary", "broker", "deploy"):
        parser.add_argument(f"--{name}", type=pathlib.Path, required=True)
    arguments = parser.parse_args()
    need("promtool", "prometheus", "prometheus-alertmanager")
    with tempfile.TemporaryDirectory(prefix="sjukpuls-") as name:
        folder = pathlib.Path(name)
        started = subprocess.run([arguments.broker, "start", folder / "broker"], stdout=subprocess.PIPE,
                                 text=True, check=False)
        if started.returncode != 0:
            sys.exit(started.returncode)
        test = Test(arguments, folder, started.stdout.strip())
        try:
            live_through_it(test)
        except BaseException:
            for log in sorted(folder.glob("*.log")):
                print(f"--- {log.name}\n{log.read_text(errors='replace')[-4000:]}", file=sys.stderr)
            raise
        finally:
            test.close()
            subprocess.run([arguments.broker, "stop", folder / "broker"], check=False)


if __name__ == "__main__":
    main()
