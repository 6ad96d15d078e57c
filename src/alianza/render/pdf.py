"""A document as PDF.

Setting a report takes a second and two hundred megabytes, so a run lets a second process set it while the other formats
are written.
"""

import json
from typing import Any

import msgspec

from alianza.render.document import Document, FigureBlock
from alianza.render.second_process import SecondProcess
from alianza.render.typesetting import day, typeset

ahead = SecondProcess("from alianza.render.typesetting import main; main()")


def set_ahead(document: Document) -> None:
    """Let a second process begin with a document's PDF."""
    ahead.start(_data(document))


def taken(document: Document) -> bytes:
    """The PDF of the document that the second process began with, or the same made here where it failed."""
    return ahead.take() or to_pdf(document)


def to_pdf(document: Document) -> bytes:
    """The document as a tagged PDF."""
    return typeset(_data(document))


def _data(document: Document) -> bytes:
    """The document as JSON, without the interactive specifications, which paper cannot use."""
    plain: dict[str, Any] = msgspec.to_builtins(document)
    for block, raw in zip(document.blocks, plain["blocks"], strict=True):
        if isinstance(block, FigureBlock):
            raw["figure"].pop("spec")
    dated = day(document.date)
    plain["day"] = [dated.year, dated.month, dated.day] if dated else None
    return json.dumps(plain, ensure_ascii=False).encode("utf-8")
