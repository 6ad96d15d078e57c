"""The curve of saturation: codes so far and new ones, interview by interview, with the parts that the rule looks at.

Behind the curve of the order in which the interviews were held lies the band of random orders.

Source:
    Guest, Namey and Chen (2020), PLoS ONE 15(5), e0232076.
"""

from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import Final

from alianza.render import theme
from alianza.render.document import Figure
from alianza.render.figure_comparisons import sentence_end
from alianza.render.figure_panels import LINE, SMALL
from alianza.render.figure_reading import Reading
from alianza.render.figure_scale import nice_step, text_width
from alianza.render.messages import capitalised
from alianza.render.svg_canvas import MARGIN, Canvas
from alianza.study.estimate import Estimate
from alianza.study.message import Message
from alianza.study.table import Row

HEIGHT: Final = 250.0
LEFT: Final = 40.0
RIGHT: Final = 92.0
"""Room behind the curve for the words at its end."""
TICKS: Final = 4
BAND: Final = "#e3e7e4"
NAMED_AT_MOST: Final = 30
"""Interviews whose names still fit below the axis, turned."""
RULE: Final = "interview_saturation"
REACHED: Final = {"saturated.reached": "reached", "saturated.not_reached": "not_reached"}


@dataclass(frozen=True, slots=True)
class Curve:
    """The curve's table, and where its numbers stand on the canvas."""

    reading: Reading
    top: float

    @property
    def rows(self) -> tuple[Row, ...]:
        """One an interview."""
        return self.reading.table.rows

    @property
    def most(self) -> int:
        """The highest number of codes anywhere in the figure."""
        return max(max(self.count(place, "codes_so_far"), self.count(place, "orders_high")) for place in self.places)

    @property
    def places(self) -> range:
        """Places of the interviews."""
        return range(len(self.rows))

    def count(self, place: int, column: str) -> int:
        """A number of an interview."""
        return self.reading.count(self.rows[place], column)

    @property
    def step(self) -> float:
        """From one interview to the next."""
        return (theme.FIGURE_WIDTH - MARGIN - LEFT - RIGHT) / len(self.rows)

    def x(self, place: float) -> float:
        """Where an interview begins."""
        return MARGIN + LEFT + place * self.step

    def y(self, codes: float) -> float:
        """How high a number of codes stands."""
        return self.top + HEIGHT * (1 - codes / (self.most or 1))

    def new_in(self) -> tuple[int, ...]:
        """Numbers, from 1, of the interviews that brought new codes."""
        return tuple(place + 1 for place in self.places if self.count(place, "new_codes"))

    @property
    def title(self) -> str:
        """When the last new code came, and what the rule says."""
        last = self.new_in()[-1] if self.new_in() else 0
        values = {"last": last, "interviews": len(self.rows), "codes": self.count(len(self.rows) - 1, "codes_so_far")}
        share, standing = self._rule()
        if share is None:
            return self.reading.say("saturation.unclaimed", **values)
        return self.reading.say(f"saturation.{standing}", share=share, **values)

    def _rule(self) -> tuple[Estimate | None, str]:
        """The share of new codes over all codes, and whether the rule is met."""
        table = self.reading.others.get(RULE)
        if table is None or not table.rows:
            return None, ""
        of = Reading(table, self.reading.language, self.reading.rules)
        standing = of.cell(table.rows[0], "saturated")
        code = REACHED.get(standing.code, "") if isinstance(standing, Message) else ""
        return (of.estimate(table.rows[0], "new_share") if code else None), code

    @property
    def alternative(self) -> str:
        """The title, then the codes so far after each interview that brought one."""
        told = [
            self.reading.say(
                "saturation.point", number=number, new=self.count(number - 1, "new_codes"),
                codes=self.count(number - 1, "codes_so_far"),
            )
            for number in self.new_in()
        ]  # fmt: skip
        return " ".join([sentence_end(self.title), *([sentence_end(capitalised("; ".join(told)))] if told else [])])


def saturation_figure(reading: Reading, mark: str = "") -> Figure | None:
    """The curve of a table of new codes; None with fewer than two interviews or without codes."""
    if not reading.table.computable or len(reading.table.rows) < 2:
        return None
    canvas = Canvas()
    canvas.head(mark, (reading.say("saturation.note"),))
    curve = Curve(reading, canvas.y + 2.2 * LINE)
    if not curve.most:
        return None
    _axis(canvas, curve)
    _band(canvas, curve)
    _bars(canvas, curve)
    _steps(canvas, curve)
    _parts(canvas, curve)
    _names(canvas, curve)
    return canvas.figure(reading.table.id, curve.title, curve.alternative)


