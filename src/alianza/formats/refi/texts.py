"""Texts of documents in whatever encoding, and the plain text of Word documents where a project has only those."""

import zipfile
import zlib
from io import BytesIO
from xml.parsers import expat

from alianza.formats.encodings import decode

_MAX_BODY = 30_000_000
_BREAKS = {"w:p": "\n", "w:br": "\n", "w:cr": "\n"}


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


def docx_text(data: bytes) -> str | None:
    """The paragraphs of a Word document, or None where it is none; nothing is unpacked beyond 30 MB."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            entry = archive.getinfo("word/document.xml")
            if entry.file_size > _MAX_BODY:
                return None
            return _paragraphs(archive.read(entry))
    except (zipfile.BadZipFile, KeyError, RuntimeError, NotImplementedError, zlib.error, ValueError, EOFError):
        return None
    except expat.ExpatError:
        return None


def _paragraphs(body: bytes) -> str:
    parts: list[str] = []
    inside = False

    def start(name: str, _attributes: dict[str, str]) -> None:
        nonlocal inside
        inside = name == "w:t"
        if name == "w:tab":
            parts.append("\t")

    def end(name: str) -> None:
        nonlocal inside
        inside = False
        parts.append(_BREAKS.get(name, ""))

    def document_type(*_: object) -> None:
        raise ValueError(body[:20])

    parser = expat.ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler = lambda text: parts.append(text) if inside else None
    parser.StartDoctypeDeclHandler = document_type
    parser.Parse(body, True)
    return "".join(parts).removesuffix("\n")
