"""Panels of Grafana's classic dashboard model, schema version 38."""

DATASOURCE = {"type": "prometheus", "uid": "${DS_PROMETHEUS}"}

# Blue and orange are told apart with any colour vision; line styles and text say the same as they do.
BLUE, ORANGE, GREY = "#1F60C4", "#C4621B", "#808890"
PLAIN = "text"

WIDTH = 24

# Units of what is divided: a share, or a plain number such as days. Counts have "count".
QUOTIENTS = ("percentunit", "none")


def target(expr, legend="", *, range_=False, table=False):
    return {
        "datasource": DATASOURCE,
        "editorMode": "code",
        "expr": expr,
        "format": "table" if table else "time_series",
        "instant": not range_,
        "range": range_,
        "legendFormat": legend,
    }


def letter(index):
    return chr(ord("A") + index)


def override(name, **properties):
    """Properties of the field of that name; __ in a key stands for a dot."""
    return {
        "matcher": {"id": "byName", "options": name},
        "properties": [{"id": key.replace("__", "."), "value": value} for key, value in properties.items()],
    }


def by_query(ref, **properties):
    return {**override(ref, **properties), "matcher": {"id": "byFrameRefID", "options": ref}}


def colour(value):
    return {"mode": "fixed", "fixedColor": value}


def mappings(texts):
    """What to print for a value."""
    return [
        {
            "type": "value",
            "options": {str(k): {"text": v, "index": i} for i, (k, v) in enumerate(texts.items())},
        }
    ]


def stat(title, description, fields, *, w, h, none, orientation="vertical", size=24):
    """`fields`: (expression, name, unit, colour[, value texts]) side by side, the main one first.

    What has no value keeps its place and says `none`: where it vanished, the rest would be read wrongly.
    """
    overrides = []
    for i, (_, name, unit, tone, *texts) in enumerate(fields):
        properties = {"unit": "locale" if unit == "count" else unit, "color": colour(tone)}
        if "{{" not in name:
            properties["displayName"] = name
        if unit in QUOTIENTS:
            properties["decimals"] = 1
        absent = {
            "type": "special",
            "options": {
                "match": "null+nan",
                "result": {"text": none, "index": 9},
            },
        }
        properties["mappings"] = [*(mappings(texts[0]) if texts else []), absent]
        overrides.append(by_query(letter(i), **properties))
    return {
        "type": "stat",
        "title": title,
        "description": description,
        "targets": [target(f"{field[0]} or on () vector(NaN)", field[1]) for field in fields],
        "fieldConfig": {
            "defaults": {"unit": "none", "color": colour(PLAIN)},
            "overrides": overrides,
        },
        "options": {
            "reduceOptions": {"calcs": ["last"], "fields": "", "values": False},
            "orientation": orientation,
            "textMode": "value_and_name" if any(field[1] for field in fields) else "value",
            "colorMode": "value",
            "graphMode": "none",
            "justifyMode": "center",
            "text": {"titleSize": 12, "valueSize": size},
        },
        "w": w,
        "h": h,
    }


