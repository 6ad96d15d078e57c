"""Transcripts in, codes given and taken back, and a participant who withdraws."""

import sqlite3
import zlib
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import Connection, event, select

from alianza.coding.belongings import Left
from alianza.coding.codebook_comparison import compare_codebooks
from alianza.coding.contents import DocumentContent
from alianza.coding.progress import CodingState
from alianza.formats import Refused
from alianza.storage import projections
from alianza.storage.chain import broken_links
from alianza.storage.database import CONTENTS, FILE, opened
from alianza.workflow.interviews import actions, memos, withdrawing
from alianza.workflow.interviews.actions import Target
from alianza.workflow.interviews.contents import document_content
from alianza.workflow.interviews.passage_table import code_from_table
from alianza.workflow.interviews.projects import export_project, project_at
from alianza.workflow.interviews.reading import CODING, ReadCoding, read_coding
from alianza.workflow.interviews.revising import revise
from alianza.workflow.interviews.transcripts import add_transcripts
from alianza.workflow.interviews.withdrawing import withdraw
from alianza.workflow.journal import reading
from alianza.workflow.review.verification import verify_log
from tests.interviews_study import TEXTS, study, transcripts

SECRET = "quebrada azulejo"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = study(tmp_path)
    add_transcripts(made, transcripts(made), "lia")
    actions.add_code(made, "confianza", {"construct": "trust", "direction": "positive"}, "lia")
    actions.add_code(made, "gobernanza", {}, "lia")
    actions.add_code(made, "gobernanza/actas", {"definition": "lo escrito"}, "lia")
    return made


def codings(now: ReadCoding) -> list[tuple[str, str, str, str]]:
    return [(one.document, one.code, one.coder, one.quotation) for one in now.assembled.project.codings]


def refused(code: str, act, *words) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(Refused) as found:
        act(*words)
    assert found.value.problem.code == code


def test_transcripts_come_in_with_their_participants_and_turns(tmp_path: Path) -> None:
    made = study(tmp_path)
    found = add_transcripts(made, transcripts(made), "lia")
    assert [(one.document, one.participant, one.turns, one.problems) for one in found] == [
        ("E01", "P1", 4, ()), ("E02", "P2", 4, ()),
    ]  # fmt: skip
    again = add_transcripts(made, transcripts(made), "lia")
    assert [one.number for one in again] == [0, 0]
    project = read_coding(made).assembled.project
    assert {one.name: one.text.strip() for one in project.documents} == {k: v.strip() for k, v in TEXTS.items()}
    assert dict(project.documents[1].attributes)["role"] == "dueña"
    assert "Loja" not in str(project.documents)


def test_a_transcript_that_cannot_be_read_keeps_no_other_out(tmp_path: Path) -> None:
    made = study(tmp_path)
    bad = tmp_path / "E03.docx"
    bad.write_bytes(b"PK\x03\x04 no")
    found = add_transcripts(made, [bad, *transcripts(made)], "lia")
    assert [bool(one.number) for one in found] == [False, True, True]
    assert found[0].problems and found[0].exit_code == 3


def test_passages_are_coded_by_their_words_and_taken_back(folder: Path) -> None:
    actions.code_passage(
        folder, Target("E01", words="firmamos sin leer el acta"), ["gobernanza/actas"], "ana", "¿hábito?"
    )
    actions.code_passage(folder, Target("E01", words="la confianza creció"), ["confianza"], "luis")
    now = read_coding(folder)
    assert codings(now) == [
        ("E01", "gobernanza/actas", "ana", "firmamos sin leer el acta"),
        ("E01", "confianza", "luis", "la confianza creció"),
    ]
    assert now.assembled.project.codings[0].memo == "¿hábito?"
    actions.take_back(folder, "luis")
    assert len(codings(read_coding(folder))) == 1
    actions.bring_back(folder, "luis")
    actions.remove_codings(folder, [now.assembled.names[0]], "ana")
    assert [one[1] for one in codings(read_coding(folder))] == ["confianza"]


