"""Hostile files: refused by name, in little time and memory, with nothing unpacked.

All are read one after the other in one process, whose peak of memory is that of the worst of them; the process that
reads a PDF cannot have more than it is given.
"""

import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.formats.transcripts.made import WORD, docx, drawn, odt, paragraph, pdf, stream, words, written, zipped

SECONDS = 3.0
"""Of computing, for each file; measured are 2.1 at most, and this leaves room for slower computers."""
MEGABYTES = 300
READ_ALL = """
import json, resource, sys
from alianza.formats import Refused
from alianza.formats.transcripts import read

def seconds():
    return sum(sum(resource.getrusage(of)[:2]) for of in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))

told = {}
for path in sys.argv[1:]:
    before = seconds()
    try:
        code = "read as " + read(path).format
    except Refused as refused:
        code = refused.problem.code
    told[path] = code, seconds() - before
(peak,) = [line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM")]
print(json.dumps([told, int(peak)]))
"""
BOMB = (
    '<!DOCTYPE w [<!ENTITY a "ja">'
    + "".join(f'<!ENTITY {b} "{f"&{a};" * 9}">' for a, b in zip("abcdefg", "bcdefgh", strict=True))
    + "]>"
)
TEXT = b"BT /F 12 Tf "
X = "<</Font<</F 3 0 R>>/XObject<</X 4 0 R>>>>"
EXPECTED = {
    "entities.docx": "transcript_document_type",
    "entities_utf16.docx": "transcript_document_type",
    "entities.odt": "transcript_document_type",
    "external.docx": "transcript_document_type",
    "zip_bomb.docx": "transcript_too_complex",
    "long.docx": "transcript_too_long",
    "paragraphs.docx": "transcript_too_complex",
    "deep.docx": "transcript_too_complex",
    "attributes.docx": "transcript_too_complex",
    "one_attribute.docx": "transcript_too_complex",
    "comment.docx": "transcript_too_complex",
    "directory.docx": "transcript_too_complex",
    "zip64.docx": "transcript_too_complex",
    "lying_size.docx": "transcript_broken",
    "parts.docx": "read as docx",
    "parts_unended.docx": "transcript_broken",
    "blanks.odt": "transcript_too_long",
    "flate_bomb.pdf": "transcript_too_complex",
    "operators.pdf": "transcript_too_complex",
    "shared_page.pdf": "transcript_too_complex",
    "recursive_form.pdf": "transcript_too_complex",
    "unicode_map.pdf": "transcript_too_complex",
    "nested.pdf": "transcript_pdf_without_text",
    "page_loop.pdf": "transcript_broken",
    "objects.pdf": "transcript_broken",
    "zeros.txt": "transcript_too_long",
    "line_breaks.txt": "transcript_too_long",
    "high_bytes.txt": "transcript_too_long",
    "labels.txt": "read as txt",
    "brackets.txt": "read as txt",
    "cues.srt": "read as srt",
    "open_tags.vtt": "read as vtt",
}


