"""Agreement on each code: Krippendorff's alpha with its interval, against the line from which a code may vote."""

import math
from dataclasses import dataclass
from typing import Final

from alianza.render import numbers, theme
from alianza.render.document import Figure
from alianza.render.figure_comparisons import sentence_end
from alianza.render.figure_panels import LINE, SIZE, SMALL
from alianza.render.figure_reading import Reading
from alianza.render.figure_scale import Scale, text_width, wrapped
from alianza.render.messages import capitalised
from alianza.render.svg_canvas import MARGIN, Canvas
from alianza.study.estimate import Estimate
from alianza.study.message import Message
from alianza.study.table import Row

LABELS: Final = 250.0
NUMBERS: Final = 118.0
ROOM: Final = 14.0
"""Room between the labels, the plot and the numbers."""
PITCH: Final = 20.0
DOT: Final = 3.6
NAMED: Final = 3
"""Codes under the line that the title names."""


@dataclass(frozen=True, slots=True)
class Plot:
    """The table's codes that have a coefficient, and where their numbers stand on the canvas."""

    reading: Reading
    rows: tuple[Row, ...]
    enough: float

    def alpha(self, row: Row) -> Estimate:
        """The coefficient of a code."""
        found = self.reading.estimate(row, "alpha")
        assert found is not None
        return found

    @property
    def under(self) -> tuple[str, ...]:
        """Codes under the line, the lowest first."""
        return tuple(self.reading.label(row) for row in self.rows if (self.alpha(row).value or 0.0) < self.enough)

    @property
    def scale(self) -> Scale:
        """From zero, or the lowest limit under it, to one."""
        found = [self.alpha(row) for row in self.rows]
        low = min([0.0, *(limit for one in found for limit in (one.value, one.low) if limit is not None)])
        return Scale(low, 1.0, tuple(fifth / 5 for fifth in range(math.ceil(5 * low), 6)))

    def x(self, value: float) -> float:
        """Where a value stands."""
        left = MARGIN + LABELS + ROOM
        return left + self.scale.place(value) * (theme.FIGURE_WIDTH - MARGIN - NUMBERS - ROOM - left)

    @property
    def title(self) -> str:
        """How many codes reach the line, and which do not."""
        values = {"codes": len(self.rows), "enough": len(self.rows) - len(self.under), "alpha": self.enough}
        if not self.under:
            return self.reading.say("agreement.all", **values)
        code = "named" if len(self.under) <= NAMED else "many"
        under = tuple(Message("figures.agreement.quoted", {"name": name}) for name in self.under[:NAMED])
        return self.reading.say(f"agreement.{code}", **values, under=under)

    @property
    def alternative(self) -> str:
        """Every code with its coefficient."""
        told = (f"{self.reading.label(row)}, {self.number(row)}" for row in self.rows)
        return " ".join([sentence_end(self.title), sentence_end(capitalised("; ".join(told)))])

    def number(self, row: Row) -> str:
        """The coefficient in words of the language."""
        found = self.alpha(row)
        return numbers.plain(found.value or 0.0, "number", found.n, self.reading.language)


def agreement_figure(reading: Reading, mark: str = "") -> Figure | None:
    """The codes of a table of agreement, the lowest alpha first; None where no code has one, or no line is known."""
    rows = tuple(row for row in reading.table.rows if reading.estimate(row, "alpha"))
    enough = reading.table.lead.values.get("alpha") if reading.table.lead else None
    if not rows or not isinstance(enough, float):
        return None
    plot = Plot(reading, rows, enough)
    canvas = Canvas()
    canvas.head(mark, (reading.say("agreement.note", segments=reading.table.base),))
    top = canvas.y + LINE + 4
    bottom = top + sum(_height(plot, row) for row in rows)
    _axis(canvas, plot, top, bottom)
    canvas.y = top
    for row in rows:
        _code(canvas, plot, row)
    canvas.y = bottom + LINE + 4
    return canvas.figure(reading.table.id, plot.title, plot.alternative)


def _axis(canvas: Canvas, plot: Plot, top: float, bottom: float) -> None:
    """Ticks, and the line that a code has to reach, named above it."""
    for tick in plot.scale.ticks:
        x = plot.x(tick)
        canvas.line(x, top, x, bottom, theme.HAIRLINE)
        words = numbers.number(tick, 1, plot.reading.language)
        canvas.text(x, bottom + LINE, words, size=SMALL, colour=theme.GREY, anchor="middle")
    line = plot.x(plot.enough)
    canvas.line(line, top - 4, line, bottom, theme.ACCENT, 1.5)
    words = numbers.number(plot.enough, 3, plot.reading.language)
    canvas.text(line, top - 8, words, size=SMALL, colour=theme.ACCENT, bold=True, anchor="middle")


def _lines(plot: Plot, row: Row) -> tuple[str, ...]:
    return wrapped(capitalised(plot.reading.label(row)).replace(" ›", f"{numbers.NO_BREAK}›"), LABELS, SIZE)


def _height(plot: Plot, row: Row) -> float:
    return PITCH + (len(_lines(plot, row)) - 1) * LINE


def _code(canvas: Canvas, plot: Plot, row: Row) -> None:
    """A code's name, its interval and dot (open under the line), and its number."""
    lines, found = _lines(plot, row), plot.alpha(row)
    middle = canvas.y + _height(plot, row) / 2
    for place, line in enumerate(lines):
        canvas.text(MARGIN, middle + 4 + (place - (len(lines) - 1) / 2) * LINE, line)
    if found.low is not None and found.high is not None:
        canvas.line(plot.x(found.low), middle, plot.x(found.high), middle, theme.INK, 1.4)
    reaches = (found.value or 0.0) >= plot.enough
    canvas.dot(plot.x(found.value or 0.0), middle, DOT, fill=theme.INK if reaches else theme.PAPER, stroke=theme.INK)
    limits = numbers.interval(found, plot.reading.language)
    right = canvas.width - MARGIN
    canvas.text(right - NUMBERS + 26, middle + 4, plot.number(row), size=SMALL, bold=True, anchor="end")
    if limits and text_width(limits, SMALL) < NUMBERS:
        canvas.text(right, middle + 4, f"({limits})", size=SMALL, colour=theme.GREY, anchor="end")
    canvas.y += _height(plot, row)
