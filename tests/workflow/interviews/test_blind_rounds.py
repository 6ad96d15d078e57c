"""Blind rounds: segments drawn, batches out and back, disagreements settled by a third person, the codebook frozen."""

import csv
import zlib
from collections.abc import Mapping
from pathlib import Path

import openpyxl
import pytest
from sqlalchemy import Connection, select

from alianza.coding.agreement_tables import by_code
from alianza.coding.codebook import NO_CODE
from alianza.coding.contents import DocumentContent
from alianza.coding.progress import CodingState, code_paths
from alianza.coding.project import Document
from alianza.coding.rounds import Ruling
from alianza.formats import Refused
from alianza.storage.database import CONTENTS
from alianza.storage.event_log import Author
from alianza.storage.projections import recorded
from alianza.study.event import Change, Proposed
from alianza.workflow.batch_files import choice
from alianza.workflow.interviews import actions, memos
from alianza.workflow.interviews.actions import Target
from alianza.workflow.interviews.analysis import list_quotes
from alianza.workflow.interviews.blind_batches import codes_in, hand_back, hand_out, hand_out_disagreements
from alianza.workflow.interviews.contents import document_content, keep_document
from alianza.workflow.interviews.history import history
from alianza.workflow.interviews.projects import export_project
from alianza.workflow.interviews.reading import CODING, read_coding
from alianza.workflow.interviews.revising import revise as new_text
from alianza.workflow.interviews.rounds import Opening, open_round, queue, rate, round_of, settle
from alianza.workflow.interviews.standing import where_it_stands
from alianza.workflow.interviews.transcripts import add_transcripts
from alianza.workflow.interviews.withdrawing import withdraw
from alianza.workflow.journal import change, reading
from tests.interviews_study import study, transcripts

ALL = Opening(share=1.0)
ANA = {"S1": "gobernanza/actas", "S2": "confianza; gobernanza/actas", "S3": "ninguno", "S4": "none"}
LUIS = {"S1": "gobernanza/actas", "S2": "confianza", "S3": "Confianza", "S4": "Ninguno"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = study(tmp_path)
    add_transcripts(made, transcripts(made), "lia")
    actions.add_code(made, "confianza", {"definition": "creer en el socio"}, "lia")
    actions.add_code(made, "gobernanza", {}, "lia")
    actions.add_code(made, "gobernanza/actas", {}, "lia")
    return made


def rows(file: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(file.read_text(encoding="utf-8-sig").splitlines()))


def filled(file: Path, answers: Mapping[str, str], column: str = "códigos") -> Path:
    """The batch with its column filled in."""
    table = rows(file)
    done = file.with_name(f"lleno-{file.name}")
    with done.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, list(table[0]))
        writer.writeheader()
        writer.writerows({**row, column: answers.get(row["segmento"], "")} for row in table)
    return done


def coded(folder: Path, by: str, answers: Mapping[str, str], name: str = "") -> None:
    out = folder.parent / f"{by}-{name}.csv"
    hand_out(folder, name, by, out, "es")
    found = hand_back(folder, filled(out, answers), "rate", by)
    assert found.problems == ()


def refused(code: str, act, *words) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(Refused) as found:
        act(*words)
    assert found.value.problem.code == code


def test_an_export_says_how_many_answers_of_a_round_stay_behind(folder: Path, tmp_path: Path) -> None:
    """As long as somebody has a segment left it tells no number: it would say how much the others gave."""
    open_round(folder, ALL, "lia")
    coded(folder, "ana", ANA)
    [waiting] = export_project(folder, tmp_path / "antes.qdpx").problems
    assert (waiting.code, waiting.severity, waiting.found, waiting.values) == ("export_rounds_open", "notice", "1", {})
    coded(folder, "luis", LUIS)
    project = export_project(folder, tmp_path / "despues.qdpx")
    [left] = project.problems
    assert (left.code, left.severity, left.found, left.values["count"]) == ("export_round_answers", "notice", "1", 2)
    assert len(project.codings) == 4
    assert export_project(folder, tmp_path / "codigos.qdc").problems == ()


