"""The four boards: what is on them, the important thing first."""

import panels
import queries
from board import LANGUAGES
from panels import BLUE, ORANGE, PLAIN
from queries import count, or_text

DIAGNOSES = {
    "I": ("Infektioner", "Infections"), "II": ("Tumörer", "Neoplasms"), "III": ("Blod och immunsystem", "Blood"),
    "IV": ("Endokrina, näring", "Endocrine"), "V": ("Psykiska", "Mental"), "VI": ("Nervsystemet", "Nervous system"),
    "VII": ("Ögat", "Eye"), "VIII": ("Örat", "Ear"), "IX": ("Cirkulation", "Circulation"),
    "X": ("Andning", "Respiration"), "XI": ("Matsmältning", "Digestion"), "XII": ("Hud", "Skin"),
    "XIII": ("Rörelseorgan", "Musculoskeletal"), "XIV": ("Urin och kön", "Genitourinary"),
    "XV": ("Graviditet", "Pregnancy"), "XVI": ("Perinatalt", "Perinatal"), "XVII": ("Missbildningar", "Malformations"),
    "XVIII": ("Symtom", "Symptoms"), "XIX": ("Skador", "Injuries"), "XX": ("Yttre orsaker", "External causes"),
    "XXI": ("Hälsofaktorer", "Health factors"), "XXII": ("Särskilda", "Special purposes"),
}  # fmt: skip

REGION_NAMES = "max by (region, region_name) (sjukpuls_region_info)"

# Counts that stand beside each other: (count, period, word).
REQUESTS = [
    ("requests_open", "at", "open"),
    ("requests_overdue", "at", "overdue"),
    ("requests", "$period", "new_requests"),
]
REQUESTS_TREND = [("requests_open", "at", "open"), ("requests_overdue", "at", "overdue")]
SJUKFALL = [
    ("sjukfall_ongoing", "at", "ongoing"),
    ("sjukfall_started", "$period", "started"),
    ("sjukfall_ended", "$period", "ended"),
]
# Units show fewer counts than regions do.
SJUKFALL_OF_UNIT = [
    ("sjukfall_ongoing", "at", "ongoing"),
    ("sjukfall_active", "$period", "active"),
    ("certificates", "$period", "certificates"),
]
SJUKFALL_TREND = [
    ("sjukfall_started", "$period", "name_started"),
    ("sjukfall_ended", "$period", "name_ended"),
]
SICK_LISTED = [
    ("sick_listed", "at", "all"),
    ("sick_listed_women", "at", "women"),
    ("sick_listed_part_time", "at", "part_time"),
    ("sick_listed_over_90", "at", "over_90"),
]


def oversikt(b):
    return [
        *b.freshness(),
        b.row("row_now"),
        b.card("completion", ["nation"], 8),
        b.card("reminder", ["nation"], 8),
        b.card("answer_days", ["nation"], 8),
        b.numbers("requests_now", "nation", REQUESTS, 8),
        b.numbers("sjukfall_now", "nation", SJUKFALL, 8),
        b.numbers("sick_listed_now", "nation", SICK_LISTED, 8),
        b.row("row_attention"),
        b.signals("", "watch_list", 24, 9, "watch_list_empty"),
        b.notifications("", 24, 5),
        b.row("row_trend"),
        b.trend("completion", ["nation"], 12),
        b.trend("reminder", ["nation"], 12),
        b.count_trend("trend_counts_requests", "nation", REQUESTS_TREND, 12),
        b.trend("answer_days", ["nation"], 12),
        b.row("row_regions"),
        regions_table(b, 24, 23),
        b.row("row_sjukfall"),
        b.count_trend("trend_sick_listed", "nation", SICK_LISTED, 8),
        b.count_trend("trend_sjukfall", "nation", SJUKFALL_TREND, 8),
        b.lengths(["nation"], 8),
        *measures(b, ["nation"]),
        *b.about(),
    ]


