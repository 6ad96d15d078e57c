"""A drawing written as SVG by hand: boxes, lines and words, for figures that no chart grammar draws well.

Everything stands where it is put, in the type and the colours of the house; words are measured with the widths of
Liberation Sans, so that boxes fit them in every format.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Final, Literal

from alianza.render import theme
from alianza.render.document import Figure
from alianza.render.figure_panels import LINE, SIZE, SMALL
from alianza.render.figure_scale import wrapped
from alianza.render.messages import capitalised

Anchor = Literal["start", "middle", "end"]
MARGIN: Final = 6.0
FONTS: Final = f"{theme.FIGURE_FONT}, Arial, Helvetica, sans-serif"
"""Arial and Helvetica have the same widths, where a browser lacks the first."""
HEAD: Final = 4.5
"""Half the width of an arrow's head."""


@dataclass(slots=True)
class Canvas:
    """Where a figure is drawn; `y` is how far down it reaches."""

    width: float = float(theme.FIGURE_WIDTH)
    parts: list[str] = field(default_factory=list)
    y: float = MARGIN

    def head(self, mark: str, notes: Sequence[str]) -> None:
        """The synthetic mark in amber, then how to read the figure."""
        if mark:
            self.y += LINE
            self.text(MARGIN, self.y - 4, mark, size=SMALL, colour=theme.AMBER_TEXT, bold=True)
        for note in notes:
            for line in wrapped(note, self.width - 2 * MARGIN, SMALL):
                self.y += LINE
                self.text(MARGIN, self.y - 4, line, size=SMALL, colour=theme.GREY)
        self.y += 10 if mark or notes else 0

    def text(
        self, x: float, y: float, words: str, *, size: float = SIZE, colour: str = theme.INK, bold: bool = False,
        anchor: Anchor = "start", turned: bool = False,
    ) -> None:  # fmt: skip
        """A line of words on its base line; `turned` ones run upwards."""
        style = ' font-weight="bold"' if bold else ""
        place = f' transform="rotate(-90 {x:g} {y:g})"' if turned else ""
        at = "" if anchor == "start" else f' text-anchor="{anchor}"'
        self.parts.append(
            f'<text x="{x:g}" y="{y:g}" font-size="{size:g}px" fill="{colour}"{style}{at}{place}>{escape(words)}</text>'
        )

    def box(
        self, x: float, y: float, width: float, height: float, *, fill: str = theme.PAPER, stroke: str = "",
        thick: float = 1, dashed: bool = False, round_: float = 2,
    ) -> None:  # fmt: skip
        """A rectangle."""
        line = f' stroke="{stroke}" stroke-width="{thick:g}"' if stroke else ""
        dash = ' stroke-dasharray="4 3"' if dashed else ""
        place = f'x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}" rx="{round_:g}"'
        self.parts.append(f'<rect {place} fill="{fill}"{line}{dash}/>')

    def line(self, x1: float, y1: float, x2: float, y2: float, colour: str = theme.INK, thick: float = 1) -> None:
        """A straight line."""
        self.parts.append(
            f'<line x1="{x1:g}" y1="{y1:g}" x2="{x2:g}" y2="{y2:g}" stroke="{colour}" stroke-width="{thick:g}"/>'
        )

    def arrow(
        self, x1: float, y1: float, x2: float, y2: float, colour: str = theme.INK, thick: float = 1
    ) -> None:  # fmt: skip
        """A line with a head at its second end; down, up or to the right."""
        head = HEAD + (thick - 1) / 2
        if y1 == y2:
            self.line(x1, y1, x2 - head, y2, colour, thick)
            self.shape([(x2, y2), (x2 - 2 * head, y2 - head), (x2 - 2 * head, y2 + head)], colour)
            return
        back = head if y2 > y1 else -head
        self.line(x1, y1, x2, y2 - back, colour, thick)
        self.shape([(x2, y2), (x2 - head, y2 - 2 * back), (x2 + head, y2 - 2 * back)], colour)

    def shape(self, corners: Sequence[tuple[float, float]], fill: str) -> None:
        """A filled polygon."""
        points = " ".join(f"{x:g},{y:g}" for x, y in corners)
        self.parts.append(f'<polygon points="{points}" fill="{fill}"/>')

    def dot(self, x: float, y: float, radius: float, *, fill: str, stroke: str = "") -> None:
        """A circle."""
        line = f' stroke="{stroke}" stroke-width="1.4"' if stroke else ""
        self.parts.append(f'<circle cx="{x:g}" cy="{y:g}" r="{radius:g}" fill="{fill}"{line}/>')

    def figure(self, name: str, title: str, alt: str) -> Figure:
        """What was drawn, as a figure of the report."""
        height = self.y + MARGIN
        size = f'width="{self.width:g}" height="{height:g}"'
        svg = (
            f'<svg xmlns="http://www.w3.org/2000/svg" font-family="{FONTS}" {size} '
            f'viewBox="0 0 {self.width:g} {height:g}"><rect {size} fill="{theme.PAPER}"/>{"".join(self.parts)}</svg>'
        )
        return Figure(name, capitalised(title), alt, svg, None, self.width, height)
