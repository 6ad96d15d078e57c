"""A document as one self-contained page: readable on a phone, on a desk and on paper, with no outside request."""

import json
import re
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from typing import Any

import jinja2
import msgspec
from markupsafe import Markup

from alianza.render import theme
from alianza.render.bundle import bundle
from alianza.render.document import Document, FigureBlock, Panel, TableBlock
from alianza.render.svg_fonts import fitted

STACK_FROM = 4
"""Data columns from which a table's rows become blocks on a phone."""
INTERVAL_EM = 0.5
"""Width of a character of an interval, in em, in tabular sans figures."""


def to_html(document: Document) -> str:
    """The document as HTML, everything it needs inside."""
    plain = msgspec.to_builtins(document)
    plain["blocks"] = [_prepared(block, raw) for block, raw in zip(document.blocks, plain["blocks"], strict=True)]
    interactive = any(isinstance(block, FigureBlock) and block.figure.spec for block in document.blocks)
    page = (
        _environment()
        .get_template("report.html")
        .render(
            **plain,
            css=Markup(_css(document.mark)),
            behaviour=Markup(_read("report.js")),
            bundle=Markup(bundle()) if interactive else "",
        )
    )
    return re.sub(r"\n\s*\n+", "\n", page) if not interactive else page


def _prepared(block: object, raw: dict[str, Any]) -> dict[str, Any]:
    """What the template needs beyond the block itself: how a table folds and how wide its intervals are."""
    if isinstance(block, TableBlock):
        raw["stacked"] = max(len(panel.columns) for panel in block.panels) >= STACK_FROM
        for panel, part in zip(block.panels, raw["panels"], strict=True):
            _measure(panel, part)
    return raw


def _measure(panel: Panel, part: dict[str, Any]) -> None:
    for index, column in enumerate(part["columns"]):
        longest = max((len(row.cells[index].interval) for row in panel.rows if row.cells), default=0)
        column["interval_width"] = round(longest * INTERVAL_EM, 1)


@lru_cache(maxsize=1)
def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("alianza.render"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["json"] = embedded_json
    environment.filters["svg"] = embedded_svg
    return environment


def embedded_json(value: Mapping[str, Any]) -> Markup:
    r"""JSON that cannot end the script element it stands in.

    >>> str(embedded_json({"label": "</script>"}))
    '{"label":"\\u003c/script>"}'
    """
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return Markup(text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029"))


def embedded_svg(svg: str) -> Markup:
    """A figure's own drawing, made by this program, without the prologue that only a file of its own may have."""
    return Markup(fitted(re.sub(r"<\?xml.*?\?>|<!DOCTYPE.*?>", "", svg, flags=re.DOTALL).strip()))


def _read(name: str) -> str:
    return files("alianza.render").joinpath("templates", name).read_text(encoding="utf-8")


def _css(mark: str) -> str:
    """The page's style; `mark` stands at the head of every printed page."""
    quoted = json.dumps(mark, ensure_ascii=False).replace("<", "\\3c ")
    page_mark = f"@top-center {{ content: {quoted}; font: 600 9pt sans-serif; }}" if mark else ""
    style: str = jinja2.Template(_read("report.css")).render(
        light=_variables(theme.LIGHT),
        dark=_variables(theme.DARK),
        serif=theme.SERIF,
        sans=theme.SANS,
        measure=theme.MEASURE,
        line_height=theme.LINE_HEIGHT,
        figure_paper=theme.PAPER,
        page_mark=page_mark,
    )
    return style


def _variables(colours: Mapping[str, str]) -> str:
    return " ".join(f"--{name}: {value};" for name, value in colours.items())
