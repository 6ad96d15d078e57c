"""The PRISMA 2020 flow diagram: boxes and arrows as the statement draws them, every reason listed.

Source:
    Page and others (2021), The PRISMA 2020 statement, BMJ 372:n71, figure 1.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from alianza.render import numbers, theme
from alianza.render.document import Figure
from alianza.render.figure_comparisons import sentence_end
from alianza.render.figure_panels import LINE, SIZE, SMALL
from alianza.render.figure_reading import Reading
from alianza.render.figure_scale import text_width, wrapped
from alianza.render.messages import capitalised, say
from alianza.render.svg_canvas import MARGIN, Canvas
from alianza.study.estimate import Estimate
from alianza.study.message import Message
from alianza.study.table import Row
from alianza.study.text import Text

BAR: Final = 22.0
MARGIN_LEFT: Final = 4.0
LEFT: Final = 36.0
LEFT_WIDTH: Final = 262.0
RIGHT: Final = 334.0
RIGHT_WIDTH: Final = 300.0
PAD: Final = 10.0
BETWEEN: Final = 26.0
REASON: Final = "_reason_"
DATABASE: Final = "_database_"
SIDES: Final = (
    ("identified", ("duplicates", "unreadable", "waiting")),
    ("screened", ("excluded",)),
    ("sought", ("unobtained", "undecided")),
    ("assessed", ("ineligible",)),
    ("included", ()),
)
"""Every box of the main line, and what leaves it to the side."""
PHASES: Final = (("identification", 0, 0), ("screening", 1, 3), ("included", 4, 4))
"""Phases with the first and the last box that each spans."""
OPEN: Final = frozenset({"waiting", "undecided"})
"""Boxes of what nobody has decided yet."""


@dataclass(frozen=True, slots=True)
class Item:
    """A line of a box: words and their number; `strong` for the box's own, `open` where something is undecided."""

    words: str
    count: str
    strong: bool = True
    open: bool = False

    def lines(self, width: float) -> tuple[str, ...]:
        """The words, broken so that the number has its place at the right."""
        room = width - 2 * PAD - text_width(self.count, SIZE, self.strong) - 10 - (0 if self.strong else PAD)
        return wrapped(self.words, room, SIZE if self.strong else SMALL, self.strong)


@dataclass(frozen=True, slots=True)
class Box:
    """A box of the diagram."""

    items: tuple[Item, ...]
    width: float
    accent: bool = False

    @property
    def height(self) -> float:
        """Height with its margins."""
        return 2 * PAD + sum(len(item.lines(self.width)) * LINE + (3 if item.strong else 0) for item in self.items) - 3

    @property
    def open(self) -> bool:
        """Whether all of it is undecided."""
        return bool(self.items) and all(item.open for item in self.items)


@dataclass(frozen=True, slots=True)
class FlowDiagram:
    """The diagram of a table of the flow, in one language."""

    reading: Reading
    rows: dict[str, Row] = field(default_factory=dict)

    def count(self, name: str) -> int:
        """The number of a box; 0 where the table has no such box."""
        cell = self.reading.cell(self.rows[name], "total") if name in self.rows else None
        return round(cell.value) if isinstance(cell, Estimate) and cell.value is not None else 0

    def number(self, count: int) -> str:
        """A count in words of the language."""
        return numbers.number(count, 0, self.reading.language)

    def box(self, name: str) -> Box:
        """A box of the main line; the first lists its databases."""
        own = [self.item(name), *(self.inner(name, DATABASE) if name == "identified" else [])]
        return Box(tuple(own), LEFT_WIDTH, accent=name == "included")

    def item(self, name: str) -> Item:
        """A box's own line."""
        count = self.reading.say("flow.n", n=self.number(self.count(name)))
        return Item(capitalised(self.reading.label(self.rows[name])), count, open=name in OPEN)

    def side(self, names: Sequence[str]) -> Box | None:
        """The box of what leaves the main line, with its reasons."""
        present = [name for name in names if name in self.rows]
        items = [item for name in present for item in (self.item(name), *self.inner(name, REASON))]
        return Box(tuple(items), RIGHT_WIDTH) if items else None

    def inner(self, name: str, kind: str) -> list[Item]:
        """The databases or the reasons of a box."""
        found = [row for identifier, row in self.rows.items() if identifier.startswith(name + kind)]
        return [Item(self.name(row), self.number(self.count(row.id)), strong=False) for row in found]

    def name(self, row: Row) -> str:
        """The words of a database or a reason alone."""
        inner = row.label.values.get("name") if isinstance(row.label, Message) else None
        return say(inner, self.reading.language) if isinstance(inner, Message | Text) else self.reading.label(row)

    @property
    def title(self) -> str:
        """How many records became how many articles, and whether that is all."""
        names = ("identified", "screened", "assessed", "included")
        values = {name: self.count(name) for name in names}
        left = sum(self.count(name) for name in OPEN)
        return self.reading.say("flow.open" if left else "flow.finished", **values, left=left)

    @property
    def alternative(self) -> str:
        """Every box with its number and its reasons."""
        told = []
        for name, sides in SIDES:
            told.append(_told(self.box(name)))
            side = self.side(sides)
            told += [_told(side)] if side else []
        return " ".join([sentence_end(self.title), *(sentence_end(part) for part in told)])


