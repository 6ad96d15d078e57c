"""From a file to a transcript: what it is, its words, and who speaks where."""

import re
import unicodedata
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from alianza.formats.encodings import GUESSED, decode_document, is_binary, signature, wide
from alianza.formats.refused import ABSENT, Refused
from alianza.formats.transcripts import docx, odt, package, pdf, subtitles
from alianza.formats.transcripts.content import MAX_SIGNS, Content, plain, too_long
from alianza.interviews.speakers import Role, key
from alianza.interviews.transcript import Conversation, Transcript, conversation, speakers
from alianza.study.problem import Problem

MAX_BYTES = 50_000_000
"""Word texts with photographs reach some megabytes; words alone have less than one."""
_KNOWN = "TXT, MD, DOCX, ODT, PDF, SRT, VTT"
_MEGABYTE = 1_000_000
_SAMPLE = 1 << 16
_LONGEST = 2 * MAX_SIGNS
"""Bytes of a text: the letters of our languages need two at most."""
_PDF_START = 1024
"""Where the mark of a PDF file may stand."""
_PAGE = re.compile(r"\s*(?:<!doctype html|<html\b|<\?xml)", re.IGNORECASE)
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
"""What Word puts into an old container where a password protects the text."""
_MARKDOWN = frozenset({".md", ".markdown"})
_ZIPPED = {"xl/workbook.xml": "XLSX", "ppt/presentation.xml": "PPTX", "META-INF/container.xml": "EPUB"}
_SHOWN = 10


def read(path: str | Path, *, named: Mapping[str, Role] | None = None, max_bytes: int = MAX_BYTES) -> Transcript:
    """Read a transcript.

    The format and the encoding are recognised by the content, never by the name; only Markdown and plain text, which
    are read alike, are told apart by the name. Nothing is written, and nothing is unpacked to disk.

    Args:
        path: The file.
        named: Labels that the study declares, with the side that each is on.
        max_bytes: Larger files are refused.

    Raises:
        Refused: `file_missing` (exit code 4), `not_a_file`, `transcript_too_large`, `transcript_empty`,
            `transcript_unknown_format`, `transcript_broken`, `transcript_document_type`, `transcript_too_complex`,
            `transcript_too_long`, `transcript_encrypted` or `transcript_pdf_without_text`.
    """
    path = Path(path)
    try:
        format, content = _content(_bytes(path, max_bytes), path)
        if not content.text.strip():
            raise Refused(Problem("transcript_empty"))
    except Refused as refused:
        raise Refused(replace(refused.problem, file=path.name), refused.exit_code) from None
    return _transcript(path, format, content, named or {})


def _transcript(path: Path, format: str, content: Content, named: Mapping[str, Role]) -> Transcript:
    spoken = _conversation(content, named)
    return Transcript(
        name=unicodedata.normalize("NFC", path.stem),  # one name on every system: Macintosh decomposes accents
        text=content.text,
        turns=spoken.turns,
        format=format,
        encoding=content.encoding,
        problems=tuple(replace(problem, file=path.name) for problem in (*content.problems, *_doubts(spoken))),
        speakers=spoken.speakers,
    )


def _conversation(content: Content, named: Mapping[str, Role]) -> Conversation:
    """Who speaks where: as the format says, else as the words do."""
    if content.turns is None:
        return conversation(content.text, named)
    roles = {key(label): role for label, role in named.items()}
    return Conversation(content.turns, speakers(content.turns, roles))


def _doubts(spoken: Conversation) -> tuple[Problem, ...]:
    if not spoken.speakers:
        return (Problem("transcript_without_speakers", "notice"),)
    if not spoken.unsure:
        return ()
    more = " …" if len(spoken.unsure) > _SHOWN else ""
    values = {"count": len(spoken.unsure), "labels": spoken.unsure[:_SHOWN], "more": more}
    return (Problem("transcript_labels_unsure", "notice", values=values),)


def _bytes(path: Path, max_bytes: int) -> bytes:
    if not path.exists():
        raise Refused(Problem("file_missing", found=path.name), ABSENT)
    if not path.is_file():
        raise Refused(Problem("not_a_file"))
    size = path.stat().st_size
    if size > max_bytes:
        raise Refused(
            Problem("transcript_too_large", values={"size": size / _MEGABYTE, "limit": max_bytes / _MEGABYTE})
        )
    try:
        return path.read_bytes()
    except OSError:
        raise Refused(Problem("not_a_file")) from None


def _content(data: bytes, path: Path) -> tuple[str, Content]:
    """The format and the words of a file."""
    if data.startswith(b"PK\x03\x04"):
        return _zipped(data)
    if _is_pdf(data):
        return "pdf", pdf.content(data)
    found = signature(data[:_SAMPLE])
    if found:
        code = "transcript_encrypted" if _ENCRYPTED in data else "transcript_unknown_format"
        raise Refused(Problem(code, found=found, expected=_KNOWN))
    return _text(data, path)


def _zipped(data: bytes) -> tuple[str, Content]:
    with package.opened(data) as archive:
        part = docx.main_part(archive)
        if part:
            return "docx", docx.content(archive, part)
        if odt.is_odt(archive):
            return "odt", odt.content(archive)
        raise Refused(Problem("transcript_unknown_format", found=_zip_kind(archive), expected=_KNOWN))


def _zip_kind(archive: zipfile.ZipFile) -> str:
    names = frozenset(archive.namelist())
    return next((kind for name, kind in _ZIPPED.items() if name in names), "ZIP")


def _is_pdf(data: bytes) -> bool:
    """Whether the mark stands at the beginning, or little behind it in a file that has a PDF's objects too."""
    at = data.find(b"%PDF-", 0, _PDF_START)
    return at == 0 or (at > 0 and b"endobj" in data)


def _text(data: bytes, path: Path) -> tuple[str, Content]:
    text, encoding, problems = _decoded(data, path)
    text, odd = plain(text)
    if _PAGE.match(text):
        raise Refused(Problem("transcript_unknown_format", found="HTML, XML", expected=_KNOWN))
    subtitled = subtitles.format_of(text)
    content = subtitles.content(text) if subtitled else Content(text)
    format = subtitled or ("md" if path.suffix.lower() in _MARKDOWN else "txt")
    return format, replace(content, encoding=encoding, problems=(*problems, *odd, *content.problems))


def _decoded(data: bytes, path: Path) -> tuple[str, str, tuple[Problem, ...]]:
    """A text, its encoding, and what could only be assumed about it."""
    if len(data) > _LONGEST:
        raise Refused(too_long())
    if not wide(data) and is_binary(data[:_SAMPLE]):
        raise Refused(Problem("transcript_unknown_format", found=path.suffix[1:].upper() or "?", expected=_KNOWN))
    text, encoding = decode_document(data)
    if encoding in GUESSED:
        return text, encoding, (Problem("transcript_encoding_assumed", "notice", found=encoding),)
    if encoding == "mixed":
        return text, encoding, (Problem("transcript_mixed_encodings", "warning"),)
    return text, encoding, _lost(text.count("\ufffd") - data.count("\ufffd".encode(encoding)))


def _lost(count: int) -> tuple[Problem, ...]:
    return (Problem("transcript_signs_lost", "warning", values={"count": count}),) if count > 0 else ()