def test_a_round_draws_what_participants_say_by_the_protocol(folder: Path) -> None:
    found = open_round(folder, Opening(), "lia")
    assert (len(found.round.units), found.segments, found.documents, found.known) == (2, 4, 2, 0)
    assert (found.round.name, found.round.coders, found.round.seed) == ("1", ("ana", "luis"), 2025)
    second = open_round(folder, Opening(), "lia")
    assert not set(second.round.units) & set(found.round.units)
    assert open_round(folder, ALL, "lia").known == 4
    refused("coder_without_role", open_round, folder, Opening(), "ana")
    refused("coder_not_declared", open_round, folder, Opening(coders=("ana", "luís")), "lia")


def test_segments_with_codes_that_anybody_can_read_are_drawn_last(folder: Path) -> None:
    actions.code_passage(folder, Target("E01", words="sin leer el acta"), ["confianza"], "luis")
    [first, *_] = open_round(folder, Opening(share=0.5), "lia").round.units
    text = (folder / "interviews" / "transcripts" / "E01.txt").read_text(encoding="utf-8")
    assert text[first[1] :].startswith("Nos reunimos")
    assert open_round(folder, ALL, "lia").known == 3  # that one, and the two of the round before


def test_a_batch_shows_the_words_and_the_question_and_nobodys_codes(folder: Path, tmp_path: Path) -> None:
    open_round(folder, ALL, "lia")
    coded(folder, "luis", LUIS)
    assert hand_out(folder, "", "ana", tmp_path / "a.csv", "es") == 4
    first = rows(tmp_path / "a.csv")[0]
    assert first.pop("lote").startswith("c-")
    assert first == {
        "segmento": "S1", "entrevista": "E01", "participante": "P1", "antes": "¿Cómo eligieron al socio? P1:",
        "pasaje": "Lo conocíamos desde la quebrada azulejo; firmamos sin leer el acta.",
        "después": "Entrevistador: ¿Y después?", "códigos": "",
    }  # fmt: skip
    said = (tmp_path / "a.csv").read_text(encoding="utf-8")
    assert "confianza;" not in said
    assert "gobernanza" not in said
    assert "luis" not in said
    refused("coder_without_role", hand_out, folder, "", "eva", tmp_path / "b.csv", "es")


def test_a_batch_shows_a_segment_in_the_words_that_a_redaction_left(folder: Path, tmp_path: Path) -> None:
    open_round(folder, ALL, "lia")
    revise(folder, "E01", "desde la quebrada azulejo", "desde [LUGAR 1]")
    revise(folder, "E01", "Nos reunimos cada mes y la confianza creció.", "")
    hand_out(folder, "", "ana", tmp_path / "a.csv", "es")
    first, second, *_ = rows(tmp_path / "a.csv")
    assert first["pasaje"] == "Lo conocíamos desde [LUGAR 1]; firmamos sin leer el acta."
    assert first["antes"] == "¿Cómo eligieron al socio? P1:"
    assert (second["segmento"], second["pasaje"]) == ("S2", "")
    assert "azulejo" not in (tmp_path / "a.csv").read_text(encoding="utf-8")


def revise(folder: Path, document: str, words: str, instead: str) -> None:
    def command(connection: Connection, state: CodingState) -> Proposed:
        source = next(one for one in state.documents if one.name == document)
        text = document_content(connection, source.text_content).document.text
        start = text.index(words)
        new = text[:start] + instead + text[start + len(words) :]
        content = keep_document(connection, DocumentContent(Document(document, new)))
        edits = [[start, start + len(words), len(instead)]]
        values = {"document": source.id, "content": content, "edits": edits, "length": len(text), "why": "redacted"}
        return Proposed((Change("document_revised", values),))

    change(folder, CODING, command, Author("lia", "2025-02-01T00:00:00Z"))


