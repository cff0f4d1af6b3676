"""What the boards have in common: words about a number, panels of measures, variables, the frame around it all."""

import json
import pathlib
import re

import panels
import queries
from panels import BLUE, ORANGE, PLAIN
from queries import count, or_text, tagged

HERE = pathlib.Path(__file__).resolve().parent
LANGUAGES = ("sv", "en")

# Alerts that users of insurance medicine get; the others are about operations.
CLINICAL_NOTIFICATIONS = {
    "UnitManyReminders": "many_reminders",
    "UnitOverdueRequests": "overdue_requests",
    "UnitCoverageDrop": "coverage_drop",
}

# Where the name of a unit is.
UNIT_NAMES = 'max by (care_unit, care_unit_name) (sjukpuls_care_unit_info{region="$region"})'


class Board:
    """What the boards have in common, in one language."""

    def __init__(self, language, catalogue):
        self.language = language
        self.words = {
            key: text[language] for key, text in json.loads((HERE / "texts.json").read_text()).items()
        }
        self.swedish = json.loads((HERE.parent / "definitions_sv.json").read_text())
        self.counts = {entry["name"]: entry for entry in catalogue["counts"]}
        self.measures = {entry["id"]: entry for entry in catalogue["measures"]}

    def __getitem__(self, key):
        return self.words[key]

    def parts(self, level, measure, period, **how):
        return queries.parts(level, measure, period, self.counts, **how)

    def ratio(self, level, measure, period, **how):
        return queries.ratio(level, measure, period, self.counts, **how)

    def uid(self, name):
        return f"sjukpuls-{name}" + ("" if self.language == "sv" else f"-{self.language}")

    # Words about a number

    def source(self, entry):
        text = entry["source"].replace("regions' survey", self["source_survey"])
        return self["source"].format(source=self["source_new"] if text == "new" else text)

    def definition(self, name):
        entry = self.counts[name]
        if self.language == "en":
            return f"{entry['help']} (`{name}`)"
        return f"{self.swedish[name]} (`{name}`)"

    def describe_counts(self, *names, extra=""):
        lines = [
            f"**{self.counts[name]['official_term']}**: {self.definition(name)}. {self.source(self.counts[name])}"
            for name in names
        ]
        return "\n\n".join([*lines, *([extra] if extra else []), self["describe_cutoff"]])

    def describe_measure(self, measure, period, extra=""):
        sentences = [
            self["describe_measure"].format(
                name=self.name(measure),
                period=self[period],
                numerator=self.definition(measure["numerator"]),
                denominator=self.definition(measure["denominator"]),
            )
        ]
        if measure["factor"] != 1:
            sentences.append(self["describe_factor"].format(factor=f"{measure['factor']:g}"))
        if measure["care_level"]:
            sentences.append(self["describe_care_level"])
        sentences.append(self.source(measure))
        if measure["cohort"]:
            sentences.append(self["describe_preliminary"])
        return " ".join([*sentences, *([extra] if extra else []), self["describe_cutoff"]])

    def name(self, measure):
        return measure["swedish" if self.language == "sv" else "english"]

    def period(self, measure):
        """The period a board shows the measure for. Breakdowns are published for 365 days, not for each period."""
        if measure["care_level"]:
            return "365d"
        return "$period" if measure["periods"] == "P" else measure["periods"]

    def title(self, measure, period):
        mark = f" ({self['preliminary']})" if measure["cohort"] else ""
        return f"{self.name(measure)}, {self[period]}{mark}"

    def unit(self, measure):
        return {"share": "percentunit", "days": "none", "per_thousand": "none"}[measure["unit"]]

    # Panels that several boards have

    def row(self, key):
        return panels.row(self[key])

    def card(self, measure_id, levels, w):
        """A measure: the board's own level, the levels above it, and the two counts behind."""
        measure = self.measures[measure_id]
        period = self.period(measure)
        fields = [
            (self.ratio(level, measure, period), self[level], self.unit(measure), PLAIN if i else BLUE)
            for i, level in enumerate(levels)
        ]
        for side, expression in zip(("numerator", "denominator"), self.parts(levels[0], measure, period)):
            fields.append((expression, self[side], "count", PLAIN))
        return panels.stat(
            self.title(measure, period),
            self.describe_measure(measure, period),
            fields,
            w=w,
            h=4,
            none=self["not_shown"],
            size=24 if w >= 8 else 18,
        )

    def numbers(self, title, level, named, w, h=4):
        """Counts side by side; `named` has (count, period, word)."""
        fields = [
            (count(level, name, period), self[word], "count", PLAIN if i else BLUE)
            for i, (name, period, word) in enumerate(named)
        ]
        description = self.describe_counts(*[name for name, _, _ in named])
        return panels.stat(self[title], description, fields, w=w, h=h, none=self["not_shown"])

    def trend(self, measure_id, levels, w, h=8):
        measure = self.measures[measure_id]
        period = self.period(measure)
        series = [
            (self.ratio(level, measure, period, trend=True), self[level], tone)
            for level, tone in zip(levels, (BLUE, ORANGE, panels.GREY))
        ]
        volume = (
            self.parts(levels[0], measure, period, trend=True)[1],
            f"{self['denominator']}: {self.short(measure['denominator'])}",
        )
        return panels.lines(
            self.title(measure, period),
            self.describe_measure(measure, period, self["describe_trend"]),
            series,
            unit=self.unit(measure),
            volume=volume,
            w=w,
            h=h,
        )

    def short(self, name):
        entry = self.counts[name]
        return (entry["official_term"] if self.language == "sv" else entry["help"]).split(" (")[0].lower()

    def count_trend(self, title, level, named, w, h=8):
        """`named` has (count, period, word); None for a count's own name."""
        series = [
            (count(level, name, period, trend=True), self[word], tone)
            for (name, period, word), tone in zip(named, (BLUE, ORANGE, panels.GREY, None))
        ]
        description = self.describe_counts(
            *[name for name, _, _ in named], extra=self["describe_trend_counts"]
        )
        return panels.lines(self[title], description, series, unit="locale", w=w, h=h)

    def freshness(self):
        """The strip at the top: may the numbers below be trusted now?"""

        def small(key, expression, unit, texts=None):
            field = (expression, "", unit, PLAIN, texts) if texts else (expression, "", unit, PLAIN)
            return panels.stat(self[key], self[f"{key}_about"], [field], w=6, h=3, none="?", size=22)

        return [
            small("as_of", "max(sjukpuls_as_of_timestamp_seconds) * 1000", "time:YYYY-MM-DD"),
            small("last_event", "time() - max(sjukpuls_last_event_timestamp_seconds)", "dthms"),
            small(
                "complete", "max(sjukpuls_ready)", "count", {1: self["complete_yes"], 0: self["complete_no"]}
            ),
            small(
                "period_status",
                'max(sjukpuls_period_preliminary{period="$period"})',
                "count",
                {1: self["status_preliminary"], 0: self["status_final"]},
            ),
        ]

    def to_unit(self):
        url = f"/d/{self.uid('enhet')}?var-region=${{__data.fields.region}}&var-care_unit=${{__data.fields.care_unit}}&${{DS_PROMETHEUS:queryparam}}"
        return {"links": [{"title": self["board_enhet"], "url": url}]}

    def signals(self, matchers, title, w, h, empty):
        """Units with a signal, the rarest first, with the numbers behind."""
        signal = f"max by (care_unit, region, rule, level) (sjukpuls_unit_signal{{{matchers}}})"
        names = f"max by (care_unit, care_unit_name) (sjukpuls_care_unit_info{{{matchers}}})"
        named = f"({signal} * on (care_unit) group_left (care_unit_name) {names} or on (care_unit, rule) {signal})"
        on_unit = f"{named} * on (care_unit) group_left ()"
        behind = [
            f"max by (care_unit) (sjukpuls_unit_{name}{{{','.join(filter(None, [matchers, period]))}}})"
            for name, period in (
                ("certificates_sent", 'period="365d"'),
                ("certificates_reminded", 'period="365d"'),
                ("requests_overdue", 'period="at"'),
            )
        ]
        probability = f"max by (care_unit, rule) (sjukpuls_unit_signal_probability{{{matchers}}})"
        expressions = [
            or_text(named, "rule", self[empty]),
            f"1 / clamp_min({named} * on (care_unit, rule) group_left () {probability}, 1e-6)",
            *[f"{on_unit} {expression}" for expression in behind],
        ]
        rules = {key: self[f"rule_{key}"] for key in CLINICAL_NOTIFICATIONS.values()}
        levels = {key: self[f"level_{key}"] for key in ("alert", "warning")}
        columns = [
            ("care_unit_name", self["col_unit"], None, None, self.to_unit()),
            ("rule", self["col_rule"], None, 220, {"mappings": panels.mappings(rules)}),
            ("level", self["col_level"], None, 110, {"mappings": panels.mappings(levels)}),
            ("Value #B", self["col_rarity"], "count", 110, {"decimals": 0}),
            ("Value #D", self["col_reminded"], "count", 130, {}),
            ("Value #C", self["col_sent"], "count", 130, {}),
            ("Value #E", self["col_overdue"], "count", 160, {}),
            ("region", self["col_region_code"], None, 75, {}),
            ("care_unit", self["col_unit_id"], None, 210, {}),
        ]
        return panels.table(
            self[title],
            self["watch_list_about"],
            expressions,
            columns,
            sort=(self["col_rarity"], True),
            none="",
            w=w,
            h=h,
        )

    def notifications(self, matchers, w, h):
        expression = f'max by (alertname, severity, region, care_unit) (ALERTS{{alertstate="firing",service="sjukpuls",severity!="none"{matchers}}})'
        clinical = {name: self[f"rule_{rule}"] for name, rule in CLINICAL_NOTIFICATIONS.items()}
        columns = [
            ("alertname", self["col_notification"], None, None, {"mappings": panels.mappings(clinical)}),
            ("severity", self["col_severity"], None, 80, {}),
            ("region", self["col_region_code"], None, 75, {}),
            ("care_unit", self["col_unit_id"], None, None, {}),
        ]
        return panels.table(
            self["notifications"],
            self["notifications_about"],
            [or_text(expression, "alertname", self["notifications_empty"])],
            columns,
            none="",
            w=w,
            h=h,
        )

    def measure_table(self, levels, w, h):
        """Every share of the catalogue as a row: its quotient at each level, and the counts behind."""
        shares = [measure for measure in self.measures.values() if measure["unit"] == "share"]

        def rows(part):
            tags = (
                (
                    part(measure, self.period(measure)),
                    self.row_name(measure),
                    self.source(measure).split(": ", 1)[1].rstrip("."),
                )
                for measure in shares
            )
            return " or ".join(
                tagged(expression, measure=name, source=source) for expression, name, source in tags
            )

        expressions = [
            rows(lambda measure, period, side=side: self.parts(levels[0], measure, period)[side])
            for side in (1, 0)
        ]
        expressions += [
            rows(lambda measure, period, level=level: self.ratio(level, measure, period)) for level in levels
        ]
        columns = [
            ("measure", self["col_measure"], None, 560, {}),
            *[
                (f"Value #{panels.letter(2 + i)}", self[level], "percentunit", 90, {})
                for i, level in enumerate(levels)
            ],
            ("Value #B", self["numerator"].capitalize(), "count", 90, {}),
            ("Value #A", self["denominator"].capitalize(), "count", 100, {}),
            ("source", self["col_source"], None, None, {}),
        ]
        about = f"{self['measures_table_about']} {self['describe_preliminary']} {self['describe_cutoff']}"
        return panels.table(
            self["measures_table"],
            about,
            expressions,
            columns,
            none=self["not_shown"],
            w=w,
            h=h,
        )

    def row_name(self, measure):
        period = self.period(measure)
        return (
            self.name(measure)
            + ("" if period == "at" else f", {self[period]}")
            + (f" ({self['preliminary']})" if measure["cohort"] else "")
        )

    def measure_years(self, level, w, h):
        def of(expression):
            return f'label_replace({expression}, "year", "$1", "period", "my(.*)")'

        def by_period(name):
            return count(level, name, "PERIOD", by=["period"]).replace('period="PERIOD"', 'period=~"my.*"')

        shares = [self.measures["completion"], self.measures["reminder"]]
        expressions = [
            of(by_period("kva_records_DV077")),
            *[
                of(
                    f"{by_period(m['numerator'])} / ({by_period(m['denominator'])} >= {queries.LEAST_DENOMINATOR})"
                )
                for m in shares
            ],
            of('max by (period) (sjukpuls_period_preliminary{period=~"my.*"})'),
        ]
        status = panels.mappings({1: self["status_preliminary"], 0: self["status_final"]})
        columns = [
            ("year", self["col_year"], None, None, {}),
            ("Value #A", self["col_dv077"], "count", 140, {}),
            ("Value #B", self["col_completion"].split(" (")[0], "percentunit", 110, {}),
            ("Value #C", self["col_reminder"].split(" (")[0], "percentunit", 110, {}),
            ("Value #D", self["col_status"], None, 120, {"mappings": status}),
        ]
        about = f"{self['measure_years_about']} {self.describe_counts('kva_records_DV077')}"
        return panels.table(
            self["measure_years"],
            about,
            expressions,
            columns,
            key="year",
            sort=(self["col_year"], True),
            none=self["not_shown"],
            w=w,
            h=h,
        )

    def dv077(self, level, w):
        total = count(level, "kva_records_DV077", "365d")
        primary = count(level, "kva_records_DV077_by_care_level", "365d", where=('care_level="PRIMARY"',))
        fields = [
            (total, self["dv077_all"], "count", BLUE),
            (primary, self["dv077_primary"], "count", PLAIN),
            (f"({total} - {primary}) >= {queries.LEAST_COUNT}", self["dv077_rest"], "count", PLAIN),
        ]
        return panels.stat(
            self["dv077_365"],
            self.describe_counts("kva_records_DV077"),
            fields,
            w=w,
            h=4,
            none=self["not_shown"],
            size=18,
        )

    def surveys(self, level, w, h):
        def by_survey(name):
            return (
                count(level, name, "PERIOD", by=["measure", "period"])
                .replace(',period="PERIOD"', "")
                .replace('{period="PERIOD"}', "")
            )

        numerator, denominator = by_survey("survey_numerator"), by_survey("survey_denominator")
        expressions = [
            or_text(denominator, "measure", self["surveys_empty"]),
            numerator,
            f"{numerator} / ({denominator} >= {queries.LEAST_DENOMINATOR})",
        ]
        by_source = {
            "type": "regex",
            "options": {"pattern": r"(\d{4})-(.*)", "result": {"text": "Socialstyrelsen $1: $2", "index": 0}},
        }
        columns = [
            ("measure", self["col_survey"], None, None, {"mappings": [by_source]}),
            ("period", self["col_survey_period"], None, 210, {}),
            ("Value #C", self["col_share"], "percentunit", 90, {}),
            ("Value #B", self["numerator"].capitalize(), "count", 90, {}),
            ("Value #A", self["denominator"].capitalize(), "count", 100, {}),
        ]
        about = f"{self['surveys_about']} {self.source(self.counts['survey_numerator'])} {self['describe_cutoff']}"
        return panels.table(self["surveys"], about, expressions, columns, none="", w=w, h=h)

    def lengths(self, levels, w, h=8):
        ids = ("long_91_180", "long_181_365", "long_366")
        first = self.measures[ids[0]]
        series = [
            (
                self.ratio(levels[0], self.measures[i], "$period", trend=True),
                re.search(r"\d.*", self.name(self.measures[i])).group(),
                tone,
            )
            for i, tone in zip(ids, (BLUE, ORANGE, panels.GREY))
        ]
        volume = (
            count(levels[0], first["denominator"], "$period", trend=True),
            f"{self['denominator']}: {self.short(first['denominator'])}",
        )
        about = f"{self.describe_counts(first['denominator'], *[self.measures[i]['numerator'] for i in ids])} {self['describe_trend']}"
        return panels.lines(self["lengths"], about, series, unit="percentunit", volume=volume, w=w, h=h)

    def funnel(self, numerator, title, w, h, highlight=False):
        """Shares of the certificates sent, over 365 days: units beside the limits of chance around Sweden's share."""
        n = f"({count('units', 'certificates_sent', '365d')} >= {queries.LEAST_DENOMINATOR})"
        all_share = (
            f"scalar({count('nation', numerator, '365d')} / {count('nation', 'certificates_sent', '365d')})"
        )
        about = self["funnel_about"]
        widen = ""
        if numerator == "certificates_reminded":
            about = f"{about} {self['funnel_dispersion']}"
            widen = " * scalar(clamp_min(max(sjukpuls_nation_reminder_dispersion), 1) or vector(1)) ^ 0.5"
        limits = [
            queries.funnel_limit(n, all_share, f"({z}{widen})", upper)
            for z, upper in ((3.09, True), (1.96, True), (1.96, False), (3.09, False))
        ]
        expressions = [
            f"{n} * on (care_unit) group_left (care_unit_name) {UNIT_NAMES} or {n}",
            f"{count('units', numerator, '365d')} / {n}",
            *limits,
            f"{n} * 0 + {all_share}",
        ]
        labels = [self[f"funnel_{key}"] for key in ("unit", "u998", "u95", "l95", "l998")] + [
            self["nation"],
            self["funnel_this"],
        ]
        if highlight:
            this = 'region="$region",care_unit="$care_unit"'
            expressions.append(expressions[1].replace('region="$region"', this))
        about = f"{about} {self.describe_counts('certificates_sent', numerator)}"
        axis = (self["funnel_n"], self["funnel_share"])
        return panels.funnel(
            self[title], about, expressions, labels, axis=axis, w=w, h=h, highlight=highlight
        )

    def funnel_seen(self, w, h):
        sent = f"{count('units', 'certificates_sent', '365d')} >= {queries.LEAST_DENOMINATOR}"
        fields = [
            (
                f"count({count('units', 'certificates_requested', '365d')} / ({sent}))",
                self["seen_completion"],
                "count",
                PLAIN,
            ),
            (
                f"count({count('units', 'certificates_reminded', '365d')} / ({sent}))",
                self["seen_reminder"],
                "count",
                PLAIN,
            ),
            (f"count({sent})", self["seen_all"], "count", PLAIN),
        ]
        return panels.stat(
            self["funnel_seen"],
            self["funnel_seen_about"],
            fields,
            w=w,
            h=h,
            none="0",
            orientation="horizontal",
        )

    def about(self):
        return [
            self.row("row_about"),
            panels.text("", self["about_text_about"], self["about_text"], w=24, h=7),
        ]

    # The frame around the panels

    def variables(self, name):
        datasource = {"type": "prometheus", "uid": "${DS_PROMETHEUS}"}

        def query(variable, expression, regex):
            return {
                "type": "query",
                "name": variable,
                "label": self[f"var_{variable}"],
                "datasource": datasource,
                "query": {"query": f"query_result({expression})", "refId": f"variable-{variable}"},
                "regex": regex,
                "refresh": 2,
                "sort": 1,
                "multi": False,
                "includeAll": False,
                "hide": 0,
                "skipUrlSync": False,
                "options": [],
            }

        def periods(ids, chosen):
            options = [{"text": self[id_], "value": id_, "selected": id_ == chosen} for id_ in ids]
            return {
                "type": "custom",
                "name": "period",
                "label": self["var_period"],
                "hide": 0,
                "multi": False,
                "includeAll": False,
                "skipUrlSync": False,
                "query": ", ".join(f"{self[id_]} : {id_}" for id_ in ids),
                "options": options,
                "current": next(option for option in options if option["selected"]),
            }

        result = [
            {
                "type": "datasource",
                "name": "DS_PROMETHEUS",
                "label": self["var_datasource"],
                "query": "prometheus",
                "regex": "",
                "refresh": 1,
                "hide": 0,
                "multi": False,
                "includeAll": False,
                "skipUrlSync": False,
                "options": [],
            }
        ]
        if name in ("region", "enhet"):
            result.append(
                query(
                    "region",
                    "sjukpuls_region_info",
                    '/region="(?<value>[^"]+)".*region_name="(?<text>[^"]+)"/',
                )
            )
        if name == "enhet":
            regex = '/care_unit="(?<value>[^"]+)".*care_unit_name="(?<text>[^"]+)"/'
            result.append(query("care_unit", 'sjukpuls_care_unit_info{region="$region"}', regex))
        if name != "drift":
            ids = ("28d", "365d") if name == "enhet" else ("7d", "28d", "90d", "365d")
            result.append(periods(ids, "365d" if name == "enhet" else "28d"))
        return result

    def annotations(self, name):
        matchers = {"region": ',region="$region"', "enhet": ',region="$region",care_unit="$care_unit"'}.get(
            name, ',care_unit=""'
        )

        def prometheus(key, expression, tone, text):
            return {
                "name": self[key],
                "datasource": panels.DATASOURCE,
                "enable": True,
                "hide": False,
                "iconColor": tone,
                "expr": expression,
                "step": "5m",
                "titleFormat": text,
                "textFormat": "",
            }

        return [
            {
                "builtIn": 1,
                "name": "Annotations & Alerts",
                "type": "dashboard",
                "enable": True,
                "hide": True,
                "iconColor": "rgba(0, 211, 255, 1)",
                "datasource": {"type": "grafana", "uid": "-- Grafana --"},
            },
            prometheus(
                "annotation_notifications",
                f'ALERTS{{alertstate="firing",service="sjukpuls",severity!="none"{matchers}}}',
                ORANGE,
                "{{alertname}} {{care_unit}}",
            ),
            prometheus(
                "annotation_version",
                "changes(count by (version) (sjukpuls_build_info)[10m:1m]) > 0",
                BLUE,
                "{{version}}",
            ),
        ]

    def dashboard(self, name, content, since):
        other = next(language for language in LANGUAGES if language != self.language)
        twin = self.uid(name).removesuffix("-en") if self.language == "en" else f"{self.uid(name)}-en"
        plain_link = {
            "tooltip": "",
            "asDropdown": False,
            "targetBlank": False,
            "includeVars": True,
            "keepTime": True,
            "icon": "dashboard",
        }
        return {
            "uid": self.uid(name),
            "title": self[f"board_{name}"],
            "description": self[f"about_{name}"],
            "tags": ["sjukpuls", self["tag"]],
            "schemaVersion": 38,
            "version": 1,
            "editable": False,
            "graphTooltip": 1,
            "timezone": "Europe/Stockholm",
            "weekStart": "monday",
            "refresh": "1m",
            "time": {"from": since, "to": "now"},
            "timepicker": {"refresh_intervals": ["1m", "5m", "15m", "1h"]},
            "fiscalYearStartMonth": 0,
            "liveNow": False,
            "links": [
                {
                    **plain_link,
                    "type": "dashboards",
                    "title": "Sjukpuls",
                    "tags": ["sjukpuls", self["tag"]],
                    "url": "",
                },
                {
                    **plain_link,
                    "type": "link",
                    "title": {"sv": "Svenska", "en": "English"}[other],
                    "tags": [],
                    "url": f"/d/{twin}",
                },
            ],
            "templating": {"list": self.variables(name)},
            "annotations": {"list": self.annotations(name)},
            "panels": panels.placed(content),
        }
