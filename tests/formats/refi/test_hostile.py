"""Hostile projects: refused by name, or read in little time and memory, with nothing unpacked."""

import json
import os
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from alianza.formats import Refused, refi
from alianza.formats.refi.budget import Budget
from alianza.formats.refi.findings import Findings
from alianza.study.distinct_names import DistinctNames
from tests.formats.refi.test_files import packed, qde, selection
from tests.formats.transcripts.made import WORD, paragraph, words, written, zipped

SECONDS = 3.0
"""Of computing, for files that once took ten times as long and more."""
MEGABYTES = 300


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
    names = DistinctNames()
    assert [names.own(one) for one in ("a", "a", "a (2)", "a", "b")] == ["a", "a (2)", "a (2) (2)", "a (3)", "b"]


def test_a_number_is_not_tried_again():
    class Counting(set):
        asked = 0

        def __contains__(self, name):
            self.asked += 1
            return super().__contains__(name)

    names = DistinctNames()
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


def sources(*paths: str, inner: str = "") -> bytes:
    """A SYNTHETIC project of these texts."""
    one = '<TextSource name="d" plainTextPath="internal://{}">' + inner + "</TextSource>"
    code = '<CodeBook><Codes><Code guid="22222222-2222-2222-2222-222222222222" name="a"/></Codes></CodeBook>'
    return f"<Project>{code}<Sources>{''.join(map(one.format, paths))}</Sources></Project>".encode()


def test_the_memory_for_words_grows_with_the_file():
    small, large = Budget("x", 50_000), Budget("x", 5_000_000)
    for _ in range(3):
        small.take(20_000_000)
        large.take(100_000_000)
    with pytest.raises(Refused):
        small.take(20_000_000)
    large.take(10_000_000)


def test_the_signs_of_a_wide_text_are_counted_as_wide():
    taken: list[int] = []
    budget = Budget("x", 0)
    budget.take = taken.append
    for text in ("a" * 1_000, "ñ" * 1_000, "中" * 1_000, "🤝" * 1_000):
        budget.quotations(text, 10)
    assert taken == [10, 10, 20, 40]


def test_codes_of_one_passage_share_its_words(tmp_path):
    inner = selection(0, 9) + selection(0, 9, 1) + selection(1, 9, 2)
    entries = {"project.qde": sources("d.txt", inner=inner), "sources/d.txt": b"confianza"}
    first, second, third = (one.quotation for one in refi.read(packed(tmp_path / "x.qdpx", entries)).codings)
    assert first is second and third == "onfianza"


CODING = '<Coding><CodeRef targetGUID="22222222-2222-2222-2222-222222222222"/></Coding>'
PASSAGE = f'<PlainTextSelection startPosition="%s" endPosition="%s">{CODING}</PlainTextSelection>'
NAMED = PASSAGE.replace(" start", ' name="uno dos" start', 1)
EXPECTED = {
    "many_on_one.qdpx": "refi_out_of_proportion",
    "overlapping.qdpx": "refi_out_of_proportion",
    "large.qdpx": "read",
    "beyond.qdpx": "read",
    "inline.qde": "refi_too_large",
    "named.qdpx": "read",
    "words.qdpx": "refi_out_of_proportion",
    "mixed.qdpx": "read",
    "memos.qde": "refi_too_large",
    "empty.qde": "refi_too_large",
    "passages.qdpx": "read",
    "attributes.qde": "refi_too_large",
}


def make(folder: Path) -> Iterator[Path]:
    """The files, one after the other."""

    def project(name: str, xml: bytes, text: str | bytes = "uno ñ") -> Path:
        data = text.encode() if isinstance(text, str) else text
        return packed(folder / name, {"project.qde": xml, "sources/d.txt": data})

    yield project("many_on_one.qdpx", sources(*["d.txt"] * 40), "a b\r\n" * 3_500_000)
    inner = "".join(PASSAGE % (0, 800_000 - at) for at in range(1_500))
    yield project("overlapping.qdpx", sources("d.txt", inner=inner), "b " * 400_000)
    yield project("large.qdpx", sources("d.txt", inner=PASSAGE % (0, 3) + PASSAGE % (19_000_000, 19_000_009)),
                  "uno dos\r\n" * 2_150_000 + "ñ")  # fmt: skip
    yield project("beyond.qdpx", sources("d.txt", inner=PASSAGE % (0, 3)), "uno dos\r\n" * 3_000_000)
    text = f"<PlainTextContent>{'uno ' * 10_000_000}</PlainTextContent>"
    yield written(folder / "inline.qde", f"<Project><Sources><TextSource>{text}</TextSource></Sources></Project>")
    inner = "".join(NAMED % (at, 200_000 - at) for at in range(200))
    yield project("named.qdpx", sources("d.txt", inner=inner), "uno dos ñ\r\n" * 20_000)
    word = zipped(folder / "d.docx", {"word/document.xml": f"<w:p {WORD}>{'<w:r/>' * 450_000}</w:p>"}).read_bytes()
    rich = sources(*["d.docx"] * 100).replace(b"plainTextPath", b"richTextPath")
    yield packed(folder / "words.qdpx", {"project.qde": rich, "sources/d.docx": word})
    yield project("mixed.qdpx", sources("d.txt"), ("ñ".encode() + b" \xf1 ") * 3_500_000)
    yield written(folder / "memos.qde", f"<Project><Notes>{'<Note/>' * 5_000_000}</Notes></Project>")
    yield written(folder / "empty.qde", f"<Project><Sources>{'<TextSource/>' * 1_000_000}</Sources></Project>")
    yield project("passages.qdpx", sources(*["d.txt"] * 200, inner=PASSAGE % (0, 1) * 1_000))
    given = "".join(f' a{number}=""' for number in range(1_000_000))
    yield written(folder / "attributes.qde", f"<Project{given}/>")


READ_ALL = """
import json, sys, time
from pathlib import Path
from alianza.formats import Refused, refi

told = {}
for path in sys.argv[1:]:
    before = time.process_time()
    try:
        refi.read(Path(path))
        code = "read"
    except Refused as refused:
        code = refused.problem.code
    told[path] = code, time.process_time() - before
(peak,) = [line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM")]
print(json.dumps([told, int(peak)]))
"""


@pytest.fixture(scope="module")
def told(tmp_path_factory) -> tuple[dict[str, tuple[str, float]], int]:
    """Code and seconds for each file, and the peak of memory in kilobytes."""
    if not Path("/proc/self/status").exists():
        pytest.skip("this system does not say what a process used")
    paths = [str(path) for path in make(tmp_path_factory.mktemp("hostile"))]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    done = subprocess.run([sys.executable, "-c", READ_ALL, *paths], capture_output=True, env=environment, check=True)
    answers, peak = json.loads(done.stdout)
    return {Path(path).name: tuple(answer) for path, answer in answers.items()}, peak


@pytest.mark.parametrize("name", EXPECTED)
def test_a_hostile_project_is_answered_by_name_and_soon(name, told):
    code, seconds = told[0][name]
    assert code == EXPECTED[name] and seconds < SECONDS


def test_no_hostile_project_fills_the_memory(told):
    assert told[1] < MEGABYTES * 1000
