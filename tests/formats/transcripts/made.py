"""Files that the tests make: Word and OpenDocument texts from their XML, PDF files from their objects."""

import zipfile
import zlib
from collections.abc import Sequence
from pathlib import Path

import pytest

from alianza.formats import Refused
from alianza.formats.transcripts import read

WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
ODF = " ".join(
    f'xmlns:{area}="urn:oasis:names:tc:opendocument:xmlns:{area}:1.0"' for area in ("office", "text", "table", "draw")
)
FONT = "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>"


def written(path: Path, content: str | bytes) -> Path:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def refused(path: Path) -> str:
    """Code of the problem for which a file is refused."""
    with pytest.raises(Refused) as refusal:
        read(path)
    assert refusal.value.problem.file == path.name
    return refusal.value.problem.code


def zipped(path: Path, entries: dict[str, str | bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return path


def docx(path: Path, body: str, before: str = "", part: str = "word/document.xml") -> Path:
    return zipped(path, {part: f"{before}<w:document {WORD}><w:body>{body}</w:body></w:document>"})


def odt(path: Path, body: str, before: str = "", **entries: str) -> Path:
    content = f"{before}<office:text {ODF}>{body}</office:text>"
    return zipped(path, {"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": content, **entries})


def paragraph(*runs: str) -> str:
    return f"<w:p>{''.join(f'<w:r>{run}</w:r>' for run in runs)}</w:p>"


def words(text: str) -> str:
    return f'<w:t xml:space="preserve">{text}</w:t>'


def pdf(path: Path, objects: Sequence[str | bytes]) -> Path:
    """A PDF of these objects, the first of them its catalogue."""
    content, places = b"%PDF-1.7\n", []
    for number, one in enumerate(objects, 1):
        places.append(len(content))
        content += b"%d 0 obj\n" % number + (one if isinstance(one, bytes) else one.encode()) + b"\nendobj\n"
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    end = b"trailer <</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, len(content))
    return written(path, content + head + table + end)


def stream(content: bytes, entries: str = "") -> bytes:
    packed = zlib.compress(content, 9)
    return b"<</Length %d/Filter/FlateDecode %s>>stream\n%s\nendstream" % (len(packed), entries.encode(), packed)


def drawn(
    path: Path, pages: Sequence[bytes], resources: str = "<</Font<</F 3 0 R>>>>", more: Sequence[bytes] = ()
) -> Path:
    """A PDF whose pages are drawn by these streams; `more` are objects from number 4 on."""
    first = 4 + len(more)
    kids = " ".join(f"{first + 2 * number} 0 R" for number in range(len(pages)))
    objects: list[str | bytes] = [
        "<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Kids[{kids}]/Count {len(pages)}>>",
        FONT,
        *more,
    ]
    for number, content in enumerate(pages):
        drawing = f"/Contents {first + 2 * number + 1} 0 R/Resources {resources}"
        objects.append(f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 400 400]{drawing}>>")
        objects.append(stream(content))
    return pdf(path, objects)


def lines(*texts: str) -> bytes:
    """A page of lines."""
    shown = " ".join(f"({text}) Tj 0 -14 Td" for text in texts)
    return f"BT /F 12 Tf 20 380 Td {shown} ET".encode("cp1252")