def make(folder: Path) -> Iterator[Path]:
    cell = "<w:tbl><w:tr><w:tc>"
    yield docx(folder / "entities.docx", "<w:p>&h;</w:p>", BOMB)
    encoded = f'<?xml version="1.0" encoding="utf-16"?>{BOMB}<w:document {WORD}>&h;</w:document>'.encode("utf-16")
    with zipfile.ZipFile(folder / "entities_utf16.docx", "w") as archive:
        archive.writestr("word/document.xml", encoded)
    yield folder / "entities_utf16.docx"
    yield odt(folder / "entities.odt", "<text:p>&h;</text:p>", BOMB)
    yield docx(folder / "external.docx", "", '<!DOCTYPE w SYSTEM "file:///etc/passwd">')
    yield docx(folder / "zip_bomb.docx", " " * 100_000_000)
    yield docx(folder / "long.docx", f"<w:p><w:r><w:t>{'a' * 20_000_000}</w:t></w:r></w:p>")
    yield docx(folder / "paragraphs.docx", "<w:p/>" * 3_000_000)
    yield docx(folder / "deep.docx", cell * 100_000)
    attributes = "".join(f' a{number}="1"' for number in range(2_000_000))
    yield docx(folder / "attributes.docx", f"<w:p{attributes}/>")
    yield docx(folder / "one_attribute.docx", f'<w:p a="{"x" * 20_000_000}"/>')
    yield docx(folder / "comment.docx", f"<!--{'x' * 20_000_000}-->")
    with zipfile.ZipFile(folder / "directory.docx", "w") as archive:
        for number in range(40_000):
            archive.writestr(f"{number}", "")
    yield folder / "directory.docx"
    path = docx(folder / "zip64.docx", "")
    content = path.read_bytes()
    end = content.rindex(b"PK\x05\x06")
    yield written(path, content[:end] + b"PK\x06\x07" + bytes(16) + content[end:])
    path = docx(folder / "lying_size.docx", f"<w:p><w:r><w:t>{'a' * 1_000_000}</w:t></w:r></w:p>")
    content = bytearray(path.read_bytes())
    at = content.rindex(b"PK\x01\x02") + 24
    content[at : at + 4] = (100).to_bytes(4, "little")
    yield written(path, bytes(content))
    kinds = '<Override ContentType="application/' + "wordprocessingml.document" * 30_000
    text = f"<w:document {WORD}>{paragraph(words('no'))}</w:document>"
    for name, end in (("parts", '"/>'), ("parts_unended", "")):
        types = f"<Types>{kinds}{end}</Types>"
        body = {"[Content_Types].xml": types, "word/document.xml": text}
        yield zipped(folder / f"{name}.docx", body)
    yield odt(folder / "blanks.odt", "<text:p>" + '<text:s text:c="999999999"/>' * 100_000 + "</text:p>")
    yield drawn(folder / "flate_bomb.pdf", [b" " * 200_000_000])
    yield drawn(folder / "operators.pdf", [TEXT + b"(a) Tj " * 600_000 + b"ET"])
    shared = [stream(TEXT + b"(a) Tj " * 20_000 + b"ET")]
    page = "<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Resources<</Font<</F 3 0 R>>>>/Contents 5 0 R>>"
    kids = "4 0 R " * 2500
    font = "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"
    tree = f"<</Type/Pages/Kids[{kids}]/Count 2500>>"
    yield pdf(folder / "shared_page.pdf", ["<</Type/Catalog/Pages 2 0 R>>", tree, font, page, *shared])
    form = f"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources{X}"
    yield drawn(folder / "recursive_form.pdf", [b"/X Do " * 5000], X, [stream(b"/X Do " * 5000, form)])
    mapped = "<</Font<</F <</Type/Font/Subtype/Type1/BaseFont/X/ToUnicode 4 0 R>>>>>>"
    ranges = b"1 begincmap 1 beginbfrange\n" + b"<0000> <ffff> <0041>\n" * 100_000 + b"endbfrange"
    yield drawn(folder / "unicode_map.pdf", [TEXT + b"(aaaa) Tj ET"], mapped, [stream(ranges)])
    yield drawn(folder / "nested.pdf", [b"[" * 1_000_000])
    yield pdf(folder / "page_loop.pdf", ["<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[2 0 R 2 0 R]/Count 2>>"])
    yield written(folder / "objects.pdf", b"%PDF-1.7\n" + b"1 0 obj\n" * 200_000)
    yield written(folder / "zeros.txt", bytes(40_000_000))
    yield written(folder / "line_breaks.txt", b"\n" * 3_000_000)
    yield written(folder / "high_bytes.txt", b"\xe1" * 3_000_000)
    yield written(folder / "labels.txt", "".join(f"Rosa{number}: no\n" for number in range(90_000)))
    yield written(folder / "brackets.txt", "A (" * 600_000)
    yield written(folder / "cues.srt", "1\n00:00:01,000 --> 00:00:02,000\nno\n\n" * 20_000)
    yield written(folder / "open_tags.vtt", "WEBVTT\n\n00:01.000 --> 00:02.000\n" + "<c " * 600_000)


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, tuple[str, float]], int]:
    """Code and seconds for each file, and the peak of memory in kilobytes."""
    if not Path("/proc/self/status").exists():
        pytest.skip("this system does not say what a process used")
    paths = [str(path) for path in make(tmp_path_factory.mktemp("hostile"))]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    done = subprocess.run([sys.executable, "-c", READ_ALL, *paths], capture_output=True, env=environment, check=True)
    answers, peak = json.loads(done.stdout)
    return {Path(path).name: tuple(answer) for path, answer in answers.items()}, peak


@pytest.mark.parametrize("name", EXPECTED)
def test_a_hostile_file_is_answered_by_name_and_soon(name: str, told: tuple[dict[str, tuple[str, float]], int]) -> None:
    code, seconds = told[0][name]
    assert code == EXPECTED[name] and seconds < SECONDS


def test_no_hostile_file_fills_the_memory(told: tuple[dict[str, tuple[str, float]], int]) -> None:
    assert told[1] < MEGABYTES * 1000
