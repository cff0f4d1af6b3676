#!/usr/bin/env python3
"""Makes the recording rules of the measures, and those of the funnel plot, from the catalogue.

  generate_rules.py           writes rules/measures.rules.yml and rules/funnel.rules.yml anew
  generate_rules.py --check   fails when a file is not what the catalogue makes of it

deploy/catalogue.json is what `sjukpuls catalogue` prints. Every expression begins with `max by`: each
instance shows the same numbers, and a sum over instances would double them.
"""

import argparse
import json
import pathlib
import sys

HERE = pathlib.Path(__file__).resolve().parent

LABELS = {"nation": [], "region": ["region"], "care_unit": ["care_unit", "region"]}
# How metrics of the level are called.
FAMILIES = {"nation": "nation", "region": "region", "care_unit": "unit"}
# A ratio says something from twenty on.
LEAST_DENOMINATOR = 20
# Differences of published counts are withheld as counts are.
LEAST_COUNT = "scalar(max(sjukpuls_privacy_min_published))"

# Certificates with a reminder, of those sent: what a unit is judged by.
SIGNAL_NUMERATOR = "certificates_reminded"
SIGNAL_DENOMINATOR = "certificates_sent"
SIGNAL_PERIODS = ["28d", "365d"]
# Two-sided limits of a normal distribution, as Spiegelhalter draws them.
LIMITS = [("95", 1.96), ("998", 3.09)]
FUNNEL_GRID = [20, 25, 30, 40, 50, 65, 80, 100, 125, 160, 200, 250, 320, 400, 500, 650, 800,
               1000, 1300, 1600, 2000, 3000, 5000]

HEADER = """\
# Made by deploy/prometheus/generate_rules.py from deploy/catalogue.json: change those.
"""


def series(level, count, suffix="", matchers=""):
    selector = f"{{{matchers}}}" if matchers else ""
    return f"sjukpuls_{FAMILIES[level]}_{count}{suffix}{selector}"


def best(labels, metric):
    """The series once, however many instances show it."""
    return f"max by ({', '.join(labels)}) ({metric})"


def rule(record, expression, comment=""):
    lines = [f"      # {comment}"] if comment else []
    lines += [f"      - record: {record}", "        expr: |"]
    lines += [f"          {line}" for line in expression.splitlines()]
    return "\n".join(lines) + "\n"


def group(name, interval, rules, limit=0):
    head = f"  - name: {name}\n    interval: {interval}\n"
    if limit:
        head += f"    limit: {limit}\n"
    return head + "    rules:\n" + "".join(rules)


def ratio(level, measure, counts):
    """The measure at the level: factor * numerator / denominator, over denominators of 20 or more."""
    labels = LABELS[level]
    suffix, matchers = "", []
    if measure["care_level"]:
        suffix = "_by_care_level"
        matchers.append(f'care_level="{measure["care_level"]}"')
    if measure["periods"] != "P":
        matchers.append(f'period="{measure["periods"]}"')

    numerator = best(labels + ["period"],
                     series(level, measure["numerator"], suffix, ",".join(matchers)))
    if measure["factor"] != 1:
        numerator = f"{measure['factor']:g} * {numerator}"
    # A state has no period of its own: cases of a year per those listed today.
    is_state = counts[measure["denominator"]]["periods"] == "at"
    if is_state and measure["periods"] != "at":
        denominator = best(labels, series(level, measure["denominator"], matchers='period="at"'))
        match = f"/ on ({', '.join(labels)}) group_left ()"
    else:
        denominator = best(labels + ["period"],
                           series(level, measure["denominator"], suffix, ",".join(matchers)))
        match = "/"
    return f"{numerator}\n{match} ({denominator} >= {LEAST_DENOMINATOR})"


def has_level(level, measure):
    """Whether the measure can have values there, as counts of units are published."""
    if level != "care_unit":
        return True
    is_of_units = measure["denominator"] == "units"  # 1 at a unit
    return not (is_of_units or measure["care_level"] or measure["periods"] == "730d")


def survey(level):
    labels = LABELS[level] + ["measure", "period"]
    return rule(f"{level}:sjukpuls_survey:ratio",
                f"{best(labels, series(level, 'survey_numerator'))}\n"
                f"/ ({best(labels, series(level, 'survey_denominator'))} >= {LEAST_DENOMINATOR})",
                "Enkätresultat (2020: 6.1, 6.2; 2024: 1–10, 13)")


def plans(level):
    """DV077 as the measures 11 and 12 of 2024 count it."""
    labels = LABELS[level] + ["period"]
    total = best(labels, series(level, "kva_records_DV077", matchers='period="365d"'))
    primary = best(labels, series(level, "kva_records_DV077", "_by_care_level",
                                  'care_level="PRIMARY",period="365d"'))
    return [
        rule(f"{level}:sjukpuls_plans:measure_year",
             best(labels, series(level, "kva_records_DV077", matchers='period=~"my.+"')),
             "Planer för återgång i arbete, mätår 1 mars till sista februari (2024: 12)"),
        rule(f"{level}:sjukpuls_plans_outside_primary_care:rolling_year",
             f"({total}\n - {primary}) >= {LEAST_COUNT}",
             "Planer utanför primärvården (2024: 11); care levels are published for 365 days, not for\n"
             "      # measure years: on the last day of February the two are the same (but in a leap year)"),
    ]


