"""A withdrawal reaches what an imported project says of a participant around their documents."""

import zipfile
import zlib
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select

from alianza.coding.project import Case, Note
from alianza.formats import Refused, refi
from alianza.storage.chain import broken_links
from alianza.storage.database import CONTENTS, FILE
from alianza.workflow.interviews.actions import take_back
from alianza.workflow.interviews.memos import list_memos, write_memo
from alianza.workflow.interviews.projects import adopt
from alianza.workflow.interviews.reading import read_coding
from alianza.workflow.interviews.withdrawing import withdraw
from alianza.workflow.journal import reading, study_at
from tests.formats.refi.test_other_sources import guid
from tests.interviews_study import study

FILES = Path(__file__).parents[4] / "shared" / "data" / "refi_qda"
SECRET = "quebrada azulejo"


def source(number: int, name: str, words: str) -> str:
    return (
        f'<TextSource guid="{guid(3, number)}" name="{name}"><PlainTextContent>{words}</PlainTextContent>'
        f'<NoteRef targetGUID="{guid(9, 1)}"/></TextSource>'
    )


def note(number: int, words: str) -> str:
    return f'<Note guid="{guid(9, number)}" name="n{number}"><PlainTextContent>{words}</PlainTextContent></Note>'


QDE = f"""<?xml version="1.0" encoding="utf-8"?>
<Project xmlns="urn:QDA-XML:project:1.0" name="SYNTHETIC" origin="test">
<CodeBook><Codes><Code guid="{guid(2)}" name="confianza"/></Codes></CodeBook>
<Variables><Variable guid="{guid(6)}" name="socios" typeOfVariable="Text"/></Variables>
<Cases>
<Case guid="{guid(7, 1)}" name="firma uno"><NoteRef targetGUID="{guid(9, 3)}"/><Description>{SECRET}</Description>
<VariableValue>
<VariableRef targetGUID="{guid(6)}"/><TextValue>{SECRET}</TextValue></VariableValue>
<SourceRef targetGUID="{guid(3, 1)}"/><SourceRef targetGUID="{guid(3, 4)}"/></Case>
<Case guid="{guid(7, 2)}" name="P1"><Description>{SECRET}</Description></Case>
<Case guid="{guid(7, 3)}" name="comarca"><SourceRef targetGUID="{guid(3, 1)}"/><SourceRef targetGUID="{guid(3, 2)}"/>
<SourceRef targetGUID="{guid(3, 5)}"/></Case>
<Case guid="{guid(7, 4)}" name="firma dos"><SourceRef targetGUID="{guid(3, 2)}"/></Case></Cases>
<Sources>{source(1, "E01", f"habla de la {SECRET}")}{source(2, "E02", "habla de otra cosa")}
<AudioSource guid="{guid(3, 4)}" name="voz" path="internal://voz.mp3">
<AudioSelection guid="{guid(4, 1)}" begin="0" end="9"><Coding guid="{guid(5, 1)}"><CodeRef targetGUID="{guid(2)}"/>
<NoteRef targetGUID="{guid(9, 4)}"/></Coding></AudioSelection></AudioSource>
<PictureSource guid="{guid(3, 5)}" name="plaza" path="internal://plaza.png"/></Sources>
<Notes>{note(1, f"compara {SECRET}")}{note(2, "general")}{note(3, f"del caso {SECRET}")}
{note(4, f"de la marca {SECRET}")}</Notes>
<Links><Link guid="{guid(8, 1)}" name="{SECRET}" originGUID="{guid(3, 1)}" targetGUID="{guid(3, 2)}"/></Links>
<Sets><Set guid="{guid(8, 2)}" name="s"><MemberSource targetGUID="{guid(3, 1)}"/>
<MemberSource targetGUID="{guid(3, 2)}"/></Set></Sets></Project>"""
MEDIA = {"sources/voz.mp3": f"ID3 SYNTHETIC {SECRET}".encode(), "sources/plaza.png": b"SYNTHETIC plaza"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = study(tmp_path)
    with zipfile.ZipFile(tmp_path / "p.qdpx", "w") as archive:
        for name, data in {"project.qde": QDE.encode(), **MEDIA}.items():
            archive.writestr(name, data)
    adopt(study_at(made), tmp_path / "p.qdpx", "lia")
    return made


def contents(folder: Path) -> list[bytes]:
    with reading(folder) as connection:
        return [zlib.decompress(one) for one in connection.execute(select(CONTENTS.c.bytes)).scalars()]


def test_cases_memos_relations_and_files_of_a_participant_go(folder: Path) -> None:
    foretold = withdraw(folder, "P1", "lia")
    assert (foretold.documents, foretold.cases, foretold.media) == (("E01", "voz"), ("firma uno", "P1"), ("voz.mp3",))
    assert [(one.kind, one.name) for one in foretold.left] == [
        ("shared_case", "comarca"), ("memo", "1.n2"), ("document_name", "voz"),
    ]  # fmt: skip
    assert any(SECRET.encode() in one for one in contents(folder))
    done = withdraw(folder, "P1", "lia", confirmed=True)
    assert (done.cases, done.media, done.left) == (foretold.cases, foretold.media, foretold.left)
    assert not any(SECRET.encode() in one for one in contents(folder))
    project = read_coding(folder).assembled.project
    assert [one.name for one in project.documents] == ["E02", "plaza"]
    assert [(one.name, one.documents) for one in project.cases] == [
        ("comarca", ("E02", "plaza")),
        ("firma dos", ("E02",)),
    ]
    assert [one.title for one in project.notes] == ["n2"]
    assert (project.links, [one.documents for one in project.sets]) == ((), [("E02",)])
    assert list(project.media) == ["plaza.png"]
    with reading(folder) as connection:
        assert list(broken_links(connection)) == []


def test_memos_about_memos_go_with_what_those_are_about(tmp_path: Path) -> None:
    """Memos about memos on the person's text, or on what two people said, however far; not those about others."""

    def about(number: int, *others: int) -> str:
        refers = "".join(f'<NoteRef targetGUID="{guid(9, one)}"/>' for one in others)
        return note(number, f"memo {number}").replace("</Note>", f"{refers}</Note>")

    passage = (
        f'<PlainTextSelection startPosition="0" endPosition="5"><Coding><CodeRef targetGUID="{guid(2)}"/></Coding>'
        f'</PlainTextSelection><NoteRef targetGUID="{guid(9, 11)}"/></TextSource>'
    )
    memos = [about(11, 12), about(12, 13), about(13, 12), about(1, 14), about(14, 15), about(15)]
    memos += [about(16, 17), about(17)]  # on nobody; the second is about the first and the whole project
    xml = QDE.replace("</TextSource>", passage, 1).partition("<Notes>")[0] + "<Notes>" + "".join(memos)
    with zipfile.ZipFile(tmp_path / "p.qdpx", "w") as archive:
        archive.writestr("project.qde", f'{xml}</Notes><NoteRef targetGUID="{guid(9, 17)}"/></Project>')
    adopt(study_at(folder := study(tmp_path)), tmp_path / "p.qdpx", "lia")
    project = read_coding(folder).assembled.project
    assert {one.title: set(one.about) for one in project.notes}["n17"] == {guid(9, 16), ""}
    withdraw(folder, "P1", "lia", confirmed=True)
    notes = read_coding(folder).assembled.project.notes
    assert sorted(one.title for one in notes) == ["n16", "n17"]
    assert not any(f"memo {number}".encode() in one for one in contents(folder) for number in (11, 12, 13, 14, 15))


def test_a_memo_on_a_code_of_the_project_stays_and_the_log_tells_documents_and_codes_apart(folder: Path) -> None:
    """The first document and the first code of a file are not called the same."""
    write_memo(folder, "code", ["confianza"], "qué es", "lia")
    write_memo(folder, "code", ["E01"], f"en la {SECRET}", "lia")
    assert [one.about for one in list_memos(folder) if one.kind == "code"] == [("confianza",), ("E01",)]
    withdraw(folder, "P1", "lia", confirmed=True)
    assert [one.words for one in list_memos(folder)] == ["general", "qué es"]
    assert not any(SECRET.encode() in one for one in contents(folder))


def test_a_backup_shows_nothing_of_what_a_project_said_of_them(folder: Path) -> None:
    backup = (folder / FILE).read_bytes()
    withdraw(folder, "P1", "lia", confirmed=True)
    after = read_coding(folder).assembled.project
    (folder / FILE).write_bytes(backup)
    now = read_coding(folder).assembled.project
    assert (now.documents, now.cases, now.notes, now.media) == (after.documents, after.cases, after.notes, after.media)
    withdraw(folder, "P1", "lia", confirmed=True)
    assert not any(SECRET.encode() in one for one in contents(folder))


def test_what_a_project_said_that_was_taken_back_goes_as_well(folder: Path) -> None:
    take_back(folder, "lia")
    assert withdraw(folder, "P1", "lia").contents > 1
    withdraw(folder, "P1", "lia", confirmed=True)
    assert not any(SECRET.encode() in one for one in contents(folder))
    with pytest.raises(Refused) as found:
        take_back(folder, "lia", 2)
    assert found.value.problem.code == "restoration_overtaken"
    assert withdraw(folder, "P1", "lia").before
    with reading(folder) as connection:
        assert list(broken_links(connection)) == []


def test_what_stands_of_a_project_that_was_taken_back_and_came_again_stays(folder: Path) -> None:
    take_back(folder, "lia")
    adopt(study_at(folder), folder.parent / "p.qdpx", "lia")
    withdraw(folder, "P1", "lia", confirmed=True)
    assert not any(SECRET.encode() in one for one in contents(folder))
    project = read_coding(folder).assembled.project
    assert ([one.name for one in project.documents], list(project.media)) == (["E02", "plaza"], ["plaza.png"])
    assert [one.title for one in project.notes] == ["n2"]


def test_what_two_shared_goes_with_the_second_of_them(folder: Path) -> None:
    assert withdraw(folder, "P2", "lia").cases == ("firma dos",)
    withdraw(folder, "P2", "lia", confirmed=True)
    withdraw(folder, "P1", "lia", confirmed=True)
    project = read_coding(folder).assembled.project
    assert (project.documents, project.cases, dict(project.media)) == ((), (), {})


def test_texts_of_which_nobody_said_whose_they_are_never_go(tmp_path: Path) -> None:
    """A region with nine interviews of whom only one is in the registry is no case of that one's."""
    made = study(tmp_path)
    unknown = QDE.replace('name="E02"', 'name="sin registro"')
    with zipfile.ZipFile(tmp_path / "p.qdpx", "w") as archive:
        for name, data in {"project.qde": unknown.encode(), **MEDIA}.items():
            archive.writestr(name, data)
    adopt(study_at(made), tmp_path / "p.qdpx", "lia")
    assert withdraw(made, "P1", "lia", confirmed=True).documents == ("E01", "voz")
    assert [one.name for one in read_coding(made).assembled.project.documents] == ["sin registro", "plaza"]


SAYS_WHOSE = f"""<?xml version="1.0" encoding="utf-8"?>
<Project xmlns="urn:QDA-XML:project:1.0" name="SYNTHETIC" origin="test">
<Variables><Variable guid="{guid(6)}" name="participant" typeOfVariable="Text"/></Variables>
<Sources><TextSource guid="{guid(3, 1)}" name="otro"><PlainTextContent>habla de la {SECRET}</PlainTextContent>
<VariableValue><VariableRef targetGUID="{guid(6)}"/><TextValue>P1</TextValue></VariableValue></TextSource></Sources>
</Project>"""


@pytest.mark.parametrize("known_at_import", [True, False])
def test_a_document_whose_file_says_whose_it_is_goes_with_the_person(tmp_path: Path, known_at_import: bool) -> None:
    made = study(tmp_path)
    registry = made / "interviews" / "registry.csv"
    rows = registry.read_text(encoding="utf-8")
    registry.write_text(rows if known_at_import else rows.replace(";P1;", ";P9;"), encoding="utf-8")
    with zipfile.ZipFile(tmp_path / "p.qdpx", "w") as archive:
        archive.writestr("project.qde", SAYS_WHOSE)
    adopt(study_at(made), tmp_path / "p.qdpx", "lia")
    registry.write_text(rows, encoding="utf-8")
    [document] = read_coding(made).assembled.project.documents
    assert (document.attributes["participant"], document.attributes["role"]) == ("P1", "gerente")
    assert withdraw(made, "P1", "lia", confirmed=True).documents == ("otro",)
    assert read_coding(made).assembled.project.documents == ()
    assert not any(SECRET.encode() in one for one in contents(made))


@pytest.mark.skipif(not FILES.exists(), reason="the shared projects are not here")
def test_of_a_real_project_a_withdrawal_leaves_nothing_of_the_person(tmp_path: Path) -> None:
    """A program's own project, with a case and a memo about two documents, as none of the shared ones has."""
    made = study(tmp_path)
    given = refi.read(FILES / "qc" / "demo.qdpx")
    gone = given.codings[0].document
    other = next(one for one in given.documents if one.name != gone)
    about = (given.codings[0].guid, other.guid)
    cases = (Case("firma", (gone,), {"socios": SECRET}), Case("otra", (other.name,)))
    given = replace(given, cases=cases, notes=(Note("compara", SECRET, about), Note("general", "de todo")))
    refi.write(given, tmp_path / "real.qdpx")
    registry = made / "interviews" / "registry.csv"
    registry.write_text(registry.read_text(encoding="utf-8").replace("E01;", f"{gone};", 1), encoding="utf-8")
    adopt(study_at(made), tmp_path / "real.qdpx", "lia")
    assert [(one.kind, one.name) for one in withdraw(made, "P1", "lia").left] == [("memo", "1.n2")]
    withdraw(made, "P1", "lia", confirmed=True)
    now = read_coding(made).assembled.project
    assert [one.name for one in now.documents] == [other.name]
    assert {one.guid for one in now.codings} == {one.guid for one in given.codings if one.document == other.name}
    assert ([one.name for one in now.cases], [one.title for one in now.notes]) == (["otra"], ["general"])
    for words in (SECRET.encode(), given.document[gone].text.encode()[:200]):
        assert not any(words in one for one in contents(made))
