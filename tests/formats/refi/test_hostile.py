"""Hostile projects: refused by name, or read in little time and memory, with nothing unpacked."""

import time
import zipfile

import pytest

from alianza.formats import Refused, refi
from tests.formats.refi.test_files import packed, qde, selection
from tests.formats.transcripts.made import WORD, paragraph, words, zipped

SECONDS = 3.0
"""Of computing, for files that once took ten times as long and more."""


def refusal(path) -> str:
    with pytest.raises(Refused) as refused:
        refi.read(path)
    return refused.value.problem.code


@pytest.mark.parametrize("method", [zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2])
def test_a_damaged_entry_that_is_packed_in_an_unusual_way_is_named(method, tmp_path):
    path = tmp_path / "x.qdpx"
    with zipfile.ZipFile(path, "w", method) as archive:
        archive.writestr("project.qde", qde("<a/>" * 200))
    data = bytearray(path.read_bytes())
    data[60:90] = bytes(30)
    path.write_bytes(data)
    assert refusal(path) == "refi_unreadable"


def test_many_entries_are_refused_before_the_directory_is_read(tmp_path, monkeypatch):
    entries = {f"sources/{number:0100}.txt": b"" for number in range(30_000)}
    path = packed(tmp_path / "x.qdpx", {"project.qde": qde(""), **entries})
    monkeypatch.setattr(zipfile, "ZipFile", None)
    assert refusal(path) == "refi_unsafe_archive"


def test_the_parts_of_a_word_text_are_read_in_one_pass(tmp_path):
    types = '<Types><Override ContentType="application/' + "wordprocessingml.document" * 30_000 + '"/></Types>'
    document = f"<w:document {WORD}>{paragraph(words('confianza'))}</w:document>"
    word = zipped(tmp_path / "d.docx", {"[Content_Types].xml": types, "word/document.xml": document}).read_bytes()
    source = qde(selection(0, 9)).replace(b"plainTextPath", b"richTextPath").replace(b"d.txt", b"d.docx")
    begun = time.process_time()
    project = refi.read(packed(tmp_path / "x.qdpx", {"project.qde": source, "sources/d.docx": word}))
    assert [one.quotation for one in project.codings] == ["confianza"]
    assert time.process_time() - begun < SECONDS
