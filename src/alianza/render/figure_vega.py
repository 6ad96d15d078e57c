"""Drawings as Vega-Lite specifications.

The specifications are written out as plain values: building them with Altair's classes took three times as long as
drawing them (docs/decisions/0004-figures.md). The tests check every one against Altair's schema.
"""

from collections.abc import Sequence
from typing import Any, Final

from alianza.render import theme
from alianza.render.figure_panels import (
    INDENT,
    LINE,
    SIZE,
    SMALL,
    Column,
    Drawing,
    Layout,
    Line,
    Mark,
    Panel,
    layout,
)
from alianza.render.figure_scale import Scale, tick_decimals, wrapped
from alianza.study.estimate import Unit

Vega = dict[str, Any]
Rows = list[dict[str, Any]]

SCHEMA: Final = "https://vega.github.io/schema/vega-lite/v6.json"
PADDING: Final = 6
SLACK: Final = 4
"""Pixels kept free for strokes at the edges; the finished picture is exactly as wide as the text."""
PIXELS: Final[Vega] = {"field": "y", "type": "quantitative", "scale": None, "axis": None}
"""Rows stand at heights given in pixels, the same in every view."""
TIPS: Final = (("row", " "), ("tip", "  "))
"""A tooltip's fields and their names, which are blank: row and estimate speak for themselves."""
DASHED: Final[Vega] = {"strokeDash": [4, 3], "color": theme.GREY, "strokeWidth": 1}
PUBLISHED: Final = theme.OKABE_ITO[1]
SQUARE: Final = "#a9aeb8"
"""Studies of a forest plot, light enough for the line of the interval to be seen on them."""


def specification(drawing: Drawing, language: str, mark: str) -> Vega:
    """The drawing as Vega-Lite, as wide as the text; `mark` says that data are synthetic, or is empty."""
    measures = layout(drawing, theme.FIGURE_WIDTH - 2 * PADDING - SLACK)
    panels = [_panel(panel, drawing.lines, measures) for panel in drawing.panels]
    columns = [_column(column, measures) for column in drawing.columns]
    views = [_labels(drawing.lines, measures), *panels, *columns]
    chart = {**heading(drawing.notes, mark, "group"), "hconcat": views, "spacing": measures.gap, "bounds": "flush"}
    return finished(chart, language)


def heading(notes: Sequence[str], mark: str, frame: str) -> Vega:
    """The lines above a chart: the synthetic mark in amber, then how to read it."""
    lines = [text for note in notes for text in wrapped(note, theme.FIGURE_WIDTH - 3 * PADDING, SMALL)]
    place = {"anchor": "start", "frame": frame, "offset": 14}
    if mark:
        return {"title": {"text": mark, "subtitle": lines, "color": theme.AMBER_TEXT, **place}}
    return {"title": {"text": lines, "color": theme.GREY, "fontWeight": "normal", **place}} if lines else {}


def finished(chart: Vega, language: str) -> Vega:
    """The specification with the house's type, colours and number format.

    Vega's own descriptions of marks and axes are English whatever the language: the figure's alt text stands for them.
    """
    axis = {
        "domain": False, "ticks": False, "gridColor": theme.HAIRLINE, "labelColor": theme.GREY,
        "labelFontSize": SMALL, "labelPadding": 5, "labelOverlap": "parity",
        "labelSeparation": 4, "titleColor": theme.GREY, "titleFontSize": SMALL,
        "titleFontWeight": "normal", "titlePadding": 6, "titleLineHeight": LINE,
    }  # fmt: skip
    title = {
        "color": theme.INK, "fontSize": SMALL, "fontWeight": "bold", "lineHeight": LINE,
        "subtitleColor": theme.GREY, "subtitleFontSize": SMALL, "subtitleLineHeight": LINE,
    }  # fmt: skip
    config = {
        "font": theme.FIGURE_FONT, "lineBreak": "\n", "locale": {"number": number_locale(language)},
        "view": {"stroke": None}, "axis": {**axis, "aria": False}, "title": title,
        "aria": False, "mark": {"aria": False},
    }  # fmt: skip
    return {"$schema": SCHEMA, "background": theme.PAPER, "padding": PADDING, **chart, "config": config}


def number_locale(language: str) -> Vega:
    """How numbers on axes are written: «28,5» and «20 %» in Spanish, also where the reader's browser draws them."""
    decimal, thousands, percent = (",", "\u202f", "\u00a0%") if language == "es" else (".", ",", "%")
    return {"decimal": decimal, "thousands": thousands, "grouping": [3], "currency": ["", ""], "percent": percent}


def axis_label(unit: Unit, scale: Scale) -> str:
    """Vega expression that writes a tick's label in the unit's own form."""
    if unit == "difference":
        return f"format(datum.value * 100, '+.{tick_decimals(scale, 100)}f')"
    if unit in ("share", "growth"):
        return f"format(datum.value, '.{tick_decimals(scale, 100)}%')"
    return "format(datum.value, '.3~g')" if scale.log else f"format(datum.value, '.{tick_decimals(scale, 1)}f')"


