"""PromQL for the counts and measures of the catalogue.

A number is read as the greatest over all instances: each instance of sjukpuls publishes the same table.
"""

# Where a level's series are, and what says which of them a board shows.
LEVELS = {
    "nation": ("sjukpuls_nation_", [], []),
    "region": ("sjukpuls_region_", ['region="$region"'], []),
    "regions": ("sjukpuls_region_", [], ["region"]),
    "unit": ("sjukpuls_unit_", ['region="$region"', 'care_unit="$care_unit"'], []),
    "units": ("sjukpuls_unit_", ['region="$region"'], ["care_unit"]),
}

# A share of fewer than twenty says more about chance than about care.
LEAST_DENOMINATOR = 20

# A difference of published counts is withheld as counts are.
LEAST_COUNT = 5


def greatest(selector, by=()):
    return f"max by ({', '.join(by)}) ({selector})" if by else f"max({selector})"


def over_time(selector):
    """The last sample of each step, for lines over time.

    Samples may be seconds apart (scraped) or a day apart (backfilled): 25 hours find both, on the day that
    clocks are turned back too. The negative offset looks at the end of the step, not at its beginning, so
    that today's point is the number of now and a new Prometheus has a point at once.
    """
    return f"last_over_time({selector}[25h] offset -$__interval)"


def count(level, name, period, trend=False, by=None, where=()):
    prefix, matchers, level_by = LEVELS[level]
    matchers = [*matchers, *where, f'period="{period}"']
    selector = f"{prefix}{name}{{{','.join(matchers)}}}"
    return greatest(over_time(selector) if trend else selector, level_by if by is None else by)


def parts(level, measure, period, counts, trend=False):
    """Numerator and denominator of a measure.

    A care level is a breakdown, published for some periods only. A state (patients listed) has no other period
    than `at`, also below cases of a year.
    """
    suffix, where = "", ()
    if measure["care_level"]:
        suffix, where = "_by_care_level", (f'care_level="{measure["care_level"]}"',)

    def side(name):
        return count(
            level, name + suffix, "at" if counts[name]["periods"] == "at" else period, trend, where=where
        )

    return side(measure["numerator"]), side(measure["denominator"])


def ratio(level, measure, period, counts, trend=False):
    numerator, denominator = parts(level, measure, period, counts, trend)
    factor = "" if measure["factor"] == 1 else f"{measure['factor']:g} * "
    return f"{factor}{numerator} / ({denominator} >= {LEAST_DENOMINATOR})"


def tagged(expression, **labels):
    for label, value in labels.items():
        expression = f'label_replace({expression}, "{label}", "{value}", "", "")'
    return expression


def or_text(expression, label, text):
    """One row that says so in words where a list is empty."""
    return f"{expression} or on () {tagged('vector(0)', **{label: text})}"


def funnel_limit(n, share, z, upper):
    """Limit of the share among n cases, by Anscombe's root: the one that the signals are judged on.

    `z` is an expression. Below zero there is no lower limit.
    """
    root = f"sqrt({n} * {share} + 0.375)"
    if upper:
        return f"(({root} + {z} / 2) ^ 2 - 0.375) / {n}"
    return f"clamp_min(clamp_min({root} - {z} / 2, 0) ^ 2 - 0.375, 0) / {n}"
