"""Random projects survive the exchange, and what is written is valid by the schemas of the standard."""

import tempfile
import zipfile
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from alianza.coding.project import Case, Code, Coding, Document, GroupSet, Link, Note, QualitativeProject, code_path
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
