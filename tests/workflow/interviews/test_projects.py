"""Projects of other programs: into a study, coded further, and out again."""

from dataclasses import replace
from pathlib import Path

import pytest

from alianza.coding.project import QualitativeProject, SelectionCoding
from alianza.formats import Refused, refi
from alianza.storage.database import FILE
from alianza.storage.event_log import keep
from alianza.workflow.interviews import actions
from alianza.workflow.interviews.actions import Target
from alianza.workflow.interviews.contents import document_content
from alianza.workflow.interviews.projects import adopt, export_project
from alianza.workflow.interviews.reading import read_coding
from alianza.workflow.journal import study_at, writing
from tests.interviews_study import study

FILES = Path(__file__).parents[4] / "shared" / "data" / "refi_qda"
REAL = [FILES / "qc" / "demo.qdpx", FILES / "ponte" / "target-atlas-project.qdpx", FILES / "uto" / "codebook.qdc"]
HOSTILE = [FILES / "hostile" / name for name in ("xxe.qdpx", "zip_slip.qdpx")]

pytestmark = pytest.mark.skipif(not FILES.exists(), reason="the shared projects are not here")


def said(project: QualitativeProject) -> list[object]:
    """What a project says, without what only its file knows: order of coders, positions, problems, own name."""
    return [
        [replace(one, attributes={}) for one in project.documents],
        project.codes,
        sorted(project.codings, key=lambda one: (one.document, one.start, one.end, one.code, one.guid)),
        project.cases,
        sorted(project.sets, key=lambda one: one.guid),
        sorted(project.links, key=lambda one: one.guid),
        sorted((one.text, one.guid, one.about, one.by) for one in project.notes),
        sorted(project.others, key=lambda one: (one.document, one.guid)),
        project.graphs,
        dict(project.media),
    ]


@pytest.mark.parametrize("file", REAL, ids=lambda file: file.name)
def test_a_real_project_comes_in_and_goes_out_as_it_was(tmp_path: Path, file: Path) -> None:
    made = study(tmp_path)
    done = adopt(study_at(made), file, "lia")
    assert done.number == 1
    given, held = refi.read(file), read_coding(made).assembled.project
    assert said(held) == said(given)
    assert adopt(study_at(made), file, "lia").number == 0
    export_project(made, tmp_path / "out.qdpx")
    assert said(refi.read(tmp_path / "out.qdpx")) == said(held)


def test_an_adopted_project_is_coded_further_and_an_adopted_coding_taken_away(tmp_path: Path) -> None:
    made = study(tmp_path)
    adopt(study_at(made), REAL[0], "lia")
    before = read_coding(made).assembled
    document = before.project.codings[0].document
    words = before.project.document[document].text.strip()[:60]
    code = before.project.codings[0].code
    actions.code_passage(made, Target(document, words=words), [code], "ana")
    actions.change_code(made, code, {"name": "otro nombre"}, "lia")
    with pytest.raises(Refused) as refused:
        actions.remove_codings(made, [before.names[0]], "ana")
    assert refused.value.problem.code == "coding_of_a_file"
    actions.remove_codings(made, [before.names[0]], "lia")
    after = read_coding(made).assembled.project
    assert len(after.codings) == len(before.project.codings)
    assert before.project.codings[0].guid not in {one.guid for one in after.codings}
    assert any(one.coder == "ana" and one.code.endswith("otro nombre") for one in after.codings)


@pytest.mark.parametrize("file", HOSTILE, ids=lambda file: file.name)
def test_a_hostile_project_leaves_nothing_in_the_study(tmp_path: Path, file: Path) -> None:
    made = study(tmp_path)
    with pytest.raises(Refused):
        adopt(study_at(made), file, "lia")
    assert not (made / FILE).exists()


def test_marks_that_were_kept_as_bare_codes_are_read_with_their_codings(tmp_path: Path) -> None:
    before = (
        b'{"document":{"name":"foto","kind":"picture"},"others":[{"document":"foto","kind":"PictureSelection",'
        b'"codes":["plaza"],"coder":"ana"}]}'
    )
    with writing(study(tmp_path)) as connection:
        [mark] = document_content(connection, keep(connection, before)).others
    assert mark.codings == (SelectionCoding("plaza", "ana"),)