def regions_table(b, w, h):
    completion, reminder, answer, plan = (
        b.measures[i] for i in ("completion", "reminder", "answer_days", "plan")
    )
    expressions = [
        REGION_NAMES,
        count("regions", "certificates_sent", "$period"),
        b.ratio("regions", completion, "$period"),
        count("regions", "certificates_requested", "$period"),
        b.ratio("regions", reminder, "$period"),
        b.ratio("regions", answer, "$period"),
        count("regions", "requests_open", "at"),
        count("regions", "requests_overdue", "at"),
        count("regions", "sick_listed", "at"),
        b.ratio("regions", plan, "at"),
    ]
    link = {
        "links": [
            {
                "title": b["board_region"],
                "url": f"/d/{b.uid('region')}?var-region=${{__data.fields.region}}&${{period:queryparam}}&${{DS_PROMETHEUS:queryparam}}",
            }
        ]
    }
    columns = [
        ("region", b["col_region_code"], None, 80, {}),
        ("region_name", b["col_region"], None, 180, link),
        ("Value #C", b["col_completion"], "percentunit", 165, {}),
        ("Value #D", b["col_requested"], "count", None, {}),
        ("Value #B", b["col_sent"], "count", None, {}),
        ("Value #E", b["col_reminder"], "percentunit", None, {}),
        ("Value #F", b["col_answer_days"], "none", None, {}),
        ("Value #G", b["col_open"], "count", None, {}),
        ("Value #H", b["col_overdue"], "count", 165, {}),
        ("Value #I", b["col_sick_listed"], "count", None, {}),
        ("Value #J", b["col_plan"], "percentunit", None, {}),
    ]
    about = " ".join(
        [
            b["regions_table_about"],
            *(
                b.describe_measure(m, p)
                for m, p in (
                    (completion, "$period"),
                    (reminder, "$period"),
                    (answer, "$period"),
                    (plan, "at"),
                )
            ),
        ]
    )
    return panels.table(
        b["regions_table"],
        about,
        expressions,
        columns,
        key="region",
        sort=(b["col_region_code"], False),
        none=b["not_shown"],
        w=w,
        h=h,
    )


def measures(b, levels):
    return [
        b.row("row_measures"),
        b.measure_table(levels, 24, 20),
        b.card("ended_days", levels, 6),
        b.card("coordinators", levels, 6),
        b.card("sjukfall_listed", levels, 6),
        b.dv077(levels[0], 6),
        b.measure_years(levels[0], 12, 10),
        b.surveys(levels[0], 12, 10),
    ]


def region(b):
    levels = ["region", "nation"]
    return [
        *b.freshness(),
        b.row("row_now_region"),
        b.card("completion", levels, 8),
        b.card("reminder", levels, 8),
        b.card("answer_days", levels, 8),
        b.numbers("requests_now", "region", REQUESTS, 8),
        b.numbers("sjukfall_now", "region", SJUKFALL, 8),
        b.numbers("sick_listed_now", "region", SICK_LISTED, 8),
        b.row("row_attention"),
        b.signals('region="$region"', "watch_list", 24, 7, "watch_list_empty"),
        b.notifications(',region="$region"', 24, 5),
        b.funnel("certificates_requested", "funnel_completion", 10, 11),
        b.funnel("certificates_reminded", "funnel_reminder", 10, 11),
        b.funnel_seen(4, 11),
        b.row("row_trend"),
        b.trend("completion", levels, 12),
        b.trend("reminder", levels, 12),
        b.count_trend("trend_counts_requests", "region", REQUESTS_TREND, 12),
        b.trend("answer_days", levels, 12),
        b.row("row_sjukfall"),
        b.count_trend("trend_sick_listed", "region", SICK_LISTED, 8),
        b.count_trend("trend_sjukfall", "region", SJUKFALL_TREND, 8),
        b.lengths(["region"], 8),
        diagnoses(b, 12, 13),
        care_levels(b, 12, 13),
        *measures(b, levels),
        b.row("row_units"),
        units_table(b, 24, 16),
        *b.about(),
    ]


def diagnoses(b, w, h):
    expression = count("region", "sick_listed_by_diagnosis", "at", by=["diagnosis"])
    texts = {key: f"{key} {names[LANGUAGES.index(b.language)]}" for key, names in DIAGNOSES.items()} | {
        "UNKNOWN": b["UNKNOWN"]
    }
    return panels.bars(
        b["diagnoses"],
        b.describe_counts("sick_listed"),
        [expression],
        category="diagnosis",
        value="Value",
        texts=texts,
        unit="count",
        w=w,
        h=h,
    )


