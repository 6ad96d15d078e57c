"""The plain text of Word documents, where a project has only those."""

import zipfile

from alianza.formats.refi.budget import Budget
from alianza.formats.refused import Refused
from alianza.formats.transcripts import docx, package

_PIECE = 1 << 18
_FOR_TAG = 50
"""Bytes that a tag counts for: a text of nothing but tags takes ten times as long as one of words."""


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
