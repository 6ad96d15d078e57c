"""A document as a tagged PDF, set by typst in its bundled font; the same document gives the same bytes."""

import json
from datetime import UTC, date, datetime
from importlib.resources import files
from typing import Any

import msgspec

from alianza.render import theme
from alianza.render.document import Document, FigureBlock

_MISSING_GLYPHS = "could not be displayed with font"


def to_pdf(document: Document) -> bytes:
    """The document as PDF.

    Every word reaches typst as data, never as markup, so that no name can be taken for a command. The file is
    dated with the document's date, not with the clock. Names in a script that the bundled fonts lack are no reason
    to write nothing: the file then shows boxes in their place and does not claim to be accessible.
    """
    import typst

    try:
        return _compiled(document, ["ua-1"])
    except typst.TypstError as error:
        if _MISSING_GLYPHS not in str(error):
            raise
        return _compiled(document, [])


def _compiled(document: Document, standards: list[Any]) -> bytes:
    import typst

    look = {**theme.LIGHT, **theme.TONES, "font": theme.PDF_FONT}
    source = files("alianza.render").joinpath("templates", "report.typ").read_bytes()
    pdf: bytes = typst.compile(
        source,
        format="pdf",
        ignore_system_fonts=True,
        sys_inputs={"document": _data(document), "theme": json.dumps(look)},
        timestamp=_timestamp(document.date),
        pdf_standards=standards,
    )
    return pdf


def _data(document: Document) -> str:
    """The document as JSON, without the interactive specifications, which paper cannot use."""
    plain: dict[str, Any] = msgspec.to_builtins(document)
    for block, raw in zip(document.blocks, plain["blocks"], strict=True):
        if isinstance(block, FigureBlock):
            raw["figure"].pop("spec")
    day = _day(document.date)
    plain["day"] = [day.year, day.month, day.day] if day else None
    return json.dumps(plain, ensure_ascii=False)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _timestamp(text: str) -> int:
    """Seconds since 1970 at noon of the document's date, or of 1980-01-01 where it has none."""
    day = _day(text) or date(1980, 1, 1)
    return int(datetime(day.year, day.month, day.day, 12, tzinfo=UTC).timestamp())
