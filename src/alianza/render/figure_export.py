"""A figure outside the report: as a file of its own, with its finding written on it."""

import re
from html import escape
from typing import Final

from alianza.render import theme
from alianza.render.document import Figure
from alianza.render.figure_scale import wrapped
from alianza.render.svg_fonts import fitted

SIZE: Final = 14
LINE: Final = 19
MARGIN: Final = 6
_OPENING: Final = re.compile(r'(<svg[^>]*?) width="[\d.]+" height="[\d.]+" viewBox="[\d. ]+">')


def standalone(figure: Figure) -> str:
    """The figure's SVG with its title on top, and title and alt text as its accessible name and description.

    In the report the caption carries the title, so the picture there has none; a file that travels alone needs it.

    Raises:
        ValueError: If the figure's drawing is no SVG with a size.
    """
    lines = wrapped(figure.title, figure.width - 2 * MARGIN, SIZE, bold=True)
    above = LINE * len(lines) + 2 * MARGIN
    opening = _OPENING.search(figure.svg)
    if opening is None:
        raise ValueError(f"figure {figure.id}: not an SVG with a size")
    width, height = f"{figure.width:g}", f"{figure.height + above:g}"
    head = (
        f'{opening[1]} role="img" width="{width}" height="{height}" viewBox="0 0 {width} {height}">'
        f"<title>{escape(figure.title)}</title><desc>{escape(figure.alt)}</desc>"
        f'<rect width="{width}" height="{height}" fill="{theme.PAPER}"/>{_title(lines)}'
        f'<g transform="translate(0,{above})">'
    )
    return fitted(figure.svg.replace(opening[0], head, 1).removesuffix("</svg>") + "</g></svg>")


def _title(lines: tuple[str, ...]) -> str:
    """The title's lines as text."""
    style = f'font-family="{theme.FIGURE_FONT}" font-size="{SIZE}px" font-weight="bold" fill="{theme.INK}"'
    places = (MARGIN + LINE * place for place in range(1, len(lines) + 1))
    return "".join(
        f'<text x="{MARGIN}" y="{y}" {style}>{escape(line)}</text>' for y, line in zip(places, lines, strict=True)
    )