def lines(title, description, series, *, unit, w, h, volume=None, least_step="1m"):
    """`series`: (expression, legend, colour or None). The second is dashed, so that print tells them apart.

    `volume`: (expression, legend) of the cases behind, as bars on an axis of their own. Over a year a point is a
    day; a gap stays a gap, since it may be withheld.
    """
    targets = [target(expr, legend, range_=True) for expr, legend, _ in series]
    overrides = []
    for i, (_, _, tone) in enumerate(series):
        if tone:
            style = {"fill": "solid"} if i == 0 else {"fill": "dash", "dash": [8, 6] if i == 1 else [2, 6]}
            overrides.append(by_query(letter(i), color=colour(tone), custom__lineStyle=style))
    if volume:
        ref = letter(len(targets))
        targets.append(target(volume[0], volume[1], range_=True))
        overrides.append(
            by_query(
                ref,
                color=colour(GREY),
                unit="locale",
                decimals=0,
                custom__axisPlacement="right",
                custom__drawStyle="bars",
                custom__fillOpacity=18,
                custom__lineWidth=0,
            )
        )
    custom = {
        "drawStyle": "line",
        "lineInterpolation": "linear",
        "lineWidth": 2,
        "fillOpacity": 0,
        "showPoints": "auto",
        "pointSize": 5,
        "spanNulls": False,
        "axisPlacement": "auto",
        "axisSoftMin": 0,
    }
    defaults = {"unit": unit, "min": 0, "color": {"mode": "palette-classic"}, "custom": custom}
    if unit == "percentunit":
        defaults["decimals"] = 1
    return {
        "type": "timeseries",
        "title": title,
        "description": description,
        "interval": least_step,
        "maxDataPoints": 366,
        "targets": targets,
        "fieldConfig": {"defaults": defaults, "overrides": overrides},
        "options": {
            "legend": {"displayMode": "list", "placement": "bottom", "showLegend": True, "calcs": []},
            "tooltip": {"mode": "multi", "sort": "none"},
        },
        "w": w,
        "h": h,
    }


def table(title, description, targets, columns, *, key=None, w, h, none, sort=None):
    """`columns`: (field, title, unit, width or None, extra properties). What is not named is not shown.

    Rows meet on the label `key`; without one, on all labels that the queries have in common. A code such as 01
    must not become a number: without a unit, a column is text. An empty cell says `none`.
    """
    overrides = []
    for field, name, unit, width, extra in columns:
        properties = {"displayName": name, **extra}
        if unit:
            properties |= {"unit": "locale" if unit == "count" else unit, "custom.align": "right"}
        if unit in QUOTIENTS:
            properties["decimals"] = 1
        if width:
            properties["custom.width"] = width
        overrides.append(
            {
                "matcher": {"id": "byName", "options": field},
                "properties": [{"id": key_, "value": value} for key_, value in properties.items()],
            }
        )
    names = [column[0] for column in columns]
    meet = (
        {"id": "joinByField", "options": {"byField": key, "mode": "outer"}}
        if key
        else {"id": "merge", "options": {}}
    )
    return {
        "type": "table",
        "title": title,
        "description": description,
        "targets": [target(expr, table=True) for expr in targets],
        "transformations": [
            meet,
            {"id": "filterFieldsByName", "options": {"include": {"names": names}}},
            {"id": "organize", "options": {"indexByName": {name: i for i, name in enumerate(names)}}},
        ],
        "fieldConfig": {
            "defaults": {
                "unit": "string",
                "noValue": none,
                "custom": {"align": "auto", "filterable": False, "minWidth": 60},
            },
            "overrides": overrides,
        },
        "options": {
            "showHeader": True,
            "cellHeight": "sm",
            "sortBy": [{"displayName": sort[0], "desc": sort[1]}] if sort else [],
        },
        "w": w,
        "h": h,
    }


