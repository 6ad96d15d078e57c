"""Memos that are changed, erased for good, and named when a participant withdraws."""

from pathlib import Path

import pytest
from sqlalchemy import select

from alianza.formats import Refused
from alianza.storage.chain import broken_links
from alianza.storage.database import CONTENTS
from alianza.workflow.interviews import actions
from alianza.workflow.interviews.actions import Target, bring_back, take_back
from alianza.workflow.interviews.memos import change_memo, erase_memo, list_memos, write_memo
from alianza.workflow.interviews.reading import read_coding
from alianza.workflow.interviews.transcripts import add_transcripts
from alianza.workflow.interviews.withdrawing import withdraw
from alianza.workflow.journal import reading
from tests.interviews_study import study, transcripts


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = study(tmp_path)
    add_transcripts(made, transcripts(made), "lia")
    actions.add_code(made, "confianza", {}, "lia")
    return made


def said(folder: Path, by: str = "") -> list[tuple[str, str, tuple[str, ...], str]]:
    return [(one.id, one.kind, one.about, one.words) for one in list_memos(folder, by)]


def contents(folder: Path) -> set[bytes]:
    """What lies beside the log, packed as it lies in the file."""
    with reading(folder) as connection:
        return set(connection.execute(select(CONTENTS.c.bytes)).scalars())


def refused(code: str, act, *words) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(Refused) as found:
        act(*words)
    assert found.value.problem.code == code


def test_memos_and_notes_are_listed_by_the_numbers_that_change_them(folder: Path) -> None:
    write_memo(folder, "theoretical", ["confianza"], "Crece con el trato.", "ana")
    actions.code_passage(folder, Target("E01", words="sin leer"), ["confianza"], "luis", "¿hábito?")
    assert said(folder) == [
        ("4", "theoretical", ("confianza",), "Crece con el trato."), ("5", "coding", ("E01", "confianza"), "¿hábito?"),
    ]  # fmt: skip
    change_memo(folder, "4", "Crece con los años.", "ana")
    change_memo(folder, "5", "hábito", "lia")
    assert [words for *_, words in said(folder)] == ["Crece con los años.", "hábito"]
    take_back(folder, "ana")
    assert [words for *_, words in said(folder)] == ["Crece con el trato.", "hábito"]


def test_a_memo_is_changed_by_who_wrote_it_or_who_leads(folder: Path) -> None:
    write_memo(folder, "code", [], "mío", "ana")
    refused("memo_of_another", change_memo, folder, "4", "tuyo", "luis")
    refused("memo_of_another", erase_memo, folder, "4", "luis")
    refused("memo_unknown", change_memo, folder, "1", "de la transcripción", "lia")
    refused("memo_unknown", erase_memo, folder, "99", "lia")
    refused("memo_empty", change_memo, folder, "4", " ", "ana")


def test_an_erased_memo_leaves_no_version_in_the_database_also_where_it_was_undone(folder: Path) -> None:
    before = contents(folder)
    write_memo(folder, "code", [], "Rosalba lo contó", "ana")
    change_memo(folder, "4", "Rosalba Quinde lo contó", "ana")
    take_back(folder, "ana")
    take_back(folder, "ana")
    assert said(folder) == []
    packed = contents(folder) - before
    assert len(packed) == 2
    erase_memo(folder, "4", "ana")
    assert contents(folder) == before
    assert not any(one in file.read_bytes() for one in packed for file in folder.rglob("*") if file.is_file())
    refused("erasure_is_final", take_back, folder, "ana")
    refused("nothing_to_redo", bring_back, folder, "ana")
    with reading(folder) as connection:
        assert list(broken_links(connection)) == []


def test_the_number_of_a_change_names_the_memo_that_it_changes(folder: Path) -> None:
    before = contents(folder)
    write_memo(folder, "code", [], "Rosalba lo contó", "ana")
    change_memo(folder, "4", "Rosalba Quinde lo contó", "ana")
    change_memo(folder, "5", "lo contó", "ana")
    assert said(folder) == [("4", "code", (), "lo contó")]
    done = erase_memo(folder, "5", "ana")
    assert [one.payload for one in done.events] == [{"memo": "4"}]
    assert said(folder) == []
    assert contents(folder) == before


def test_a_name_that_is_no_memo_is_told_without_its_own_quotation_marks(folder: Path) -> None:
    with pytest.raises(Refused) as found:
        erase_memo(folder, "«General»", "lia")
    assert (found.value.problem.code, found.value.problem.found) == ("memo_unknown", "General")


def test_the_note_on_a_coding_is_erased_and_the_coding_stays(folder: Path) -> None:
    actions.code_passage(folder, Target("E01", words="sin leer"), ["confianza"], "luis", "¿hábito?")
    erase_memo(folder, "4", "luis")
    assert said(folder) == []
    assert [one.quotation for one in read_coding(folder).assembled.project.codings] == ["sin leer"]


def test_a_withdrawal_names_the_memos_that_may_speak_of_the_person(folder: Path) -> None:
    write_memo(folder, "reflexive", [], "Con P1 fui demasiado directa.", "ana")
    write_memo(folder, "method", [], "P10 y yo: nada que ver.", "ana")
    write_memo(folder, "code", ["confianza"], "Nos reunimos cada mes y la confianza: eso dice.", "luis")
    write_memo(folder, "code", ["E01"], "de la entrevista misma", "luis")
    write_memo(folder, "method", [], "E01 salió corta", "luis")
    take_back(folder, "luis")
    foretold = withdraw(folder, "P1", "lia")
    assert [one.name for one in foretold.left if one.kind == "own_memo"] == ["4", "6", "8"]
    withdraw(folder, "P1", "lia", confirmed=True)
    assert [one for one, *_ in said(folder)] == ["4", "5", "6"]