def care_levels(b, w, h):
    def by(name):
        return count("region", f"{name}_by_care_level", "365d", by=["care_level"])

    expressions = [
        by("certificates_sent"),
        by("certificates_requested"),
        f"{by('certificates_requested')} / ({by('certificates_sent')} >= {queries.LEAST_DENOMINATOR})",
    ]
    texts = {key: b[key] for key in ("PRIMARY", "SPECIALISED", "PSYCHIATRY", "OTHER", "UNKNOWN")}
    columns = [
        ("care_level", b["col_care_level"], None, None, {"mappings": panels.mappings(texts)}),
        ("Value #C", b["col_completion"], "percentunit", None, {}),
        ("Value #B", b["col_requested"], "count", None, {}),
        ("Value #A", b["col_sent"], "count", None, {}),
    ]
    about = b.describe_measure(b.measures["completion"], "365d")
    return panels.table(
        b["care_levels"],
        about,
        expressions,
        columns,
        key="care_level",
        none=b["not_shown"],
        w=w,
        h=h,
    )


def units_table(b, w, h):
    completion = b.measures["completion"]
    expressions = [
        'max by (care_unit, care_unit_name, region) (sjukpuls_care_unit_info{region="$region"})',
        count("units", "certificates_sent", "365d"),
        count("units", "certificates_requested", "365d"),
        b.ratio("units", completion, "365d"),
        count("units", "certificates_reminded", "365d"),
        count("units", "requests_open", "at"),
        count("units", "requests_overdue", "at"),
        count("units", "sick_listed", "at"),
        count("units", "sick_listed_with_plan", "at"),
    ]
    columns = [
        ("care_unit_name", b["col_unit"], None, 280, {**b.to_unit(), "custom.filterable": True}),
        ("Value #B", b["col_sent"], "count", None, {}),
        ("Value #C", b["col_requested"], "count", None, {}),
        ("Value #D", b["col_completion"], "percentunit", None, {}),
        ("Value #E", b["col_reminded"], "count", None, {}),
        ("Value #F", b["col_open"], "count", None, {}),
        ("Value #G", b["col_overdue"], "count", None, {}),
        ("Value #H", b["col_sick_listed"], "count", None, {}),
        ("Value #I", b["col_with_plan"], "count", None, {}),
        ("region", b["col_region_code"], None, 80, {}),
        ("care_unit", b["col_unit_id"], None, 200, {"custom.filterable": True}),
    ]
    about = f"{b['units_table_about']} {b.describe_measure(completion, '365d')}"
    return panels.table(
        b["units_table"],
        about,
        expressions,
        columns,
        key="care_unit",
        sort=(b["col_unit"], False),
        none=b["not_shown"],
        w=w,
        h=h,
    )


def enhet(b):
    levels = ["unit", "region", "nation"]
    return [
        *b.freshness(),
        b.row("row_now_unit"),
        b.card("completion", levels, 12),
        b.card("reminder", levels, 12),
        b.card("answer_days", levels, 12),
        b.numbers("requests_now", "unit", REQUESTS, 12),
        b.row("row_attention"),
        b.signals('region="$region",care_unit="$care_unit"', "unit_signals", 24, 5, "unit_signals_empty"),
        b.funnel("certificates_requested", "funnel_completion", 12, 11, highlight=True),
        b.funnel("certificates_reminded", "funnel_reminder", 12, 11, highlight=True),
        b.row("row_trend"),
        b.trend("completion", levels, 12),
        b.trend("answer_days", levels, 12),
        b.count_trend("trend_counts_requests", "unit", REQUESTS_TREND, 12),
        b.count_trend("trend_sick_listed", "unit", SICK_LISTED, 12),
        b.row("row_sjukfall"),
        b.numbers("sjukfall_now", "unit", SJUKFALL_OF_UNIT, 12),
        b.numbers("sick_listed_now", "unit", SICK_LISTED, 12),
        b.card("plan_over_90", levels, 12),
        b.card("plan", levels, 12),
        b.card("women", levels, 12),
        b.card("part_time", levels, 12),
        *b.about(),
    ]


