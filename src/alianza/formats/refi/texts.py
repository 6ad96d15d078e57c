"""Texts of documents in whatever encoding, and the plain text of Word documents where a project has only those."""

import zipfile

from alianza.formats.encodings import decode
from alianza.formats.refi.budget import Budget
from alianza.formats.refused import Refused
from alianza.formats.transcripts import docx, package

_PIECE = 1 << 18
_FOR_TAG = 50
"""Bytes that a tag counts for: a text of nothing but tags takes ten times as long as one of words."""


def decoded(data: bytes) -> tuple[str, str]:
    r"""A text with its byte-order mark, and its encoding; what is no UTF is Western text of Windows.

    >>> decoded(b"se\xf1or")
    ('señor', 'cp1252')
    """
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        order = "utf-16-le" if data[:1] == b"\xff" else "utf-16-be"
        return data.decode(order, "replace"), "utf-16"
    text, encoding = decode(data)
    return text, "utf-8" if encoding == "ascii" else encoding


def docx_text(data: bytes, budget: Budget) -> str | None:
    """The words of a Word document, or None where it is none or cannot be read safely.

    What reading its XML takes counts as words of the file: a budget that it overdraws refuses the next text.
    """
    try:
        with package.opened(data) as archive:
            part = docx.main_part(archive)
            if not part:
                return None
            _charge(archive, part, budget)
            return docx.content(archive, part).text
    except Refused:
        return None


def _charge(archive: zipfile.ZipFile, part: str, budget: Budget) -> None:
    with package.entry(archive, part) as file:
        while piece := file.read(_PIECE):
            budget.take(len(piece) + _FOR_TAG * piece.count(b"<"))
