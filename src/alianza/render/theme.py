"""How everything looks: colours, type, sizes and measures, in one place for pages, documents and figures."""

from types import MappingProxyType
from typing import Final

INK: Final = "#1d2433"
PAPER: Final = "#fdfcf9"
ACCENT: Final = "#0b6e69"
AMBER: Final = "#b7791f"
BRICK: Final = "#a63d2f"
GREY: Final = "#5c6370"
"""Secondary text: 5.9 to 1 on paper."""
RULE: Final = "#1d2433"
HAIRLINE: Final = "#d9d6cf"
WASH: Final = "#f4f1ea"
AMBER_TEXT: Final = "#85550f"
"""Amber dark enough to be read as text; `AMBER` itself is for marks and rules."""
AMBER_WASH: Final = "#fbf1dc"

OKABE_ITO: Final = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00")
"""Colours of categories in figures (Okabe and Ito 2008), at most five and never alone."""

SIZES: Final = (1.0, 1.2, 1.6, 2.2)
MEASURE: Final = 68
"""Characters in a line of reading text."""
LINE_HEIGHT: Final = 1.45
FIGURE_WIDTH: Final = 640
"""Width of a figure in CSS pixels: it fills the text column of page and paper."""

SERIF: Final = '"Iowan Old Style", "Palatino Linotype", Palatino, "Liberation Serif", Georgia, Cambria, serif'
SANS: Final = '-apple-system, "Segoe UI", Roboto, "Helvetica Neue", "Liberation Sans", Arial, sans-serif'
FIGURE_FONT: Final = "Liberation Sans"
PDF_FONT: Final = "Libertinus Serif"
DOCX_SERIF: Final = "Liberation Serif"
DOCX_SANS: Final = "Liberation Sans"
DOCX_MONO: Final = "Liberation Mono"

TONES: Final = MappingProxyType(
    {"ink": INK, "grey": GREY, "accent": ACCENT, "caution": AMBER_TEXT, "alarm": BRICK, "strong": INK}
)
"""Colour of each tone that a span of text may take."""

DARK: Final = MappingProxyType(
    {
        "ink": "#e8e6e1",
        "paper": "#161a22",
        "accent": "#5cc4bd",
        "amber": "#d9a24a",
        "brick": "#ef8f80",
        "grey": "#a3a9b5",
        "rule": "#e8e6e1",
        "hairline": "#353b47",
        "wash": "#1e232d",
        "caution": "#e3b465",
        "caution-wash": "#2d2616",
    }
)
"""The same roles on dark pages; documents have no dark mode."""

LIGHT: Final = MappingProxyType(
    {
        "ink": INK,
        "paper": PAPER,
        "accent": ACCENT,
        "amber": AMBER,
        "brick": BRICK,
        "grey": GREY,
        "rule": RULE,
        "hairline": HAIRLINE,
        "wash": WASH,
        "caution": AMBER_TEXT,
        "caution-wash": AMBER_WASH,
    }
)


def contrast(first: str, second: str) -> float:
    """Contrast ratio of two `#rrggbb` colours, 1 to 21.

    Source:
        WCAG 2.2, relative luminance and contrast ratio.

    >>> round(contrast("#000000", "#ffffff"), 1)
    21.0
    """
    lighter, darker = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    channels = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
