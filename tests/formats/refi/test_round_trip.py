"""Random projects survive the exchange, and what is written is valid by the schemas of the standard."""

import re
import tempfile
import zipfile
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from alianza.coding.project import (
    Case,
    Code,
    Coding,
    Document,
    Graph,
    GroupSet,
    Link,
    Note,
    OtherSelection,
    QualitativeProject,
    SelectionCoding,
    code_path,
)
from alianza.formats import refi

SCHEMAS = Path(__file__).parents[4] / "shared" / "data" / "refi_qda" / "xsd"
WORDS = st.text(st.sampled_from("aé ñ&<>\"'👍🤝e\u0301\n\ufeff/]"), min_size=1, max_size=12)
NAMES = WORDS.filter(str.strip)


@st.composite
def projects(draw) -> QualitativeProject:
    """SYNTHETIC projects: documents, codes in two levels, codings, a case, a set, a relation and a memo."""
    names = draw(st.lists(NAMES, min_size=1, max_size=3, unique=True))
    documents = tuple(Document(name, draw(WORDS), attributes={"año": "1"}) for name in names)
    paths = list(dict.fromkeys(code_path([name]) for name in draw(st.lists(NAMES, min_size=1, max_size=3))))
    paths.insert(1, paths[0] + "/" + code_path([draw(NAMES)]))
    codings = []
    for document in documents:
        for start in range(0, len(document.text), 3):
            end = draw(st.integers(start + 1, len(document.text)))
            said = {"memo": draw(WORDS), "at": "2026-01-02T03:04:05Z", "guid": str(UUID(int=len(codings)))}
            place = (start, end, document.text[start:end])
            codings.append(Coding(document.name, draw(st.sampled_from(paths)), draw(NAMES), *place, **said))
    return QualitativeProject(
        name=draw(NAMES),
        documents=documents,
        codes=tuple(Code(path, draw(WORDS), include="sí", colour="#aabbcc") for path in paths),
        codings=tuple(dict.fromkeys(codings)),
        cases=(Case(draw(NAMES), (names[0],), {"socios": draw(WORDS)}),),
        sets=(GroupSet(draw(NAMES), (paths[0],), (names[0],)),),
        links=(
            Link(paths[0], paths[1], "cause"),
            Link(paths[1], paths[0], "context", (codings[0].guid, codings[-1].guid), draw(WORDS)),
        ),
        notes=(Note(draw(NAMES), draw(WORDS), kind="theoretical"),),
    )


def there_and_back(project: QualitativeProject) -> QualitativeProject:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "x.qdpx"
        refi.write(project, file)
        return refi.read(file)


def without_guids(project: QualitativeProject) -> list[tuple]:
    return [
        [(one.name, one.text, dict(one.attributes)) for one in project.documents],
        [(one.path, one.definition, one.include, one.colour) for one in project.codes],
        [(one.document, one.code, one.coder, one.start, one.end, one.quotation, one.memo) for one in project.codings],
        [(one.name, one.documents, dict(one.attributes)) for one in project.cases],
        [(one.name, one.codes, one.documents) for one in project.sets],
        [(one.source, one.target, one.kind, one.directed, set(one.evidence), one.memo) for one in project.links],
        [(one.title, one.text, one.kind) for one in project.notes],
    ]


@settings(max_examples=60, deadline=None)
@given(projects())
def test_random_projects_come_back_and_stay(project):
    once = there_and_back(project)
    assert without_guids(once) == without_guids(project)
    assert there_and_back(once) == once


