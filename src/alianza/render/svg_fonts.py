"""Figures on screens without the font that they are measured in: the nearest font there is, each line as wide as drawn.

A picture that only names Liberation Sans is set in whatever the reader's system puts in its place, mostly wider: lines
run under each other and out of the picture. The PDF and the Word file bring the font, and need none of this.
"""

import re
from html import unescape
from typing import Final

from alianza.render import theme
from alianza.render.figure_scale import text_width

FONTS: Final = f"{theme.FIGURE_FONT}, Arial, Helvetica, Arimo, Nimbus Sans, DejaVu Sans Condensed, sans-serif"
"""The font of figures and those with its widths, the nearest first."""
BOLD: Final = 1.05
"""How much wider bold is on average."""
SHORTEST: Final = 4
"""Signs from which a line is worth fitting."""

_FAMILY: Final = re.compile(rf'font-family="[^"]*{theme.FIGURE_FONT}[^"]*"')
_TEXT: Final = re.compile(r"<text\b([^>]*)>([^<]+)</text>")
_SIZE: Final = re.compile(r'font-size="([\d.]+)(?:px)?"')
_WEIGHT: Final = re.compile(r'font-weight="(?:bold|[6-9]00)"')


def fitted(svg: str) -> str:
    """A figure's SVG with its fonts in order of likeness, and each line as wide as it is in the first of them.

    >>> fitted('<text font-family="Liberation Sans" font-size="10px">Acuerdo</text>').partition("textLength")[2]
    '="37.2" lengthAdjust="spacingAndGlyphs">Acuerdo</text>'
    """
    return _TEXT.sub(_line, _FAMILY.sub(f'font-family="{FONTS}"', svg))


def _line(found: re.Match[str]) -> str:
    style, words = found[1], found[2]
    size = _SIZE.search(style)
    if size is None or len(unescape(words).strip()) < SHORTEST or "textLength" in style:
        return found[0]
    width = text_width(unescape(words), float(size[1])) * (BOLD if _WEIGHT.search(style) else 1.0)
    return f'<text{style} textLength="{width:.1f}" lengthAdjust="spacingAndGlyphs">{words}</text>'
