"""Years and countries of the included articles, as bars that begin at zero."""

from collections.abc import Sequence
from typing import Final

from alianza.render import theme
from alianza.render.document import Figure
from alianza.render.figure_comparisons import sentence_end
from alianza.render.figure_panels import LINE, SIZE, SMALL
from alianza.render.figure_reading import Reading
from alianza.render.figure_scale import text_width
from alianza.render.messages import capitalised
from alianza.render.svg_canvas import MARGIN, Canvas
from alianza.study.message import Message
from alianza.study.table import Row

BAR: Final = "#8a92a0"
"""Bars of counts: grey, since none of them is more important than another."""
RIGHT: Final = 330.0
"""Where the countries begin."""
PITCH: Final = 20.0
COUNTRIES_AT_MOST: Final = 10


def _rows(reading: Reading, start: str) -> list[Row]:
    return [row for row in reading.table.rows if row.id.startswith(start) and not row.id.endswith("_unstated")]


def characteristics_figure(reading: Reading, mark: str = "") -> Figure | None:
    """Years and countries of the included articles, as bars that begin at zero."""
    if not reading.table.computable:
        return None
    years = [row for row in _rows(reading, "year_")]
    countries = _rows(reading, "country_")
    if not years or not countries:
        return None
    canvas = Canvas()
    canvas.head(mark, ())
    top = canvas.y + LINE
    canvas.text(MARGIN, top, reading.say("review_characteristics.years"), size=SMALL, bold=True)
    canvas.text(RIGHT, top, reading.say("review_characteristics.countries"), size=SMALL, bold=True)
    bars = _countries(reading, countries)
    height = len(bars) * PITCH
    _year_bars(canvas, reading, years, top + 10, height)
    _country_bars(canvas, bars, top + 10)
    canvas.y = top + 14 + height
    return canvas.figure(
        reading.table.id, _characteristics_title(reading, countries), _bars_told(reading, years, countries)
    )


def _characteristics_title(reading: Reading, countries: Sequence[Row]) -> str:
    first, n = countries[0], reading.table.base or 0
    values: dict[str, object] = {"n": n, "country": reading.label(first), "count": reading.count(first, "articles")}
    priority = next((row for row in reading.table.rows if row.id == "priority"), None)
    if priority is None or not isinstance(priority.label, Message):
        return reading.say("review_characteristics.title_plain", **values)
    share = reading.estimate(priority, "share")
    return reading.say("review_characteristics.title", **values, share=share, label=priority.label.values["label"])


def _bars_told(reading: Reading, years: Sequence[Row], countries: Sequence[Row]) -> str:
    def told(rows: Sequence[Row]) -> str:
        bars = (
            reading.say("review_characteristics.bar", row=reading.label(row), count=reading.count(row, "articles"))
            for row in rows
        )
        return "; ".join(bars)

    heads = (reading.say("review_characteristics.years"), reading.say("review_characteristics.countries"))
    return " ".join(sentence_end(f"{head}: {told(rows)}") for head, rows in zip(heads, (years, countries), strict=True))


def _countries(reading: Reading, rows: Sequence[Row]) -> list[tuple[str, int]]:
    """The countries with most articles, and the others together."""
    bars = [(capitalised(reading.label(row)), reading.count(row, "articles")) for row in rows]
    if len(bars) <= COUNTRIES_AT_MOST:
        return bars
    kept, rest = bars[: COUNTRIES_AT_MOST - 1], bars[COUNTRIES_AT_MOST - 1 :]
    others = reading.say("review_characteristics.others", count=len(rest))
    return [*kept, (capitalised(others), sum(count for _, count in rest))]


def _year_bars(canvas: Canvas, reading: Reading, rows: Sequence[Row], top: float, height: float) -> None:
    """Upright bars, each with its number on top and its year below."""
    most = max(reading.count(row, "articles") for row in rows)
    wide, room = 278.0, height - 34
    step = wide / len(rows)
    base = top + height - 18
    for place, row in enumerate(rows):
        count = reading.count(row, "articles")
        tall, x = room * count / most, MARGIN + place * step
        canvas.box(x + step * 0.16, base - tall, step * 0.68, tall, fill=BAR, round_=1)
        canvas.text(x + step / 2, base - tall - 4, str(count), size=SIZE, anchor="middle")
        canvas.text(x + step / 2, base + 14, reading.label(row), size=SMALL, colour=theme.GREY, anchor="middle")
    canvas.line(MARGIN, base, MARGIN + wide, base, theme.INK)


def _country_bars(canvas: Canvas, bars: Sequence[tuple[str, int]], top: float) -> None:
    """Level bars, sorted, each with its name at the left and its number behind it."""
    label = max(text_width(name, SIZE) for name, _ in bars)
    start = RIGHT + label + 10
    most = max(count for _, count in bars)
    for place, (name, count) in enumerate(bars):
        y = top + place * PITCH
        canvas.text(RIGHT + label, y + 13.5, name, anchor="end")
        wide = (canvas.width - MARGIN - 24 - start) * count / most
        canvas.box(start, y + 3, wide, 14, fill=BAR, round_=1)
        canvas.text(start + wide + 5, y + 13.5, str(count))
