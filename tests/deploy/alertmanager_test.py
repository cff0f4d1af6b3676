#!/usr/bin/env python3
"""A real Alertmanager with the project's configuration: who hears of what, and that no signal about a care unit is
sent while the numbers themselves are in doubt.   alertmanager_test.py CONFIG
"""

import json
import pathlib
import sys
import tempfile
import urllib.request

from servers import Receiver, get_json, need, start_alertmanager, wait_until


def alert(name, **labels):
    return {"labels": {"alertname": name, "service": "sjukpuls", **labels},
            "annotations": {"summary": name}}


def post(alertmanager, *alerts):
    request = urllib.request.Request(
        f"{alertmanager.url}/api/v2/alerts", data=json.dumps(alerts).encode(),
        headers={"Content-Type": "application/json"})
    urllib.request.urlopen(request, timeout=10).close()


def signal(care_unit):
    return alert("UnitManyReminders", audience="insurance-medicine", severity="info", region="01",
                 care_unit=care_unit)


def live_through_it(alertmanager, receiver):
    post(alertmanager, signal("SE2099010016-A1"),
         alert("SjukpulsLagGrowing", audience="platform", severity="warning"),
         alert("SjukpulsWatchdog", audience="platform", severity="none"))
    wait_until("three are heard", lambda: len({a[2]["alertname"] for a in receiver.alerts}) == 3, 30)
    heard = {a[2]["alertname"]: a[0] for a in receiver.alerts}
    assert heard == {"UnitManyReminders": "insurance-medicine", "SjukpulsLagGrowing": "platform",
                     "SjukpulsWatchdog": "watchdog"}, heard

    post(alertmanager, alert("SjukpulsRestoring", audience="platform", severity="info", inhibits="clinical"))
    post(alertmanager, alert("UnitOverdueRequests", audience="insurance-medicine", severity="info", region="03",
                             care_unit="SE2099030016-A1"),
         alert("SjukpulsNotReady", audience="platform", severity="critical", inhibits="clinical"))
    wait_until("the critical one is heard", lambda: receiver.named("SjukpulsNotReady"), 30)
    assert receiver.named("SjukpulsNotReady")[0][0] == "platform-urgent"
    found = get_json(f"{alertmanager.url}/api/v2/alerts", filter='alertname="UnitOverdueRequests"')
    assert found[0]["status"]["inhibitedBy"], found
    assert not receiver.named("UnitOverdueRequests"), "a signal was sent while numbers are in doubt"
    assert not receiver.named("SjukpulsRestoring"), "a mere state was sent"


def main():
    need("prometheus-alertmanager")
    receiver = Receiver()
    with tempfile.TemporaryDirectory(prefix="sjukpuls-") as name:
        folder = pathlib.Path(name)
        alertmanager = start_alertmanager(folder, pathlib.Path(sys.argv[1]), receiver)
        try:
            live_through_it(alertmanager, receiver)
        except BaseException:
            print((folder / "alertmanager.log").read_text()[-4000:], file=sys.stderr)
            raise
        finally:
            alertmanager.close()


if __name__ == "__main__":
    main()