def test_a_workbook_holds_the_codebook_on_its_second_sheet(folder: Path, tmp_path: Path) -> None:
    open_round(folder, ALL, "lia")
    hand_out(folder, "", "ana", tmp_path / "a.xlsx", "en")
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    assert [cell.value for cell in book.worksheets[0][1]][-1] == "codes"
    guide = [[cell.value for cell in row[:2]] for row in book.worksheets[1].iter_rows()]
    assert guide[:4] == [
        ["code", "definition"], ["confianza", "creer en el socio"], ["gobernanza", None], ["gobernanza/actas", None],
    ]  # fmt: skip
    assert guide[4][0] == "none"
    for place, codes in enumerate(("confianza", "none", None, None), 2):
        book.worksheets[0].cell(place, 8).value = codes
    book.save(tmp_path / "lleno.xlsx")
    found = hand_back(folder, tmp_path / "lleno.xlsx", "rate", "ana")
    assert (found.kept, found.empty) == (2, 2)


def test_good_rows_are_kept_and_bad_ones_named_and_the_file_can_be_read_again(folder: Path, tmp_path: Path) -> None:
    open_round(folder, ALL, "lia")
    hand_out(folder, "", "ana", tmp_path / "a.csv", "es")
    bad = filled(tmp_path / "a.csv", {**ANA, "S1": "gobernansa/actas", "S3": ""})
    with bad.open("a", encoding="utf-8") as file:
        mark = rows(bad)[0]["lote"]
        file.write(f"{mark},S2,,,,,,confianza\n{mark},7,,,,,,confianza\n{mark},S9,,,,,,confianza\n")
    found = hand_back(folder, bad, "rate", "ana")
    assert (found.kept, found.known, found.empty) == (2, 0, 1)
    assert [(one.code, one.row, one.found) for one in found.problems] == [
        ("code_unknown", 2, "gobernansa/actas"), ("batch_segment_twice", 6, "S2"),
        ("batch_segment_unreadable", 7, "7"), ("unit_unknown", 8, "9"),
    ]  # fmt: skip
    assert found.problems[0].expected == "gobernanza/actas"
    again = hand_back(folder, filled(tmp_path / "a.csv", {**ANA, "S3": ""}), "rate", "ana")
    assert (again.kept, again.known, again.empty) == (1, 2, 1)
    other = hand_back(folder, filled(tmp_path / "a.csv", {"S2": "confianza"}), "rate", "ana")
    assert [one.code for one in other.problems] == ["unit_rated_already"]


def test_a_batch_of_somebody_else_is_refused_whole(folder: Path, tmp_path: Path) -> None:
    open_round(folder, ALL, "lia")
    hand_out(folder, "", "ana", tmp_path / "a.csv", "es")
    refused("batch_of_another_judge", hand_back, folder, filled(tmp_path / "a.csv", ANA), "rate", "luis")
    bare = tmp_path / "sin.csv"
    bare.write_text("segmento,códigos\nS1,confianza\n", encoding="utf-8")
    refused("batch_without_mark", hand_back, folder, bare, "rate", "ana")


def test_nothing_of_a_round_is_shown_before_everybody_handed_in(folder: Path, tmp_path: Path) -> None:
    open_round(folder, ALL, "lia")
    coded(folder, "ana", ANA)
    rate(folder, "", 1, ["confianza"], "luis")
    found = queue(folder, "")
    assert (found.disagreements, found.incomplete and found.incomplete.expected) == ((), "luis 3")
    refused("round_incomplete", settle, folder, "", Ruling(1, "confianza", True, "x"), "eva")
    refused("round_incomplete", hand_out_disagreements, folder, "", "eva", tmp_path / "d.csv", "es")
    for events in history(folder):
        assert not [one for one in events if one.kind == "unit_rated" and "codes" in one.payload]


