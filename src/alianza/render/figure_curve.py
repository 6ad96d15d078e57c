"""The dose-response figure: probability of meeting the objectives over the months of planning, with its band."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from alianza.render import theme
from alianza.render.figure_panels import SMALL
from alianza.render.figure_reading import Reading
from alianza.render.figure_scale import scale_of
from alianza.render.figure_vega import DASHED, Rows, Vega, axis_label, finished, heading, layer
from alianza.render.messages import say, spoken
from alianza.study.estimate import Estimate
from alianza.study.message import Message

HEIGHT: Final = 260
MARGIN: Final = 68
MONTH_STEPS: Final = (1, 3, 6, 12, 24)


@dataclass(frozen=True, slots=True)
class Point:
    """The estimate at one number of months."""

    months: float
    estimate: Estimate


def curve_points(reading: Reading) -> tuple[Point, ...]:
    """The table's estimates in order of months; a row's id `m06` names its months."""
    found = reading.estimates("probability")
    months = {row: float(row.removeprefix("m").replace("_", ".")) for row in found}
    return tuple(Point(months[row], found[row]) for row in sorted(found, key=months.__getitem__))


def curve_title(reading: Reading, points: Sequence[Point]) -> Message:
    """From the shortest to the longest planning, and whether the two intervals are apart."""
    first, last = points[0], points[-1]
    low, high = (first, last) if (first.estimate.value or 0) <= (last.estimate.value or 0) else (last, first)
    bottom, top = low.estimate.high, high.estimate.low
    apart = bottom is not None and top is not None and bottom < top
    case = "flat" if not apart else "rise" if high is last else "fall"
    values = {"first": first.estimate, "last": last.estimate}
    return Message(f"figures.curve.{case}", {**values, "from": first.months, "to": last.months})


def curve_alternative(reading: Reading, points: Sequence[Point]) -> str:
    """The curve in words, point by point."""
    told = [
        reading.say("curve.point", months=p.months, value=spoken(p.estimate, "both", reading.language)) for p in points
    ]
    n = points[0].estimate.n
    return f"{say(curve_title(reading, points), reading.language)}. {'; '.join(told)}; n = {reading.base(n)}."


def curve_specification(reading: Reading, points: Sequence[Point], mark: str) -> Vega:
    """Band, line, marks at the table's months, and the protocol's cut between short and long planning."""
    rows = [_row(point, reading.language) for point in points]
    axes = _axes(reading, points)
    layers = [*_cut(reading, points, axes), *_curve(rows, axes, reading), *_written(rows, reading, axes)]
    n = reading.base(points[0].estimate.n)
    notes = (reading.say("notes.band", level=points[0].estimate.level, n=n),)
    size = {"width": theme.FIGURE_WIDTH - MARGIN, "height": HEIGHT}
    return finished({**heading(notes, mark, "bounds"), "layer": layers, **size}, reading.language)


def _row(point: Point, language: str) -> dict[str, Any]:
    estimate = point.estimate
    return {
        "months": point.months,
        "value": estimate.value,
        "low": estimate.value if estimate.low is None else estimate.low,
        "high": estimate.value if estimate.high is None else estimate.high,
        "label": spoken(estimate, "value", language),
        "tip": spoken(estimate, "", language),
    }


def _axes(reading: Reading, points: Sequence[Point]) -> dict[str, Vega]:
    """Months from the first to the last, in round ticks; probability from zero."""
    scale = scale_of([p.estimate for p in points], "share")
    first, last = points[0].months, points[-1].months
    step = next((s for s in MONTH_STEPS if (last - first) / s <= 8), MONTH_STEPS[-1])
    ticks = [m for m in range(0, int(last) + 1, step) if m >= first]
    months = {"title": reading.say("axes.months"), "values": ticks, "grid": False}
    share = {
        "title": reading.say("axes.probability"),
        "values": list(scale.ticks),
        "labelExpr": axis_label("share", scale),
    }
    span = {"domain": [first, last], "nice": False, "zero": False, "padding": 6}
    height = {"domain": [scale.low, scale.high], "nice": False}
    return {
        "x": {"field": "months", "type": "quantitative", "axis": months, "scale": span},
        "y": {"type": "quantitative", "axis": share, "scale": height},
    }


def _curve(rows: Rows, axes: dict[str, Vega], reading: Reading) -> list[Vega]:
    x, low, value = axes["x"], {"field": "low", **axes["y"]}, {"field": "value", **axes["y"]}
    band = {"type": "area", "color": theme.ACCENT, "opacity": 0.16, "interpolate": "monotone"}
    line = {"type": "line", "color": theme.ACCENT, "strokeWidth": 2, "interpolate": "monotone"}
    point = {"type": "point", "color": theme.ACCENT, "filled": True, "size": 36, "opacity": 1}
    months = {"field": "months", "type": "quantitative", "title": reading.say("axes.months")}
    tips: list[Vega] = [months, {"field": "tip", "type": "nominal", "title": " "}]
    return [
        layer(rows, band, x=x, y=low, y2={"field": "high"}),
        layer(rows, line, x=x, y=value),
        layer(rows, point, x=x, y=value, tooltip=tips),
    ]


def _cut(reading: Reading, points: Sequence[Point], axes: dict[str, Vega]) -> list[Vega]:
    """The line between short and long planning, with its name, where it lies inside the curve."""
    months = reading.rules.planning_months
    if not points[0].months < months < points[-1].months:
        return []
    rows = [{"months": months, "label": reading.say("curve.cut", months=months)}]
    text = {"type": "text", "align": "left", "dx": 6, "baseline": "bottom", "fontSize": SMALL, "color": theme.GREY}
    label = {"field": "label", "type": "nominal"}
    return [
        layer(rows, {"type": "rule", **DASHED}, x=axes["x"]),
        layer(rows, text, x=axes["x"], y={"value": HEIGHT - 4}, text=label),
    ]


def _written(rows: Rows, reading: Reading, axes: dict[str, Vega]) -> list[Vega]:
    """The values at both ends and at the mark next to the cut, written on the curve."""
    cut = min(range(len(rows)), key=lambda i: abs(rows[i]["months"] - reading.rules.planning_months))
    last = len(rows) - 1
    aligned = [({0: "left", last: "right"}.get(i, "center"), rows[i]) for i in sorted({0, cut, last})]
    written = [{**row, "align": align} for align, row in aligned]
    style = {"type": "text", "align": {"expr": "datum.align"}, "dy": -10, "fontSize": SMALL, "fontWeight": "bold"}
    label = {"field": "label", "type": "nominal"}
    place = {"x": axes["x"], "y": {"field": "value", **axes["y"]}, "text": label}
    halo = {"color": theme.PAPER, "stroke": theme.PAPER, "strokeWidth": 3}
    return [layer(written, {**style, **halo}, **place), layer(written, {**style, "color": theme.INK}, **place)]
