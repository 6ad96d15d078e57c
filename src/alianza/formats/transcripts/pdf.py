"""The text that a PDF file holds, page by page; a scanned page holds none."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from alianza.formats.refused import Refused
from alianza.formats.transcripts.content import MAX_SIGNS, Content, plain
from alianza.study.problem import Problem

_SCRIPT = Path(__file__).with_name("pdf_process.py")
_MEMORY = 300_000_000
_SECONDS = 2
_BYTES_A_SECOND = 50_000
"""Bytes of the pages of words that take a second to read; pages with pictures have far more."""
_MOST_SECONDS = 20
_PATIENCE = 5
"""Seconds on the clock for each that the reader may compute: other programs want the processor too."""
_NAMED = 10


def content(data: bytes) -> Content:
    """The words of a PDF file, with a line break between two pages.

    Lines end where they end on the page, and words that are divided there stay divided: nobody can tell the hyphen of a
    division from that of «socio-cliente».

    Raises:
        Refused: `transcript_encrypted`, `transcript_broken`, `transcript_too_complex`, `transcript_too_long` or
            `transcript_pdf_without_text`.
    """
    pages = _pages(data)
    if not any(page.strip() for page in pages):
        raise Refused(Problem("transcript_pdf_without_text", values={"count": len(pages)}))
    text, odd = plain("\n".join(pages))
    return Content(text, problems=(*odd, *_scanned(pages)))


def _scanned(pages: Sequence[str]) -> Iterator[Problem]:
    empty = [number for number, page in enumerate(pages, 1) if not page.strip()]
    if empty:
        values = {"count": len(empty), "pages": tuple(empty[:_NAMED]), "more": " …" if len(empty) > _NAMED else ""}
        yield Problem("transcript_pages_without_text", "warning", values=values)


def _pages(data: bytes) -> list[str]:
    """Text of each page, read by a process that ends when it takes more time or memory than a text needs."""
    seconds = min(_SECONDS + len(data) // _BYTES_A_SECOND, _MOST_SECONDS)
    command = [sys.executable, "-P", str(_SCRIPT), str(seconds), str(_MEMORY), str(MAX_SIGNS)]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    try:
        done = subprocess.run(command, input=data, capture_output=True, env=environment, timeout=seconds * _PATIENCE)
    except subprocess.TimeoutExpired:
        raise Refused(Problem("transcript_too_complex")) from None
    answer = _answer(done.stdout)
    if "pages" in answer:
        return [str(page) for page in answer["pages"]]
    if answer.get("refused") == "encrypted":
        raise Refused(Problem("transcript_encrypted"))
    if answer.get("refused") == "broken":
        raise Refused(Problem("transcript_broken", expected="pdf"))
    raise Refused(Problem("transcript_too_complex"))


def _answer(output: bytes) -> dict[str, Any]:
    """What the process said; nothing where it was ended before."""
    try:
        answer = json.loads(output)
    except ValueError:
        return {}
    return answer if isinstance(answer, dict) else {}