def drift(b):
    def one(key, fields, h=4, stacked=False):
        orientation = "horizontal" if stacked else "vertical"
        return panels.stat(
            b[key], b[f"{key}_about"], fields, w=4, h=h, none="?", size=22, orientation=orientation
        )

    def over(key, series, unit="none", w=12, h=8):
        return panels.lines(b[key], b[f"{key}_about"], series, unit=unit, w=w, h=h, least_step="15s")

    def per(name, seconds, by=""):
        rate = f"sum{by} (rate({name}[$__rate_interval]))"
        return rate if seconds == 1 else f"{seconds} * {rate}"

    fresh = b.freshness()[:3]
    for panel in fresh:
        panel["w"] = 4
    counters = [
        ("duplicates", "sjukpuls_duplicates_total"),
        ("conflicts", "sjukpuls_conflicts_total"),
        ("corrections", "sjukpuls_corrections_total"),
    ]
    return [
        *[{**panel, "h": 4} for panel in fresh],
        one(
            "shards",
            [
                ("max(sjukpuls_table_shards_live)", b["shards_live"], "count", BLUE),
                ("max(sjukpuls_table_shards)", b["shards_all"], "count", PLAIN),
            ],
        ),
        one("restore", [("count(sjukpuls_shard_live == 0) or vector(0)", "", "count", PLAIN)]),
        one("instances", [("count by (version) (sjukpuls_build_info)", "{{version}}", "count", PLAIN)]),
        over(
            "fresh_lag",
            [("sum by (instance) (sjukpuls_consumer_lag_records)", "{{instance}}", None)],
            "locale",
        ),
        over(
            "ages",
            [
                ("time() - max(sjukpuls_last_event_timestamp_seconds)", b["age_event"], BLUE),
                ("time() - max(sjukpuls_table_commit_timestamp_seconds)", b["age_row"], ORANGE),
                ("time() - max(sjukpuls_units_page_timestamp_seconds)", b["age_units"], panels.GREY),
            ],
            "s",
        ),
        b.notifications("", 24, 6),
        b.row("row_flow"),
        over(
            "events_rate",
            [(per("sjukpuls_events_total", 1, " by (event_type)"), "{{event_type}}", None)],
            "none",
        ),
        over(
            "commits",
            [
                (per("sjukpuls_commits_total", 60), b["commits_done"], BLUE),
                (per("sjukpuls_aborts_total", 60), b["commits_aborted"], ORANGE),
                (per("sjukpuls_producer_rebuilds_total", 60), b["commits_rebuilt"], panels.GREY),
            ],
        ),
        panels.table(
            b["rejects"],
            b["rejects_about"],
            [or_text("sum by (reason) (sjukpuls_rejected_total) > 0", "reason", b["rejects_empty"])],
            [("reason", b["col_reason"], None, None, {}), ("Value", b["col_number"], "count", 120, {})],
            sort=(b["col_number"], True),
            none="0",
            w=8,
            h=8,
        ),
        one(
            "disorder",
            [(f"sum({name})", b[key], "count", PLAIN) for key, name in counters],
            h=8,
            stacked=True,
        ),
        over(
            "rebalances",
            [
                (per("sjukpuls_assignments_total", 3600), b["assigned"], BLUE),
                (per("sjukpuls_revocations_total", 3600), b["revoked"], ORANGE),
            ],
        ),
        b.row("row_state"),
        over(
            "state_bytes",
            [("sum by (instance) (sjukpuls_shard_state_bytes)", "{{instance}}", None)],
            "bytes",
            8,
        ),
        over(
            "patients", [("sum by (instance) (sjukpuls_shard_patients)", "{{instance}}", None)], "locale", 8
        ),
        over(
            "restored",
            [
                ("sum(sjukpuls_shard_restored_events)", b["restored_events"], BLUE),
                ("sum(sjukpuls_shard_reconciled_rows)", b["restored_rows"], ORANGE),
            ],
            "locale",
            8,
        ),
        b.row("row_size"),
        over(
            "unit_series",
            [
                ("max(sjukpuls_unit_series)", b["series_shown"], BLUE),
                ("max(sjukpuls_unit_series_withheld)", b["series_withheld"], ORANGE),
            ],
            "locale",
            8,
        ),
        over("table_rows", [("max by (instance) (sjukpuls_table_rows)", "{{instance}}", None)], "locale", 8),
        over(
            "scrape", [('scrape_duration_seconds{job=~".*sjukpuls.*"}', "{{job}} {{instance}}", None)], "s", 8
        ),
    ]


BOARDS = {
    "oversikt": (oversikt, "now-1y"),
    "region": (region, "now-1y"),
    "enhet": (enhet, "now-1y"),
    "drift": (drift, "now-6h"),
}