def layer(rows: Rows, mark: Vega, **encoding: Vega | list[Vega]) -> Vega:
    """One kind of mark over its rows."""
    return {"data": {"values": rows}, "mark": mark, "encoding": encoding}


def view(layers: Sequence[Vega], width: float, height: float, header: Sequence[str], anchor: str) -> Vega:
    """Layers in a frame with a header above it."""
    title = {"text": list(header), "anchor": anchor, "frame": "group", "offset": 9}
    return {"layer": list(layers), "width": width, "height": height, **({"title": title} if header else {})}


def words(rows: Rows, x: Vega, **style: Any) -> Vega:
    """Text at the rows' heights."""
    mark = {"type": "text", "baseline": "middle", "fontSize": SIZE, "lineHeight": LINE, "color": theme.INK, **style}
    return layer(rows, mark, x=x, y=PIXELS, text={"field": "label", "type": "nominal"})


def with_halo(rows: Rows, x: Vega, **style: Any) -> list[Vega]:
    """Text on a halo of paper, so that no line crosses it."""
    halo = {**style, "stroke": theme.PAPER, "strokeWidth": 3, "color": theme.PAPER}
    return [words(rows, x, **halo), words(rows, x, **style)]


def _labels(lines: Sequence[Line], measures: Layout) -> Vega:
    groups: dict[tuple[bool, int], Rows] = {}
    for i, (line, texts) in enumerate(zip(lines, measures.labels, strict=True)):
        y = measures.middle(i) - LINE / 2 * (len(texts) - 1)
        groups.setdefault((line.strong, line.depth), []).append({"label": "\n".join(texts), "y": y})
    layers = [
        words(rows, {"value": INDENT * depth}, align="left", fontWeight="bold" if strong else "normal")
        for (strong, depth), rows in groups.items()
    ]
    return view(layers, measures.label_width, measures.height, (), "start")


def _column(column: Column, measures: Layout) -> Vega:
    left = column.left or bool(column.asides)
    at = 0 if column.left else column.text_width if column.asides else column.width
    layers = [words(_at_rows(column.texts, measures), {"value": at}, align="left" if column.left else "right")]
    if column.asides:
        asides = _at_rows(column.asides, measures)
        layers.append(words(asides, {"value": at + 6}, align="left", color=theme.GREY))
    return view(layers, column.width, measures.height, [column.header], "start" if left else "end")


def _at_rows(texts: Sequence[str], measures: Layout) -> Rows:
    return [{"label": text, "y": measures.middle(i)} for i, text in enumerate(texts)]


def _panel(panel: Panel, lines: Sequence[Line], measures: Layout) -> Vega:
    scale = panel.scale
    marks = {mark.row: mark for mark in panel.marks}
    rows = [_row(marks[line.id], line, measures.middle(i), scale) for i, line in enumerate(lines) if line.id in marks]
    drawn, empty = [row for row in rows if "value" in row], [row for row in rows if "value" not in row]
    axis = _axis(panel, scale, measures.panel_width)
    pooled = [row for row in drawn if row["shape"] in ("span", "bar")]
    single = [row for row in drawn if row not in pooled]
    layers = [*_reference(panel, axis), *_squares(single, axis), *_intervals(single, axis)]
    layers += [*_points(single, axis), *_published(single, axis), *_pooled(pooled, axis)]
    if panel.labelled:
        layers += _values(drawn, axis)
    if empty:
        layers += with_halo(empty, {"value": 4}, align="left", color=theme.GREY, fontStyle="italic")
    header = wrapped(panel.header, measures.panel_width, SMALL, bold=True) if panel.header else ()
    return view(layers, measures.panel_width, measures.height, header, "start")


def _row(mark: Mark, line: Line, y: float, scale: Scale) -> dict[str, Any]:
    """One row of a panel's data, with limits cut at the ends of the axis; without a value only its sign."""
    row = {"row": line.label, "y": y, "label": mark.text}
    estimate = mark.estimate
    if estimate is None or estimate.value is None:
        return row
    low, high = (estimate.value if limit is None else limit for limit in (estimate.low, estimate.high))
    place = scale.place(estimate.value)
    return row | {
        "value": scale.clamp(estimate.value),
        "low": scale.clamp(low),
        "high": scale.clamp(high),
        "cut_low": low < scale.low,
        "cut_high": high > scale.high,
        "tip": mark.tip,
        "shape": mark.shape,
        "size": mark.size,
        "fill": theme.INK if mark.solid else theme.PAPER,
        "align": "left" if place < 0.1 else "right" if place > 0.9 else "center",
        "published": mark.published,
    }