def test_disagreements_are_settled_in_a_batch_with_reasons_and_alter_no_coefficient(
    folder: Path, tmp_path: Path
) -> None:
    open_round(folder, ALL, "lia")
    coded(folder, "ana", ANA)
    coded(folder, "luis", LUIS)
    before = by_code(round_of(read_coding(folder), ""), {"interval": "none"})
    assert hand_out_disagreements(folder, "", "eva", tmp_path / "d.csv", "es") == 2
    table = rows(tmp_path / "d.csv")
    assert [(row["segmento"], row["código"], row["lo dio"], row["no lo dio"]) for row in table] == [
        ("S2", "gobernanza/actas", "ana", "luis"), ("S3", "confianza", "luis", "ana"),
    ]  # fmt: skip
    without = hand_back(folder, filled(tmp_path / "d.csv", {"S2": "sí", "S3": "quizás"}, "veredicto"), "settle", "eva")
    assert [one.code for one in without.problems] == ["settlement_without_reason", "ruling_unknown"]
    ruled = filled(filled(tmp_path / "d.csv", {"S2": "sí", "S3": "No"}, "veredicto"), {"S2": "a", "S3": "b"}, "motivo")
    assert hand_back(folder, ruled, "settle", "eva").kept == 2
    assert hand_back(folder, ruled, "settle", "eva").known == 2
    assert [one.settled for one in queue(folder, "").disagreements] == [True, False]
    now = read_coding(folder)
    assert by_code(round_of(now, ""), {"interval": "none"}) == before
    stand = {(one.quotation[:12], one.code) for one in now.assembled.project.codings}
    assert stand == {
        ("Lo conocíamo", "gobernanza/actas"), ("Nos reunimos", "confianza"), ("Nos reunimos", "gobernanza/actas"),
    }  # fmt: skip


def test_the_reason_of_a_settlement_goes_with_the_participant_whose_words_it_repeats(folder: Path) -> None:
    open_round(folder, ALL, "lia")
    coded(folder, "ana", ANA)
    coded(folder, "luis", LUIS)
    first = next(one for one in queue(folder, "").disagreements if one.unit == 2)
    code = "gobernanza/actas" if first.code != "confianza" else "confianza"
    settle(folder, "", Ruling(2, code, True, "porque dice quebrada azulejo"), "eva")
    _, told = history(folder)
    assert told[-1].payload["reason"] == "porque dice quebrada azulejo"
    held = contents(folder)
    withdraw(folder, "P1", "lia", confirmed=True)
    assert len(held - contents(folder)) >= 2  # the text, and the reason
    assert not any(b"azulejo" in zlib.decompress(one) for one in contents(folder))
    assert not any(b"azulejo" in file.read_bytes() for file in folder.rglob("*") if file.is_file())
    _, told = history(folder)
    assert [one.payload["reason"] for one in told if one.kind == "rating_settled"] == [""]


def test_the_reason_of_a_settlement_is_erased_by_its_number_and_the_decision_stays(folder: Path) -> None:
    open_round(folder, ALL, "lia")
    coded(folder, "ana", ANA)
    coded(folder, "luis", LUIS)
    first = next(one for one in queue(folder, "").disagreements if one.unit == 2)
    before = contents(folder)
    code = code_paths(read_coding(folder).state.codes)[first.code]
    settle(folder, "", Ruling(2, code, True, "P2 lo dijo así"), "eva")
    number = read_coding(folder).events[-1].number
    assert [(one.kind, one.name) for one in withdraw(folder, "P2", "lia").left] == [("reason", str(number))]
    stands = read_coding(folder).assembled.project.codings
    memos.erase_memo(folder, str(number), "lia")
    assert contents(folder) == before
    now = read_coding(folder)
    assert (now.assembled.project.codings, now.state.settlements[-1].words) == (stands, "")
    with reading(folder) as connection:
        assert recorded(connection, CODING) == now.state
    assert withdraw(folder, "P2", "lia").left == ()
    _, told = history(folder)
    assert [one.payload["reason"] for one in told if one.kind == "rating_settled"] == [""]
    actions.take_back(folder, "eva")
    assert read_coding(folder).state.settlements == ()
    actions.bring_back(folder, "eva")
    assert read_coding(folder).state == now.state


def contents(folder: Path) -> set[bytes]:
    """What lies beside the log, packed."""
    with reading(folder) as connection:
        return set(connection.execute(select(CONTENTS.c.bytes)).scalars())


