"""Hostile projects: refused by name, or read in little time and memory, with nothing unpacked."""

import time
import zipfile

import pytest

from alianza.formats import Refused, refi
from alianza.formats.refi.codebook import Names
from alianza.formats.refi.findings import Findings
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


def test_names_that_are_taken_are_numbered_as_they_come():
    names = Names()
    assert [names.own(one) for one in ("a", "a", "a (2)", "a", "b")] == ["a", "a (2)", "a (2) (2)", "a (3)", "b"]


def test_a_number_is_not_tried_again():
    class Counting(set):
        asked = 0

        def __contains__(self, name):
            self.asked += 1
            return super().__contains__(name)

    names = Names()
    names._taken = Counting()
    for _ in range(1_000):
        names.own("a")
    assert names._taken.asked <= 3_000


def test_a_project_that_calls_everything_alike_is_read_soon(tmp_path):
    file = tmp_path / "x.qde"
    sources = '<TextSource name="a"><PlainTextContent>a</PlainTextContent></TextSource>' * 5_000
    users, codes, variables = (f'<{one} name="a"/>' * 8_000 for one in ("User", "Code", "Variable"))
    file.write_text(
        f"<Project><Users>{users}</Users><CodeBook><Codes>{codes}</Codes></CodeBook><Variables>{variables}</Variables>"
        f"<Sources>{sources}</Sources></Project>"
    )
    begun = time.process_time()
    project = refi.read(file)
    assert time.process_time() - begun < SECONDS
    assert [one.path for one in project.codes[:3]] == ["a", "a (2)", "a (3)"]
    assert (len(project.codes), len(project.documents), len(project.users)) == (8_000, 5_000, 8_000)


def test_paths_that_repeat_a_long_name_are_too_large(tmp_path):
    file = tmp_path / "x.qde"
    inner = '<Code name="a"/>' * 2_000
    file.write_text(
        f'<Project><CodeBook><Codes><Code name="{"z" * 50_000}">{inner}</Code></Codes></CodeBook></Project>'
    )
    assert refusal(file) == "refi_too_large"


def test_names_of_elements_without_end_are_too_large(tmp_path):
    file = tmp_path / "x.qde"
    file.write_text("<Project>" + "".join(f"<a{number}/>" for number in range(1_000_000)) + "</Project>")
    begun = time.process_time()
    assert refusal(file) == "refi_too_large"
    assert time.process_time() - begun < SECONDS


def test_of_many_kinds_of_a_defect_only_the_first_are_kept():
    findings = Findings("x")
    for number in range(1_000):
        findings.note("refi_not_taken", f"a{number}")
        findings.note("refi_source_missing", f"d{number}")
    taken, missing = (
        [one for one in findings.problems() if one.code == code] for code in ("refi_not_taken", "refi_source_missing")
    )
    assert [(one.found, one.values["count"]) for one in (taken[0], taken[-1])] == [("a0", 1), ("…", 980)]
    assert [(one.found, one.values["count"]) for one in missing] == [("d0, d1, d2…", 1_000)]
    assert len(taken) == 21 and len(findings._counts) == 42