def _axis(panel: Panel, scale: Scale, width: float) -> Vega:
    """The horizontal axis that all layers of a panel share; a layer adds the field that it draws."""
    title = list(wrapped(panel.axis, width + 12, SMALL))
    axis = {
        "values": list(scale.ticks),
        "labelExpr": axis_label(panel.unit, scale),
        "title": title,
        "labelFlush": False,
    }
    kind = {"domain": [scale.low, scale.high], "type": "log" if scale.log else "linear", "nice": False, "zero": False}
    return {"type": "quantitative", "axis": axis, "scale": kind}


def _on(axis: Vega, field: str) -> Vega:
    return {"field": field, **axis}


def _reference(panel: Panel, axis: Vega) -> list[Vega]:
    lines = ((panel.reference, DASHED), (panel.pooled, {**DASHED, "strokeDash": [1, 3], "color": theme.ACCENT}))
    return [
        layer([{"reference": at}], {"type": "rule", **style}, x=_on(axis, "reference"))
        for at, style in lines
        if at is not None
    ]


def _intervals(rows: Rows, axis: Vega) -> list[Vega]:
    """A line from limit to limit, with an arrow where the limit lies beyond the axis."""
    rule = {"type": "rule", "color": theme.INK, "strokeWidth": 1.5}
    layers = [layer(rows, rule, x=_on(axis, "low"), x2={"field": "high"}, y=PIXELS)]
    for side, shape in (("low", "triangle-left"), ("high", "triangle-right")):
        cut = [row for row in rows if row[f"cut_{side}"]]
        arrow = {"type": "point", "shape": shape, "filled": True, "size": 40, "color": theme.INK, "opacity": 1}
        layers += [layer(cut, arrow, x=_on(axis, side), y=PIXELS)] if cut else []
    return layers


def _squares(rows: Rows, axis: Vega) -> list[Vega]:
    """Squares under the lines, so that the narrow interval of a large study can be seen."""
    return _symbols([row for row in rows if row["shape"] == "square"], axis, color=SQUARE, filled=True)


def _points(rows: Rows, axis: Vega) -> list[Vega]:
    points = [row for row in rows if row["shape"] != "square"]
    return _symbols(points, axis, stroke=theme.INK, strokeWidth=1.6)


def _symbols(rows: Rows, axis: Vega, **style: Any) -> list[Vega]:
    if not rows:
        return []
    fields = ("shape",) if style.get("filled") else ("shape", "fill")
    own: dict[str, Vega] = {name: {"field": name, "type": "nominal", "scale": None} for name in fields}
    own["size"] = {"field": "size", "type": "quantitative", "scale": None}
    mark = {"type": "point", "opacity": 1, **style}
    return [layer(rows, mark, x=_on(axis, "value"), y=PIXELS, tooltip=_tips(), **own)]


def _tips() -> list[Vega]:
    return [{"field": field, "type": "nominal", "title": title} for field, title in TIPS]


def _pooled(rows: Rows, axis: Vega) -> list[Vega]:
    """Pooled effects: a diamond as wide as the interval, or a band as wide as the prediction."""
    corners = [
        {**row, "at": row[field], "top": row["y"] - half, "bottom": row["y"] + half}
        for row in rows
        for field, half in ((("low", 0), ("value", 7), ("high", 0)) if row["shape"] == "span" else _band())
    ]
    mark = {"type": "area", "color": theme.ACCENT, "interpolate": "linear", "orient": "vertical"}
    places = {"y": {**PIXELS, "field": "top"}, "y2": {"field": "bottom"}, "detail": {"field": "y", "type": "nominal"}}
    return [
        layer(
            [corner for corner in corners if corner["shape"] == shape], {**mark, "opacity": opacity},
            x=_on(axis, "at"), tooltip=_tips(), **places,
        )
        for shape, opacity in (("bar", 0.35), ("span", 1))
        if any(corner["shape"] == shape for corner in corners)
    ]  # fmt: skip


def _band() -> tuple[tuple[str, float], ...]:
    return ("low", 3.0), ("high", 3.0)


def _published(rows: Rows, axis: Vega) -> list[Vega]:
    """The published value as an open diamond, tied to the own one by a dotted line."""
    kept = [row for row in rows if row["published"] is not None]
    if not kept:
        return []
    tie = {"type": "rule", "color": PUBLISHED, "strokeWidth": 1, "strokeDash": [1, 2]}
    diamond = {"type": "point", "shape": "diamond", "filled": False, "size": 80, "strokeWidth": 1.8, "color": PUBLISHED}
    return [
        layer(kept, tie, x=_on(axis, "value"), x2={"field": "published"}, y=PIXELS),
        layer(kept, {**diamond, "opacity": 1}, x=_on(axis, "published"), y=PIXELS),
    ]


def _values(rows: Rows, axis: Vega) -> list[Vega]:
    """Each value above its mark."""
    style: Vega = {"align": {"expr": "datum.align"}, "dy": -10, "fontSize": SMALL, "baseline": "alphabetic"}
    return with_halo(rows, _on(axis, "value"), **style)