def test_the_status_follows_the_journey_to_the_round_that_is_reported(folder: Path) -> None:
    def steps() -> list[str]:
        return [one.code.removeprefix("coding.next.") for one in where_it_stands(folder).next]

    assert steps() == ["round"]
    open_round(folder, ALL, "lia")
    assert steps() == ["judge"]
    coded(folder, "ana", ANA)
    coded(folder, "luis", {**ANA, "S3": "confianza"})
    assert steps() == ["settle"]
    settle(folder, "", Ruling(3, "confianza", False, "lo dice otro"), "eva")
    assert steps() == ["freeze"]
    actions.freeze_codebook(folder, "v1", "lia")
    assert steps() == ["reported_round"]
    actions.change_code(folder, "confianza", {"definition": "otra"}, "lia")
    assert steps() == ["freeze_again"]
    assert [one.code for one in open_round(folder, ALL, "lia").recorded.problems] == ["codebook_changed_since_freeze"]
    actions.take_back(folder, "lia")  # the round
    actions.restore_codebook(folder, "v1", "lia")
    open_round(folder, ALL, "lia")
    refused("others_rest_on_it", actions.take_back, folder, "lia", freeze_number(folder))
    coded(folder, "ana", ANA, "2")
    coded(folder, "luis", ANA, "2")
    found = where_it_stands(folder)
    assert (steps(), found.reported.why, found.reported.version) == (["agreement"], "first_after_freeze", "v1")
    assert [(one.version, one.disagreements) for one in found.rounds] == [("", 1), ("v1", 0)]


def test_no_command_tells_what_another_coder_gave_in_an_open_round(folder: Path) -> None:
    open_round(folder, ALL, "lia")
    rate(folder, "", 2, ["confianza"], "luis")
    [given] = read_coding(folder).blind.names
    refused("memo_about_nothing", memos.write_memo, folder, "code", [given], "x", "ana")
    refused("coding_unknown", actions.clear_passages, folder, [given], "ana")
    refused("coding_unknown", actions.remove_codings, folder, [given], "ana")
    pair = ("confianza", "gobernanza/actas")
    refused("coding_unknown", actions.relate, folder, pair, "associated", [given], "ana")
    memos.write_memo(folder, "code", [given], "mi duda", "luis")
    assert read_coding(folder).assembled.project.notes == ()
    for code in ("confianza", "gobernanza/actas"):  # whether anybody gave it makes no difference
        refused("code_in_open_round", actions.remove_code, folder, code, "lia")


def test_a_memo_on_an_earlier_coding_of_words_that_are_being_coded_blind_waits_as_well(folder: Path) -> None:
    actions.code_passage(folder, Target("E01", words="la confianza creció"), ["confianza"], "ana")
    name = next(iter(read_coding(folder).assembled.names))
    memos.write_memo(folder, "code", [name], "antes de la ronda", "ana")
    open_round(folder, ALL, "lia")
    memos.write_memo(folder, "code", [name], "ahora pondría actas", "ana")
    assert [one.text for one in read_coding(folder).assembled.project.notes] == ["antes de la ronda"]
    assert [len(memos.list_memos(folder, by)) for by in ("luis", "", "ana")] == [1, 1, 2]


def test_a_memo_on_a_segment_is_read_by_everybody_once_the_round_is_complete(folder: Path) -> None:
    open_round(folder, ALL, "lia")
    coded(folder, "luis", LUIS)
    memos.write_memo(folder, "code", [next(iter(read_coding(folder).blind.names))], "mi duda", "luis")
    coded(folder, "ana", ANA)
    assert [one.text for one in read_coding(folder).assembled.project.notes] == ["mi duda"]


def test_a_new_text_tells_what_becomes_of_open_segments_and_not_what_was_given_there(folder: Path) -> None:
    open_round(folder, ALL, "lia")
    rate(folder, "", 2, ["confianza"], "luis")
    new = folder.parent / "E01.txt"
    text = (folder / "interviews" / "transcripts" / "E01.txt").read_text(encoding="utf-8")
    new.write_text(text.replace("creció", "bajó"), encoding="utf-8")
    [found] = new_text(folder, "E01", new, "lia").touched
    assert (found.id.rpartition(":")[2], found.code, found.coder, found.fate) == ("2", "", "", "changed")


