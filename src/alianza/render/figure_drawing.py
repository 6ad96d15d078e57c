"""From a specification to a drawing that is as wide as the text and needs no network."""

import re
from typing import Any, Final

from alianza.render import theme
from alianza.render.document import Figure
from alianza.render.messages import capitalised

_ROOT: Final = re.compile(
    r'width="(?P<width>[\d.]+)" height="(?P<height>[\d.]+)" viewBox="[\d. ]+"><rect width="[\d.]+" height="[\d.]+"'
)
"""Size of the drawing and of its background, which are made as wide as the text."""
_ARIA: Final = re.compile(r' (?:role|aria-[a-z]+)="[^"]*"')
"""Vega's own descriptions are English in every language; the alt text stands for them."""


def drawn(name: str, title: str, alt: str, spec: dict[str, Any]) -> Figure:
    """The figure of a Vega-Lite specification: drawn without any network, made exactly as wide as the text column."""
    import vl_convert

    svg = _ARIA.sub("", vl_convert.vegalite_to_svg(spec, allowed_base_urls=[]))
    found = _ROOT.search(svg)
    if found is None:
        raise ValueError(f"figure {name}: the drawing has no size")
    width, height = max(float(found["width"]), float(theme.FIGURE_WIDTH)), float(found["height"])
    size = f'width="{width:g}" height="{height:g}"'
    root = f'{size} viewBox="0 0 {width:g} {height:g}"><rect {size}'
    return Figure(name, capitalised(title), alt, svg.replace(found[0], root, 1), spec, width, height)