@pytest.mark.skipif(not SCHEMAS.exists(), reason="the schemas of REFI-QDA are not here")
@settings(max_examples=30, deadline=None)
@given(projects())
def test_what_is_written_is_valid_and_always_the_same(project):
    schemas = {
        ".qdpx": etree.XMLSchema(etree.parse(SCHEMAS / "Project-mrt2019.xsd")),
        ".qdc": etree.XMLSchema(etree.parse(SCHEMAS / "openqda_Codebook.xsd")),
    }
    with tempfile.TemporaryDirectory() as folder:
        for end, schema in schemas.items():
            first, second = Path(folder) / f"a{end}", Path(folder) / f"b{end}"
            refi.write(project, first)
            refi.write(replace(project), second)
            assert first.read_bytes() == second.read_bytes()
            xml = zipfile.ZipFile(first).read("project.qde") if end == ".qdpx" else first.read_bytes()
            schema.assertValid(etree.fromstring(xml))


def test_two_documents_of_one_identifier_keep_their_texts_and_their_codings(tmp_path: Path) -> None:
    """Each coder's own copy of a document: the first keeps its identifiers, the second gets others."""
    same = "33333333-3333-4333-8333-333333333333"
    texts = {"doc ana": "se fían", "doc luis": "se ríñen"}
    guids = {"guid": str(UUID(int=1)), "selection": str(UUID(int=2))}
    project = QualitativeProject(
        documents=tuple(Document(name, text, guid=same.upper() if "luis" in name else same)
                        for name, text in texts.items()),
        codes=(Code("causa"),),
        codings=tuple(Coding(name, "causa", "a", 3, len(text), text[3:], **guids) for name, text in texts.items()),
        cases=tuple(Case(name, (name,), guid=same) for name in texts),
        others=tuple(OtherSelection(name, "Source", (SelectionCoding("causa", "a", guids["guid"]),)) for name in texts),
        graphs=tuple(
            Graph(name, ({"guid": same, "firstX": "1", "firstY": "2"},),
                  ({"guid": same, "sourceVertex": same, "targetVertex": same},), same)
            for name in texts
        ),
    )  # fmt: skip
    refi.write(project, tmp_path / "x.qdpx")
    archive = zipfile.ZipFile(tmp_path / "x.qdpx")
    assert len(set(archive.namelist())) == len(archive.namelist()) == 3
    declared = re.findall(r' guid="([^"]+)"', archive.read("project.qde").decode())
    assert len({one.lower() for one in declared}) == len(declared)
    found = refi.read(tmp_path / "x.qdpx")
    assert {one.name: one.text for one in found.documents} == texts
    assert (found.documents[0].guid, found.codings[0].guid) == (same, guids["guid"])
    assert [one.quotation for one in found.codings] == ["fían", "ríñen"]
    assert [one.documents for one in found.cases] == [("doc ana",), ("doc luis",)]
    assert found.graphs[1].edges[0]["sourceVertex"] == found.graphs[1].vertices[0]["guid"]
    assert there_and_back(found) == replace(found, positions=there_and_back(found).positions)
    if SCHEMAS.exists():
        schema = etree.XMLSchema(etree.parse(SCHEMAS / "Project-mrt2019.xsd"))
        schema.assertValid(etree.fromstring(archive.read("project.qde")))


def test_a_file_of_the_name_of_a_text_takes_none_of_its_words(tmp_path: Path) -> None:
    same = str(UUID(int=7))
    documents = (Document("d", "palabras", guid=same), Document("f", kind="picture", medium=f"{same}.txt"))
    refi.write(QualitativeProject(documents=documents, media={f"{same}.txt": b"SYNTHETIC"}), tmp_path / "x.qdpx")
    found = refi.read(tmp_path / "x.qdpx")
    assert (found.documents[0].text, dict(found.media)) == ("palabras", {f"{same}.txt": b"SYNTHETIC"})


def test_a_group_with_a_code_that_is_gone_stays_in_the_codebook(tmp_path: Path) -> None:
    made = QualitativeProject(codes=(Code("a"),), sets=(GroupSet("s", ("a", "b")), GroupSet("t", ("b",))))
    refi.write(made, tmp_path / "x.qdc")
    assert [(one.name, one.codes) for one in refi.read(tmp_path / "x.qdc").sets] == [("s", ("a",))]