def test_quotes_leave_out_passages_that_somebody_has_still_to_code_blind(folder: Path) -> None:
    actions.change_code(folder, "confianza", {"construct": "trust"}, "lia")
    actions.code_passage(folder, Target("E01", words="la confianza creció"), ["confianza"], "luis")
    actions.clear_passages(folder, read_coding(folder).assembled.names, "lia")
    assert [len(one.quotes) for one in list_quotes(folder).constructs] == [1]
    open_round(folder, ALL, "lia")
    found = list_quotes(folder)
    assert ([len(one.quotes) for one in found.constructs], found.hidden) == ([0], 1)


def test_no_coder_of_a_segment_clears_what_another_one_gave_to_it(folder: Path) -> None:
    open_round(folder, ALL, "lia")
    for unit in range(1, 5):
        for coder in ("ana", "luis"):
            rate(folder, "", unit, ["confianza"], coder)
    of_luis = next(name for name, one in read_coding(folder).assembled.by_name.items() if one.coder == "luis")
    refused("cleared_by_own_coder", actions.clear_passages, folder, [of_luis], "ana")
    assert actions.clear_passages(folder, [of_luis], "lia").state.cleared == (of_luis,)


def test_the_names_that_no_code_may_have_are_the_words_for_none_of_a_batch() -> None:
    assert {choice("codings", "none", language) for language in ("es", "en")} <= {*NO_CODE}
    assert all(codes_in(word) == [] for word in NO_CODE)


def test_an_unchanged_codebook_is_not_frozen_again_so_that_no_later_round_replaces_the_reported_one(
    folder: Path,
) -> None:
    actions.freeze_codebook(folder, "v1", "lia")
    refused("codebook_unchanged", actions.freeze_codebook, folder, "v2", "lia")
    actions.change_code(folder, "confianza", {"definition": "otra"}, "lia")
    actions.change_code(folder, "confianza", {"definition": "creer en el socio"}, "lia")
    refused("codebook_unchanged", actions.freeze_codebook, folder, "v2", "lia")
    open_round(folder, ALL, "lia")
    actions.freeze_codebook(folder, "v2", "lia")  # somebody left that round, and nobody has seen how it came out
    open_round(folder, ALL, "lia")
    coded(folder, "ana", ANA)
    coded(folder, "luis", LUIS)
    refused("codebook_unchanged", actions.freeze_codebook, folder, "v3", "lia")
    actions.add_code(folder, "conflicto", {}, "lia")
    assert actions.freeze_codebook(folder, "v3", "lia").state.freezes[-1].version == "v3"


def test_a_round_that_somebody_left_is_not_asked_for_once_another_is_open(folder: Path) -> None:
    open_round(folder, Opening(), "lia")
    coded(folder, "ana", ANA, "1")
    open_round(folder, Opening(), "lia")
    assert [(one.code, one.values["round"]) for one in where_it_stands(folder).next] == [("coding.next.judge", "2")]
    for by in ("ana", "luis"):
        coded(folder, by, ANA, "2")
    assert [one.code for one in where_it_stands(folder).next] == ["coding.next.freeze"]


def freeze_number(folder: Path) -> int:
    return read_coding(folder).state.freezes[-1].number


def test_the_history_is_told_with_names_that_stand_and_with_those_that_are_gone(folder: Path) -> None:
    open_round(folder, ALL, "lia")
    actions.remove_code(folder, "gobernanza/actas", "lia", confirmed=True)
    _, told = history(folder)
    assert [(one.kind, one.payload.get("code")) for one in told[2:5]] == [
        ("code_added", "confianza"), ("code_added", "gobernanza"), ("code_added", "gobernanza/actas"),
    ]  # fmt: skip
    assert told[-1].payload["code"] == "gobernanza/actas"