def measures_file(catalogue):
    counts = {count["name"]: count for count in catalogue["counts"]}
    groups = []
    for level in LABELS:
        rules = []
        for measure in catalogue["measures"]:
            if not has_level(level, measure):
                continue
            rules.append(rule(f"{level}:sjukpuls_{measure['id']}:ratio",
                              ratio(level, measure, counts),
                              f"{measure['swedish']} ({measure['source']})"))
        rules.append(survey(level))
        if level != "care_unit":
            rules += plans(level)
        # Unit series change on a slow tick, and there are many.
        interval, limit = ("2m", 100000) if level == "care_unit" else ("30s", 0)
        groups.append(group(f"sjukpuls-measures-{level}", interval, rules, limit))
    return HEADER + "groups:\n" + "\n".join(groups)


def funnel_file(catalogue):
    names = {count["name"] for count in catalogue["counts"]}
    assert {SIGNAL_NUMERATOR, SIGNAL_DENOMINATOR} <= names, "the catalogue has other counts"
    periods = 'period=~"' + "|".join(SIGNAL_PERIODS) + '"'
    share = "sjukpuls_reminder_per_sent:ratio"
    shares = []
    for level, labels in LABELS.items():
        shares.append(rule(
            f"{level}:{share}",
            f"{best(labels + ['period'], series(level, SIGNAL_NUMERATOR, matchers=periods))}\n"
            f"/ ({best(labels + ['period'], series(level, SIGNAL_DENOMINATOR, matchers=periods))}"
            f" >= {LEAST_DENOMINATOR})",
            "Andel skickade intyg med påminnelse"))

    labels = LABELS["care_unit"] + ["period"]
    reminded = best(labels, series("care_unit", SIGNAL_NUMERATOR, matchers=periods))
    sent = best(labels, series("care_unit", SIGNAL_DENOMINATOR, matchers=periods))
    units = [
        shares.pop(),
        rule("care_unit:sjukpuls_reminder:expected",
             f"({sent} >= {LEAST_DENOMINATOR})\n* on (period) group_left () nation:{share}",
             "The reminders a unit of this size has when it is like the nation"),
        rule("care_unit:sjukpuls_reminder:zscore",
             f"2 * (\n"
             f"  ({reminded} + 0.375) ^ 0.5\n"
             f"  - (care_unit:sjukpuls_reminder:expected + 0.375) ^ 0.5\n"
             f") / scalar(nation:sjukpuls_reminder:spread)",
             "Anscombe's z: how far the unit is from that, in standard deviations"),
    ]

    sizes = "\n  or ".join(f'label_replace(vector({n}), "n", "{n}", "", "")' for n in FUNNEL_GRID)
    grid = "\nor ".join(f'label_replace(sjukpuls_funnel:size, "period", "{period}", "", "")'
                        for period in SIGNAL_PERIODS)
    limits = [
        rule("nation:sjukpuls_reminder:spread",
             "clamp_min(max(sjukpuls_nation_reminder_dispersion) or vector(1), 1) ^ 0.5",
             "How many times wider than chance the units' spread is; 1 where it is not known"),
        rule("sjukpuls_funnel:size", sizes, "The sizes of unit that the limits are drawn at"),
        rule("sjukpuls_funnel:certificates_sent", grid, "The same for each period"),
        rule("sjukpuls_funnel:expected",
             f"sjukpuls_funnel:certificates_sent\n* on (period) group_left () nation:{share}"),
    ]
    for side, sign in (("lower", "-"), ("upper", "+")):
        for name, z in LIMITS:
            root = ("(sjukpuls_funnel:expected + 0.375) ^ 0.5"
                    f" {sign} {z / 2:g} * scalar(nation:sjukpuls_reminder:spread)")
            limits.append(
                rule("nation:sjukpuls_reminder:funnel_limit",
                     f"clamp_min(clamp_min({root}, 0) ^ 2 - 0.375, 0)\n"
                     "/ sjukpuls_funnel:certificates_sent")
                + f"        labels:\n          limit: {side}_{name}\n")

    return HEADER + "groups:\n" + "\n".join([
        group("sjukpuls-funnel-limits", "30s", shares + limits),
        group("sjukpuls-funnel-care_unit", "2m", units, 100000)])


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true")
    arguments = parser.parse_args()
    catalogue = json.loads((HERE.parent / "catalogue.json").read_text(encoding="utf-8"))
    stale = []
    for name, make in (("measures", measures_file), ("funnel", funnel_file)):
        path = HERE / "rules" / f"{name}.rules.yml"
        text = make(catalogue)
        if not arguments.check:
            path.write_text(text, encoding="utf-8")
        elif not path.exists() or path.read_text(encoding="utf-8") != text:
            stale.append(path.name)
    if stale:
        sys.exit(f"{', '.join(stale)}: not what the catalogue makes; run deploy/prometheus/generate_rules.py")


if __name__ == "__main__":
    main()