def test_a_table_reads_each_text_once_however_many_rows_it_has(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def content(connection: Connection, digest: str) -> DocumentContent:
        asked.append(digest)
        return document_content(connection, digest)

    monkeypatch.setattr("alianza.workflow.interviews.reading.document_content", content)
    table = folder.parent / "t.csv"
    rows = [f"{name},confianza,{start},{start + 3}" for start in range(20, 40) for name in ("E01", "E02")]
    table.write_text("\n".join(["document,code,start,end", *rows]), encoding="utf-8")
    assert len(code_from_table(folder, table, "ana").events) == 40
    assert len(asked) == 2


def test_a_table_is_coded_once_whatever_corrections_and_again_what_was_taken_away(folder: Path) -> None:
    table = folder.parent / "t.csv"
    table.write_text("document,code,words\nE01,confianza,la confianza creció\n", encoding="utf-8")
    assert len(code_from_table(folder, table, "ana").events) == 1
    new = folder.parent / "E01.txt"
    text = (folder / "interviews" / "transcripts" / "E01.txt").read_text(encoding="utf-8")
    new.write_text(text.replace("SYNTHETIC", "SYNTHETIC, una palabra más"), encoding="utf-8")
    revise(folder, "E01", new, "lia", confirmed=True)
    assert code_from_table(folder, table, "ana").events == ()
    actions.remove_codings(folder, read_coding(folder).assembled.names, "ana")
    assert len(code_from_table(folder, table, "ana").events) == 1


def test_a_place_of_thousands_of_digits_is_named(folder: Path) -> None:
    table = folder.parent / "t.csv"
    table.write_text(f"document,code,start,end\nE01,confianza,1,{'9' * 5_000}\n", encoding="utf-8")
    assert [one.code for one in code_from_table(folder, table, "ana").problems] == ["passages_place_unreadable"]


@pytest.mark.parametrize(
    ("target", "codes", "by", "code"),
    [
        (Target("E09", words="x"), ["confianza"], "ana", "document_unknown"),
        (Target("E01", words="Entrevistador"), ["confianza"], "ana", "passage_ambiguous"),
        (Target("E01", words="no lo dijo"), ["confianza"], "ana", "passage_not_found"),
        (Target("E01", words="sin leer"), ["confiansa"], "ana", "code_unknown"),
        (Target("E01", words="sin leer"), ["confianza"], "eva", "coder_without_role"),
        (Target("E01", words="sin leer"), ["confianza"], "otra", "coder_not_declared"),
        (Target("E01", words="sin leer"), ["confianza"], "", "author_missing"),
    ],
)
def test_what_cannot_be_coded_is_named(folder: Path, target: Target, codes: list[str], by: str, code: str) -> None:
    refused(code, actions.code_passage, folder, target, codes, by)


def test_relations_rest_on_passages_and_memos_on_what_they_name(folder: Path) -> None:
    actions.code_passage(folder, Target("E01", words="la confianza creció"), ["confianza"], "ana")
    name = read_coding(folder).assembled.names[0]
    actions.relate(folder, ("gobernanza/actas", "confianza"), "causal_condition", [name], "ana")
    memos.write_memo(folder, "theoretical", ["confianza"], "Crece con el trato.", "ana")
    project = read_coding(folder).assembled.project
    [link] = project.links
    assert (link.source, link.target, link.kind) == ("gobernanza/actas", "confianza", "causal_condition")
    assert link.evidence == (project.codings[0].guid,)
    [note] = project.notes
    assert (note.text, note.about) == ("Crece con el trato.", (project.code["confianza"].guid,))


def test_a_frozen_codebook_is_compared_and_restored(folder: Path) -> None:
    actions.freeze_codebook(folder, "1", "lia")
    before = read_coding(folder).assembled.project.codes
    actions.change_code(folder, "confianza", {"name": "confianza mutua"}, "lia")
    actions.merge_codes(folder, ["gobernanza/actas"], "gobernanza", "lia")
    after = read_coding(folder).assembled.project.codes
    assert [one.kind for one in compare_codebooks(before, after)] == ["moved", "removed"]
    actions.restore_codebook(folder, "1", "lia")
    assert compare_codebooks(before, read_coding(folder).assembled.project.codes) == ()


def test_nobody_clears_the_passage_that_they_coded(folder: Path) -> None:
    actions.code_passage(folder, Target("E01", words="sin leer"), ["confianza"], "ana")
    name = read_coding(folder).assembled.names[0]
    refused("cleared_by_own_coder", actions.clear_passages, folder, [name], "ana")
    actions.clear_passages(folder, [name], "luis")
    assert read_coding(folder).state.cleared == (name,)


def test_who_coded_a_sign_of_a_passage_does_not_clear_it_under_the_name_of_another_coder(folder: Path) -> None:
    actions.code_passage(folder, Target("E01", words="sin leer"), ["confianza"], "ana")
    actions.code_passage(folder, Target("E01", words="leer el acta"), ["gobernanza/actas"], "luis")
    first, second = read_coding(folder).assembled.names
    refused("cleared_by_own_coder", actions.clear_passages, folder, [first], "luis")
    refused("cleared_by_own_coder", actions.clear_passages, folder, [second], "ana")
    actions.clear_passages(folder, [first, second], "lia")
    assert set(read_coding(folder).state.cleared) == {first, second}


def test_a_participant_who_withdraws_leaves_no_byte(folder: Path) -> None:
    """Neither in what is read afterwards, nor in the database, nor beside it; and the chain still holds."""
    actions.code_passage(folder, Target("E01", words=f"desde la {SECRET}"), ["confianza"], "ana", f"memo {SECRET}")
    memos.write_memo(folder, "code", ["E01"], f"otra vez la {SECRET}", "ana")
    foretold = withdraw(folder, "P1", "lia")
    assert (foretold.documents, foretold.contents, foretold.files, foretold.done) == (
        ("E01",), 3, ("interviews/transcripts/E01.txt",), False,
    )  # fmt: skip
    assert len(codings(read_coding(folder))) == 1
    packed = words_in_the_database(folder)
    assert len(packed) == 3
    withdraw(folder, "P1", "lia", confirmed=True)
    now = read_coding(folder)
    assert ([one.name for one in now.state.documents], codings(now), now.assembled.project.notes) == (["E02"], [], ())
    assert now.registry.withdrawn == {"P1"}
    assert "gerente" not in (folder / "interviews" / "registry.csv").read_text(encoding="utf-8")
    assert "dueña" in (folder / "interviews" / "registry.csv").read_text(encoding="utf-8")
    assert sorted(file.name for file in folder.rglob("*.txt")) == ["E02.txt"]
    for file in (one for one in folder.rglob("*") if one.is_file()):
        content = file.read_bytes()
        assert SECRET.encode() not in content
        assert not [one for one in packed if one in content]
    with reading(folder) as connection:
        assert list(broken_links(connection)) == []
    refused("withdrawal_is_final", actions.take_back, folder, "lia")


def test_a_withdrawal_that_was_interrupted_is_finished_by_repeating_it(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    for step in ("change", "erase_words", "put"):
        with monkeypatch.context() as patched:
            patched.setattr(withdrawing, step, stop)
            with pytest.raises(KeyboardInterrupt):
                withdraw(folder, "P1", "lia", confirmed=True)
    again = withdraw(folder, "P1", "lia", confirmed=True)
    assert (again.done, again.before) == (True, False)
    assert sorted(file.name for file in folder.rglob("*.txt")) == ["E02.txt"]
    assert not any(SECRET.encode() in file.read_bytes() for file in folder.rglob("*") if file.is_file())
    assert "gerente" not in (folder / "interviews" / "registry.csv").read_text(encoding="utf-8")
    assert withdraw(folder, "P1", "lia", confirmed=True).before


def test_a_withdrawal_is_of_a_person_and_not_of_an_interview(folder: Path) -> None:
    with pytest.raises(Refused) as found:
        withdraw(folder, "E01", "lia", confirmed=True)
    assert (found.value.problem.code, found.value.problem.expected) == ("participant_is_interview", "P1")
    assert (folder / "interviews" / "transcripts" / "E01.txt").is_file()


def test_a_text_is_one_person_s(tmp_path: Path) -> None:
    made = study(tmp_path)
    registry = made / "interviews" / "registry.csv"
    registry.write_text(registry.read_text(encoding="utf-8").replace("E02.txt", "E01.txt"), encoding="utf-8")
    found = {one.file: one for one in add_transcripts(made, transcripts(made), "lia")}
    [said] = found["E01.txt"].problems
    assert (said.code, said.found, found["E01.txt"].number) == ("transcript_of_several", "P1, P2", 0)


def test_who_else_speaks_in_a_text_is_told_and_named_when_they_withdraw(tmp_path: Path) -> None:
    made = study(tmp_path)
    group = made / "interviews" / "transcripts" / "E01.txt"
    group.write_text("Entrevistador: ¿Y?\nP1: Bien.\nP2: Mal, con la quebrada.\nP1: Ya.\n", encoding="utf-8")
    [first, _] = add_transcripts(made, transcripts(made), "lia")
    assert [(one.code, one.severity, one.found) for one in first.problems] == [
        ("transcript_other_speakers", "warning", "P2")
    ]
    assert Left("other_text", "E01") in withdraw(made, "P2", "lia").left


def test_a_text_that_nobody_registered_is_named_by_the_labels_of_who_withdraws(folder: Path, tmp_path: Path) -> None:
    loose = tmp_path / "suelta.txt"
    loose.write_text("Entrevistador: ¿Y?\nP1: Bien.\nEntrevistador: ¿Ya?\nP1: Sí.\n", encoding="utf-8")
    add_transcripts(folder, [loose], "lia")
    assert Left("other_text", "suelta") in withdraw(folder, "P1", "lia").left


def test_a_text_in_which_somebody_speaks_who_withdrew_does_not_come_in(folder: Path, tmp_path: Path) -> None:
    withdraw(folder, "P1", "lia", confirmed=True)
    again = tmp_path / "nuevo.txt"
    again.write_text(TEXTS["E01"], encoding="utf-8")
    [found] = add_transcripts(folder, [again], "lia")
    assert [(one.code, one.found) for one in found.problems] == [("transcript_of_withdrawn", "P1")]


@pytest.mark.parametrize("cell", ["", "E01.txt", "interviews/transcripts/E01.txt"])
def test_a_withdrawal_finds_the_transcript_by_the_row_or_by_the_interview_s_name(folder: Path, cell: str) -> None:
    registry = folder / "interviews" / "registry.csv"
    rows = registry.read_text(encoding="utf-8").replace("interviews/transcripts/E01.txt", cell)
    registry.write_text(rows, encoding="utf-8")
    (folder / "interviews" / "E01.mp3").write_bytes(b"ID3")
    found = withdraw(folder, "P1", "lia", confirmed=True)
    assert found.files == ("interviews/transcripts/E01.txt",)
    assert found.left == (Left("beside_file", "interviews/E01.mp3"),)
    assert sorted(file.name for file in folder.rglob("*.txt")) == ["E02.txt"]


def test_a_transcript_that_somebody_elses_row_names_too_stays_and_is_named(folder: Path) -> None:
    registry, shared = folder / "interviews" / "registry.csv", "interviews/transcripts/E01.txt"
    registry.write_text(registry.read_text(encoding="utf-8").replace("E02.txt", "E01.txt"), encoding="utf-8")
    found = withdraw(folder, "P2", "lia", confirmed=True)
    assert (found.files, found.left) == (("interviews/transcripts/E02.txt",), (Left("shared_file", shared),))
    assert (folder / shared).is_file()
    assert withdraw(folder, "P1", "lia", confirmed=True).files == (shared,)
    assert not (folder / shared).exists()


def test_codes_that_repeat_words_of_the_interview_are_named(folder: Path) -> None:
    actions.add_code(folder, "azulejo", {"example": "«lo conociamos desde la QUEBRADA azulejo»"}, "lia")
    actions.add_code(folder, "firmamos sin leer", {}, "lia")
    actions.add_code(folder, "acuerdo", {"example": "Fue un acuerdo de palabra", "definition": "el acta"}, "lia")
    foretold = withdraw(folder, "P1", "lia")
    assert foretold.left == (Left("code", "azulejo"), Left("code", "firmamos sin leer"))
    assert withdraw(folder, "P1", "lia", confirmed=True).left == foretold.left


def words_in_the_database(folder: Path) -> list[bytes]:
    """Stored contents with words of P1, packed as they lie in the file: what fits in one page is found there whole."""
    with reading(folder) as connection:
        rows = connection.execute(select(CONTENTS.c.bytes)).scalars().all()
    packed = [one for one in rows if "azulejo" in zlib.decompress(one).decode("utf-8")]
    assert all(one in stored(folder) for one in packed)
    return packed


def stored(folder: Path) -> bytes:
    """The bytes of the database, and of what was written to it lately and lies beside it."""
    return b"".join(file.read_bytes() for file in sorted(folder.glob(f"{FILE}*")))


def test_a_backup_brings_nobody_back(folder: Path, tmp_path: Path) -> None:
    """The registry says who withdrew: a database from before shows nothing of them, and they can be erased again."""
    backup, packed = tmp_path / "backup.db", words_in_the_database(folder)
    with closing(sqlite3.connect(folder / FILE)) as now:
        now.execute("VACUUM INTO ?", (str(backup),))
    withdraw(folder, "P1", "lia", confirmed=True)
    for file in folder.glob(f"{FILE}*"):
        file.unlink()
    backup.rename(folder / FILE)
    assert [one.name for one in read_coding(folder).state.documents] == ["E02"]
    withdraw(folder, "P1", "lia", confirmed=True)
    assert not [one for one in packed if one in stored(folder)]


def test_a_transcript_of_who_withdrew_in_a_row_with_a_wrong_date_does_not_come_in(tmp_path: Path) -> None:
    made = study(tmp_path)
    registry = made / "interviews" / "registry.csv"
    rows = registry.read_text(encoding="utf-8").replace("2025-03-04", "31/31/2025").replace(";cita;", ";retirado;")
    registry.write_text(rows, encoding="utf-8")
    first, second = add_transcripts(made, transcripts(made), "lia")
    assert ([one.code for one in first.problems], second.problems) == (["transcript_of_withdrawn"], ())
    assert SECRET.encode() not in stored(made)


def test_a_withdrawn_persons_transcript_does_not_come_in_again(folder: Path, tmp_path: Path) -> None:
    copy = tmp_path / "E01.txt"
    copy.write_text(TEXTS["E01"], encoding="utf-8")
    withdraw(folder, "P1", "lia", confirmed=True)
    [found] = add_transcripts(folder, [copy], "lia")
    assert [one.code for one in found.problems] == ["transcript_of_withdrawn"]


def changed(folder: Path, statement: str) -> None:
    """Change the database behind the program's back."""
    with closing(sqlite3.connect(folder / FILE)) as raw:
        raw.execute("DROP TRIGGER event_UPDATE")
        raw.execute(statement)
        raw.commit()


def test_who_looks_at_a_coding_whose_log_was_changed_is_told_and_nothing_leaves_it(
    folder: Path, tmp_path: Path
) -> None:
    changed(folder, "UPDATE event SET author = 'otra' WHERE number = 1")
    told = [(one.code, one.severity) for one in read_coding(folder).problems]
    assert told == [("log_changed", "warning")]
    assert [one.code for one in project_at(folder).problems] == ["log_changed"]
    refused("log_changed", export_project, folder, tmp_path / "fuera.qdpx")
    assert not (tmp_path / "fuera.qdpx").exists()


def test_a_text_that_is_gone_is_named_by_whoever_verifies_the_log(folder: Path) -> None:
    actions.code_passage(folder, Target("E01", words="sin leer"), ["confianza"], "ana", "una nota")
    assert verify_log(folder).problems == ()
    with closing(sqlite3.connect(folder / FILE)) as raw:
        raw.execute("DELETE FROM content")
        raw.commit()
    assert [one.code for one in verify_log(folder).problems] == ["content_missing"]


def test_a_command_reads_one_text_and_few_events(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever gives a code does not wait for all that a study holds."""
    monkeypatch.setattr(projections, "STORED_EVERY", 1)
    actions.code_passage(folder, Target("E01", words="sin leer"), ["confianza"], "ana")
    database, read = opened(folder), []
    database.close()
    event.listen(database.engine, "before_cursor_execute", lambda *call: read.append((call[2], call[3])))
    actions.code_passage(folder, Target("E02", words="Nadie nos"), ["confianza"], "ana")
    commanded = list(read)
    last = read_coding(folder).events[-1].number
    events = [given[0] for statement, given in commanded if "event.payload" in statement and "SELECT" in statement]
    assert len([statement for statement, _ in commanded if "content.bytes" in statement and "SELECT" in statement]) == 1
    assert min(events) >= last - 2


def test_what_lies_far_back_is_taken_back_and_comes_back_as_what_was_done_lately(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("alianza.workflow.interviews.reading.RECENT", 2)
    actions.code_passage(folder, Target("E01", words="sin leer"), ["confianza"], "ana")
    others = ["Nadie nos", "Uno grande", "no había"]
    for words in others:
        actions.code_passage(folder, Target("E02", words=words), ["confianza"], "luis")
    before = codings(read_coding(folder))
    actions.take_back(folder, "ana")
    assert len(codings(read_coding(folder))) == len(before) - 1
    refused("nothing_to_undo", actions.take_back, folder, "ana")
    for words in others:
        memos.write_memo(folder, "code", ["E02"], words, "luis")
    actions.bring_back(folder, "ana")
    assert codings(read_coding(folder)) == before
    refused("nothing_to_redo", actions.bring_back, folder, "ana")


def test_a_state_of_the_coding_that_somebody_sealed_is_named_by_whoever_verifies_the_log(folder: Path) -> None:
    with opened(folder).writing() as connection:
        projections._store(connection, CODING, CodingState())
    assert [one.code for one in verify_log(folder).problems] == ["state_forged"]