def _told(box: Box) -> str:
    """A box in words: «Registros identificados, n = 260 (Scopus, 78; Web of Science, 90)»."""
    parts: list[str] = []
    inner: list[str] = []
    for item in box.items:
        if item.strong:
            parts += [f"({'; '.join(inner)})"] if inner else []
            parts += [";"] if parts else []
            parts.append(f"{item.words}, {item.count}")
            inner = []
        else:
            inner.append(f"{item.words}, {item.count}")
    parts += [f"({'; '.join(inner)})"] if inner else []
    return " ".join(parts).replace(" ;", ";")


def flow_figure(reading: Reading, mark: str = "") -> Figure | None:
    """The flow diagram of a table of the flow; None where it could not be computed."""
    if not reading.table.computable:
        return None
    diagram = FlowDiagram(reading, {row.id: row for row in reading.table.rows})
    canvas = Canvas()
    canvas.head(mark, ())
    tops, bottoms = _boxes(canvas, diagram)
    for phase, first, last in PHASES:
        _phase(canvas, say(Message(f"flow.phases.{phase}"), reading.language), tops[first], bottoms[last])
    canvas.y = bottoms[-1] + MARGIN
    return canvas.figure(reading.table.id, diagram.title, diagram.alternative)


def _boxes(canvas: Canvas, diagram: FlowDiagram) -> tuple[list[float], list[float]]:
    """Draw the boxes from the top down, and their arrows; where each row begins and ends."""
    tops: list[float] = []
    bottoms: list[float] = []
    before = 0.0
    y, centre = canvas.y, LEFT + LEFT_WIDTH / 2
    for name, sides in SIDES:
        main, side = diagram.box(name), diagram.side(sides)
        if tops:
            canvas.arrow(centre, before, centre, y)
        _box(canvas, main, LEFT, y)
        if side is not None:
            _box(canvas, side, RIGHT, y)
            level = y + min(main.height, side.height) / 2
            canvas.arrow(LEFT + LEFT_WIDTH, level, RIGHT, level)
        tops.append(y)
        bottoms.append(y + max(main.height, side.height if side else 0.0))
        before, y = tops[-1] + main.height, bottoms[-1] + BETWEEN
    return tops, bottoms


def _box(canvas: Canvas, box: Box, x: float, y: float) -> None:
    stroke = theme.ACCENT if box.accent else theme.AMBER if box.open else theme.INK
    canvas.box(x, y, box.width, box.height, stroke=stroke, thick=2 if box.accent else 1, dashed=box.open)
    at = y + PAD - 3
    for place, item in enumerate(box.items):
        at += 3 if item.strong and place else 0
        colour = theme.AMBER_TEXT if item.open else theme.INK if item.strong else theme.GREY
        size = SIZE if item.strong else SMALL
        indent = 0 if item.strong else PAD
        lines, right = item.lines(box.width), x + box.width - PAD
        canvas.text(right, at + LINE, item.count, size=size, colour=colour, bold=item.strong, anchor="end")
        for line in lines:
            at += LINE
            canvas.text(x + PAD + indent, at, line, size=size, colour=colour, bold=item.strong)


def _phase(canvas: Canvas, words: str, top: float, bottom: float) -> None:
    """The bar at the left that names a phase; a low one reaches a little beyond its boxes, so that its name fits."""
    middle = (top + bottom) / 2
    half = max(bottom - top, text_width(words, SMALL, bold=True) + 12) / 2
    canvas.box(MARGIN_LEFT, middle - half, BAR, 2 * half, fill=theme.WASH)
    canvas.text(
        MARGIN_LEFT + BAR / 2 + 4, middle, capitalised(words), size=SMALL, colour=theme.GREY, bold=True,
        anchor="middle", turned=True,
    )  # fmt: skip
