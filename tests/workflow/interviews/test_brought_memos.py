"""Memos that came with an imported project are seen, erased for good, and do not come back with its file."""

import zlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select

from alianza.coding.project import Code, Coding, Document, GroupSet, Note, QualitativeProject
from alianza.formats import Refused, refi
from alianza.storage.chain import broken_links
from alianza.storage.database import CONTENTS
from alianza.storage.projections import recorded
from alianza.workflow.interviews.actions import take_back
from alianza.workflow.interviews.memos import change_memo, erase_memo, list_memos, write_memo
from alianza.workflow.interviews.projects import adopt, export_project
from alianza.workflow.interviews.reading import CODING, read_coding
from alianza.workflow.interviews.transcripts import add_transcripts
from alianza.workflow.interviews.withdrawing import withdraw
from alianza.workflow.journal import reading, study_at
from tests.interviews_study import study, transcripts

SECRET = "Rosalba Quinde"
TEXT = "SYNTHETIC\nP2: Nos presentó una prima en la feria, y así quedó todo dicho.\n"


def guid(number: int) -> str:
    return f"00000000-0000-4000-8000-{number:012}"


PROJECT = QualitativeProject(
    name="de fuera",
    documents=(Document("E02", TEXT, guid=guid(1)), Document("E07", TEXT.replace("P2", "P7"), guid=guid(2))),
    codes=(Code("confianza", guid=guid(3)),),
    codings=(Coding("E02", "confianza", "luis", 10, 25, TEXT[10:25], guid=guid(4), selection=guid(5)),),
    sets=(GroupSet("norte", documents=("E02",), notes=(guid(12),), guid=guid(6)),),
    notes=(
        Note("General", f"lo contó {SECRET}", guid=guid(11)),
        Note("Pares", f"{SECRET} compara", (guid(1), guid(2)), by="luis", guid=guid(12)),
        Note("Sobre el otro", "memo de un memo", (guid(12),), guid=guid(13)),
        Note("Del texto", f"fuera de cinta: {SECRET}", (guid(1),), guid=guid(14)),
        Note("Del código", "qué es", (guid(3),), guid=guid(15)),
    ),
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = study(tmp_path)
    refi.write(PROJECT, tmp_path / "p.qdpx")
    adopt(study_at(made), tmp_path / "p.qdpx", "lia")
    return made


def said(folder: Path) -> list[tuple[str, str, tuple[str, ...]]]:
    return [(one.id, one.title, one.about) for one in list_memos(folder)]


def contents(folder: Path) -> bytes:
    with reading(folder) as connection:
        assert list(broken_links(connection)) == []
        return b"\n".join(map(zlib.decompress, connection.execute(select(CONTENTS.c.bytes)).scalars()))


def refused(code: str, act: Callable[..., object], *words: object) -> None:
    with pytest.raises(Refused) as found:
        act(*words)
    assert found.value.problem.code == code


def test_they_are_listed_by_name_with_their_title_and_what_they_are_about(folder: Path) -> None:
    assert said(folder) == [
        ("1.n1", "General", ()),
        ("1.1.n1", "Del texto", ("E02",)),
        ("1.n2", "Pares", ("E02", "E07")),
        ("1.n3", "Sobre el otro", ("Pares",)),
        ("1.n4", "Del código", ("confianza",)),
    ]


def test_an_erased_one_leaves_no_word_and_the_others_keep_their_names(folder: Path, tmp_path: Path) -> None:
    for name in ("1.n1", "1.n2", "1.1.n1"):
        erase_memo(folder, name, "lia")
    assert said(folder) == [("1.n3", "Sobre el otro", ()), ("1.n4", "Del código", ("confianza",))]
    assert SECRET.encode() not in contents(folder)
    project = read_coding(folder).assembled.project
    assert [one.title for one in project.notes] == ["Sobre el otro", "Del código"]
    assert project.sets[0].notes == ()
    assert [one.quotation for one in project.codings] == [TEXT[10:25]]
    export_project(folder, tmp_path / "out.json")
    assert SECRET not in (tmp_path / "out.json").read_text(encoding="utf-8")


def test_replay_tells_the_same_state(folder: Path) -> None:
    erase_memo(folder, "1.n1", "lia")
    erase_memo(folder, "1.1.n1", "lia")
    with reading(folder) as connection:
        assert recorded(connection, CODING) == read_coding(folder).state


def test_the_same_file_does_not_bring_it_again(folder: Path, tmp_path: Path) -> None:
    export_project(folder, tmp_path / "out.qdpx")
    for name in ("1.n1", "1.n2", "1.1.n1"):
        erase_memo(folder, name, "lia")
    for file in ("p.qdpx", "out.qdpx"):
        done = adopt(study_at(folder), tmp_path / file, "lia")
        told = [(one.code, one.found) for one in done.problems]
        assert (done.number, told) == (0, [("copy_memos_erased", "3")])
    changed = replace(PROJECT, notes=(*PROJECT.notes[1:], Note("General", f"{SECRET} dijo más", guid=guid(11))))
    refi.write(changed, tmp_path / "again.qdpx")
    adopt(study_at(folder), tmp_path / "again.qdpx", "lia")
    assert SECRET.encode() not in contents(folder)


def test_its_erasure_is_final(folder: Path) -> None:
    erase_memo(folder, "1.1.n1", "lia")
    number = read_coding(folder).events[-1].number
    for event in (number - 1, number):
        refused("erasure_is_final", take_back, folder, "lia", event)
    refused("others_rest_on_it", take_back, folder, "lia", 1)
    refused("memo_unknown", change_memo, folder, "1.1.n1", "otra cosa", "lia")
    erase_memo(folder, "1.1.n1", "lia")
    assert len(read_coding(folder).events) == number + 1


def test_it_is_erased_by_who_wrote_or_brought_it_and_changed_by_nobody(folder: Path) -> None:
    refused("memo_of_another", erase_memo, folder, "1.n1", "luis")
    refused("memo_of_another", erase_memo, folder, "1.n2", "ana")
    refused("memo_of_file", change_memo, folder, "1.n1", "otra cosa", "lia")
    refused("memo_unknown", erase_memo, folder, "1.n9", "lia")
    erase_memo(folder, "1.n2", "luis")


def test_an_import_that_was_undone_has_it_no_more(folder: Path, tmp_path: Path) -> None:
    """The same words, kept once for two imports: a study is read whatever comes back."""
    around = replace(PROJECT, documents=(), codings=(), notes=PROJECT.notes[:1], sets=())
    made = study(tmp_path / "otro")
    refi.write(around, tmp_path / "around.qdpx")
    adopt(study_at(made), tmp_path / "around.qdpx", "lia")
    take_back(made, "lia")
    adopt(study_at(made), tmp_path / "around.qdpx", "lia")
    erase_memo(made, "3.n1", "lia")
    assert SECRET.encode() not in contents(made)
    take_back(made, "lia", 2)
    assert said(made) == []


def test_an_erasure_that_was_interrupted_is_finished_by_repeating_it(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("1.n2", "1.n1", "1.1.n1"):
        with monkeypatch.context() as patch:
            patch.setattr("alianza.workflow.interviews.memos.erase_words", lambda *_: None)
            erase_memo(folder, name, "lia")
        assert SECRET.encode() in contents(folder)
        erase_memo(folder, name, "lia")
    assert SECRET.encode() not in contents(folder)


def test_a_withdrawal_goes_with_erasures_before_and_after(folder: Path) -> None:
    erase_memo(folder, "1.n1", "lia")
    assert [(one.kind, one.name) for one in withdraw(folder, "P2", "lia").left] == [("memo", "1.n4")]
    withdraw(folder, "P2", "lia", confirmed=True)
    assert said(folder) == [("1.n4", "Del código", ("confianza",))]
    erase_memo(folder, "1.n4", "lia")
    assert said(folder) == []
    assert SECRET.encode() not in contents(folder)
    assert "qué es".encode() not in contents(folder)


def test_a_withdrawal_names_the_memo_with_anothers_text_that_names_the_person(tmp_path: Path) -> None:
    made = study(tmp_path)
    notes = (Note("Aparte", "P1 dijo lo contrario", (guid(1),), guid=guid(11)), Note("", "nada", (guid(1),)))
    refi.write(replace(PROJECT, notes=notes), tmp_path / "p.qdpx")
    adopt(study_at(made), tmp_path / "p.qdpx", "lia")
    assert [(one.kind, one.name) for one in withdraw(made, "P1", "lia").left] == [("own_memo", "1.1.n1")]
    erase_memo(made, "1.1.n1", "lia")
    assert withdraw(made, "P1", "lia").left == ()


def test_an_export_does_not_bring_an_erased_memo_of_the_study_again(folder: Path, tmp_path: Path) -> None:
    write_memo(folder, "code", [], f"llamar a {SECRET} otra vez", "ana")
    number = str(read_coding(folder).events[-1].number)
    export_project(folder, tmp_path / "out.qdpx")
    erase_memo(folder, number, "ana")
    assert adopt(study_at(folder), tmp_path / "out.qdpx", "lia").number == 0
    assert b"otra vez" not in contents(folder)


def test_one_that_a_copy_brought_to_a_text_of_the_study_is_erased_from_that(folder: Path, tmp_path: Path) -> None:
    made = study(tmp_path / "otro")
    add_transcripts(made, transcripts(made), "lia")
    text = read_coding(made).assembled.project.documents[0].text
    copy = QualitativeProject(
        name="copia",
        documents=(Document("E01", text, guid=guid(21)),),
        codes=(Code("confianza"),),
        codings=(Coding("E01", "confianza", "ana", 12, 20, text[12:20]),),
        notes=(Note("Aparte", SECRET, (guid(21),), guid=guid(22)),),
    )
    refi.write(copy, tmp_path / "copia.qdpx")
    adopt(study_at(made), tmp_path / "copia.qdpx", "lia")
    assert said(made) == [("1.n1", "Aparte", ("E01",))]
    before = read_coding(made).assembled.project.codings
    erase_memo(made, "1.n1", "lia")
    assert said(made) == []
    assert SECRET.encode() not in contents(made)
    assert read_coding(made).assembled.project.codings == before
    refused("others_rest_on_it", take_back, made, "lia", 3)
    assert adopt(study_at(made), tmp_path / "copia.qdpx", "lia").number == 0
