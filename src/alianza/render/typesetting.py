"""A document's data set as a tagged PDF by typst in its bundled font; the same data give the same bytes."""

import json
import sys
from datetime import UTC, date, datetime
from importlib.resources import files
from typing import Any

from alianza.render import theme

_MISSING_GLYPHS = "could not be displayed with font"


def typeset(data: bytes) -> bytes:
    """The PDF of a document's JSON.

    Every word reaches typst as data, never as markup, so that no name can be taken for a command. The file is
    dated with the document's date, not with the clock. Names in a script that the bundled fonts lack are no reason
    to write nothing: the file then shows boxes in their place and does not claim to be accessible.
    """
    import typst

    try:
        return _compiled(data, ["ua-1"])
    except typst.TypstError as error:
        if _MISSING_GLYPHS not in str(error):
            raise
        return _compiled(data, [])


def day(text: str) -> date | None:
    """A document's date, or None where it has none."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def main() -> None:
    """Set the document on standard input; the PDF goes to standard output."""
    sys.stdout.buffer.write(typeset(sys.stdin.buffer.read()))


def _compiled(data: bytes, standards: list[Any]) -> bytes:
    import typst

    look = {**theme.LIGHT, **theme.TONES, "font": theme.PDF_FONT}
    source = files("alianza.render").joinpath("templates", "report.typ").read_bytes()
    text = data.decode("utf-8")
    pdf: bytes = typst.compile(
        source,
        format="pdf",
        ignore_system_fonts=True,
        sys_inputs={"document": text, "theme": json.dumps(look)},
        timestamp=_timestamp(json.loads(text)["date"]),
        pdf_standards=standards,
    )
    return pdf


def _timestamp(text: str) -> int:
    """Seconds since 1970 at noon of the document's date, or of 1980-01-01 where it has none."""
    dated = day(text) or date(1980, 1, 1)
    return int(datetime(dated.year, dated.month, dated.day, 12, tzinfo=UTC).timestamp())