def _axis(canvas: Canvas, curve: Curve) -> None:
    step = max(round(nice_step(curve.most, TICKS)), 1)
    for codes in range(0, curve.most + 1, step):
        y = curve.y(codes)
        canvas.line(curve.x(0), y, curve.x(len(curve.rows)), y, theme.INK if not codes else theme.HAIRLINE)
        canvas.text(curve.x(0) - 6, y + 4, str(codes), size=SMALL, colour=theme.GREY, anchor="end")
    title = curve.reading.say("saturation.codes")
    canvas.text(MARGIN + 8, curve.top + HEIGHT / 2, title, size=SMALL, colour=theme.GREY, anchor="middle", turned=True)


def _band(canvas: Canvas, curve: Curve) -> None:
    """Between how many codes most random orders lie, as steps."""
    high = [
        (curve.x(place + side), curve.y(curve.count(place, "orders_high"))) for place in curve.places for side in (0, 1)
    ]
    low = [
        (curve.x(place + side), curve.y(curve.count(place, "orders_low"))) for place in curve.places for side in (0, 1)
    ]
    canvas.shape([*high, *reversed(low)], BAND)


def _bars(canvas: Canvas, curve: Curve) -> None:
    """New codes of each interview, with their number."""
    width = max(curve.step - 4, 2)
    for place in curve.places:
        new = curve.count(place, "new_codes")
        if new:
            x, y = curve.x(place) + (curve.step - width) / 2, curve.y(new)
            canvas.box(x, y, width, curve.y(0) - y, fill=theme.GREY, round_=0)
            canvas.text(x + width / 2, y - 4, str(new), size=SMALL, anchor="middle", bold=True)


def _steps(canvas: Canvas, curve: Curve) -> None:
    """Codes so far, one step an interview, named at the end."""
    heights = [curve.y(curve.count(place, "codes_so_far")) for place in curve.places]
    for place, y in enumerate(heights):
        canvas.line(curve.x(place), y, curve.x(place + 1), y, theme.ACCENT, 2)
    for place, (before, after) in enumerate(pairwise(heights), 1):
        canvas.line(curve.x(place), before, curve.x(place), after, theme.ACCENT, 2)
    end = curve.x(len(curve.rows)) + 8
    total = curve.count(len(curve.rows) - 1, "codes_so_far")
    canvas.text(
        end,
        heights[-1] + 4,
        curve.reading.say("saturation.so_far", codes=total),
        size=SMALL,
        colour=theme.ACCENT,
        bold=True,
    )
    canvas.text(end, curve.y(0) - 4, curve.reading.say("saturation.new"), size=SMALL, colour=theme.GREY, bold=True)


def _parts(canvas: Canvas, curve: Curve) -> None:
    """Brackets over the interviews of the base and of the last run."""
    told = [(place, curve.reading.cell(row, "part")) for place, row in enumerate(curve.rows)]
    for part, group in groupby(told, key=lambda one: one[1].code if isinstance(one[1], Message) else ""):
        places = [place for place, _ in group]
        if part:
            _bracket(canvas, curve, part.rpartition(".")[2], places[0], places[-1] + 1)


def _bracket(canvas: Canvas, curve: Curve, part: str, first: int, last: int) -> None:
    left, right, y = curve.x(first) + 1, curve.x(last) - 1, curve.top - 12
    for x in (left, right):
        canvas.line(x, y, x, y + 5)
    canvas.line(left, y, right, y)
    words = curve.reading.say(f"saturation.{part}", interviews=last - first)
    ends = part == "run"
    x = right if ends and text_width(words, SMALL) > right - left else left
    canvas.text(x, y - 5, words, size=SMALL, anchor="end" if x == right else "start")


def _names(canvas: Canvas, curve: Curve) -> None:
    """The interviews below the axis, in the order in which they were held."""
    foot = curve.y(0)
    names = [curve.reading.label(row) for row in curve.rows]
    longest = max(text_width(name, SMALL) for name in names)
    canvas.y = foot + LINE
    if longest + 4 <= curve.step:
        for place, name in enumerate(names):
            canvas.text(curve.x(place + 0.5), foot + LINE, name, size=SMALL, colour=theme.GREY, anchor="middle")
    elif len(names) <= NAMED_AT_MOST and longest <= 60:
        for place, name in enumerate(names):
            canvas.text(curve.x(place + 0.5) + 4, foot + 6 + longest, name, size=SMALL, colour=theme.GREY, turned=True)
        canvas.y = foot + 6 + longest
    else:
        for place in sorted({0, len(names) - 1}):
            canvas.text(
                curve.x(place + 0.5), foot + LINE, str(place + 1), size=SMALL, colour=theme.GREY, anchor="middle"
            )
    canvas.y += LINE + 2
    axis = curve.reading.say("saturation.interviews")
    canvas.text(curve.x(len(names) / 2), canvas.y, axis, size=SMALL, colour=theme.GREY, anchor="middle")
