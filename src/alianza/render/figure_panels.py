"""Figures made of rows: labels at the left, panels of estimates with intervals, numbers at the right.

Every comparison of the report is drawn in this one form, so that a reader learns it once. These records say what is
drawn and how the width is shared; `figure_vega` draws them.
"""

from dataclasses import dataclass
from typing import Final, Literal

from alianza.render.figure_scale import Scale, scale_of, text_width, wrapped
from alianza.study.estimate import Estimate, Unit

SIZE: Final = 11.5
SMALL: Final = 11
LINE: Final = 14
GAP: Final = 18
PANEL_GAP: Final = 30
INDENT: Final = 12
TOP: Final = 4
"""Room above the first row, so that a value over its mark does not push the header up."""
APART: Final = 10
"""Room above a row that stands apart."""
LABEL_WIDTHS: Final = {1: 210, 2: 160, 3: 120}
"""Widest label, by the number of panels beside it."""


@dataclass(frozen=True, slots=True)
class Line:
    """A row: its label; `strong` for a total or comparison group, `depth` 1 for a row under the one above.

    `apart` leaves some room above it.
    """

    id: str
    label: str
    strong: bool = False
    depth: int = 0
    apart: bool = False


@dataclass(frozen=True, slots=True)
class Mark:
    """What a panel draws in one row.

    Attributes:
        estimate: The number with its interval; None where nothing can be drawn.
        text: The label above the mark, or the words in its place («celda suprimida»).
        tip: Estimate, interval and base in words, for the interactive figure.
        solid: Whether the mark is filled; an empty one has an interval that holds the reference.
        shape: A `span` is a diamond from limit to limit, a `bar` a band; both are of a pooled effect.
        size: Area in square pixels, which a study's weight may decide.
        published: A published value beside the own one.
    """

    row: str
    estimate: Estimate | None
    text: str = ""
    tip: str = ""
    solid: bool = True
    shape: Literal["circle", "diamond", "square", "span", "bar"] = "circle"
    published: float | None = None
    size: float = 60.0


@dataclass(frozen=True, slots=True)
class Panel:
    """Estimates of one quantity on one axis, a mark a row; `labelled` writes each value above its mark.

    `pooled` is a value to which all marks are compared by a fine line of its own.
    """

    header: str
    axis: str
    unit: Unit
    marks: tuple[Mark, ...]
    reference: float | None = None
    labelled: bool = False
    pooled: float | None = None

    @property
    def scale(self) -> Scale:
        """The axis that holds the panel's estimates, published values and reference."""
        drawn = [mark.estimate for mark in self.marks if mark.estimate is not None]
        published = [Estimate(value=m.published) for m in self.marks if m.published is not None]
        return scale_of([*drawn, *published], self.unit, self.reference)


@dataclass(frozen=True, slots=True)
class Column:
    """Words beside the panels: `texts` in ink, right-aligned unless `left`, and `asides` in grey after them."""

    header: str
    texts: tuple[str, ...]
    asides: tuple[str, ...] = ()
    left: bool = False

    @property
    def text_width(self) -> float:
        """Width of the part in ink."""
        return max(text_width(text, SIZE) for text in self.texts)

    @property
    def width(self) -> float:
        """Width of the whole column."""
        aside = max((text_width(text, SIZE) + 6 for text in self.asides), default=0)
        return max(self.text_width + aside, text_width(self.header, SMALL, bold=True))


@dataclass(frozen=True, slots=True)
class Drawing:
    """A whole figure of rows; `notes` are the lines above it that say how to read it.

    `compact` sets the rows close, for figures of many.
    """

    lines: tuple[Line, ...]
    panels: tuple[Panel, ...]
    columns: tuple[Column, ...] = ()
    notes: tuple[str, ...] = ()
    compact: bool = False


@dataclass(frozen=True, slots=True)
class Layout:
    """Measures of a drawing, in pixels: widths, gap between views, each row's lines, height and room above it."""

    label_width: float
    panel_width: float
    gap: float
    labels: tuple[tuple[str, ...], ...]
    heights: tuple[float, ...]
    above: tuple[float, ...]

    @property
    def height(self) -> float:
        """Height of the rows together."""
        return TOP + sum(self.heights)

    def middle(self, index: int) -> float:
        """Where a row's middle lies below the top; room left above a row counts to its height."""
        return TOP + sum(self.heights[:index]) + (self.heights[index] + self.above[index]) / 2


def layout(drawing: Drawing, width: float) -> Layout:
    """Measures that make the drawing `width` pixels wide: labels first, then numbers, the rest for the panels."""
    panels = len(drawing.panels)
    labels = tuple(wrapped(line.label, LABEL_WIDTHS[panels], SIZE) for line in drawing.lines)
    label_width = max(
        text_width(text, SIZE, line.strong) + INDENT * line.depth
        for line, texts in zip(drawing.lines, labels, strict=True)
        for text in texts
    )
    gap = GAP if panels == 1 else PANEL_GAP
    left = width - label_width - sum(column.width + gap for column in drawing.columns) - gap * panels
    least = 34 if any(panel.labelled for panel in drawing.panels) else 24
    room, least = (4, 18) if drawing.compact else (8, least)
    above = tuple(float(APART * line.apart) for line in drawing.lines)
    heights = tuple(max(len(texts) * LINE + room, least) + gap for texts, gap in zip(labels, above, strict=True))
    return Layout(label_width, left / panels, gap, labels, heights, above)