def funnel(title, description, targets, labels, *, axis, w, h, highlight=False):
    """Targets by unit: n, share, upper 99.8 %, upper 95 %, lower 95 %, lower 99.8 %, all's share[, one unit's share].

    `labels`: the same without n. `axis`: the words at the two axes. Options as of Grafana 10, which later ones migrate.
    """
    n, *fields = [f"Value #{letter(i)}" for i in range(len(targets))]
    dotted, dashed, solid = (
        {"fill": "dash", "dash": [3, 5]},
        {"fill": "dash", "dash": [12, 6]},
        {"fill": "solid"},
    )
    styles = [None, dotted, dashed, dashed, dotted, solid, None]
    tones = [GREY if highlight else BLUE, ORANGE, ORANGE, ORANGE, ORANGE, GREY, BLUE]
    sizes = [5, 1, 1, 1, 1, 1, 18]
    series = []
    overrides = [override(n, displayName=axis[0], unit="locale", decimals=0, custom__axisLabel=axis[0])]
    for field, label, style, tone, size in zip(fields, labels, styles, tones, sizes):
        show = "lines" if style else "points"
        point = {"pointSize": {"fixed": size, "min": 1, "max": 50}, "pointColor": {"fixed": tone}}
        series.append(
            {"x": n, "y": field, "name": label, "show": show, "lineColor": {"fixed": tone}, **point}
        )
        properties = {
            "displayName": label,
            "color": colour(tone),
            "custom__show": show,
            "custom__axisLabel": axis[1],
        }
        properties["custom__pointSize"] = point["pointSize"]
        if style:
            properties |= {"custom__lineStyle": style, "custom__lineWidth": 2}
        overrides.append(override(field, **properties))
    return {
        "type": "xychart",
        "title": title,
        "description": description,
        "pluginVersion": "10.0.0",
        "targets": [target(expr, table=True) for expr in targets],
        "transformations": [
            {"id": "joinByField", "options": {"byField": "care_unit", "mode": "outer"}},
            {"id": "sortBy", "options": {"sort": [{"field": n}]}},
        ],
        "fieldConfig": {
            "defaults": {
                "unit": "percentunit",
                "decimals": 1,
                "min": 0,
                "custom": {"show": "points", "pointSize": {"fixed": 5}, "lineWidth": 1},
            },
            "overrides": overrides,
        },
        "options": {
            "seriesMapping": "manual",
            "series": series,
            "dims": {"frame": 0},
            "legend": {"displayMode": "list", "placement": "bottom", "showLegend": True, "calcs": []},
            "tooltip": {"mode": "single", "sort": "none"},
        },
        "w": w,
        "h": h,
    }


def bars(title, description, targets, *, category, value, texts, unit, w, h):
    return {
        "type": "barchart",
        "title": title,
        "description": description,
        "targets": [target(expr, table=True) for expr in targets],
        "transformations": [
            {"id": "filterFieldsByName", "options": {"include": {"names": [category, value]}}},
            {"id": "sortBy", "options": {"sort": [{"field": value, "desc": True}]}},
        ],
        "fieldConfig": {
            "defaults": {
                "unit": "locale" if unit == "count" else unit,
                "color": colour(BLUE),
                "custom": {"fillOpacity": 80, "lineWidth": 0, "axisPlacement": "auto"},
            },
            "overrides": [override(category, mappings=mappings(texts))],
        },
        "options": {
            "orientation": "horizontal",
            "xField": category,
            "showValue": "always",
            "barWidth": 0.8,
            "groupWidth": 0.8,
            "stacking": "none",
            "legend": {"displayMode": "list", "placement": "bottom", "showLegend": False, "calcs": []},
            "tooltip": {"mode": "single", "sort": "none"},
        },
        "w": w,
        "h": h,
    }


def text(title, description, markdown, *, w, h):
    return {
        "type": "text",
        "title": title,
        "description": description,
        "options": {"mode": "markdown", "content": markdown},
        "w": w,
        "h": h,
    }


def row(title):
    return {"type": "row", "title": title, "collapsed": False, "panels": [], "w": WIDTH, "h": 1}


def placed(panels):
    """Gives each panel its id, its queries their letters, and its place: left to right, then down."""
    x = y = tallest = 0
    for number, panel in enumerate(panels, 1):
        w, h = panel.pop("w"), panel.pop("h")
        if x + w > WIDTH or panel["type"] == "row":
            x, y, tallest = 0, y + tallest, 0
        panel["id"] = number
        panel["gridPos"] = {"x": x, "y": y, "w": w, "h": h}
        x, tallest = x + w, max(tallest, h)
        if "targets" in panel:
            panel["datasource"] = DATASOURCE
            for i, query in enumerate(panel["targets"]):
                query["refId"] = letter(i)
    return panels
